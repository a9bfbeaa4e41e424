"""What every command shows on a terminal of 80 columns: names whole, one unit, sentences to their end."""

import re

import pytest
from commandline import BUNDLED, COLOUR_CODE, in_terminal, plain, printed, record_of, run, table_rows

SPEC = """
name: Small
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, stride: 2}
  - batch_norm
  - relu
  - conv: {filters: 32, kernel: 4, stride: 2, padding: 1}
  - relu
  - flatten
  - dense: 4096
  - dense: 10
expect: {parameters: 6476298, multiplies: 3M}
"""

SHEET = """
architecture: lenet5
answers: {F5.parameters: 48000, C1.height: 32}
"""


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("small.yaml", SPEC), ("sheet.yaml", SHEET)):
        (tmp_path / name).write_text(text)


def shown(*args: str, columns: int = 80, code: int = 0) -> str:
    text = plain(in_terminal(*args, columns=columns, code=code))
    assert max(len(line.rstrip()) for line in text.splitlines()) <= columns
    return text


def words(text: str) -> str:
    return " ".join(text.split())


def test_compare_has_parameters_exact_and_one_unit_for_each_column():
    head, *rows = table_rows(shown("compare", "resnet18", "resnet50", "mobilenet_v2"))
    assert head[:6] == ["Network", "Parameters", "Ratio", "MACs (M)", "Ratio", "Act. mem. (MiB)"]
    # 4,089,184,256 multiplies, 2.25 times 1,814,073,344; 27,951,080 values of 4 bytes
    assert rows[1][:6] == ["resnet50", "25,557,032", "2.19x", "4,089.2", "2.25x", "106.62"]
    assert ["4,089,184,256" in row for row in table_rows(shown("compare", "resnet50", columns=120))][1]


def test_a_unit_is_small_enough_for_the_smallest_network():
    head, *rows = table_rows(shown("compare", "vgg16", "lenet5"))
    assert "MACs (M)" in head and "0.4" in rows[1]  # 416,520
    assert "Act. mem. (KiB)" in head and "31.62" in rows[1]  # 8,094 values of 4 bytes


def test_a_ratio_is_never_rounded_to_nothing():
    rows = table_rows(shown("compare", "vgg16", "lenet5"))
    assert "<0.01x" in rows[2]  # 61,706 of 138,357,544 parameters
    assert "0.00x" not in shown("compare", "vgg16", "lenet5", columns=120)


def test_a_difference_is_never_rounded_to_nothing():
    # 8,448 of 138,357,544 parameters
    assert "+8,448, less than 0.1 %" in words(shown("diff", "vgg16", "vgg16_bn"))
    assert " +0.0 %" not in shown("diff", "vgg16", "vgg16_bn")


@pytest.mark.parametrize(
    "args", [["compare", "vgg16", "lenet5"], ["sweep", "resnet18", "--set", "width=32,64"]]
)
def test_conventions_stand_in_one_line_unless_they_are_asked_for(args):
    line = "What is counted, and how: --notes, or cnncalc conventions"
    assert line in words(shown(*args))
    told = words(shown(*args, "--notes"))
    assert line not in told and "Parameters: weights and biases" in told
    for written in ("markdown", "latex"):
        assert "weights and biases" in printed(*args, "--format", written)


def test_zoo_names_no_network_in_pieces():
    head, *rows = table_rows(shown("zoo"))
    assert [row[0] for row in rows] == sorted(BUNDLED)
    assert head == ["Name", "Parameters", "MACs", "Input", "Year"]
    assert table_rows(shown("zoo", columns=120))[0][:2] == ["Name", "Title"]


def test_diff_says_blocks_in_one_line_and_multiplies_in_one_unit():
    text = shown("diff", "resnet50", "resnet50_paper")
    assert "\nconv3_x/unit.0/add1/main/residual" in text.replace("\r", "")
    assert "MACs (M)" in text and "102.8 -> 25.7" in text  # 102,760,448 a fourth: every second row and column
    assert "102,760,448 -> 25,690,112" in shown("diff", "resnet50", "resnet50_paper", columns=150)
    assert "102760448 -\\> 25690112" in printed("diff", "resnet50", "resnet50_paper", "--format", "markdown")


