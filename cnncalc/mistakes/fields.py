"""Mistakes with receptive fields: the recurrences with a wrong turn, run through the whole network.

Size and jump along one axis are carried from layer to layer:

    r = r_in + (f_eff - 1) * j_in        j = j_in * s

A mistake edits the first formula, or says what is taken for f, or which path counts where paths meet.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.analysis.receptive_field import JUMP, SIZE, ReceptiveField
from cnncalc.formula import Formula
from cnncalc.mistakes.base import Mistake, Wrong
from cnncalc.mistakes.edit import Edit, Instead, Swap, Without, edited, names
from cnncalc.network import Network, Node
from cnncalc.shape import POINT, WHOLE
from cnncalc.summary import LayerSummary

FIELDS = ("receptive_field",)

MOST_SHOWN = 12
"""Layers whose sizes are shown, one after the other."""


class Turn(NamedTuple):
    """How a recurrence goes: what r becomes, from what it starts, and which of several paths counts."""

    edit: Edit | None = None
    start: int = 1
    path: Callable[[Sequence[int]], int] = max
    pools: bool = True  # whether layers without weights make the field grow
    dilated: bool = True
    cut: bool = False  # at the size of the image


RIGHT = Turn()

TURNS = {
    "R1": (
        Turn(Without("j_in")),
        "the jump is ignored",
        "A step of a later layer is several pixels of the input: multiply by the jump.",
        0,
    ),
    "R2": (
        Turn(Swap("j_in", "j_in * s")),
        "the layer's own stride is used at once",
        "The jump before the layer counts: its own stride matters from the next layer on.",
        0,
    ),
    "R3": (
        Turn(Instead("(r_in - 1) * s + f_eff")),
        "the recursion for walking back is used forwards",
        "r = (r - 1) * s + f goes from the last layer to the first; forwards r grows by (f - 1) * jump.",
        1,
    ),
    "R4": (
        Turn(Swap("f_eff - 1", "f_eff")),
        "the whole kernel is added, not f - 1",
        "One of the f positions is already in the field: it grows by f - 1 steps.",
        0,
    ),
    "R5": (
        Turn(pools=False),
        "the pools are left out",
        "A pool reads a window too: the field grows by its f - 1 steps.",
        1,
    ),
    "R6": (
        Turn(Instead("r_in + f_eff"), start=0),
        "the kernels are added up",
        "Neighbouring windows overlap: each layer adds f - 1 steps, each as long as the jump.",
        1,
    ),
    "R7": (
        Turn(dilated=False),
        "the dilation is ignored",
        "A dilated kernel spans d * (f - 1) + 1 positions.",
        0,
    ),
    "R8": (
        Turn(Instead("r_in * f_eff")),
        "the kernels are multiplied",
        "Fields of stacked layers overlap: they grow by (f - 1) * jump, not by a factor.",
        2,
    ),
    "R9": (
        Turn(path=min),
        "the shortest path is followed",
        "Where paths meet, the field reaches as far as the longest of them.",
        1,
    ),
    "R9 ": (
        Turn(path=lambda sizes: sizes[-1]),
        "the last branch is followed",
        "Where paths meet, the field reaches as far as the longest of them.",
        2,
    ),
    "R12": (
        Turn(Instead("f_eff")),
        "the kernel's size is given",
        "The field is asked for in pixels of the input, not of the layer before.",
        0,
    ),
    "R13": (
        Turn(cut=True),
        "the field is cut at the border of the image",
        "A theoretical field may be larger than the image: the rest lies in the padding.",
        0,
    ),
}
"""Each wrong turn by its code, what was done, the sentence of a teacher, and how rare it is."""


def wrong_fields(layer: LayerSummary) -> Iterator[Wrong]:
    """The receptive fields to which the wrong turns lead, per axis."""
    found = layer.receptive_field
    if not isinstance(found, ReceptiveField) or not found.size or len(layer.network.inputs) > 1:
        return
    right = tuple(found.size)
    rank = len(right)
    if tuple(_size(layer, RIGHT, axis) for axis in range(rank)) != right:
        return  # no field that the recurrences alone explain
    for code, (turn, title, advice, likely) in TURNS.items():
        values = tuple(_size(layer, turn, axis) for axis in range(rank))
        if None not in values and values != right:
            mistake = Mistake(code.strip(), title, advice, FIELDS, likely=likely)
            yield Wrong((mistake,), tuple(map(int, values)), tuple(_working(layer, turn, rank)))  # type: ignore[arg-type]
    if rank == 2 and right[0] != right[1]:
        mistake = Mistake("S20", "width and height are swapped", "Sizes are written height x width.", FIELDS)
        yield Wrong((mistake,), right[::-1], ())


def _size(layer: LayerSummary, turn: Turn, axis: int) -> int | None:
    state = carried(layer.network, turn, axis)[layer.node.number]
    if state is None:
        return None
    image = next(iter(layer.network.inputs.values())).size[axis]
    return min(state[0], image) if turn.cut else state[0]


def _formula(turn: Turn) -> Formula:
    return edited(SIZE, turn.edit) if turn.edit else SIZE


def carried(network: Network, turn: Turn, axis: int) -> list[tuple[int, int] | None]:
    """Size and jump of every node along one axis; None where the recurrences do not lead."""
    states: list[tuple[int, int] | None] = []
    formula = _formula(turn)
    used = names(formula)
    for node in network.nodes:
        states.append(_next(network, node, states, turn, axis, formula, used))
    return states


def _next(
    network: Network,
    node: Node,
    states: list[tuple[int, int] | None],
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
    windows = node.layer.windows(network.x(node))
    if len(known) > 1:
        return (turn.path([r for r, _ in known]), known[0][1]) if windows is POINT else None
    r_in, j_in = known[0]
    if windows is POINT:
        return known[0]
    reach = _reach(network, node, windows, axis, turn)
    if reach is None:
        return None
    f_eff, s = reach
    if not turn.pools and windows is not WHOLE and not node.layer.parameters(network.x(node)).weights:
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
        if source.layer.windows(network.x(source)) is WHOLE:
            return ()
        source = network.nodes[source.inputs[0]]
    return source.output.size


def _working(layer: LayerSummary, turn: Turn, rank: int) -> Iterator[str]:
    """The wrong formula, and the sizes it gives from layer to layer."""
    formula = _formula(turn)
    path = list(_path(layer))
    sizes = [state[0] for number in path if (state := carried(layer.network, turn, 0)[number])]
    if turn.edit:
        yield f"r = {formula.text}"
    if len(sizes) <= MOST_SHOWN and not turn.cut:
        yield f"layer after layer: {', '.join(map(str, sizes))}"


def _path(layer: LayerSummary) -> list[int]:
    """The layers from the input to this one at which the field grows, along the first inputs."""
    node, found = layer.node, []
    while node.layer is not None:
        if node.layer.windows(layer.network.x(node)) is not POINT:
            found.append(node.number)
        node = layer.network.nodes[node.inputs[0]]
    return found[::-1]
