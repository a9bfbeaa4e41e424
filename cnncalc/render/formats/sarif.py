"""SARIF 2.1.0: the format of static analysis that GitHub's code scanning and editors read.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0 plus Errata 01.
"""

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import cnncalc
from cnncalc.files.json_text import as_json
from cnncalc.problem import Place, printable_lines
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.design.review.base import Finding, Rule
    from cnncalc.report.review import ReviewReport

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def findings(report: "ReviewReport", terminal: Terminal) -> str:
    """One run, with the rules that looked and a result per finding."""
    rules = report.reviewed.rules
    numbers = {rule.name: number for number, rule in enumerate(rules)}
    driver = {
        "name": "cnncalc",
        "semanticVersion": cnncalc.__version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(finding, numbers) for finding in report.findings],
    }
    return as_json(_shown({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}), indent=1) + "\n"


def _shown(value: Any) -> Any:
    """The same data with every text printable: viewers show all of it; a path is escaped already."""
    if isinstance(value, str):
        return printable_lines(value)
    if isinstance(value, dict):
        return {key: _shown(entry) for key, entry in value.items()}
    return list(map(_shown, value)) if isinstance(value, list) else value


def _invocation(report: "ReviewReport") -> dict[str, Any]:
    notifications = [
        {"level": "error", "message": {"text": problem.message}, **_locations(problem.place)}
        for problem in report.reviewed.problems
    ]
    return {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}


def _rule(rule: "Rule") -> dict[str, Any]:
    help_text = f"{rule.why}\n\nSource: {rule.source}"
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": help_text, "markdown": f"{help_text}\n\n```yaml\n{rule.bad}```\n"},
        "defaultConfiguration": {"level": rule.severity, "enabled": rule.default},
    }


def _result(finding: "Finding", numbers: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": finding.severity,
        "message": {"text": f"{finding.told}. {finding.why}. Fix: {finding.fix}"},
        **_locations(finding.place, finding.layers),
        "partialFingerprints": {"cnncalc/v1": _fingerprint(finding)},
    }
    related = [
        {"id": number, **_location(call.place), "message": {"text": f"{call.block} is called here"}}
        for number, call in enumerate(finding.calls, start=1)
    ]
    return {**result, "relatedLocations": related} if related else result


def _locations(place: Place | None, layers: tuple[str, ...] = ()) -> dict[str, Any]:
    if place is None or not place.line:
        return {}
    logical = [{"fullyQualifiedName": name, "kind": "member"} for name in layers[:1]]
    return {"locations": [{**_location(place), **({"logicalLocations": logical} if logical else {})}]}


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + place.width,
        "snippet": {"text": place.source.line(place.line)},
    }
    uri = quote(place.source.path)
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _fingerprint(finding: "Finding") -> str:
    """What stays the same when lines move."""
    return hashlib.sha256("\0".join(finding.key).encode()).hexdigest()[:32]


FORMAT = Format("sarif", for_programs=True, findings=findings)
