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
RANGE = re.compile(rf"{_NUMBER} ?: ?{_NUMBER}(?: ?: ?{_NUMBER})?")

MOST = 100_000
"""Combinations that are tried unless somebody asks for more."""


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


def variable(text: str) -> Axis:
    """`depth=2:6` as an axis.

    >>> variable("depth=2:10:4").values, variable("depths=[2,2],[3,4]").values
    (('2', '6', '10'), ('[2,2]', '[3,4]'))
    >>> variable("width=0.5:1:0.25").values
    ('0.5', '0.75', '1')
    """
    name, equals, values = text.partition("=")
    if not equals or not name.strip():
        raise GridError(f"--set takes NAME=VALUE,...; found {quoted(text)}")
    return Axis(name.strip(), alternatives(f"--set {name.strip()}", values))


def input_shape(text: str) -> Axis:
    """`96x96x3,192x192x3`, or `left=64x64x1,96x96x1`, as an axis."""
    name, equals, values = text.partition("=")
    if not equals:
        name, values = "", text
    return Axis(name.strip(), alternatives("--input", values), True)


def alternatives(option: str, text: str) -> tuple[str, ...]:
    """The values that a list with ranges in it stands for; commas in brackets are part of a value."""
    values: list[str] = []
    for part in split(text):
        written = part.strip()
        if not written:
            raise GridError(f"{option}: a value is missing in {quoted(text)}")
        found = RANGE.fullmatch(written)
        values += _range(option, written, *found.groups()) if found else [written]
        if len(values) > MOST * 10:
            raise GridError(f"{option}: {quoted(text)} has more than {MOST * 10:,} values")
    return tuple(dict.fromkeys(values))


def _range(option: str, text: str, first: str, last: str, step: str | None) -> list[str]:
    """The numbers from the first to the last, which is one of them if the steps lead to it."""
    start, end, by = Fraction(first), Fraction(last), Fraction(step or 1)
    if step is None and (start.denominator > 1 or end.denominator > 1):
        raise GridError(f"{option}: the range {quoted(text)} needs a step, such as {first}:{last}:0.25")
    if not by or (end - start) * by < 0:
        why = "a step of 0" if not by else f"no number from {first} to {last} in steps of {step or 1}"
        raise GridError(f"{option}: the range {quoted(text)} has {why}")
    steps = (end - start) // by
    if steps >= MOST * 10:
        raise GridError(f"{option}: the range {quoted(text)} has more than {MOST * 10:,} values")
    return [_decimal(start + i * by) for i in range(steps + 1)]


def _decimal(number: Fraction) -> str:
    """The digits of a number that has no more than 15 decimals, all of them.

    >>> _decimal(Fraction(3, 4)), _decimal(Fraction(-1, 10)), _decimal(Fraction(2))
    ('0.75', '-0.1', '2')
    """
    if number.denominator == 1:
        return str(number)
    whole, rest = divmod(int(abs(number) * 10**15), 10**15)
    return f"{'-' if number < 0 else ''}{whole}.{rest:015d}".rstrip("0")


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
    """The combinations; GridError where something is varied twice or there are too many."""
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
