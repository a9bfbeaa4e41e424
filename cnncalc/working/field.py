"""The receptive field of a layer, derived from that of what it reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.analysis.receptive_field import FIRST, JUMP, SIZE, ReceptiveField
from cnncalc.formula import Formula, Quantity
from cnncalc.layers.sliding import EFFECTIVE_KERNEL
from cnncalc.shape import AXES, POINT, WHOLE, Reads
from cnncalc.summary import LayerSummary
from cnncalc.working.step import Derivation, Step, per_axis, steps_of

MOST_PATHS = 8
"""Paths whose ends are written out where they join."""


def receptive_field(layer: LayerSummary) -> Derivation:
    """Size, jump and first position, along each axis."""
    found = layer.receptive_field
    if found is None:
        return Derivation("receptive_field", None, (), ("it is not known here",))
    if isinstance(found, Mapping):
        return Derivation("receptive_field", found, (), ("it is told for each input by itself",))
    before = [_before(layer, i) for i in layer.node.inputs]
    if any(field is None for field in before) or not found.size:
        return Derivation("receptive_field", found, (), ("there is no step to show",))
    steps = _joined(found, before) if len(before) > 1 else _one_input(layer, found, before[0])
    return Derivation("receptive_field", found, tuple(steps), tuple(_remarks(found, layer)))


def _before(layer: LayerSummary, number: int) -> Any:
    """The field of a node that the layer reads; the input's own positions read one pixel each."""
    return layer.summary.figures["receptive_field"][number]


def _one_input(layer: LayerSummary, found: ReceptiveField, before: ReceptiveField) -> list[Step]:
    assert layer.node.layer is not None
    windows = layer.node.layer.windows(layer.network.x(layer.node))
    rank = len(found.size)
    if windows is POINT or before.whole_input:
        because = "it reads the same pixels as its input" if windows is POINT else "the whole input was read"
        return per_axis([steps_of(found.size[i], "r", because) for i in range(rank)], AXES[rank])
    if windows is WHOLE:
        along: Any = [Reads(1, ((0, n - 1),)) for n in _map_before(layer, rank)]
    else:
        along = windows
    if not isinstance(along, (tuple, list)) or len(along) != rank or len(before.size) != rank:
        return per_axis([steps_of(r, "r", "the hull of all that it reads") for r in found.size], AXES[rank])
    steps = [list(_along_axis(layer, found, before, i, reads)) for i, reads in enumerate(along)]
    return per_axis(steps, AXES[rank])


def _map_before(layer: LayerSummary, rank: int) -> tuple[int, ...]:
    """The positions of the map that is read as a whole, whatever has been flattened on the way."""
    node = layer.network.nodes[layer.node.inputs[0]]
    while node.output.rank != rank and len(node.inputs) == 1:
        node = layer.network.nodes[node.inputs[0]]
    return node.output.size


def _along_axis(
    layer: LayerSummary, found: ReceptiveField, before: ReceptiveField, i: int, reads: Reads
) -> Iterator[Step]:
    """The recurrences along one axis; only the result where positions have phases."""
    (a, b), jump = reads.phases[0], before.jump[i]
    if len(reads.phases) > 1 or not isinstance(jump, int):
        yield Step("r", found.size[i], "its positions read in several phases: the largest counts")
        return
    r = SIZE(r_in=before.size[i], f_eff=_extent(layer, i, b - a + 1), j_in=jump)
    if r != found.size[i]:
        yield Step("r", found.size[i], "the hull of all that it reads")
        return
    yield from steps_of(r, "r")
    if not found.whole_input:
        yield from steps_of(JUMP(j_in=jump, s=reads.step), "j")
        yield from steps_of(FIRST(first_in=before.first[i], a=a, j_in=jump), "first")


def _extent(layer: LayerSummary, axis: int, extent: int) -> int | Quantity:
    """The stretch of the window, with its working where it is dilated."""
    d, f = (_on_axis(getattr(layer.node.layer, name, 1), axis) for name in ("dilation", "kernel"))
    if not isinstance(d, int) or not isinstance(f, int) or d == 1:
        return extent
    spread = EFFECTIVE_KERNEL(d=d, f=f)
    return spread if spread == extent else extent


def _on_axis(value: Any, axis: int) -> Any:
    return value[axis] if isinstance(value, tuple) else value


def _joined(found: ReceptiveField, before: list[ReceptiveField]) -> list[Step]:
    """Where paths meet: from the smallest first position to the largest last one."""
    rank = len(found.size)
    return per_axis([steps_of(_hull(found, before, i), "r", "the hull of all paths") for i in range(rank)],
                    AXES[rank])  # fmt: skip


def _hull(found: ReceptiveField, before: list[ReceptiveField], i: int) -> int | Quantity:
    if any(len(field.size) != len(found.size) for field in before):
        return found.size[i]
    paths = list(dict.fromkeys((field.first[i], field.first[i] + field.size[i] - 1) for field in before))
    if not 1 < len(paths) <= MOST_PATHS:
        return found.size[i]
    firsts, lasts = zip(*paths, strict=True)
    names = [", ".join(f"{end}_{k}" for k in range(1, len(paths) + 1)) for end in ("last", "first")]
    text = f"max({names[0]}) - min({names[1]}) + 1"
    formula = Formula("r", text, "from the first pixel of any path to the last")
    r = formula(
        **{f"last_{k}": last for k, last in enumerate(lasts, 1)},
        **{f"first_{k}": first for k, first in enumerate(firsts, 1)},
    )
    return r if r == found.size[i] else found.size[i]


def _remarks(found: ReceptiveField, layer: LayerSummary) -> Iterator[str]:
    if found.whole_input:
        yield "a whole map was read on the way: all positions share this field"
    (image,) = layer.network.inputs.values()
    if any(r > n for r, n in zip(found.size, image.size)):  # noqa: B905
        yield f"larger than the image of {image}: the rest lies in the padding; the theoretical size is told"
    if not found.aligned:
        yield "the paths that met are unaligned: their centres differ"
