"""`cnncalc grade`: its formats, what it says of broken sheets, and how it ends."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree

import pytest
from commandline import FORMATS, in_terminal, printed, refused, run

HOSTILE = '=HYPERLINK("http://x")'

SHEETS = {
    "ada.yaml": "architecture: lenet5\nanswers: {C1.parameters: 156, F5.parameters: 48120}\n",
    "bob.yaml": "architecture: lenet5\nanswers: {C1.parameters: 150, F5.parameters: 48001}\n",
    "eve.yaml": f"student: '{HOSTILE}'\nanswers: {{C1.parameters: '@SUM(A1)', F5.parameters: '<b>|`*'}}\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.yaml").write_text(
        "architecture: lenet5\nanswers: {C1.parameters: 156, F5.parameters: }\n"
    )
    (tmp_path / "in").mkdir()
    for name, text in SHEETS.items():
        (tmp_path / "in" / name).write_text(text)
    return tmp_path


def test_a_row_per_student_with_points_and_the_commonest_mistakes():
    told = printed("grade", "key.yaml", "in")
    rows = [line.split() for line in told.splitlines()]
    # points, of; right, follow, part, wrong, unread, blank
    assert ["ada", "in/ada.yaml", "2", "2", "2", "0", "0", "0", "0", "0", "no", "name"] in rows
    bob = ["bob", "in/bob.yaml", "0.5", "2", "0", "0", "1", "1", "0", "0", "no", "name"]
    assert bob in rows  # a half for biases left out; one bias for the layer is wrong
    assert "1 x the biases are left out [P2]" in told
    assert "Mean" in told and "Median" in told


@pytest.mark.parametrize("form", [*FORMATS, "junit", "gradescope"])
def test_wrong_answers_are_no_failure_of_the_run(form):
    assert run("grade", "key.yaml", "in", "--format", form).code == 0


@pytest.mark.parametrize("form", [*FORMATS, "junit", "gradescope"])
def test_a_sheet_that_cannot_be_read_is_told_and_ends_with_1(form, folder):
    (folder / "in/joe.yaml").write_text("answers: [\n")
    outcome = run("grade", "key.yaml", "in", "--format", form)
    assert outcome.code == 1
    assert "in/joe.yaml:2:1: error" in outcome.err
    assert outcome.out


def test_a_key_that_cannot_be_used_ends_with_2(folder):
    assert "it is 156" in refused("grade", "in/bob.yaml", "in")
    assert "cannot read 'nowhere.yaml'" in refused("grade", "nowhere.yaml", "in")
    (folder / "empty").mkdir()
    assert "no sheets in empty" in refused("grade", "key.yaml", "empty")


def test_a_submission_that_is_not_there_is_an_error_and_no_student_with_0_points():
    told = " ".join(refused("grade", "key.yaml", "in", "nowhere.yaml", "no-folder").split())
    assert "there is no file or folder 'nowhere.yaml' or 'no-folder'" in told


@pytest.mark.parametrize("by", ["student", "answer"])
def test_no_cell_of_csv_is_a_formula(by):
    rows = list(csv.reader(io.StringIO(printed("grade", "key.yaml", "in", "--format", "csv", "--by", by))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert any(cell == f"'{HOSTILE}" for row in rows for cell in row)


def test_text_of_a_sheet_stays_text_in_every_format():
    assert "<b>" not in printed("grade", "key.yaml", "in", "--by", "answer", "--format", "html")
    assert r"\<b\>\|\`\*" in printed("grade", "key.yaml", "in", "--by", "answer", "--format", "markdown")


def test_terminal_codes_are_not_handed_on(folder):
    (folder / "in/\x1b[2Jmal.yaml").write_text('student: "\\e]0;x\\a"\nanswers: {C1.parameters: "\\e[2J"}\n')
    (folder / "in/\x1b[31mred.yaml").write_text("answers: {C1.parameters: 156}\n")
    for form in (*FORMATS, "junit", "gradescope"):
        outcome = run("grade", "key.yaml", "in", "--format", form)
        assert "\x1b" not in outcome.out and "\x07" not in outcome.out
        assert "\x1b" not in outcome.err


def test_json_holds_students_questions_and_mistakes():
    record = json.loads(printed("grade", "key.yaml", "in", "--format", "json"))
    assert (record["schema"], record["network"], record["points"]) == ("cnncalc.grade/1", "LeNet-5", 2)
    ada, bob, _ = record["students"]
    assert (ada["student"], ada["points"], ada["of"]) == ("ada", 2, 2)
    assert bob["answers"][1] == {
        "question": "F5.parameters", "answer": "48001", "correct": 48120, "verdict": "mistake", "points": 0,
        "of": 1, "mistakes": bob["answers"][1]["mistakes"],
    }  # fmt: skip
    assert record["questions"][0]["verdicts"] == {"right": 1, "convention": 1, "unreadable": 1}
    assert record["mistakes"][0]["times"] == 1


def test_junit_counts_failures_and_errors(folder):
    (folder / "in/joe.yaml").write_text("answers: [\n")
    outcome = run("grade", "key.yaml", "in", "-o", "results.xml")
    assert outcome.code == 1
    suites = ElementTree.parse(folder / "results.xml").getroot()
    counts = [[suite.get(name) for name in ("name", "tests", "failures", "errors")] for suite in suites]
    assert counts == [
        ["ada", "2", "0", "0"],
        ["bob", "2", "2", "0"],
        [HOSTILE, "2", "2", "0"],
        ["joe", "1", "0", "1"],
    ]


def test_gradescope_gets_the_points_and_hints_without_the_right_figures():
    record = json.loads(printed("grade", "key.yaml", "in/bob.yaml", "--format", "gradescope"))
    assert record["score"] == 0.5
    first, _ = record["tests"]
    assert [first[name] for name in ("name", "score", "max_score", "status")] == [
        "C1.parameters",
        0.5,
        1,
        "failed",
    ]
    assert "The biases are left out." in first["output"]
    assert "156" not in json.dumps(record) and "48120" not in json.dumps(record)
    assert set(record) == {"score", "output", "output_format", "tests"}


def test_an_answer_with_all_its_points_has_passed_in_gradescope(folder):
    """400*120 + 1 is wrong, 61,706 - 119 = 61,587 follows from it and earns its whole point."""
    (folder / "key.yaml").write_text("architecture: lenet5\nanswers: {F5.parameters: , total.parameters: }\n")
    (folder / "sam.yaml").write_text("answers: {F5.parameters: 48001, total.parameters: 61587}\n")
    record = json.loads(printed("grade", "key.yaml", "sam.yaml", "--format", "gradescope"))
    assert [(one["score"], one["status"]) for one in record["tests"]] == [(0, "failed"), (1, "passed")]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "No sheet was handed in"),
        ({"a.yaml": "answers: [\n"}, "a.yaml:2:1: error"),
        (
            {"a.yaml": SHEETS["ada.yaml"], "b.yaml": SHEETS["bob.yaml"]},
            "2 sheets were handed in; hand in one",
        ),
    ],
)
def test_gradescope_is_told_why_there_are_no_points(files, told, folder):
    (folder / "one").mkdir()
    for name, text in files.items():
        (folder / "one" / name).write_text(text)
    record = json.loads(run("grade", "key.yaml", "one", "--format", "gradescope").out)
    assert record["score"] == 0
    assert told in record["output"]


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else():
    assert run("grade", "key.yaml", "in").err == ""
    assert "Grading" in in_terminal("grade", "key.yaml", "in", columns=100)


def test_a_row_may_be_a_question_a_mistake_or_an_answer():
    assert "C1.parameters" in printed("grade", "key.yaml", "in", "--by", "question")
    assert "P2" in printed("grade", "key.yaml", "in", "--by", "mistake")
    assert "48001" in printed("grade", "key.yaml", "in", "--by", "answer")


def test_each_student_gets_a_text_without_the_right_figures(folder):
    printed("grade", "key.yaml", "in", "--feedback", "back")
    assert sorted(path.name for path in (folder / "back").iterdir()) == [
        "=HYPERLINK(_http_x_).txt", "ada.txt", "bob.txt",
    ]  # fmt: skip
    told = (folder / "back/bob.txt").read_text()
    assert "0.5 of 2 points" in told and "The biases are left out." in told
    assert "156" not in told and "48120" not in told


def test_a_text_to_a_student_is_not_written_over(folder):
    printed("grade", "key.yaml", "in", "--feedback", "back")
    (folder / "back/bob.txt").write_text("well done, see page 3")
    (folder / "back/ada.txt").unlink()
    assert "bob.txt: already there with other contents" in refused(
        "grade", "key.yaml", "in", "--feedback", "back"
    )
    assert not (folder / "back/ada.txt").exists()  # all or none
    printed("grade", "key.yaml", "in", "--feedback", "back", "--force")
    assert "0.5 of 2 points" in (folder / "back/bob.txt").read_text()
    assert "--force overwrites what --feedback writes" in refused("grade", "key.yaml", "in", "--force")


def test_json_has_the_statistics_of_the_class():
    of = json.loads(printed("grade", "key.yaml", "in", "--format", "json"))["statistics"]
    # 2, 0.5 and 0 of 2 points: mean 5/6; (49 + 4 + 25)/36/3 = 0.7222..., root 0.849836
    assert of == {
        "sheets": 3, "mean": 0.833333, "median": 0.5, "deviation": 0.849836, "lowest": 0, "highest": 2,
        "histogram": [1, 0, 1, 0, 0, 0, 0, 0, 0, 1],
    }  # fmt: skip
