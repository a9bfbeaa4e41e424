"""What an analysis is: a fold over the facts of a network, and the columns it adds to a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cnncalc.network import Network, Node

OTHER_DTYPES = {
    "float": "float32",
    "fp32": "float32",
    "half": "float16",
    "fp16": "float16",
    "bf16": "bfloat16",
}
"""What other tools call a dtype."""

BYTES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "float8": 1, "int8": 1}
"""Bytes of one value, by dtype."""


class Settings(NamedTuple):
    """What numbers are computed for."""

    batch: int = 1  # images
    dtype: str = "float32"


class Figure(int):
    """A whole number that is complete, or a lower bound because part of it could not be counted.

    It adds, compares and prints as the number it is; `complete` says whether that is all.
    """

    complete: bool = True

    @classmethod
    def total(cls, values: Iterable[int | None]) -> "Figure":
        """The sum of the values; a lower bound where one of them is unknown (None) or is one itself."""
        known, unknown = 0, 0
        for value in values:
            if value is None:
                unknown += 1
            else:
                known += value
                unknown += not complete(value)
        return cls.of(known, complete=not unknown)

    @classmethod
    def of(cls, number: int, *, complete: bool) -> "Figure":
        """The number, complete or a lower bound."""
        figure = cls(number)
        figure.complete = complete
        return figure

    def times(self, factor: int) -> "Figure":
        """This many times the number; of a lower bound a lower bound."""
        return self.of(self * factor, complete=self.complete)


def complete(value: object) -> bool:
    """Whether a number is complete, and not a lower bound."""
    return bool(getattr(value, "complete", True))


class Note(NamedTuple):
    """Why a number is missing: the layer, and the reason."""

    layer: str
    reason: str


class Result(NamedTuple):
    """What a fold gives: one value per node of the network, and why any is missing."""

    values: Sequence[Any]
    notes: tuple[Note, ...] = ()


Unit = Literal[
    "text", "count", "bytes", "level", "share", "ratio", "rate", "size", "extent", "shape", "figure"
]
"""What the cells of a column hold.

A level is bytes that do not add up: what is held at one moment. A rate is so many of one thing for each of
another. An extent is a size that may be unknown, a figure is any of them.
"""

NUMBERS: tuple[Unit, ...] = ("count", "bytes", "level", "share", "ratio", "rate", "size", "extent", "figure")
"""The units whose cells stand flush right."""


class Column(NamedTuple):
    """A column of the table. `value` takes a LayerSummary."""

    name: str  # the key, the same in every format
    heading: str
    unit: Unit
    value: Callable[[Any], Any]
    doc: str
    keep: int = 0  # on a narrow terminal the columns with the smallest numbers are left out first


def once_per_facts(nodes: Iterable[Node], value: Callable[[Node], Any]) -> list[Any]:
    """A value for each node, worked out once for those that have the same facts."""
    known: dict[int, Any] = {}
    values = []
    for node in nodes:
        key = id(node.facts)
        if key not in known:
            known[key] = value(node)
        values.append(known[key])
    return values


def add_up(values: Sequence[Any]) -> Any:
    """The sum of the numbers of several layers, one by one where each has several."""
    if isinstance(values[0], tuple):
        several: Any = type(values[0])
        return several(*map(Figure.total, zip(*values, strict=True)))
    return Figure.total(values)


def no_totals(values: Sequence[Any]) -> Mapping[str, Figure]:
    """The totals of an analysis that has none."""
    return {}


class Analysis(NamedTuple):
    """One number per layer, or a few that belong together.

    `fold(network, settings)` gives a Result; `totals(values)` what a set of layers adds up to. A block
    that is shown as one row has the sum of its figures where they are additive, or the largest of them,
    else those of the layer whose output leaves it.
    """

    name: str
    order: int  # where it stands among the others
    fold: Callable[[Network, Settings], Result]
    columns: tuple[Column, ...]
    totals: Callable[[Sequence[Any]], Mapping[str, Figure]] = no_totals
    additive: bool = False  # the numbers of layers add up
    largest: bool = False  # of several layers the largest number counts
    in_record: bool = False  # a key of each layer in JSON
    conventions: Mapping[str, str] = {}
