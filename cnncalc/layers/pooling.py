"""Pooling: a window slides over each channel by itself and leaves one value."""

from cnncalc.formula import Formula, Quantity
from cnncalc.layers.base import SingleInput
from cnncalc.layers.brief import geometry
from cnncalc.layers.facts import POSITION, Kept, Operations, Parameters
from cnncalc.layers.fields import choice, padding, size
from cnncalc.layers.shapes import KEPT_CHANNELS
from cnncalc.layers.sliding import KERNELS, SLIDING, SlidingFacts
from cnncalc.shape import Padding, Shape, Size

COMPARISONS = Formula("comparisons", "(prod(f) - 1) * prod(N_out) * C", "the largest of m values takes m - 1")
SUM_ADDITIONS = Formula("additions", "(prod(f) - 1) * prod(N_out) * C", "a sum of m values takes m - 1")
DIVISIONS = Formula("divisions", "prod(N_out) * C", "each sum is divided once")

NOTHING_LEARNT = Parameters(0, because="pooling picks or averages; there is nothing to learn")

ROUNDINGS = ("floor", "ceil")


class Pool(SlidingFacts, SingleInput):
    """The fields and facts that all windows without weights share: channels are kept.

    Input (C, n...), output (C, n_out...). With `rounding: ceil` a last window that is only partly
    filled counts, unless it would start beyond the input and its leading padding (as in PyTorch).
    """

    shorthand = "kernel"

    kernel: Size = size(
        "pixels along each axis",
        letter="f",
        example="3",
        also=KERNELS,
    )
    stride: Size | None = size(
        "pixels from one position to the next; the kernel's if left out",
        default=None,
        letter="s",
        also=("strides",),
    )
    padding: Padding = padding("pixels around the map")
    rounding: str = choice(
        "whether a partly filled last window counts", ROUNDINGS, default="floor", also=("ceil_mode",)
    )

    def brief(self, rank: int = 2) -> str:
        stride = self.stride or self.kernel
        return f"{self.kind} {geometry(self.kernel, stride, self.padding, self.dilation, rank=rank)}"

    def in_pattern(self, rank: int = 2) -> str:
        return f"pool {geometry(self.kernel, self.stride or self.kernel, 0, self.dilation, rank=rank)}"

    def output_shape(self, x: Shape) -> Shape:
        return Shape(KEPT_CHANNELS(C_in=x.channels), self.sizes(x))

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT


class MaxPool(Pool, kind="max_pool"):
    """Keep the largest value of each window."""

    also = ("pool",)

    dilation: Size = size(
        "distance between the values of a window", default=1, letter="d", also=("dilation_rate",)
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (*SLIDING, COMPARISONS)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(comparisons=COMPARISONS(f=self.kernel_of(x), N_out=y.size, C=y.channels))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return largest(y)._replace(input=True)


class AvgPool(Pool, kind="avg_pool"):
    """Average the values of each window."""

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (*SLIDING, SUM_ADDITIONS, DIVISIONS)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return averaging(self.kernel_of(x), y)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True)  # PyTorch does; every value of a window has the same share in the average


def largest(y: Shape) -> Kept:
    """What a maximum keeps for an output of shape y: where each of its values stood."""
    return Kept(marks=POSITION * y.values)


def averaging(f: tuple[int, ...], y: Shape) -> Operations:
    """The cost of averaging windows of f values for an output of shape y."""
    additions: Quantity = SUM_ADDITIONS(f=f, N_out=y.size, C=y.channels)
    return Operations(additions=additions, divisions=DIVISIONS(N_out=y.size, C=y.channels))
