"""What a single layer reads, found by laying windows and stamps over positions: never by asking the layer.

A layer that it cannot follow is UNSURE; LOST is a field that nobody can tell.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from oracles import Reads, Trace, adapted, full_placements, placements, same_padding, slid, whole

from cnncalc.network import Node
from cnncalc.shape import AXES

Traces = tuple[Trace, ...]


class Gaps(tuple[Trace, ...]):
    """Traces with positions that read nothing: what is behind them is UNSURE."""


UNSURE, LOST = "unsure", "lost"
Found = Traces | str

SLIDING = {
    *("conv", "depthwise_conv", "separable_conv", "locally_connected", "max_pool", "avg_pool", "subsample"),
}
WHOLE = {"dense", "rbf", "maxout", "global_avg_pool", "global_max_pool"}
POINTWISE = {
    *("relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "silu", "hard_sigmoid", "hard_swish"),
    *(
        "tanh",
        "softmax",
        "prelu",
        "batch_norm",
        "slice",
        "channel_shuffle",
        "dropout",
        "drop_path",
        "identity",
    ),
    *("flatten", "layer_scale", "local_response_norm", "layer_norm", "scale", "permute", "reshape"),
}


def per_axis(written: Any, rank: int) -> tuple[int, ...]:
    return tuple(written) if isinstance(written, tuple) else (written,) * rank


def sides(written: Any, rank: int) -> list[tuple[int, int]]:
    """Pixels before and after along each axis."""
    if hasattr(written, "_asdict"):
        pairs = [(written.front, written.back), (written.top, written.bottom), (written.left, written.right)]
        return pairs[-rank:]
    return [(p, p) for p in per_axis(written, rank)]


def sliding(layer: Any, traces: Traces) -> Found:
    rank, padding = len(traces), layer.padding
    stride = layer.kernel if layer.stride is None else layer.stride
    rule = getattr(layer, "rounding", "floor")
    found = []
    for axis, source in enumerate(traces):
        f, s = per_axis(layer.kernel, rank)[axis], per_axis(stride, rank)[axis]
        d = per_axis(getattr(layer, "dilation", 1), rank)[axis]
        if padding == "same":
            n_out, before, _ = same_padding(source.n, f, s, d)
        elif padding == "full" and rule == "floor":
            n_out, before = full_placements(source.n, f, s, d)
        elif padding == "full":
            return UNSURE
        else:
            before, after = (0, 0) if padding == "valid" else sides(padding, rank)[axis]
            n_out = placements(source.n, before, after, f, s, d, rule)
        found.append(slid(source, n_out, f, s, before, d))
    return tuple(found)


def transposed(layer: Any, traces: Traces) -> Found:
    """Every input stamps its taps; an output reads the inputs whose taps lie on it."""
    rank, found, reached = len(traces), [], True
    if layer.padding in ("full", "same"):
        return UNSURE
    for axis, source in enumerate(traces):
        f, s, d, a = (
            per_axis(of, rank)[axis]
            for of in (layer.kernel, layer.stride, layer.dilation, layer.output_padding)
        )
        before, after = (0, 0) if layer.padding == "valid" else sides(layer.padding, rank)[axis]
        taps = [d * k for k in range(f)]
        reached &= all(any((j - tap) % s == 0 for tap in taps) for j in range(s))
        row = range((source.n - 1) * s + taps[-1] + 1 + a)
        found.append(stamped(source, len(row[before : len(row) - after]), taps, s, before))
    return tuple(found) if reached else Gaps(found)


def stamped(source: Trace, n_out: int, taps: Sequence[int], s: int, before: int) -> Trace:
    def inputs(j: int) -> list[int]:
        return [(j + before - tap) // s for tap in taps if (j + before - tap) % s == 0]

    return through(source, n_out, inputs)


def through(source: Trace, n_out: int, inputs: Callable[[int], Sequence[int]]) -> Trace:
    """Output j reads these positions of the source."""

    def of(reads: Reads) -> Reads:
        return cache(lambda j: frozenset().union(*map(reads, inputs(j))))

    paths = tuple(map(of, source.paths))
    if source.fixed:
        return source._replace(n=n_out, paths=paths, uneven=True)
    return source._replace(n=n_out, reads=of(source.reads), paths=paths, uneven=True)


def enlarged(layer: Any, traces: Traces) -> Found:
    rank, found = len(traces), []
    for axis, source in enumerate(traces):
        n = source.n
        out = (
            n * per_axis(layer.scale, rank)[axis]
            if layer.scale is not None
            else per_axis(layer.output, rank)[axis]
        )
        found.append(through(source, out, interpolating(n, out, layer.mode)))
    return tuple(found)


def interpolating(n: int, out: int, mode: str) -> Callable[[int], Sequence[int]]:
    """The pixel under the left edge of each part, or the neighbours of its centre."""
    if mode == "nearest":
        return lambda j: [j * n // out]

    def neighbours(j: int) -> Sequence[int]:
        centre = Fraction(2 * j + 1, 2 * out) * n - Fraction(1, 2)
        low = centre.numerator // centre.denominator
        return [low] if centre == low else [low, low + 1]

    return neighbours


def moved(traces: Traces, cuts: Sequence[tuple[int, int]]) -> Found:
    """So many positions cut off at both ends; negative: added."""
    return tuple(
        through(source, source.n - before - after, lambda j, by=before: [j + by])._replace(
            uneven=source.uneven
        )
        for source, (before, after) in zip(traces, cuts, strict=True)
    )


def cropped(layer: Any, traces: Traces) -> Found:
    if layer.output is None:
        return moved(traces, sides(layer.border or 0, len(traces)))
    gone = [source.n - out for source, out in zip(traces, per_axis(layer.output, len(traces)), strict=True)]
    return moved(traces, [(cut // 2, cut - cut // 2) for cut in gone])


def reduced(layer: Any, traces: Traces) -> Found:
    along = [axis in layer.axes for axis in AXES[len(traces)]]
    if all(along):
        return tuple(map(whole, traces))
    return tuple(
        slid(source, 1, source.n, source.n, 0, 1) if one else source
        for source, one in zip(traces, along, strict=True)
    )


def of_layer(node: Node, x: Any, traces: Traces) -> Found:
    """What a layer with one input reads, along each axis."""
    layer, kind = node.layer, node.kind
    if kind in WHOLE or (kind == "softmax" and not x.size):
        return tuple(map(whole, traces))
    if kind == "custom":
        return LOST
    if len(traces) != x.rank:  # behind flatten
        return traces if kind in POINTWISE else UNSURE
    if kind in SLIDING:
        return sliding(layer, traces)
    if kind == "transposed_conv":
        return transposed(layer, traces)
    if kind in ("adaptive_avg_pool", "adaptive_max_pool"):
        outs = per_axis(layer.output, len(traces))
        return tuple(map(whole, traces)) if {*outs} == {1} else tuple(map(adapted, traces, outs))
    if kind == "upsample":
        return enlarged(layer, traces)
    if kind == "pad" and layer.padding not in ("same", "full"):
        pixels = 0 if layer.padding == "valid" else layer.padding
        return moved(traces, [(-before, -after) for before, after in sides(pixels, len(traces))])
    if kind == "crop":
        return cropped(layer, traces)
    if kind in ("mean", "max"):
        return reduced(layer, traces)
    if kind == "pixel_unshuffle":
        return tuple(slid(one, one.n // layer.scale, layer.scale, layer.scale, 0, 1) for one in traces)
    if kind == "pixel_shuffle":
        return tuple(through(one, one.n * layer.scale, lambda j: [j // layer.scale]) for one in traces)
    return traces if kind in POINTWISE else UNSURE
