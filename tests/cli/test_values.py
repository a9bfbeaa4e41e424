"""`cnncalc calc values MATRIX... LAYER...` on the command line."""

import csv
import io

import pytest
from commandline import printed, record_of, refused, run

COUNTING = "1 2 3; 4 5 6; 7 8 9"
EXAM = ("calc", "values", COUNTING, "conv 1 0; 0 -1 bias=5", "relu", "max_pool 2")

SHOWN = """\
conv 2x2, relu, max_pool 2x2/2
input 3x3x1, output 1x1x1

input  3x3x1
  1  2  3
  4  5  6
  7  8  9

conv 2x2  2x2x1
  1  1
  1  1

relu  2x2x1
  1  1
  1  1

max_pool 2x2/2  1x1x1
  1

Cross-correlation: the kernel as it is laid on the image; the word flip turns it
first.
"""


def answered(*arguments: str) -> tuple[int, str]:
    """The exit code, and what is said."""
    result = run("calc", "values", *arguments)
    return result.code, result.out


def test_a_chain_shows_each_matrix() -> None:
    assert printed(*EXAM) == SHOWN


def test_negative_numbers_begin_no_option() -> None:
    assert record_of("calc", "values", "-1 2; -3 4", "conv -1")["output"] == [[[1, -2], [3, -4]]]


def test_a_file_is_a_channel_of_the_image(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text("1,2\n3,4\n")
    (tmp_path / "relu").write_text("no matrix: the name of a layer wins")
    assert record_of("calc", "values", "one.csv", "5 6; 7 8", "conv 1 | 1", "relu")["output"] == [
        [[6, 8], [10, 12]]
    ]


def test_the_record_has_each_layer() -> None:
    found = record_of(*EXAM, "--coverage", "--as-matrix")
    assert [layer["kind"] for layer in found["layers"]] == ["conv", "relu", "max_pool"]
    conv, relu, pool = found["layers"]
    assert (conv["output"], conv["exact"]) == ([[[1, 1], [1, 1]]], True)
    assert conv["coverage"] == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert conv["matrix"]["rows"][0] == [1, 0, 0, 0, -1, 0, 0, 0, 0]
    assert [conv["matrix"][key] for key in ("entries", "not_zero", "shared_weights")] == [36, 8, 4]
    assert (relu["coverage"], relu["matrix"], pool["coverage"]) == (None, None, [[1, 1], [1, 1]])
    assert (found["schema"], found["decimals"], found["answer"]) == ("cnncalc.values/1", 4, None)


def test_what_is_not_exact_has_as_many_decimals_as_are_asked_for() -> None:
    layers = ("calc", "values", "1 2 3", "flatten", "softmax")
    assert record_of(*layers)["output"] == ["0.0900", "0.2447", "0.6652"]
    assert record_of(*layers, "--decimals", "2")["output"] == ["0.09", "0.24", "0.67"]
    assert "What is not exact is shown to 4 decimals." in printed(*layers)


def test_a_wrong_answer_ends_with_1_and_has_its_slip() -> None:
    # turned, the kernel takes 4 - ... : 1*4 + 2*3 + 4*2 + 5*1 = 23
    code, shown = answered(COUNTING, "conv 1 2; 3 4", "--answer", "23 33; 53 63")
    assert code == 1
    assert "4 of 4 entries are wrong.\nThis explains all of it: the kernel is turned by 180 degrees" in shown
    assert "row 1, column 1: 23 is not 37." in shown
    assert "  23!  33!\n  53!  63!\n" in shown


def test_a_right_answer_ends_with_0() -> None:
    assert answered("1 2", "conv 2", "--answer", "2 4")[0] == 0
    code, shown = answered("1 2", "conv 2 | 3", "--answer", "2 4", "--answer", "3 5")
    assert code == 1
    assert "1 of 4 entries is wrong.\nNo usual slip explains all of it.\n" in shown
    assert "channel 2, row 1, column 2: 5 is not 6." in shown


def test_an_answer_of_another_size_is_told_as_such() -> None:
    code, shown = answered("1 2 3", "conv 1 1 padding=0x1", "--answer", "3 5")
    assert code == 1
    assert "The answer is 1x2; 1x4 is right.\nThis explains all of it: the padding is forgotten" in shown


def test_the_answer_is_in_the_record() -> None:
    result = run("calc", "values", "1 2", "conv 2", "--answer", "1 2", "--format", "json")
    assert '"slips": []' in result.out
    assert '"wrong": [{"channel": 1, "row": 1, "column": 1, "answer": 1, "right": 2}' in result.out


def test_a_wide_matrix_is_cut_with_a_word_on_it(monkeypatch) -> None:
    wide = " ".join(["100"] * 60)
    monkeypatch.setenv("COLUMNS", "80")
    shown = printed("calc", "values", wide, "relu")
    assert max(map(len, shown.splitlines())) <= 80
    # 5 to a column, 3 of "..." behind them: 15 * 5 + 3 = 78
    assert "... 15 of 60 columns are shown; -o FILE shows all" in shown


def test_a_file_has_all_columns(tmp_path) -> None:
    target = tmp_path / "wide.txt"
    printed("calc", "values", " ".join(["100"] * 60), "relu", "-o", str(target))
    assert "columns are shown" not in target.read_text()
    assert max(map(len, target.read_text().splitlines())) == 2 + 60 * 5 - 2


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("markdown", "**conv 1x1** 1x2x1\n\n```text\n2  -4\n```\n"),
        ("latex", r"\[ \left[\begin{array}{rr} 2 & -4 \end{array}\right] \]"),
        ("html", '<tr><td class="n">2</td><td class="n">-4</td></tr>'),
    ],
)
def test_other_formats_have_matrices_of_their_own(format: str, expected: str) -> None:
    assert expected in printed("calc", "values", "1 -2", "conv 2", "--format", format)


