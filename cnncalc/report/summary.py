"""The report of `summarize`: a row per layer, branches as branches, totals, conventions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cnncalc.analysis import ADDITIVE, ALIASES, COLUMNS
from cnncalc.analysis.base import Column, Figure, Unit
from cnncalc.blocks import Block, Folded, tree
from cnncalc.figures.spelling import exact, flops, memory
from cnncalc.network import Group, Network
from cnncalc.problem import did_you_mean, listing, printable
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.conventions import conventions, sentences
from cnncalc.report.outline import Depth, folding
from cnncalc.report.pattern import brief
from cnncalc.report.record import summary_record
from cnncalc.report.tree import Repeats, TreeRow, entries
from cnncalc.shape import AXES, Shape, channels_first
from cnncalc.summary import LayerSummary, Summary, Totals

FOR_READERS = ("name", "kind", "output", "parameters", "multiplies", "receptive_field")
FOR_PROGRAMS = (
    "name", "kind", "kernel", "stride", "padding", "output", "parameters", "multiplies", "receptive_field",
)  # fmt: skip

MOST_NOTES = 10
"""Notes on single layers that stand below a table."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class View(NamedTuple):
    """What of a summary is shown, and how."""

    columns: tuple[str, ...] = ()  # those that were asked for; none: the usual ones
    depth: Depth = None  # levels of the tree that are shown; deeper ones are folded
    collapse: bool = False  # equal repeats in one row
    sort: str | None = None
    top: int | None = None
    layout: str = "hwc"
    in_full: bool = False
    for_programs: bool = False  # the usual columns of those who cannot read `conv 3x3/2`


def column(name: str) -> Column:
    """The column of this name; ValueError with the nearest one where there is none."""
    found = COLUMNS.get(ALIASES.get(name, name))
    if found is None:
        hint = "" if name in ("all", "list", "help") else did_you_mean(name, [*COLUMNS, *ALIASES])
        raise ValueError(f"there is no column '{name}'{hint or '; there are ' + listing(COLUMNS)}")
    return found


class SummaryReport(Report):
    """What `summarize` says of a network."""

    wider = "--columns chooses; -o FILE shows all"

    def __init__(self, summary: Summary, view: View = View()) -> None:  # noqa: B008
        self.summary = summary
        self.view = view
        usual = FOR_PROGRAMS if view.for_programs else FOR_READERS
        self.columns = tuple(map(column, view.columns or usual))
        self.layout = view.layout
        self.in_full = view.in_full
        inputs = summary.network.inputs
        shapes = [shape.text(view.layout) for shape in inputs.values()]
        named = [f"{name} {text}" for name, text in zip(inputs, shapes, strict=True)]
        self.title = summary.name
        self.remarks = (
            f"input {shapes[0]}" if list(inputs) == ["input"] else f"inputs {', '.join(named)}",
            *([f"without {listing(summary.network.left_out)}"] if summary.network.left_out else []),
            *([f"batch of {summary.settings.batch}"] if summary.settings.batch > 1 else []),
            *([summary.network.reference] if summary.network.reference else []),
        )

    @cached_property
    def entries(self) -> list[TreeRow]:
        """The rows: the whole tree, or the layers that `sort` and `top` ask for."""
        items = tree(self.summary)
        found = list(entries(items, *folding(items, self.view.depth, self.view.collapse)))
        if self.view.sort is None and self.view.top is None:
            return found
        layers = [entry.item for entry in found if not isinstance(entry.item, Block)]
        if self.view.sort is not None:
            layers = sorted_by(layers, column(self.view.sort))
        return [TreeRow(layer, ()) for layer in layers[: self.view.top]]

    # -- the table ---------------------------------------------------------------------------------

    @cached_property
    def table(self) -> Table:
        headings = tuple(Heading(c.name, c.heading, c.unit, c.keep) for c in self.columns)
        return Table(
            headings, tuple(map(self._row, self.entries)), self._total_row() if len(self.summary) else None
        )

    def _row(self, entry: TreeRow) -> Row:
        item, trail = entry
        if isinstance(item, Block):
            texts = {"name": item.group.label, "kind": _what_opens(item)}
            shown = tuple(texts.get(c.name) for c in self.columns)
            return Row(tuple(None for _ in self.columns), shown, "block", trail)
        cells = tuple(c.value(item) for c in self.columns)
        texts = {"name": item.node.label if trail else item.name, "kind": brief(item)}
        shown = tuple(texts.get(c.name, cell) for c, cell in zip(self.columns, cells, strict=True))
        quiet = item.node.layer is not None and item.node.layer.in_place
        return Row(cells, shown, "quiet" if quiet else "layer", trail)

    def _total_row(self) -> tuple[Any, ...] | None:
        if not any(c.name in ADDITIVE for c in self.columns):
            return None
        everything = Folded(Block(Group("total", "total", "network", None), list(self.summary)))
        cells = (c.value(everything) if c.name in ADDITIVE else "" for c in self.columns)
        return tuple("total" if i == 0 and cell == "" else cell for i, cell in enumerate(cells))

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        totals, settings = self.summary.totals, self.summary.settings
        yield Line("Parameters", exact(totals.parameters), parameter_remark(totals))
        yield Line("Multiplies", exact(totals.multiplies), f"{flops(totals.multiplies)} at 2 x MACs")
        images = f", batch of {settings.batch}" if settings.batch > 1 else ""
        held = f"{memory(self.summary.bytes('activations'))} as {settings.dtype}{images}"
        yield Line("Activations", exact(totals.activations), held)
        weights = memory(self.summary.bytes("parameters"))
        yield Line("Parameter memory", weights, f"as {settings.dtype}")
        yield Line("Weight layers", exact(totals.weight_layers), "convolutions and dense layers")
        if self.summary.heads:
            main = self.summary.main_path
            yield Line(
                "Main path", exact(main.parameters), f"parameters, {exact(main.multiplies)} multiplies"
            )
        for head, of_head in self.summary.heads.items():
            figures = f"parameters, {exact(of_head.multiplies)} multiplies"
            yield Line(f"Head {head}", exact(of_head.parameters), figures)

    @property
    def notes(self) -> Iterable[str]:
        shown, every = len(self.entries), len(self.summary)
        if self.view.top is not None and shown < every:
            yield f"{shown} of {every} layers are shown; the totals are of all."
        repeats = next((entry.item for entry in self.entries if isinstance(entry.item, Repeats)), None)
        if repeats:
            many = len(repeats.units)
            told = NUMBERS[many] if many < len(NUMBERS) else f"{many:,}"
            what = "equal repeats in one row, with the sums of all and the output of the last"
            yield f"(x {many}): {told} {what}."
        yield from self.of_layers
        yield sentences()

    @property
    def of_layers(self) -> Iterator[str]:
        """What is said of the spec, and of single layers."""
        yield from filter(None, map(channels_first, self.summary.network.inputs.values()))
        of_layers = [f"{note.layer}: {note.reason}." for note in self.summary.notes] + list(self._unaligned())
        yield from of_layers[:MOST_NOTES]
        if len(of_layers) > MOST_NOTES:
            yield f"... and {len(of_layers) - MOST_NOTES:,} more such layers."
        yield from _unread(self.summary.network)

    def _unaligned(self) -> Iterator[str]:
        """A note at each layer where paths first meet that are not centred on each other."""
        fields = self.summary.figures["receptive_field"]

        def crooked(number: int) -> bool:
            found = fields[number]
            several = found.values() if isinstance(found, Mapping) else [found]
            return any(field is not None and not field.aligned for field in several)

        for layer in self.summary:
            if crooked(layer.node.number) and not any(map(crooked, layer.node.inputs)):
                yield f"{layer.name}: the paths that meet here are unaligned: their centres differ."

    @property
    def record(self) -> Mapping[str, Any]:
        layers = (entry.item for entry in self.entries if not isinstance(entry.item, Block))
        asked = tuple(map(column, self.view.columns))
        return summary_record(self.summary, layers, asked, conventions())


