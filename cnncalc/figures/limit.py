"""A limit set to a figure: `25M`, `>= 224`, `< 64 MiB`, `3M to 5M`, `7x7x512`.

A bare number is the most that a cost may be (a count, bytes, a share), and exactly what anything else has to
be. Along several axes, and for several inputs, each has to keep the limit.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from cnncalc.analysis.base import Unit, complete
from cnncalc.figures.keys import ComputedFigure
from cnncalc.figures.quoted import NotAFigureError, Quoted, read
from cnncalc.figures.says import UnreadableError
from cnncalc.figures.units import contradiction, factor
from cnncalc.figures.written import agrees

Word = Literal["kept", "over", "under", "differs", "unknown"]

COSTS: tuple[Unit, ...] = ("count", "bytes", "level", "share")
"""Of these a bare number is the most that is allowed."""

NUMBERS: tuple[Unit, ...] = (*COSTS, "rate", "size", "extent")
"""Of these there is more and less."""

RANGE = re.compile(r"\s*(?:\.\.\.?|…|(?<=\w)\s+to\s+(?=\d))\s*")
AXES = re.compile(r"\d\s*[x×X]\s*\d")
FEWEST_BARE_BYTES = 1024
"""A smaller number of bytes without a unit is more likely one of another unit."""
SAID_EXACTLY = ("=", "exactly", "precisely")


class Bound(NamedTuple):
    """One end of what is allowed, or a number that the figure has to agree with."""

    relation: Literal["<=", "<", ">=", ">", "="]
    quoted: Quoted

    @property
    def value(self) -> Fraction:
        return self.quoted.value

    def broken_by(self, number: Any) -> Word:
        """Whether a number keeps the bound; of a lower bound only what is certain."""
        certain = complete(number)
        if self.relation in ("<=", "<"):
            over = number > self.value or (self.relation == "<" and number == self.value)
            return "over" if over else "kept" if certain else "unknown"
        if self.relation in (">=", ">"):
            under = number < self.value or (self.relation == ">" and number == self.value)
            return "kept" if not under else "under" if certain else "unknown"
        if not certain and number <= self.value:
            return "unknown"
        if self.quoted.holds(number):
            return "kept"
        return "over" if number > self.value else "under"


class Limit(NamedTuple):
    """What a figure may be: within bounds, or what a text says."""

    text: str
    unit: Unit
    bounds: tuple[Bound, ...] = ()
    name: str = ""

    def judge(self, value: Any, axes: int = 0) -> tuple[Word, Bound | None, Any]:
        """Whether a figure keeps the limit, and if not which bound, and the number that breaks it.

        axes: along how many axes a size reaches that is one number.
        """
        if value is None:
            return "unknown", None, None
        if not self.bounds:
            return (
                (
                    "kept"
                    if agrees(self.text, ComputedFigure(value, self.unit, axes), self.name)
                    else "differs"
                ),
                None,
                value,
            )
        found: list[tuple[Word, Bound | None, Any]] = [
            (bound.broken_by(number), bound, number) if number is not None else ("unknown", None, None)
            for number in _numbers(value)
            for bound in self.bounds
        ]
        wrong = [one for one in found if one[0] != "kept"]
        known = [one for one in wrong if one[0] != "unknown"]
        return (known or wrong or [("kept", None, value)])[0]


def read_limit(text: str, unit: Unit, name: str, exact: bool = False) -> Limit:
    """The limit that a text sets to a figure of this unit and name; UnreadableError if it sets none.

    exact: whether a bare number is exactly what is meant, even of a cost.
    """
    if unit not in NUMBERS or AXES.search(text):
        agrees(text, ComputedFigure(None, unit), name)  # says what would fit
        return Limit(text, unit, name=name)
    parts = RANGE.split(text.strip())
    if len(parts) > 2 or not all(parts):
        raise UnreadableError(_expected(unit))
    quoted = [_quoted(part, unit, name) for part in parts]
    if len(quoted) == 2:
        low, high = quoted
        if {low.relation, high.relation} != {"="} or low.value > high.value:
            raise UnreadableError("a range from the smaller number to the larger, such as 3M to 5M")
        return Limit(text, unit, (Bound(">=", low), Bound("<=", high)))
    (one,) = quoted
    at_most = unit in COSTS and not exact and one.relation == "=" and not _exactly(text)
    relation: Any = "<=" if at_most else "=" if one.relation == "~" else one.relation
    return Limit(text, unit, (Bound(relation, one),))


def _quoted(text: str, unit: Unit, name: str) -> Quoted:
    try:
        quoted = read(text)
    except NotAFigureError as error:
        raise UnreadableError(f"{_expected(unit)} ({error})") from None
    if unit in ("bytes", "level"):
        quoted = quoted.as_bytes
        if not (quoted.unit or quoted.prefix) and 0 < quoted.value < FEWEST_BARE_BYTES:
            number = text.strip()
            raise UnreadableError(f"a limit with its unit: write '{number} MiB' or '{number} B'")
    if contradiction(quoted.unit, name, unit) or factor(quoted.unit, name) != 1:
        raise UnreadableError(f"{_expected(unit)}, not in {quoted.unit}")
    return quoted


def _exactly(text: str) -> bool:
    return text.strip().lower().startswith(SAID_EXACTLY)


def _expected(unit: Unit) -> str:
    sizes = "64MiB, < 500 KB" if unit in ("bytes", "level") else "25M, >= 224, 3M to 5M"
    return f"a limit such as {sizes}"


def _numbers(value: Any) -> list[Any]:
    """The numbers of a figure: one, one per axis, or those of each input."""
    if isinstance(value, Mapping):
        return [number for of in value.values() for number in _numbers(of)]
    return list(value) if isinstance(value, tuple) else [value]
