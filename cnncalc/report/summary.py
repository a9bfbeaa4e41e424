"""The report of `summarize`: a row per layer, branches as branches, totals, conventions."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from cnncalc.analysis import ALIASES, ANALYSES, COLUMNS
from cnncalc.analysis.base import Column, Figure
from cnncalc.figures import exact, memory, short
from cnncalc.network import Group
from cnncalc.problem import did_you_mean, listing
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary, Summary, Totals

SCHEMA = "cnncalc.summary/1"

FOR_READERS = ("name", "kind", "output", "parameters", "multiplies", "receptive_field")
FOR_PROGRAMS = (
    "name", "kind", "kernel", "stride", "padding", "output", "parameters", "multiplies", "receptive_field",
)  # fmt: skip


class View(NamedTuple):
    """What of a summary is shown, and how."""

    columns: tuple[str, ...] = FOR_READERS
    depth: int | None = None  # levels of the tree that are shown; deeper ones are folded
    sort: str | None = None
    top: int | None = None
    layout: str = "hwc"
    in_full: bool = False


class Block(NamedTuple):
    """A group of layers with what stands in it, in the order of writing."""

    group: Group
    items: list["Item"]

    @property
    def layers(self) -> Iterator[LayerSummary]:
        """All layers in it, those of inner blocks too."""
        for item in self.items:
            if isinstance(item, Block):
                yield from item.layers
            else:
                yield item


Item: TypeAlias = LayerSummary | Block


def column(name: str) -> Column:
    """The column of this name; ValueError with the nearest one where there is none."""
    found = COLUMNS.get(ALIASES.get(name, name))
    if found is None:
        hint = did_you_mean(name, [*COLUMNS, *ALIASES])
        raise ValueError(f"there is no column '{name}'{hint or '; there are ' + listing(COLUMNS)}")
    return found


class SummaryReport(Report):
    """What `summarize` says of a network."""

    def __init__(self, summary: Summary, view: View = View()) -> None:  # noqa: B008
        self.summary = summary
        self.view = view
        self.columns = tuple(column(name) for name in view.columns)
        self.layout = view.layout
        self.in_full = view.in_full
        inputs = summary.network.inputs
        shapes = [shape.text(view.layout) for shape in inputs.values()]
        named = [f"{name} {text}" for name, text in zip(inputs, shapes, strict=True)]
        self.title = summary.name
        self.remarks = (
            f"input {shapes[0]}" if list(inputs) == ["input"] else f"inputs {', '.join(named)}",
            *([f"batch of {summary.settings.batch}"] if summary.settings.batch > 1 else []),
            *([summary.network.reference] if summary.network.reference else []),
        )

    # -- the table ---------------------------------------------------------------------------------

    @cached_property
    def table(self) -> Table:
        headings = tuple(Heading(c.name, c.heading, c.unit, c.keep or 1) for c in self.columns)
        rows = list(self._tree_rows(self._tree(), ()))
        if self.view.sort:
            rows = self._sorted([row for row in rows if row.role != "block"])
        if self.view.top is not None:
            rows = [row for row in rows if row.role != "block"][: self.view.top]
        if self.view.sort or self.view.top is not None:
            rows = [row._replace(trail=(), shown=self._flat(row)) for row in rows]
        return Table(headings, tuple(rows), self._total_row())

    def _tree(self) -> list[Item]:
        """The layers with their blocks as a tree."""
        top: list[Item] = []
        for layer in self.summary:
            items = top
            for group in _chain(layer.node.group):
                if not (items and isinstance(items[-1], Block) and items[-1].group is group):
                    items.append(Block(group, []))
                block = items[-1]
                assert isinstance(block, Block)
                items = block.items
            items.append(layer)
        return top

    def _tree_rows(self, items: list[Item], trail: tuple[bool, ...]) -> Iterator[Row]:
        depth = len(trail) + 1
        for i, item in enumerate(items):
            here = (*trail, i == len(items) - 1)
            if not isinstance(item, Block):
                yield self._layer_row(item, here)
            elif self.view.depth is not None and depth >= self.view.depth:
                yield self._folded_row(item, here)
            else:
                yield self._block_row(item, here)
                yield from self._tree_rows(item.items, here)

    def _layer_row(self, layer: LayerSummary, trail: tuple[bool, ...]) -> Row:
        cells = tuple(c.value(layer) for c in self.columns)
        shown = [c.display(layer) if c.display else cell for c, cell in zip(self.columns, cells, strict=True)]
        for i, c in enumerate(self.columns):
            if c.name == "name":
                shown[i] = layer.node.label
        quiet = layer.node.layer is not None and layer.node.layer.in_place
        return Row(cells, tuple(shown), "quiet" if quiet else "layer", trail)

    def _block_row(self, block: Block, trail: tuple[bool, ...]) -> Row:
        cells = tuple(block.group.name if c.name == "name" else None for c in self.columns)
        shown = tuple(_block_cell(block, c) for c in self.columns)
        return Row(cells, shown, "block", trail)

    def _folded_row(self, block: Block, trail: tuple[bool, ...]) -> Row:
        layers = list(block.layers)
        cells = tuple(_folded(block.group, layers, c) for c in self.columns)
        count = f"{len(layers)} layer{'s' if len(layers) > 1 else ''}"
        texts = {"name": block.group.label, "kind": f"{block.group.kind}, {count}"}
        shown = tuple(texts.get(c.name, cell) for c, cell in zip(self.columns, cells, strict=True))
        return Row(cells, shown, "layer", trail)

    def _flat(self, row: Row) -> tuple[Any, ...]:
        """What is shown of a row that does not stand in its block: the full name."""
        return tuple(
            cell if c.name == "name" else shown
            for c, cell, shown in zip(self.columns, row.cells, row.shown, strict=True)
        )

    def _sorted(self, rows: list[Row]) -> list[Row]:
        """Largest figures first, texts in their own order; what is not known comes last."""
        key = column(self.view.sort or "")
        values = list(self._sort_values(key))
        known = [(value, row) for value, row in zip(values, rows, strict=True) if value is not None]
        unknown = [row for value, row in zip(values, rows, strict=True) if value is None]
        known.sort(key=lambda pair: pair[0], reverse=key.unit != "text")
        return [row for _, row in known] + unknown

    def _sort_values(self, key: Column) -> Iterator[Any]:
        """What each row is sorted by, in the order of the rows; the column need not be shown."""
        by_key = SummaryReport(self.summary, self.view._replace(columns=(key.name,), sort=None, top=None))
        for row in by_key.table.rows:
            if row.role != "block":
                yield _sortable(row.cells[0])

    def _total_row(self) -> tuple[Any, ...]:
        totals = self.summary.totals
        return tuple(
            "total" if i == 0 and c.name not in totals else totals.get(c.name)
            for i, c in enumerate(self.columns)
        )

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        totals, settings = self.summary.totals, self.summary.settings
        yield Line("Parameters", exact(totals.parameters), _parameter_remark(totals))
        yield Line("Multiplies", exact(totals.multiplies), f"{_flops(totals.multiplies)} at 2 x MACs")
        images = f", batch of {settings.batch}" if settings.batch > 1 else ""
        held = f"{memory(_times(totals.activations, self.summary, 'activations'))} as {settings.dtype}{images}"
        yield Line("Activations", exact(totals.activations), held)
        weights = memory(_times(totals.parameters, self.summary, "parameters"))
        yield Line("Weights", weights, f"as {settings.dtype}")
        yield Line("Weight layers", exact(totals.weight_layers), "convolutions and dense layers")
        if self.summary.heads:
            main = self.summary.main_path
            yield Line("Main path", exact(main.parameters), f"parameters, {exact(main.multiplies)} multiplies")
        for head, of_head in self.summary.heads.items():
            figures = f"parameters, {exact(of_head.multiplies)} multiplies"
            yield Line(f"Head {head}", exact(of_head.parameters), figures)

    @property
    def notes(self) -> Iterable[str]:
        shown, every = len(self.table.rows), len(self.summary)
        if self.view.top is not None and shown < every:
            yield f"{shown} of {every} layers are shown."
        for note in self.summary.notes:
            yield f"{note.layer}: {note.reason}."
        yield "; ".join(f"{name.replace('_', ' ')}: {text}" for name, text in self._conventions().items()) + "."

    def _conventions(self) -> dict[str, str]:
        return {name: text for analysis in ANALYSES for name, text in analysis.conventions.items()}

    # -- for programs ------------------------------------------------------------------------------

    @property
    def record(self) -> Mapping[str, Any]:
        summary = self.summary
        inputs = {name: _shape_record(shape) for name, shape in summary.network.inputs.items()}
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "network": summary.name,
            "spec": summary.network.spec,
            "input": inputs["input"] if list(inputs) == ["input"] else inputs,
            "batch": summary.settings.batch,
            "dtype": summary.settings.dtype,
            "conventions": self._conventions(),
            "layers": (self._layer_record(layer) for layer in summary),
            "totals": _totals_record(summary.totals),
        }
        if summary.heads:
            record["main_path"] = _totals_record(summary.main_path)
            record["heads"] = {name: _totals_record(totals) for name, totals in summary.heads.items()}
        record["memory"] = {name: summary.bytes(name) for name in ("parameters", "activations")}
        record["status"] = summary.status
        record["notes"] = [note._asdict() for note in summary.notes]
        return record

    def _layer_record(self, layer: LayerSummary) -> dict[str, Any]:
        record = {
            "name": layer.name,
            "kind": layer.kind,
            "inputs": layer.inputs,
            "line": layer.line,
            "head": layer.head,
        }
        for analysis in ANALYSES:
            if analysis.in_record:
                record[analysis.name] = _plain(getattr(layer, analysis.name))
        for asked in self.columns:
            if asked.name not in record and asked.name not in FOR_PROGRAMS:
                record[asked.name] = _plain(asked.value(layer))
        return record


def _chain(group: Group | None) -> list[Group]:
    """The groups around a layer, outermost first."""
    chain = []
    while group is not None:
        chain.append(group)
        group = group.parent
    return chain[::-1]


def _block_cell(block: Block, column: Column) -> Any:
    if column.name == "name":
        return block.group.label
    if column.name == "kind" and block.group.kind != "branch":
        branches = sum(isinstance(item, Block) for item in block.items)
        return f"{block.group.kind} of {branches} branches" if block.group.kind != "head" else "head"
    return None


def _folded(group: Group, layers: list[LayerSummary], column: Column) -> Any:
    """What stands in a column for all layers of a block."""
    if column.name == "name":
        return group.name
    if column.name == "kind":
        return group.kind
    if column.folds == "sum":
        values = [column.value(layer) for layer in layers]
        if column.unit == "share":
            return None if None in values else sum(values)
        return Figure.total(values)
    return column.value(layers[-1]) if column.folds == "last" else None


def _sortable(value: Any) -> Any:
    if isinstance(value, Shape):
        return value.values
    return None if isinstance(value, Mapping) else value


def _parameter_remark(totals: Totals) -> str:
    parts = []
    if totals.frozen:
        parts.append(f"{exact(totals.trainable)} trainable, {exact(totals.frozen)} frozen")
    else:
        parts.append("all trainable" if totals.parameters else "")
    if totals.statistics:
        whole = Figure.total([totals.parameters, totals.statistics])
        parts.append(f"and {exact(totals.statistics)} moving statistics (with them {exact(whole)})")
    return " ".join(filter(None, parts))


def _flops(multiplies: Figure) -> str:
    """`30.94 GFLOPs`."""
    flops = Figure(2 * multiplies)
    flops.complete = multiplies.complete
    text = short(flops)
    return f"{text}FLOPs" if text[-1].isalpha() else f"{text} FLOPs"


def _times(figure: Figure, summary: Summary, total: str) -> Figure:
    held = Figure(summary.bytes(total))
    held.complete = figure.complete
    return held


def _totals_record(totals: Totals) -> dict[str, int]:
    return {name: int(figure) for name, figure in totals.items()}


def _shape_record(shape: Shape) -> dict[str, Any]:
    return {"channels": shape.channels, "size": list(shape.size)}


def _plain(value: Any) -> Any:
    """A figure as JSON knows it: whole numbers, lists, mappings; a rational is a text such as "1/2"."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Shape):
        return _shape_record(value)
    if hasattr(value, "record"):
        return _plain(value.record())
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        return {name: _plain(of) for name, of in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(of) for of in value]
    return str(value)
