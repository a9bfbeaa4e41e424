"""JUnit XML, as build servers read it: a suite per spec, a failed case per finding.

Source: the schema of Jenkins' xUnit plugin, junit-10.xsd; there is no standard.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cnncalc.design.review.base import Finding
from cnncalc.problem import Problem, printable
from cnncalc.report.review import ReviewReport, called, message


def render(report: ReviewReport) -> str:
    """A suite for every spec; one without findings has a case that passed. Problems have one of their own."""
    by_spec: dict[str, list[Finding]] = {spec: [] for spec in report.reviewed.specs}
    for finding in report.findings:
        by_spec.setdefault(finding.spec, []).append(finding)
    suites = "".join("".join(_suite(spec, findings)) for spec, findings in by_spec.items())
    failures, errors = len(report.findings), len(report.reviewed.problems)
    tests = sum(max(len(findings), 1) for findings in by_spec.values()) + errors
    head = f'<testsuites name="cnncalc review" tests="{tests}" failures="{failures}" errors="{errors}">'
    suites += "".join(_unusable(report.reviewed.problems))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{suites}</testsuites>\n'


def _suite(spec: str, findings: list[Finding]) -> Iterator[str]:
    tests = max(len(findings), 1)
    counts = f'tests="{tests}" failures="{len(findings)}" errors="0" skipped="0"'
    yield f"  <testsuite name={_attribute(spec)} {counts}>\n"
    if not findings:
        yield f'    <testcase name="review" classname={_attribute(spec)}/>\n'
    for finding in findings:
        yield from _case(finding)
    yield "  </testsuite>\n"


def _unusable(problems: Sequence[Problem]) -> Iterator[str]:
    """Why specs could not be reviewed: errors, not failures."""
    if not problems:
        return
    counts = f'tests="{len(problems)}" failures="0" errors="{len(problems)}" skipped="0"'
    yield f'  <testsuite name="cannot be reviewed" {counts}>\n'
    for problem in problems:
        where = str(problem.place or "")
        yield f'    <testcase name="review" classname={_attribute(where or "cnncalc")}>\n'
        yield f"      <error message={_attribute(problem.message)}>{escape(printable(where))}</error>\n"
        yield "    </testcase>\n"
    yield "  </testsuite>\n"


def _case(finding: Finding) -> Iterator[str]:
    layer = f" {finding.layers[0]}" if finding.layers else ""
    where = str(finding.place or finding.spec)
    body = "\n".join([where, f"why: {finding.why}", f"fix: {finding.fix}", *called(finding)])
    name, classname = _attribute(f"{finding.rule}{layer}"), _attribute(finding.spec)
    yield f"    <testcase name={name} classname={classname}>\n"
    yield f"      <failure message={_attribute(message(finding))} type={_attribute(finding.severity)}>"
    yield "\n".join(escape(printable(line)) for line in body.split("\n"))
    yield "</failure>\n    </testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
