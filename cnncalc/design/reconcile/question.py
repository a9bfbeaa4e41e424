"""What is asked: a figure that somebody quotes, of the whole network, of a block or of a layer.

`4.13G`, `parameters=25.6M`, `inception_3a=159K`, `inception_3a.multiplies=128M`.
"""

from collections.abc import Container
from typing import NamedTuple

from cnncalc.design.reconcile.profile import What
from cnncalc.figures.quoted import NotAFigureError, Quoted, read
from cnncalc.problem import Problem, quoted

COMPUTE: tuple[What, ...] = ("macs", "flops")
COUNTS: tuple[What, ...] = ("parameters", *COMPUTE, "values")
SMALL: tuple[What, ...] = ("layers", "pixels")
"""What is only thought of where the figure is a small whole number."""
SMALL_ENOUGH = 10_000

BY_UNIT: dict[str, tuple[What, ...]] = {
    "parameters": ("parameters",),
    "macs": COMPUTE,
    "flops": COMPUTE,
    "operations": COMPUTE,
    "values": ("values",),
    "bytes": ("bytes",),
    "pixels": ("pixels",),
    "layers": ("layers",),
}

WORDS: dict[str, tuple[What, ...]] = {
    **dict.fromkeys(("parameters", "params"), ("parameters",)),
    **dict.fromkeys(("multiplies", "macs", "flops", "operations"), COMPUTE),
    "activations": ("values",),
    "memory": ("bytes",),
    "weight_layers": ("layers",),
    **dict.fromkeys(("receptive_field", "rf"), ("pixels",)),
}
"""The names of figures, and what they count."""

RELATIONS = frozenset("<>~≈≤≥")
"""What stands in a figure before an equals sign that names nothing: >= 3M."""


class Asked(NamedTuple):
    """One figure to be explained. layer: a layer or block by name, None for the whole network."""

    text: str
    quoted: Quoted
    whats: tuple[What, ...]
    layer: str | None = None


def ask(text: str, layer: str | None = None, names: Container[str | None] = ()) -> Asked | Problem:
    """What a FIGURE on the command line asks, or what is wrong with it."""
    word, value = "", text
    before, equals, behind = text.partition("=")
    if equals and before.strip() and not RELATIONS & set(before):
        name, value = before.strip(), behind
        owner, _, last = name.rpartition(".")
        if name in WORDS and name not in names:
            word = name
        elif last in WORDS and name not in names:
            layer, word = owner, last
        else:
            layer = name
    try:
        figure = read(value)
    except NotAFigureError as error:
        return Problem(str(error))
    if figure.unit and figure.unit not in (*BY_UNIT, "percent"):
        return Problem(f"{quoted(text)}: numbers of networks are not quoted in {figure.unit}")
    if figure.unit == "percent":
        return Problem(f"{quoted(text)} is a share; give the number that it is a share of")
    if word == "memory":
        figure = figure.as_bytes
        figure = figure._replace(unit=figure.unit or "bytes")
    if word and figure.unit and not set(WORDS[word]) & set(BY_UNIT[figure.unit]):
        return Problem(f"{quoted(text)}: {word} are not counted in {figure.unit}")
    return Asked(text.strip(), figure, WORDS[word] if word else _whats(figure), layer)


def _whats(figure: Quoted) -> tuple[What, ...]:
    if figure.unit:
        return BY_UNIT[figure.unit]
    small = figure.exact and not figure.prefix and figure.value < SMALL_ENOUGH
    return (*COUNTS, *SMALL) if small else COUNTS
