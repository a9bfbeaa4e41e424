"""A class in which some hand in what no sheet is: the others are marked as if these were not there."""

import json
import os
from pathlib import Path

from commandline import run
from hostile_class import HOSTILE, write_class

HONEST = 40


def marked(*names: str) -> tuple[dict[str, object], str]:
    """The honest students' entries in the record of a grading, by file; and what was said besides."""
    outcome = run("grade", "key.yaml", *names, "--format", "json")
    assert outcome.code in (0, 1)
    students = json.loads(outcome.out)["students"]
    return {one["file"]: one for one in students if "hostile" not in one["file"]}, outcome.err


def test_hostile_submissions_change_nobody_elses_marks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_class(tmp_path, HONEST)
    together, told = marked("class")
    for file in Path("class").iterdir():
        if "hostile" in file.name:
            file.rename(file.name)
    alone, nothing = marked("class")
    assert len(alone) == HONEST
    assert together == alone
    assert nothing == ""
    assert all(line.replace("\t", "").isprintable() for line in told.split("\n"))
    for number in range(len(HOSTILE) - 2):  # root may read what is forbidden; doubles are sheets
        assert f"m{number:03}-hostile" in told
    assert "defect" not in told
    assert os.path.exists("key.yaml")
