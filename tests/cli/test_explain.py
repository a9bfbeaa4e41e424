"""`cnncalc explain`: the working behind each figure, for a class room, a document and a program."""

import os
import re
import shutil
import subprocess

import pytest
from commandline import (
    BRANCHES,
    CUSTOM,
    TWO_INPUTS,
    WIDE,
    in_terminal,
    plain,
    printed,
    record_of,
    refused,
    run,
)

FORMATS = ("json", "latex", "markdown", "text")

CONV1_1 = """\
conv1_1: conv 3x3 p1, layer 1 of 40 in VGG-16, reads 224x224x3 of input
filters K = 64, kernel f = 3, stride s = 1, padding p = 1

Output 224x224x64  the shape that it gives; height and width alike
  n_out = ⌊(n + 2 × p − f) / s⌋ + 1          the steps that fit, and the first
        = ⌊(224 + 2 × 1 − 3) / 1⌋ + 1 = 224  position
  C_out = K = 64                             one channel for each filter

Parameters 1,792  the numbers that it learns
  weights    = f_h × f_w × C_in × C_out               C_out kernels, each as
             = 3 × 3 × 3 × 64 = 1,728                 deep as its input
  biases     = C_out = 64                             one bias per kernel
  parameters = weights + biases = 1,728 + 64 = 1,792  what is learnt

Multiplies 86,704,128  weights times activations, for one image
  multiplies = f_h × f_w × C_in × H_out × W_out × C_out  each output value is
             = 3 × 3 × 3 × 224 × 224 × 64 = 86,704,128   one kernel's sum

Receptive field 3x3  the pixels that one value sees; height and width alike
  r     = r_in + (f − 1) × j_in = 1 + (3 − 1) × 1 = 3  j_in more for each
                                                       further position
  j     = j_in × s = 1 × 1 = 1                         s steps of j_in each
  first = first_in − p × j_in = 0 − 1 × 1 = −1         padding moves it back
"""


def record(*args, stdin=""):
    return record_of("explain", *args, stdin=stdin)


def names(*args, **more):
    return [layer["name"] for layer in record(*args, **more)["layers"]]


# -- a screen in a class room -------------------------------------------------------------------------


