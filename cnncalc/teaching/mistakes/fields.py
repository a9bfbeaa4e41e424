"""Mistakes with receptive fields: the answers to which the wrong recurrences lead."""

from collections.abc import Iterator, Mapping
from functools import partial
from weakref import WeakKeyDictionary

from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.network import Node
from cnncalc.shape import AXES, POINT, size_text
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.explain.field import KERNEL
from cnncalc.teaching.mistakes.base import Mistake, Wrong
from cnncalc.teaching.mistakes.edit import names
from cnncalc.teaching.mistakes.recurrences import RIGHT, SLIPS, AlongAxis, State, WrongRecurrence, last

FIELDS = ("receptive_field",)

MOST_SHOWN = 12
"""Layers whose sizes are shown, one after the other."""


def wrong_fields(layer: LayerSummary) -> Iterator[Wrong]:
    """The receptive fields to which the wrong recurrences lead, per axis."""
    found = layer.receptive_field
    if not isinstance(found, ReceptiveField) or not found.size or len(layer.network.inputs) > 1:
        return
    right = tuple(found.size)
    rank = len(right)
    if tuple(_size(layer, RIGHT, axis) for axis in range(rank)) != right:
        return  # no field that the recurrences alone explain
    shortest = None
    for code, wrong, title, advice, rarity, convention in SLIPS:
        values = tuple(_size(layer, wrong, axis) for axis in range(rank))
        if None in values or values in (right, shortest if wrong.path is last else None):
            continue
        shortest = values if wrong.path is min else shortest
        mistake = Mistake(code, title, advice, FIELDS, convention=convention, likely=rarity)
        yield Wrong((mistake,), tuple(map(int, values)), partial(_told, layer, wrong, rank))  # type: ignore[arg-type]
    if rank == 2 and right[0] != right[1]:
        mistake = Mistake("S20", "width and height are swapped", "Sizes are written height x width.", FIELDS)
        yield Wrong((mistake,), right[::-1], ())


def _size(layer: LayerSummary, recurrence: WrongRecurrence, axis: int) -> int | None:
    state = states_of(layer.summary, recurrence, axis)[layer.node.number]
    if state is None:
        return None
    image = next(iter(layer.network.inputs.values())).size[axis]
    return min(state[0], image) if recurrence.cut else state[0]


_CARRIED: WeakKeyDictionary[Summary, dict[tuple[WrongRecurrence, int], list[State]]] = WeakKeyDictionary()


def states_of(summary: Summary, recurrence: WrongRecurrence, axis: int) -> list[State]:
    """What is carried through its network, worked out once for all layers."""
    known = _CARRIED.setdefault(summary, {})
    key = recurrence._replace(cut=False), axis
    if key not in known:
        known[key] = AlongAxis(summary.network, recurrence, axis).states()
    return known[key]


def _told(layer: LayerSummary, recurrence: WrongRecurrence, rank: int) -> tuple[str, ...]:
    return tuple(_working(layer, recurrence, rank))


def _working(layer: LayerSummary, recurrence: WrongRecurrence, rank: int) -> Iterator[str]:
    """The wrong formula with the numbers of the last step, and the sizes from layer to layer."""
    states = [states_of(layer.summary, recurrence, axis) for axis in range(rank)]
    path = _path(layer, states[0], recurrence)
    sizes = [[state[0] for along in states if (state := along[number])] for number in path]
    if recurrence.reach:
        yield from _last_reach(layer, recurrence, path, rank)
    if recurrence.edit and path:
        yield from _last_step(layer, recurrence, path, states)
    if recurrence.cut:
        image, axes = next(iter(layer.network.inputs.values())).size, AXES[rank]
        lines = [f"r = min({r}, {n}) = {min(r, n)}" for r, n in zip(sizes[-1], image, strict=True)]
        yield from lines[:1] if len(set(lines)) == 1 else map("{} ({})".format, lines, axes)
    elif 1 < len(sizes) <= MOST_SHOWN and "r_in" in names(recurrence.formula):
        yield f"layer after layer: {', '.join(map(size_text, map(tuple, sizes)))}"


def _last_reach(
    layer: LayerSummary, recurrence: WrongRecurrence, path: list[int], rank: int
) -> Iterator[str]:
    """`f_eff = f * d = 3 * 2 = 6`, of the last dilated layer on the way."""
    for number in reversed(path):
        node = layer.network.nodes[number]
        taken = (AlongAxis(layer.network, recurrence, axis).taken_for_reach(node) for axis in range(rank))
        lines = [reach.working() for reach in taken if reach is not None]
        if lines:
            yield from lines[:1] if len(set(lines)) == 1 else map("{} ({})".format, lines, AXES[rank])
            return


def _last_step(
    layer: LayerSummary, recurrence: WrongRecurrence, path: list[int], states: list[list[State]]
) -> Iterator[str]:
    """`r = r_in + (f_eff - 1) = 8 + (2 - 1) = 9`, for each axis where they are not alike."""
    network, lines = layer.network, []
    node = network.nodes[path[-1]]
    for axis, along in enumerate(states):
        before = along[node.inputs[0]]
        inputs = before and AlongAxis(network, recurrence, axis).inputs(before, node)
        if inputs is None:
            return
        lines.append(recurrence.formula(**_spelled(inputs, node)).working())
    axes = AXES[len(states)]
    yield from lines[:1] if len(set(lines)) == 1 else map("{} ({})".format, lines, axes)


def _spelled(inputs: Mapping[str, int], node: Node) -> Mapping[str, int]:
    """With the f of a kernel that is not dilated, as the right working has it."""
    dilation = getattr(node.layer, "dilation", 1)
    if "f_eff" not in inputs or set(dilation if isinstance(dilation, tuple) else (dilation,)) != {1}:
        return inputs
    return {**inputs, "f_eff": KERNEL(f=inputs["f_eff"])}


def _path(layer: LayerSummary, states: list[State], recurrence: WrongRecurrence) -> list[int]:
    """The last layers up to this one at which the field grows, along the path that counts."""
    node, found = layer.node, list[int]()
    while node.layer is not None and len(found) <= MOST_SHOWN:
        if node.facts.windows is not POINT:
            found.append(node.number)
        before = {i: state[0] for i in node.inputs if (state := states[i])}
        chosen = recurrence.path(list(before.values())) if before else None
        node = layer.network.nodes[next((i for i in before if before[i] == chosen), node.inputs[0])]
    return found[::-1]
