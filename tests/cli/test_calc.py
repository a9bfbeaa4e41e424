"""`cnncalc calc` and `cnncalc solve` on the command line: what is printed, and how they end."""

import csv
import shlex

import pytest
from commandline import FORMATS, printed, record_of, refused, rows_of, run

from cnncalc.layers import CATALOGUE
from cnncalc.teaching.values.kernels import KERNELS

CONV = "calc conv 32x32x3 --filters 10 --kernel 5 --padding 2"
CHAIN = ["calc", "32x32x3", "conv 10 k5 p2", "relu", "max_pool 2", "flatten", "dense 10"]
BRIGHT = "29 15 28 184; 0 100 70 38; 12 12 7 2; 12 12 45 6"


# -- one layer -------------------------------------------------------------------------------------


def test_a_layer_is_worked_out_on_the_board() -> None:
    shown = printed(*CONV.split())
    # 5*5*3*10 = 750, + 10 biases = 760; 750 * 32*32 = 768,000; each value sees 5x5 pixels from -2 on
    for line in (
        "conv1: conv 5x5 p2, reads 32x32x3 of input\n",
        "Output 32x32x10  ",
        "n_out = ⌊(n + 2 × p − f) / s⌋ + 1  ",
        "= ⌊(32 + 2 × 2 − 5) / 1⌋ + 1 = 32\n",
        "Parameters 760  ",
        "weights    = f_h × f_w × C_in × C_out = 5 × 5 × 3 × 10 = 750  ",
        "parameters = weights + biases = 750 + 10 = 760  ",
        "Multiplies 768,000  ",
        "multiplies = f_h × f_w × C_in × H_out × W_out × C_out  ",
        "= 5 × 5 × 3 × 32 × 32 × 10 = 768,000\n",
        "Receptive field 5x5  ",
        "r     = r_in + (f − 1) × j_in = 1 + (5 − 1) × 1 = 5  ",
        "first = first_in − p × j_in = 0 − 2 × 1 = −2  ",
    ):
        assert line in shown


@pytest.mark.parametrize("format", ["table", "markdown", "latex", "csv", "html"])
def test_a_layer_is_worked_out_as_explain_works_out_that_of_a_file(format, tmp_path) -> None:
    spec = tmp_path / "Layers.yaml"
    spec.write_text(
        "input: 32x32x3\n"
        "layers: [conv: {filters: 10, kernel: 5, padding: 2, activation: relu}, flatten, dense: 10]\n"
    )
    layers = ["conv 10 k5 p2 activation=relu", "flatten", "dense 10"]
    calculated = printed("calc", "32x32x3", *layers, "--explain", "--format", format)
    assert calculated == printed("explain", str(spec), "--format", format)


def test_the_record_has_the_steps_of_explain(tmp_path) -> None:
    (tmp_path / "one.yaml").write_text(
        "input: 32x32x3\nlayers: [conv: {filters: 10, kernel: 5, padding: 2}]\n"
    )
    (layer,) = record_of(*CONV.split())["layers"]
    (explained, _) = record_of("explain", str(tmp_path / "one.yaml"))["layers"]
    assert [tuple(step.values()) for step in layer["steps"]] == [
        tuple(step[key] for key in ("symbol", "axes", "value", "formula", "numbers", "because"))
        for figure in explained["figures"]
        for step in figure["steps"]
    ]


def test_what_a_pool_has_none_of_is_said() -> None:
    shown = printed("calc", "max_pool", "28x28x6", "--kernel", "2")
    assert "  pooling picks or averages; there is nothing to learn" in shown
    assert "Operations 3,528  " in shown
    assert "= (2 × 2 − 1) × 14 × 14 × 6 = 3,528" in shown  # 3 comparisons for each of 14*14*6 values


def test_operations_of_several_kinds_add_up() -> None:
    # 14*14*6 = 1,176 averages: 3 additions and a division each; 3,528 + 1,176 = 4,704
    shown = printed("calc", "avg_pool", "28x28x6", "--kernel", "2")
    assert "operations = additions + divisions = 3,528 + 1,176 = 4,704  of all kinds" in shown
    assert "Operations" not in printed(*CONV.split())


