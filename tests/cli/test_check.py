"""`cnncalc check`: what it prints, and how it ends."""

import csv
import io
import json

import pytest
from commandline import BUNDLED, FORMATS, printed, refused, rows_of, run, table_rows

SPEC = "input: 8x8x3\nlayers: [conv: {name: c, filters: 2, kernel: 3}]\nexpect: {expected}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Specs that agree (3*3*3*2 + 2 = 56), differ, are wrong, and expect nothing."""
    monkeypatch.chdir(tmp_path)
    for name, expected in {"good": "{parameters: 56}", "bad": "{parameters: 54, c.output: 6x6x2}"}.items():
        (tmp_path / f"{name}.yaml").write_text(SPEC.replace("{expected}", expected))
    (tmp_path / "odd.yaml").write_text(SPEC.replace("{expected}", "{c.ouput: 6x6x2, c.height: 6}"))
    (tmp_path / "broken.yaml").write_text("input: 8x8x3\nlayers: [conv: 3]\n")
    (tmp_path / "silent.yaml").write_text("input: 8x8x3\nlayers: [relu]\n")
    return tmp_path


def test_every_bundled_spec_agrees_with_its_sources():
    assert "differs" not in printed("check", *BUNDLED)


def test_a_table_has_claimed_and_correct_side_by_side(folder):
    outcome = run("check", "bad.yaml")
    assert (outcome.code, outcome.err) == (1, "")
    _, first, second = outcome.out.split("\n\n")[1].splitlines()[0], *outcome.out.splitlines()[5:7]
    assert first.split() == ["parameters", "54", "56", "differs", "bad.yaml:3:10"]
    assert second.split() == ["c.output", "6x6x2", "6x6x2", "agrees", "bad.yaml:3:26"]


@pytest.mark.parametrize(
    ("specs", "code"),
    [
        (["good.yaml"], 0),
        (["silent.yaml"], 0),
        (["good.yaml", "silent.yaml"], 0),
        (["bad.yaml"], 1),
        (["bad.yaml", "good.yaml"], 1),
        (["odd.yaml"], 2),
        (["broken.yaml", "good.yaml"], 2),
        (["bad.yaml", "nowhere.yaml"], 2),
    ],
)
def test_how_it_ends(specs, code, folder):
    for form in FORMATS:
        assert run("check", *specs, "--format", form).code == code


def test_a_spec_that_expects_nothing_says_so(folder):
    assert "silent.yaml: it has no 'expect', so there is nothing to check." in printed("check", "silent.yaml")


def test_a_broken_spec_does_not_keep_the_others_from_being_checked(folder):
    outcome = run("check", "broken.yaml", "good.yaml", "odd.yaml")
    assert "broken.yaml:2:16: error: conv takes its fields by name" in outcome.err
    assert "odd.yaml:3:10: error: a layer has no value 'ouput'; did you mean 'output'?" in outcome.err
    assert "good.yaml:3:10" in outcome.out
    assert "odd.yaml:3:26" in outcome.out


def test_a_single_broken_spec_prints_no_table(folder):
    assert "broken.yaml:2:16: error" in refused("check", "broken.yaml")


def test_json_has_a_line_for_each_claim(folder):
    record = json.loads(run("check", "bad.yaml", "broken.yaml", "--format", "json").out)
    assert record["schema"] == "cnncalc.check/1"
    assert record["claims"] == [
        {"spec": "bad.yaml", "figure": "parameters", "claimed": 54, "correct": 56, "verdict": "differs",
         "lower_bound": False, "line": 3, "column": 10},
        {"spec": "bad.yaml", "figure": "c.output", "claimed": "6x6x2", "correct": "6x6x2",
         "verdict": "agrees", "lower_bound": False, "line": 3, "column": 26},
    ]  # fmt: skip
    assert [spec["status"] for spec in record["specs"]] == ["differs", "unusable"]
    assert (record["agree"], record["differ"], record["not_known"]) == (1, 1, 0)


def test_a_lower_bound_is_marked_as_one_in_json_and_csv(folder):
    text = SPEC.replace("]\n", ", custom: {output: 4}]\n").replace("{expected}", "{parameters: 57}")
    (folder / "bound.yaml").write_text(text)
    (claim,) = json.loads(run("check", "bound.yaml", "--format", "json").out)["claims"]
    assert (claim["correct"], claim["lower_bound"], claim["verdict"]) == (56, True, "not known")
    (row,) = csv.DictReader(io.StringIO(run("check", "bound.yaml", "--format", "csv").out))
    assert (row["claimed"], row["correct"]) == ("57", ">= 56")


def test_csv_has_plain_integers(folder):
    (row,) = rows_of("check", "good.yaml")
    assert row == {
        "figure": "parameters", "claimed": "56", "correct": "56", "verdict": "agrees",
        "place": "good.yaml:3:10",
    }  # fmt: skip


def test_a_setting_and_another_input_hold_for_the_check(folder):
    (folder / "set.yaml").write_text(
        "variables: {n: 2}\ninput: 8x8x3\nlayers: [conv: {name: c, filters: n, kernel: 3}]\n"
        "expect: {c.output: 8x8x4}\n"
    )
    printed("check", "set.yaml", "--set", "n=4", "--input", "10x10x3")


def test_a_spec_from_standard_input_is_checked():
    assert "<stdin>:3:10" in printed("check", "-", stdin=SPEC.replace("{expected}", "{parameters: 56}"))


def test_rows_are_those_of_the_table(folder):
    assert table_rows(printed("check", "good.yaml"))[1] == [
        "parameters",
        "56",
        "56",
        "agrees",
        "good.yaml:3:10",
    ]
