"""Layers that move values: slice, channel_shuffle, pixel_shuffle and its inverse, permute, reshape."""

from functools import lru_cache

from cnncalc.formula import Formula, Quantity
from cnncalc.layers.base import Costless
from cnncalc.layers.fields import axes, count, output_shape
from cnncalc.layers.pointwise import Pointwise
from cnncalc.layers.shapes import MOVED, given, kept, kept_sizes, need_map
from cnncalc.problem import LayerError, listing
from cnncalc.shape import AXES, MOST_PHASES, POINT, REARRANGED, UNKNOWN, Reads, Shape, Windows

SLICED = Formula("C_out", "stop - start", "the channels from start up to stop, which is not among them")
BLOCK = Formula("q", "r**d", "positions of a block of r along each of d axes")
FEWER_CHANNELS = Formula("C_out", "C_in / q", "q channels are laid out as the blocks of one")
MORE_POSITIONS = Formula("n_out", "n * r", "r positions in place of one")
MORE_CHANNELS = Formula("C_out", "C_in * q", "the q positions of a block become channels")
FEWER_POSITIONS = Formula("n_out", "n / r", "one position in place of r")


class Slice(Costless, kind="slice"):
    """Some of the channels: from `start` up to but not including `stop`; both count from 0."""

    example = "{start: 16, stop: 48}"
    view = True
    reason = MOVED

    start: int = count("the first channel", default=0, minimum=0)
    stop: int | None = count("the channel after the last one; all if left out", default=None)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (SLICED,)

    def output_shape(self, x: Shape) -> Shape:
        stop = x.channels if self.stop is None else self.stop
        if stop > x.channels:
            raise LayerError(f"'stop' is {stop}; the input has {x.channels} channels", "stop")
        if self.start >= stop:
            raise LayerError(f"no channel is left from {self.start} up to {stop}", "start")
        return Shape(SLICED(start=self.start, stop=stop), kept_sizes(x))

    def windows(self, x: Shape) -> Windows:
        return POINT


class ChannelShuffle(Costless, Pointwise, kind="channel_shuffle"):
    """Mix the channels of the groups: ShuffleNet (Zhang et al. 2017, arXiv:1707.01083)."""

    shorthand = "groups"
    reason = MOVED

    groups: int = count("groups of channels", letter="g", example="4")

    def output_shape(self, x: Shape) -> Shape:
        if x.channels % self.groups:
            raise LayerError(f"{self.groups} groups do not divide {x.channels} channels", "groups")
        return kept(x)


class PixelShuffle(Costless, kind="pixel_shuffle"):
    """Channels to space: input (C * r^d, n...), output (C, n * r...) (Shi et al. 2016, arXiv:1609.05158)."""

    shorthand = "scale"
    reason = MOVED

    scale: int = count("output positions per input position, along each axis", minimum=1, letter="r")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (BLOCK, FEWER_CHANNELS, MORE_POSITIONS)

    def output_shape(self, x: Shape) -> Shape:
        need_map(x)
        block = self.scale**x.rank
        if x.channels % block:
            raise LayerError(
                f"{x.channels} channels are not a multiple of {self.scale}**{x.rank} = {block}", "scale"
            )
        channels = FEWER_CHANNELS(C_in=x.channels, q=BLOCK(r=self.scale, d=x.rank))
        return Shape(channels, tuple(MORE_POSITIONS(n=n, r=self.scale) for n in x.size))

    def windows(self, x: Shape) -> Windows:
        if self.scale > MOST_PHASES:
            return UNKNOWN
        return tuple(Reads(1, ((0, 0),) * self.scale) for _ in x.size)


class PixelUnshuffle(Costless, kind="pixel_unshuffle"):
    """Space to channels: input (C, n...), output (C * r^d, n / r...)."""

    shorthand = "scale"
    reason = MOVED

    scale: int = count("input positions per output position, along each axis", minimum=1, letter="r")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (BLOCK, MORE_CHANNELS, FEWER_POSITIONS)

    def output_shape(self, x: Shape) -> Shape:
        need_map(x)
        if any(n % self.scale for n in x.size):
            raise LayerError(f"a scale of {self.scale} does not divide the sizes of {x}", "scale")
        channels = MORE_CHANNELS(C_in=x.channels, q=BLOCK(r=self.scale, d=x.rank))
        return Shape(channels, tuple(FEWER_POSITIONS(n=n, r=self.scale) for n in x.size))

    def windows(self, x: Shape) -> Windows:
        return tuple(Reads(self.scale, ((0, self.scale - 1),)) for _ in x.size)


def axes_of(x: Shape) -> tuple[str, ...]:
    """The names of all axes as a shape is written: `height, width, channels`."""
    return (*AXES[x.rank], "channels")


@lru_cache(maxsize=16)
def _place(letter: str, axis: str) -> Formula:
    """The axis of the input that stands in this place of the output."""
    return Formula(letter, "C_in" if axis == "channels" else "n", f"the {axis} of the input")


def _taken(letter: str, axis: str, number: int) -> Quantity:
    formula = _place(letter, axis)
    return formula(**{formula.text: number})


class Permute(Costless, kind="permute"):
    """The axes in another order: with [width, height, channels] an image is transposed.

    The first named becomes the first of the output, the last its channels. After it the receptive
    field is known only if a whole map was read before.
    """

    example = "[width, height, channels]"
    also = ("transpose",)
    shorthand = "order"
    reason = MOVED

    order: tuple[str, ...] = axes("the input's axes in the order of the output's, the channels' place last")

    def brief(self, rank: int = 2) -> str:
        return f"permute to {', '.join(self.order)}"

    def output_shape(self, x: Shape) -> Shape:
        here = dict(zip(axes_of(x), (*x.size, x.channels), strict=True))
        if sorted(self.order) != sorted(here):
            raise LayerError(
                f"'order' names {listing(self.order)}; its input, {x}, has {listing(here)}", "order"
            )
        *size, channels = ((axis, here[axis]) for axis in self.order)
        return Shape(_taken("C_out", *channels), tuple(_taken("n_out", *along) for along in size))

    def windows(self, x: Shape) -> Windows:
        return POINT if self.order == axes_of(x) else REARRANGED


class Reshape(Costless, kind="reshape"):
    """The same values in another shape."""

    example = "14x14x256"
    shorthand = "output"
    in_place = True
    view = True
    reason = MOVED

    output: Shape = output_shape("the shape of the output")

    def output_shape(self, x: Shape) -> Shape:
        if self.output.values != x.values:
            raise LayerError(
                f"its input, {x}, has {x.values:,} values; {self.output} has {self.output.values:,}", "output"
            )
        return given(self.output)

    def windows(self, x: Shape) -> Windows:
        return POINT if x == self.output else REARRANGED