def test_each_step_of_the_record_is_a_number_with_its_formula() -> None:
    (layer,) = record_of(*CONV.split())["layers"]
    steps = {step["figure"]: step for step in layer["steps"]}
    assert (layer["parameters"], layer["multiplies"]) == (760, 768_000)
    assert steps["weights"]["value"] == 750
    assert steps["weights"]["numbers"] == "5 * 5 * 3 * 10"
    assert steps["multiplies"]["symbols"] == "f_h * f_w * C_in * H_out * W_out * C_out"


def test_programs_get_plain_digits() -> None:
    rows = rows_of(*CONV.split())
    assert {row["figure"]: row["value"] for row in rows}["multiplies"] == "768000"
    assert rows[2]["working"] == "weights = f_h * f_w * C_in * C_out = 5 * 5 * 3 * 10 = 750"


def test_ascii_has_no_other_characters() -> None:
    assert printed(*CONV.split(), "--ascii").isascii()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "args",
    [
        CONV.split(),
        CHAIN,
        [*CHAIN, "--explain"],
        ["calc", "values", "conv", BRIGHT, "--kernel", "sobel"],
        ["calc", "values", "avg_pool", BRIGHT, "--kernel", "2", "--working"],
        ["calc", "values", "kernels"],
        ["solve", "conv", "56x56x64", "--output", "28"],
        ["solve", "vgg16"],
    ],
    ids=" ".join,
)
def test_every_format_is_there_and_the_file_is_the_same(format, args, tmp_path) -> None:
    file = tmp_path / "out"
    shown = printed(*args, "--format", format)
    assert printed(*args, "--format", format, "-o", str(file)) == ""
    if format != "table":  # a table may be cut to the terminal
        assert file.read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("kind", sorted(CATALOGUE))
