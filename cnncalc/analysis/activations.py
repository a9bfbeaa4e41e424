"""Activations: the volumes a forward pass holds, and their memory."""

from collections.abc import Sequence

from cnncalc.analysis.base import BYTES, Analysis, Column, Figure, Result, Settings
from cnncalc.network import Network


def fold(network: Network, settings: Settings) -> Result:
    """The values that each node's output adds to memory, for the batch.

    Layers that can overwrite their input (activation functions, dropout, flatten) add none, and
    neither does the input of the network.
    """
    return Result(
        [
            0 if node.layer is None or node.layer.in_place else settings.batch * node.output.values
            for node in network.nodes
        ]
    )


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
            lambda layer: layer.activations * BYTES[layer.settings.dtype],
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
