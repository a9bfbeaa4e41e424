"""A report on a terminal: the table, the figures below it, passages and notes, wrapped to its width."""

import re

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from cnncalc.notation import typed
from cnncalc.render import Terminal
from cnncalc.render.console import ASCII, BOX, GAP, NOTES_WIDTH, Lines, console_of, draws_boxes
from cnncalc.render.layout import BOLD, DIM, Layout
from cnncalc.render.names import broken
from cnncalc.render.words import GLUE, equation, glued
from cnncalc.report.base import Passage, Report

NARROWEST_REMARK, NARROWEST_REASON = 24, 44
"""Columns beside a figure, or a formula, in which its remark is still wrapped; with fewer it stands below."""

_AUTHORS = re.compile(r"^([^,&]+?)(?:,| &)[^\d]*(?: [A-Z][^\d]*)*( \d{4}\b)")
"""Several authors: the first one, and the year."""


def render(report: Report, terminal: Terminal) -> str:
    """The report as text, with colour where the terminal has it."""
    width, console = terminal.width, console_of(terminal)
    lines = ASCII if terminal.ascii or not draws_boxes(console) else BOX
    with console.capture() as capture:
        _print(console, report, width, lines)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _print(console: Console, report: Report, width: int | None, lines: Lines) -> None:
    layout = Layout(report, width, lines, console.encoding)
    _print_title(console, report, width, lines)
    console.print()
    if report.table.rows:
        segments = [segment for row in layout.rows() for segment in (*row, Segment.line())]
        console.print(Segments(segments), end="")
        console.print()
    _print_lines(console, report, width or NOTES_WIDTH)
    if layout.left_out:
        names = ", ".join(heading.name for heading in layout.left_out)
        note = f"Hidden (terminal too narrow): {names}; {report.wider}"
        _wrapped(console, Text(note), width)
        if report.passages:
            console.print()
    for passage in report.passages:
        _passage(console, passage, width, lines)
    for note in report.notes:
        _wrapped(console, Text(note, DIM), width)


def _print_title(console: Console, report: Report, width: int | None, lines: Lines) -> None:
    """What it is about, and where that is from; and the remarks below it."""
    title = Text.assemble((report.title, BOLD))
    fitting = (width or NOTES_WIDTH) - cell_len(lines.between)
    whole = (one.replace(" ", GLUE) if cell_len(one) <= fitting else one for one in report.remarks)
    remarks = lines.between.join(whole)
    if report.reference:
        reference = f"{lines.between}{report.reference}"
        if cell_len(report.title + reference) > (width or NOTES_WIDTH):
            reference = f"{lines.between}{et_al(report.reference)}"
        title.append(reference, DIM)
    _wrapped(console, title, width)
    _wrapped(console, Text(remarks.replace("→", lines.arrow), DIM), width)


def et_al(reference: str) -> str:
    """A reference with its first author alone.

    >>> et_al("He, Zhang, Ren & Sun 2015, arXiv:1512.03385")
    'He et al. 2015, arXiv:1512.03385'
    """
    return _AUTHORS.sub(r"\1 et al.\2", reference, count=1)


def _passage(console: Console, passage: Passage, width: int | None, lines: Lines) -> None:
    """A heading, its lines indented below it, and a blank line; equations are broken before `=`."""
    _wrapped(console, Text(passage.heading, BOLD), width)
    inset = " " * 2 * GAP
    for line in passage.lines:
        text = typed(line) if lines is ASCII else line
        for part in equation(text, (width or NOTES_WIDTH) - len(inset)):
            console.print(Text(inset + part))
    console.print()


def _print_lines(console: Console, report: Report, width: int) -> None:
    """The figures below the table; a remark that is too long goes on below itself."""
    below, flush = list(report.lines), "<" if report.flush_left else ">"
    label, figure = (max((len(line[i]) for line in below), default=0) for i in (0, 1))
    indent = label + figure + 2 * GAP
    narrowest = NARROWEST_REASON if report.flush_left else NARROWEST_REMARK
    longest = max((cell_len(line.remark) for line in below), default=0)
    alike = report.flush_left and longest > width - indent and width - indent < narrowest
    for line in below:
        head = Text.assemble((f"{line.label:<{label}}", DIM), (f"  {line.figure:{flush}{figure}}", BOLD))
        remark = line.remark
        beside = not alike and (cell_len(remark) <= width - indent or width - indent >= narrowest)
        inset = indent if beside else GAP
        first, *others = _lines(console, Text(remark), width - inset) or [Text()]
        if beside:
            console.print(head.append(" " * GAP).append_text(first))
        else:
            _wrapped(console, head, width)
        for more in others if beside else [first, *others]:
            console.print(Text(" " * inset).append_text(more))
    if below:
        console.print()


def _lines(console: Console, text: Text, width: int) -> list[Text]:
    """The text in lines, not broken between a figure and its unit; long names are broken behind slashes."""
    words = glued(text.plain).split(" ")
    text.plain = " ".join(part for word in words for part in broken(word, 0, width))
    lines = list(text.wrap(console, max(width, 1)))
    for line in lines:
        line.plain = line.plain.replace(GLUE, " ")
    return lines


def _wrapped(console: Console, text: Text, width: int | None) -> None:
    for line in _lines(console, text, width or NOTES_WIDTH):
        console.print(line)
