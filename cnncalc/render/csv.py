"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits."""

from collections.abc import Iterable, Iterator, Sequence

from cnncalc.figures.spelling import for_programs
from cnncalc.files import spreadsheet
from cnncalc.render import Terminal
from cnncalc.report.base import Heading, Report, Row


def render(report: Report, terminal: Terminal) -> str:
    """The rows of the table without the totals, so that a column can be added up."""
    return "".join(lines(report.table.headings, report.table.rows, report.layout))


def lines(headings: Sequence[Heading], rows: Iterable[Row], layout: str = "hwc") -> Iterator[str]:
    """The header, and each row as soon as it is there."""
    yield from spreadsheet.lines([[heading.name for heading in headings]])
    yield from spreadsheet.lines(
        [
            cell if isinstance(cell, str) else for_programs(cell, heading.unit, layout=layout)
            for cell, heading in zip(row.cells, headings, strict=True)
        ]
        for row in rows
        if row.role != "block"
    )
