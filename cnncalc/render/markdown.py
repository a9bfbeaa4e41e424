"""Markdown: a table for slides and documents, whole numbers in plain digits, names in full."""

import re
from collections.abc import Sequence

from cnncalc.figures.spelling import for_programs
from cnncalc.render import Terminal
from cnncalc.report.base import NUMBERS, Heading, Line, Report, Row

SPECIAL = re.compile(r"[\\`*\[\]<>|]|\b_|_\b")
SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")


def render(report: Report, terminal: Terminal) -> str:
    """Title, table with a row of totals, the figures below it, conventions."""
    table = report.table
    headings = table.headings
    lines = [f"### {escape(report.title)}", "", escape(" · ".join(report.remarks)), ""]
    lines.append(_row([escape(heading.name) for heading in headings]))
    lines.append(_row(["--:" if heading.unit in NUMBERS else ":--" for heading in headings]))
    lines += [_row(_cells(report, row, headings)) for row in table.rows if row.role != "block"]
    if table.total:
        cells = [_cell(report, cell, heading) for cell, heading in zip(table.total, headings, strict=True)]
        lines.append(_row([f"**{cell}**" if cell else "" for cell in cells]))
    for i, line in enumerate(report.lines):
        lines += ["", _line(line)] if i == 0 else [_line(line)]
    for passage in report.passages:
        lines += ["", f"**{escape(passage.heading)}**", "", *(f"- {escape(line)}" for line in passage.lines)]
    for note in report.notes:
        lines += ["", escape(note)]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """The text with the characters that mean something in Markdown escaped."""
    return SPECIAL.sub(r"\\\g<0>", text)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(report: Report, row: Row, headings: Sequence[Heading]) -> list[str]:
    """Full names; otherwise what readers are shown, such as `conv 3x3/2` for the kind."""
    shown = [cell if i == 0 else row.shown[i] for i, cell in enumerate(row.cells)]
    return [_cell(report, cell, heading) for cell, heading in zip(shown, headings, strict=True)]


def _cell(report: Report, cell: object, heading: Heading) -> str:
    unit = "text" if isinstance(cell, str) else heading.unit
    return escape(for_programs(cell, unit, layout=report.layout))


def _line(line: Line) -> str:
    """`- Parameters: 61706 (all trainable)`: plain digits here too."""
    remark = f" ({line.remark})" if line.remark else ""
    return escape(SEPARATOR.sub("", f"- {line.label}: {line.figure}{remark}")).rstrip()
