"""How a table is laid out: which columns fit, how wide each is, and its rows.

Columns are laid out here and not by rich, because no figure may be cut: where the terminal is too
narrow, whole columns are left out, the least kept first, and the footer names them.
"""

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from cnncalc.render.console import GAP, Lines
from cnncalc.report.base import Heading, Report, Row, Table

NARROWEST_NAME = 12

PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
BLOCK = Style(color="cyan")
STYLES = {"quiet": DIM, "block": BLOCK, "added": Style(color="green"), "removed": Style(color="red")}


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
            self._spelled(self.report.text(cell, heading)) if not (block and cell is None) else ""
            for cell, heading in zip(cells, headings, strict=True)
        ]

    def _spelled(self, text: str) -> str:
        """The text as the terminal can spell it: widths are of what will be seen."""
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)

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
            right = self.table.headings[i].numeric
            if i == 0 and guides and text.startswith(guides):
                segments += [Segment(guides, DIM), Segment(text[len(guides) :] + padding, style)]
            else:
                quiet = text == "0"
                segments.append(Segment(padding + text if right else text + padding, DIM if quiet else style))
            if i != self.kept[-1]:
                segments.append(Segment(" " * GAP))
        return segments
