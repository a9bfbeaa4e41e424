"""The report of `diff`: what was added, removed and changed, and how many layers follow from it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from cnncalc.design.diff.changes import FIGURES, Change, Difference
from cnncalc.design.diff.rows import Renaming, rows
from cnncalc.figures.spelling import exact, for_readers, percent, short
from cnncalc.language.arithmetic import show
from cnncalc.network import Network
from cnncalc.report.base import ARROW, Heading, Line, Report, Row, Table, Unit
from cnncalc.report.diff_record import MARKS, diff_record, value_of
from cnncalc.report.pattern import brief
from cnncalc.shape import size_text

FOR_READERS = (
    Heading("layer", "Layer", "text", 201),
    Heading("change", "Change", "text", 200, 24, wraps=True),
    Heading("output", "Output", "text", 60),
    Heading("parameters", "Parameters", "count", 80),
    Heading("multiplies", "MACs", "count", 70, scales=True),
    Heading("receptive_field", "RF", "figure", 50),
)
UNITS: dict[str, Unit] = {
    "output": "shape", "parameters": "count", "multiplies": "count", "receptive_field": "extent",
}  # fmt: skip
FOR_PROGRAMS = (
    Heading("change", "Change", "text"),
    *(Heading(f"{key}_{side}", key, "text") for key in ("name", "kind", "line") for side in ("a", "b")),
    Heading("fields", "Fields", "text"),
    *(Heading(f"{key}_{side}", key, unit) for key, unit in UNITS.items() for side in ("a", "b")),
)

Role = Literal["layer", "quiet", "block", "added", "removed"]
ROLES: dict[str, Role] = {"added": "added", "removed": "removed", "follows": "quiet"}


class DiffReport(Report):
    """What `diff` says. for_programs: a column for each side of each figure, and a row for each layer."""

    def __init__(
        self,
        difference: Difference,
        everything: bool = False,
        in_full: bool = False,
        for_programs: bool = False,
        names: tuple[str, str] | None = None,
    ) -> None:
        self.difference, self.everything = difference, everything or for_programs
        self.in_full, self.for_programs = in_full, for_programs
        a, b = difference.a, difference.b
        self.names = one, other = names or (a.network.spec, b.network.spec)
        self.title = one if one == other else f"{one} -> {other}"
        self.variables = _variables(a.network, b.network)
        told = [f"{key} {show(old)} -> {show(new)}" for key, (old, new) in self.variables.items()]
        self.remarks = (a.name if a.name == b.name else f"{a.name} -> {b.name}", *told)
        self.words = Counter(change.word for change in difference.changes)

    # -- the table ---------------------------------------------------------------------------------

    @property
    def table(self) -> Table:
        if self.for_programs:
            changes = (change for change in self.difference.changes if change.word != "same")
            cells = (tuple(_cells(change)) for change in changes)
            return Table(FOR_PROGRAMS, tuple(Row(row, row) for row in cells))
        return Table(tuple(map(self._kept, FOR_READERS)), tuple(self._rows()))

    def _kept(self, heading: Heading) -> Heading:
        """A figure that the changes changed stays longer on a narrow terminal than one that they did not."""
        shown = (change for change in self.difference.changes if change.word not in ("same", "follows"))
        differs = any(heading.name in change.figures for change in shown)
        scales = heading.scales and not self.in_full
        return heading._replace(keep=heading.keep + 30 * differs, scales=scales)

    def _rows(self) -> Iterator[Row]:
        """Each layer below a line with the path of the block it is in."""
        around = ""
        shown = list(rows(self.difference, self.everything))
        for i, row in enumerate(shown):
            path, label = _path(row)
            if path != around and path:
                yield Row(("", *[None] * 5), (path, *[None] * 5), "block", (True,))
            around = path
            last = i + 1 == len(shown) or _path(shown[i + 1])[0] != path
            yield self._row(row, label, (True, last) if path else (True,))

    def _row(self, row: Change | Renaming, label: str, trail: tuple[bool, ...]) -> Row:
        if isinstance(row, Renaming):
            count = f"renamed, {row.layers:,} layer{'' if row.layers == 1 else 's'}"
            return Row(cells := (f"~ {row.old} -> {row.new}", count, *[""] * 4), cells, "layer", trail)
        mark = MARKS[row.word]
        figures = [self._figure(row, name) for name in FIGURES]
        what = _what(row)
        full = row.b.name if row.b else row.a.name if row.a else ""
        renamed = f"{row.a.name} -> " if row.renamed and row.a else ""
        name = f"{mark} {renamed}{full if renamed else label}"
        cells = (f"{mark} {renamed}{full}", what, *figures)
        return Row(cells, (name, what, *figures), ROLES.get(row.word, "layer"), trail)

    def _figure(self, change: Change, name: str) -> Any:
        """The figure before and after; once where it is the same. Of counts the numbers."""
        values = [value_of(layer, name) for layer in (change.a, change.b) if layer is not None]
        if UNITS[name] == "count":
            same = len(values) == 2 and values[0] == values[1]
            return tuple("?" if value is None else value for value in values[same:])
        return ARROW.join(dict.fromkeys(for_readers(value, UNITS[name]) for value in values))

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: counts digit by digit, before and after a change."""
        if isinstance(cell, tuple):
            return ARROW.join(one if isinstance(one, str) else exact(one) for one in cell)
        return super().text(cell, heading)

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterator[Line]:
        if not self.difference.differ:
            return
        for word in ("added", "removed", "changed", "renamed"):
            if self.words[word]:
                yield Line(word.capitalize(), f"{self.words[word]:,}", self._alike(word))
        if self.words["follows"]:
            yield Line("Affected", f"{self.words['follows']:,}", self._followers())
        a, b = self.difference.a, self.difference.b
        for name, label in TOTALS.items():
            before, after = a.totals[name], b.totals[name]
            if before or after:
                yield Line(label, exact(after), _against(before, after))

    def _alike(self, word: str) -> str:
        """What was changed alike, and how often: the most frequent first."""
        counts: Counter[str] = Counter()
        for change in self.difference.changes:
            if change.word == word:
                counts.update(_alike(change))
        most = counts.most_common(MOST_ALIKE)
        shown = [f"{text} ({count:,}x)" if count > 1 else text for text, count in most]
        more = len(counts) - len(shown)
        return "; ".join([*shown, *([f"{more:,} more"] if more else [])])

    def _followers(self) -> str:
        """What differs in layers that the spec did not change."""
        counts = Counter(
            name for change in self.difference.changes if change.word == "follows" for name in change.figures
        )
        told = [f"{counts[name]:,} in {name.replace('_', ' ')}" for name in FIGURES if counts[name]]
        return f"other layers, by what changed before them: {', '.join(told)}"

    @property
    def notes(self) -> Iterable[str]:
        if not self.difference.differ:
            yield f"No differences: {len(self.difference.b):,} layers are the same."
        elif self.words["follows"] and not self.everything:
            yield "'--all' shows the layers that follow, and each layer of a block."

    @property
    def record(self) -> Mapping[str, Any]:
        return diff_record(self.difference, self.names, self.variables, self.words)


