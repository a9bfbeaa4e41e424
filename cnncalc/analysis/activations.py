"""Activations: the volumes a forward pass holds, and their memory."""

from collections.abc import Sequence

from cnncalc.analysis.base import BYTES, Analysis, Column, Figure, Result, Settings
from cnncalc.formula import Formula
from cnncalc.network import Network, Node

ACTIVATIONS = Formula("activations", "prod(N_out) * C_out", "each output value is held")
BATCHED = Formula("activations", "B * activations", "for each of B images")
MEMORY = Formula("memory", "activations * b", "b bytes for each value")


def fold(network: Network, settings: Settings) -> Result:
    """The values that each node's output adds to memory, for the batch.

    Layers that can overwrite their input (activation functions, dropout, flatten) add none, and
    neither does the input of the network.
    """
    return Result([_held(node, settings.batch) for node in network.nodes])


def _held(node: Node, batch: int) -> int:
    if node.layer is None or node.layer.in_place:
        return 0
    held: int = ACTIVATIONS.number(N_out=node.output.size, C_out=node.output.channels)
    return held if batch == 1 else BATCHED.number(B=batch, activations=held)


def totals(values: Sequence[int]) -> dict[str, Figure]:
    """The sum over the layers."""
    return {"activations": Figure.total(values)}


ANALYSIS = Analysis(
    name="activations",
    order=5,
    fold=fold,
    additive=True,
    totals=totals,
    in_record=True,
    conventions={"activations": "outputs of the layers, without the input and layers that work in place"},
    columns=(
        Column(
            "activations",
            "Activations",
            "count",
            lambda layer: layer.activations,
            "values of its output for the batch; 0 where it works in place",
        ),
        Column(
            "memory",
            "Memory",
            "bytes",
            lambda layer: MEMORY.number(activations=layer.activations, b=BYTES[layer.settings.dtype]),
            "bytes of its activations for the batch at the dtype",
        ),
        Column(
            "activations_share",
            "% activations",
            "share",
            lambda layer: layer.share("activations"),
            "share of all activations",
        ),
    ),
)
