"""Stacks and bottlenecks: a few convolutions built as a network, and what they see and cost."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cnncalc.analysis.base import Settings
from cnncalc.layers import CATALOGUE
from cnncalc.network import Network, NetworkBuilder
from cnncalc.problem import LayerError
from cnncalc.shape import Shape, size_text
from cnncalc.solve.answer import Answer, Columns, Row, Unanswerable
from cnncalc.summary import Summary

MOST_LAYERS = 200


def figures(x: Shape, layers: Sequence[dict[str, Any]]) -> Summary:
    """The figures of convolutions one behind the other, each with `same` padding."""
    builder = NetworkBuilder()
    node = builder.input("input", x)
    for i, fields in enumerate(layers, start=1):
        try:
            node = builder.add(f"conv{i}", CATALOGUE["conv"](padding="same", **fields), [node])
        except LayerError as error:
            raise Unanswerable(error.message) from None
    return Summary(Network("stack", tuple(builder.nodes)), Settings())


def how_many_layers(x: Shape, kernels: Sequence[int], sees: int, bias: bool) -> Answer:
    """How many convolutions of each kernel see what one of the kernel `sees` sees, and at which cost.

    All have as many filters as the input has channels.
    """
    columns: Columns = (("layers", "text"), ("sees", "text"), ("parameters", "count"), ("multiplies", "count"),
               ("share", "share"))  # fmt: skip
    if sees < 1 or any(kernel < 1 for kernel in kernels):
        raise Unanswerable("a kernel is 1 pixel or more")
    one = _stack(x, sees, 1, bias)
    whole = one.totals.multiplies
    rows: list[Row] = []
    near: list[Row] = []
    for kernel in kernels:
        if kernel == 1 and sees > 1:
            raise Unanswerable("layers of kernel 1 see one pixel, however many there are")
        count, before = 1, None
        found = _stack(x, kernel, 1, bias)
        while _seen(found) < sees:
            before, count = (count, found), count + 1
            if count > MOST_LAYERS:
                raise Unanswerable(f"more than {MOST_LAYERS} layers of kernel {kernel} would be needed")
            found = _stack(x, kernel, count, bias)
        if _seen(found) == sees:
            rows.append(_row(kernel, count, found, whole))
        else:
            near += [_row(kernel, before[0], before[1], whole)] if before else []
            near.append(_row(kernel, count, found, whole))
    question = f"convolutions on {x} that see {sees}x{sees} pixels"
    question = question if x.rank == 2 else f"convolutions on {x} that see {sees} pixels along each axis"
    reference = _row(sees, 1, one, whole)
    if not rows:
        note = f"No number of these layers sees exactly {sees}; the last row is the one to replace."
        return Answer(question, columns, (*near, reference), False, (note,))
    rows += [reference] if reference not in rows else []
    notes = (f"{x.channels} filters each, stride 1, same padding, {'with' if bias else 'without'} biases.",)
    return Answer(question, columns, tuple(rows), notes=notes)


def _stack(x: Shape, kernel: int, count: int, bias: bool) -> Summary:
    return figures(x, [{"filters": x.channels, "kernel": kernel, "bias": bias}] * count)


def _seen(summary: Summary) -> int:
    return int(summary[-1].receptive_field.size[0])


def _row(kernel: int, count: int, summary: Summary, whole: int) -> Row:
    rank = summary.network.nodes[0].output.rank
    return {
        "layers": f"{count} x conv {'x'.join([str(kernel)] * rank)}",
        "sees": size_text(summary[-1].receptive_field.size),
        "parameters": int(summary.totals.parameters),
        "multiplies": int(summary.totals.multiplies),
        "share": Fraction(int(summary.totals.multiplies), int(whole)),
    }


def which_width(
    x: Shape, kernel: Any, filters: int, saves: Fraction, of: str, expand: bool, bias: bool
) -> Answer:
    """The widest 1x1 bottleneck before a kernel that still saves the factor, in multiplies or parameters.

    expand: a third layer, 1x1, brings the width back to `filters`, as in ResNet; else the kernel does.
    """
    direct = figures(x, [{"filters": filters, "kernel": kernel, "bias": bias}])
    cost = int(direct.totals[of])
    columns: Columns = (("width", "count"), ("layers", "text"), ("parameters", "count"), ("multiplies", "count"),
               ("saves", "figure"))  # fmt: skip

    def through(width: int) -> Summary:
        narrow = {"filters": width, "kernel": 1, "bias": bias}
        inner = {"filters": width if expand else filters, "kernel": kernel, "bias": bias}
        back = [{"filters": filters, "kernel": 1, "bias": bias}] if expand else []
        return figures(x, [narrow, inner, *back])

    def enough(width: int) -> bool:
        return cost >= saves * int(through(width).totals[of])

    def row(width: int | None, summary: Summary) -> Row:
        channels = [node.output.channels for node in summary.network.nodes]
        return {
            "width": width,
            "layers": " -> ".join(map(str, channels)),
            "parameters": int(summary.totals.parameters),
            "multiplies": int(summary.totals.multiplies),
            "saves": f"{float(Fraction(cost, int(summary.totals[of]))):.2f}",
        }

    if saves <= 0:
        raise Unanswerable("--saves takes a factor above 0")
    low, high = 0, 1
    while high < x.channels * filters * 10**6 and enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if enough(middle) else (low, middle)
    question = f"{size_text(kernel)}-kernel from {x} to {filters} channels: {of} divided by {float(saves):g}"
    rows = [row(None, direct), *([row(low, through(low))] if low else []), row(high, through(high))]
    if not low:
        return Answer(question, columns, tuple(rows), False, ("Not even a width of 1 saves so much.",))
    notes = (f"The widest is {low}; {high} saves less than wanted. The first row is without a bottleneck.",)
    return Answer(question, columns, tuple(rows), notes=notes)
