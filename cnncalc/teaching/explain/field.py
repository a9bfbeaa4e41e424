"""The receptive field of a layer, derived from that of what it reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cnncalc.analysis import spans
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.formula import Formula, Quantity
from cnncalc.layers.sliding import EFFECTIVE_KERNEL, SlidingFacts
from cnncalc.shape import AXES, POINT, WHOLE, Reads, Shape
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.step import Derivation, Step, per_axis, steps_of

MOST_PATHS = 8
"""Paths whose ends are written out where they join."""

KEPT = Formula("r", "r_in", "it reads the same as its input")
KEPT_WHOLE = Formula("r", "r_in", "everything it reads has seen that much already")
KERNEL = Formula("f", "f", "the kernel")
PADDING_BEFORE = Formula("p_before", "p_before", "the padding before the first position")
STARTED = Formula("first", "first_in + start * j_in", "start is the first position that position 0 reads")


def receptive_field(layer: LayerSummary) -> Derivation:
    """Size, jump and first position, along each axis; of each input by itself where there are several."""
    found = layer.receptive_field
    if not isinstance(found, Mapping):
        steps, remarks = _of_input(layer, found, [_before(layer, i) for i in layer.node.inputs], "")
        return Derivation("receptive_field", found, tuple(steps), tuple(remarks))
    every, told = [], []
    for name, field in found.items():
        before = [fields[name] for fields in (_before(layer, i) for i in layer.node.inputs) if name in fields]
        steps, remarks = _of_input(layer, field, before, name)
        every += [step._replace(axes=f"of {name}, {step.axes}".rstrip(", ")) for step in steps]
        told += [f"of {name}: {remark}" for remark in remarks]
    return Derivation("receptive_field", found, tuple(every), tuple(told))


def _before(layer: LayerSummary, number: int) -> Any:
    """The field of a node that the layer reads; the input's own positions read one pixel each."""
    return layer.summary.figures["receptive_field"][number]


def _of_input(
    layer: LayerSummary, found: ReceptiveField | None, before: Sequence[ReceptiveField | None], name: str
) -> tuple[list[Step], list[str]]:
    """The steps along all axes of one input, and what must be said besides."""
    if found is None:
        return [], ["the receptive field is not known here"]
    known = [field for field in before if field is not None]
    if len(known) < len(before):
        return [], ["the receptive field of one of its inputs is not known"]
    if not found.size:
        return [], ["the input of the network is a vector: it has no positions to look at"]
    steps = _one_path(layer, found, known[0]) if len(known) == 1 else _joined(found, known)
    return steps, list(_remarks(found, _image(layer, name)))


def _image(layer: LayerSummary, name: str) -> Shape:
    """The shape of the input of this name, or of the only one; the inputs stand first."""
    return next(node.output for node in layer.network.nodes if node.layer is None and name in ("", node.name))


def _one_path(layer: LayerSummary, found: ReceptiveField, before: ReceptiveField) -> list[Step]:
    windows = layer.node.facts.windows
    rank = len(found.size)
    if (windows is POINT or before.whole_input) and before.size == found.size:
        kept = KEPT if windows is POINT else KEPT_WHOLE
        return per_axis([steps_of(kept(r_in=r), "r") for r in before.size], AXES[rank])
    along = windows
    if windows is WHOLE:
        along = tuple(Reads(1, ((0, n - 1),)) for n in _map_before(layer, rank))
    if not isinstance(along, tuple) or len(along) != rank or len(before.size) != rank:
        return per_axis(
            [steps_of(r, "r", "from the first to the last pixel of all that it reads") for r in found.size],
            AXES[rank],
        )
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
    """The recurrences along one axis; only their results where positions have phases."""
    jump, widest = before.jump[i], max(b - a + 1 for a, b in reads.phases)
    r: Quantity | None = None
    if isinstance(jump, int):
        r = _grown(layer, i, widest, len(before.size), {"r_in": before.size[i], "j_in": jump})
    if r is None or r != found.size[i]:
        yield Step("r", found.size[i], "the longest stretch, as positions see stretches of unequal length")
    else:
        if "f_eff" in r.inputs and not isinstance(r.inputs["f_eff"], Quantity):
            yield Step("f_eff", widest, "positions of its input that one position reads")
        yield from (step for step in steps_of(r, "r") if not _is_given(step))
    if not found.whole_input:
        yield from _along_the_way(layer, found, before, i, reads)


def _along_the_way(
    layer: LayerSummary, found: ReceptiveField, before: ReceptiveField, i: int, reads: Reads
) -> Iterator[Step]:
    """Jump and first position along one axis; their bare values where positions have phases."""
    jump, positions = before.jump[i], len(reads.phases)
    if positions == 1 and isinstance(jump, int):
        yield from steps_of(spans.JUMP(j_in=jump, s=reads.step), "j")
    elif reads.step == 1 < positions:
        yield Step("j", found.jump[i], f"a step of {jump} in the input now holds {positions} positions")
    else:
        yield Step("j", found.jump[i], "from one position to the next, in the input")
    first, begins = None, found.first[i]
    if begins is None:
        return
    if isinstance(jump, int) and before.first[i] is not None:
        first = _first(layer, i, {"first_in": before.first[i], "j_in": jump}, reads.phases[0][0])
    if first is not None and first == begins:
        yield from steps_of(first, "first")
    else:
        yield Step("first", begins, "where the stretch of position 0 begins")


