"""Upsampling: a larger map by repeating or interpolating, nothing learnt."""

from math import gcd

from cnncalc.formula import Formula
from cnncalc.layers.base import SingleInput
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import choice, size
from cnncalc.layers.shapes import KEPT_CHANNELS, given_sizes, need_map
from cnncalc.layers.sliding import per_axis
from cnncalc.problem import LayerError
from cnncalc.shape import MOST_PHASES, UNKNOWN, Reads, Shape, Size, Windows, size_text

OUTPUT_SIZE = Formula("n_out", "n * s", "every input position becomes s of them along the axis")
MULTIPLICATIONS = Formula(
    "multiplications", "2**d * C * prod(N_out)", "each value is a weighted sum of 2**d neighbours"
)
ADDITIONS = Formula("additions", "(2**d - 1) * C * prod(N_out)", "a sum of m terms takes m - 1")


class Upsample(SingleInput, kind="upsample"):
    """Enlarge the map by a whole factor, or to a given size; channels are kept.

    nearest repeats: output position j reads floor(j * n / n_out). linear (bilinear for images,
    trilinear for volumes) weighs the two neighbours on each axis of (j + 1/2) * n / n_out - 1/2.
    Source: PyTorch's Upsample with align_corners=False.
    """

    example = "2"
    shorthand = "scale"

    scale: Size | None = size("output positions per input position", default=None, letter="s")
    output: Size | None = size(
        "the size of the output, in place of a scale", default=None, also=("output_size",)
    )
    mode: str = choice(
        "how values are found", ("nearest", "linear", "bilinear", "trilinear"), default="nearest"
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (OUTPUT_SIZE, MULTIPLICATIONS, ADDITIONS)

    def brief(self, rank: int = 2) -> str:
        what = f"x{size_text(self.scale)}" if self.scale else f"to {size_text(self.output or 0)}"
        return f"{self.kind} {what} {self.mode}"

    def output_shape(self, x: Shape) -> Shape:
        if self.scale is None and self.output is None:
            raise LayerError("it needs 'scale' or 'output'")
        if self.scale is not None and self.output is not None:
            raise LayerError("'scale' and 'output' both say how large the output is: give one", "output")
        need_map(x)
        rank = {"bilinear": 2, "trilinear": 3}.get(self.mode, x.rank)
        if rank != x.rank:
            raise LayerError(f"'mode' {self.mode} is for {rank} axes; a map of {x} has {x.rank}", "mode")
        channels = KEPT_CHANNELS(C_in=x.channels)
        if self.output is not None:
            return Shape(channels, given_sizes(per_axis(self.output, x.rank, "output")))
        scales = per_axis(self.scale or 1, x.rank, "scale")
        return Shape(channels, tuple(OUTPUT_SIZE(n=n, s=s) for n, s in zip(x.size, scales, strict=True)))

    def windows(self, x: Shape) -> Windows:
        outs = tuple(map(int, self.output_shape(x).size))
        if any(out // gcd(n, out) > MOST_PHASES for n, out in zip(x.size, outs, strict=True)):
            return UNKNOWN
        read = nearest if self.mode == "nearest" else linear
        return tuple(read(n, out) for n, out in zip(x.size, outs, strict=True))

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(0, because="values are repeated or interpolated; there is nothing to learn")

    def operations(self, x: Shape, y: Shape) -> Operations:
        if self.mode == "nearest":
            return Operations(because="values are repeated, not changed")
        values = {"d": x.rank, "C": y.channels, "N_out": y.size}
        return Operations(multiplications=MULTIPLICATIONS(**values), additions=ADDITIONS(**values))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()  # the weights of the neighbours depend on their places alone


def nearest(n: int, out: int) -> Reads:
    """Output position j reads floor(j * n / out)."""
    common = gcd(n, out)
    return Reads(n // common, tuple((j * n // out,) * 2 for j in range(out // common)))


def linear(n: int, out: int) -> Reads:
    """Output position j reads the neighbours of (j + 1/2) * n / out - 1/2; the map's edge is not cut.

    >>> linear(4, 8)
    Reads(step=1, phases=((-1, 0), (0, 1)), apart=1)
    """
    common = gcd(n, out)
    centres = [((2 * j + 1) * n - out, 2 * out) for j in range(out // common)]
    return Reads(n // common, tuple((a // b, -(-a // b)) for a, b in centres))