def test_the_first_layer_of_vgg_fits_a_screen_of_80_columns_and_24_lines(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = printed("explain", "vgg16", "conv1_1")
    assert shown == CONV1_1
    assert len(shown.splitlines()) < 24  # one is left for the prompt
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("spec", ["lenet5", "googlenet", "unet"])
def test_no_line_is_wider_than_the_terminal(spec, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    wide = [line for line in printed("explain", spec).splitlines() if len(line) > columns]
    # a name is never cut
    assert all(re.search(r"\S/\S", line) for line in wide)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_figure_is_cut_and_every_equation_is_whole(columns, monkeypatch):
    def equations(text):
        """The words before the reasons, however they are broken."""
        return [word for word in text.split() if re.fullmatch(r"[\d,]+|[⌊⌋×/=+]|\w+_\w+", word)]

    monkeypatch.setenv("COLUMNS", "1000")
    whole = equations(printed("explain", "vgg16", "conv1_1", "--only", "multiplies"))
    monkeypatch.setenv("COLUMNS", str(columns))
    assert equations(printed("explain", "vgg16", "conv1_1", "--only", "multiplies")) == whole


def test_equals_signs_stand_below_each_other():
    page = printed("explain", "vgg16", "conv1_1", "--only", "parameters").split("\n\n")[1]
    assert len({line.index("=") for line in page.splitlines()[1:]}) == 1


def test_colour_carries_no_meaning_alone():
    coloured = in_terminal("explain", "vgg16", "conv1_1", columns=80)
    assert "\x1b[" in coloured
    assert plain(coloured) == CONV1_1
    bare = in_terminal("explain", "vgg16", "conv1_1", columns=80, variables={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", bare)


def test_ascii_has_no_other_characters():
    for spec in ("lenet5", "googlenet"):
        printed("explain", spec, "--ascii").encode("ascii")
    assert "n_out = floor((32 + 2 * 0 - 5) / 1) + 1 = 28" not in printed("explain", "lenet5", "C1", "--ascii")
    assert "= floor((32 + 2 * 0 - 5) / 1) + 1 = 28" in printed("explain", "lenet5", "C1", "--ascii")


def test_a_terminal_without_unicode_gets_ascii():
    assert run("explain", "lenet5", "C1", encoding="ascii").out.isascii()


# -- which layers, which figures -----------------------------------------------------------------------


def test_without_a_layer_all_are_worked_out_and_added_up():
    assert names("lenet5") == [
        "C1", "tanh1", "S2", "C3", "tanh2", "S4", "flatten1", "F5", "tanh3", "F6", "tanh4", "output",
        "softmax1", "total",
    ]  # fmt: skip
    shown = printed("explain", "lenet5")
    assert "P_3        = 48,120" in shown
    assert "= 156 + 2,416 + 48,120 + 10,164 + 850" in shown
    assert "tanh1: tanh, layer 2 of 13 in LeNet-5, reads 28x28x6 of C1\n  keeps 28x28x6, sees" in shown


def test_deep_goes_back_to_the_input_and_leaves_other_branches_out():
    assert names("lenet5", "C3", "--deep") == ["C1", "tanh1", "S2", "C3"]
    assert names("googlenet", "inception_3a/3x3/conv2", "--deep")[-4:] == [
        "pool2", "inception_3a/3x3/conv1", "inception_3a/3x3/relu1", "inception_3a/3x3/conv2",
    ]  # fmt: skip


def test_on_the_way_back_stands_what_the_next_layers_rest_on():
    chain = record("lenet5", "C3", "--deep")["layers"]
    figures = [[figure["figure"] for figure in layer["figures"]] for layer in chain]
    assert figures[0] == ["output", "receptive_field"]
    assert figures[-1] == ["output", "parameters", "multiplies", "receptive_field"]
    chain = record("lenet5", "C3", "--deep", "--only", "parameters")["layers"]
    assert [[figure["figure"] for figure in layer["figures"]] for layer in chain][::3] == [
        ["output"],
        ["parameters"],
    ]


def test_deep_leads_into_a_block():
    chain = names("-", "block", "--deep", stdin=BRANCHES)
    assert chain == [
        "stem", "block/1x1/conv1", "block/3x3/conv1", "block/3x3/add1/conv1",
        "block/3x3/add1/identity1", "block/3x3/add1", "block", "block",
    ]  # fmt: skip


def test_only_chooses_figures_by_any_of_their_words():
    (layer,) = record("vgg16", "conv1_1", "--only", "rf, params,rf")["layers"]
    assert [figure["figure"] for figure in layer["figures"]] == ["receptive_field", "parameters"]


@pytest.mark.parametrize(
    ("options", "held"), [(["--batch", "32"], 150_528 * 4), (["--dtype", "fp16"], 4_704 * 2)]
)
def test_batch_and_dtype_add_activations_and_memory(options, held):
    (layer,) = record("lenet5", "C1", *options)["layers"]
    assert [figure["figure"] for figure in layer["figures"]][-2:] == ["activations", "memory"]
    assert layer["figures"][-1]["value"] == held  # 28*28*6 = 4,704 values; 32 of them are 150,528


def test_another_input_and_other_variables():
    assert record("lenet5", "C1", "--input", "28x28x1")["layers"][0]["figures"][0]["value"]["size"] == [
        24,
        24,
    ]
    (layer,) = record("resnet50", "fc", "--set", "classes=10", "--only", "params")["layers"]
    assert layer["figures"][0]["value"] == 20_490  # 2048*10 + 10


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["vgg16", "conv1_11"], "no layer is called 'conv1_11'; did you mean 'conv1_1'?"),
        (["resnet50", "unit.0/add1"], "'unit.0/add1' may be conv2_x/unit.0/add1, conv3_x/unit.0/add1"),
        (["vgg16", "#41"], "there is no layer '#41'; layers are numbered from #1 to #40"),
        (
            ["vgg16", "--only", "paramters"],
            "there is no derivation of 'paramters'; did you mean 'parameters'?",
        ),
        (
            ["vgg16", "--only", "shape"],
            "there are output, parameters, multiplies, receptive_field, activations",
        ),
        (["vgg16", "--only", ","], "no value is named"),
        (["vgg16", "--deep"], "--deep goes from a layer back to the input: name the layer"),
        (["vgg16", "--dtype", "float31"], "there is no dtype 'float31'; did you mean 'float32'?"),
        (
            ["vgg16", "-o", "x.png"],
            "'x.png' does not end like a format: give --format csv|html|json|latex|markdown|text",
        ),
        (["lenet6"], "did you mean 'lenet5'?"),
    ],
)
def test_a_mistake_is_answered_with_what_would_fit(args, message):
    assert message in " ".join(refused("explain", *args).split())


# -- formats --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("spec", [BRANCHES, CUSTOM, TWO_INPUTS, WIDE])
def test_every_format_tells_every_network(form, spec):
    shown = printed("explain", "-", "--format", form, stdin=spec)
    assert shown.endswith("\n")
    assert shown == printed("explain", "-", "--format", form, stdin=spec)


def test_the_record_of_a_layer():
    found = record("lenet5", "F6", "--only", "parameters")
    (layer,) = found.pop("layers")
    assert found == {
        "schema": "cnncalc.explain/1",
        "network": "LeNet-5",
        "spec": "lenet5.yaml",
        "input": {"channels": 1, "size": [32, 32]},
        "batch": 1,
        "dtype": "float32",
        "letters": {},
    }
    (figure,) = layer["figures"]
    assert (layer["name"], layer["kind"], layer["given"]) == (
        "F6", "dense", [{"field": "units", "letter": "N_out", "text": "84"}],
    )  # fmt: skip
    assert layer["reads"] == [{"name": "tanh3", "output": {"channels": 120, "size": []}}]
    assert (figure["figure"], figure["value"], figure["remarks"]) == ("parameters", 10164, [])
    assert figure["steps"][0] == {
        "symbol": "weights",
        "axes": "",
        "formula": "N_in * N_out",
        "numbers": "120 * 84",
        "value": 10080,
        "because": "each of the N_out units has a weight for every input",
    }


def test_markdown_has_a_block_for_each_figure():
    shown = printed("explain", "lenet5", "C1", "--format", "markdown")
    assert shown.count("```text\n") == 4 and shown.count("```") == 8
    assert "### C1: conv 5x5, layer 1 of 13 in LeNet-5\n" in shown
    assert "**Parameters 156**: the numbers that it learns\n" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_a_file_has_the_format_of_its_ending(tmp_path):
    for ending, form in (("md", "markdown"), ("tex", "latex"), ("json", "json"), ("txt", "text")):
        file = tmp_path / f"C1.{ending}"
        assert printed("explain", "lenet5", "C1", "-o", str(file)) == ""
        assert file.read_text(encoding="utf-8") == printed("explain", "lenet5", "C1", "--format", form)


def test_latex_spells_fractions_floors_indices_and_thousands():
    shown = printed("explain", "vgg16", "conv1_1", "--format", "latex")
    assert (
        r"n_{\mathrm{out}} &= \left\lfloor \frac{n + 2 \times p - f}{s} \right\rfloor + 1 = "
        r"\left\lfloor \frac{224 + 2 \times 1 - 3}{1} \right\rfloor + 1 = 224 \\"
    ) in shown
    assert r"f_{h} \times f_{w} \times C_{\mathrm{in}}" in shown
    assert "= 86{,}704{,}128" in shown


# -- LaTeX for real ---------------------------------------------------------------------------------------

ARTICLE = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\\end{document}\n"


def typeset(text, folder):
    """What pdflatex says of an article that consists of this; AssertionError if it fails."""
    (folder / "solution.tex").write_text(ARTICLE % text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "solution.tex"]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=300, env={**os.environ, "max_print_line": "1000"}
    )
    log = (folder / "solution.log").read_text(encoding="latin-1")
    assert ended.returncode == 0, log[-2000:]
    return log


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize(
    "args",
    [
        ["lenet5", "output", "--deep"],
        ["googlenet", "inception_3a", "inception_3a/3x3/relu2", "total"],
        ["densenet121", "total", "dense_block2", "#40"],
        ["c3d", "#1", "--batch", "32"],
        ["unet", "up4/concat1", "up4/concat1/up/transposed_conv1"],
        ["se_resnet50", "conv2_x/unit.0/add1/main/multiply1", "#3"],
    ],
)
def test_latex_stands_as_it_is_in_an_article_with_amsmath(args, tmp_path):
    log = typeset(printed("explain", *args, "--format", "latex"), tmp_path)
    assert "Overfull" not in log
    assert "Undefined" not in log