def _first(layer: LayerSummary, axis: int, inputs: Mapping[str, Any], start: int) -> Quantity:
    """Where the field of position 0 begins, by the padding where that is what lies before its input.

    start: the position of its input from which position 0 reads.
    """
    if start > 0 or not isinstance(layer.node.layer, SlidingFacts):
        return STARTED(**inputs, start=start)
    window = layer.node.layer.along(layer.network.shapes_read(layer.node)[0])[axis]
    alike = window.before == window.after
    return spans.FIRST(**inputs, p=window.before if alike else PADDING_BEFORE(p_before=window.before))


def _grown(layer: LayerSummary, axis: int, extent: int, rank: int, inputs: Mapping[str, int]) -> Quantity:
    """The size of the field behind a window that stretches so far along one of `rank` axes."""
    if extent == 1 and not hasattr(layer.node.layer, "kernel") and layer.node.facts.windows is not WHOLE:
        return KEPT(r_in=inputs["r_in"])
    return spans.SIZE(**inputs, f_eff=_extent(layer, axis, extent, rank))


def _extent(layer: LayerSummary, axis: int, extent: int, rank: int) -> int | Quantity:
    """The stretch of the window: the kernel, with its working where it is dilated; or the whole map."""
    if layer.node.facts.windows is WHOLE:
        return _whole_map(_map_before(layer, rank), extent)
    d, f = (_on_axis(getattr(layer.node.layer, name, 1), axis) for name in ("dilation", "kernel"))
    if not isinstance(d, int) or not isinstance(f, int):
        return extent
    spread = KERNEL(f=f) if d == 1 else EFFECTIVE_KERNEL(d=d, f=f)
    return spread if spread == extent else extent


def _whole_map(size: tuple[int, ...], n: int) -> Quantity:
    """A kernel as large as the map: `f = n = 7`."""
    text = "x".join(map(str, size))
    like = f"a kernel of {text}" if len(size) == 1 else f"a {text} kernel"
    return Formula("f", "n", f"it reads all {text} positions, like {like}")(n=n)


def _is_given(step: Step) -> bool:
    """Whether it only says what stands among the layer's fields."""
    return step.quantity is not None and step.quantity.formula is KERNEL


def _on_axis(value: Any, axis: int) -> Any:
    return value[axis] if isinstance(value, tuple) else value


def _joined(found: ReceptiveField, before: Sequence[ReceptiveField]) -> list[Step]:
    """Where paths meet: from the smallest first position to the largest last one."""
    rank = len(found.size)
    hulls = [steps_of(_hull(found, before, i), "r", "the hull of all paths") for i in range(rank)]
    return per_axis(hulls, AXES[rank])


def _hull(found: ReceptiveField, before: Sequence[ReceptiveField], i: int) -> int | Quantity:
    """The hull as arithmetic over the paths, numbered as the inputs are; equal ones stand there once."""
    if any(len(field.size) != len(found.size) for field in before):
        return found.size[i]
    starts = [(first, field.size[i]) for field in before if (first := field.first[i]) is not None]
    if len(starts) < len(before):  # position 0 reads nothing by some path
        return found.size[i]
    ends = [(first, first + r - 1) for first, r in starts]
    paths = {span: k for k, span in reversed(list(enumerate(ends, 1)))}
    if len(paths) == 1 and ends[0][1] - ends[0][0] + 1 == found.size[i]:
        return Formula("r", "r_in", "all paths read the same stretch")(r_in=found.size[i])
    if not 1 < len(paths) <= MOST_PATHS:
        return found.size[i]
    numbered = sorted((k, first, last) for (first, last), k in paths.items())
    names = [", ".join(f"{end}_{k}" for k, *_ in numbered) for end in ("last", "first")]
    formula = Formula(
        "r",
        f"max({names[0]}) - min({names[1]}) + 1",
        "from where the first path begins to where the last one ends",
    )
    r = formula(
        **{f"last_{k}": last for k, _, last in numbered}, **{f"first_{k}": first for k, first, _ in numbered}
    )
    return r if r == found.size[i] else found.size[i]


def _remarks(found: ReceptiveField, image: Shape) -> Iterator[str]:
    if None in found.first:
        yield "position 0 reads nothing: it lies between the stamps of a transposed convolution"
    if found.whole_input:
        yield "a whole map was read on the way: all positions share this field"
    if any(r > n for r, n in zip(found.size, image.size, strict=True)):
        what = "image" if image.rank == 2 else "input"
        yield f"larger than the {what} of {image}: the rest lies in the padding"
    if not found.aligned:
        yield "the paths that met are unaligned: their centres differ"
