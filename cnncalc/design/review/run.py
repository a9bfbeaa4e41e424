"""The review of networks: every rule looks at each, ignores and a baseline take out what is known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.design.review.base import SEVERITIES, Design, Finding, Found, Rule, calls
from cnncalc.design.review.ignores import Ignores, lines_of
from cnncalc.design.review.rules import RULES
from cnncalc.design.review.settings import ReviewSettings
from cnncalc.problem import Problem
from cnncalc.summary import Summary

UNUSED_IGNORE = "unused-ignore"


class Reviewed(NamedTuple):
    """What a review of some specs found, in the order of the specs and of their lines."""

    specs: tuple[str, ...]
    findings: tuple[Finding, ...]
    ignored: int = 0  # findings that a comment ignores
    known: int = 0  # findings that the baseline holds
    gone: int = 0  # of the baseline those that are found no more
    problems: tuple[Problem, ...] = ()  # why specs could not be reviewed
    rules: tuple[Rule, ...] = ()  # the rules that looked

    def count(self, severity: str) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity == severity for finding in self.findings)


class Subject(NamedTuple):
    """A network to be reviewed, and how."""

    summary: Summary
    settings: ReviewSettings


def review(subjects: Sequence[Subject], as_written: bool = True) -> Reviewed:
    """Every finding in the networks, each by itself; `merged` puts those of one line together.

    as_written: whether the networks are as their specs say; where an input or a variable was changed,
    ignores that are not needed say nothing.
    """
    ignores, findings, ignored = Ignores(), [], 0
    rules: dict[str, Rule] = {}
    for summary, settings in subjects:
        ignores.read(summary.network)
        design = Design(summary)
        for rule in settings.rules:
            rules[rule.name] = rule
            for found in rule.find(design, settings.values_of(rule)):
                if ignores.silences(rule.name, lines_of(found)):
                    ignored += 1
                else:
                    findings.append(finding(rule, found, summary.network.spec))
    if as_written and UNUSED_IGNORE in rules:
        rule = rules[UNUSED_IGNORE]
        sources = [summary.network.source for summary, _ in subjects]
        looked = [name for name in rules if all(_looks(settings, name) for _, settings in subjects)]
        for source, found in ignores.faults([source for source in sources if source], looked):
            if ignores.silences(rule.name, lines_of(found)):
                ignored += 1
            else:
                findings.append(finding(rule, found, source.name))
    specs = tuple(summary.network.spec for summary, _ in subjects)
    return Reviewed(specs, tuple(in_order(findings, specs)), ignored, rules=tuple(rules.values()))


def _looks(settings: ReviewSettings, name: str) -> bool:
    return RULES[name] in settings.rules


def finding(rule: Rule, found: Found, spec: str) -> Finding:
    """What a rule says, with everything that says where."""
    node = found.node
    nodes = [node, *found.others] if node else list(found.others)
    return Finding(
        rule.name,
        rule.severity,
        found.message,
        found.why,
        found.fix,
        spec,
        tuple(one.name for one in nodes),
        found.place or (node.place if node else None),
        calls(node) if node else (),
        about=found.about,
    )


def in_order(findings: Iterable[Finding], specs: Sequence[str]) -> list[Finding]:
    """By spec, file, line and column; the most serious first."""
    rank = {spec: number for number, spec in reversed(list(enumerate(specs)))}
    return sorted(findings, key=lambda one: (rank[one.spec], *_position(one)))


def _position(finding: Finding) -> tuple[str, int, int, int, str]:
    place = finding.place
    where = (place.source.name, place.line, place.column) if place else ("", 0, 0)
    return (*where, SEVERITIES.index(finding.severity), finding.rule)


def merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of one rule on one line of one spec put together: the first, and in which layers else."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        place = one.place
        where = (place.source.name, place.line, place.column) if place else (one.message,)
        groups.setdefault((one.spec, one.rule, one.about, *where), []).append(one)
    for first, *rest in groups.values():
        also = dict.fromkeys(other.layers[0] for other in rest if other.layers)
        yield first._replace(also=tuple(also))


def without(reviewed: Reviewed, baseline: Counter[tuple[str, str, str]]) -> Reviewed:
    """The findings that are not in the baseline, each of whose entries stands for one."""
    left, new = Counter(baseline), []
    for one in reviewed.findings:
        if left[one.key]:
            left[one.key] -= 1
        else:
            new.append(one)
    known = len(reviewed.findings) - len(new)
    gone = sum(count for (spec, _, _), count in left.items() if spec in reviewed.specs)
    return reviewed._replace(findings=tuple(new), known=known, gone=gone)
