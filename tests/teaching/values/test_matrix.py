"""Matrices as people write them, and what is said of those that are none."""

from fractions import Fraction

import pytest

from cnncalc.problem import SpecError
from cnncalc.teaching.values.matrix import LARGEST_FILE, MOST_VALUES, number_text, read_matrix

SQUARE = ((1, 2), (3, 4))


@pytest.mark.parametrize(
    "text",
    ["1 2; 3 4", "1 2;3 4;", "1,2;3,4", "1, 2\n3, 4", "[[1, 2], [3, 4]]", "[1 2], [3 4]", " 1\t2 ; 3  4 "],
)
def test_rows_and_values_are_told_apart(text: str) -> None:
    assert read_matrix(text, "matrix 1") == SQUARE


def test_numbers_are_exact() -> None:
    row = (Fraction(-1, 2), Fraction(1, 10), Fraction(1, 9), Fraction(-3), Fraction(1, 2))
    assert read_matrix("-.5 0.1 1/9 −3 +0.5", "matrix 1") == (row,)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(5), "5"), (Fraction(-1, 8), "-0.125"), (Fraction(1, 3), "1/3"), (Fraction(7, 20), "0.35")],
)
def test_a_value_is_written_as_a_decimal_where_that_ends(value: Fraction, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2; 3", "matrix 1:1:6: error: row 2 has 1 value; row 1 has 2"),
        ("1 x; 3 4", "matrix 1:1:3: error: expected a number such as 3, -0.5 or 1/9; found 'x'"),
        ("1 1e9; 3 4", "matrix 1:1:3: error: expected a number such as 3, -0.5 or 1/9; found '1e9'"),
        ("1 2/0; 3 4", "matrix 1:1:3: error: division by zero: '2/0'"),
        ("1 " + "9" * 31, "matrix 1:1:3: error: a number has at most 30 characters; found"),
        ("", "matrix 1:1:1: error: expected a matrix such as '1 2 3; 4 5 6'; found ''"),
        ("[[], []]", "matrix 1:1:1: error: expected a matrix"),
    ],
)
def test_what_is_wrong_has_its_place(text: str, said: str) -> None:
    with pytest.raises(SpecError) as raised:
        read_matrix(text, "matrix 1")
    assert str(raised.value).startswith(said)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(SpecError) as raised:
        read_matrix("a 2; 3; b", "matrix 1")
    assert len(raised.value.problems) == 4  # two that are no numbers, two rows that are too short


def test_a_matrix_is_bounded() -> None:
    with pytest.raises(SpecError, match=f"at most {MOST_VALUES:,} values"):
        read_matrix("1 " * (MOST_VALUES + 1), "matrix 1")


@pytest.mark.parametrize(
    "text", ["1,2\n3,4\n", "1;2\n3;4\n", "1 2\r\n3 4", "row,1,2\n1,1,2\n2,3,4\n", "\ufeff1\t2\n3\t4"]
)
def test_a_file_is_read_whatever_stands_between_its_values(text: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "image.csv").write_text(text, encoding="utf-8", newline="")
    assert read_matrix("image.csv", "matrix 1") == SQUARE


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"1,2\n3,\xff\n", "'image.csv' is not a text in UTF-8 .byte 7."),
        (b"1" * (LARGEST_FILE + 1), "'image.csv' is larger than 2,000,000 bytes"),
        (b"1,2\n3\n", "image.csv:2:1: error: row 2 has 1 value; row 1 has 2"),
    ],
)
def test_a_file_that_is_no_matrix_is_refused(data: bytes, said: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "image.csv").write_bytes(data)
    with pytest.raises(SpecError, match=said):
        read_matrix("image.csv", "matrix 1")


@pytest.mark.parametrize("path", [".", "missing.csv"])
def test_what_is_no_file_is_refused(path: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match="cannot read"):
        read_matrix(path, "matrix 1")
