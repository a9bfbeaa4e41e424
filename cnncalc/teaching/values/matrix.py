"""A matrix of exact numbers, read from a text such as `1 2 3; 4 5 6`, or from a CSV file.

Rows end with `;`, a line or `]`; values stand apart by blanks or commas, so `[[1, 2], [3, 4]]` is read
too. Numbers are whole, decimal or fractions (`-3`, `0.25`, `1/9`) and stay exact.
"""

import os
import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from cnncalc.files import note, read_bytes
from cnncalc.problem import LINE_BREAK, Place, Problem, Problems, Source, SpecError, quoted

Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]
"""Rows of one length, at least one value."""

LARGEST_FILE = 2_000_000
MOST_VALUES = 100_000
"""Values of one matrix."""
LONGEST_NUMBER = 30

TOKEN = re.compile(r"[;\[\]]|[^\s,;\[\]]+")
NUMBER = re.compile(r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:/\d+)?", re.ASCII)
FORM = "a number such as 3, -0.5 or 1/9"
ENDINGS = (".csv", ".tsv", ".txt")
HEADER = "row"
"""The first word of a file that begins with a line of column numbers, as `calc values` writes them."""


def read_matrix(text: str, what: str) -> Matrix:
    """The matrix that an argument means: written there, in a CSV file, or `-` for standard input.

    SpecError with everything wrong in it, each with its place; `what` names the argument.
    """
    return matrix_of(_source(text, what))


def matrix_of(source: Source) -> Matrix:
    """The matrix that a text is; SpecError with everything wrong in it."""
    problems = Problems()
    matrix = _rows(source, problems)
    if problems:
        raise problems.error()
    return matrix


def _source(text: str, what: str) -> Source:
    """The text of the matrix, under the name by which the user knows it."""
    is_file = text.lower().endswith(ENDINGS) or os.path.exists(text)
    if text != "-" and not is_file:
        return Source(what, text)
    name = "<stdin>" if text == "-" else text
    try:
        return Source(name, _decoded(_bytes(text), name))
    except OSError as error:
        raise SpecError([Problem(f"cannot read '{text}': {error.strerror}")]) from None


def _bytes(path: str) -> bytes:
    if path == "-":
        if sys.stdin is None:
            raise SpecError([Problem("cannot read standard input: it is closed")])
        note(sys.stdin)
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    return read_bytes(path, LARGEST_FILE)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > LARGEST_FILE:
        raise SpecError([Problem(f"'{name}' is larger than {LARGEST_FILE:,} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError([Problem(f"'{name}' is not a text in UTF-8 (byte {error.start + 1:,})")]) from None
    if "\n" in text:  # in a file of lines a semicolon stands between values, as some spreadsheets write it
        text = text.replace(";", ",")
    return text


def _rows(source: Source, problems: Problems) -> Matrix:
    rows: list[list[Fraction | None]] = [[]]
    starts: list[Place] = []
    count = 0
    for place, text in _tokens(source):
        if text in (";", "\n", "[", "]"):
            if rows[-1]:
                rows.append([])
            continue
        count += 1
        if count > MOST_VALUES:
            problems.add(f"a matrix has at most {MOST_VALUES:,} values", place)
            raise problems.error()
        if not rows[-1]:
            starts.append(place)
        rows[-1].append(_number(text, place, problems))
    rows = [row for row in rows if row]
    if not rows:
        problems.add(f"expected a matrix such as '1 2 3; 4 5 6'; found {quoted(source.text.strip())}",
                     Place(source, 1, 1))  # fmt: skip
    for number, (row, place) in enumerate(zip(rows, starts, strict=True), start=1):
        if len(row) != len(rows[0]):
            message = f"row {number} has {_values(len(row))}; row 1 has {len(rows[0])}"
            problems.add(message, place)
    return tuple(tuple(value or Fraction(0) for value in row) for row in rows)


def _values(count: int) -> str:
    return f"{count} value{'' if count == 1 else 's'}"


def _tokens(source: Source) -> Iterator[tuple[Place, str]]:
    """Numbers and ends of rows, with their places; the header of our own tables is passed over."""
    lines = LINE_BREAK.split(source.text)
    has_header = bool(lines) and lines[0].split(",")[0].strip() == HEADER
    for number, line in enumerate(lines, start=1):
        tokens = list(TOKEN.finditer(line))
        if has_header:
            tokens = tokens[1:] if number > 1 else []
        for token in tokens:
            yield Place(source, number, token.start() + 1, len(token[0])), token[0]
        yield Place(source, number, len(line) + 1), "\n"


def _number(text: str, place: Place, problems: Problems) -> Fraction | None:
    if len(text) > LONGEST_NUMBER:
        problems.add(f"a number has at most {LONGEST_NUMBER} characters; found {quoted(text)}", place)
    elif not NUMBER.fullmatch(text):
        problems.add(f"expected {FORM}; found {quoted(text)}", place)
    elif "/" in text and not int(text.partition("/")[2]):
        problems.add(f"division by zero: {quoted(text)}", place)
    else:
        over, _, under = text.replace("−", "-").partition("/")
        return Fraction(over) / Fraction(under or 1)
    return None


def number_text(value: Fraction) -> str:
    """A value as it is written: whole, decimal where that ends, else a fraction.

    >>> number_text(Fraction(73, 2)), number_text(Fraction(-4)), number_text(Fraction(1, 3))
    ('36.5', '-4', '1/3')
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = next((n for n in range(1, 13) if 10**n % value.denominator == 0), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * (10**places // value.denominator):0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