TOTALS = {
    "parameters": "Parameters",
    "statistics": "Running statistics",
    "multiplies": "Multiplies",
    "activations": "Activations",
    "weight_layers": "Weight layers",
}
"""What stands below the table, and what it is called there."""

MOST_ALIKE = 6
"""Kinds of change that a line names."""


def _path(row: Change | Renaming) -> tuple[str, str]:
    """The path of the block that a row stands in, and the name in it."""
    layer = None if isinstance(row, Renaming) or row.renamed else row.b or row.a
    if layer is None:
        return "", ""
    group = layer.node.group
    if group is not None and group.name == layer.name:  # a block, or the layer that joins its branches
        group = group.parent
    path = group.name if group else ""
    return path, layer.name.removeprefix(f"{path}/") if path else layer.name


def _what(change: Change) -> str:
    """The kind of a layer that came or went; what was changed of one that stayed."""
    layer = change.b or change.a
    assert layer is not None
    if change.word in ("added", "removed"):
        return brief(layer) if layer.node.layer or layer.node.number < 0 else layer.kind
    if not change.fields:
        return change.word if change.word == "renamed" else layer.kind
    fields = {name: sides for name, sides in change.fields.items() if name != "kind"}
    told = [f"{name} {_side(old)} -> {_side(new)}" for name, (old, new) in fields.items()]
    kinds = change.fields.get("kind")
    kind = f"{brief(change.a)} -> {brief(change.b)}" if kinds and change.a and change.b else layer.kind
    return ": ".join(filter(None, [kind, ", ".join(told)]))


def _alike(change: Change) -> Iterator[str]:
    layer = change.b or change.a
    if change.word in ("added", "removed") and layer is not None:
        yield layer.kind
    for name, (old, new) in change.fields.items():
        yield name if name in ("from", "share") else f"{name} {_side(old)} -> {_side(new)}"


def _side(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple) and all(isinstance(one, int) for one in value):
        return size_text(value)
    return str(value) if not isinstance(value, tuple) else "..."


def _against(before: Any, after: Any) -> str:
    """The figure before, and the difference."""
    known = before.complete and after.complete
    if known and before == after:
        return "unchanged"
    if not known or not before:
        return f"from {exact(before)}"
    step = after - before
    sign, share = "+" if step > 0 else "-", Fraction(abs(step), int(before))
    told = f"{sign}{percent(share)}" if share >= Fraction(1, 2000) else "less than 0.1 %"
    return f"from {exact(before)}: {sign}{short(abs(step))}, {told}"


def _cells(change: Change) -> Iterator[Any]:
    yield change.word
    sides = (change.a, change.b)
    for name in ("name", "kind", "line"):
        yield from ("" if layer is None else str(getattr(layer, name) or "") for layer in sides)
    yield "; ".join(f"{name}: {_side(old)} -> {_side(new)}" for name, (old, new) in change.fields.items())
    for figure in FIGURES:
        yield from (value_of(layer, figure) for layer in sides)


def _variables(a: Network, b: Network) -> dict[str, tuple[Any, Any]]:
    """The variables that both have, with values that differ: before, and after."""
    both = {name: (value, b.variables[name]) for name, value in a.variables.items() if name in b.variables}
    return {name: sides for name, sides in both.items() if sides[0] != sides[1]}
