"""`cnncalc review --budget FILE`: limits beside the spec."""

import json
import pathlib
import re

import pytest
from commandline import run

KEPT, BROKEN = "parameters: 62k\n", "budget:\n  parameters: 50k\n  C3.output: 10x10x16\n"


@pytest.fixture
def budget(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "edge.yaml"


def test_a_file_holds_every_spec_to_its_limits(budget):
    budget.write_text(BROKEN)
    outcome = run("review", "lenet5", "--select", "budget", "--budget", str(budget), "--format", "json")
    assert outcome.code == 1
    (finding,) = json.loads(outcome.out)["findings"]
    assert (finding["rule"], finding["layers"][0], finding["spec"]) == ("budget", "F5", "lenet5.yaml")
    assert "edge.yaml:2:3" in finding["message"]
    budget.write_text(KEPT)
    assert run("review", "lenet5", "--select", "budget", "--budget", str(budget)).code == 0


def test_a_budget_may_be_left_to_others(budget):
    budget.write_text(BROKEN)
    assert run("review", "lenet5", "--ignore", "budget", "--budget", str(budget)).code == 0


def test_a_budget_follows_the_dtype_of_the_review(budget):
    budget.write_text(
        "parameter_memory: 124KB\n"
    )  # 61,706 numbers: 246,824 bytes as float32, 123,412 as float16
    assert run("review", "lenet5", "--budget", str(budget)).code == 1
    assert (
        run(
            "review", "lenet5", "--ignore", "hardware-channels", "--dtype", "half", "--budget", str(budget)
        ).code
        == 0
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("parameters: [\n", "edge.yaml"),
        ("- 5M\n", "a budget takes a mapping such as"),
        ("", "a budget takes a mapping such as"),
        ("nobody.output: 3\n", "no layer is called 'nobody'"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_2(budget, text, message):
    budget.write_text(text)
    outcome = run("review", "lenet5", "--budget", str(budget))
    assert outcome.code == 2
    assert message in outcome.err


def test_a_file_that_is_not_there_is_said():
    outcome = run("review", "lenet5", "--budget", "nowhere.yaml")
    assert outcome.code == 2
    assert "cannot read 'nowhere.yaml'" in outcome.err


def test_github_gets_an_annotation_at_the_line_of_the_layer(budget):
    budget.write_text(BROKEN)
    outcome = run("review", "lenet5", "--select", "budget", "--budget", str(budget), "--format", "github")
    assert re.match(r"::error file=\S*lenet5.yaml,line=\d+,", outcome.out)
