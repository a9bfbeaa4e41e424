"""Receptive fields of a whole network by following indices: an oracle over nodes, without formulas.

It reads the fields of each layer and lays windows, as tests/layers/oracles.py does; it never asks the layer
what it reads. A layer it cannot follow is UNSURE, and so is all behind it; LOST is a field that nobody can
tell, of which cnncalc has to say that it is not known.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from oracles import (
    Reads,
    Trace,
    adapted,
    extent,
    full_placements,
    image,
    joined,
    placements,
    same_padding,
    slid,
    whole,
)

from cnncalc import Network, Shape
from cnncalc.network import Node
from cnncalc.shape import AXES

Traces = tuple[Trace, ...]
UNSURE, LOST = "unsure", "lost"
Found = Traces | str

MOST_REPEATS = 48
"""Positions within which everything that is followed has to repeat."""

SLIDING = (
    "conv",
    "depthwise_conv",
    "separable_conv",
    "locally_connected",
    "max_pool",
    "avg_pool",
    "subsample",
)
WHOLE = ("dense", "rbf", "maxout", "global_avg_pool", "global_max_pool")
JOINS = ("add", "average", "maximum", "multiply", "concat")
LOSING = ("permute", "reshape")


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
    rank, found = len(traces), []
    if layer.padding in ("full", "same"):
        return UNSURE
    for axis, source in enumerate(traces):
        f, s, d, a = (
            per_axis(of, rank)[axis]
            for of in (layer.kernel, layer.stride, layer.dilation, layer.output_padding)
        )
        before, after = (0, 0) if layer.padding == "valid" else sides(layer.padding, rank)[axis]
        taps = [d * k for k in range(f)]
        if not all(any((j - tap) % s == 0 for tap in taps) for j in range(s)):
            return UNSURE  # positions that nothing reaches
        row = range((source.n - 1) * s + taps[-1] + 1 + a)
        found.append(stamped(source, len(row[before : len(row) - after]), taps, s, before))
    return tuple(found)


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


POINTWISE = {
    "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "silu", "hard_sigmoid", "hard_swish",
    "tanh",
    "softmax", "prelu", "batch_norm", "slice", "channel_shuffle", "dropout", "drop_path", "identity",
    "flatten",
    "layer_scale", "local_response_norm", "layer_norm", "scale", "permute", "reshape",
}  # fmt: skip


def of_join(node: Node, network: Network, found: Sequence[Found]) -> Found:
    """The union, position by position; one position that meets many is read by all of them."""
    if UNSURE in found:
        return UNSURE
    if LOST in found:
        return LOST
    if node.kind == "concat" and node.layer.axis != "channels":  # type: ignore[union-attr]
        return LOST
    sources = []
    for traces, number in zip(found, node.inputs, strict=True):
        read = network.nodes[number].output
        if len(traces) != read.rank:
            return UNSURE  # flattened maps have no common positions
        alone = read.positions != node.output.positions
        sources.append(tuple(map(whole, traces)) if alone else traces)
    if len({len(traces) for traces in sources}) > 1:
        return UNSURE
    axes = list(zip(*sources, strict=True))
    for axis in axes:
        if len({jump(one) for one in axis if not one.fixed}) > 1:
            return LOST
        if any(one.fixed for one in axis) and any(one.uneven for one in axis):
            return UNSURE
    return tuple(map(joined, axes))


@cache
def jump_of(reads: Reads) -> Fraction:
    return Fraction(min(reads(MOST_REPEATS)) - min(reads(0)), MOST_REPEATS)


def jump(trace: Trace) -> Fraction:
    """Pixels of the input from one position to the next, in the long run."""
    return jump_of(trace.reads)


def follow(network: Network, start: Node) -> list[Found | None]:
    """The trace of every node from one input; None where it does not depend on it."""
    found: list[Found | None] = []
    for node in network.nodes:
        read = [found[i] for i in node.inputs]
        if node.layer is None:
            found.append(tuple(map(image, node.output.size)) if node is start else None)
        elif all(one is None for one in read):
            found.append(None)
        elif node.kind in JOINS:
            found.append(of_join(node, network, read) if None not in read else UNSURE)  # type: ignore[arg-type]
        elif isinstance(read[0], str):
            found.append(read[0])
        else:
            found.append(one_input(node, network, read[0]))
    return found


def one_input(node: Node, network: Network, traces: Any) -> Found:
    x = network.nodes[node.inputs[0]].output
    if node.kind in LOSING and not in_place(node.layer, x):
        return UNSURE if all(one.fixed for one in traces) or not traces else LOST
    return of_layer(node, x, traces)


def in_place(layer: Any, x: Shape) -> bool:
    """Whether a layer that may move values leaves them all where they are."""
    return x == layer.output if layer.kind == "reshape" else layer.order == (*AXES[x.rank], "channels")


def repeats(trace: Trace) -> bool:
    """Whether what positions read repeats soon enough to be compared."""
    step = jump(trace) * MOST_REPEATS
    return step.denominator == 1 and all(
        {one + step for one in trace.reads(i)} == {*trace.reads(i + MOST_REPEATS)} for i in range(4)
    )


def field_of(traces: Traces) -> dict[str, Any]:
    """Size, first pixel and jump along each axis, as a receptive field has them."""
    positions = [range(MOST_REPEATS if one.uneven and not one.fixed else 1) for one in traces]
    found = {
        "size": tuple(
            max(extent(one.reads(i)) for i in at) for one, at in zip(traces, positions, strict=True)
        ),
        "first": tuple(min(one.reads(0)) for one in traces),
    }
    if traces:
        found["whole_input"] = any(one.fixed for one in traces)
    if not any(one.fixed for one in traces):
        found["jump"] = tuple(map(jump, traces))
    return found
