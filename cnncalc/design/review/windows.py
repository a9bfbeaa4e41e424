"""What sliding windows read of a map, and what they never read."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd

from cnncalc.design.review.base import Design
from cnncalc.layers.sliding import SlidingFacts
from cnncalc.network import Node
from cnncalc.shape import AXES, Shape, Window

MOST_TAPS = 10_000
"""Positions times taps along an axis that are looked at one by one."""

LINES = {"height": "row", "width": "column", "depth": "slice", "length": "position"}
ENDS = {"height": "at the bottom", "width": "on the right", "depth": "at the back", "length": "at the end"}


def windows(design: Design, node: Node) -> tuple[Window, ...]:
    """The window of a convolution or pool along each axis; none for any other layer."""
    layer = node.layer
    return layer.along(*design.network.shapes_read(node)) if isinstance(layer, SlidingFacts) else ()


def axes(design: Design, node: Node) -> Iterator[tuple[str, int, int, Window]]:
    """For each axis its name, the input and output size, and the window."""
    x: Shape = design.read(node).output
    return zip(AXES[x.rank], x.size, node.output.size, windows(design, node), strict=True)


def unread_at_end(n: int, out: int, window: Window) -> int:
    """How many of n pixels lie after the last window, beyond the gaps that a large stride leaves anyway."""
    last = (out - 1) * window.stride - window.before + window.extent - 1
    gap = max(window.stride - window.extent, 0)
    unread = n - 1 - last
    return unread if unread > gap else 0


def share_read(window: Window) -> Fraction:
    """The share of the positions along an axis that windows read, away from the borders."""
    return Fraction(min(window.kernel, apart(window)), window.stride)


def apart(window: Window) -> int:
    """This many taps of a window read places of their own; the next ones read those of other windows."""
    return window.stride // gcd(window.stride, window.dilation)


def pixels_read(n: int, out: int, window: Window) -> int | None:
    """How many of n pixels `out` windows read, each counted once; None if there is too much to count."""
    places = min(window.kernel, apart(window))
    if places > MOST_TAPS:
        return None
    return sum(_read_from(window, tap, n, out) for tap in range(places))


def _read_from(window: Window, tap: int, n: int, out: int) -> int:
    """How many of n pixels are read by this tap, and by those that come to the same places in other windows.

    The places are a stride apart, and i counts them: this tap reads `out` of them from i = 0 on, the next
    such tap as many from i = step on, and so forth.
    """
    place, step = (
        window.dilation * tap - window.before,
        window.dilation // gcd(window.stride, window.dilation),
    )
    taps = -(-(window.kernel - tap) // apart(window))
    in_map = -(place // window.stride), -((place - n) // window.stride)  # the first i in it, and beyond it
    before, upto = (_covered(i, out, step, taps) for i in in_map)
    return upto - before


def _covered(upper: int, length: int, step: int, runs: int) -> int:
    """How many of 0 ... upper - 1 lie in one of so many runs, which begin at 0, step, 2 step, ..."""
    if upper <= 0:
        return 0
    if step <= length:
        return min(upper, step * (runs - 1) + length)
    whole, rest = divmod(upper, step)
    return min(whole, runs) * length + (min(rest, length) if whole < runs else 0)


@lru_cache(maxsize=4096)
def taps_inside(n: int, out: int, window: Window) -> tuple[int, int] | None:
    """How often a tap of the windows meets a pixel, and how many taps ever do; None if it is too long."""
    if out * window.kernel > MOST_TAPS * 100 or window.kernel > MOST_TAPS:
        return None
    met = [_positions_inside(n, out, window, tap) for tap in range(window.kernel)]
    return sum(met), sum(map(bool, met))


def _positions_inside(n: int, out: int, window: Window, tap: int) -> int:
    """At how many of `out` positions this tap lies inside the n pixels."""
    shift = window.dilation * tap - window.before
    first = max(0, -(shift // window.stride))
    last = min(out - 1, (n - 1 - shift) // window.stride)
    return max(0, last - first + 1)


def lines(axis: str, number: int) -> str:
    """`1 row`, `2 columns`."""
    return f"{number} {LINES[axis]}{'s' if number > 1 else ''}"


def by(numbers: Sequence[int]) -> str:
    """A size with a number for each axis: `7x7`.

    >>> by((7, 7)), by((80,))
    ('7x7', '80')
    """
    return "x".join(map(str, numbers))
