"""What the letters of the equations stand for: the glossary of a worked solution."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cnncalc.formula import Quantity
from cnncalc.notation import axis_symbols
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.solution import Page


class Letter(NamedTuple):
    """A letter, or those of all axes, and what it stands for."""

    letter: str
    meaning: str


MEANINGS = {
    "n": "size of the input along an axis",
    "n_out": "size of the output along an axis",
    "C": "channels",
    "C_in": "channels of the input",
    "C_out": "channels of the output",
    "C_g": "input channels of one group",
    "N": "values of the flattened map",
    "N_in": "values that are read",
    "N_out": "values of the output, one per unit",
    "f": "kernel along an axis",
    "f_eff": "positions that the kernel spans along an axis",
    "p": "padding on each side of an axis",
    "p_before": "padding before the first position of an axis",
    "p_after": "padding after the last position of an axis",
    "g": "groups",
    "d": "number of axes",
    "b": "bytes of a value",
    "B": "images of the batch",
    "e": "operations for each value",
    "t": "1 if a scale and a shift are trained, else 0",
    "q": "positions of a block",
    "k": "how many values are combined",
    "taps": "positions that all windows read along an axis",
    "sums": "additions within the windows",
    "R": "how many values become one",
    "s": "positions from one window to the next",
    "r": "receptive field along an axis",
    "r_in": "receptive field of what the layer reads",
    "j": "jump: from one position to the next, counted in the network's input",
    "j_in": "jump of what the layer reads",
    "first": "where the receptive field of position 0 begins",
    "first_in": "the same for what the layer reads",
    "start": "the position from which position 0 reads",
    "stop": "the channel behind the last one",
}
"""What a letter stands for where no field of the layer says it."""

SIZES = {"N": "size of the map", "N_in": "size of the input", "N_out": "size of the output"}
"""The same of sizes along the axes: H_out, W_out."""

NUMBERED = {
    "C": "channels of input k",
    "n": "size of input k",
    "first": "where the field of path k begins",
    "last": "where the field of path k ends",
    "P": "parameters of part k",
    "M": "multiplies of part k",
    "A": "activations of part k",
    "b": "bytes of part k",
}
"""Letters with a number behind them."""

WORDS = frozenset(
    [
        "weights",
        "biases",
        "statistics",
        "parameters",
        "multiplies",
        "additions",
        "multiplications",
        "comparisons",
        "divisions",
        "exponentials",
        "operations",
        "activations",
        "memory",
        "flops",
    ]
)
"""Names in equations that say themselves what they are."""


def letters_of(pages: Iterable[Page]) -> tuple[Letter, ...]:
    """The letters in the equations of these pages by what they stand for, as they appear.

    >>> import cnncalc
    >>> from cnncalc.teaching.explain.solution import worked
    >>> for letter in letters_of(worked([cnncalc.summarize("lenet5")["F6"]], ["parameters"])):
    ...     print(*letter, sep=": ")
    N_in: values that are read
    N_out: units: outputs
    """
    found: dict[str, dict[str, None]] = {}
    for letter, meaning in (one for page in pages if not page.passing for one in _of_page(page)):
        found.setdefault(meaning, {})[letter] = None
    return tuple(Letter(", ".join(letters), meaning) for meaning, letters in found.items())


def _of_page(page: Page) -> Iterator[Letter]:
    steps = [step for derivation in page.derivations for step in derivation.steps]
    for step in steps:
        inputs = {} if step.quantity is None else step.quantity.inputs
        for symbol, value in {step.symbol: step.value, **inputs}.items():
            name = value.formula.name if isinstance(value, Quantity) and symbol != step.symbol else symbol
            if name not in WORDS:
                yield from _letter(page.layer, name, value)


def _letter(layer: LayerSummary, symbol: str, value: Any) -> Iterator[Letter]:
    """What a symbol of this layer's equations stands for; nothing for one that is no letter."""
    several = isinstance(value, tuple)
    written = ", ".join(axis_symbols(symbol, len(value)) if several and value else [symbol])
    meaning = SIZES.get(symbol, "") if several else ""
    meaning = meaning or _of_field(layer, symbol) or _numbered(symbol) or MEANINGS.get(symbol, "")
    if meaning and not (several and not value):
        yield Letter(re.sub(r"_\d+$", "_k", written) if _numbered(symbol) else written, meaning)


def _of_field(layer: LayerSummary, symbol: str) -> str:
    """`stride: pixels from one position to the next`, as the kind's own field has it."""
    fields = layer.node.layer.fields.items() if layer.node.layer is not None else ()
    return next((f"{name}: {field.doc}" for name, field in fields if field.letter == symbol), "")


def _numbered(symbol: str) -> str:
    """What the symbol of a numbered part or input stands for."""
    name, _, number = symbol.rpartition("_")
    return NUMBERED.get(name, "") if number.isdigit() else ""
