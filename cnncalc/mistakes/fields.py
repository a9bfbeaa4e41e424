"""Mistakes with receptive fields: the recurrences with a wrong turn, run through the whole network.

Size and jump along one axis are carried from layer to layer:

    r = r_in + (f_eff - 1) * j_in        j = j_in * s

A mistake edits the first formula, or says what is taken for f, or which path counts where paths meet.
"""

from collections.abc import Iterator
from functools import partial
from weakref import WeakKeyDictionary

from cnncalc.analysis.receptive_field import JUMP, SIZE, ReceptiveField
from cnncalc.formula import Formula
from cnncalc.mistakes.base import Mistake, Wrong
from cnncalc.mistakes.edit import edited, names
from cnncalc.mistakes.turns import RIGHT, TURNS, Turn, last
from cnncalc.network import Network, Node
from cnncalc.shape import AXES, POINT, WHOLE, size_text
from cnncalc.summary import LayerSummary, Summary

FIELDS = ("receptive_field",)

MOST_SHOWN = 12
"""Layers whose sizes are shown, one after the other."""


States = list[tuple[int, int] | None]
"""Size and jump of each node along one axis."""


def wrong_fields(layer: LayerSummary) -> Iterator[Wrong]:
    """The receptive fields to which the wrong turns lead, per axis."""
    found = layer.receptive_field
    if not isinstance(found, ReceptiveField) or not found.size or len(layer.network.inputs) > 1:
        return
    right = tuple(found.size)
    rank = len(right)
    if tuple(_size(layer, RIGHT, axis) for axis in range(rank)) != right:
        return  # no field that the recurrences alone explain
    shortest = None
    for code, (turn, title, advice, likely) in TURNS.items():
        values = tuple(_size(layer, turn, axis) for axis in range(rank))
        if None in values or values in (right, shortest if turn.path is last else None):
            continue
        shortest = values if turn.path is min else shortest
        mistake = Mistake(code.strip(), title, advice, FIELDS, likely=likely)
        yield Wrong((mistake,), tuple(map(int, values)), partial(_told, layer, turn, rank))  # type: ignore[arg-type]
    if rank == 2 and right[0] != right[1]:
        mistake = Mistake("S20", "width and height are swapped", "Sizes are written height x width.", FIELDS)
        yield Wrong((mistake,), right[::-1], ())


def _size(layer: LayerSummary, turn: Turn, axis: int) -> int | None:
    state = states_of(layer.summary, turn, axis)[layer.node.number]
    if state is None:
        return None
    image = next(iter(layer.network.inputs.values())).size[axis]
    return min(state[0], image) if turn.cut else state[0]


def _formula(turn: Turn) -> Formula:
    return edited(SIZE, turn.edit) if turn.edit else SIZE


_CARRIED: WeakKeyDictionary[Summary, dict[tuple[Turn, int], States]] = WeakKeyDictionary()


def states_of(summary: Summary, turn: Turn, axis: int) -> States:
    """What is carried through its network, worked out once for all layers."""
    known = _CARRIED.setdefault(summary, {})
    key = turn._replace(cut=False), axis
    if key not in known:
        known[key] = carried(summary.network, turn, axis)
    return known[key]


def carried(network: Network, turn: Turn, axis: int) -> States:
    """Size and jump of every node along one axis; None where the recurrences do not lead."""
    states: States = []
    formula = _formula(turn)
    used = names(formula)
    for node in network.nodes:
        states.append(_next(network, node, states, turn, axis, formula, used))
    return states


def _next(
    network: Network,
    node: Node,
    states: States,
    turn: Turn,
    axis: int,
    formula: Formula,
    used: tuple[str, ...],
) -> tuple[int, int] | None:
    if node.layer is None:
        return (turn.start, 1) if axis < node.output.rank else None
    before = [states[i] for i in node.inputs]
    known = [state for state in before if state is not None]
    if len(known) < len(before):
        return None
    windows = node.facts.windows
    if len(known) > 1:
        return (turn.path([r for r, _ in known]), known[0][1]) if windows is POINT else None
    r_in, j_in = known[0]
    if windows is POINT:
        return known[0]
    reach = _reach(network, node, windows, axis, turn)
    if reach is None:
        return None
    f_eff, s = reach
    if not turn.pools and windows is not WHOLE and not node.facts.parameters.weights:
        return r_in, JUMP.number(j_in=j_in, s=s)
    inputs = {"r_in": r_in, "f_eff": f_eff, "j_in": j_in, "s": s}
    r = formula.number(**{name: inputs[name] for name in used})
    return (r, j_in) if windows is WHOLE else (r, JUMP.number(j_in=j_in, s=s))


