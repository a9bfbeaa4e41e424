"""The formats: one file each in `formats/`, found by being there; and how a report is written in one."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeVar

from cnncalc.folder import names_in
from cnncalc.report import ColumnError

if TYPE_CHECKING:
    from cnncalc.report import Form
    from cnncalc.report.base import Heading, Report, Row
    from cnncalc.report.grade import GradeReport
    from cnncalc.report.matrices import MatricesReport
    from cnncalc.report.review import ReviewReport, RuleReport
    from cnncalc.report.working import Working
    from cnncalc.report.worksheet import WorksheetReport

NAMES = tuple(names_in([os.path.join(folder, "formats") for folder in __path__]))


class Terminal(NamedTuple):
    """Where a table will be read. Only formats for people look at it."""

    stream: IO[str] | None = None  # None: a file
    ascii: bool = False  # no box characters

    @property
    def width(self) -> int | None:
        """The columns to keep to; None for a file, and for a pipe unless COLUMNS says how many."""
        if self.stream is None:
            return None
        asked = os.environ.get("COLUMNS", "")
        if asked.isascii() and asked.isdigit() and int(asked):
            return int(asked)
        return os.get_terminal_size(self.stream.fileno()).columns if self.stream.isatty() else None


R = TypeVar("R")
Writer = Callable[[R, Terminal], str]
"""Writes a report; the text ends with a newline."""


class Format(NamedTuple):
    """A format: what commands have to know of it, and how it writes each form of a report that it can write.

    Most reports are tables besides: a format that has nothing of its own for them draws their table.
    """

    name: str
    endings: tuple[str, ...] = ()  # of its files, the usual one first; its name is one too
    for_programs: bool = False  # holds every row and column, none left out for readers
    for_terminal: bool = False  # written in what the terminal speaks; the others are UTF-8 everywhere
    board: bool = False  # a row may take several lines, as working does on a board
    for_nobody: bool = False  # has something to say where nothing was handed in
    table: "Writer[Report] | None" = None
    record: "Writer[Any] | None" = None
    working: "Writer[Working] | None" = None
    findings: "Writer[ReviewReport] | None" = None
    rule: "Writer[RuleReport] | None" = None
    grades: "Writer[GradeReport] | None" = None
    worksheet: "Writer[WorksheetReport] | None" = None
    matrices: "Writer[MatricesReport] | None" = None
    rows: "Callable[[Sequence[Heading], Iterable[Row]], Iterator[str]] | None" = None
    """A table line by line as its rows come, and nothing beside them."""

    @property
    def ending(self) -> str:
        """What its files usually end with."""
        return self.endings[0] if self.endings else self.name

    def best_of(self, forms: "Iterable[Form]") -> "Form | None":
        """The first of these forms that it can write."""
        return next((form for form in forms if getattr(self, form) is not None), None)


@cache
def named(name: str) -> Format:
    """The format of this name; what it draws with is imported when it is drawn."""
    found: Format = import_module(f"{__name__}.formats.{name}").FORMAT
    return found


def formats_of(forms: "Sequence[Form]") -> list[Format]:
    """The formats in which a report with these forms can be written, each under one name."""
    return [one for one in map(named, NAMES) if called(one.name, forms) is one]


def called(word: str, forms: "Sequence[Form]") -> Format | None:
    """The one of them that is meant by its name, or by an ending of its files, such as `md`.

    Where two are meant it is the one that writes the better form: of findings `table` is `text`.
    """
    word = word.lower()
    exact = named(word) if word in NAMES else None
    if exact and not exact.for_terminal and exact.best_of(forms):  # those for the terminal have two names
        return exact
    able = [one for one in map(named, NAMES) if one.best_of(forms)]
    found = [one for one in able if word == one.name] + [one for one in able if word in one.endings]
    return min(found, key=lambda one: forms.index(one.best_of(forms)), default=None)


def format_of(file: str, forms: "Sequence[Form]") -> Format:
    """The format that a file's ending asks for; ValueError where none is meant."""
    if found := called(file.rpartition(".")[2], forms):
        return found
    names = "|".join(one.name for one in formats_of(forms))
    raise ValueError(f"'{file}' does not end like a format: give --format {names}")


def render(
    report: Any,
    format: str,
    terminal: Terminal = Terminal(),  # noqa: B008
    columns: Sequence[str] | None = None,
) -> str:
    """The report in the format of this name, in the best form that both know, ending with a newline.

    Here every text of a table becomes printable, in whatever format; the record holds the true ones.
    columns: which of a table, where somebody may choose; none: all of them. ColumnError for one it has not.
    """
    of = named(format)
    form = of.best_of(report.forms)
    if form is None:
        raise ValueError(f"{format} cannot hold {report.forms[0]}")
    if columns and form not in ("table", "record"):
        raise ColumnError(f"there are no columns to choose in a report that {format} writes as text")
    if columns or form == "table":
        from cnncalc.report.shown import Shown

        shown = Shown(report, columns)
        report = shown if form == "table" else report
    text: str = getattr(of, form)(report, terminal)
    return text
