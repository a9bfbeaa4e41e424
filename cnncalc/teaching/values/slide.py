"""A window slides over numbers: what each output cell reads, and what it makes of it.

Where the window goes is the layer's own fact (`conv`, `max_pool`, `avg_pool`); here stand only the sums.
Positions count from 0.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import NamedTuple

from cnncalc.layers import Layer
from cnncalc.problem import LayerError
from cnncalc.shape import Shape, Window
from cnncalc.teaching.values.matrix import Matrix

MOST_PRODUCTS = 1_000_000
"""Values that all windows together may read."""


class Tap(NamedTuple):
    """One position of a window: its pixel, None where it is outside, and the weight that meets it."""

    pixel: Fraction | None
    weight: Fraction


class OutputValue(NamedTuple):
    """One output value, and what it was made from: rows of taps, channel by channel."""

    row: int
    column: int
    value: Fraction
    taps: tuple[tuple[Tap, ...], ...]
    divisor: int = 1


class Exercise(NamedTuple):
    """A layer on given numbers. Kernels: one matrix per channel, or none for a pool."""

    layer: Layer
    channels: tuple[Matrix, ...]
    kernels: tuple[Matrix, ...] = ()
    bias: Fraction = Fraction(0)
    count_padding: bool = True  # an average counts the zeros of the padding
    mode: str = "zeros"
    fill: Fraction = Fraction(0)  # what the padding holds where the mode says nothing else

    @property
    def input(self) -> Shape:
        return Shape(len(self.channels), (len(self.channels[0]), len(self.channels[0][0])))

    @property
    def output(self) -> Shape:
        """Of a convolution one map; of a pool one for each channel."""
        return self.layer.output_on((self.input,))


def exercise(
    layer: Layer,
    channels: Sequence[Matrix],
    kernels: Sequence[Matrix] = (),
    *,
    flip: bool = False,
    bias: Fraction = Fraction(0),
    count_padding: bool = True,
    mode: str = "",
    fill: Fraction = Fraction(0),
) -> Exercise:
    """The exercise; LayerError where sizes differ, nothing fits, or there is too much to add up.

    One kernel for several channels is used for each of them. mode: what the padding holds, the layer's own
    `padding_mode` if left out; `symmetric` mirrors the edge too.
    """
    sizes = {_size(matrix) for matrix in channels}
    if len(sizes) > 1:
        raise LayerError(f"the channels differ in size: {' and '.join(sorted(sizes))}")
    if kernels and len(kernels) not in (1, len(channels)):
        raise LayerError(
            f"{len(kernels)} kernels for {len(channels)} channels: give one, or one for each channel",
            "kernel",
        )
    if len({_size(kernel) for kernel in kernels}) > 1:
        raise LayerError("the kernels of one filter must have the same size", "kernel")
    if kernels and len(kernels) < len(channels):
        kernels = tuple(kernels) * len(channels)
    turned = tuple(flipped(kernel) for kernel in kernels) if flip else tuple(kernels)
    mode = mode or getattr(layer, "padding_mode", "zeros")
    if fill and mode != "zeros":
        raise LayerError(f"padding of {mode} takes pixels of the image: no other value fills it", "fill")
    made = Exercise(layer, tuple(channels), turned, bias, count_padding, mode, fill)
    _check(made)
    return made


def flipped(kernel: Matrix) -> Matrix:
    """The kernel turned by half a circle, as mathematical convolution has it."""
    return tuple(row[::-1] for row in kernel[::-1])


def maps(exercise: Exercise) -> Iterator[tuple[tuple[OutputValue, ...], ...]]:
    """The output maps, row by row: one of a convolution, one per channel of a pool."""
    rows, columns = exercise.output.size
    parts = [exercise.channels] if exercise.kernels else [(channel,) for channel in exercise.channels]
    for channels in parts:
        yield tuple(tuple(_cell(exercise, channels, i, j) for j in range(columns)) for i in range(rows))


def _size(matrix: Matrix) -> str:
    return f"{len(matrix)}x{len(matrix[0])}"


def _check(exercise: Exercise) -> None:
    within_bounds(products(exercise))
    down, right = windows_of(exercise)
    for n, window in zip(exercise.input.size, (down, right), strict=True):
        if exercise.mode == "reflect" and max(window.before, window.after) >= n:
            raise LayerError(
                f"padding of {window.before} cannot mirror {n} pixels: it must be less", "padding"
            )
        if exercise.mode in ("circular", "symmetric") and max(window.before, window.after) > n:
            done = "wrap around" if exercise.mode == "circular" else "mirror"
            raise LayerError(f"padding of {window.before} cannot {done} {n} pixels", "padding")


def products(exercise: Exercise) -> int:
    """How many values all windows together read."""
    down, right = windows_of(exercise)
    positions: int = prod(int(n) for n in exercise.output.size)
    return positions * down.kernel * right.kernel * len(exercise.channels)


def within_bounds(work: int) -> None:
    """LayerError where so many products are too many."""
    if work > MOST_PRODUCTS:
        raise LayerError(f"{work:,} products are too many to add up here; at most {MOST_PRODUCTS:,}")


def windows_of(exercise: Exercise) -> tuple[Window, Window]:
    """The window along both axes."""
    down, right = exercise.layer.along(exercise.input)  # type: ignore[attr-defined]
    return down, right


def _cell(exercise: Exercise, channels: Sequence[Matrix], i: int, j: int) -> OutputValue:
    down, right = windows_of(exercise)
    one = Fraction(1)
    outside = exercise.fill or None
    taps = []
    for number, channel in enumerate(channels):
        for a, row in enumerate(positions(i, down, len(channel), exercise.mode)):
            weights = exercise.kernels[number][a] if exercise.kernels else (one,) * right.kernel
            columns = positions(j, right, len(channel[0]), exercise.mode)
            taps.append(
                tuple(
                    Tap(outside if row is None or column is None else channel[row][column], weight)
                    for column, weight in zip(columns, weights, strict=True)
                )
            )
    value, divisor = _value(exercise, taps, i, j)
    return OutputValue(i, j, value, tuple(taps), divisor)


def positions(i: int, window: Window, n: int, mode: str) -> list[int | None]:
    """The input positions of output position i along an axis of n; None outside."""
    start = i * window.stride - window.before
    return [_inside(start + tap * window.dilation, n, mode) for tap in range(window.kernel)]


def _inside(position: int, n: int, mode: str) -> int | None:
    if 0 <= position < n:
        return position
    if mode == "replicate":
        return 0 if position < 0 else n - 1
    if mode == "symmetric":
        return -1 - position if position < 0 else 2 * n - 1 - position
    if mode == "circular":
        return position % n
    if mode == "reflect" and -n < position < 2 * n - 1:
        return -position if position < 0 else 2 * (n - 1) - position
    return None


def _value(exercise: Exercise, taps: list[tuple[Tap, ...]], i: int, j: int) -> tuple[Fraction, int]:
    pixels = [tap.pixel for row in taps for tap in row if tap.pixel is not None]
    if exercise.kernels:
        products = (tap.pixel * tap.weight for row in taps for tap in row if tap.pixel is not None)
        return sum(products, exercise.bias), 1
    if not pixels:
        raise LayerError(f"the window of cell {i + 1},{j + 1} lies entirely in the padding", "padding")
    if exercise.layer.kind == "max_pool":
        return max(pixels), 1
    divisor = _counted(exercise, i, j) if exercise.count_padding else len(pixels)
    return sum(pixels, Fraction(0)) / divisor, divisor


def _counted(exercise: Exercise, i: int, j: int) -> int:
    """Positions of a window in the map and its padding: one that is rounded up may reach beyond."""
    count = 1
    for position, n, window in zip((i, j), exercise.input.size, windows_of(exercise), strict=True):
        start = position * window.stride - window.before
        inside = [tap for tap in range(window.kernel) if start + tap * window.dilation < n + window.after]
        count *= len(inside)
    return count
