"""The formats of findings: text, GitHub's commands, SARIF by its schema, JUnit, and the tables."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import lru_cache

import jsonschema
import pytest
from helpers import path_below_tests, read_text
from work import growth

from cnncalc import summarize
from cnncalc.design.review.base import Finding
from cnncalc.design.review.run import Reviewed, Subject, review
from cnncalc.design.review.settings import settings
from cnncalc.language.build import read_network
from cnncalc.problem import Place, Problem, Source
from cnncalc.render import format_of, formats_of, render
from cnncalc.report import FINDINGS
from cnncalc.report.review import ReviewReport

FORMATS = [one.name for one in formats_of(FINDINGS)]

BLOCKS = """\
input: 32x32x3
blocks:
  unit:
    - conv: {filters: 4, kernel: 3, padding: 1}
    - batch_norm: {activation: relu}
  stage:
    - unit: {name: a}
    - unit: {name: b}
layers:
  - stage
"""


def report(text: str, name: str = "nets/test.yaml") -> ReviewReport:
    network = read_network(Source(name, text))
    return ReviewReport(review([Subject(summarize(network), settings(network.review))]))


def test_text_shows_place_severity_rule_excerpt_why_and_fix() -> None:
    assert render(report(BLOCKS), "text") == (
        "nets/test.yaml:4:7: warning bias-before-norm: conv 'stage1/a/conv1' has a bias, and"
        " 'stage1/a/batch_norm1' after it subtracts each channel's mean (and 1 more: 'stage1/b/conv1')\n"
        "    4 |     - conv: {filters: 4, kernel: 3, padding: 1}\n"
        "      |       ^^^^\n"
        "  why | 4 parameters that change nothing\n"
        "  fix | bias: false\n"
        "      | in unit, called from nets/test.yaml:7\n"
        "      | in stage, called from nets/test.yaml:10\n"
        "\n"
        "2 findings (2 warnings) on 1 line in 1 spec.\n"
    )


def test_text_of_a_clean_spec_is_one_line() -> None:
    assert render(report("input: 3\nlayers: [dense: 2]\n"), "text") == "No findings in 1 spec.\n"


# -- GitHub -----------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::([^\n]*)")


def commands(text: str, name: str = "nets/test.yaml") -> list[tuple[str, dict[str, str], str]]:
    found = COMMAND.findall(render(report(text, name), "github"))
    return [
        (word, dict(pair.split("=", 1) for pair in pairs.split(",")), data) for word, pairs, data in found
    ]


def test_github_gets_a_command_for_each_line_with_findings() -> None:
    ((word, properties, data),) = commands(BLOCKS)
    assert word == "warning"
    assert properties == {
        "file": "nets/test.yaml",
        "line": "4",
        "col": "7",
        "endColumn": "11",
        "title": "cnncalc bias-before-norm",
    }
    assert data.split("%0A")[1:3] == ["Why: 4 parameters that change nothing", "Fix: bias: false"]


@pytest.mark.parametrize(
    ("rule", "severity", "word"),
    [("a", "error", "error"), ("b", "warning", "warning"), ("c", "note", "notice")],
)
def test_github_has_a_word_for_each_severity(rule: str, severity: str, word: str) -> None:
    finding = Finding(rule, severity, "m", "w", "f", "s")  # type: ignore[arg-type]
    assert render(ReviewReport(Reviewed(("s",), (finding,))), "github").startswith(f"::{word} title=")


def test_github_data_and_properties_are_escaped_as_documented() -> None:
    # data: % is %25, \r is %0D, \n is %0A; in a property also : is %3A and , is %2C
    ((_, properties, _),) = commands(BLOCKS, "a,b:c%d.yaml")
    assert properties["file"] == "a%2Cb%3Ac%25d.yaml"
    finding = Finding("rule", "note", "100%: a, b\r\nc", "w", "f", "s")
    line = render(ReviewReport(Reviewed(("s",), (finding,))), "github").split("\n")[0]
    assert line == "::notice title=cnncalc rule::100%25: a, b%0D%0Ac%0AWhy: w%0AFix: f"


def broken() -> ReviewReport:
    """Of two specs one cannot be used, for two reasons."""
    whole = report(BLOCKS)
    place = Place(Source("nets/b%.yaml", "a: 1\nb: 2\n"), 2, 4, 1)
    problems = (Problem("'b' is <2>", place, ("in unit, called from line 1",)), Problem("no such file"))
    return ReviewReport(whole.reviewed._replace(problems=problems))


def test_github_gets_a_command_for_each_problem_of_a_spec_that_cannot_be_used() -> None:
    lines = render(broken(), "github").splitlines()
    assert lines[1:] == [
        "::error file=nets/b%25.yaml,line=2,col=4,endColumn=5,title=cnncalc"
        "::'b' is <2>%0Ain unit, called from line 1",
        "::error title=cnncalc::no such file",
        "2 findings (2 warnings) on 1 line in 1 spec; 2 problems in what cannot be reviewed.",
    ]


def test_junit_counts_what_cannot_be_reviewed_as_errors() -> None:
    root = ElementTree.fromstring(render(broken(), "junit"))
    assert {key: root.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "3", "failures": "1", "errors": "2",
    }  # fmt: skip
    assert [(one.get("message"), one.text) for one in root.iter("error")] == [
        ("'b' is <2>", "nets/b%.yaml:2:4"),
        ("no such file", None),
    ]


def test_json_places_what_cannot_be_reviewed() -> None:
    record = json.loads(render(broken(), "json"))
    assert record["unusable"] == [
        {"file": "nets/b%.yaml", "line": 2, "column": 4, "message": "'b' is <2>"},
        {"file": None, "line": None, "column": None, "message": "no such file"},
    ]


def test_no_file_can_give_github_a_command_of_its_own() -> None:
    text = BLOCKS.replace("conv: {", 'conv: {name: "::error::y", ')
    printed = render(report(text), "github")
    assert "::error::y" in printed
    assert not any(line.startswith("::error") for line in printed.split("\n"))


# -- SARIF ------------------------------------------------------------------------------------------


@lru_cache
def schema() -> jsonschema.protocols.Validator:
    return jsonschema.Draft4Validator(json.loads(read_text("reference", "sarif-schema-2.1.0.json")))


ALL_RULES = "review: {select: all, dtype: float16}\n"


@pytest.mark.parametrize(
    "text",
    [
        BLOCKS,
        ALL_RULES + BLOCKS,
        "input: 3\nlayers: [dense: 2]\n",
        "inputs: {a: 3, b: 3}\nlayers: [dense: {from: a, units: 3}]",
    ],
)
def test_sarif_is_valid_by_the_official_schema(text: str) -> None:
    schema().validate(json.loads(render(report(text), "sarif")))


def test_sarif_of_specs_that_cannot_be_used_is_valid_and_says_so() -> None:
    place = report(BLOCKS).findings[0].place
    reviewed = Reviewed((), (), problems=(Problem("broken", place), Problem("no such file")))
    record = json.loads(render(ReviewReport(reviewed), "sarif"))
    schema().validate(record)
    (invocation,) = record["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert [one["message"]["text"] for one in invocation["toolExecutionNotifications"]] == [
        "broken",
        "no such file",
    ]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    record = json.loads(render(report(BLOCKS), "sarif"))
    record["runs"][0]["results"][0]["level"] = "grave"
    assert not schema().is_valid(record)


def test_sarif_places_the_finding_and_the_calls() -> None:
    (run,) = json.loads(render(report(BLOCKS, "nets/my net.yaml"), "sarif"))["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "bias-before-norm"
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "nets/my%20net.yaml"}
    assert (physical["region"]["startLine"], physical["region"]["startColumn"]) == (4, 7)
    lines = [one["physicalLocation"]["region"]["startLine"] for one in result["relatedLocations"]]
    assert lines == [7, 10]


def test_a_sarif_fingerprint_stays_when_lines_move() -> None:
    def fingerprints(text: str) -> list[object]:
        (run,) = json.loads(render(report(text), "sarif"))["runs"]
        return [result["partialFingerprints"] for result in run["results"]]

    assert fingerprints(BLOCKS) == fingerprints("# moved\n\n" + BLOCKS)
    assert fingerprints(BLOCKS) != fingerprints(BLOCKS.replace("name: a", "name: c"))


# -- JUnit and the tables ---------------------------------------------------------------------------


def test_junit_has_a_failed_case_for_each_line_and_a_passed_one_for_a_clean_spec() -> None:
    root = ElementTree.fromstring(render(report(BLOCKS), "junit"))
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("nets/test.yaml", "1", "1")
    failure = suite[0][0]
    assert failure.get("type") == "warning"
    assert (failure.text or "").startswith("nets/test.yaml:4:7\nwhy: 4 parameters")
    clean = ElementTree.fromstring(render(report("input: 3\nlayers: [dense: 2]\n"), "junit"))
    assert (clean.get("tests"), clean.get("failures"), len(clean[0][0])) == ("1", "0", 0)


def test_json_has_every_figure_of_a_finding() -> None:
    record = json.loads(render(report(BLOCKS), "json"))
    assert record["schema"] == "cnncalc.review/1"
    (finding,) = record["findings"]
    assert finding["layers"] == ["stage1/a/conv1", "stage1/a/batch_norm1"]
    assert finding["also"] == ["stage1/b/conv1"]
    assert [call["line"] for call in finding["calls"]] == [7, 10]
    assert record["count"] == {"error": 0, "warning": 2, "note": 0}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same_each_time_and_ends_with_a_newline(form: str) -> None:
    text = render(report(BLOCKS), form)
    assert text == render(report(BLOCKS), form)
    assert text.endswith("\n") and "bias-before-norm" in text


@pytest.mark.parametrize("form", ["text", "github"])
def test_what_a_terminal_gets_holds_no_control_characters(form: str) -> None:
    assert "\x1b" not in render(report(BLOCKS, "a\x1b[31m.yaml"), form)


@pytest.mark.parametrize("form", FORMATS)
def test_the_work_grows_with_the_findings_and_no_faster(form: str) -> None:
    def rendering(count: int) -> Callable[[], str]:
        many = report(f"input: 2x2x3\nlayers:\n{layers * count}")
        assert len(many.findings) == count
        assert len(render(many, form)) > count * 50
        return lambda: render(many, form)

    layers = "  - conv: {filters: 3, kernel: 1}\n  - batch_norm\n  - relu\n"
    assert growth(rendering, 100) < 2.3


def test_the_ending_of_a_file_names_the_format() -> None:
    names = {"a.sarif": "sarif", "b.xml": "junit", "c.txt": "text", "d.md": "markdown", "e.json": "json"}
    assert {name: format_of(name, FINDINGS).name for name in names} == names
    with pytest.raises(ValueError, match="does not end like a format"):
        format_of("f.pdf", FINDINGS)
    own = {one.name for one in formats_of(FINDINGS) if one.findings}
    assert own == {"github", "junit", "sarif", "text"}


def test_the_schema_is_the_one_that_oasis_published() -> None:
    with open(path_below_tests("reference", "sarif-schema-2.1.0.json"), encoding="utf-8") as file:
        assert json.load(file)["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
