"""Operations by kind, of every layer, for one image at inference."""

from typing import NamedTuple

from cnncalc.analysis.base import Analysis, Column, Result, Settings, once_per_facts
from cnncalc.network import Network, Node


class OperationCount(NamedTuple):
    """What one image costs in a layer, biases and normalizations included. None: not known."""

    multiplications: int | None
    additions: int | None
    comparisons: int | None
    divisions: int | None
    exponentials: int | None


def fold(network: Network, settings: Settings) -> Result:
    """An OperationCount per node."""
    return Result(once_per_facts(network.nodes, _count))


def _count(node: Node) -> OperationCount:
    multiplies, others, *rest, _ = node.facts.operations
    multiplications = None if multiplies is None or others is None else multiplies + others
    return OperationCount(multiplications, *(None if count is None else int(count) for count in rest))


HEADINGS = {"multiplications": "All multiplications"}
"""Those that would be taken for others: multiplies are the ones of weights with activations alone."""


def _column(name: str, doc: str) -> Column:
    heading = HEADINGS.get(name, name.capitalize())
    return Column(name, heading, "count", lambda layer: getattr(layer.operations, name), doc)


ANALYSIS = Analysis(
    name="operations",
    order=4,
    fold=fold,
    additive=True,
    in_record=True,
    columns=(
        _column("multiplications", "all multiplications, normalizations and gates included"),
        _column("additions", "additions, biases included"),
        _column("comparisons", "comparisons: max pooling, ReLU"),
        _column("divisions", "divisions"),
        _column("exponentials", "exponentials, powers and error functions"),
    ),
)