def test_the_help_of_a_kind_names_its_fields_and_its_example_works(kind, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = printed("calc", kind, "--help")
    assert all(f"--{field.replace('_', '-')}" in shown for field in CATALOGUE[kind].fields)
    assert max(map(len, shown.splitlines())) <= 80
    example = shown.strip().splitlines()[-1].strip()
    assert printed(*shlex.split(example)[1:])


# -- several layers --------------------------------------------------------------------------------


def test_layers_are_a_table_as_of_a_spec(tmp_path) -> None:
    spec = tmp_path / "Layers.yaml"
    spec.write_text(
        "input: 32x32x3\n"
        "layers: [conv: {filters: 10, kernel: 5, padding: 2}, relu, max_pool: 2, flatten, dense: 10]\n"
    )
    assert printed(*CHAIN) == printed("summarize", str(spec), "--exact")


def test_explained_layers_have_their_working_and_their_sum() -> None:
    shown = printed(*CHAIN, "--explain")
    assert "conv1: conv 5x5 p2, layer 1 of 5 in Layers, reads 32x32x3 of input" in shown
    assert "dense1: dense, layer 5 of 5 in Layers, reads 2560 of flatten1" in shown
    assert "parameters = P_1 + P_2 = 760 + 25,610 = 26,370  " in shown  # 760 + 2560*10 + 10


def test_the_format_for_readers_is_known_by_the_name_of_either() -> None:
    for args in (CHAIN, [*CHAIN, "--explain"], CONV.split()):
        assert printed(*args, "--format", "text") == printed(*args, "--format", "table") == printed(*args)


def test_options_may_stand_first() -> None:
    assert printed("calc", "--format", "csv", *CHAIN[1:]) == printed(*CHAIN, "--format", "csv")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("calc conv 32x32x3 --filters 10 --kernel_size 5", "here it is called '--kernel'"),
        ("calc conv 32x32x3 --filters 10 --kernal 5", "'--kernel'"),
        ("calc conv 32x32x3 --filters ten --kernel 40", "--filters: 'filters' of conv takes a whole"),
        ("calc cov 32x32x3", "there is no layer kind or input shape 'cov'; did you mean 'conv'?"),
        ("calc 32x32x3 cov", "argument 2:1:1: error: there is no layer kind 'cov'; did you mean 'conv'?"),
        ("calc --explain conv 32x32x3", "put the kind before its options: cnncalc calc conv INPUT ..."),
        ("calc add 8x8x3 8x8x4", "channels differ"),
        ("calc add 8x8x3", "add"),
        ("calc 32x32x3", "Missing argument 'LAYER...'"),
        ("calc values conv '1 2; 3' --kernel sobel", "matrix 1:1:6: error: row 2 has 1 value; row 1 has 2"),
        ("calc values conv '1 2; 3 4' --kernel sobl", "there is no kernel 'sobl'; did you mean 'sobel'?"),
        ("calc values conv '1 2; 3 4' --kernel sobel", "--kernel: a kernel of 3 does not fit the height"),
        ("calc values conv '1 2; 3 4' --kernel '1' --stride x", "error: --stride: 'stride' of conv takes"),
        ("calc values conv '1 2; 3 4' --kernel '1' --bias '1 2'", "--bias takes one number; found '1 2'"),
        ("calc values conv '1 2; 3 4' --kernel '1' --cell 3,1", "there is no cell 3,1: the output has rows"),
        ("calc values conv '1 2; 3 4' --kernel '1' --cell x", "--cell takes ROW,COLUMN such as 1,2; found"),
        ("calc values max_pool '1 2' --kernel 0", "error: --kernel: 'kernel' of max_pool is 0"),
        ("solve conv 56x56x64", "nothing is asked: say what is wanted, with"),
        ("solve conv 56x56x64 --parameters 1k", "conv needs --kernel"),
        ("solve conv 56x56x64 --output 28x28x28x28", "--output has 4 numbers; the input 56x56x64 has 2 axes"),
        ("solve conv 56x56x64 --output x", "--output takes a size such as 28 or 28x28; found 'x'"),
        ("solve conv 56x56x64 --output 28 --kernel 3..1", "--kernel: a range goes up"),
        ("solve conv 56x56x64 --output 28 --kernel 0", "error: --kernel: 'kernel' of conv is 0"),
        (
            "solve conv 56x56x64 --output 28x28x9 --parameters 1k",
            "28x28x9 says how many filters; a budget asks",
        ),
        ("solve dense 400 --units 3 --parameters 4k", "--units is what a budget is solved for"),
        ("solve max_pool 8x8x3 --output 4x4x5", "max_pool keeps the 3 channels; 4x4x5 has 5"),
        ("solve vgg166", "no file or bundled architecture 'vgg166'; did you mean 'vgg16'?"),
        ("solve vgg16 --layer pool9 --output 7", "no layer is called 'pool9'; did you mean 'pool5'?"),
        ("solve mlp_2_1 --output 7", "the input is a vector"),
        ("solve stack 56x56x64 --sees 0", "0 is out of range"),
        ("solve stack 56x56x64 --sees 11 --kernel x", "--kernel takes a whole number from 1 to 999"),
        ("solve bottleneck 28x28x192 --kernel 5 --filters 32 --saves x", "--saves takes a number"),
    ],
)
def test_what_cannot_be_used_is_said(args: str, said: str) -> None:
    assert said in " ".join(refused(*shlex.split(args)).split())


# -- values ----------------------------------------------------------------------------------------


def test_the_sum_of_a_cell_stands_row_by_row() -> None:
    shown = printed(
        "calc", "values", "conv", "3 0 1; 1 5 8; 2 7 2", "--kernel", "vertical_edge", "--cell", "1,1"
    )
    assert "1,1      -5  3×1 + 0×0 + 1×(−1)\n             + 1×1 + 5×0 + 8×(−1)\n" in shown


def test_an_average_is_a_sum_over_a_count() -> None:
    (cell,) = record_of("calc", "values", "avg_pool", BRIGHT, "--kernel", "2", "--cell", "1,1")["cells"]
    assert cell == {"cell": "1,1", "value": 36, "working": "(29 + 15 + 0 + 100) / 4"}