@pytest.mark.parametrize(
    "args", [["layers"], ["rule"], ["layers", "conv"], ["conventions"], ["review", "small.yaml"]]
)
@pytest.mark.parametrize("columns", [60, 80, 100])
def test_no_sentence_is_cut(args, columns):
    assert "…" not in shown(*args, columns=columns, code=int(args[0] == "review"))


def test_rules_are_listed_with_their_severity_and_what_they_find():
    head, *rows = table_rows(shown("rule"))
    assert head == ["Rule", "Severity", "On", "What it finds"]
    assert ["budget", "error", "yes"] in [row[:3] for row in rows]
    assert "Nothing reads a layer or a branch, and it is not an output." in words(
        " ".join(row[-1] for row in rows)
    )


def test_a_rule_is_told_in_the_width_of_the_terminal():
    for columns in (60, 80, 100):
        shown("rule", "dropped-pixels", columns=columns)


def test_reconcile_says_in_every_row_which_figure_of_which_network_it_is():
    head, *rows = table_rows(shown("reconcile", "resnet50", "4.13G", "25.6M"))
    assert head == ["Quoted", "Match", "Value", "What it counts", "Network"]
    full = [row for row in rows if len(row) == len(head)]
    assert [row[0] for row in full] == ["4.13G"] * 2 + ["25.6M"] * 4
    assert {row[-1] for row in full} == {"ResNet-50"}
    assert "parameters, and 9 other counts" in words(shown("reconcile", "resnet50", "25.6M", columns=120))


def test_findings_are_broken_between_words_on_a_terminal_and_nowhere_else():
    finding = "small.yaml:5:5: warning bias-before-norm: conv 'conv1' has a bias, and"
    assert f"{finding}\n    'batch_norm1'" in shown("review", "small.yaml", code=1).replace("\r", "")
    assert f"{finding} 'batch_norm1' behind it" in run("review", "small.yaml").out


@pytest.mark.parametrize(
    ("args", "word", "code"),
    [
        (["review", "small.yaml"], "warning", 1),
        (["check", "small.yaml"], "differs", 1),
        (["check", "sheet.yaml"], "wrong", 1),
        (["rule"], "error", 0),
        (["rule", "dropped-pixels"], "warning", 0),
    ],
)
def test_verdicts_and_severities_have_colours_beside_their_words(args, word, code):
    text = in_terminal(*args, columns=80, code=code)
    assert re.search(rf"\x1b\[[0-9;]*3[0-7]m{word}", text)
    without = in_terminal(*args, columns=80, code=code, variables={"NO_COLOR": "1"})
    assert word in without and not COLOUR_CODE.search(without)
    assert plain(text) == plain(without)


def test_check_spells_formulas_as_explain_does():
    line = "weights = N_in × N_out = 400 × 120 = 48,000"
    told = shown("check", "sheet.yaml", code=1)
    assert f"wrong: {line}" in told and line in words(shown("explain", "lenet5", "F5"))
    assert "right: n_out = ⌊(n + 2 × p − f) / s⌋ + 1 = ⌊(32 + 2 × 0 − 5) / 1⌋ + 1 = 28" in told
    typed = words(shown("check", "sheet.yaml", "--ascii", code=1))
    assert "weights = N_in * N_out = 400 * 120 = 48,000" in typed
    assert "n_out = floor((n + 2 * p - f) / s) + 1 = floor((32 + 2 * 0 - 5) / 1) + 1 = 28" in typed


def test_different_numbers_have_different_labels():
    # 61,470 weights; 61,706 with the biases; 416,520 multiplies; 423,028 with those of other layers
    told = words(shown("summarize", "lenet5", "--columns", "weights,multiplications", columns=120))
    assert "Weights All multiplications" in told and "61,470 423,028" in told
    assert "Parameters 241.04 KiB 61,706 values" in words(shown("memory", "lenet5"))
    assert "Running statistics" in shown("memory", "resnet18")
    assert record_of("memory", "resnet18")["parts"]["statistics"]["numbers"] == 9_600
