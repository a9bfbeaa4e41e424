"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits.

A text that a spreadsheet would take for a formula, such as a layer called `=1+1`, gets an apostrophe before
it. Source: OWASP, CSV Injection.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from cnncalc.figures import for_programs
from cnncalc.render import Terminal
from cnncalc.report.base import Heading, Report, Row

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?( ?%)?")


def render(report: Report, terminal: Terminal) -> str:
    """The rows of the table without the totals, so that a column can be added up."""
    table = report.table
    return "".join(lines(table.headings, table.rows, report.layout))


def lines(headings: Sequence[Heading], rows: Iterable[Row], layout: str = "hwc") -> Iterator[str]:
    """The header, and each row as soon as it is there."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_harmless(heading.name) for heading in headings])
    for row in rows:
        if row.role == "block":
            continue
        yield _taken(text)
        writer.writerow(
            [
                _harmless(for_programs(cell, heading.unit, layout=layout))
                for cell, heading in zip(row.cells, headings, strict=True)
            ]
        )
    yield _taken(text)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet works out.

    >>> _harmless("=1+1"), _harmless("-3"), _harmless("conv1")
    ("'=1+1", '-3', 'conv1')
    """
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def _taken(text: StringIO) -> str:
    """What has been written since, taken out."""
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written
