"""Equations as rows of text: broken at `=` and aligned there, the reasons in a column beside them."""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

from cnncalc.notation import Spelling

if TYPE_CHECKING:
    from cnncalc.report.working import LayerWorking, Worked
    from cnncalc.teaching.explain.step import Step

INDENT, GAP = 2, 2

NARROWEST_REASON = 22
"""Where less is left beside the equations, a reason stands below its own."""

NARROWEST_EQUATION = 48
"""An equation that does not fit beside its reason is not pressed below this."""

WIDEST = 120
"""No line is longer, however wide the terminal: it could not be read."""

NARROWEST = 20
"""Lines are laid out for this width where the terminal has less, so that something is left beside indents."""

_BREAK = re.compile(r"(?<=,) | (?=[+×*−/-] )")
"""Where an equation is broken that is longer than a line: before an operation, behind a comma."""


_TERMS = re.compile(r" (?=\+ )")
_SUM_OF_PRODUCTS = re.compile(r"[×*][^+]+\+[^+]+[×*]")

Parts = Callable[["Step"], list[str]]
"""What stands between the equals signs of a step, spelled."""


class EquationLine(NamedTuple):
    """A line: an equation or a heading, and what stands beside it."""

    text: str
    reason: str = ""
    role: Literal["heading", "equation", "remark"] = "equation"


BLANK = EquationLine("", role="remark")


def readable(width: int) -> int:
    """The width at which a page is laid out where the terminal has this one."""
    return max(NARROWEST, min(width, WIDEST))


def sheet_lines(sheet: "LayerWorking", spelling: Spelling, width: int) -> Iterator[EquationLine]:
    """The figures of a layer; the reasons of all in one column where that costs no line."""
    parts = _spelled(sheet.figures, spelling)
    laid_out = [_shortest([figure], parts, width) for figure in sheet.figures]
    together = _shortest(sheet.figures, parts, width)
    if len(together) <= sum(map(len, laid_out)) + len(sheet.figures) - 1:
        return iter(together)
    return iter([line for lines in laid_out for line in (BLANK, *lines)][1:])


def figure_lines(figure: "Worked", spelling: Spelling, width: int) -> list[EquationLine]:
    """One figure with its equations: the heading, and what leads to it."""
    return _shortest([figure], _spelled([figure], spelling), width)


def heading_lines(sheet: "LayerWorking", width: int) -> Iterator[str]:
    """What the layer is, and what is given: `reads 224x224x3 of input`, `kernel f = 3, stride s = 1`."""
    first = f"{sheet.name}: {sheet.what}"
    if len(sheet.reads) == 1 and len(f"{first}, {sheet.reads[0]}") <= width:
        yield f"{first}, {sheet.reads[0]}"
    else:
        yield from textwrap.wrap(first, width, subsequent_indent="  ", break_long_words=False)
        for source in sheet.reads:
            yield from textwrap.wrap(source, width, subsequent_indent="  ", break_long_words=False)
    if sheet.given and not sheet.sentence:
        yield from textwrap.wrap(given_text(sheet), width)


def given_text(sheet: "LayerWorking") -> str:
    """`kernel f = 3, stride s = 1`."""
    equal = (" = ".join(filter(None, (one.letter, one.also, one.text))) for one in sheet.given)
    return ", ".join(f"{one.field} {text}" for one, text in zip(sheet.given, equal, strict=True))


def equation(parts: Sequence[str], pad: int, room: int) -> list[str]:
    """The parts of an equation in one row, or from the first `=` on in as few as fit.

    >>> equation(["n_out", "floor((n + 2 * p - f) / s) + 1", "floor((5 + 0 - 3) / 1) + 1", "3"], 5, 40)
    ['n_out = floor((n + 2 * p - f) / s) + 1', '      = floor((5 + 0 - 3) / 1) + 1 = 3']
    """
    head = f"{parts[0]:<{pad}} = "
    line = head + " = ".join(parts[1:])
    if len(line) <= room:
        return [line]
    rows: list[str] = []
    for i, part in enumerate(parts[1:]):
        if i > 1 and len(rows[-1]) + len(part) + 3 <= room:
            rows[-1] += f" = {part}"
        else:
            rows += _broken(part, head if i == 0 else " " * (len(head) - 2) + "= ", room)
    return rows


