"""What a figure is made of: which layers cost most, and how far they must shrink."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis import ADDITIVE, ALIASES, COLUMNS
from cnncalc.analysis.base import BYTES
from cnncalc.analysis.liveness import Liveness
from cnncalc.analysis.volumes import Execution
from cnncalc.blocks import Folded
from cnncalc.design.review.budget import Broken
from cnncalc.figures.keys import HEAD, MAIN_PATH
from cnncalc.network import Node
from cnncalc.summary import LayerSummary, Summary

COLUMN_OF = {"activation_memory": "memory", "weight_layers": ""}
"""The column behind a figure of the network, where it has another name; none."""


class Cost(NamedTuple):
    """What one layer adds to a figure."""

    node: Node
    number: int
    role: str = ""  # at a peak: why it is held


class Parts(NamedTuple):
    """What a figure is made of, the largest first, and the layer at which it comes about."""

    costs: Sequence[Cost]
    at: Node | None = None


def parts(summary: Summary, found: Broken) -> Parts:
    """The costs behind a figure; none where it is not a sum, or of a single layer."""
    owner, _, name = found.entry.key.rpartition(".")
    name = ALIASES.get(name, name)
    if name in PEAKS and found.layer is None:
        held = _held(Liveness(summary.network, PEAKS[name](Execution(*summary.settings))))
        if name != "training_memory":
            return held
        return Parts(_largest_first([*held.costs, *_learnt(summary)]), held.at)
    column = COLUMN_OF.get(name, name)
    if column not in ADDITIVE or (found.layer is not None and not isinstance(found.layer, Folded)):
        return Parts(())
    layers: Iterable[LayerSummary] = found.layer.layers if isinstance(found.layer, Folded) else summary
    if found.layer is None and owner:
        layers = [layer for layer in summary if _belongs(layer.head, owner)]
    costs = [Cost(layer.node, COLUMNS[column].value(layer) or 0) for layer in layers]
    return Parts(_largest_first(costs))


def _belongs(head: str | None, owner: str) -> bool:
    if owner == MAIN_PATH:
        return head is None
    return not owner.startswith(f"{HEAD}.") or head == owner.removeprefix(f"{HEAD}.")


def _held(run: Liveness) -> Parts:
    """What is held at the peak of a run."""
    nodes = run.network.nodes
    costs = [Cost(nodes[holding.node], holding.bytes, role) for holding, role in run.alive(run.peak)]
    return Parts(_largest_first(costs), run.steps[run.peak].node)


def _learnt(summary: Summary) -> Iterator[Cost]:
    """What stays in training with SGD: weights, their gradients, running statistics."""
    for layer in summary:
        counts = layer.parameters
        numbers = (counts.total or 0) + (counts.trainable or 0) + counts.statistics
        yield Cost(layer.node, numbers * BYTES[summary.settings.dtype], "weights and gradients")


def _largest_first(costs: Iterable[Cost]) -> list[Cost]:
    return sorted((cost for cost in costs if cost.number), key=lambda cost: -cost.number)


def fewest(costs: Sequence[Cost], excess: Any) -> int:
    """How many of the layers that cost most have more than the excess together."""
    held = 0
    for count, cost in enumerate(costs, 1):
        held += cost.number
        if held > excess:
            return count
    return len(costs)


PEAKS: dict[str, Callable[[Execution], Execution]] = {
    "peak_memory": lambda execution: execution,
    "peak_memory_in_place": lambda execution: execution._replace(in_place=True),
    "training_memory": lambda execution: execution._replace(training=True),
}
"""Figures that are reached at one step, and how the network is run then."""
