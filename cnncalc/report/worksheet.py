"""The report of a worksheet: a table to be filled in on paper, in Markdown, or in a browser."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cnncalc.report import WORKSHEET
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.conventions import conventions, in_words
from cnncalc.teaching.sheets.worksheet import Worksheet

BLANK = "." * 10
"""What stands in a cell that is to be filled in, where no lines can be ruled."""

NOT_ASKED = "—"

NAME = "Name"
"""What stands before the line for the student's name; sheets are read by it."""

SIGN = re.compile(r"(?<=\d)/(?=\d)| [pdg](?=\d)")
"""A sign in a kind in short, such as conv 3x3/2 p1."""

SPELLED = {
    "/": "3x3/2: kernel 3x3, stride 2",
    "p": "p1: padding 1",
    "d": "d2: dilation 2",
    "g": "g4: 4 groups",
}
"""What its signs mean, where they stand on the sheet."""

LAYOUTS = {"hwc": "28x28x6: sizes, then channels", "chw": "6x28x28: channels, then sizes"}
"""How shapes are to be written."""


class WorksheetReport(Report):
    """What `worksheet` writes; `answers` fills the blanks, `fillable` makes them fields of a form."""

    forms = WORKSHEET
    in_full = True

    def __init__(self, sheet: Worksheet, answers: bool = False, fillable: bool = False) -> None:
        self.sheet, self.answers, self.fillable = sheet, answers, fillable
        self.title = f"{sheet.title}{': the answers' if answers else ''}"
        self.remarks = (sheet.inputs, *([] if answers else [f"{NAME}: {sheet.student or '.' * 30}"]))

    @property
    def table(self) -> Table:
        headings = (
            Heading("layer", "Layer", "text"),
            Heading("kind", "Kind", "text"),
            *(Heading(name, in_words(name), "size") for name in self.columns),
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
                NOT_ASKED if cell is None else BLANK if f"{row.name}.{figure}" in hidden else cell
                for figure, cell in zip(self.columns, row.cells, strict=True)
            ),
        )
        return Row(cells, cells)

    @property
    def lines(self) -> Iterable[Line]:
        return (Line(key, value) for key, value in self.sheet.told)

    @property
    def notes(self) -> Iterable[str]:
        yield " ".join(self._conventions())

    def _conventions(self) -> Iterator[str]:
        """How the kinds are spelled, and how the figures on the sheet are counted."""
        signs = {match[0].strip()[0] for row in self.sheet.rows for match in SIGN.finditer(row.kind)}
        asked = {key.rpartition(".")[2] for key in self.sheet.asked}
        spelled = [text for sign, text in SPELLED.items() if sign in signs]
        layout = LAYOUTS[self.sheet.headings.get("layout", "hwc")]
        told = [*spelled, *([layout, "rounded down unless the layer says so"] if "output" in asked else [])]
        counted = ((in_words(name), text) for name, text in conventions().items() if name in asked)
        yield from (f"{part}." for part in ("; ".join(told), *(": ".join(pair) for pair in counted)) if part)
