"""The report of `zoo`: the bundled architectures in a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.analysis import ALIASES
from cnncalc.problem import did_you_mean, listing
from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.report.headings import exactly
from cnncalc.report.record import plain
from cnncalc.zoo import Architecture

SCHEMA = "cnncalc.zoo/1"

HEADINGS = (
    Heading("name", "Name", "text", 60, whole=True),
    Heading("title", "Title", "text", 15, 20, wraps=True),
    Heading("parameters", "Parameters", "count", 50),
    Heading("multiplies", "MACs", "count", 40),
    Heading("input", "Input", "figure", 20),
    Heading("year", "Year", "size", 25),
    Heading("reference", "Reference", "text", 10),
    Heading("variables", "Variables for --set", "text", 8),
)

LARGEST_FIRST = ("parameters", "multiplies")


def in_order(found: Iterable[Architecture], column: str) -> list[Architecture]:
    """Sorted by a column: the largest counts first, everything else in its own order."""
    names = [heading.name for heading in HEADINGS]
    column = ALIASES.get(column, column)
    if column not in names:
        hint = did_you_mean(column, names) or f"; there are {listing(names)}"
        raise ValueError(f"there is no column '{column}'{hint}")
    keys: dict[str, Callable[[Architecture], Any]] = {
        "input": lambda one: sum(shape.values for shape in one.inputs.values()),
        "year": lambda one: one.year or 0,
        "variables": lambda one: list(one.variables),
    }
    key = keys.get(column, lambda one: getattr(one, column))
    return sorted(found, key=key, reverse=column in LARGEST_FIRST)


class ZooReport(Report):
    """What `zoo` lists."""

    def __init__(
        self, found: Sequence[Architecture], words: str = "", in_full: bool = False, of: int | None = None
    ) -> None:
        """found: those that are shown; of: how many there are."""
        self.found = found
        self.in_full = in_full
        self.title = "Bundled architectures"
        there = len(found) if of is None else of
        shown = "" if there == len(found) else f"{len(found)} of "
        count = f"{shown}{there} architecture{'' if there == 1 else 's'}"
        self.remarks = (f"{count} with '{words}'" if words else count,)

    @property
    def table(self) -> Table:
        return Table(HEADINGS, tuple(Row(cells, cells) for cells in map(_cells, self.found)))

    @property
    def notes(self) -> Iterable[str]:
        yield "Auxiliary outputs are not counted. 'cnncalc zoo show NAME' prints a file, with its sources."

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: counts digit by digit."""
        return exactly(cell, heading) or super().text(cell, heading)

    @property
    def record(self) -> Mapping[str, Any]:
        return {"schema": SCHEMA, "architectures": map(_record, self.found)}


def _cells(one: Architecture) -> tuple[Any, ...]:
    inputs = ", ".join(map(str, one.inputs.values()))
    names = ", ".join(one.variables)
    return (one.name, one.title, one.parameters, one.multiplies, inputs, one.year, one.reference, names)


def _record(one: Architecture) -> dict[str, Any]:
    inputs = plain(one.inputs)
    return {
        "name": one.name,
        "title": one.title,
        "parameters": int(one.parameters),
        "multiplies": int(one.multiplies),
        "input": inputs["input"] if list(inputs) == ["input"] else inputs,
        "year": one.year,
        "reference": one.reference,
        "variables": {name: _value(value) for name, value in one.variables.items()},
    }


def _value(value: Any) -> Any:
    """A variable's value as JSON has it."""
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    return float(value) if isinstance(value, Fraction) else value
