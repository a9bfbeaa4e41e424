"""The report of `review`: a row per line with findings; and that of `rule`, a row per rule."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cnncalc.design.review.base import SEVERITIES, Finding, Rule
from cnncalc.design.review.run import Reviewed, merged
from cnncalc.problem import Place
from cnncalc.report import FINDINGS, RULE
from cnncalc.report.base import Heading, Report, Row, Table

SCHEMA = "cnncalc.review/1"
RULES_SCHEMA = "cnncalc.rules/1"

HEADINGS = (
    Heading("place", "Place", "text", 50, whole=True),
    Heading("severity", "Severity", "text", 45, judges=True),
    Heading("rule", "Rule", "text", 40),
    Heading("finding", "Finding", "text", 43, 24, wraps=True),
    Heading("why", "Why", "text", 5, 40, wraps=True),
    Heading("fix", "How to fix it", "text", 10, 40, wraps=True),
)
RULE_HEADINGS = (
    Heading("rule", "Rule", "text", 40, whole=True),
    Heading("severity", "Severity", "text", 35, judges=True),
    Heading("default", "On", "text", 10),
    Heading("what", "What it finds", "text", 30, 30, wraps=True),
)


class ReviewReport(Report):
    """What `review` says of one or several specs: findings of one line are one row."""

    forms = FINDINGS
    title = "Design review"
    in_full = True

    def __init__(self, reviewed: Reviewed) -> None:
        self.reviewed = reviewed
        self.findings: Sequence[Finding] = tuple(merged(reviewed.findings))
        self.remarks = (self.summary,)

    @property
    def summary(self) -> str:
        """How many findings of which severity, on how many lines: `No findings in 71 specs; 87 ignored`."""
        return _summary(self.reviewed, len(self.findings))

    @property
    def table(self) -> Table:
        return Table(HEADINGS, tuple(Row(cells, cells) for cells in map(_cells, self.findings)))

    @property
    def notes(self) -> Iterable[str]:
        if self.findings:
            yield "'cnncalc rules NAME' says what a rule looks for, and why."

    @property
    def record(self) -> Mapping[str, Any]:
        reviewed = self.reviewed
        return {
            "schema": SCHEMA,
            "findings": map(_record, self.findings),
            "specs": list(reviewed.specs),
            "unusable": [
                {**_place(problem.place), "message": problem.message} for problem in reviewed.problems
            ],
            "count": {name: reviewed.count(name) for name in SEVERITIES},
            "ignored": reviewed.ignored,
            "in_baseline": reviewed.known,
            "gone_from_baseline": reviewed.gone,
        }


class RulesReport(Report):
    """What `rule` lists."""

    title = "Rules"

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.remarks = (f"{len(rules)} rules",)

    @property
    def table(self) -> Table:
        rows = ((rule.name, rule.severity, "yes" if rule.default else "no", rule.what) for rule in self.rules)
        return Table(RULE_HEADINGS, tuple(Row(row, row) for row in rows))

    @property
    def notes(self) -> Iterable[str]:
        yield (
            "'cnncalc rules NAME' says why, with a spec that breaks it, one that does not, and its source."
        )

    @property
    def record(self) -> Mapping[str, Any]:
        return {"schema": RULES_SCHEMA, "rules": map(rule_record, self.rules)}


class RuleReport(RulesReport):
    """What `rule NAME` says of one rule."""

    forms = RULE

    def __init__(self, rule: Rule) -> None:
        super().__init__([rule])
        self.rule = rule


def _summary(reviewed: Reviewed, lines: int) -> str:
    counts = [_plural(n, name) for name in SEVERITIES if (n := reviewed.count(name))]
    total = len(reviewed.findings)
    where = f" on {_plural(lines, 'line')}" if lines < total else ""
    what = f"{_plural(total, 'finding')} ({', '.join(counts)}){where}" if total else "No findings"
    extra = [
        f"{number:,} {word}"
        for number, word in (
            (reviewed.ignored, "ignored"),
            (reviewed.known, "in the baseline"),
            (reviewed.gone, "gone from the baseline"),
        )
        if number
    ]
    if reviewed.problems and not reviewed.specs:
        return f"Nothing was reviewed: {_plural(len(reviewed.problems), 'problem')}"
    if reviewed.problems:
        extra.append(f"{_plural(len(reviewed.problems), 'problem')} in what cannot be reviewed")
    tail = f"; {', '.join(extra)}" if extra else ""
    return f"{what} in {_plural(len(reviewed.specs), 'spec')}{tail}"


def rule_record(rule: Rule) -> dict[str, Any]:
    """A rule as data."""
    options = {
        name: {"default": option.default, "meaning": option.doc} for name, option in rule.options.items()
    }
    return {
        "name": rule.name,
        "severity": rule.severity,
        "default": rule.default,
        "what": rule.what,
        "why": rule.why,
        "source": rule.source,
        "options": options,
        "bad": rule.bad,
        "good": rule.good,
    }


def _cells(finding: Finding) -> tuple[str, ...]:
    place = str(finding.place or finding.spec)
    return (place, finding.severity, finding.rule, finding.told, finding.why, finding.fix)


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "spec": finding.spec,
        **_place(finding.place),
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "layers": list(finding.layers),
        "also": list(finding.also),
        "calls": [{"block": call.block, **_place(call.place)} for call in finding.calls],
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "line": None, "column": None}
    return {"file": place.source.path, "line": place.line, "column": place.column}


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
