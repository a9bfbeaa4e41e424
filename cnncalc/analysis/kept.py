"""Kept: what training keeps of each layer until its backward pass."""

from cnncalc.analysis.base import Analysis, Column, Figure, Result, Settings
from cnncalc.analysis.liveness import Liveness
from cnncalc.analysis.volumes import Execution
from cnncalc.network import Network


def fold(network: Network, settings: Settings) -> Result:
    """Bytes of each layer's output, where the backward pass needs it, and of masks and statistics."""
    return Result(_kept(network, settings))


def _kept(network: Network, settings: Settings) -> list[Figure]:
    run = Liveness(network, Execution(*settings, training=True))
    held = [0] * len(network.nodes)
    for holding in run.holdings:
        outlives = holding.what == "output" and holding.last > holding.forward
        if holding.what == "besides" or outlives:
            held[holding.node] += holding.bytes
    return [
        Figure.of(size, complete=kept.complete) for size, kept in zip(held, run.volumes.kept, strict=True)
    ]


ANALYSIS = Analysis(
    name="kept",
    order=9,
    fold=fold,
    additive=True,
    columns=(
        Column(
            "kept",
            "Kept",
            "bytes",
            lambda layer: layer.kept,
            "bytes of it that training keeps for the backward pass: its output, masks, statistics",
        ),
    ),
)
