"""Concatenation: the inputs' channels, one after another."""

from cnncalc.formula import Formula, Quantity, sum_of
from cnncalc.layers.base import Join
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import AXIS_NAMES, choice
from cnncalc.layers.shapes import COMMON_CHANNELS, COMMON_SIZE
from cnncalc.problem import LayerError, listing
from cnncalc.shape import AXES, POINT, UNKNOWN, Shape, Windows

Shapes = tuple[Shape, ...]

STACKED = "the channels of all inputs are stacked"
BEHIND = "the inputs lie one after another"

CHANNELS = sum_of("C_out", "C", 2, STACKED)
"""Of two inputs; more are added alike."""

MOST_TERMS = 100
"""Inputs whose sum is written out."""

MANY = {
    symbol: Formula(f"{symbol}_out", "sum", f"{because}; they are too many to write out")
    for symbol, because in (("C", STACKED), ("n", BEHIND))
}

MOVED = "values are stacked, not changed"


class Concat(Join, kind="concat"):
    """Join along the channels, or along another axis. Inputs agree in all the other axes.

    Input (C_k, n...) each, output (sum of C_k, n...). Source: Szegedy et al. 2014, arXiv:1409.4842.
    """

    axis: str = choice(
        "along which the inputs are joined",
        AXIS_NAMES,
        default="channels",
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (CHANNELS,)

    def output_shape(self, xs: Shapes) -> Shape:
        first = xs[0]
        if len({shape.rank for shape in xs}) > 1:
            raise LayerError("their numbers of axes differ")
        names = (*AXES[first.rank], "channels")
        if self.axis not in names:
            raise LayerError(f"'axis' is {self.axis}; the inputs have {listing(names)}", "axis")
        along = names.index(self.axis)
        numbers = [(*shape.size, shape.channels) for shape in xs]
        differing = [
            name
            for i, name in enumerate(names)
            if i != along and len({of_shape[i] for of_shape in numbers}) > 1
        ]
        if differing:
            raise LayerError(f"{listing(differing)} differ")
        joined: list[Quantity] = [
            *(COMMON_SIZE(n=n) for n in first.size),
            COMMON_CHANNELS(C_in=first.channels),
        ]
        joined[along] = _sum([of_shape[along] for of_shape in numbers], self.axis)
        return Shape(joined[-1], tuple(joined[:-1]))

    def windows(self) -> Windows:
        return POINT if self.axis == "channels" else UNKNOWN

    def parameters(self) -> Parameters:
        return Parameters(0, because=MOVED)

    def operations(self, xs: Shapes, y: Shape) -> Operations:
        return Operations(because=MOVED)

    def kept(self) -> Kept:
        return Kept()


def _sum(numbers: list[int], axis: str) -> Quantity:
    symbol = "C" if axis == "channels" else "n"
    if len(numbers) > MOST_TERMS:
        return MANY[symbol](sum=sum(numbers))
    formula = CHANNELS
    if len(numbers) != 2 or symbol != "C":
        formula = sum_of(f"{symbol}_out", symbol, len(numbers), STACKED if symbol == "C" else BEHIND)
    return formula(**{f"{symbol}_{i}": number for i, number in enumerate(numbers, 1)})
