"""A class of thirty as teachers get it: the table at 80 columns, and every odd sheet is told."""

import json
import os
from pathlib import Path

import pytest
from commandline import csv_rows, run
from messy_class import MESSES, ODD, QUESTIONS, write_messy_class

COUNTS = ("right", "follow", "partial", "wrong", "unreadable", "blank")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("messy")
    write_messy_class(folder)
    return folder


@pytest.fixture(autouse=True)
def inside(folder, monkeypatch):
    monkeypatch.chdir(folder)


def record() -> dict:
    outcome = run("grade", "key.yaml", "class", "--format", "json")
    assert outcome.code == 1  # some sheets could not be read
    return json.loads(outcome.out)


def test_every_odd_sheet_needs_an_eye_and_no_other():
    assert len(MESSES) == 30
    found: dict[str, set[str]] = {}
    for one in record()["needs_your_eye"]:
        found.setdefault(one["reason"], set()).update(one["files"])
        assert one["text"]
    names = {
        reason: {file.removeprefix(f"class{os.sep}") for file in files} for reason, files in found.items()
    }
    expected = {reason: set(files) for reason, files in ODD.items()}
    expected["skipped"] = {"sheet.docx", "photo.jpg", "Rosalind Franklin/answers.docx", "notes/README.txt"}
    assert names == expected


def test_the_table_keeps_to_80_columns_with_remarks_that_say_what_is_odd(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("grade", "key.yaml", "class").out.splitlines()
    assert max(map(len, lines)) <= 80
    head = next(line for line in lines if line.startswith("Student")).split()
    assert head == ["Student", "Points", "Right", "Follow", "Part", "Wrong", "Unread", "Blank", "Remark"]
    assert any(line.startswith("unsigned") and line.endswith("no name") for line in lines)
    assert any(line.startswith("Emmy Noether") and line.endswith("two sheets") for line in lines)
    assert any(line.startswith("zeros") and "0" not in line and line.endswith("not read") for line in lines)
    told = " ".join(" ".join(lines).split())
    assert "skipped, as no sheet ends so: class/Rosalind Franklin/answers.docx" in told
    assert "class/kurt.yaml: cannot be marked: C1.parameters 'see back', C3.output '10 or so'" in told


def test_the_counts_of_every_sheet_that_was_read_add_up_to_the_questions():
    rows = csv_rows(run("grade", "key.yaml", "class", "--format", "csv").out)
    sums = {row["student"]: sum(int(row[name]) for name in COUNTS) for row in rows}
    broken = {"Rosalind Franklin", "empty", "half", "notes", "shortcut", "tabs", "workbook", "zeros"}
    assert {student for student, count in sums.items() if count == 0} == broken
    assert {count for count in sums.values() if count} == {QUESTIONS}


def test_sheets_saved_by_any_spreadsheet_program_count_in_full():
    points = {one["student"]: one["points"] for one in record()["students"]}
    # 9 questions, one of 2 points: 10; Windows-1252 twice, GB18030, UTF-16, 48.120 for 48,120, Markdown
    full = (
        "Jürgen Groß",
        "Zoë Müller",
        "陈小明",
        "Li Wei",
        "Bjarne Ångström",
        "Grace Brewster Murray Hopper",
    )
    assert [points[name] for name in full] == [10] * 6


def test_students_who_share_wrong_answers_are_told_with_how_many():
    (equal,) = record()["equal_wrong_answers"]
    assert (equal["students"], len(equal["questions"])) == (["Alan Turing", "Alonzo Church"], 5)
    told = " ".join(run("grade", "key.yaml", "class").out.split())
    assert "Alan Turing and Alonzo Church: 2 students share 5 wrong answers" in told
