"""Counting layers: "VGG-16" counts those with weights, convolutions and dense layers."""

from collections.abc import Sequence

from cnncalc.analysis.base import Analysis, Figure, Result, Settings
from cnncalc.network import Network


def fold(network: Network, settings: Settings) -> Result:
    """1 for a layer with weights of its own that is not a normalization, else 0."""
    return Result(
        [
            int(node.layer is not None and node.layer.weight_layer and node.owner is None)
            for node in network.nodes
        ]
    )


def totals(values: Sequence[int]) -> dict[str, Figure]:
    """How many there are."""
    return {"weight_layers": Figure.total(values)}


ANALYSIS = Analysis(name="weight_layers", order=7, fold=fold, totals=totals, columns=())
