"""Conditions on figures: `parameters < 5M`, `1G <= multiplies <= 4G and receptive_field >= 224`.

A condition is a chain of comparisons between figures and quantities; `and` and `or` join conditions,
`and` first. Nothing else: there is no arithmetic, and a text has at most LONGEST characters.
"""

import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.figures.keys import figure_name
from cnncalc.figures.measures import number, unit_of
from cnncalc.figures.plain import plain_text
from cnncalc.figures.quoted import NotAFigureError, Quoted, read
from cnncalc.figures.spelling import for_programs
from cnncalc.figures.units import contradiction, factor
from cnncalc.problem import quoted
from cnncalc.shape import Shape

LONGEST = 500

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip

_OPERATOR = re.compile(r"(<=|>=|==|!=|<|>|=)")
_BEGINS = re.compile(r"[-+.]?[0-9]")
_SIZE = re.compile(r"[0-9]+(?: ?x ?[0-9]+)+")


class ConditionError(ValueError):
    """A condition that is none: what was found, and what would fit."""


class Inequality(NamedTuple):
    """`left < right`: each side is a quantity, or the text that names a figure or a value."""

    left: Fraction | str
    sign: str
    right: Fraction | str

    def keys(self, is_key: Callable[[str], bool]) -> Iterator[str]:
        """The sides that are not quantities; after an == the right one may be a mere word."""
        if isinstance(self.left, str):
            yield self.left
        if isinstance(self.right, str) and (self.sign not in ("==", "!=") or is_key(self.right)):
            yield self.right


Condition = tuple[tuple[Inequality, ...], ...]
"""Comparisons of which all in one group have to hold; of the groups one."""


def read_condition(text: str) -> Condition:
    """The condition that a text says; ConditionError if it says none."""
    if len(text) > LONGEST:
        raise ConditionError(f"--where: a condition has at most {LONGEST} characters")
    groups = re.split(r"\s+or\s+", text.strip())
    return tuple(
        tuple(one for part in re.split(r"\s+and\s+", group) for one in _chain(part, text)) for group in groups
    )


def _chain(part: str, text: str) -> list[Inequality]:
    """`a < b <= c` as two comparisons."""
    pieces = [piece.strip() for piece in _OPERATOR.split(part)]
    if len(pieces) < 3 or not all(pieces):
        shown = "such as 'parameters < 5M' or '1G <= multiplies <= 4G'"
        raise ConditionError(f"--where takes a condition {shown}; found {quoted(part.strip() or text)}")
    sides = [_side(piece) for piece in pieces[::2]]
    signs = ["==" if sign == "=" else sign for sign in pieces[1::2]]
    return [_inequality(*one) for one in zip(sides, signs, sides[1:])]  # noqa: B905


def _side(text: str) -> Quoted | str:
    """A quantity, or the text that names a figure or a value."""
    shown = plain_text(text)
    if _SIZE.fullmatch(shown):
        return shown.replace(" ", "")
    if not _BEGINS.match(shown):
        return text
    try:
        return read(text)
    except NotAFigureError as error:
        raise ConditionError(f"--where: {error}") from None


def _inequality(left: Quoted | str, sign: str, right: Quoted | str) -> Inequality:
    return Inequality(_number(left, right), sign, _number(right, left))


def _number(side: Quoted | str, other: Quoted | str) -> Fraction | str:
    """A quantity as the number it is where the other side is this figure: a B of bytes is no billion."""
    if isinstance(side, str):
        return side
    unit = unit_of(other) if isinstance(other, str) else None
    if unit in ("bytes", "level"):
        side = side.as_bytes
    if isinstance(other, str) and unit is not None:
        name = figure_name(other)
        if wrong := contradiction(side.unit, name, unit):
            raise ConditionError(f"--where: {quoted(side.text)}: {wrong}")
        return side.value / factor(side.unit, name)
    return side.value


def holds(condition: Condition, value: Callable[[str], Any]) -> bool:
    """Whether the condition holds; a comparison with a figure that is not known does not.

    value: what a text stands for: a figure, or the text itself where it names none.
    """
    return any(all(_holds(one, value) for one in group) for group in condition)


def _holds(one: Inequality, value: Callable[[str], Any]) -> bool:
    left, right = (value(side) if isinstance(side, str) else side for side in (one.left, one.right))
    compare = OPERATORS[one.sign]
    if left is None or right is None:
        return False
    if isinstance(left, tuple) and not isinstance(left, Shape) and _counts(right):
        return all(compare(n, right) for n in left)  # along every axis
    if isinstance(right, tuple) and not isinstance(right, Shape) and _counts(left):
        return all(compare(left, n) for n in right)
    if _counts(left) and _counts(right):
        return _sure(left, right, one.sign) and bool(compare(left, right))
    return one.sign in ("==", "!=") and compare(_text(left), _text(right))


def _counts(value: Any) -> bool:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _sure(left: Any, right: Any, sign: str) -> bool:
    """Whether lower bounds among the sides leave no doubt: only a bound that is the larger side is sure."""
    small, large = (right, left) if sign in (">", ">=") else (left, right)
    return number(small) is not None and (number(large) is not None or sign in ("<", "<=", ">", ">="))


def _text(value: Any) -> str:
    """A value as it may be written in a condition."""
    if isinstance(value, bool):
        return str(value).lower()
    unit = "shape" if isinstance(value, Shape) else "extent" if isinstance(value, tuple) else "text"
    return "".join(for_programs(value, unit).split())  # type: ignore[arg-type]
