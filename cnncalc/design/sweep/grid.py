"""What a sweep runs over: `width=32,48,64`, `depth=2:6`, `depths=[3,4,6,3],[3,4,23,3]`."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple

from cnncalc.design.compare.configurations import split
from cnncalc.problem import quoted

_NUMBER = r"([-+]?\d{1,18}(?:\.\d{1,15})?)"
DECIMALS = 10**15
"""Parts of 1 in which ranges are counted: a number is written with 15 decimals at most."""

RANGE = re.compile(rf"{_NUMBER} ?: ?{_NUMBER}(?: ?: ?{_NUMBER})?")

MOST = 100_000
"""Combinations that are tried unless somebody asks for more."""

MOST_VALUES = 1_000_000
"""Values of one thing that is varied, however many combinations may be tried."""


class GridError(ValueError):
    """A sweep that cannot be: what was found, and what would fit."""


class Axis(NamedTuple):
    """One thing that is varied: a variable, or an input. values: as they would be written in a spec."""

    name: str  # of the variable; of the input, "" for the only one
    values: tuple[str, ...]
    is_input: bool = False

    @property
    def heading(self) -> str:
        """What its column is called."""
        return (f"input {self.name}" if self.name else "input") if self.is_input else self.name


def variable(text: str, most: int = MOST) -> Axis:
    """`depth=2:6` as an axis; GridError if it alone has more values than combinations are tried.

    >>> variable("depth=2:10:4").values, variable("depths=[2,2],[3,4]").values
    (('2', '6', '10'), ('[2,2]', '[3,4]'))
    >>> variable("width=0.5:1:0.25").values
    ('0.5', '0.75', '1')
    """
    name, equals, values = text.partition("=")
    if not equals or not name.strip():
        raise GridError(f"--set takes NAME=VALUE,...; found {quoted(text)}")
    return Axis(name.strip(), alternatives(f"--set {name.strip()}", values, most))


def input_shape(text: str, most: int = MOST) -> Axis:
    """`96x96x3,192x192x3`, or `left=64x64x1,96x96x1`, as an axis."""
    name, equals, values = text.partition("=")
    if not equals:
        name, values = "", text
    return Axis(name.strip(), alternatives("--input", values, most), True)


def alternatives(option: str, text: str, most: int = MOST) -> tuple[str, ...]:
    """The values that a list with ranges in it stands for; commas in brackets are part of a value."""
    values: dict[str, None] = {}  # in the order of writing, each once
    spelled = 0
    for part in split(text):
        written = part.strip()
        if not written:
            raise GridError(f"{option}: a value is missing in {quoted(text)}")
        found = RANGE.fullmatch(written)
        these = _range(option, written, most, *found.groups()) if found else [written]
        values.update(dict.fromkeys(these))
        spelled += len(these)
        if spelled > MOST_VALUES:
            raise GridError(f"{option}: {quoted(text)} has more than {MOST_VALUES:,} values")
    return tuple(values)


def _range(option: str, text: str, most: int, first: str, last: str, step: str | None) -> list[str]:
    """The numbers from the first to the last, which is one of them if the steps lead to it."""
    start, end, by = Fraction(first), Fraction(last), Fraction(step or 1)
    if step is None and (start.denominator > 1 or end.denominator > 1):
        raise GridError(f"{option}: the range {quoted(text)} needs a step, such as {first}:{last}:0.25")
    if not by or (end - start) * by < 0:
        why = "a step of 0" if not by else f"no number from {first} to {last} in steps of {step or 1}"
        raise GridError(f"{option}: the range {quoted(text)} has {why}")
    count = (end - start) // by + 1
    if count > MOST_VALUES:
        raise GridError(f"{option}: the range {quoted(text)} has more than {MOST_VALUES:,} values")
    if count > most:
        has = f"the range {quoted(text)} has {count:,} values"
        raise GridError(f"{option}: {has}; at most {most:,} are tried: give fewer values, or --most")
    lowest, apart = int(start * DECIMALS), int(by * DECIMALS)
    return [_decimal(lowest + i * apart) for i in range(count)]


def _decimal(number: int) -> str:
    """The digits of a number of DECIMALS, all of them.

    >>> _decimal(DECIMALS * 3 // 4), _decimal(-DECIMALS // 10), _decimal(2 * DECIMALS)
    ('0.75', '-0.1', '2')
    """
    whole, rest = divmod(abs(number), DECIMALS)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{rest:015d}".rstrip("0") if rest else f"{sign}{whole}"


class Grid(NamedTuple):
    """All combinations of the values on the axes; the last axis changes fastest."""

    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        return prod(len(axis.values) for axis in self.axes)

    @property
    def varied(self) -> tuple[Axis, ...]:
        """The axes with more than one value."""
        return tuple(axis for axis in self.axes if len(axis.values) > 1)

    def __iter__(self) -> Iterator[tuple[str, ...]]:  # type: ignore[override]
        return product(*(axis.values for axis in self.axes))


def grid(axes: Sequence[Axis], most: int = MOST) -> Grid:
    """The combinations; GridError if something is varied twice or there are too many."""
    for i, axis in enumerate(axes):
        if any((axis.name, axis.is_input) == (other.name, other.is_input) for other in axes[:i]):
            option = "--input" if axis.is_input else "--set"
            raise GridError(f"{option}: {quoted(axis.heading)} is given twice; write its values in one list")
    found = Grid(tuple(axes))
    if found.size > most:
        sizes = " x ".join(f"{len(axis.values):,} of {axis.heading}" for axis in found.varied)
        tried = f"at most {most:,} are tried: give fewer values, or --most"
        raise GridError(f"{found.size:,} combinations ({sizes}); {tried}")
    return found
