"""The table for a terminal: the layers as a tree, figures flush right, totals and conventions below.

Columns are laid out here and not by rich, because no figure may be cut: where the terminal is too
narrow, whole columns are left out, the least kept first, and the footer names them. rich knows the
terminal: its width, its colours, NO_COLOR and FORCE_COLOR, and how wide a character is.
"""

import os
import re
from collections.abc import Iterator
from io import StringIO
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.text import Text

from cnncalc.figures.spelling import for_readers
from cnncalc.render import Terminal
from cnncalc.report.base import NUMBERS, Heading, Passage, Report, Row, Table

GAP = 2
NARROWEST_NAME = 12
NARROWEST_REMARK, NARROWEST_REASON = 24, 44
"""Columns beside a figure, or a formula, in which its remark is still wrapped; with fewer it stands below."""
NOTES_WIDTH = 110
"""Off a terminal the notes below the table are wrapped at this width."""

GLUE = "\ue000"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[kMGTPE]?FLOPs|[kMGTPE]\b|[KMGTPE]?i?B\b)|(?<=>=) (?=\d)")
"""Where a line is not broken: between a figure and its unit, and behind `>=`."""

PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
BLOCK = Style(color="cyan")
STYLES = {"quiet": DIM, "block": BLOCK, "added": Style(color="green"), "removed": Style(color="red")}


class Lines(NamedTuple):
    """The characters that tables and trees are drawn with."""

    rule: str
    tee: str
    end: str
    bar: str
    more: str


BOX = Lines("─", "├─ ", "└─ ", "│  ", "…")
ASCII = Lines("-", "|- ", "`- ", "|  ", "~")


def render(report: Report, terminal: Terminal) -> str:
    """The report as text, with colour where the terminal has it."""
    width = width_of(terminal)
    console = console_of(terminal, width)
    lines = ASCII if terminal.ascii or not draws_boxes(console) else BOX
    with console.capture() as capture:
        _print(console, report, width, lines)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def console_of(terminal: Terminal, width: int | None) -> Console:
    """rich's view of the terminal: its colours, and how it writes."""
    colours = None if terminal.stream else False  # None: as the terminal and the environment say
    return Console(
        file=terminal.stream or StringIO(),
        force_terminal=colours,
        width=width or 1000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )


def width_of(terminal: Terminal) -> int | None:
    """The width to keep to; None where there is none: in a file, or in a pipe unless COLUMNS says one."""
    if terminal.stream is None:
        return None
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return int(asked)
    return os.get_terminal_size(terminal.stream.fileno()).columns if terminal.stream.isatty() else None


def draws_boxes(console: Console) -> bool:
    """Whether it can write more than ASCII."""
    return console.encoding.lower().replace("-", "").startswith("utf")


def _print(console: Console, report: Report, width: int | None, lines: Lines) -> None:
    layout = Layout(report, width, lines, console.encoding)
    remarks = " · ".join(report.remarks) if lines is BOX else ", ".join(report.remarks)
    _wrapped(console, Text(report.title, BOLD), width)
    _wrapped(console, Text(remarks, DIM), width)
    console.print()
    if report.table.rows:
        segments = [segment for row in layout.rows() for segment in (*row, Segment.line())]
        console.print(Segments(segments), end="")
        console.print()
    _print_lines(console, report, width or NOTES_WIDTH)
    if layout.left_out:
        names = ", ".join(heading.name for heading in layout.left_out)
        note = f"Left out for want of width: {names} ({report.wider})."
        _wrapped(console, Text(note), width)
        if report.passages:
            console.print()
    for passage in report.passages:
        _passage(console, passage, width)
    for note in report.notes:
        _wrapped(console, Text(note, DIM), width)


def _passage(console: Console, passage: Passage, width: int | None) -> None:
    """A heading, its lines indented below it, and a blank line."""
    _wrapped(console, Text(passage.heading, BOLD), width)
    for line in passage.lines:
        for part in Text(line).wrap(console, (width or NOTES_WIDTH) - 2 * GAP):
            console.print(Text(" " * 2 * GAP).append(part))
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
    """The text in lines, not broken between a figure and its unit."""
    text.plain = _BEFORE_UNIT.sub(GLUE, text.plain)
    lines = list(text.wrap(console, max(width, 1)))
    for line in lines:
        line.plain = line.plain.replace(GLUE, " ")
    return lines


def _wrapped(console: Console, text: Text, width: int | None) -> None:
    for line in _lines(console, text, width or NOTES_WIDTH):
        console.print(line)


