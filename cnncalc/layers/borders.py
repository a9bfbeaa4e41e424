"""Adding and removing borders: pad, crop."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Costless
from cnncalc.layers.fields import count, padding, size
from cnncalc.layers.shapes import KEPT_CHANNELS, MOVED, need_map
from cnncalc.layers.sliding import border, per_axis
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, POINT, Padding, Reads, Shape, Size, Windows

PADDED = Formula("n_out", "n + p_before + p_after", "the border is added")
ADDED = Formula("C_out", "C_in + c", "c channels of zeros are added")
CROPPED = Formula("n_out", "n - p_before - p_after", "the border is cut off")


def cut_or_added(x: Shape, pixels: Padding, field: str) -> list[tuple[int, int]]:
    """The border before and after, along each axis."""
    need_map(x)
    if isinstance(pixels, str):
        raise LayerError(f"'{pixels}' means nothing without a kernel; give numbers", field)
    return border(x, pixels, field)


class Pad(Costless, kind="pad"):
    """Add a border of zeros, and channels of zeros: input (C, n...), output (C + channels, n + p...)."""

    example = "1"
    shorthand = "padding"
    reason = MOVED

    padding: Padding = padding("pixels around the map")
    channels: int = count("channels of zeros after the others", default=0, minimum=0, letter="c")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (PADDED, ADDED)

    def output_shape(self, x: Shape) -> Shape:
        sides = self._sides(x)
        sizes = (PADDED(n=n, p_before=a, p_after=b) for n, (a, b) in zip(x.size, sides, strict=True))
        channels = ADDED if self.channels else KEPT_CHANNELS
        added = {"c": self.channels} if self.channels else {}
        return Shape(channels(C_in=x.channels, **added), tuple(sizes))

    def windows(self, x: Shape) -> Windows:
        if not x.size:
            return POINT
        return tuple(Reads(1, ((-before, -before),)) for before, _ in self._sides(x))

    def _sides(self, x: Shape) -> list[tuple[int, int]]:
        """None for a vector, which can only have channels of zeros."""
        return [] if self.padding == 0 and not x.size else cut_or_added(x, self.padding, "padding")


class Crop(Costless, kind="crop"):
    """Remove a border, or keep the middle of a given size: input (C, n...), output (C, n_out...).

    With `output` an odd pixel is removed at the end, as U-Net's copy-and-crop does.
    """

    example = "20x20"
    shorthand = "output"
    view = True
    reason = MOVED

    output: Size | None = size("the size of the middle that is kept", default=None, also=("output_size",))
    border: Padding | None = padding("pixels to crop on each side, instead of an output", default=None)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (CROPPED,)

    def output_shape(self, x: Shape) -> Shape:
        if self.output is None and self.border is None:
            raise LayerError("it needs 'output' or 'border'")
        if self.output is not None and self.border is not None:
            raise LayerError("'output' and 'border' both say what is kept: give one", "border")
        need_map(x)
        sizes = []
        for axis, n, (before, after) in zip(AXES[x.rank], x.size, self._cuts(x), strict=True):
            n_out = CROPPED(n=n, p_before=before, p_after=after)
            if n_out > n:
                raise LayerError(f"the {axis} has {n} pixels; {int(n_out)} cannot be kept", "output")
            if n_out < 1:
                cut = f"cutting {before} and {after} off leaves {int(n_out)}"
                raise LayerError(f"the {axis} has {n} pixels; {cut}", "border")
            sizes.append(n_out)
        return Shape(KEPT_CHANNELS(C_in=x.channels), tuple(sizes))

    def windows(self, x: Shape) -> Windows:
        return tuple(Reads(1, ((before, before),)) for before, _ in self._cuts(x))

    def _cuts(self, x: Shape) -> list[tuple[int, int]]:
        if self.output is None:
            return cut_or_added(x, self.border or 0, "border")
        outs = per_axis(self.output, x.rank, "output")
        return [((n - out) // 2, n - out - (n - out) // 2) for n, out in zip(x.size, outs, strict=True)]
