"""Report, Table, Row: what a command has to say, for any format to render."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cnncalc.analysis.base import NUMBERS, Unit
from cnncalc.figures.spelling import (
    bytes_in,
    common_bytes,
    common_unit,
    for_programs,
    for_readers,
    in_unit,
    with_unit,
)
from cnncalc.report import TABLE, Form

__all__ = ["Heading", "Line", "Passage", "Report", "Row", "Table", "Unit"]


class Heading(NamedTuple):
    """The head of a column: its key in every format, its title for readers, what its cells hold."""

    name: str
    title: str
    unit: Unit
    keep: int = 0  # on a narrow terminal the columns with the smallest numbers are left out first
    least: int = 0  # characters that are enough of a prose, which may be cut there; 0: nothing is cut
    wraps: bool = False  # a prose goes on below itself rather than being cut
    scales: bool = False  # bytes are in one unit for all; where room is short counts are rounded to one
    every: bool = False  # the unit is small enough for its smallest number
    peaks: bool = False  # its largest cell stands out
    whole: bool = False  # a name that is not broken as long as another column can go
    judges: bool = False  # holds verdicts or severities, which have colours

    @property
    def numeric(self) -> bool:
        """Whether its cells stand flush right."""
        return self.unit in NUMBERS

    @property
    def in_bytes(self) -> bool:
        """Whether its cells are bytes."""
        return self.unit in ("bytes", "level")

    def rounded(self, cells: Sequence[Any], total: Any = None) -> tuple[str, list[str], str] | None:
        """The title with a unit for all, the cells in it, and their total; None where none is needed."""
        of, spell = (common_bytes, bytes_in) if self.in_bytes else (common_unit, in_unit)
        numbers = [number for cell in cells for number in _numbers(cell)]
        unit = of(numbers, self.every) if self.scales else ""
        if not unit:
            return None
        texts = [_spelled(cell, lambda number: spell(number, unit)) for cell in cells]
        return with_unit(self.title, unit), texts, spell(total, unit) if isinstance(total, int) else ""

    def plain(self, cell: Any, layout: str = "hwc") -> str:
        """A cell as programs read it: whole numbers in plain digits."""
        if self.unit == "count" and isinstance(cell, tuple):
            return _spelled(cell, lambda number: for_programs(number, "count"))
        return cell if isinstance(cell, str) else for_programs(cell, self.unit, layout=layout)


ARROW = " -> "
"""Between a figure before and after a change, in one cell."""


def _parts(cell: Any) -> tuple[Any, ...]:
    """What a cell holds before and after a change; once where it does not change."""
    return cell if isinstance(cell, tuple) else (cell,)


def _numbers(cell: Any) -> Iterator[int]:
    """The numbers in a cell."""
    return (one for one in _parts(cell) if one is not None and not isinstance(one, str))


def _spelled(cell: Any, spell: Callable[[int], str]) -> str:
    """A cell for readers, each of its numbers as `spell` has it."""
    if cell is None or isinstance(cell, str):
        return "?" if cell is None else cell
    parts = (one if isinstance(one, str) else spell(one) for one in _parts(cell))
    return ARROW.join(dict.fromkeys(parts))


class Row(NamedTuple):
    """A row of a table.

    cells: the values. shown: the values for readers, where they are shorter. trail: for each level of
    the tree above it, whether the branch ends here. A block's row only opens it and holds no figures.
    """

    cells: tuple[Any, ...]
    shown: tuple[Any, ...]
    role: Literal["layer", "quiet", "block", "added", "removed"] = "layer"
    trail: tuple[bool, ...] = ()


class Table(NamedTuple):
    """Headings, rows, and the row of totals."""

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: tuple[Any, ...] | None = None


class Line(NamedTuple):
    """A line below the table: a label, a figure written out, and a remark."""

    label: str
    figure: str
    remark: str = ""


class Passage(NamedTuple):
    """Something to read below the table: a heading and the lines under it."""

    heading: str
    lines: tuple[str, ...]


class Report(ABC):
    """Everything a command says. `record` is for programs, the rest for tables."""

    forms: tuple[Form, ...] = TABLE
    title: str
    reference: str = ""  # beside the title: where that is from
    remarks: tuple[str, ...] = ()  # below the title
    layout: str = "hwc"
    in_full: bool = False  # exact figures rather than rounded ones
    flush_left: bool = False  # the lines below the table hold formulas rather than numbers
    wider: str = "-o FILE shows all"  # how to see columns that a narrow terminal left out

    @property
    @abstractmethod
    def table(self) -> Table:
        """The table."""

    @property
    def lines(self) -> Iterable[Line]:
        """The figures below the table."""
        return ()

    @property
    def passages(self) -> Iterable[Passage]:
        """What has to be read line by line, such as the working of a figure."""
        return ()

    @property
    def notes(self) -> Iterable[str]:
        """Conventions, and what is missing and why."""
        return ()

    @property
    def record(self) -> Mapping[str, Any]:
        """The same as nested data; a long list in it may be an iterator."""
        raise AttributeError(f"a {type(self).__name__} has no record")

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it."""
        if isinstance(cell, str):
            return cell
        return for_readers(cell, heading.unit, layout=self.layout, in_full=self.in_full)
