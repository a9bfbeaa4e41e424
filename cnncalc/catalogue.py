"""What each layer kind takes and computes, read from the code."""

import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cnncalc.formula import Formula
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.fields import Choice, Field, Real
from cnncalc.shape import size_text


class Kind(NamedTuple):
    """A layer kind: what it does, what it takes, and the formulas that its facts may use."""

    name: str
    paragraphs: tuple[str, ...]  # of its docstring
    fields: Mapping[str, Field]
    shorthand: str | None
    joins: bool
    takes_activation: bool
    shares: bool  # whether it has parameters that another layer may share
    formulas: tuple[Formula, ...]
    example: str
    example_input: str

    @property
    def summary(self) -> str:
        """What it does, in a sentence or two."""
        return self.paragraphs[0]


def kinds() -> Iterator[Kind]:
    """Every layer kind, in the order of their names."""
    return map(kind, sorted(CATALOGUE))


def kind(name: str) -> Kind:
    """The layer kind of this name; KeyError if there is none."""
    layer = CATALOGUE[name]
    doc = textwrap.dedent(inspect.getdoc(layer) or "")
    return Kind(
        name,
        tuple(" ".join(paragraph.split()) for paragraph in doc.split("\n\n")),
        layer.fields,
        layer.shorthand,
        layer.joins,
        layer.takes_activation,
        "trainable" in layer.fields and not layer.joins,
        tuple(_together(one for one in layer.formulas() if _hangs_on(one) in ("", *layer.fields))),
        f"- {_example(layer)}",
        layer.example_input,
    )


def default_text(field: Field) -> str | None:
    """A field's default as a spec writes it; None if there is none."""
    if field.required or field.default is None or field.default == "":
        return None
    if isinstance(field.default, bool):
        return str(field.default).lower()
    return size_text(field.default) if isinstance(field.default, tuple) else str(field.default)


def _example(layer: type[Layer]) -> str:
    name = layer.kind
    if layer.example:
        return f"{name}: {layer.example}"
    if layer.joins:
        return f"{name}: [[relu], identity]"
    required = {field: of.example or _value(of) for field, of in layer.fields.items() if of.required}
    if list(required) == [layer.shorthand]:
        return f"{name}: {required[layer.shorthand or '']}"
    fields = ", ".join(f"{field}: {value}" for field, value in required.items())
    return f"{name}: {{{fields}}}" if fields else name


def _value(field: Field) -> str:
    """What a field may hold, for want of a better example."""
    if isinstance(field.type, Choice):
        return field.type.words[0]
    return f"{min(max(1, field.type.least), field.type.most):g}" if isinstance(field.type, Real) else "2"


def _hangs_on(formula: Formula) -> str:
    """The field without which a kind never uses the formula."""
    return formula.when.partition(" ")[0]


def _together(formulas: Iterable[Formula]) -> list[Formula]:
    """Formulas of the same name next to each other, in the order in which the names come first."""
    found = list(formulas)
    names = [formula.name for formula in found]
    return sorted(found, key=lambda formula: names.index(formula.name))
