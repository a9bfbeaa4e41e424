"""Receptive fields of a whole network by following indices: an oracle over nodes, without formulas.

Behind a layer that is UNSURE all is; where a field is LOST, cnncalc has to say that it is not known.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from oracles import Reads, Trace, extent, image, joined, whole

from cnncalc import Network, Shape
from cnncalc.network import Node
from cnncalc.shape import AXES

from .laid import LOST, UNSURE, Found, Gaps, Traces, of_layer

MOST_REPEATS = 2**4 * 3**3
"""Positions within which everything that is followed has to repeat."""

JOINS = ("add", "average", "maximum", "multiply", "concat")
LOSING = ("permute", "reshape")


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


@lru_cache(maxsize=256)  # each holds what it reads, back to the input
def jump_of(reads: Reads) -> Fraction:
    return Fraction(min(reads(MOST_REPEATS)) - min(reads(0)), MOST_REPEATS)


def jump(trace: Trace) -> Fraction:
    """Pixels of the input from one position to the next, in the long run."""
    return jump_of(trace.reads)


def follow(network: Network, start: Node) -> list[Found | None]:
    """The trace of every node from one input; None where it does not depend on it."""
    found: list[Found | None] = []
    for node in network.nodes:
        read = [UNSURE if isinstance(found[i], Gaps) else found[i] for i in node.inputs]
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
        return UNSURE if x.positions == 1 or all(one.fixed for one in traces) else LOST  # one place for all
    return of_layer(node, x, traces)


def in_place(layer: Any, x: Shape) -> bool:
    """Whether a layer that may move values leaves them all where they are."""
    return x == layer.output if layer.kind == "reshape" else layer.order == (*AXES[x.rank], "channels")


def repeats(trace: Trace) -> bool:
    """Whether what positions read repeats soon enough to be compared."""
    if not trace.reads(0) or not trace.reads(MOST_REPEATS):
        return True
    step = jump(trace) * MOST_REPEATS
    return step.denominator == 1 and all(
        {one + step for one in trace.reads(i)} == {*trace.reads(i + MOST_REPEATS)} for i in range(12)
    )


def widest(trace: Trace) -> int:
    """The extent of the position that reads most, where some read nothing."""
    return max(map(extent, filter(None, map(trace.reads, range(MOST_REPEATS)))))


def field_of(traces: Traces) -> dict[str, Any]:
    """Size, first pixel and jump along each axis, as a receptive field has them."""
    positions = [range(MOST_REPEATS if one.uneven and not one.fixed else 1) for one in traces]
    if isinstance(traces, Gaps):
        return {"size": tuple(map(widest, traces))}
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
