"""Rows or columns at the end of a map that no window reads, because the size is rounded down."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import ENDS, LINES, axes, lines, unread_at_end, windows
from cnncalc.figures.spelling import percent
from cnncalc.layers.pooling import Pool
from cnncalc.network import Node
from cnncalc.shape import Window

Dropped = tuple[str, int, int, Window]
"""An axis, its size, how many of its pixels are not read, and the window."""

FRONT = {"height": "top", "width": "left", "depth": "front", "length": "left"}
SIDE = {"height": "bottom", "width": "right", "depth": "back", "length": "right"}


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Layers whose last window ends before the map does."""
    for node in design:
        if not windows(design, node):
            continue
        dropped = [
            (axis, n, lost, window)
            for axis, n, out, window in axes(design, node)
            if (lost := unread_at_end(n, out, window))
        ]
        if dropped:
            yield _found(design, node, dropped)


def _found(design: Design, node: Node, dropped: list[Dropped]) -> Found:
    where = " and ".join(f"{lines(axis, lost)} {ENDS[axis]}" for axis, _, lost, _ in dropped)
    return Found(
        node,
        f"{described(node)} never reads {where} of its input {design.read(node).output}",
        f"{_share(design, node, dropped)} of its input are thrown away, and the map shifts off centre",
        _fix(node, dropped),
    )


def _share(design: Design, node: Node, dropped: list[Dropped]) -> str:
    whole = design.read(node).output.positions
    kept = whole
    for _, n, lost, _ in dropped:
        kept = kept // n * (n - lost)
    return f"{whole - kept:,} of {whole:,} positions ({percent(Fraction(whole - kept, whole))})"


def _fix(node: Node, dropped: list[Dropped]) -> str:
    """The padding that lets one more window in, or the sizes of which nothing is left."""
    wanted = [(axis, window, window.stride - lost) for axis, _, lost, window in dropped]
    padding = ", ".join(
        f"{FRONT[axis]}: {window.before}, {SIDE[axis]}: {more}" if window.before else f"{SIDE[axis]}: {more}"
        for axis, window, more in wanted
    )
    sizes = " and ".join(
        f"{n - lost} or {n + window.stride - lost - window.after} {LINES[axis]}s"
        for axis, n, lost, window in dropped
    )
    assert node.layer is not None
    ways = ["'rounding: ceil'"] if "rounding" in node.layer.fields else []
    if not isinstance(node.layer, Pool) or all(more <= window.extent // 2 for _, window, more in wanted):
        ways.append(f"padding {{{padding}}}")  # a pool takes no more than half its kernel
    return f"{', '.join(ways)}, or an input of {sizes}"


RULE = Rule(
    name="dropped-pixels",
    severity="warning",
    what="The size is rounded down, and rows or columns at the end of the map are never read.",
    why=(
        "A window of f pixels takes floor((n + 2p - f)/s) + 1 steps of s along n pixels. The remainder"
        " lies after the last window: up to s - 1 rows and columns that the layer never sees, and the"
        " output is no longer centred on the input. Padding that is not read does no harm and is not"
        " reported."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, stride: 2}  # !
  - relu
""",
    good="""\
input: 33x33x3
layers:
  - conv: {filters: 16, kernel: 3, stride: 2}
  - relu
""",
    source=(
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, arXiv:1603.07285,"
        " section 2.4 (relation 6, figure 2.7); Araujo, Norris & Sim 2019, doi:10.23915/distill.00021"
        " (alignment)"
    ),
    find=find,
)
