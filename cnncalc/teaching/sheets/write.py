"""A worksheet as a file that is filled in and read again: YAML or CSV; or as the key to it."""

import json
import re
from collections.abc import Iterator, Sequence

from cnncalc.files.spreadsheet import lines
from cnncalc.teaching.sheets.worksheet import UNANSWERED, Worksheet

PLAIN_KEY = re.compile(r"[A-Za-z_][\w/]*(?:[.-][\w/]+)*")
PLAIN_TEXT = re.compile(r"[\w./~-](?:[\w./ ,~-]*[\w./~-])?")

FILL_IN = "Fill in the numbers; 'cnncalc check FILE' marks them."
KEY_TO = "'cnncalc grade KEY SUBMISSION...' grades with this key. Answers left out here are computed."


def as_yaml(sheet: Worksheet, answers: bool = False) -> str:
    """The worksheet in YAML, or its key."""
    return "\n".join(_yaml(sheet, answers)) + "\n"


def _yaml(sheet: Worksheet, answers: bool) -> Iterator[str]:
    yield f"# {sheet.title}, {sheet.inputs}. {KEY_TO if answers else FILL_IN}"
    if not answers:
        yield f"student: {_scalar(sheet.student)}" if sheet.student else "student:"
    yield from headings_in_yaml(sheet)
    if answers:
        yield from _points(sheet.asked)
    yield "answers:"
    asked = frozenset(sheet.asked)
    for row in sheet.rows:
        cells = [(figure, cell) for figure, cell in zip(sheet.columns, row.cells, strict=True) if cell]
        here = [(figure, cell) for figure, cell in cells if f"{row.name}.{figure}" in asked]
        told = [f"{figure} {cell}" for figure, cell in cells if f"{row.name}.{figure}" not in asked]
        remark = "; ".join([part for part in (row.kind, "" if answers else ", ".join(told)) if part])
        if here:
            yield f"  {_word(row.name)}:" + (f"  # {remark}" if remark else "")
            yield from (
                f"    {figure}: {cell if answers and cell != UNANSWERED else ''}".rstrip()
                for figure, cell in here
            )
        elif remark and not answers:
            yield f"  # {row.name}: {remark}"


def headings_in_yaml(sheet: Worksheet) -> Iterator[str]:
    """What the sheet says of its network."""
    for key, value in sheet.headings.items():
        if key == "settings":
            yield "settings:"
            yield from (f"  {_word(name)}: {text}" for name, _, text in _pairs(value))
        else:
            yield f"{key}: {_scalar(value)}"


def _points(asked: Sequence[str]) -> Iterator[str]:
    """How points are said, with a figure, a layer and a key of this sheet."""
    layer, _, figure = asked[0].rpartition(".")
    yield "# Points for an answer, by key, layer or column; 1 by default:"
    yield f"# points: {{{_word(f'*.{figure}')}: 2, {_word(f'{layer}.*')}: 3, {_word(asked[-1])}: 5}}"
    yield "# Part of the points for an answer that is right for an earlier wrong one, that counts by another"
    yield "# convention, or that a known mistake explains:"
    yield "# credit: {follows: 1, convention: 0.5, mistake: 0}"


def _pairs(settings: str) -> Iterator[tuple[str, str, str]]:
    return (pair.strip().partition("=") for pair in settings.split(";"))


def _word(text: str) -> str:
    return text if PLAIN_KEY.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    return text if PLAIN_TEXT.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def as_csv(sheet: Worksheet, answers: bool = False) -> str:
    """The worksheet in CSV, or its key: headings in lines that begin with `#`, then a row per layer."""
    asked = frozenset(sheet.asked)
    rows = ([row.name, row.kind, *_cells(sheet, row.name, row.cells, asked, answers)] for row in sheet.rows)
    head = ["layer", "kind", *sheet.columns]
    headings = ([text] for text in _heading_lines(sheet, answers))
    return "".join(lines([*headings, head, *rows]))


def _heading_lines(sheet: Worksheet, answers: bool) -> Iterator[str]:
    yield f"# {sheet.title}, {sheet.inputs}. {KEY_TO if answers else FILL_IN}"
    if not answers:
        yield f"# student: {sheet.student}".rstrip()
    yield from (f"# {key}: {value}" for key, value in sheet.told)


def _cells(
    sheet: Worksheet, name: str, cells: tuple[str | None, ...], asked: frozenset[str], answers: bool
) -> Iterator[str]:
    for figure, cell in zip(sheet.columns, cells, strict=True):
        if cell is None:
            yield "n/a"
        else:
            yield "" if f"{name}.{figure}" in asked and not answers else cell
