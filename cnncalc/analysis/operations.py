"""Operations by kind, of every layer, for one image at inference."""

from typing import NamedTuple

from cnncalc.analysis.base import Analysis, Column, Result, Settings, add_up
from cnncalc.network import Network, Node


class OperationCount(NamedTuple):
    """What one image costs in a layer, biases and normalizations included. None: not known."""

    multiplications: int | None
    additions: int | None
    comparisons: int | None
    divisions: int | None
    exponentials: int | None


NONE = OperationCount(0, 0, 0, 0, 0)
NOT_KNOWN = OperationCount(None, None, None, None, None)


def fold(network: Network, settings: Settings) -> Result:
    """An OperationCount per node."""
    return Result([_count(network, node) for node in network.nodes])


def _count(network: Network, node: Node) -> OperationCount:
    if node.layer is None:
        return NONE
    cost = node.layer.operations(network.x(node), node.output)
    if cost.multiplies is None:
        return NOT_KNOWN
    return OperationCount(
        cost.multiplies + cost.multiplications,
        int(cost.additions),
        int(cost.comparisons),
        int(cost.divisions),
        int(cost.exponentials),
    )


def _column(name: str, doc: str) -> Column:
    heading = name.capitalize()
    return Column(name, heading, "count", lambda layer: getattr(layer.operations, name), doc)


ANALYSIS = Analysis(
    name="operations",
    order=4,
    fold=fold,
    combine=add_up,
    in_record=True,
    columns=(
        _column("multiplications", "all multiplications, normalizations and gates included"),
        _column("additions", "additions, biases included"),
        _column("comparisons", "comparisons: max pooling, ReLU"),
        _column("divisions", "divisions"),
        _column("exponentials", "exponentials, powers and error functions"),
    ),
)
