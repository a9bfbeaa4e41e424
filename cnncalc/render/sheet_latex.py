r"""A worksheet in LaTeX: a document of its own, with ruled cells to write in, for any TeX."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cnncalc.report.worksheet import BLANK, NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncalc.report.worksheet import WorksheetReport

PORTRAIT, LANDSCAPE = 17.6, 26.0
"""Centimetres that a page of A4 has between its margins."""

LETTER, GAP, BLANK_CELL = 0.19, 0.31, 2.6
"""Centimetres of a letter, between two columns, and of a cell to write in."""

LONGEST, LONGEST_ACROSS = (3.2, 4.2), (6.0, 7.0)
"""Centimetres of the longest name and kind, upright and across; a longer one takes several lines."""

NARROWEST = 0.88
"""The part of their width to which columns shrink before the page is turned."""

LEFT, RIGHT = (rf"ragged{side}\arraybackslash\rule{{0pt}}{{2.5ex}}" for side in ("right", "left"))
UNDER = r"\rule[-.9ex]{0pt}{0pt}"
"""How cells begin and end: those of several lines keep off the rules above and below."""

TALL, LOW = r"\rule[-4.2mm]{0pt}{10.4mm}", r"\rule[-1.6mm]{0pt}{5.2mm}"
"""Struts: of a row with cells to write in, and of one without."""


def document(report: "WorksheetReport", escape: "Callable[[str], str]") -> str:
    """The sheet, on A4, upright if its columns fit; a long table goes on on the next page under its head."""
    widths = _widths(report, LONGEST)
    upright = NARROWEST * _total(widths) <= PORTRAIT
    widths = widths if upright else _widths(report, LONGEST_ACROSS)
    scale = min(1.0, (PORTRAIT if upright else LANDSCAPE) / _total(widths))
    return "\n".join(
        [
            rf"\documentclass[a4paper{'' if upright else ',landscape'}]{{article}}",
            r"\usepackage[utf8]{inputenc}",
            r"\usepackage[margin=17mm]{geometry}",
            r"\usepackage{array,longtable}",
            r"\setlength{\parindent}{0pt}\setlength{\tabcolsep}{4pt}\setlength{\LTleft}{0pt}",
            r"\begin{document}",
            *_head(report, escape),
            *_table(report, [width * scale for width in widths], escape),
            r"\end{document}",
            "",
        ]
    )


def _head(report: "WorksheetReport", escape: "Callable[[str], str]") -> Iterator[str]:
    inputs = report.sheet.inputs
    yield rf"{{\Large\bfseries {escape(report.title)}}}\hfill"
    student = escape(report.sheet.student) or r"\rule[-1mm]{75mm}{0.4pt}"
    yield r"\\[2mm]" if report.answers else rf"{NAME}: {student}\\[4mm]"
    yield rf"{escape(inputs[:1].upper() + inputs[1:])}.\\[1mm]"
    yield from (rf"{{\footnotesize {escape(note)}\par}}" for note in report.notes)
    yield r"\vspace{2mm}"


def _table(
    report: "WorksheetReport", widths: Sequence[float], escape: "Callable[[str], str]"
) -> Iterator[str]:
    table = report.table
    columns = (
        rf">{{\{RIGHT if heading.numeric else LEFT}}}m{{{width:.2f}cm}}<{{{UNDER}}}|"
        for heading, width in zip(table.headings, widths, strict=True)
    )
    yield rf"\begin{{longtable}}{{@{{}}l@{{}}|{''.join(columns)}}}"
    titles = (rf"\textbf{{{escape(heading.title)}}}" for heading in table.headings)
    yield rf"\hline {LOW} & {' & '.join(titles)} \\ \hline \endhead"
    for row in table.rows:
        cells = ("" if cell == BLANK else breakable(escape(cell)) for cell in row.cells)
        strut = TALL if BLANK in row.cells else LOW
        yield rf"{strut} & {' & '.join(cells)} \\ \hline"
    yield r"\end{longtable}"


def breakable(name: str) -> str:
    """A name that may go on in the next line behind a slash or an underscore."""
    return name.replace("/", r"/\allowbreak ").replace(r"\_", r"\_\allowbreak ")


def _widths(report: "WorksheetReport", longest: tuple[float, float]) -> list[float]:
    """Of each column, in centimetres: what stands in it, and room to write."""
    table = report.table
    columns = zip(*(row.cells for row in table.rows), strict=True)
    found = [_width(heading.title, column) for heading, column in zip(table.headings, columns, strict=True)]
    return [*map(min, found[:2], longest), *found[2:]]


def _width(title: str, column: Sequence[str]) -> float:
    longest = LETTER * max(
        [*(len(word) + 1 for word in title.split()), *(len(text) for text in column if text != BLANK)]
    )
    return max(longest, BLANK_CELL) if BLANK in column else longest


def _total(widths: Sequence[float]) -> float:
    return sum(widths) + GAP * len(widths)