class Layout:
    """Which columns fit, how wide each is, and the rows as segments."""

    def __init__(self, report: Report, width: int | None, lines: Lines, encoding: str) -> None:
        self.encoding = encoding
        self.report = report
        self.lines = lines
        table = report.table
        self.texts = [self._texts(table, row) for row in table.rows]
        self.totals = self._cells(table.headings, table.total) if table.total else None
        self.table = table
        widths = [self._natural(i) for i in range(len(table.headings))]
        least = [min(w, heading.least or w) for w, heading in zip(widths, table.headings, strict=True)]
        kept = self._fitting(least, width)
        self.kept = kept
        self.widths = {i: widths[i] for i in kept}
        self.left_out = [heading for i, heading in enumerate(table.headings) if i not in kept]
        if width is not None:
            self._shrink({**dict(enumerate(least)), 0: min(widths[0], NARROWEST_NAME)}, width)

    def rows(self) -> Iterator[list[Segment]]:
        """Header, rule, rows, rule, totals."""
        rule = self.lines.rule * (sum(self.widths.values()) + GAP * (len(self.widths) - 1))
        yield self._line([heading.title for heading in self.table.headings], BOLD)
        yield [Segment(rule, DIM)]
        for row, texts in zip(self.table.rows, self.texts, strict=True):
            for i, line in enumerate(self._wrapped(texts)):
                guides = self._bars(row) if i else self._guides(row)
                line[0] = line[0] or guides
                yield self._line(line, STYLES.get(row.role, PLAIN), guides)
        if self.totals:
            yield [Segment(rule, DIM)]
            yield self._line(self.totals, BOLD)

    def _wrapped(self, texts: list[str]) -> list[list[str]]:
        """The lines of a row: one, or more where a prose goes on below itself."""
        parts = [
            wrap(text, self.widths[i], break_long_words=False) or [""]
            if self.table.headings[i].wraps and cell_len(text) > self.widths.get(i, len(text))
            else [text]
            for i, text in enumerate(texts)
        ]
        return [list(line) for line in zip_longest(*parts, fillvalue="")]

    def _guides(self, row: Row) -> str:
        """The lines of the tree before a name; the top level has none."""
        if len(row.trail) < 2:
            return ""
        bars = "".join("   " if ended else self.lines.bar for ended in row.trail[1:-1])
        return bars + (self.lines.end if row.trail[-1] else self.lines.tee)

    def _bars(self, row: Row) -> str:
        """What goes on of the tree below a name where its row has more lines."""
        return "".join("   " if ended else self.lines.bar for ended in row.trail[1:])

    def _texts(self, table: Table, row: Row) -> list[str]:
        texts = self._cells(table.headings, row.shown, block=row.role == "block")
        texts[0] = self._guides(row) + texts[0]
        return texts

    def _cells(
        self, headings: tuple[Heading, ...], cells: tuple[object, ...], block: bool = False
    ) -> list[str]:
        return [
            self._spelled(self._cell(cell, heading)) if not (block and cell is None) else ""
            for cell, heading in zip(cells, headings, strict=True)
        ]

    def _spelled(self, text: str) -> str:
        """The text as the terminal can spell it: widths are of what will be seen."""
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def _cell(self, cell: object, heading: Heading) -> str:
        if isinstance(cell, str):
            return cell
        return for_readers(cell, heading.unit, layout=self.report.layout, in_full=self.report.in_full)

    def _natural(self, column: int) -> int:
        cells = [self.table.headings[column].title, *(texts[column] for texts in self.texts)]
        if self.totals:
            cells.append(self.totals[column])
        return max(map(cell_len, cells))

    def _total(self, kept: list[int], widths: list[int]) -> int:
        return sum(widths[i] for i in kept) + GAP * (len(kept) - 1)

    def _shrink(self, least: dict[int, int], width: int) -> None:
        """Narrow what may be cut, the least kept first and the names last, until the rows fit."""
        for i in sorted(self.kept, key=lambda i: (i == 0, self.table.headings[i].keep)):
            excess = sum(self.widths.values()) + GAP * (len(self.kept) - 1) - width
            self.widths[i] = max(self.widths[i] - max(excess, 0), least[i])

    def _fitting(self, widths: list[int], width: int | None) -> list[int]:
        """The columns that fit: the least kept go first, the rightmost of equals, never the first one."""
        kept = list(range(len(widths)))
        if width is None:
            return kept
        least = [min(widths[0], NARROWEST_NAME), *widths[1:]]
        while len(kept) > 1 and self._total(kept, least if len(kept) == 2 else widths) > width:
            kept.remove(min(kept[1:], key=lambda i: (self.table.headings[i].keep, -i)))
        return kept

    def _cut(self, text: str, guides: str, width: int) -> str:
        """The text with a mark where it is cut: in the guides of a deep tree, so that its names are seen."""
        last = len(self.lines.tee)
        room = width - 1 - last - cell_len(text[len(guides) :])
        if len(guides) > last and room >= 0:
            return guides[:room] + self.lines.more + text[len(guides) - last :]
        return set_cell_size(text, width - 1) + self.lines.more

    def _line(self, texts: list[str], style: Style, guides: str = "") -> list[Segment]:
        segments: list[Segment] = []
        for i in self.kept:
            text, width = texts[i], self.widths[i]
            if cell_len(text) > width:
                text = self._cut(text, guides if i == 0 else "", width)
            padding = " " * (width - cell_len(text))
            right = self.table.headings[i].unit in NUMBERS
            if i == 0 and guides and text.startswith(guides):
                segments += [Segment(guides, DIM), Segment(text[len(guides) :] + padding, style)]
            else:
                quiet = text == "0"
                segments.append(Segment(padding + text if right else text + padding, DIM if quiet else style))
            if i != self.kept[-1]:
                segments.append(Segment(" " * GAP))
        return segments
