"""Wrong recurrences of receptive fields: each as an edit of the right formula, or another choice on the way.

Size and jump along one axis are carried from layer to layer:

    r = r_in + (f_eff - 1) * j_in        j = j_in * s

A mistake edits the first formula, or says what is taken for f, or which path counts where paths meet.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnncalc.analysis.spans import JUMP, SIZE
from cnncalc.analysis.walk import walk
from cnncalc.formula import Formula, Quantity
from cnncalc.network import Network, Node
from cnncalc.shape import POINT, WHOLE
from cnncalc.teaching.mistakes.edit import Edit, Instead, Swap, Without, edited, names

State = tuple[int, int] | None
"""Size and jump along one axis; None where the recurrences do not lead."""


def last(sizes: Sequence[int]) -> int:
    """The one that was written last."""
    return sizes[-1]


class WrongRecurrence(NamedTuple):
    """How a recurrence goes: what r becomes, from what it starts, and which of several paths counts."""

    edit: Edit | None = None
    start: int = 1
    path: Callable[[Sequence[int]], int] = max
    pools: bool = True  # whether layers without weights make the field grow
    reach: Formula | None = None  # what is taken for f_eff, where a kernel is dilated
    cut: bool = False  # at the size of the input

    @property
    def formula(self) -> Formula:
        """What r becomes."""
        return _edited(self.edit) if self.edit else SIZE


RIGHT = WrongRecurrence()
"""The right one, edited in nothing."""


@lru_cache(maxsize=32)
def _edited(edit: Edit) -> Formula:
    return edited(SIZE, edit)


class AlongAxis:
    """A recurrence along one axis of a network."""

    def __init__(self, network: Network, recurrence: WrongRecurrence, axis: int) -> None:
        self.network = network
        self.recurrence = recurrence
        self.axis = axis
        self._formula = recurrence.formula
        self._names = names(self._formula)

    def states(self) -> list[State]:
        """Size and jump of every node."""
        return walk(self.network, self)

    def start(self, node: Node) -> State:
        return (self.recurrence.start, 1) if self.axis < node.output.rank else None

    def through(self, before: State, node: Node) -> State:
        windows = node.facts.windows
        if windows is POINT or before is None:
            return before
        inputs = self.inputs(before, node)
        if inputs is None:
            return None
        r, j = before
        if windows is WHOLE:
            return self._formula.number(**inputs), j
        if self.recurrence.pools or node.facts.parameters.weights:
            r = self._formula.number(**inputs)
        return r, JUMP.number(j_in=j, s=self._reach(node)[1])  # type: ignore[index]

    def meet(self, before: Sequence[State], node: Node) -> State:
        known = [state for state in before if state is not None]
        if len(known) < len(before) or node.facts.windows is not POINT:
            return None
        return self.recurrence.path([r for r, _ in known]), known[0][1]

    def inputs(self, before: tuple[int, int], node: Node) -> Mapping[str, int] | None:
        """What the formula takes at a layer behind this state; None where it does not lead on."""
        reach = self._reach(node)
        if reach is None:
            return None
        known = {"r_in": before[0], "j_in": before[1], "f_eff": reach[0], "s": reach[1]}
        return {name: known[name] for name in self._names}

    def _reach(self, node: Node) -> tuple[int, int] | None:
        """How far the window reaches, and how far it moves."""
        windows = node.facts.windows
        if windows is WHOLE:
            size = _map_before(self.network, node)
            return (size[self.axis], 1) if self.axis < len(size) else (1, 1)
        if not isinstance(windows, tuple) or self.axis >= len(windows):
            return None
        reads = windows[self.axis]
        if len(reads.phases) > 1:
            return None
        ((low, high),) = reads.phases
        f_eff = high - low + 1
        taken = self.taken_for_reach(node)
        return (f_eff if taken is None else taken), reads.step

    def taken_for_reach(self, node: Node) -> Quantity | None:
        """What is taken for f_eff; None where the recurrence takes the right one, or nothing is dilated."""
        formula = self.recurrence.reach
        if formula is None:
            return None
        of = {"f": getattr(node.layer, "kernel", 1), "d": getattr(node.layer, "dilation", 1)}
        along = {name: one[self.axis] if isinstance(one, tuple) else one for name, one in of.items()}
        return formula(**{name: along[name] for name in names(formula)}) if along["d"] != 1 else None


def _map_before(network: Network, node: Node) -> tuple[int, ...]:
    """The sizes of the map that a layer reads as a whole; none where one was read before."""
    source = network.nodes[node.inputs[0]]
    while not source.output.size and source.layer is not None and len(source.inputs) == 1:
        if source.facts.windows is WHOLE:
            return ()
        source = network.nodes[source.inputs[0]]
    return source.output.size


class Slip(NamedTuple):
    """A wrong recurrence with its code, what was done, and the sentence of a teacher."""

    code: str
    recurrence: WrongRecurrence
    title: str
    advice: str
    rarity: int = 0
    convention: str = ""


KERNEL_ALONE = Formula("f_eff", "f", "the dilation is ignored")
KERNEL_TIMES = Formula("f_eff", "f * d", "the dilation is a factor")
FROM_0 = Formula("f_eff", "f + (f - 1) * d", "d positions between neighbouring taps")

SLIPS = (
    Slip(
        "R1",
        WrongRecurrence(Without("j_in")),
        "the jump is ignored",
        "A step of a later layer is several positions of the input: multiply by the jump.",
    ),
    Slip(
        "R2",
        WrongRecurrence(Swap("j_in", "j_in * s")),
        "the layer's own stride is used at once",
        "The jump before the layer counts: its own stride matters from the next layer on.",
    ),
    Slip(
        "R3",
        WrongRecurrence(Instead("(r_in - 1) * s + f_eff")),
        "the recursion for walking back is used forwards",
        "r = (r - 1) * s + f goes from the last layer to the first; forwards r grows by (f - 1) * jump.",
        1,
    ),
    Slip(
        "R4",
        WrongRecurrence(Swap("f_eff - 1", "f_eff")),
        "the whole kernel is added, not f - 1",
        "One of the f positions is already in the field: it grows by f - 1 steps.",
    ),
    Slip(
        "R5",
        WrongRecurrence(pools=False),
        "the pools are left out",
        "A pool reads a window too: the field grows by its f - 1 steps.",
        1,
    ),
    Slip(
        "R6",
        WrongRecurrence(Instead("r_in + f_eff"), start=0),
        "the kernels are added up",
        "Neighbouring windows overlap: each layer adds f - 1 steps, each as long as the jump.",
        1,
    ),
    Slip(
        "R7",
        WrongRecurrence(reach=KERNEL_ALONE),
        "the dilation is ignored",
        "A dilated kernel spans d * (f - 1) + 1 positions.",
    ),
    Slip(
        "S18",
        WrongRecurrence(reach=KERNEL_TIMES),
        "the kernel is multiplied by the dilation",
        "There are f - 1 gaps between f taps: d * (f - 1) + 1.",
    ),
    Slip(
        "S19",
        WrongRecurrence(reach=FROM_0),
        "a dilation of 0 is taken for the ordinary kernel",
        "Here 1 is ordinary, as in PyTorch and Keras; in CS231n's notes it is 0.",
        convention="dilation_from_0",
    ),
    Slip(
        "R8",
        WrongRecurrence(Instead("r_in * f_eff")),
        "the kernels are multiplied",
        "Fields of stacked layers overlap: they grow by (f - 1) * jump, not by a factor.",
        2,
    ),
    Slip(
        "R9",
        WrongRecurrence(path=min),
        "the shortest path is followed",
        "Where paths meet, the field reaches as far as the longest of them.",
        1,
    ),
    Slip(
        "R9",
        WrongRecurrence(path=last),
        "the last branch is followed",
        "Where paths meet, the field reaches as far as the longest of them.",
        2,
    ),
    Slip(
        "R12",
        WrongRecurrence(Instead("f_eff")),
        "the kernel's size is given",
        "The field is asked for in positions of the input, not of the layer before.",
    ),
    Slip(
        "R12",
        WrongRecurrence(Instead("f_eff"), reach=KERNEL_ALONE),
        "the kernel's size is given",
        "The field is asked for in positions of the input, not of the layer before.",
    ),
    Slip(
        "R14",
        WrongRecurrence(start=0),
        "the field starts at 0",
        "A single position sees itself: r starts at 1, and each layer adds to that.",
    ),
    Slip(
        "R13",
        WrongRecurrence(cut=True),
        "the field is cut at the border of the input",
        "A theoretical field may be larger than the input: the rest lies in the padding.",
    ),
)
"""Every wrong recurrence that has a code; several may share it."""
