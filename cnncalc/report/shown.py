"""A report as it may be shown: no text in it steers a terminal, or passes for another line or direction."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from cnncalc.problem import printable
from cnncalc.report.base import Heading, Line, Passage, Report, Row, Table


class Shown(Report):
    """The report with every text of it printable, whatever files and arguments hold; `record` stays true."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.title = printable(report.title)
        self.remarks = tuple(map(printable, report.remarks))
        self.layout, self.in_full = report.layout, report.in_full
        self.flush_left, self.wider = report.flush_left, report.wider
        self.reference = printable(report.reference)

    @cached_property
    def table(self) -> Table:
        headings, rows, total = self._report.table
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


def _row(row: Row) -> Row:
    texts = [cell for cell in (*row.cells, *row.shown) if isinstance(cell, str)]
    if "".join(texts).isprintable():
        return row
    return row._replace(cells=_cells(row.cells), shown=_cells(row.shown))


def _cells(cells: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(printable(cell) if isinstance(cell, str) else cell for cell in cells)
