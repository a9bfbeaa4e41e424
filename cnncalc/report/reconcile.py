"""The report of `reconcile`: for each quoted figure what yields it, the likeliest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cnncalc.design.reconcile.fit import Explanation, defective, plausible
from cnncalc.design.reconcile.profile import CountedTerm, Total
from cnncalc.design.reconcile.search import Reconciliation
from cnncalc.figures.spelling import exact
from cnncalc.network import Network
from cnncalc.problem import listing
from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.report.reconcile_record import record

MOST_NAMED = 5
"""Other figures of the same value that are named."""


class EqualExplanations(NamedTuple):
    """Explanations with one value: one row. The first is the likeliest."""

    first: Explanation
    others: tuple[Explanation, ...]


class ReconcileReport(Report):
    """What `reconcile` says of the figures that are quoted for one network."""

    in_full = True

    def __init__(self, network: Network, answers: Sequence[Reconciliation], top: int) -> None:
        self.network = network
        self.answers = answers
        self.top = top
        self.groups = [_grouped(answer.explanations) for answer in answers]
        self.title = network.name
        self.remarks = (network.spec, f"{len(answers)} quoted figure{'s' if len(answers) > 1 else ''}")
        shown = [group.first for groups in self.groups for group in groups[:top]]
        options = dict.fromkeys(option for fit in shown for option in fit.total.options)
        self.footnotes = {option: number for number, option in enumerate(options, 1)}

    @property
    def table(self) -> Table:
        rows: list[Row] = []
        for answer, groups in zip(self.answers, self.groups, strict=True):
            for cells, told in self._rows(answer, groups):
                row = dict(zip(NAMES, (answer.asked.text, *cells), strict=True))
                rows.append(Row(tuple(row.values()), tuple((row | self._shown(row) | told).values())))
        others, nearest = any(row.cells[-1] for row in rows), any(answer.nearest for answer in self.answers)
        return Table(_headings(others, nearest), tuple(rows))

    def _shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The cells that readers are shown in other words."""
        off = row["difference"]
        return {name: "" for name, cell in row.items() if cell is None} | {
            "match": WORDS.get(row["match"], row["match"]),
            "plausible": WORDS.get(row["plausible"], row["plausible"]),
            "difference": "" if off is None else f"{off:+,}" if off else "0",
            "network": row["network"] or ("" if row["match"] == "none" else self.network.name),
        }

    def _rows(
        self, answer: Reconciliation, groups: Sequence[EqualExplanations]
    ) -> Iterator[tuple[tuple[Any, ...], dict[str, str]]]:
        """The cells of each row but the first, and those that readers are shown instead."""
        for misprint in answer.misprints:
            yield ("misprint", "likely", None, None, misprint.name, ""), {}
        for group in groups[: self.top]:
            fit = group.first
            others = len(group.others)
            before, off = (fit.match, plausible(fit), fit.value), round(fit.difference)
            told = f", and {others} other count{'s' if others > 1 else ''}" if others else ""
            figure = self._figure(fit, f" (+{others})" if others else "")
            yield (*before, off, figure, fit.candidate.short), {"figure": self._figure(fit, told)}
        for near in answer.nearest:
            off, figure = round(near.difference), _named(near.total)
            yield ("near", "", near.total.value, off, figure, near.candidate.short), {}
        if not (answer.misprints or groups or answer.nearest):
            yield ("none", "", None, None, "", ""), {}

    def _figure(self, fit: Explanation, others: str) -> str:
        text = _named(fit.total)
        if fit.times > 1:
            text = f"{fit.times} x {text}"
        if fit.reading:
            text += f", {fit.reading}"
        marks = [f"[{self.footnotes[option]}]" for option in fit.total.options]
        return " ".join([text + others, *marks])

    @property
    def notes(self) -> Iterable[str]:
        for answer, groups in zip(self.answers, self.groups, strict=True):
            yield from _told(answer, groups, self.top)
        yield from (f"[{number}] if {option}." for option, number in self.footnotes.items())
        yield from self._defects()

    def _defects(self) -> Iterator[str]:
        likeliest = [groups[0].first for groups in self.groups if groups]
        for profile in dict.fromkeys(fit.total.profile for fit in likeliest if defective(fit)):
            yield f"Known defects of {profile.name}: {'; '.join(profile.defects)}."

    @property
    def record(self) -> Mapping[str, Any]:
        return record(self.network, self.answers)


