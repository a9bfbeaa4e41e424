"""The table of `summarize` for a reader: one row for what belongs together, and what to know below it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from cnncalc.analysis.weight_layers import depth
from cnncalc.blocks import tree
from cnncalc.figures.spelling import exact, flops, memory
from cnncalc.problem import listing
from cnncalc.report.base import Heading, Line, Row, Table
from cnncalc.report.conventions import COUNTED, sentences
from cnncalc.report.headings import EXACT, TITLES
from cnncalc.report.outline import OutlineRow, folding, outline
from cnncalc.report.pattern import projections
from cnncalc.report.reading import reading
from cnncalc.report.summary import SummaryReport, View, column, parameter_remark, sorted_by
from cnncalc.summary import LayerSummary, Summary

COLUMNS = (
    "name", "kind", "output", "parameters", "parameters_share", "multiplies", "multiplies_share",
    "receptive_field",
)  # fmt: skip

PEAKS = ("count", "bytes", "level", "share")
"""Units of which the largest cell of a column stands out."""

MOST_HEADS = 5
"""Heads that are named below the table."""


class GlanceReport(SummaryReport):
    """What `summarize` says to a reader."""

    wider = "--columns chooses"

    def __init__(self, summary: Summary, view: View = View(), expand: bool = False, notes: bool = False):  # noqa: B008
        super().__init__(summary, view._replace(columns=view.columns or COLUMNS))
        self.expand, self.all_notes = expand, notes
        self.reference = summary.network.reference
        self.remarks = tuple(self._remarks())

    # -- above the table ---------------------------------------------------------------------------

    def _remarks(self) -> Iterator[str]:
        network, settings = self.summary.network, self.summary.settings
        shapes = {name: shape.text(self.layout) for name, shape in network.inputs.items()}
        only = list(shapes) == ["input"]
        inputs = shapes["input"] if only else ", ".join(f"{name} {text}" for name, text in shapes.items())
        ends = [node for node in network.layers if node.head is None]
        yield f"{inputs} → {ends[-1].output.text(self.layout)}" if ends else inputs
        if network.left_out:
            yield f"without {_first(network.left_out)}"
        if settings.batch > 1:
            yield f"batch of {settings.batch}"
        yield self._how_many()

    def _how_many(self) -> str:
        many, rows = len(self.summary), sum(not row.opened for row in self.every_row)
        layers = f"{many:,} layer{'s' if many != 1 else ''}"
        if any(row.folded for row in self.every_row):
            return f"{layers}, folded (--expand shows all)"
        in_rows = f"{rows:,} row{'s' if rows != 1 else ''}"
        return f"{layers} in {in_rows} (--expand shows all)" if rows < many else layers

    # -- the table ---------------------------------------------------------------------------------

    @cached_property
    def every_row(self) -> list[OutlineRow]:
        """The rows of the whole tree."""
        items = tree(self.summary) if self.expand else reading(self.summary)
        return list(outline(items, *folding(items, self.view.depth, self.view.collapse)))

    @cached_property
    def outline(self) -> list[OutlineRow]:
        """The rows, those of the whole tree, or of the layers that `sort` and `top` ask for."""
        view = self.view
        if view.sort is None and view.top is None:
            return self.every_row
        rows = {id(row.layer): row for row in self.every_row if not row.opened}
        layers = [row.layer for row in rows.values()]
        if view.sort is not None:
            layers = sorted_by(layers, column(view.sort))
        return [rows[id(one)]._replace(label=one.name, trail=()) for one in layers[: view.top]]

    @cached_property
    def table(self) -> Table:
        total = self._total_row() if len(self.summary) else None
        return Table(tuple(self._headings()), tuple(map(self._outline_row, self.outline)), total)

    def _headings(self) -> Iterator[Heading]:
        before = ""
        for c in self.columns:
            title = "%" if c.name == f"{before}_share" else TITLES.get(c.name, c.heading)
            scales = c.unit == "count" and c.name not in EXACT and not self.view.in_full
            yield Heading(c.name, title, c.unit, c.keep, scales=scales, peaks=c.unit in PEAKS)
            before = c.name

    def _outline_row(self, row: OutlineRow) -> Row:
        layer = row.layer
        cells = tuple(c.value(layer) for c in self.columns)
        texts = {"name": row.label, "kind": row.kind, "receptive_field": self._field(layer)}
        shown = tuple(texts.get(c.name) or cell for c, cell in zip(self.columns, cells, strict=True))
        quiet = layer.node.layer is not None and layer.node.layer.in_place
        return Row(cells, shown, "block" if row.opened else "quiet" if quiet else "layer", row.trail)

    def _field(self, layer: LayerSummary) -> str | None:
        """`all` once a whole map was read."""
        field = layer.receptive_field
        fields = list(field.values()) if isinstance(field, Mapping) else [field]
        return "all" if fields and all(one is not None and one.whole_input for one in fields) else None

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: counts exact, shares in whole per cents.

        Where there is no room for a count, its whole column is rounded.
        """
        if isinstance(cell, str) or cell is None:
            return super().text(cell, heading)
        if heading.unit == "share":
            return "<1" if 0 < cell < Fraction(1, 200) else f"{float(cell) * 100:.0f}"
        return exact(cell) if heading.unit == "count" else super().text(cell, heading)

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        summary, settings = self.summary, self.summary.settings
        totals = summary.totals
        weights = f"{memory(summary.bytes('parameters'))} as {settings.dtype}"
        remarks = "; ".join(filter(None, [weights, parameter_remark(totals)]))
        yield Line("Parameters", exact(totals.parameters), remarks)
        yield Line("Multiplies", exact(totals.multiplies), f"MACs, {flops(totals.multiplies)} at 2 per MAC")
        images = f", batch of {settings.batch}" if settings.batch > 1 else ""
        held = f"{memory(summary.bytes('activations'))} as {settings.dtype}{images}"
        yield Line("Activations", exact(totals.activations), f"values, {held}")
        if len(summary):
            peak = max(summary, key=lambda layer: layer.alive)
            yield Line("Peak memory", memory(peak.alive), f"at inference, at {peak.name}")
        yield self._depth()
        if summary.heads:
            yield self._heads()

    def _depth(self) -> Line:
        """The layers with weights on the longest path, and how many there are beside them."""
        longest, every = depth(self.summary.network), self.summary.totals.weight_layers
        layers = f"weight layer{'s' if longest != 1 else ''}"
        if every <= longest:
            shared = "; shared ones count each time" if every < longest else ""
            return Line("Depth", exact(longest), layers + shared)
        beside = projections(tree(self.summary))
        if beside == every - longest:
            return Line(
                "Depth", exact(longest), f"{layers}, + {beside} projection{'s' if beside > 1 else ''}"
            )
        return Line("Depth", exact(longest), f"{layers} on the longest path, {exact(every)} in all")

    def _heads(self) -> Line:
        """Which heads there are, and what is left without them; what each adds stands in its row."""
        heads, main = list(self.summary.heads), self.summary.main_path
        costs = f"{exact(main.parameters)} parameters, {exact(main.multiplies)} MACs"
        return Line(
            "Heads", exact(len(heads)), f"{_first(heads)}; without {'them' if heads[1:] else 'it'} {costs}"
        )

    @property
    def notes(self) -> Iterable[str]:
        shown, every = len(self.outline), sum(not row.opened for row in self.every_row)
        if self.view.top is not None and shown < every:
            yield f"{shown:,} of {every:,} rows are shown; the totals are of all layers."
        yield from self.of_layers
        unit = "RF in input pixels. " if "receptive_field" in self.view.columns else ""
        yield sentences() if self.all_notes else unit + COUNTED


def _first(heads: Sequence[str]) -> str:
    """The names of the first few heads."""
    more = [f"{len(heads) - MOST_HEADS:,} more"] if heads[MOST_HEADS:] else []
    return listing([*heads[:MOST_HEADS], *more])