def _unread(network: Network) -> Iterator[str]:
    """Notes on what stands in the spec and is read by nothing."""
    inputs = [name for name in network.dead_ends if name in network.inputs]
    if inputs:
        yield f"Nothing reads the input{'s' if len(inputs) > 1 else ''} {_first(inputs)}."
    if ends := [name for name in network.dead_ends if name not in inputs]:
        several = len(ends) > 1
        which = "layers" if several else "layer"
        what = "are no outputs; they count" if several else "is not the output; it counts"
        ends_are = f"Nothing reads the {which} {_first(ends)}, which {what} all the same."
        yield f"{ends_are} An auxiliary output is a head."
    for key, names in network.unread.items():
        if names:
            done = "reads" if key == "variables" else "calls"
            yield f"Nothing {done} the {key if len(names) > 1 else key[:-1]} {_first(names)}."


def _first(names: Sequence[str]) -> str:
    """The first few of the names."""
    more = [f"{len(names) - MOST_NOTES:,} more"] if len(names) > MOST_NOTES else []
    return listing([*(f"'{printable(name)}'" for name in names[:MOST_NOTES]), *more])


def _what_opens(block: Block) -> str | None:
    """The kind of a block: `concat of 4 branches`."""
    kind = block.group.kind
    if kind == "branch":
        return None
    if not any(isinstance(item, Block) and item.group.kind == "branch" for item in block.items):
        return kind
    # the join itself comes last; a branch that `when` left without layers is none of the items
    join = block.items[-1]
    return f"{kind} of {len(join.inputs)} branches" if isinstance(join, LayerSummary) else kind


def sorted_by(layers: list[LayerSummary], key: Column) -> list[LayerSummary]:
    """Largest figures first, texts in their own order; what is not known comes last."""
    values = [(_sortable(key.value(layer), key.unit), layer) for layer in layers]
    known = [pair for pair in values if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=key.unit != "text")
    return [layer for _, layer in known] + [layer for value, layer in values if value is None]


def _sortable(value: Any, unit: Unit) -> Any:
    if unit == "size" and isinstance(value, int):
        return (value,) * len(AXES)  # the same along every axis: it stands beside sizes such as 3x5
    if isinstance(value, Shape):
        return value.values
    if isinstance(value, tuple) and value and isinstance(value[0], Shape):  # what a join reads
        return sum(shape.values for shape in value)
    return None if isinstance(value, Mapping) else value


def parameter_remark(totals: Totals) -> str:
    """How many are trained, and what is kept besides."""
    trained = f"{exact(totals.trainable)} trainable, {exact(totals.frozen)} frozen"
    remark = trained if totals.frozen else "all trainable" if totals.parameters else ""
    if totals.statistics:
        whole = Figure.total([totals.parameters, totals.statistics])
        remark += f"; {exact(totals.statistics)} running statistics besides ({exact(whole)} with them)"
    return remark
