"""Which width of a 1x1 bottleneck before a costly kernel saves a given factor."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.layers.fields import LIMIT
from cnncalc.problem import QuestionError
from cnncalc.shape import Shape
from cnncalc.solve.solutions import Columns, Solution, Solutions
from cnncalc.solve.stack import figures
from cnncalc.summary import Summary

COLUMNS: Columns = (
    ("width", "text"),
    ("channels", "text"),
    ("parameters", "count"),
    ("multiplies", "count"),
    ("saves", "figure"),
)


class Costly(NamedTuple):
    """A convolution that is to cost less: its input, kernel and filters."""

    x: Shape
    kernel: int
    filters: int
    expand: bool = False  # a third, 1x1 layer widens again, as in ResNet; else the kernel itself does
    bias: bool = False

    def direct(self) -> Summary:
        """The layer as it is."""
        return figures(self.x, [self._layer(self.filters, self.kernel)])

    def through(self, width: int) -> Summary:
        """The layers with a bottleneck of so many channels."""
        inner = self._layer(width if self.expand else self.filters, self.kernel)
        back = [self._layer(self.filters, 1)] if self.expand else []
        return figures(self.x, [self._layer(width, 1), inner, *back])

    def _layer(self, filters: int, kernel: int) -> dict[str, Any]:
        return {"filters": filters, "kernel": kernel, "bias": self.bias}


def which_width(costly: Costly, saves: Fraction, of: str) -> Solutions:
    """The widest bottleneck with which `of`, multiplies or parameters, is divided by `saves` or more."""
    if saves <= 0:
        raise QuestionError("--saves takes a factor above 0")
    cost = int(costly.direct().totals[of])
    widest = _widest(lambda width: cost >= saves * int(costly.through(width).totals[of]))

    def row(width: int | None) -> Solution:
        summary = costly.direct() if width is None else costly.through(width)
        return {
            "width": "direct" if width is None else str(width),
            "channels": " -> ".join(str(node.output.channels) for node in summary.network.nodes),
            "parameters": int(summary.totals.parameters),
            "multiplies": int(summary.totals.multiplies),
            "saves": f"{float(Fraction(cost, int(summary.totals[of]))):.2f}",
        }

    question = f"conv of kernel {costly.kernel} from {costly.x} to {costly.filters} channels:"
    question += f" a bottleneck that divides the {of} by {float(saves):g}"
    if not widest:
        note = "Even a width of 1 saves less than that."
        return Solutions(question, COLUMNS, (row(None), row(1)), False, (note,))
    note = f"The widest is {widest}; {widest + 1} would save too little. Saves: how many times fewer {of}."
    return Solutions(question, COLUMNS, (row(None), row(widest), row(widest + 1)), notes=(note,))


def _widest(enough: Callable[[int], bool]) -> int:
    """The largest width that is enough, by halving: costs grow with the width; 0 where none is."""
    low, high = 0, 1
    while high < LIMIT and enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low
