"""The report of a worksheet: a table to be filled in by hand, or in Markdown."""

from collections.abc import Iterable
from typing import Any

from cnncalc.analysis import COLUMNS
from cnncalc.report import WORKSHEET
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.teaching.sheets.worksheet import Worksheet

BLANK = "..."


class WorksheetReport(Report):
    """What `worksheet` prints in Markdown, LaTeX and HTML; `answers` fills the blanks."""

    forms = WORKSHEET
    in_full = True

    def __init__(self, sheet: Worksheet, answers: bool = False) -> None:
        self.sheet, self.answers = sheet, answers
        self.title = f"{sheet.title}{': the answers' if answers else ''}"
        self.remarks = (sheet.inputs, *([] if answers else ["Name: ...................."]))

    @property
    def table(self) -> Table:
        heads = [
            (name, COLUMNS[name].heading if name in COLUMNS else name.capitalize()) for name in self.columns
        ]
        headings = (
            Heading("layer", "Layer", "text"),
            Heading("kind", "Kind", "text"),
            *(Heading(name, title, "size") for name, title in heads),
        )
        hidden = frozenset[str]() if self.answers else frozenset(self.sheet.asked)
        return Table(headings, tuple(self._row(row, hidden) for row in self.sheet.rows))

    @property
    def columns(self) -> tuple[str, ...]:
        """The figures."""
        return self.sheet.columns

    def _row(self, row: Any, hidden: frozenset[str]) -> Row:
        cells = (
            row.name,
            row.kind,
            *(
                "—" if cell is None else BLANK if f"{row.name}.{figure}" in hidden else cell
                for figure, cell in zip(self.columns, row.cells, strict=True)
            ),
        )
        return Row(cells, cells)

    @property
    def lines(self) -> Iterable[Line]:
        if not self.answers:
            yield Line("student", "")
        yield from (Line(key, value) for key, value in self.sheet.told)
