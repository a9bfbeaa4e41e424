"""JUnit XML, as build servers read it: a suite per spec, a failed case per finding.

Source: the schema of Jenkins' xUnit plugin, junit-10.xsd; there is no standard.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from cnncalc.problem import printable
from cnncalc.report.review import ReviewReport, called, message
from cnncalc.review.base import Finding


def render(report: ReviewReport) -> str:
    """A suite for every spec; one without findings has a case that passed."""
    by_spec: dict[str, list[Finding]] = {spec: [] for spec in report.reviewed.specs}
    for finding in report.findings:
        by_spec.setdefault(finding.spec, []).append(finding)
    suites = "".join("".join(_suite(spec, findings)) for spec, findings in by_spec.items())
    failures = len(report.findings)
    tests = sum(max(len(findings), 1) for findings in by_spec.values())
    head = f'<testsuites name="cnncalc review" tests="{tests}" failures="{failures}" errors="0">'
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
