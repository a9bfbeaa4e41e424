"""How a table is laid out: which columns fit, how wide each is, and its rows.

Columns are laid out here and not by rich, because no figure may be cut: where the terminal is too
narrow, whole columns are left out, the least kept first, and the footer names them.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from cnncalc.render.console import GAP, Lines
from cnncalc.render.names import MOST_LINES, broken, fits
from cnncalc.render.words import wrapped
from cnncalc.report.base import Heading, Report, Row, Table

NARROWEST_NAME = 12
LONGEST_NAME = 30
"""Characters of a name that are shown before columns go."""
LUXURY, COMFORTABLE = 35, 26
"""Columns kept less than the one go before the prose of others is narrower than the other."""

PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
BLOCK = Style(color="cyan")
RED, YELLOW, GREEN = (Style(color=color) for color in ("red", "yellow", "green"))
TONES = {
    "agrees": GREEN, "right": GREEN,
    "differs": RED + BOLD, "wrong": RED + BOLD, "mistake": RED + BOLD, "error": RED + BOLD,
    "warning": YELLOW, "not known": YELLOW, "note": BLOCK,
}  # fmt: skip
"""Colours of verdicts and severities, which their words say too."""
STYLES = {"quiet": DIM, "block": BLOCK, "added": Style(color="green"), "removed": Style(color="red")}


class Layout:
    """Which columns fit, how wide each is, and the rows as segments."""

    def __init__(self, report: Report, width: int | None, lines: Lines, encoding: str) -> None:
        self.encoding = encoding
        self.report = report
        self.lines = lines
        self.table = table = report.table
        self.names = next((i for i, one in enumerate(table.headings) if one.unit == "text"), 0)
        self.titles = [heading.title for heading in table.headings]
        self.texts = [self._texts(table, row) for row in table.rows]
        self.totals = self._cells(table.headings, table.total) if table.total else None
        self.largest = set(_largest(table))
        everything = list(range(len(table.headings)))
        self._scale(lambda heading: heading.in_bytes and not report.in_full)
        if width is not None and self._total(everything, self._naturals()) > width:
            self._scale(lambda heading: not heading.in_bytes)
        widths = self._naturals()
        least = [
            min(natural, max(one.least or natural, cell_len(title)))
            for natural, one, title in zip(widths, table.headings, self.titles, strict=True)
        ]
        self.kept = everything if width is None else self._fitting(least, widths, width)
        self.widths = {i: widths[i] for i in self.kept}
        self.left_out = [heading for i, heading in enumerate(table.headings) if i not in self.kept]
        if width is not None:
            least[self.names] = min(widths[self.names], NARROWEST_NAME)
            self._shrink(least, width)

    def _scale(self, which: Callable[[Heading], bool]) -> None:
        """Columns that may be rounded in one unit each, which their titles name."""
        for i, heading in enumerate(self.table.headings):
            total = self.table.total[i] if self.table.total else None
            cells = [row.cells[i] for row in self.table.rows]
            if found := heading.rounded(cells, total) if which(heading) else None:
                self.titles[i], spelled, below = found
                for texts, cell, text in zip(self.texts, cells, spelled, strict=True):
                    texts[i] = text if cell is not None or texts[i] else ""
                if self.totals:
                    self.totals[i] = below

    def rows(self) -> Iterator[list[Segment]]:
        """Header, rule, rows, rule, totals."""
        rule = self.lines.rule * (sum(self.widths.values()) + GAP * (len(self.widths) - 1))
        yield self._line(self.titles, BOLD)
        yield [Segment(rule, DIM)]
        for number, (row, texts) in enumerate(self._pairs()):
            if _spans(row, texts):
                yield from self._spanning(row, texts, cell_len(rule))
                continue
            for i, line in enumerate(self._wrapped(texts, self._guides(row))):
                guides = self._bars(row) if i else self._guides(row)
                line[self.names] = guides + line[self.names] if i else line[self.names]
                bold = {column for column in self.kept if (number, column) in self.largest}
                yield self._line(line, STYLES.get(row.role, PLAIN), guides, bold)
        if self.totals:
            yield [Segment(rule, DIM)]
            yield self._line(self.totals, BOLD)

    def _spanning(self, row: Row, texts: list[str], width: int) -> Iterator[list[Segment]]:
        """A name alone in its row, which may take all of it."""
        for part in broken(texts[self.names], len(self._guides(row)), width):
            yield [Segment(part, STYLES.get(row.role, PLAIN))]

    def _wrapped(self, texts: list[str], guides: str) -> list[list[str]]:
        """The lines of a row: one, or more where a prose or a name goes on below itself."""
        return [list(line) for line in zip_longest(*self._parts(texts, guides), fillvalue="")]

    def _parts(self, texts: list[str], guides: str) -> Iterator[list[str]]:
        for i, text in enumerate(texts):
            width = self.widths.get(i, len(text))
            if cell_len(text) <= width:
                yield [text]
            elif self.table.headings[i].wraps:
                yield wrapped(text, width, breaks=i == self.names) or [""]
            else:
                yield broken(text, len(guides), width) if i == self.names else [text]

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
        texts[self.names] = self._guides(row) + texts[self.names]
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

    def _naturals(self) -> list[int]:
        """How wide each column would be."""
        texts = [texts for row, texts in self._pairs() if not _spans(row, texts)]
        rows = [self.titles, *texts, *([self.totals] if self.totals else [])]
        return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]

    def _total(self, kept: list[int], widths: list[int]) -> int:
        return sum(widths[i] for i in kept) + GAP * (len(kept) - 1)

    def _fitting(self, widths: list[int], naturals: list[int], width: int) -> list[int]:
        """The columns that fit: the least kept go first, the rightmost of equals, never the first one.

        Names are broken, and a prose takes more lines than is comfortable, before a column goes that is kept
        for long; names are cut beside the last one alone.
        """
        kept = list(range(len(widths)))
        cut, broken = list(widths), list(widths)
        cut[self.names] = min(widths[self.names], NARROWEST_NAME)
        if not self.table.headings[self.names].whole:
            broken[self.names] = min(widths[self.names], self._narrowest())
        while len(kept) > 1:
            last = min(kept[1:], key=lambda i: (self.table.headings[i].keep, -i))
            keep = self.table.headings[last].keep
            least = cut if len(kept) == 2 else broken if keep else widths
            if keep < LUXURY:
                least = [self._comfortable(i, w, naturals[i]) for i, w in enumerate(least)]
                least[self.names] = max(least[self.names], min(naturals[self.names], self._narrowest(2)))
            if self._total(kept, least) <= width:
                break
            kept.remove(last)
        return kept

    def _comfortable(self, i: int, least: int, natural: int) -> int:
        """The width in which the prose of a column does not take many lines."""
        return max(least, min(natural, COMFORTABLE)) if self.table.headings[i].wraps else least

    def _narrowest(self, most: int = MOST_LINES) -> int:
        """The width with which every name stands in a few lines; names that cannot are cut."""
        if self.table.headings[self.names].wraps:
            return NARROWEST_NAME
        names = [(len(self._guides(row)), texts[self.names]) for row, texts in self._pairs()]
        widths = range(NARROWEST_NAME, LONGEST_NAME)
        return next((w for w in widths if all(fits(name, n, w, most) for n, name in names)), LONGEST_NAME)

    def _pairs(self) -> Iterator[tuple[Row, list[str]]]:
        """Each row with its texts."""
        return zip(self.table.rows, self.texts, strict=True)

    def _shrink(self, least: list[int], width: int) -> None:
        """Narrow what may be cut, the least kept first and the names last, until the rows fit."""
        for i in sorted(self.kept, key=lambda i: (i == self.names, self.table.headings[i].keep)):
            excess = sum(self.widths.values()) + GAP * (len(self.kept) - 1) - width
            self.widths[i] = max(self.widths[i] - max(excess, 0), least[i])

    def _cut(self, text: str, guides: str, width: int) -> str:
        """The text with a mark where it is cut: in the guides of a deep tree, so that its names are seen."""
        last = len(self.lines.tee)
        room = width - 1 - last - cell_len(text[len(guides) :])
        if len(guides) > last and room >= 0:
            return guides[:room] + self.lines.more + text[len(guides) - last :]
        return set_cell_size(text, width - 1) + self.lines.more

    def _line(
        self, texts: list[str], style: Style, guides: str = "", bold: Collection[int] = ()
    ) -> list[Segment]:
        segments: list[Segment] = []
        for i in self.kept:
            text, width = texts[i], self.widths[i]
            if cell_len(text) > width:
                text = self._cut(text, guides if i == self.names else "", width)
            padding = " " * (width - cell_len(text))
            right = self.table.headings[i].numeric
            if i == self.names and guides and text.startswith(guides):
                segments += [Segment(guides, DIM), Segment(text[len(guides) :] + padding, style)]
            else:
                judged = TONES.get(text) if self.table.headings[i].judges else None
                of = judged or (DIM if text == "0" else style + BOLD if i in bold else style)
                segments.append(Segment(padding + text if right else text + padding, of))
            if i != self.kept[-1]:
                segments.append(Segment(" " * GAP))
        return segments


def _spans(row: Row, texts: list[str]) -> bool:
    """Whether a row holds nothing but the name of a block."""
    return row.role == "block" and sum(map(bool, texts)) == 1


def _largest(table: Table) -> Iterator[tuple[int, int]]:
    """Row and column of the largest cells of the columns in which they stand out."""
    for column, heading in enumerate(table.headings):
        if heading.peaks:
            cells = [0 if row.role == "block" else row.cells[column] or 0 for row in table.rows]
            most = max(cells, default=0)
            yield from ((i, column) for i, cell in enumerate(cells) if cell == most > 0)
