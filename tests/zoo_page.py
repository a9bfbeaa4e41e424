"""What docs/reference/zoo.md says of the bundled architectures, read from the specs."""

from functools import cache
from typing import Any

from helpers import bundled, listed

from cnncalc import Summary, summarize
from cnncalc.figures.spelling import exact, size
from cnncalc.language.arithmetic import show
from cnncalc.language.find import bundled_names
from cnncalc.zoo import Architecture

Row = tuple[str, ...]


@cache
def found(name: str) -> tuple[Architecture, Summary]:
    """What `cnncalc zoo` says of a network, and its figures without auxiliary outputs."""
    return listed()[name], summarize(bundled(name).network, heads=False)


def networks() -> list[Row]:
    """docs/reference/zoo.md: every network with its figures."""
    head = (
        "name",
        "title",
        "input",
        "parameters",
        "multiplies",
        "layers with weights",
        "RF",
        "year",
        "as in",
    )
    return [head, *map(_figures, bundled_names())]


def variables() -> list[Row]:
    """docs/reference/zoo.md: what `--set` changes in each of them."""
    settable = ((name, found(name)[0].variables) for name in bundled_names())
    rows = [
        (f"`{name}`", ", ".join(f"`{_setting(*one)}`" for one in of.items())) for name, of in settable if of
    ]
    return [("name", "variables"), *rows]


def _figures(name: str) -> Row:
    one, figures = found(name)
    counts = (one.parameters, one.multiplies, figures.totals.weight_layers)
    return (
        f"`{name}`", one.title, _input(one), *map(exact, counts), _field(figures), str(one.year or ""),
        one.reference,
    )  # fmt: skip


def _input(one: Architecture) -> str:
    return ", ".join(map(str, one.inputs.values()))


def _field(figures: Summary) -> str:
    """The receptive field of the last map of more than one position."""
    maps = [layer for layer in figures if layer.output.positions > 1]
    if not maps:
        return ""
    field = maps[-1].receptive_field
    return "all" if field.whole_input else size(field.size)


def _setting(name: str, value: Any) -> str:
    """A variable as `--set` takes it."""
    return f"{name}={show(value).replace(' ', '')}"
