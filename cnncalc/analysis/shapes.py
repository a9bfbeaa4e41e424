"""Shapes: what a layer reads and what it gives."""

from typing import Any

from cnncalc.analysis.base import Analysis, Column, Result, Settings
from cnncalc.network import Network


def fold(network: Network, settings: Settings) -> Result:
    """The output shape of every node; the network already holds them."""
    return Result([node.output for node in network.nodes])


def _input(layer: Any) -> Any:
    shapes = [layer.network.nodes[i].output for i in layer.node.inputs]
    return shapes[0] if len(shapes) == 1 else tuple(shapes)


ANALYSIS = Analysis(
    name="output",
    order=1,
    fold=fold,
    in_record=True,
    columns=(
        Column("input", "Input", "shape", _input, "shape of what it reads"),
        Column("output", "Output", "shape", lambda layer: layer.output, "shape of what it gives", 90),
    ),
)
