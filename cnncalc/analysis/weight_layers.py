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


def depth(network: Network) -> int:
    """The most of them on one path to the output, shared ones each time; auxiliary outputs are no part of it.

    >>> import cnncalc
    >>> depth(cnncalc.load("resnet18"))
    18
    """
    most: list[int] = []
    for node in network.nodes:
        before = max((most[i] for i in node.inputs), default=0)
        most.append(before + bool(node.layer and node.layer.weight_layer))
    ends = [node.number for node in network.nodes if node.head is None]
    return most[ends[-1]] if ends else 0


def totals(values: Sequence[int]) -> dict[str, Figure]:
    """How many there are."""
    return {"weight_layers": Figure.total(values)}


ANALYSIS = Analysis(name="weight_layers", order=7, fold=fold, totals=totals, columns=())