def test_the_output_of_one_exercise_is_the_input_of_the_next(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed("calc", "values", "conv", "1 1 0 1; 1 1 0 1", "--kernel", "1 -1", "-o", "edges.csv")
    assert record_of("calc", "values", "max_pool", "edges.csv", "--kernel", "2x3")["output"] == [[[1]]]


def test_standard_input_is_a_matrix() -> None:
    shown = printed("calc", "values", "max_pool", "-", "--kernel", "2", "--format", "csv", stdin="1,2\n3,4\n")
    assert list(csv.reader(shown.splitlines())) == [["row", "1"], ["1", "4"]]


def test_a_matrix_may_begin_with_a_negative_number() -> None:
    found = record_of("calc", "values", "conv", "-1 2; 3 4", "--kernel", "-1 1", "--bias", "-1/2")
    assert found["output"] == [[["2.5"], ["0.5"]]]  # 1 + 2 - 1/2, -3 + 4 - 1/2


def test_the_named_kernels_are_listed() -> None:
    assert [one["name"] for one in record_of("calc", "values", "kernels")["kernels"]] == list(KERNELS)


@pytest.mark.parametrize("command", ["conv", "max_pool", "avg_pool", "kernels"])
def test_help_of_values_is_no_wider_than_a_terminal(command) -> None:
    assert max(map(len, printed("calc", "values", command, "--help").splitlines())) <= 80


# -- solve -----------------------------------------------------------------------------------------


def test_a_solution_ends_with_0_and_none_with_1() -> None:
    assert run(*shlex.split("solve conv 56x56x64 --kernel 3 --output 28")).code == 0
    outcome = run(*shlex.split("solve conv 7x7x3 --kernel 3 --stride 3 --padding 0 --output 3"))
    assert (outcome.code, outcome.err) == (1, "")
    assert "no solution" in outcome.out
    assert "2x2" in outcome.out


def test_rows_of_the_record_are_the_table() -> None:
    found = record_of(*shlex.split("solve vgg16 --layer pool5 --output 7x7"))
    assert found["found"] is True
    assert found["rows"] == [{"axis": "height and width", "from": 224, "to": 255, "sizes": 32, "output": 7}]


def test_output_may_be_the_same_as_the_input() -> None:
    rows = record_of(*shlex.split("solve conv 56x56x64 --kernel 3,5 --stride 1 --output same"))["rows"]
    assert [(row["kernel"], row["padding"]) for row in rows] == [("3", "1"), ("5", "2")]


def test_a_size_and_a_budget_go_together() -> None:
    found = record_of(
        *shlex.split("solve conv 56x56x64 --kernel 3 --padding 1 --output 28 --parameters 100k")
    )
    assert [(row["filters"], row["output"]) for row in found["rows"]] == [(173, "28x28x173")]


def test_settings_reach_the_network(tmp_path) -> None:
    spec = tmp_path / "one.yaml"
    spec.write_text("variables: {stride: 2}\ninput: 32x32x3\nlayers: [max_pool: {kernel: 1, stride: stride}]")
    rows = record_of("solve", str(spec), "--output", "7", "--set", "stride=3")["rows"]
    assert (rows[0]["from"], rows[0]["to"]) == (19, 21)  # 3*6 + 1, and two more that are not read


@pytest.mark.parametrize(
    "kind", ["conv", "dense", "max_pool", "transposed_conv", "depthwise_conv", "subsample"]
)
def test_the_help_of_a_question_fits_and_its_example_works(kind) -> None:
    shown = printed("solve", kind, "--help")
    assert max(map(len, shown.splitlines())) <= 80
    assert printed(*shlex.split(shown.strip().splitlines()[-1])[1:])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            "stack 64 --sees 11 --kernel 7..1",
            "--kernel: a range goes up, and has at most 1000 values; found '7..1'",
        ),
        ("stack 8x8x3 --sees 11 --kernel 1..2000", "has at most 1000 values; found '1..2000'"),
        ("conv 8x8x3 --output 8 --kernel 7..1", "--kernel: a range goes up"),
        ("conv 8x8x3 --parameters many", "--parameters takes a number such as"),
        ("bottleneck 8x8x3 --kernel 3 --filters 8 --saves twice", "--saves takes a number such as"),
        ("lenet5 --layer nothing", "no layer is called 'nothing'"),
    ],
)
def test_a_question_that_cannot_be_asked_is_a_mistake_of_the_command_line(args, message) -> None:
    assert message in refused("solve", *shlex.split(args))


@pytest.mark.parametrize("command", ["stack", "bottleneck", "SPEC"])
def test_help_of_other_questions_fits(command) -> None:
    assert max(map(len, printed("solve", command, "--help").splitlines())) <= 80
