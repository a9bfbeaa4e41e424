"""A sheet in Markdown: headings as a list, then a table with a row per layer.

- architecture: lenet5

| layer | output  | parameters |
|:------|:--------|-----------:|
| C1    | 28x28x6 |        156 |
"""

import re

from cnncalc.problem import Place, Problems, Source
from cnncalc.teaching.sheets.from_csv import Cell, filled, told
from cnncalc.teaching.sheets.sheet import Sheet

ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?")
SEPARATOR = re.compile(r"(?<!\\)\|")
EMPHASIS = "*`"

NAME_LINE = re.compile(r"(?:^|·)[\s*]*(?:Name|姓名)[\s*]*[:：]([^·]*)", re.IGNORECASE)
"""The line for the student's name; `- student: Ada` counts before it."""


def read_markdown(source: Source, problems: Problems) -> Sheet:
    """The sheet; what is wrong with it goes to the problems. A second table is not read."""
    said, rows, ended = list[dict[str, object]](), list[list[Cell]](), False
    for number, line in enumerate(source.text.splitlines(), start=1):
        text = line.strip()
        if text.startswith("|") and not ended:
            cells = [] if RULE.fullmatch(text) else _cells(source, number, line)
            if any(cell.text for cell in cells):
                rows.append(cells)
            continue
        ended = bool(rows)
        if text.startswith(("- ", "* ")):
            place = Place(source, number, line.index(text) + 3, len(text) - 2)
            said.append(told(plain(text[2:]), place, problems))
        elif name := NAME_LINE.search(text):
            place = Place(source, number, line.index(text) + 1, len(text))
            said.insert(0, told(f"student: {plain(name[1])}", place, problems))
    return filled(Sheet(source).saying(said), rows, problems)


def plain(text: str) -> str:
    r"""The text without Markdown's marks.

    >>> plain(r"**61\_706**"), plain("  `28x28x6` ")
    ('61_706', '28x28x6')
    >>> plain(r"\*x\*"), plain(r"**\*x\***")
    ('*x*', '*x*')
    """
    bare = text.strip().lstrip(EMPHASIS)
    end = len(bare.rstrip(EMPHASIS))
    escapes = end - len(bare[:end].rstrip("\\"))
    text = bare[: end + escapes % 2].strip()
    return ESCAPED.sub(r"\1", text) if "\\" in text else text


def _cells(source: Source, number: int, line: str) -> list[Cell]:
    """The cells of a row; the lines at its ends are none."""
    cells, column = [], 0
    for part in SEPARATOR.split(line):
        text = part.strip()
        indent = len(part) - len(part.lstrip())
        cells.append(Cell(plain(text), Place(source, number, column + indent + 1, max(len(text), 1))))
        column += len(part) + 1
    return cells[1:-1] if line.rstrip().endswith("|") else cells[1:]
