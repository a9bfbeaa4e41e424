"""Lines of CSV that no spreadsheet program takes for formulas, and the cells of such lines read back."""

import re
from collections.abc import Iterable, Iterator

from cnncalc.problem import printable

NUMBER = r"[+-]\d[\d.,]*(?:[x/]-?\d+)*(?: ?%)?$"
"""A signed number, size or fraction: it begins like a formula and is none."""

_FORMULA = rf"(?!{NUMBER})[=+\-@\t\r＝＋－＠]"
STARTS = re.compile(rf"(?:^|(?<=;)) *(?='*{_FORMULA})")
"""Where a spreadsheet program would begin to reckon; in many countries a cell ends at a semicolon."""
STARTS_DEFUSED = re.compile(rf"((?:^|(?<=;)) *)'(?='*{_FORMULA})")

QUOTED = re.compile(r'[",;\t\r\n]')


def defused(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet program would begin to reckon; `as_meant` undoes it.

    >>> defused("=1+1"), defused("-x"), defused("a;@b"), defused("-90"), defused("C1")
    ("'=1+1", "'-x", "a;'@b", '-90', 'C1')
    """
    return STARTS.sub(r"\g<0>'", text) if STARTS.search(text) else text


def as_meant(text: str) -> str:
    """The text of a cell as it was before it was defused.

    >>> as_meant("'=1+1"), as_meant(defused("'=1")), as_meant("'90")
    ('=1+1', "'=1", "'90")
    """
    return STARTS_DEFUSED.sub(r"\1", text) if "'" in text else text


def line(cells: Iterable[str]) -> str:
    """A line of CSV; what would end a cell, in any country, stands in quotes.

    >>> line(["a;b", "=1/0", "156"])
    '"a;b",\\'=1/0,156\\n'
    """
    return ",".join(map(_cell, cells)) + "\n"


def _cell(text: str) -> str:
    text = defused(printable(text))
    return '"{}"'.format(text.replace('"', '""')) if QUOTED.search(text) else text


def lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of these rows; a single empty cell is not an empty line."""
    return ('""\n' if text == "\n" else text for text in map(line, rows))
