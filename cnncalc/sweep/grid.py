"""What a sweep runs over: `width=32,48,64`, `depth=2:6`, `depths=[3,4,6,3],[3,4,23,3]`."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from cnncalc.compare.variants import split
from cnncalc.problem import quoted

RANGE = re.compile(r"([-+]?\d{1,18}) ?: ?([-+]?\d{1,18})(?: ?: ?([-+]?\d{1,18}))?")

MOST = 100_000
"""Combinations that are tried unless somebody asks for more."""


class Unusable(ValueError):
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
    """
    name, equals, values = text.partition("=")
    if not equals or not name.strip():
        raise Unusable(f"--set takes NAME=VALUE,...; found {quoted(text)}")
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
            raise Unusable(f"{option}: a value is missing in {quoted(text)}")
        found = RANGE.fullmatch(written)
        values += _range(option, written, *found.groups()) if found else [written]
        if len(values) > MOST * 10:
            raise Unusable(f"{option}: {quoted(text)} has more than {MOST * 10:,} values")
    return tuple(dict.fromkeys(values))


def _range(option: str, text: str, first: str, last: str, step: str | None) -> list[str]:
    """The whole numbers from the first to the last, which is one of them."""
    start, end, by = int(first), int(last), int(step or 1)
    if not by or (end - start) * by < 0:
        why = "a step of 0" if not by else f"no number from {start} to {end} in steps of {by}"
        raise Unusable(f"{option}: the range {quoted(text)} has {why}")
    if (end - start) // by >= MOST * 10:
        raise Unusable(f"{option}: the range {quoted(text)} has more than {MOST * 10:,} values")
    return [str(n) for n in range(start, end + (1 if by > 0 else -1), by)]


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
    """The combinations; Unusable where something is varied twice or there are too many."""
    for i, axis in enumerate(axes):
        if any((axis.name, axis.is_input) == (other.name, other.is_input) for other in axes[:i]):
            option = "--input" if axis.is_input else "--set"
            raise Unusable(f"{option}: {quoted(axis.heading)} is given twice; write its values in one list")
    found = Grid(tuple(axes))
    if found.size > most:
        sizes = " x ".join(f"{len(axis.values):,} of {axis.heading}" for axis in found.varied)
        tried = f"at most {most:,} are tried: give fewer values, or --most"
        raise Unusable(f"{found.size:,} combinations ({sizes}); {tried}")
    return found