def test_csv_has_a_row_for_each_value() -> None:
    rows = list(csv.DictReader(io.StringIO(printed("calc", "values", "1 2", "conv 2", "--format", "csv"))))
    assert [tuple(row.values()) for row in rows] == [
        ("0", "input", "1", "1", "1", "1"),
        ("0", "input", "1", "1", "2", "2"),
        ("1", "conv 1x1", "1", "1", "1", "2"),
        ("1", "conv 1x1", "1", "1", "2", "4"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((COUNTING,), "name the layers behind the matrix, such as 'conv 1 0; 0 -1'"),
        (("1 2", "relu", "--coverage"), "--coverage counts the windows of conv, max_pool and avg_pool"),
        (("1 2", "max_pool 1x2", "--as-matrix"), "--as-matrix writes out a conv: there is none"),
        (("1 2", "conv 1 p1 fill=2", "--as-matrix"), "--as-matrix: padding with a value adds a constant"),
        (("1 2", "relu", "--answer", "x"), "answer 1:1:1: error: expected a number such as 3"),
        (("1 2", "conv 1 bias=1 bias=2"), "2:1:15: error: 'bias=2' says what another word has said already"),
        (("1 2", "conv 1 flip flip"), "2:1:13: error: 'flip' says what another word has said already"),
        (
            ("1 2; 3 4", "conv soble"),
            "argument 2:1:6: error: there is no kernel 'soble'; did you mean 'sobel'?",
        ),
        (("1 2; 3 4", "conv same p1"), "conv needs its kernel in numbers"),
        (("nan 2; 3 4",), "'nan 2; 3 4' is neither a matrix nor a command; a matrix is rows of numbers"),
        (("",), "the matrix is empty; a matrix is rows of numbers"),
        (("kernls",), "did you mean 'kernels'?"),
        (("1 2", "conv 1 bias=x"), "bias of argument 2:1:1: error: expected a number such as 3"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("calc", "values", *arguments)


def test_one_layer_alone_has_these_paddings_too() -> None:
    same = ("calc", "values", "conv", "1 2 3", "--kernel", "1 10", "--padding", "same")
    assert record_of(*same, "--padding-mode", "symmetric")["output"] == [[[21, 32, 33]]]  # 3 + 10*3
    assert record_of(*same, "--fill", "5")["output"] == [[[21, 32, 53]]]  # 3 + 10*5


@pytest.mark.parametrize("arguments", [(), ("MATRIX",)])
def test_help_is_no_wider_than_a_terminal(arguments: tuple[str, ...]) -> None:
    shown = printed("calc", "values", *arguments, "--help")
    assert max(map(len, shown.splitlines())) <= 80