def _reach(network: Network, node: Node, windows: object, axis: int, turn: Turn) -> tuple[int, int] | None:
    """How far the window reaches, and how far it moves."""
    if windows is WHOLE:
        size = _map_before(network, node)
        return (size[axis], 1) if axis < len(size) else (1, 1)
    if not isinstance(windows, tuple) or axis >= len(windows) or len(windows[axis].phases) > 1:
        return None
    ((first, last),) = windows[axis].phases
    f_eff = last - first + 1
    if not turn.dilated:
        kernel = getattr(node.layer, "kernel", f_eff)
        f_eff = kernel[axis] if isinstance(kernel, tuple) else kernel
    return f_eff, windows[axis].step


def _map_before(network: Network, node: Node) -> tuple[int, ...]:
    """The sizes of the map that a layer reads as a whole; none where one was read before."""
    source = network.nodes[node.inputs[0]]
    while not source.output.size and source.layer is not None and len(source.inputs) == 1:
        if source.facts.windows is WHOLE:
            return ()
        source = network.nodes[source.inputs[0]]
    return source.output.size


def _told(layer: LayerSummary, turn: Turn, rank: int) -> tuple[str, ...]:
    return tuple(_working(layer, turn, rank))


def _working(layer: LayerSummary, turn: Turn, rank: int) -> Iterator[str]:
    """The wrong formula with the numbers of the last step, and the sizes from layer to layer."""
    states = [states_of(layer.summary, turn, axis) for axis in range(rank)]
    path = _path(layer, states[0], turn)
    sizes = [[state[0] for along in states if (state := along[number])] for number in path]
    if turn.edit and path:
        yield from _last_step(layer, turn, path, states)
    if turn.cut:
        image, axes = next(iter(layer.network.inputs.values())).size, AXES[rank]
        lines = [f"r = min({r}, {n}) = {min(r, n)}" for r, n in zip(sizes[-1], image, strict=True)]
        yield from lines[:1] if len(set(lines)) == 1 else map("{} ({})".format, lines, axes)
    elif 1 < len(sizes) <= MOST_SHOWN and "r_in" in names(_formula(turn)):
        yield f"layer after layer: {', '.join(map(size_text, map(tuple, sizes)))}"


def _last_step(layer: LayerSummary, turn: Turn, path: list[int], states: list[States]) -> Iterator[str]:
    """`r = r_in + (f_eff - 1) = 8 + (2 - 1) = 9`, for each axis where they are not alike."""
    network, lines = layer.network, []
    node, formula = network.nodes[path[-1]], _formula(turn)
    for axis, along in enumerate(states):
        reach = _reach(network, node, node.facts.windows, axis, turn)
        before = along[node.inputs[0]]
        if reach is None or before is None:
            return
        inputs = {"r_in": before[0], "j_in": before[1], "f_eff": reach[0], "s": reach[1]}
        lines.append(formula(**{name: inputs[name] for name in names(formula)}).working())
    axes = AXES[len(states)]
    yield from lines[:1] if len(set(lines)) == 1 else map("{} ({})".format, lines, axes)


def _path(layer: LayerSummary, states: States, turn: Turn) -> list[int]:
    """The last layers up to this one at which the field grows, along the path that counts."""
    node, found = layer.node, list[int]()
    while node.layer is not None and len(found) <= MOST_SHOWN:
        if node.facts.windows is not POINT:
            found.append(node.number)
        before = {i: state[0] for i in node.inputs if (state := states[i])}
        chosen = turn.path(list(before.values())) if before else None
        node = layer.network.nodes[next((i for i in before if before[i] == chosen), node.inputs[0])]
    return found[::-1]
