"""Multiplies: multiplications of weights with activations, for one image; the MACs of papers."""

from collections.abc import Sequence
from typing import Any

from cnncalc.analysis.base import Analysis, Column, Figure, Note, Result, Settings
from cnncalc.formula import Formula
from cnncalc.network import Network

FLOPS = Formula("flops", "2 * multiplies", "a multiplication and an addition each")


def fold(network: Network, settings: Settings) -> Result:
    """The multiplies of every node; None if the spec does not tell them."""
    counts = [node.facts.operations.multiplies for node in network.nodes]
    values = [None if count is None else int(count) for count in counts]
    notes = tuple(
        Note(node.name, "the spec does not give its multiplies")
        for node, value in zip(network.nodes, values, strict=True)
        if value is None
    )
    return Result(values, notes)


def totals(values: Sequence[int | None]) -> dict[str, Figure]:
    """The sum over the layers."""
    return {"multiplies": Figure.total(values)}


def _flops(layer: Any) -> Figure | None:
    if layer.multiplies is None:
        return None
    multiplies = Figure.total([layer.multiplies])
    return Figure.of(FLOPS.number(multiplies=int(multiplies)), complete=multiplies.complete)


ANALYSIS = Analysis(
    name="multiplies",
    order=3,
    fold=fold,
    additive=True,
    totals=totals,
    in_record=True,
    conventions={
        "multiplies": "weights times activations, in convolutions and dense layers, one image (MACs)",
        "flops": "2 x multiplies",
    },
    columns=(
        Column(
            "multiplies",
            "Multiplies",
            "count",
            lambda layer: layer.multiplies,
            "multiplications of weights with activations, one image (MACs)",
            70,
        ),
        Column("flops", "FLOPs (2 x MACs)", "count", _flops, "2 x multiplies"),
        Column(
            "multiplies_share",
            "% multiplies",
            "share",
            lambda layer: layer.share("multiplies"),
            "share of all multiplies",
        ),
    ),
)
