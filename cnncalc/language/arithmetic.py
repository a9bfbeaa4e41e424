"""What expressions compute with: exact numbers, yes and no, words, and lists of them, all bounded."""

import ast
import operator
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from cnncalc.language.env import Env, ExpressionError
from cnncalc.problem import quoted

LARGEST = 10**30
MOST_LISTED = 10_000

MOST_DIGITS = 100
"""Digits after the point, or before it, that rounding can tell apart: a number has at most 31 before it,
and a fraction with a denominator of at most LARGEST, if its decimals end at all, less than 100 after it."""


def round_to(x: Any, divisor: int) -> int:
    """MobileNet's rule: the nearest multiple of the divisor, but never below nine tenths of x.

    >>> round_to(Fraction(24 * 3, 4), 8), round_to(36, 8)
    (24, 40)
    """
    nearest = max(divisor, int(x + Fraction(divisor, 2)) // divisor * divisor)
    return nearest + divisor if nearest < Fraction(9, 10) * x else nearest


def _round(x: Any, digits: int = 0) -> Any:
    """Python's `round`; beyond MOST_DIGITS before or after the point nothing changes any more."""
    return round(x, max(-MOST_DIGITS, min(digits, MOST_DIGITS)))


def _floor(x: Any) -> int:
    return int(x // 1)


def _ceil(x: Any) -> int:
    return -int(-x // 1)


class Listed(tuple[Any, ...]):
    """A list that knows how many values it holds, those of the lists in it included."""

    weight: int


def listed(items: Iterable[Any], env: Env) -> Listed:
    """A list; ExpressionError if it holds more than MOST_LISTED values."""
    result = Listed(items)
    env.elements(len(result))
    result.weight = sum(weight(item) or 1 for item in result)
    if result.weight > MOST_LISTED:
        too_long()
    return result


def weight(value: Any) -> int:
    """How many values a list holds; 0 for what is not a list."""
    return getattr(value, "weight", len(value)) if isinstance(value, tuple) else 0


def too_long() -> Any:
    """Refuse a list."""
    raise ExpressionError(f"a list holds at most {MOST_LISTED:,} values")


def show(value: Any) -> str:
    """A value as the language writes it."""
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        more = ", ..." if len(value) > 20 else ""
        return f"[{', '.join(map(show, value[:20]))}{more}]"
    return quoted(value) if isinstance(value, str) else str(value)


def number(value: Any) -> Any:
    """A number; ExpressionError if it is none."""
    if type(value) not in (int, Fraction):
        raise ExpressionError(f"{show(value)} is not a number")
    return value


def yes_or_no(value: Any) -> bool:
    """A yes or no; ExpressionError if it is none."""
    if type(value) is not bool:
        raise ExpressionError(f"{show(value)} is neither true nor false")
    return value


def bounded(value: Any) -> Any:
    """A value that is not too large, a fraction without a remainder as a whole number."""
    if isinstance(value, Fraction):
        if abs(value) > LARGEST or value.denominator > LARGEST:
            too_large()
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, int) and abs(value) > LARGEST:
        too_large()
    return value


def too_large() -> Any:
    """Refuse a value."""
    raise ExpressionError("its value is too large")


def check_power(base: Any, exponent: Any) -> None:
    """ExpressionError for a power that is not calculated."""
    if not isinstance(exponent, int) or exponent < 0:
        raise ExpressionError(f"an exponent is a whole number, 0 or more; found {exponent}")
    if base not in (-1, 0, 1) and exponent > 100:
        too_large()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "ceil": _ceil,
    "floor": _floor,
    "round": _round,
    "round_to": round_to,
    "len": len,
}

OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / b,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
