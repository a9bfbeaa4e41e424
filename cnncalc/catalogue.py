"""What each layer kind takes and computes, read from the code."""

import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from cnncalc.formula import Formula
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.fields import Choice, Field, Real
from cnncalc.shape import size_text

FACTS = ("output_shape", "parameters", "operations")

VALUES = {
    "filters": "64",
    "kernel": "3",
    "units": "10",
    "output": "7x7",
    "groups": "4",
    "scale": "2",
    "factor": "0.5",
}
"""What the fields hold in an example."""

EXAMPLES = {
    "crop": "20x20",
    "custom": "{output: 14x14x64, note: deformable}",
    "locally_connected": "{filters: 8, kernel: 3}",
    "max": "channels",
    "mean": "[height, width]",
    "pad": "1",
    "permute": "[width, height, channels]",
    "reshape": "14x14x256",
    "slice": "{start: 16, stop: 48}",
    "upsample": "2",
}
"""Examples of kinds whose required fields do not make a good one."""


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

    @property
    def summary(self) -> str:
        """What it does, in a sentence or two."""
        return self.paragraphs[0]


def kinds() -> Iterator[Kind]:
    """Every layer kind, in the order of their names."""
    return map(kind, sorted(CATALOGUE))


def kind(name: str) -> Kind:
    """The layer kind of this name; KeyError where there is none."""
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
        tuple(_together(one for one in _formulas(layer) if _hangs_on(one) in ("", *layer.fields))),
        f"- {_example(layer)}",
    )


def default_text(field: Field) -> str | None:
    """A field's default as a spec writes it; None where there is none."""
    if field.required or field.default is None or field.default == "":
        return None
    if isinstance(field.default, bool):
        return str(field.default).lower()
    return size_text(field.default) if isinstance(field.default, tuple) else str(field.default)


def _example(layer: type[Layer]) -> str:
    name = layer.kind
    if name in EXAMPLES:
        return f"{name}: {EXAMPLES[name]}"
    if layer.joins:
        return f"{name}: [[relu], identity]"
    required = {field: VALUES.get(field) or _value(of) for field, of in layer.fields.items() if of.required}
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
    """The formulas of one name behind each other, in the order in which the names come first."""
    found = list(formulas)
    names = [formula.name for formula in found]
    return sorted(found, key=lambda formula: names.index(formula.name))


def _formulas(layer: type[Layer]) -> Iterator[Formula]:
    """The formulas that the code of the facts names, in the order of the facts, each once.

    Of a table of formulas those count whose operation the kind, or one of its facts, names.
    """
    seen: set[int] = set()
    pending = [function for fact in FACTS for function in _definitions(layer, fact)]
    costs = {*getattr(layer, "costs", ()), getattr(layer, "operation", None)}
    costs.update(*(_words(function.__code__) for function in pending))
    while pending:
        function = pending.pop(0)
        if id(function) in seen:
            continue
        seen.add(id(function))
        called: list[Any] = []
        for name in _names(function.__code__):
            value = function.__globals__.get(name)
            table = value.items() if isinstance(value, dict) else [(None, value)]
            for formula in (of for word, of in table if word is None or word in costs):
                if isinstance(formula, Formula) and id(formula) not in seen:
                    seen.add(id(formula))
                    yield formula
            called += [value] if value is not None else _definitions(layer, name)
        pending[:0] = filter(None, map(_of_layers, called))


def _definitions(layer: type[Layer], name: str) -> list[FunctionType]:
    """The method of this name, and those that it calls by `super()`."""
    found: list[FunctionType] = []
    for base in layer.__mro__:
        method = vars(base).get(name)
        if isinstance(method, FunctionType):
            found.append(method)
            if "super" not in _names(method.__code__):
                break
    return found


def _of_layers(value: Any) -> FunctionType | None:
    """The function if it is one of cnncalc.layers, behind what remembers its results."""
    function = inspect.unwrap(value) if callable(value) else None
    is_ours = isinstance(function, FunctionType) and function.__module__.startswith("cnncalc.layers")
    return function if is_ours else None


def _names(code: CodeType) -> Iterator[str]:
    """The names in a function and in the functions within it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _words(code: CodeType) -> Iterator[str]:
    """The keywords of the calls in a function."""
    for constant in code.co_consts:
        if isinstance(constant, tuple):
            yield from (word for word in constant if isinstance(word, str))
