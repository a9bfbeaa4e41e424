"""Text for a terminal: each layer as a page, its equations aligned, the reasons beside them."""

import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.style import Style
from rich.text import Text

from cnncalc.notation import ASCII, UNICODE, Spelling
from cnncalc.problem import printable
from cnncalc.render import Terminal
from cnncalc.render.equations import GAP, WIDEST, Line, heading_lines, sheet_lines
from cnncalc.render.table import NOTES_WIDTH, console_of, draws_boxes, width_of
from cnncalc.report.working import Sheet, Working

BOLD = Style(bold=True)
DIM = Style(dim=True)
NAME = Style(color="cyan", bold=True)
PLAIN = Style()


def render(working: Working, terminal: Terminal) -> str:
    """The solution as text, with colour where the terminal has it."""
    width = width_of(terminal)
    console = console_of(terminal, width)
    spelling = ASCII if terminal.ascii or not draws_boxes(console) else UNICODE
    with console.capture() as capture:
        for number, sheet in enumerate(working.sheets):
            if number:
                console.print()
            for line in _sheet(sheet, spelling, min(width or NOTES_WIDTH, WIDEST)):
                console.print(_spelled(line, console))
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _spelled(line: Text, console: Console) -> Text:
    """The line as the terminal can write it."""
    line.plain = printable(line.plain).encode(console.encoding, "backslashreplace").decode(console.encoding)
    return line


def _sheet(sheet: Sheet, spelling: Spelling, width: int) -> Iterator[Text]:
    for number, row in enumerate(heading_lines(sheet, width)):
        text = Text(row, DIM if sheet.sentence else PLAIN)
        if not number:
            text.stylize(NAME, 0, len(sheet.name))
        yield text
    if sheet.sentence:
        yield from map(
            Text, textwrap.wrap(sheet.sentence, width, initial_indent="  ", subsequent_indent="  ")
        )
        return
    yield Text()
    yield from map(_line, sheet_lines(sheet, spelling, width))


def _line(line: Line) -> Text:
    if line.role == "heading":
        return Text.assemble((line.text, BOLD), (" " * GAP + line.reason, DIM))
    if line.role == "remark":
        return Text(line.text, DIM)
    before, equals, value = line.text.rpartition(" = ")
    reason = (" " * GAP + line.reason, DIM)
    return Text.assemble(before + equals, (value, BOLD if equals else PLAIN), reason)
