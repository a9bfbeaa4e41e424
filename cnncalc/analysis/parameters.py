"""Parameters: weights and biases, trained or frozen; running statistics stand apart."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnncalc.analysis.base import BYTES, Analysis, Column, Figure, Note, Result, Settings, once_per_facts
from cnncalc.formula import Formula
from cnncalc.network import Network, Node

PARAMETERS = Formula("parameters", "weights + biases", "what is learnt")


class ParameterCount(NamedTuple):
    """How many numbers a layer keeps. `total` is weights + biases, trained or frozen.

    The running statistics of a normalization are not in the total (papers, PyTorch's parameters());
    with them it is what Keras calls the total. None: not known.
    """

    total: int | None
    weights: int | None
    biases: int | None
    trainable: int | None
    frozen: int | None
    statistics: int


NONE = ParameterCount(0, 0, 0, 0, 0, 0)


def fold(network: Network, settings: Settings) -> Result:
    """A ParameterCount per node. A shared layer has none of its own: they count where they stand."""
    counts = once_per_facts(network.nodes, _count)
    values = [
        count if node.owner is None else NONE for node, count in zip(network.nodes, counts, strict=True)
    ]
    notes = tuple(
        Note(node.name, "the spec does not give its weights")
        for node, value in zip(network.nodes, values, strict=True)
        if value.total is None
    )
    return Result(values, notes)


def _count(node: Node) -> ParameterCount:
    weights, biases, statistics, _ = node.facts.parameters
    if weights is None or biases is None:
        return ParameterCount(None, weights, biases, None, None, statistics)
    total = PARAMETERS.number(weights=int(weights), biases=int(biases))
    if not total and not statistics:
        return NONE
    frozen = 0 if getattr(node.layer, "trainable", True) else total
    return ParameterCount(total, int(weights), int(biases), total - frozen, frozen, int(statistics))


def totals(values: Sequence[ParameterCount]) -> dict[str, Figure]:
    """Sums of the layers' counts."""
    return {
        "parameters": Figure.total(value.total for value in values),
        "trainable": Figure.total(value.trainable for value in values),
        "frozen": Figure.total(value.frozen for value in values),
        "statistics": Figure.total(value.statistics for value in values),
    }


def _bytes(layer: Any) -> Figure:
    return Figure.total([layer.parameters.total]).times(BYTES[layer.settings.dtype])


ANALYSIS = Analysis(
    name="parameters",
    order=2,
    fold=fold,
    additive=True,
    totals=totals,
    in_record=True,
    conventions={"parameters": "weights and biases, shared ones once, running statistics apart"},
    columns=(
        Column(
            "parameters",
            "Parameters",
            "count",
            lambda layer: layer.parameters.total,
            "weights and biases",
            80,
        ),
        Column("weights", "Weights", "count", lambda layer: layer.parameters.weights, "weights"),
        Column("biases", "Biases", "count", lambda layer: layer.parameters.biases, "biases"),
        Column(
            "trainable",
            "Trainable",
            "count",
            lambda layer: layer.parameters.trainable,
            "parameters that training changes",
        ),
        Column(
            "frozen",
            "Frozen",
            "count",
            lambda layer: layer.parameters.frozen,
            "parameters with trainable: false",
        ),
        Column(
            "statistics",
            "Running stats",
            "count",
            lambda layer: layer.parameters.statistics,
            "running means and variances",
        ),
        Column(
            "parameters_share",
            "% params",
            "share",
            lambda layer: layer.share("parameters"),
            "share of all parameters",
        ),
        Column("parameter_memory", "Param. mem.", "bytes", _bytes, "bytes of its parameters at the dtype"),
    ),
)