NAMES = ("quoted", "match", "plausible", "value", "difference", "figure", "network")
"""The columns."""

WORDS = {"cut off": "truncated", "far-fetched": "unlikely"}
"""What readers are told for the words of programs."""


def _headings(others: bool, nearest: bool) -> tuple[Heading, ...]:
    """The columns; difference is the quoted figure less the value. What says little is left out first."""
    return (
        Heading("quoted", "Quoted", "text", 100, whole=True),
        Heading("match", "Match", "text", 95),
        Heading("plausible", "Likelihood", "text", 30),
        Heading("value", "Value", "count", 80),
        Heading("difference", "Off by", "count", 60 if nearest else 20),
        Heading("figure", "What it counts", "text", 90, 14, wraps=True),
        Heading("network", "Network", "text", 85 if others else 75, 14, wraps=True),
    )


def _grouped(explanations: Sequence[Explanation]) -> list[EqualExplanations]:
    members: dict[object, list[Explanation]] = {}
    for fit in explanations:
        members.setdefault((fit.value, fit.match, fit.reading, fit.times), []).append(fit)
    return [EqualExplanations(first, tuple(others)) for first, *others in members.values()]


def _told(answer: Reconciliation, groups: Sequence[EqualExplanations], top: int) -> Iterator[str]:
    """The working of the likeliest explanation, and how much it is worth."""
    quoted = answer.asked.text
    for misprint in answer.misprints:
        yield f"{quoted}: a misprint of {misprint.where}: {misprint.why}."
    if groups:
        yield f"{quoted}: {_working(groups[0])}"
    for near in answer.nearest[:1]:
        if near.parts:
            base = f"{_named(near.total)}, {exact(near.total.value)}"
            yield f"{quoted}: it would be {base}, {_sum(near.parts)}."
    if not answer.explained:
        yield f"{quoted}: none of {answer.tried:,} figures that were tried fits."
    elif len(groups) > top:
        many = len(groups)
        yield f"{quoted}: {many:,} of {answer.tried:,} figures that were tried fit; --top {many} shows all."
    if answer.unknown:
        where = listing(answer.unknown[:3])
        yield f"{quoted}: values are lower bounds, as not all figures of {where} are known."


def _working(group: EqualExplanations) -> str:
    fit, total = group.first, group.first.total
    text = f"{exact(fit.value)}"
    if fit.times > 1:
        text = f"{fit.times} x {exact(total.value)}: {total.figure.repeats}"
    elif len(total.parts) > 1:
        text += f" = {_sum(total.parts).removeprefix('+ ')}"
    network = f", {fit.candidate.text}" if fit.candidate.text else ""
    remark = total.figure.remark
    told = f" {remark[0].upper()}{remark[1:]}." if remark else ""
    return f"{_named(total)}{network}: {text}.{told}{_also(group.others)}"


def _also(others: Sequence[Explanation]) -> str:
    """The same value by other names."""
    names = [_named(other.total) for other in others[:MOST_NAMED]]
    names += [f"{len(others) - MOST_NAMED} more"] * (len(others) > MOST_NAMED)
    return f" Also {listing(names)}." if names else ""


def _sum(parts: Sequence[CountedTerm]) -> str:
    """`+ 4,089,184,256 (multiplies) - 1,000 (...)`."""
    return " ".join(
        f"{'-' if amount < 0 else '+'} {exact(abs(amount))} ({text}{'; a defect' if defect else ''})"
        for amount, text, defect in parts
    )


def _named(total: Total) -> str:
    tool = total.profile.name
    return total.figure.name if tool in ("papers", "activations") else f"{tool}: {total.figure.name}"
