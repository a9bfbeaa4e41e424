"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits."""

import csv
from io import StringIO

from cnncalc.figures import for_programs
from cnncalc.render import Terminal
from cnncalc.report.base import Report


def render(report: Report, terminal: Terminal) -> str:
    """The rows of the table without the totals, so that a column can be added up."""
    table = report.table
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([heading.name for heading in table.headings])
    for row in table.rows:
        if row.role != "block":
            writer.writerow(
                [
                    for_programs(cell, heading.unit, layout=report.layout)
                    for cell, heading in zip(row.cells, table.headings, strict=True)
                ]
            )
    return text.getvalue()
