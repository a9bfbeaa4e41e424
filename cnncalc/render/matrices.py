"""Matrices as text: numbers flush right in columns; one that is too wide is cut, and says so."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.report.matrices import MatricesReport, MatrixBlock, ShownMatrix

INDENT, GAP = 2, 2
WIDTH = 80
"""For sentences where the terminal says nothing."""


def as_text(report: "MatricesReport", width: int | None) -> str:
    """The report for a terminal of this width, or for a file."""
    lines = wrap(report.title, width or WIDTH, subsequent_indent="  ", break_long_words=False)
    lines += wrap(", ".join(report.remarks), width or WIDTH, break_long_words=False)
    for block in report.blocks:
        lines += ["", *_block(block, width)]
    for paragraph in (report.verdict, report.notes):
        said = [row for line in paragraph for row in wrap(line, width or WIDTH, break_long_words=False)]
        lines += ["", *said] if said else []
    return "\n".join(lines) + "\n"


def _block(block: "MatrixBlock", width: int | None) -> Iterator[str]:
    yield from wrap(f"{block.title}  {block.meaning}".rstrip(), width or WIDTH, break_long_words=False)
    for one in block.matrices:
        if one.label:
            yield f"{' ' * INDENT}{one.label}"
        yield from (" " * INDENT + line for line in aligned(one, width and width - INDENT))


def aligned(one: "ShownMatrix", width: int | None = None) -> Iterator[str]:
    """The rows with columns of one width each; a wrong entry has a mark behind it."""
    texts = [[f"{text}{_mark(one, i, j)}" for j, text in enumerate(row)] for i, row in enumerate(one.rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    shown = _fitting(widths, width)
    more = "" if shown == len(widths) else f"{' ' * GAP}..."
    for row in texts:
        yield (" " * GAP).join(f"{text:>{w}}" for text, w in zip(row[:shown], widths, strict=False)) + more
    if more:
        yield f"... {shown} of {len(widths)} columns are shown; -o FILE shows all"


def _mark(one: "ShownMatrix", i: int, j: int) -> str:
    if not one.wrong:
        return ""
    return "!" if (i, j) in one.wrong else " "


def _fitting(widths: list[int], width: int | None) -> int:
    """How many columns fit, at least one."""
    if width is None or sum(widths) + GAP * (len(widths) - 1) <= width:
        return len(widths)
    used, count = len("...") + GAP, 0
    for one in widths:
        if used + one + GAP > width + GAP:
            break
        used, count = used + one + GAP, count + 1
    return max(count, 1)
