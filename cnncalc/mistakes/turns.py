"""Wrong turns of the recurrences of receptive fields: each as an edit of the right formula, or a choice."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnncalc.mistakes.edit import Edit, Instead, Swap, Without


def last(sizes: Sequence[int]) -> int:
    """The one that was written last."""
    return sizes[-1]


class Turn(NamedTuple):
    """How a recurrence goes: what r becomes, from what it starts, and which of several paths counts."""

    edit: Edit | None = None
    start: int = 1
    path: Callable[[Sequence[int]], int] = max
    pools: bool = True  # whether layers without weights make the field grow
    dilated: bool = True
    cut: bool = False  # at the size of the input


RIGHT = Turn()

TURNS = {
    "R1": (
        Turn(Without("j_in")),
        "the jump is ignored",
        "A step of a later layer is several positions of the input: multiply by the jump.",
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
        Turn(path=last),
        "the last branch is followed",
        "Where paths meet, the field reaches as far as the longest of them.",
        2,
    ),
    "R12": (
        Turn(Instead("f_eff")),
        "the kernel's size is given",
        "The field is asked for in positions of the input, not of the layer before.",
        0,
    ),
    "R13": (
        Turn(cut=True),
        "the field is cut at the border of the input",
        "A theoretical field may be larger than the input: the rest lies in the padding.",
        0,
    ),
}
"""Each wrong turn by its code, what was done, the sentence of a teacher, and how rare it is."""
