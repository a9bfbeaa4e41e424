"""Adaptive pooling: the output's size is given, and the windows are laid out to fit it."""

from math import gcd

from cnncalc.formula import Formula
from cnncalc.layers.base import SingleInput
from cnncalc.layers.brief import on_axes
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import size
from cnncalc.layers.pooling import DIVISIONS, NOTHING_LEARNT, largest
from cnncalc.layers.shapes import KEPT_CHANNELS, given_sizes, need_map
from cnncalc.layers.sliding import per_axis
from cnncalc.shape import MOST_PHASES, UNKNOWN, WHOLE, Reads, Shape, Size, Windows

READ = Formula(
    "taps",
    "n + n_out - g",
    "n_out windows cover n positions; neighbours share one unless g = gcd(n, n_out) aligns them",
)
ADDITIONS = Formula(
    "additions", "(prod(taps) - prod(N_out)) * C", "so many values are read; a sum of m takes m - 1"
)
COMPARISONS = Formula(
    "comparisons",
    "(prod(taps) - prod(N_out)) * C",
    "so many values are read; the largest of m takes m - 1",
)


class AdaptivePool(SingleInput):
    """Windows that cover the map: window i is floor(i*n/out) ... ceil((i + 1)*n/out) - 1.

    Input (C, n...), output (C, out...). Where out does not divide n, the windows differ in size and
    step; the receptive field is that of the largest. Source: PyTorch's definition.
    """

    shorthand = "output"

    output: Size = size("the size of the output along each axis", example="7x7", also=("output_size",))

    def brief(self, rank: int = 2) -> str:
        return f"{self.kind} to {on_axes(self.output, rank)}"

    def output_shape(self, x: Shape) -> Shape:
        need_map(x)
        return Shape(KEPT_CHANNELS(C_in=x.channels), given_sizes(per_axis(self.output, x.rank, "output")))

    def windows(self, x: Shape) -> Windows:
        outs = per_axis(self.output, x.rank, "output")
        if set(outs) == {1}:
            return WHOLE
        if any(out // gcd(n, out) > MOST_PHASES for n, out in zip(x.size, outs, strict=True)):
            return UNKNOWN
        return tuple(reads(n, out) for n, out in zip(x.size, outs, strict=True))

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT


class AdaptiveAvgPool(AdaptivePool, kind="adaptive_avg_pool"):
    """Average the values of windows that together cover the map."""

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (ADDITIONS, DIVISIONS, READ)

    def operations(self, x: Shape, y: Shape) -> Operations:
        additions = ADDITIONS(taps=values_read(x, y), N_out=y.size, C=y.channels)
        return Operations(additions=additions, divisions=DIVISIONS(N_out=y.size, C=y.channels))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=y.positions > 1)  # one window is the mean over the map, which needs nothing


class AdaptiveMaxPool(AdaptivePool, kind="adaptive_max_pool"):
    """Keep the largest value of each window."""

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (COMPARISONS, READ)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(comparisons=COMPARISONS(taps=values_read(x, y), N_out=y.size, C=y.channels))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return largest(y)._replace(input=True)


def values_read(x: Shape, y: Shape) -> tuple[int, ...]:
    """How many positions the windows read along each axis, shared ones counted twice."""
    return tuple(READ(n=n, n_out=out, g=gcd(n, out)) for n, out in zip(x.size, y.size, strict=True))


def reads(n: int, out: int) -> Reads:
    """What `out` windows over n positions read: the pattern repeats after out / gcd(n, out) of them.

    >>> reads(7, 3)  # 0-2, 2-4, 4-6
    Reads(step=7, phases=((0, 2), (2, 4), (4, 6)), apart=1)
    """
    common = gcd(n, out)
    phases = ((i * n // out, -(-(i + 1) * n // out) - 1) for i in range(out // common))
    return Reads(n // common, tuple(phases))
