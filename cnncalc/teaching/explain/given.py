"""What is given before a figure is worked out: what the layer reads, and its fields by their letters."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cnncalc.analysis import COLUMNS
from cnncalc.shape import Shape, padding_text, size_text
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.step import Derivation

ALSO = {"p": {"p_before", "p_after"}, "f": {"f_eff"}, "K": {"C_out"}}
"""Symbols that speak of a field in other words than its letter."""


class LayerInput(NamedTuple):
    """An input of the layer: which of several, whose output it is, and its shape."""

    number: int
    name: str
    shape: Shape


class Given(NamedTuple):
    """A field of the layer: `kernel`, its letter in formulas `f`, and what it holds, `3`.

    also: another symbol that here stands for the same, `C_out` for a K that no equation names.
    """

    field: str
    letter: str
    text: str
    also: str = ""


def sources(layer: LayerSummary) -> list[LayerInput]:
    """What the layer reads, in the order in which formulas number it."""
    nodes = (layer.network.nodes[i] for i in layer.node.inputs)
    return [LayerInput(k, node.name, node.output) for k, node in enumerate(nodes, 1)]


def given(layer: LayerSummary, derivations: Iterable[Derivation]) -> Iterator[Given]:
    """The fields that the equations speak of: whose letter stands for what the field holds."""
    used: dict[str, set[int]] = {}
    for symbol, value in (pair for one in derivations for pair in _inputs(one)):
        used.setdefault(symbol, set()).update(value if isinstance(value, tuple) else (value,))
    for name, field in layer.node.layer.fields.items() if layer.node.layer else ():
        letter = field.letter or ""
        meant = set().union(*(used.get(symbol, ()) for symbol in (letter, *ALSO.get(letter, ()))))
        held: Any = COLUMNS[name].value(layer) if name == "stride" else getattr(layer.node.layer, name)
        if letter and held is not None and not meant.isdisjoint(_numbers(held, meant)):
            yield Given(name, letter, _text(name, held, meant), _also(letter, _numbers(held, meant), used))


def _inputs(derivation: Derivation) -> Iterator[tuple[str, Any]]:
    """The symbols of the equations with what they stand for."""
    for step in derivation.steps:
        if step.quantity is not None:
            yield from step.quantity.inputs.items()


def _also(letter: str, held: set[int], used: Mapping[str, set[int]]) -> str:
    """`C_out` for a K that no equation names."""
    other = "C_out" if letter == "K" and "K" not in used else ""
    return other if used.get(other) == held else ""


def _numbers(value: Any, meant: set[int]) -> set[int]:
    """The numbers that a field holds; a word such as `valid` may mean any."""
    if isinstance(value, str):
        return meant
    return set(value) if isinstance(value, tuple) else {value}


def _text(name: str, value: Any, meant: set[int]) -> str:
    """The field's value as the language writes it; a word as the number that it comes to."""
    if isinstance(value, str) and len(meant) == 1:
        return str(int(*meant))
    return padding_text(value) if name == "padding" else size_text(value)
