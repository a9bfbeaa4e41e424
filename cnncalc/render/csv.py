"""CSV: a header with the columns' keys, a row per layer, whole numbers in plain digits."""

import csv
import re
from io import StringIO

from cnncalc.figures import for_programs
from cnncalc.render import Terminal
from cnncalc.report.base import Report

FORMULA = re.compile(r"[=+\-@\t\r](?![0-9., xX/]*%?$)")
"""How a text begins that a spreadsheet program takes for a formula; a signed number is none."""


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
                    defused(cell)
                    if isinstance(cell, str)
                    else for_programs(cell, heading.unit, layout=report.layout)
                    for cell, heading in zip(row.cells, table.headings, strict=True)
                ]
            )
    return text.getvalue()


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet program would reckon with it.

    >>> defused("=1+1"), defused("-90"), defused("C1")
    ("'=1+1", '-90', 'C1')
    """
    return f"'{text}" if FORMULA.match(text) else text
