"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from cnncalc.figures import for_programs
from cnncalc.render import Terminal
from cnncalc.report.base import Heading, Report, Row


def render(report: Report, terminal: Terminal) -> str:
    """The rows of the table without the totals, so that a column can be added up."""
    return "".join(lines(report.table.headings, report.table.rows, report.layout))


def lines(headings: Sequence[Heading], rows: Iterable[Row], layout: str = "hwc") -> Iterator[str]:
    """The header, and each row as soon as it is there."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([heading.name for heading in headings])
    for row in rows:
        if row.role == "block":
            continue
        yield _taken(text)
        writer.writerow(
            [
                for_programs(cell, heading.unit, layout=layout)
                for cell, heading in zip(row.cells, headings, strict=True)
            ]
        )
    yield _taken(text)


def _taken(text: StringIO) -> str:
    """What has been written since, taken out."""
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written
