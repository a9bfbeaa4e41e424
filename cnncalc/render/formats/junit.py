"""JUnit XML, as build servers read it: a suite for each spec or student, a case for each finding or question.

Source: the schema of Jenkins' xUnit plugin, junit-10.xsd; there is no standard. XML 1.0 cannot hold control
characters: every text in it is printable.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cnncalc.problem import Problem, printable, printable_lines
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.design.review.base import Finding
    from cnncalc.report.grade import GradeReport
    from cnncalc.report.review import ReviewReport
    from cnncalc.teaching.grade.grading import Graded, GradedAnswer


def findings(report: "ReviewReport", terminal: Terminal) -> str:
    """A suite for every spec; one without findings has a case that passed. Problems have one of their own."""
    by_spec: dict[str, list[Finding]] = {spec: [] for spec in report.reviewed.specs}
    for finding in report.findings:
        by_spec.setdefault(finding.spec, []).append(finding)
    problems, failures = report.reviewed.problems, len(report.findings)
    tests = sum(max(len(found), 1) for found in by_spec.values()) + len(problems)
    suites = Element("testsuites", {"name": "cnncalc review", **_counts(tests, failures, len(problems))})
    for spec, found in by_spec.items():
        _spec(suites, spec, found)
    if problems:
        _unusable(suites, problems)
    return _text(suites)


def _spec(suites: Element, spec: str, found: "Sequence[Finding]") -> None:
    counts = _counts(max(len(found), 1), len(found), 0)
    suite = SubElement(suites, "testsuite", {"name": printable(spec), **counts, "skipped": "0"})
    if not found:
        SubElement(suite, "testcase", name="review", classname=printable(spec))
    for one in found:
        layer = f" {one.layers[0]}" if one.layers else ""
        case = SubElement(
            suite, "testcase", name=printable(f"{one.rule}{layer}"), classname=printable(one.spec)
        )
        failure = SubElement(case, "failure", message=printable(one.told), type=one.severity)
        lines = [str(one.place or one.spec), f"why: {one.why}", f"fix: {one.fix}", *one.called]
        failure.text = printable_lines("\n".join(lines))


def _unusable(suites: Element, problems: Sequence[Problem]) -> None:
    """Why specs could not be reviewed: errors, not failures."""
    counts = _counts(len(problems), 0, len(problems))
    suite = SubElement(suites, "testsuite", {"name": "cannot be reviewed", **counts, "skipped": "0"})
    for problem in problems:
        where = printable(str(problem.place or ""))
        case = SubElement(suite, "testcase", name="review", classname=where or "cnncalc")
        SubElement(case, "error", message=printable(problem.message)).text = where


def grades(report: "GradeReport", terminal: Terminal) -> str:
    """What is not right is a failure, what was not answered skipped, a broken sheet an error."""
    suites = Element("testsuites", name=_on_one_line(report.key.sheet.title or report.key.network))
    for one in report.graded:
        _student(suites, one)
    return _text(suites)


def _student(suites: Element, one: "Graded") -> None:
    blank, right = one.count("blank"), one.count("right")
    tests, errors = len(one.answers) + len(one.problems), len(one.problems)
    counts = _counts(tests, len(one.answers) - blank - right, errors)
    student = _on_one_line(one.student)
    attributes = {"name": student, **counts, "skipped": str(blank), "time": "0"}
    suite = SubElement(suites, "testsuite", attributes)
    for problem in one.problems:
        case = SubElement(suite, "testcase", classname=student, name=_on_one_line(one.file), time="0")
        SubElement(case, "error", message=_on_one_line(problem))
    for answer in one.answers:
        name = _on_one_line(answer.question.key)
        _outcome(SubElement(suite, "testcase", classname=student, name=name, time="0"), answer)


def _outcome(case: Element, answer: "GradedAnswer") -> None:
    from cnncalc.teaching.grade.feedback import hints
    from cnncalc.teaching.grade.grading import WORDS

    if answer.word == "blank":
        SubElement(case, "skipped")
    elif answer.word != "right":
        told = " ".join(hints(answer)) or WORDS[answer.word]
        SubElement(case, "failure", type=answer.word, message=_on_one_line(told))


def _counts(tests: int, failures: int, errors: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": str(errors)}


def _on_one_line(text: str) -> str:
    return " ".join(map(printable, text.splitlines()))


def _text(suites: Element) -> str:
    """The document, an element a line; the same bytes for the same report."""
    indent(suites)
    text = tostring(suites, encoding="unicode").replace(" />", "/>")  # only tags: in a text it is &gt;
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


FORMAT = Format("junit", ("xml",), for_programs=True, findings=findings, grades=grades)