def test_the_letters_of_the_equations_are_told_where_they_are_asked_for() -> None:
    shown = printed("explain", "vgg16", "conv1_1", "--only", "output", "--letters")
    assert "Letters\n  n_out" in shown
    assert "s      stride: pixels from one position to the next\n" in shown
    assert "Letters" not in printed("explain", "vgg16", "conv1_1", "--only", "output")
    assert record("vgg16", "conv1_1", "--letters")["letters"]["C_in"] == "channels of the input"
    assert record("vgg16", "conv1_1")["letters"] == {}
    assert "- `n_out`: size of" in printed("explain", "vgg16", "conv1_1", "--letters", "--format", "markdown")
    assert r"$n_{\mathrm{out}}$: size of" in printed(
        "explain", "vgg16", "conv1_1", "--letters", "--format", "latex"
    )
    assert "Letters: n_out: size of" in printed(
        "explain", "vgg16", "conv1_1", "--letters", "--format", "html"
    )
    assert "no place for --letters" in refused("explain", "vgg16", "conv1_1", "--letters", "--format", "csv")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("C1.parameters", "C1 --only parameters"),
        ("C1.macs", "C1 --only multiplies"),
        ("total.params", "total --only parameters"),
    ],
)
def test_a_key_of_other_commands_is_answered_with_the_layer_and_its_number(key: str, meant: str) -> None:
    told = " ".join(refused("explain", "lenet5", key).split())
    assert f"'{key}' is a number, not a layer; write: cnncalc explain lenet5 {meant}" in told
    assert "no layer is called 'C9.macs'" in refused("explain", "lenet5", "C9.macs")
