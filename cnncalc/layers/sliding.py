"""Windows that slide: how many positions a kernel takes along an axis.

Source: Dumoulin & Visin, "A guide to convolution arithmetic", arXiv:1603.07285, relations 6 and 14.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cnncalc.formula import Formula, Quantity
from cnncalc.layers.shapes import need_map
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, SIDES, Padding, Shape, Sides, Size, Window, Windows

EFFECTIVE_KERNEL = Formula(
    "f_eff", "d * (f - 1) + 1", "d - 1 gaps between taps; f_eff stands for f", "dilation is more than 1"
)
OUTPUT_SIZE = Formula(
    "n_out",
    "floor((n + 2*p - f) / s) + 1",
    "the steps that fit, and the first position",
    "padding is equal on both sides",
)
OUTPUT_SIZE_UNEVEN = Formula(
    "n_out",
    "floor((n + p_before + p_after - f) / s) + 1",
    "the steps that fit, and the first position",
    "padding is not equal on both sides",
)
OUTPUT_SIZE_SAME = Formula("n_out", "ceil(n / s)", "one output for every s inputs", "padding is same")
OUTPUT_SIZE_CEIL = Formula(
    "n_out",
    "ceil((n + p_before + p_after - f) / s) + 1",
    "rounded up: a last window that is only partly filled counts",
    "rounding is ceil",
)
OUTPUT_SIZE_CEIL_CUT = Formula(
    "n_out",
    "ceil((n + p_before + p_after - f) / s)",
    "rounded up, but not counting a last window that would begin in the padding",
    "rounding is ceil and such a window would start beyond the input and its leading padding",
)


KERNELS = ("kernel_size", "pool_size", "size", "filter_size")
"""What other tools call the field `kernel`."""

SLIDING = (
    OUTPUT_SIZE_SAME,
    OUTPUT_SIZE_CEIL,
    OUTPUT_SIZE_CEIL_CUT,
    OUTPUT_SIZE,
    OUTPUT_SIZE_UNEVEN,
    EFFECTIVE_KERNEL,
)
"""By which the size comes about that a sliding window leaves."""


def per_axis(value: Size, rank: int, field: str) -> tuple[int, ...]:
    """One number per axis.

    >>> per_axis(3, 2, "kernel")
    (3, 3)
    """
    if isinstance(value, int):
        return (value,) * rank
    if len(value) != rank:
        axes = " x ".join(AXES[rank])
        raise LayerError(f"'{field}' has {len(value)} numbers; its input has {rank} ({axes})", field)
    return value


@lru_cache(maxsize=4096)
def windows(x: Shape, kernel: Size, stride: Size, padding: Padding, dilation: Size = 1) -> tuple[Window, ...]:
    """The window along each axis of a map of shape x, with its padding in pixels."""
    need_map(x)
    rank = x.rank
    kernels, strides = per_axis(kernel, rank, "kernel"), per_axis(stride, rank, "stride")
    dilations = per_axis(dilation, rank, "dilation")
    bare = [Window(f, s, 0, 0, d) for f, s, d in zip(kernels, strides, dilations, strict=True)]
    sides = _sides(x, bare, padding)
    return tuple(
        Window(w.kernel, w.stride, before, after, w.dilation)
        for w, (before, after) in zip(bare, sides, strict=True)
    )


def _sides(x: Shape, bare: list[Window], padding: Padding) -> list[tuple[int, int]]:
    """The padding before and after, per axis."""
    if padding == "valid":
        return [(0, 0)] * x.rank
    if padding == "full":
        return [(w.extent - 1, w.extent - 1) for w in bare]
    if padding == "same":
        return [_same(n, w) for n, w in zip(x.size, bare, strict=True)]
    return border(x, padding, "padding")


def border(x: Shape, pixels: Padding, field: str) -> list[tuple[int, int]]:
    """The pixels before and after a map, per axis, that a field says in numbers."""
    assert not isinstance(pixels, str)
    if not isinstance(pixels, Sides):
        return [(p, p) for p in per_axis(pixels, x.rank, field)]
    named = {side for axis in SIDES[x.rank] for side in axis}
    for side, number in pixels._asdict().items():
        if number and side not in named:
            raise LayerError(f"'{field}' names a side '{side}' that a map of {x} does not have", field)
    return [(getattr(pixels, before), getattr(pixels, after)) for before, after in SIDES[x.rank]]


def _same(n: int, window: Window) -> tuple[int, int]:
    """The padding with which ceil(n / s) windows fit; an odd pixel goes to the end."""
    steps = -(-n // window.stride) - 1
    total = max(steps * window.stride + window.extent - n, 0)
    return total // 2, total - total // 2


def slide(n: int, window: Window, *, same: bool = False, ceil: bool = False) -> Quantity:
    """How many positions the window takes along n pixels: 0 or less where it does not fit.

    >>> print(slide(224, Window(kernel=7, stride=2, before=3, after=3)).working())
    n_out = floor((n + 2 * p - f) / s) + 1 = floor((224 + 2 * 3 - 7) / 2) + 1 = 112
    """
    before, after, s = window.before, window.after, window.stride
    if same:
        return OUTPUT_SIZE_SAME(n=n, s=s)
    f = window.kernel
    if window.dilation != 1:
        f = EFFECTIVE_KERNEL(d=window.dilation, f=f)
    if ceil:
        sides = {"n": n, "p_before": before, "p_after": after, "f": f, "s": s}
        n_out = OUTPUT_SIZE_CEIL(**sides)
        last_start = (n_out - 1) * s
        return OUTPUT_SIZE_CEIL_CUT(**sides) if last_start >= n + before else n_out
    if before == after:
        return OUTPUT_SIZE(n=n, p=before, f=f, s=s)
    return OUTPUT_SIZE_UNEVEN(n=n, p_before=before, p_after=after, f=f, s=s)


def sizes(
    x: Shape, along: Sequence[Window], *, same: bool = False, ceil: bool = False
) -> tuple[Quantity, ...]:
    """The output size along each axis; LayerError if the kernel fits nowhere."""
    result = []
    for axis, n, window in zip(AXES[x.rank], x.size, along, strict=True):
        n_out = slide(n, window, same=same, ceil=ceil)
        if n_out < 1:
            raise LayerError(_too_large(axis, n, window), "kernel")
        result.append(n_out)
    return tuple(result)


def _too_large(axis: str, n: int, window: Window) -> str:
    before, after = window.before, window.after
    sum_text = f"{n} + 2*{before}" if before == after else f"{n} + {before} + {after}"
    spans = f" that spans {window.extent} with dilation {window.dilation}" if window.dilation > 1 else ""
    return f"a kernel of {window.kernel}{spans} does not fit the {axis}, {sum_text} = {n + before + after}"


class SlidingFacts:
    """What convolutions and pools share: their windows, from kernel, stride, padding, dilation."""

    kernel: Size
    stride: Any
    padding: Padding
    dilation: Size = 1
    rounding: str = "floor"

    def along(self, x: Shape) -> tuple[Window, ...]:
        """The window along each axis."""
        stride = self.kernel if self.stride is None else self.stride
        return windows(x, self.kernel, stride, self.padding, self.dilation)

    def sizes(self, x: Shape) -> tuple[Quantity, ...]:
        """The output size along each axis."""
        same, ceil = self.padding == "same", self.rounding == "ceil"
        return sizes(x, self.along(x), same=same, ceil=ceil)

    def kernel_of(self, x: Shape) -> tuple[int, ...]:
        """The kernel along each axis."""
        return per_axis(self.kernel, x.rank, "kernel")

    def windows(self, x: Shape) -> Windows:
        """What an output position reads, per axis."""
        along = self.along(x)
        reads = {window: window.reads for window in along}  # the same object along axes that are alike
        return tuple(reads[window] for window in along)
