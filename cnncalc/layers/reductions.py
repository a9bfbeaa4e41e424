"""Reductions: one value is left of all that lie along some axes, each of which stays with a size of 1."""

from cnncalc.formula import Formula
from cnncalc.layers.base import SingleInput
from cnncalc.layers.channels import axes_of
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import axes
from cnncalc.layers.pooling import NOTHING_LEARNT, largest
from cnncalc.layers.shapes import KEPT_CHANNELS, KEPT_SIZE
from cnncalc.problem import LayerError, listing
from cnncalc.shape import AXES, POINT, WHOLE, Reads, Shape, Windows

ONE = Formula("n_out", "1", "one value is left of all along the axis")
ONE_CHANNEL = Formula("C_out", "1", "one value is left of all channels")
ADDITIONS = Formula("additions", "(prod(R) - 1) * C_out * prod(N_out)", "a sum of m values takes m - 1")
COMPARISONS = Formula(
    "comparisons", "(prod(R) - 1) * C_out * prod(N_out)", "the largest of m values takes m - 1"
)
DIVISIONS = Formula("divisions", "C_out * prod(N_out)", "each sum is divided once")


class Reduction(SingleInput):
    """Input (C, n...), output the same with a size of 1 along each of the axes."""

    shorthand = "axes"

    axes: tuple[str, ...] = axes("the axes along which values are taken together")

    def brief(self, rank: int = 2) -> str:
        return f"{self.kind} over {listing(self.axes)}"

    def output_shape(self, x: Shape) -> Shape:
        here = axes_of(x)
        if missing := [axis for axis in self.axes if axis not in here]:
            raise LayerError(f"'axes' names {listing(missing)}; its input, {x}, has {listing(here)}", "axes")
        size = zip(AXES[x.rank], x.size, strict=True)
        channels = ONE_CHANNEL() if "channels" in self.axes else KEPT_CHANNELS(C_in=x.channels)
        return Shape(channels, tuple(ONE() if axis in self.axes else KEPT_SIZE(n=n) for axis, n in size))

    def windows(self, x: Shape) -> Windows:
        along = [axis in self.axes for axis in AXES[x.rank]]
        if not any(along):
            return POINT
        if all(along):
            return WHOLE
        return tuple(
            Reads(n, ((0, n - 1),)) if reduced else Reads(1, ((0, 0),))
            for n, reduced in zip(x.size, along, strict=True)
        )

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT

    def reduced(self, x: Shape) -> tuple[int, ...]:
        """The sizes along the axes."""
        numbers = zip(axes_of(x), (*x.size, x.channels), strict=True)
        return tuple(n for axis, n in numbers if axis in self.axes)


class Mean(Reduction, kind="mean"):
    """The mean over some of the axes, which remain with size 1 (Woo et al. 2018, arXiv:1807.06521)."""

    example = "[height, width]"
    also = ("channel_mean", "reduce_mean")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (ADDITIONS, DIVISIONS)

    def operations(self, x: Shape, y: Shape) -> Operations:
        out = {"C_out": y.channels, "N_out": y.size}
        return Operations(additions=ADDITIONS(R=self.reduced(x), **out), divisions=DIVISIONS(**out))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()


class Max(Reduction, kind="max"):
    """The largest value over some of the axes, which remain with size 1."""

    example = "channels"
    also = ("channel_max", "reduce_max")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (COMPARISONS,)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(comparisons=COMPARISONS(R=self.reduced(x), C_out=y.channels, N_out=y.size))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return largest(y)
