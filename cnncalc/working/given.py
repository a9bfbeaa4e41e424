"""What is given before a figure is worked out: what the layer reads, and its fields by their letters."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cnncalc.analysis import COLUMNS
from cnncalc.layers.base import padding_text
from cnncalc.shape import Shape, size_text
from cnncalc.summary import LayerSummary
from cnncalc.working.step import Derivation

ALSO = {"p": {"p_before", "p_after"}, "f": {"f_eff"}}
"""Symbols that speak of a field in other words than its letter."""


class Source(NamedTuple):
    """An input of the layer: which of several, whose output it is, and its shape."""

    number: int
    name: str
    shape: Shape


class Given(NamedTuple):
    """A field of the layer: `kernel`, its letter in formulas `f`, and what it holds, `3`."""

    field: str
    letter: str
    text: str


def sources(layer: LayerSummary) -> list[Source]:
    """What the layer reads, in the order in which formulas number it."""
    nodes = (layer.network.nodes[i] for i in layer.node.inputs)
    return [Source(k, node.name, node.output) for k, node in enumerate(nodes, 1)]


def given(layer: LayerSummary, derivations: Iterable[Derivation]) -> Iterator[Given]:
    """The fields whose letters occur in the derivations."""
    used = {symbol for one in derivations for symbol in _symbols(one)}
    fields = layer.node.layer.fields if layer.node.layer else {}
    for name, field in fields.items():
        letter = field.letter or ""
        if letter and not used.isdisjoint({letter, *ALSO.get(letter, ())}):
            value = _value(layer, name)
            if value is not None:
                yield Given(name, _letters(letter, used, layer), value)


def _symbols(derivation: Derivation) -> Iterator[str]:
    for step in derivation.steps:
        if step.quantity is not None:
            yield from step.quantity.inputs


def _letters(letter: str, used: set[str], layer: LayerSummary) -> str:
    """`f = f_eff` for a kernel that is not dilated."""
    dilated = size_text(getattr(layer.node.layer, "dilation", 1)) != "1"
    return "f = f_eff" if letter == "f" and "f_eff" in used and not dilated else letter


def _value(layer: LayerSummary, name: str) -> str | None:
    value: Any = COLUMNS[name].value(layer) if name == "stride" else getattr(layer.node.layer, name)
    if value is None:
        return None
    return padding_text(value) if name == "padding" else size_text(value)
