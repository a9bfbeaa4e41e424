"""Step, Derivation: a figure as the lines that lead to it."""

from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.formula import Quantity
from cnncalc.notation import PLAIN, Spelling
from cnncalc.problem import listing


class Step(NamedTuple):
    """One line: a symbol, its value, and why; the arithmetic where there is any.

    axes: along which axes it holds ("height and width"), empty if that needs no saying. A value
    without a quantity is no result of arithmetic: one channel per filter, nothing to learn.
    """

    symbol: str
    value: int | Fraction
    because: str
    quantity: Quantity | None = None
    axes: str = ""

    def text(self, spelling: Spelling = PLAIN) -> str:
        """`n_out = floor((n + 2 * p - f) / s) + 1 = floor((32 + 2 * 0 - 5) / 1) + 1 = 28`."""
        return " = ".join(self.parts(spelling))

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal where the texts are."""
        return (self.symbol, self.value) if self.quantity is None else self.quantity.likeness

    def parts(self, spelling: Spelling = PLAIN) -> list[str]:
        """What stands between the equals signs."""
        if self.quantity is not None:
            return self.quantity.parts(spelling)
        return [spelling.symbol(self.symbol), spelling.number(self.value)]


class Derivation(NamedTuple):
    """A figure of one layer: the steps to it, its value, and whatever must be said besides."""

    figure: str  # the name of its column: output, parameters, ...
    value: Any  # what the table has in that column
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()


def steps_of(quantity: Any, symbol: str, because: str = "", axes: str = "") -> list[Step]:
    """A step for each quantity that this one was computed from, and one for itself."""
    if not isinstance(quantity, Quantity):
        return [Step(symbol, quantity, because, None, axes)]
    return [
        Step(q.formula.name, int(q), q.formula.because, q if q.inputs else None, axes)
        for q in quantity.steps()
    ]


def per_axis(values: list[list[Step]], axes: tuple[str, ...]) -> list[Step]:
    """The steps along each axis, once where axes are alike: `height and width`."""
    if len(values) < 2:
        return [step for steps in values for step in steps]
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, steps in enumerate(values):
        alike.setdefault(tuple((step.likeness, step.because) for step in steps), []).append(i)
    return [
        step._replace(axes=listing(axes[i] for i in group))
        for group in alike.values()
        for step in values[group[0]]
    ]
