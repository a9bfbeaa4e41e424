"""`check --hint`: right or wrong and what helps; the right figure in no format."""

import json
import re
from pathlib import Path

import pytest
from commandline import run

SHEET = """
architecture: lenet5
answers:
  C1: {output: 27x27x6, parameters: 150, multiplies: abc, receptive_field: "5.5.5"}
  C3: {output: 14x14x6, parameters: "2,461"}
  S4.output: 7x7x6
  F5.parameters: 94321
  total.parameters: 61760
  total.multiplies: 833,040
"""
RIGHT = ("28x28x6", "156", "117,600", "10x10x16", "2,416", "5x5x16", "48,120", "61,706", "416,520")
FORMATS = ("table", "markdown", "latex", "html", "csv", "json")


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    file = tmp_path / "ada.yaml"
    file.write_text(SHEET)
    return str(file)


@pytest.mark.parametrize("format", FORMATS)
def test_no_right_figure_and_no_working_is_told(sheet: str, format: str) -> None:
    told = run("check", sheet, "--hint", "--format", format)
    plain = re.sub(r"[{}\\\s,]|&times;|×", "", told.out.replace("×", "x"))
    assert told.code == 1 and "C3" in plain
    assert not [figure for figure in RIGHT if figure.replace(",", "") in plain]
    assert "=5*5" not in plain and not re.search(r"(right|wrong): \w+ =", told.out)


def test_the_sentence_that_helps_is_told(sheet: str) -> None:
    out = " ".join(run("check", sheet, "--hint").out.split())
    assert "C1.parameters: 150 is not right. The biases are left out [P2]." in out
    assert "Each output channel or unit has a bias besides its weights." in out
    assert "C3.parameters: 2,461 is not right. Perhaps two digits are swapped [W3]." in out
    assert "S4.output: 7x7x6 is not right. The method is right" in out


def test_without_a_cause_the_formula_is_told_in_its_letters(sheet: str) -> None:
    out = " ".join(run("check", sheet, "--hint").out.split())
    said = "No mistake known here gives this number. formula: weights = N_in * N_out formula: biases = N_out"
    assert f"F5.parameters: 94,321 is not right. {said}" in out


def test_what_cannot_be_read_is_told_without_an_example(sheet: str) -> None:
    out = " ".join(run("check", sheet, "--hint").out.split())
    assert "C1.multiplies: abc cannot be read; write a whole number" in out


def test_the_json_keeps_its_keys(sheet: str) -> None:
    hinted = json.loads(run("check", sheet, "--hint", "--format", "json").out)
    full = json.loads(run("check", sheet, "--format", "json").out)
    answers, others = hinted["sheets"][0]["answers"], full["sheets"][0]["answers"]
    assert [list(answer) for answer in answers] == [list(answer) for answer in others]
    assert {answer["correct"] for answer in answers} == {None}
    assert [answer["verdict"] for answer in answers] == [answer["verdict"] for answer in others]


def test_specs_have_nothing_to_hint_at() -> None:
    told = run("check", "lenet5", "--hint")
    assert told.code == 2 and "--hint is for answer sheets" in told.err
