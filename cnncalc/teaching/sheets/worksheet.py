"""Worksheet: the table of a network in which figures are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import Unit
from cnncalc.figures.keys import TOTAL, Figures, NoFigureError
from cnncalc.figures.spelling import for_programs
from cnncalc.layers import Layer
from cnncalc.network import Network
from cnncalc.problem import did_you_mean, listing
from cnncalc.shape import Shape, size_text
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.sheets.chance import Chance
from cnncalc.teaching.sheets.sheet import FIGURES

FIGURES_ASKED = ("output", "parameters", "multiplies", "receptive_field")
"""The columns of a worksheet, and what is asked in it, unless somebody says otherwise."""

IN_BRIEF = ("kernel", "stride", "padding", "dilation", "groups")
"""Fields that a kind in short already tells."""

UNTOLD = ("trainable", "padding_mode", "note")
"""Fields that change no figure."""

UNANSWERED = "?"
"""What stands in a key for an answer that is worked out."""

GIVEN_IN_A_LINE = 20
"""Keys of figures in one heading `given`."""

LONGEST_VALUE = 40
"""Characters of a field's value in the description of a layer."""


class WorksheetRow(NamedTuple):
    """A layer, what it is, and the figures of the columns; None where there is none."""

    name: str
    kind: str
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Worksheet:
    """A table of figures, some of which are asked for.

    inputs: what the network reads, `input 32x32x1`. columns: figures. asked: the keys of those that are left
    blank, in the order of the rows. headings: what a sheet says of its network, `architecture` first.
    student: whose name stands on it already.
    """

    title: str
    inputs: str
    columns: tuple[str, ...]
    rows: tuple[WorksheetRow, ...]
    asked: tuple[str, ...]
    headings: Mapping[str, str]
    student: str = ""

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The columns, and the keys of other figures, that the sheet itself tells."""
        asked = frozenset(self.asked)
        asked_in = frozenset(key.rpartition(".")[2] for key in asked)
        told = (
            f"{row.name}.{figure}"
            for row in self.rows
            for figure, cell in zip(self.columns, row.cells, strict=True)
            if cell is not None and figure in asked_in
        )
        return (
            *(figure for figure in self.columns if figure not in asked_in),
            *(key for key in told if key not in asked),
        )

    @property
    def told(self) -> Iterator[tuple[str, str]]:
        """The headings, with what is given in lines of a bearable length."""
        yield from self.headings.items()
        for start in range(0, len(self.given), GIVEN_IN_A_LINE):
            yield "given", "; ".join(self.given[start : start + GIVEN_IN_A_LINE])

    def unanswered(self, headings: Mapping[str, str]) -> "Worksheet":
        """The same for networks whose figures differ, under these headings: nothing is told."""
        rows = (row._replace(cells=tuple(cell and UNANSWERED for cell in row.cells)) for row in self.rows)
        return replace(self, rows=tuple(rows), headings=headings)


class NotAskedError(ValueError):
    """What was to be asked, and is no figure of the network: why."""


def worksheet(
    summary: Summary,
    headings: Mapping[str, str],
    columns: tuple[str, ...] = FIGURES_ASKED,
    blank: tuple[str, ...] = (),
    seed: int | None = None,
) -> Worksheet:
    """The worksheet of a network.

    blank: columns, or keys such as C1.output, that are asked for; all columns if there are none. seed: of
    these cells only a half is asked for, drawn by chance, the same for the same seed.
    Layers that leave their input as it is are shown, but not asked for. NotAskedError with what is wrong.
    """
    figures, layout = Figures(summary), headings.get("layout", "hwc")
    columns = tuple(ALIASES.get(name, name) for name in columns)
    blank = tuple(_plain(key) for key in blank) or columns
    _expect_figures([*columns, *(key for key in blank if "." not in key)])
    columns = tuple(dict.fromkeys([*columns, *(key.rpartition(".")[2] for key in blank)]))
    names = [(layer.name, described(layer)) for layer in summary] + [(TOTAL, "")]
    wanted, hidden = frozenset(blank), frozenset(key.rpartition(".")[2] for key in blank)
    rows = tuple(
        WorksheetRow(
            name, kind, tuple(_cell(figures, name, figure, wanted, hidden, layout) for figure in columns)
        )
        for name, kind in names
    )
    asked = tuple(_asked(columns, rows, blank, figures))
    asked = asked if seed is None else half(asked, seed)
    return Worksheet(summary.name, inputs(summary.network, layout), columns, rows, asked, headings)


def inputs(network: Network, layout: str) -> str:
    """What a network reads: `input 32x32x1`."""
    named = ", ".join(f"{name} {shape.text(layout)}" for name, shape in network.inputs.items())
    return named if "input" in network.inputs else f"inputs {named}"


def half(keys: tuple[str, ...], seed: int) -> tuple[str, ...]:
    """Half of the keys, rounded up, in their order; always the same for the same seed."""
    chance = Chance(seed)
    drawn = sorted((chance.random(), number) for number in range(len(keys)))
    kept = {number for _, number in drawn[: (len(keys) + 1) // 2]}
    return tuple(key for number, key in enumerate(keys) if number in kept)


def _plain(key: str) -> str:
    owner, dot, figure = key.rpartition(".")
    return owner + dot + ALIASES.get(figure, figure)


def _expect_figures(names: Iterable[str]) -> None:
    unknown = [name for name in dict.fromkeys(names) if name not in FIGURES or COLUMNS.get(name) in TEXTS]
    if unknown:
        known = [name for name in FIGURES if name not in ALIASES and COLUMNS.get(name) not in TEXTS]
        hint = did_you_mean(unknown[0], known) or f"; there are {listing(known)}"
        raise NotAskedError(f"there is no value {listing(map(repr, unknown), 'or')}{hint}")


TEXTS = [column for column in COLUMNS.values() if column.unit == "text"]


def _cell(
    figures: Figures, name: str, figure: str, blank: frozenset[str], hidden: frozenset[str], layout: str
) -> str | None:
    """A figure as an answer would be written; None where there is none, or none that is worth a question.

    It would give the others away: the output of an activation function is that of the layer before. hidden:
    the figures that are asked for of some layer; blank: their keys, or columns.
    """
    key = f"{name}.{figure}"
    if figure in hidden and key not in blank and not _worth(figures, name, figure):
        return None
    try:
        computed = figures[key]
    except NoFigureError:
        return None
    return answer_text(computed.value, computed.unit, layout)


def answer_text(value: Any, unit: Unit, layout: str = "hwc") -> str | None:
    """A figure as an answer would be written; None where it is not known or not one figure."""
    if value is None or isinstance(value, Mapping) or not getattr(value, "complete", True):
        return None
    if unit == "shape" and not isinstance(value, Shape):
        return None
    return for_programs(value, unit, layout=layout) or None


def _asked(
    columns: tuple[str, ...], rows: tuple[WorksheetRow, ...], blank: tuple[str, ...], figures: Figures
) -> Iterator[str]:
    wanted, found = set(blank), set[str]()
    for row in rows:
        for figure, cell in zip(columns, row.cells, strict=True):
            key = f"{row.name}.{figure}"
            if cell is not None and (key in wanted or figure in wanted):
                found.add(key)
                yield key
    missing = [key for key in blank if "." in key and key not in found]
    if missing:
        raise NotAskedError(_why_missing(missing, figures))
    if not found:
        raise NotAskedError("nothing is left to ask")


def _why_missing(keys: Sequence[str], figures: Figures) -> str:
    """Why the keys are in no row: the first that names no figure says what may be meant."""
    try:
        for key in keys:
            figures[key]
    except NoFigureError as error:
        return str(error)
    return f"the network has no value {listing(map(repr, keys), 'or')}"


def _worth(figures: Figures, name: str, figure: str) -> bool:
    """Whether the figure is worth a question: of what works in place only an output of another shape is."""
    if name == TOTAL:
        return figure != "output"
    layer = figures.summary[name]
    if layer.node.layer is None or not layer.node.layer.in_place:
        return True
    return bool(figure == "output" and layer.network.shapes_read(layer.node) != (layer.output,))


def described(layer: LayerSummary) -> str:
    """All that has to be known of a layer to work out its figures: `conv 5x5/2, 6 filters, no bias`."""
    node, of = layer.node, layer.node.layer
    if of is None:
        return layer.kind
    nodes = layer.network.nodes
    parts = [of.brief(nodes[node.inputs[0]].output.rank), *_fields(of)]
    if node.inputs != (node.number - 1,):
        parts.append(f"of {listing(nodes[i].name for i in node.inputs)}")
    if node.owner is not None:
        parts.append(f"shares {nodes[node.owner].name}")
    return ", ".join(parts)


def _fields(layer: Layer) -> Iterator[str]:
    for name, field in layer.fields.items():
        value = getattr(layer, name)
        if value == field.default or name in UNTOLD or ("kernel" in layer.fields and name in IN_BRIEF):
            continue
        if isinstance(value, bool):
            yield name if value else f"no {name}"
        elif field.letter in ("K", "N_out"):
            yield f"{value} {name if value != 1 else name.removesuffix('s')}"
        else:
            text = (
                size_text(value) if isinstance(value, tuple) and not isinstance(value, Shape) else str(value)
            )
            yield f"{name} {text}" if len(text) <= LONGEST_VALUE else name
