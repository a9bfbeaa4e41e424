"""A sheet in CSV: headings in lines that begin with `#`, then a row per layer and a column per figure.

# architecture: lenet5
layer,output,parameters
C1,28x28x6,156
total,,61706
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cnncalc.effort import Effort
from cnncalc.figures.keys import figure_name
from cnncalc.files.spreadsheet import as_meant
from cnncalc.problem import Place, Problems, Source, listing, quoted
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.sheets.sheet import (
    BLANK,
    FIGURES,
    HEADINGS,
    LARGEST,
    LONGEST_ANSWER,
    MOST_CLAIMS,
    Sheet,
    heading,
    heading_name,
    numbers,
)

NAMES = ("layer", "name", "layers", "层", "层名", "名称", "网络层")
REMARKS = (
    "remark", "remarks", "note", "notes", "comment", "comments", "working", "kind", "points",
    "备注", "说明", "分数",
)  # fmt: skip
"""Columns that are no answers."""

DELIMITERS = (",", ";", "\t", "，")
SEPARATOR = "sep="
"""A first line such as `sep=;`, which Excel writes and reads."""

PAIRS = ("settings", "points", "credit")
"""Headings that hold `name=value; name=value`."""

NO_QUESTION = ("n/a", "—", "–")
"""What stands in a cell where nothing is asked."""


class Cell(NamedTuple):
    """A cell and where it stands."""

    text: str
    place: Place


def read_csv(source: Source, problems: Problems) -> Sheet:
    """The sheet; what is wrong with it goes to the problems."""
    said, rows = list[dict[str, object]](), list[list[Cell]]()
    for row in _rows(source, problems):
        if (row and row[0].text.startswith("#")) or (not rows and _names_student(row)):
            said.append(told(_heading_line(row), row[0].place, problems))
        elif any(cell.text for cell in row) and not (row[0].text.startswith(SEPARATOR) and not rows):
            rows.append(row)
    return filled(Sheet(source).saying(said), rows, problems)


def _heading_line(row: list[Cell]) -> str:
    """`architecture: lenet5`, whether what is said stands in the first cell or in the next one."""
    first, *others = (cell.text for cell in row)
    rest = ",".join(others).strip(",; ")
    return f"{first.lstrip('# ')}{',' if rest and not first.endswith((':', '：')) else ''}{rest}".rstrip(",;")


def _names_student(row: list[Cell]) -> bool:
    """Whether it is the line for the name, its `#` lost: `Name: Ada`, or `Name:` and `Ada`."""
    name, colon, _ = (row[0].text if row else "").replace("：", ":", 1).partition(":")
    return bool(colon) and heading_name(name) == "student"


def filled(sheet: Sheet, rows: list[list[Cell]], problems: Problems) -> Sheet:
    """The sheet with the answers of a table; its first row is the heads of its columns."""
    if not rows:
        problems.add(
            "a sheet needs a row of headings: layer, and columns such as output", Place(sheet.source, 1, 1)
        )
        return sheet
    columns = _columns(rows[0], problems)
    claims, blank = _answers(rows[1:], columns, sheet, problems)
    return sheet._replace(claims=tuple(claims), blank=tuple(blank))


def _rows(source: Source, problems: Problems) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(source.text), delimiter=delimiter_of(source.text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            with _cells_of_any_length():
                row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(f"not CSV: {error}", Place(source, line, 1))
            return
        yield _placed(row, source, line)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Python's limit of 128 KiB holds for the whole process; here the size of the sheet is the limit."""
    before = csv.field_size_limit(LARGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def delimiter_of(text: str) -> str:
    """What separates the cells of the row of headings."""
    lines = (
        line
        for line in text.splitlines()
        if line.strip() and not line.lstrip('"').startswith(("#", SEPARATOR))
    )
    first = next(lines, "")
    return max(DELIMITERS, key=first.count)


def _placed(row: list[str], source: Source, line: int) -> list[Cell]:
    cells, written, column = [], source.line(line), 0
    for text in row:
        found = written.find(text, column) if text else column
        column = column if found < 0 else found
        cells.append(Cell(as_meant(text.strip()), Place(source, line, column + 1, max(len(text), 1))))
        column += len(text) + (1 if found >= 0 else 0)
    return cells


def told(text: str, place: Place, problems: Problems) -> dict[str, object]:
    """What a line such as `architecture: lenet5` says; any other line is a remark."""
    key, colon, value = text.replace("：", ":", 1).partition(":")
    key = heading_name(key)
    if not colon or key not in (*HEADINGS, *PAIRS):
        return {}
    if key in PAIRS:
        found = (
            pair.partition("=") if key == "settings" else pair.rpartition("=") for pair in value.split(";")
        )
        pairs = {name.strip(): setting.strip() for name, equals, setting in found if equals}
        return {
            key: pairs if key == "settings" else numbers(key, pairs, dict.fromkeys(pairs, place), problems)
        }
    return heading(key, value, place, problems)


def _columns(head: list[Cell], problems: Problems) -> list[str]:
    """The figure of each column; empty for remarks."""
    names = [figure_name(cell.text) for cell in head]
    if names[0] not in NAMES:
        problems.add(f"the first column must be 'layer'; found {quoted(head[0].text)}", head[0].place)
    effort = Effort()
    for cell, name in zip(head[1:], names[1:], strict=True):
        if name and name not in (*FIGURES, *REMARKS):
            hint = effort.hint(name, FIGURES) or f"; there are {listing(FIGURES)}"
            problems.add(f"there is no column {quoted(cell.text)}{hint}", cell.place)
    known = [name if name in FIGURES and name not in REMARKS else "" for name in names]
    seen: set[str] = set()
    for cell, name in zip(head[1:], known[1:], strict=True):
        if name and name in seen:
            problems.add(f"the column {quoted(name)} is given twice", cell.place)
        seen.add(name)
    return ["", *known[1:]]


def _answers(
    rows: list[list[Cell]], columns: list[str], sheet: Sheet, problems: Problems
) -> tuple[list[Claim], list[str]]:
    given = frozenset(sheet.given)
    seen: set[str] = set()
    claims: list[Claim] = []
    blank: list[str] = []
    for row in rows:
        layer = row[0].text
        if len(row) > len(columns) and any(cell.text for cell in row[len(columns) :]):
            problems.add(
                f'{len(row)} cells for {len(columns)} columns; put a number with a comma in quotes: "61,706"',
                row[len(columns)].place,
            )
            continue
        for cell, figure in zip(row, columns, strict=False):
            key = f"{layer}.{figure}"
            if not figure or not layer or key in given or figure in given or cell.text in NO_QUESTION:
                continue
            if key in seen:
                problems.add(f"{quoted(key)} was answered in a row above", cell.place)
                continue
            seen.add(key)
            if len(claims) + len(blank) == MOST_CLAIMS:
                problems.add(f"more than {MOST_CLAIMS:,} answers", cell.place)
                return claims, blank
            if BLANK.fullmatch(cell.text):
                blank.append(key)
            elif len(cell.text) > LONGEST_ANSWER or not (key + cell.text).isprintable():
                problems.add(f"an answer must be short printable text; found {quoted(cell.text)}", cell.place)
            else:
                claims.append(Claim(key, cell.text, cell.place))
    return claims, blank
