"""Activations in values and in memory, by hand."""

from cnncalc.design.reconcile.amounts import BYTES
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Amount, Profile, Term, ToolFigure, What


def _volumes(times: int) -> Amount:
    return lambda layer: 0 if layer.in_place else times * layer.y.values


def _in_place(times: int) -> Amount:
    return lambda layer: times * layer.y.values if layer.in_place else 0


def _input(times: int) -> Amount:
    return lambda layer: times * layer.x.values if layer.reads_input else 0


def _counts(what: What, unit: str, times: int, rank: int) -> tuple[ToolFigure, ...]:
    each = "" if what == "values" else f"{times} bytes per value of "
    volumes = Term(f"{each}outputs of the layers that need a volume of their own", _volumes(times))
    read = Term(f"{each}the input", _input(times))
    others = Term(f"{each}outputs of layers that may work in place", _in_place(times))
    return (
        ToolFigure(f"activations, {unit}", what, (volumes,), rank),
        ToolFigure(f"activations and input, {unit}", what, (volumes, read), rank + 1),
        ToolFigure(
            f"outputs of every layer, in-place ones too, {unit}", what,
            (volumes, others), rank + 2,
        ),
    )  # fmt: skip


def _both(layer: LayerFacts) -> int:
    return _volumes(BYTES)(layer) + BYTES * layer.parameters


PROFILE = Profile(
    name="activations",
    about="outputs of the layers, by hand",
    source="CS231n's notes on VGG-16",
    counts=(
        *_counts("values", "values", 1, 1),
        *_counts("bytes", "float32", BYTES, 1),
        *_counts("bytes", "float16", 2, 4),
        *_counts("bytes", "float32, forward and backward", 2 * BYTES, 4),
        ToolFigure("activations and parameters, float32", "bytes", (Term("4 bytes for each", _both),), 4),
    ),
)
