"""Traffic: the bytes that a layer moves when it runs by itself, and its operations for each of them."""

from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis.base import BYTES, Analysis, Column, Figure, Result, Settings
from cnncalc.network import Network, Node


class Traffic(NamedTuple):
    """Numbers that a layer moves between memory and processor for one batch. None: not known."""

    read: int  # of its inputs
    written: int  # of its output
    learnt: int | None  # weights, biases and statistics, once for the batch


STILL = Traffic(0, 0, 0)


def fold(network: Network, settings: Settings) -> Result:
    """A Traffic per node. A view moves nothing; a shared layer reads its owner's weights once more."""
    return Result([_traffic(network, node, settings) for node in network.nodes])


def _traffic(network: Network, node: Node, settings: Settings) -> Traffic:
    layer = node.layer
    if layer is None or layer.view or layer.idle:
        return STILL
    weights, biases, statistics, _ = node.facts.parameters
    learnt = None if weights is None or biases is None else int(weights + biases + statistics)
    read = sum(network.nodes[i].output.values for i in node.inputs)
    return Traffic(read * settings.batch, node.output.values * settings.batch, learnt)


def _bytes(layer: Any) -> Figure:
    return Figure.total(layer.traffic).times(BYTES[layer.settings.dtype])


def _intensity(layer: Any) -> Fraction | None:
    """Operations of all kinds for each byte moved; None if either is not known."""
    operations, moved = Figure.total(layer.operations), _bytes(layer)
    if not (operations.complete and moved.complete and moved):
        return None
    return Fraction(operations * layer.settings.batch, int(moved))


ANALYSIS = Analysis(
    name="traffic",
    order=10,
    fold=fold,
    additive=True,
    columns=(
        Column(
            "bytes_moved",
            "Bytes moved",
            "bytes",
            _bytes,
            "bytes read and written for the batch by the layer alone: inputs, weights, output",
        ),
        Column(
            "intensity",
            "Op/byte",
            "rate",
            _intensity,
            "arithmetic intensity: operations of all kinds per byte moved",
        ),
    ),
)
