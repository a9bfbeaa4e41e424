"""Layers that treat every position alike and keep the shape: the base of the files beside it."""

from typing import Any

from cnncalc.formula import Formula
from cnncalc.layers.base import SingleInput
from cnncalc.layers.facts import Operations
from cnncalc.layers.shapes import kept
from cnncalc.shape import POINT, Shape, Windows

PER_VALUE = {
    name: Formula(name, "e * C * prod(N)", "e for each value of the map")
    for name in ("multiplications", "additions", "comparisons", "divisions", "exponentials")
}


class Pointwise(SingleInput):
    """Input (C, n...), output the same shape; each output value depends on one position."""

    def output_shape(self, x: Shape) -> Shape:
        return kept(x)

    def windows(self, x: Shape) -> Windows:
        return POINT


def per_value_of(**counts: int) -> tuple[Formula, ...]:
    """The formulas of operations of these kinds for every value of a map."""
    return tuple(formula for name, formula in PER_VALUE.items() if name in counts)


def per_value(x: Shape, **counts: int) -> Operations:
    """This many operations of each kind for every value of a map of shape x.

    >>> per_value(Shape(6, (28, 28)), comparisons=1).comparisons
    4704
    """
    costs: dict[str, Any] = {name: PER_VALUE[name](e=e, C=x.channels, N=x.size) for name, e in counts.items()}
    return Operations(**costs)
