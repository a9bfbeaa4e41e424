"""A report as it may be shown: no text in it steers a terminal, or passes for another line or direction."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from cnncalc.analysis import ALIASES
from cnncalc.problem import did_you_mean, listing, printable
from cnncalc.report import ColumnError
from cnncalc.report.base import Heading, Line, Passage, Report, Row, Table


class Shown(Report):
    """The report with every text of it printable, whatever files and arguments hold; `record` stays true.

    columns: which of its table; none: all; None: all, and nobody may choose. ColumnError for one it has not.
    """

    def __init__(self, report: Report, columns: Sequence[str] | None = None) -> None:
        self._report = report
        self._table = _chosen(report.table, columns) if columns else report.table
        self.title = printable(report.title)
        self.remarks = tuple(map(printable, report.remarks))
        self.layout, self.in_full = report.layout, report.in_full
        self.flush_left = report.flush_left
        self.wider = report.wider if columns is None else f"--columns chooses; {report.wider}"
        self.reference = printable(report.reference)

    @cached_property
    def table(self) -> Table:
        headings, rows, total = self._table
        shown = (heading._replace(title=printable(heading.title)) for heading in headings)
        return Table(tuple(shown), tuple(map(_row, rows)), None if total is None else _cells(total))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(*map(printable, line)) for line in self._report.lines)

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(
            Passage(printable(passage.heading), tuple(map(printable, passage.lines)))
            for passage in self._report.passages
        )

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(map(printable, self._report.notes))

    def text(self, cell: Any, heading: Heading) -> str:
        return self._report.text(cell, heading)

    @property
    def record(self) -> Mapping[str, Any]:
        return self._report.record


def _chosen(table: Table, columns: Sequence[str]) -> Table:
    """The table with these columns alone, in this order."""
    keys = [heading.name for heading in table.headings]
    places = [place for name in columns for place in _places(keys, name)]

    def those(cells: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(cells[i] for i in places)

    rows = (row._replace(cells=those(row.cells), shown=those(row.shown)) for row in table.rows)
    return Table(those(table.headings), tuple(rows), table.total and those(table.total))


def _places(keys: Sequence[str], name: str) -> list[int]:
    """Which column a name means, or which two where each side has one; ColumnError where there is none."""
    key = name if name in keys else ALIASES.get(name, name)
    found = [keys.index(one) for one in (key, f"{key}_a", f"{key}_b") if one in keys]
    if not found:
        hint = did_you_mean(name, keys) or f"; there are {listing(keys)}"
        raise ColumnError(f"there is no column '{name}'{hint}")
    return found


def _row(row: Row) -> Row:
    texts = [cell for cell in (*row.cells, *row.shown) if isinstance(cell, str)]
    if "".join(texts).isprintable():
        return row
    return row._replace(cells=_cells(row.cells), shown=_cells(row.shown))


def _cells(cells: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(printable(cell) if isinstance(cell, str) else cell for cell in cells)
