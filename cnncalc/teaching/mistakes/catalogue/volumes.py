"""Mistakes with activations and their memory."""

from cnncalc.teaching.mistakes.base import VOLUMES, Mistake
from cnncalc.teaching.mistakes.edit import Edit, FormulaChange, Instead, Swap, Times, Without


def _in_values(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("activations", edit),)


MISTAKES = (
    Mistake(
        "X3",
        "the backward pass is counted as well",
        "The values of the forward pass are counted once; training keeps a gradient for each besides.",
        VOLUMES,
        _in_values(Times("2")),
        convention="with_gradients",
    ),
    Mistake(
        "X5",
        "bits are given for bytes",
        "A byte is eight bits: 32 bits are 4 bytes.",
        ("memory",),
        (FormulaChange("memory", Swap("b", "b * 8")),),
    ),
    Mistake(
        "X5",
        "each value is given eight bytes",
        "Eight bytes are a float64; networks use float32, four bytes.",
        ("memory",),
        (FormulaChange("memory", Swap("b", "8")),),
        likely=2,
    ),
    Mistake(
        "X5",
        "the bytes per value are forgotten",
        "That is the number of values; each takes the bytes of its dtype.",
        ("memory",),
        (FormulaChange("memory", Without("b")),),
    ),
    Mistake(
        "X6",
        "the channels are forgotten",
        "Every channel has a whole map of values.",
        VOLUMES,
        _in_values(Without("C_out")),
        when=lambda q: bool(q.symbols["N_out"]),
    ),
    Mistake(
        "X6",
        "the input's values are counted",
        "A layer's activations are its output.",
        VOLUMES,
        _in_values(Instead("prod(N) * C")),
    ),
)
