"""What fits: one figure held against what was quoted, and how unlikely that is.

An explanation has a cost: how rarely its figure is quoted, how unlikely its network and its reading
are. The first ones are the likeliest, not the only ones: few digits fit many figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from cnncalc.design.reconcile.candidates import Candidate
from cnncalc.design.reconcile.profile import ToolFigure, Total
from cnncalc.design.reconcile.question import COMPUTE, Asked
from cnncalc.figures.quoted import Quoted

Match = Literal["exact", "rounded", "cut off"]

ENOUGH, EXACTLY_ENOUGH = 3, 2
"""An explanation of at most this cost ends the search; the second, where every digit fits."""
CUT_OFF, READ_AS_1024, OTHER_MEGABYTE, OPTION, CALLED_OTHERWISE, REPEATED = 2, 2, 1, 1, 2, 4
"""What digits cut off, a K of 1024, an MB of 1024**2, options, FLOPs called MACs and multiples cost."""
MOST_TIMES = 1024
FEWEST_REPEATED = 10**6
"""Only of a figure this large is a multiple thought of: small numbers have too many."""

LIKELY, POSSIBLE = 1, 3
"""Costs up to which an explanation is called likely, and possible."""

CERTAIN_FROM, CERTAINTY = 10**6, 3
"""What a match of every digit of so large a number takes from the cost: it is no chance."""
MANY_DIGITS, SURER = 10**4, 1
"""The same for so many numbers that as many digits can tell apart."""

Found = list[tuple[Total, Candidate]]
"""Figures with the networks they are of."""


class Explanation(NamedTuple):
    """A figure that fits. reading: how the text must be read, where not as it stands; times: a multiple."""

    match: Match
    total: Total
    candidate: Candidate
    reading: str = ""
    times: int = 1
    cost: int = 0
    difference: Fraction = Fraction(0)  # quoted less value
    digits: Fraction = Fraction(0)  # the figure in units of the last digit shown

    @property
    def value(self) -> int:
        """The figure itself."""
        return self.total.value * self.times


def plausible(fit: Explanation) -> str:
    """How unlikely an explanation is, in a word."""
    cost = fit.cost
    if fit.match == "exact" and fit.value >= CERTAIN_FROM:
        cost -= CERTAINTY
    elif fit.digits >= MANY_DIGITS:
        cost -= SURER
    return "likely" if cost <= LIKELY else "possible" if cost <= POSSIBLE else "far-fetched"


def defective(fit: Explanation) -> bool:
    """Whether a defect of the tool is part of it."""
    return fit.times > 1 or any(part.defect for part in fit.total.parts)


def settled(explained: Sequence[Explanation]) -> bool:
    """Whether no farther candidates need to be tried."""
    return any(one.cost <= (EXACTLY_ENOUGH if one.match == "exact" else ENOUGH) for one in explained)


def explanations(asked: Asked, found: Found) -> list[Explanation]:
    """What fits, the likeliest first; of one figure by one count the nearest candidate only."""
    binary = asked.quoted.binary
    fitting = _without_needless_options(
        fit for total, candidate in found for fit in _fits(asked, binary, total, candidate)
    )
    once: dict[object, Explanation] = {}
    for fit in sorted(fitting, key=lambda fit: fit.cost):
        once.setdefault((fit.total.profile.name, fit.total.figure.name, fit.value, fit.match), fit)
    return sorted(once.values(), key=_order)


def _order(fit: Explanation) -> tuple[bool, int, bool, Fraction]:
    """Every digit first, then the likeliest; of equals customs before tools, and the closest."""
    return fit.match != "exact", fit.cost, fit.total.profile.name != "papers", abs(fit.difference)


def _without_needless_options(fitting: Iterable[Explanation]) -> list[Explanation]:
    """Where a plain figure fits as well, what its options may make of it is of no interest."""
    fits = list(fitting)
    plain = {_count_of(fit) for fit in fits if not fit.total.options}
    return [fit for fit in fits if not fit.total.options or _count_of(fit) not in plain]


def _count_of(fit: Explanation) -> tuple[str, str, str, Match]:
    return fit.total.profile.name, fit.total.figure.name, fit.candidate.text, fit.match


def _fits(asked: Asked, binary: Quoted | None, total: Total, candidate: Candidate) -> Iterator[Explanation]:
    """How the total explains the figure; binary: the figure with a K of 1024."""
    cost = total.figure.rank + candidate.cost + OPTION * len(total.options)
    cost += CALLED_OTHERWISE * (asked.quoted.unit == "macs" and total.figure.what == "flops")
    for reading, quoted, extra in _readings(asked.quoted, binary, total.figure):
        if match := _match(quoted, total.value):
            more = extra + CUT_OFF * (match == "cut off")
            off, digits = quoted.value - total.value, abs(quoted.value) / quoted.step
            yield Explanation(match, total, candidate, reading, 1, cost + more, off, digits)
    if times := _times(asked, total):
        yield Explanation("exact", total, candidate, "", times, cost + REPEATED)


def _readings(quoted: Quoted, binary: Quoted | None, figure: ToolFigure) -> Iterator[tuple[str, Quoted, int]]:
    """The ways to read the text: in words where not as it stands, the figure, and what that costs."""
    usual = figure.binary and bool(binary)
    yield "", quoted, OTHER_MEGABYTE * usual
    if binary and figure.what == "bytes":
        yield f"{quoted.prefix}iB", binary, OTHER_MEGABYTE * (not usual)
    elif binary and figure.what == "parameters":
        power = _power(quoted)
        yield f"{quoted.prefix} = {f'1024**{power}' if power > 1 else 1024}", binary, READ_AS_1024


def _power(quoted: Quoted) -> int:
    return "KMGT".index(quoted.prefix) + 1


def _match(quoted: Quoted, value: int) -> Match | None:
    if quoted.holds(value):
        return "exact" if quoted.exact else "rounded"
    return "cut off" if quoted.cuts(value) else None


def _times(asked: Asked, total: Total) -> int:
    """How often the value stands in the figure, exactly, where that may be printed; else 0."""
    quoted = asked.quoted
    repeated = quoted.exact and total.figure.what in COMPUTE and total.figure.repeats and not total.options
    if not repeated or total.value < FEWEST_REPEATED or quoted.value % total.value:
        return 0
    times = int(quoted.value // total.value)
    return times if 1 < times <= MOST_TIMES else 0
