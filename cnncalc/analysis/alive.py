"""Alive: the memory that is held while a layer works at inference, and the peak."""

from cnncalc.analysis.base import Analysis, Column, Result, Settings
from cnncalc.analysis.liveness import Liveness
from cnncalc.analysis.volumes import Execution
from cnncalc.network import Network


def fold(network: Network, settings: Settings) -> Result:
    """Bytes held at each layer's step; those of the inputs of the network are no steps."""
    return Result(_alive(network, settings))


def _alive(network: Network, settings: Settings) -> list[int]:
    alive = [0] * len(network.nodes)
    for step in Liveness(network, Execution(*settings)).steps:
        alive[step.node.number] = step.alive
    return alive


ANALYSIS = Analysis(
    name="alive",
    order=8,
    fold=fold,
    largest=True,
    columns=(
        Column(
            "alive",
            "Alive",
            "level",
            lambda layer: layer.alive,
            "bytes that are held while it works: what it reads and gives, and what waits for later layers",
        ),
    ),
)
