"""A worked solution on a terminal: each layer as a page, its equations aligned, the reasons beside them."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TypeAlias

from rich.segment import Segment, Segments
from rich.style import Style

from cnncalc.notation import ASCII, UNICODE, Spelling
from cnncalc.problem import printable
from cnncalc.render import Terminal
from cnncalc.render.console import NOTES_WIDTH, console_of, draws_boxes
from cnncalc.render.equations import (
    GAP,
    INDENT,
    NARROWEST,
    EquationLine,
    heading_lines,
    readable,
    sheet_lines,
)
from cnncalc.report.working import LayerWorking, Working
from cnncalc.teaching.explain.letters import Letter

BOLD = Style(bold=True)
DIM = Style(dim=True)
NAME = Style(color="cyan", bold=True)
PLAIN = Style()

Row: TypeAlias = "tuple[tuple[str, Style], ...]"
"""The pieces of a line, each with its style."""

BLANK: Row = ()


def render(working: Working, terminal: Terminal) -> str:
    """The solution as text, with colour where the terminal has it."""
    width, console = terminal.width, console_of(terminal)
    spelling = ASCII if terminal.ascii or not draws_boxes(console) else UNICODE
    columns = readable(width or NOTES_WIDTH)
    pages = (row for sheet in working.sheets for row in (BLANK, *_sheet(sheet, spelling, columns)))
    rows = chain(pages, _letters(working.letters, columns))
    segments = (
        Segment(_spelled(text, console.encoding), style)
        for row in islice(rows, 1, None)
        for text, style in (*row, ("\n", PLAIN))
    )
    with console.capture() as capture:
        console.print(Segments(segments), end="")
    text = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    return text or f"{_spelled(working.title, console.encoding)} has no layers\n"


def _letters(letters: Sequence[Letter], width: int) -> Iterator[Row]:
    """The glossary: a line for each letter."""
    if not letters:
        return
    pad = max(len(one.letter) for one in letters)
    yield from (BLANK, (("Letters", BOLD),))
    for one in letters:
        head = " " * INDENT + f"{one.letter:<{pad}}" + " " * GAP
        for row in textwrap.wrap(one.meaning, max(width - len(head), NARROWEST)):
            yield (head, PLAIN), (row, DIM)
            head = " " * len(head)


def _spelled(text: str, encoding: str) -> str:
    """The text as the terminal can write it."""
    if text == "\n":
        return text
    return printable(text).expandtabs().encode(encoding, "backslashreplace").decode(encoding)


def _sheet(sheet: LayerWorking, spelling: Spelling, width: int) -> Iterator[Row]:
    for number, row in enumerate(heading_lines(sheet, width)):
        style = DIM if sheet.sentence else PLAIN
        name = len(sheet.name) if number == 0 else 0
        yield (row[:name], NAME + style), (row[name:], style)
    if sheet.sentence:
        for row in textwrap.wrap(sheet.sentence, width, initial_indent="  ", subsequent_indent="  "):
            yield ((row, PLAIN),)
        return
    yield BLANK
    yield from map(_row, sheet_lines(sheet, spelling, width))


def _row(line: EquationLine) -> Row:
    if line.role == "heading":
        return (line.text, BOLD), (" " * GAP + line.reason, DIM)
    if line.role == "remark":
        return ((line.text, DIM),)
    before, equals, value = line.text.rpartition(" = ")
    return (before + equals, PLAIN), (value, BOLD if equals else PLAIN), (" " * GAP + line.reason, DIM)