def _broken(part: str, head: str, room: int) -> list[str]:
    """The part on several rows: a sum of products has a row for each of them."""
    first, *others = _TERMS.split(part) if "(" not in part and _SUM_OF_PRODUCTS.search(part) else [part]
    rows = _filled(first, head, room)
    for term in others:
        rows += _filled(term, " " * len(head), room)
    return rows


def _filled(part: str, head: str, room: int) -> list[str]:
    rows, row = [], head
    blank = " " * len(head)
    for piece in _BREAK.split(part):
        if len(row) + len(piece) + 1 > room and row.strip() and row != head:
            rows.append(row)
            row = blank + piece
        else:
            row += piece if row == head else f" {piece}"
    return [*rows, row]


def _spelled(figures: "Sequence[Worked]", spelling: Spelling) -> Parts:
    """The parts of each equation, spelled once, however often they are laid out."""
    found = {id(step): step.parts(spelling) for figure in figures for step in figure.steps}
    return lambda step: found[id(step)]


@lru_cache(maxsize=4096)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    """The words on lines of this width; none is cut."""
    return tuple(textwrap.wrap(text, width, break_long_words=False))


def _shortest(figures: "Sequence[Worked]", parts: Parts, width: int) -> list[EquationLine]:
    """The figures with the equations as wide as makes the fewest lines."""
    laid_out = (_figures(figures, parts, column, width) for column in _columns(figures, parts, width))
    return min(laid_out, key=lambda lines: (len(lines), sum(bool(line.reason) for line in lines)), default=[])


def _columns(figures: "Sequence[Worked]", parts: Parts, width: int) -> list[int]:
    """How wide the equations may stand, the widest first: just so that one more of them is whole."""
    wanted, least = set(), 0
    for figure in figures:
        pad = _pad(figure.steps, parts)
        for step in figure.steps:
            _, *sides = parts(step)
            start = INDENT + pad + 3
            wanted |= {start + len(" = ".join(sides)), start + len(" = ".join(sides[-2:]))}
            least = max(least, start + max(map(len, sides)))
    widest = width - GAP - NARROWEST_REASON
    return sorted((column for column in {*wanted, least} if least <= column <= widest), reverse=True) or [
        width, *([widest] if widest >= NARROWEST_EQUATION else [])
    ]  # fmt: skip


def _pad(steps: "Iterable[Step]", parts: Parts) -> int:
    """How wide the symbols before the first `=` stand."""
    return max((len(parts(step)[0]) for step in steps), default=0)


def _figures(figures: "Sequence[Worked]", parts: Parts, column: int, width: int) -> list[EquationLine]:
    lines: list[EquationLine] = []
    for figure in figures:
        lines += [BLANK] if lines else []
        lines += _figure(figure, parts, column, width)
    return lines


def _figure(figure: "Worked", parts: Parts, column: int, width: int) -> Iterator[EquationLine]:
    heading = f"{figure.title} {figure.value}"
    beside = len(heading) + GAP + len(figure.meaning) <= width
    yield EquationLine(heading, figure.meaning if beside else "", "heading")
    if not beside:
        yield from _remark(figure.meaning, width)
    for axes, steps in figure.groups:
        pad = _pad(steps, parts)
        if axes:
            yield from _remark(f"{axes}:", width)
        for step in steps:
            yield from _step(step, parts, pad, column, width)
    for remark in figure.remarks:
        yield from _remark(remark, width)


def _remark(text: str, width: int, indent: int = INDENT) -> Iterator[EquationLine]:
    for row in _wrapped(text, width - indent):
        yield EquationLine(" " * indent + row, role="remark")


def _step(step: "Step", parts: Parts, pad: int, column: int, width: int) -> Iterator[EquationLine]:
    """The rows of an equation, with its reason beside them, or below where there is no room."""
    rows = [" " * INDENT + row for row in equation(parts(step), pad, column - INDENT)]
    room = width - column - GAP
    fits = room >= max(NARROWEST_REASON, *map(len, ("", *step.because.split())))
    beside = _wrapped(step.because, room) if fits else ()
    for row, reason in zip_longest(rows, beside, fillvalue=""):
        yield EquationLine(f"{row:<{column}}" if reason else row, reason)
    if not beside:
        yield from _remark(step.because, width, 2 * INDENT)
