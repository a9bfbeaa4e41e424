"""A name that a spec may give is carried by sheets, keys, tables and commands; others are refused."""

import csv
import io
import json

import pytest
from helpers import network
from test_round_trips import WRITERS, read_again

import cnncalc
from cnncalc import SpecError
from cnncalc.figures.keys import Figures
from cnncalc.teaching.explain.find import find
from cnncalc.teaching.sheets.read import marked, sheet_in
from cnncalc.teaching.sheets.worksheet import worksheet

CARRIED = [
    "*x*", "**x", "`x`", "_x_", "__x__", "a|b", "x\\", "\\*", "a\\|b", "null", "yes", "1", "3x3", "1.5",
    "x = 2", "a:b", "a: b", "given: x", '"q"', "'q'", 'a "b"', "a.output", "output", "parameters",
    "layer", "name", "?", "...", "~", "!x", "&x", "{x}", "[x]", "a[1]", "%x", ">x", "<b>", ":--", "x #1",
    "été", "head", "layers", "blocks", "Total", "a+b", "a-b", "a=b=c", "$x", "^", "(x)", "x.1", "\\",
    "***", "|", "<!-- x -->", "a@b",
]  # fmt: skip
"""Names with what means something elsewhere."""


def spec(name: str) -> str:
    layers = [
        {"conv": {"name": name, "filters": 2, "kernel": 3}},
        "flatten",
        {"dense": {"name": "z", "units": 3}},
    ]
    return json.dumps({"input": "8x8x1", "layers": layers})


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("name", CARRIED)
def test_a_sheet_carries_a_name(name, ending, tmp_path):
    (tmp_path / "net.yaml").write_text(spec(name), encoding="utf-8")
    summary = cnncalc.summarize(str(tmp_path / "net.yaml"))
    headings = {"architecture": "net.yaml"}
    whole, problems = marked(read_again(worksheet(summary, headings), ending, tmp_path, answers=True))
    assert not problems
    assert {mark.claim.key for mark in whole.marks} >= {f"{name}.output", f"{name}.parameters"}
    assert {mark.word for mark in whole.marks} == {"right"}
    half = worksheet(summary, headings, blank=("z.output", "parameters", f"{name}.multiplies"))
    again = read_again(half, ending, tmp_path)
    assert f"{name}.multiplies" in again.blank
    assert sorted(again.blank) == sorted(half.asked)  # what is told is no question


@pytest.mark.parametrize("name", CARRIED)
def test_a_key_and_a_command_carry_a_name(name):
    summary = cnncalc.summarize(network(spec(name)))
    assert Figures(summary)[f"{name}.parameters"].value == 20  # 3*3*2 + 2
    assert [layer.name for layer in find(summary, [name])] == [name]


@pytest.mark.parametrize("name", CARRIED)
def test_points_in_csv_are_given_to_a_layer_of_any_name(name, tmp_path):
    file = tmp_path / "key.csv"
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerow([f"# points: {name}=3; z.output=2"])
    csv.writer(rows, lineterminator="\n").writerow([name, "1"])
    heading, row = rows.getvalue().splitlines()
    file.write_text(f"{heading}\nlayer,output\n{row}\n", encoding="utf-8")
    sheet = sheet_in(str(file))
    assert sheet.points == {name: 3, "z.output": 2}


@pytest.mark.parametrize(
    "name", ["total", "main_path", "head.x", "#1", "=1", "+1", "-1", "@x", "a;b", "a,b", "a  b"]
)
def test_other_names_are_refused(name):
    with pytest.raises(SpecError, match="a name"):
        network(spec(name))
