"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cnncalc.files import spreadsheet
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.report.base import Heading, Report, Row
    from cnncalc.report.worksheet import WorksheetReport


def table(report: "Report", terminal: Terminal) -> str:
    """The rows of the table without the totals, so that a column can be added up."""
    return "".join(lines(report.table.headings, report.table.rows, report.layout))


def lines(headings: "Sequence[Heading]", rows: "Iterable[Row]", layout: str = "hwc") -> Iterator[str]:
    """The header, and each row as soon as it is there."""
    yield from spreadsheet.lines([[heading.name for heading in headings]])
    yield from spreadsheet.lines(
        [heading.plain(cell, layout) for cell, heading in zip(row.cells, headings, strict=True)]
        for row in rows
        if row.role != "block"
    )


def worksheet(report: "WorksheetReport", terminal: Terminal) -> str:
    """The worksheet to be filled in and read again; or the key to it."""
    from cnncalc.teaching.sheets.write import as_csv

    return as_csv(report.sheet, report.answers)


FORMAT = Format("csv", for_programs=True, table=table, working=table, worksheet=worksheet, rows=lines)
