"""Expressions: arithmetic over the variables in scope, where a number or a yes/no stands.

Exact: `/` gives a fraction, 0.75 is three quarters. Bounded: no attribute, no call of anything not
named here, and no number beyond LARGEST, so that no expression can run away.
"""

import ast
import operator
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from cnncalc.effort import Effort
from cnncalc.problem import did_you_mean, quoted
from cnncalc.shape import AXES, Shape

LARGEST = 10**30
MOST_LISTED = 10_000
LONGEST = 500
"""Characters that an expression may have."""

MOST_DIGITS = 100
"""Digits behind the point, or before it, that rounding can tell apart: a number has at most 31 before it,
and a fraction with a denominator of at most LARGEST, if its decimals end at all, less than 100 behind it."""

YES, NO = ("true", "yes", "on"), ("false", "no", "off")
FLAGS = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)

_SLIPS = (
    (re.compile("&&"), "'&&' is written 'and'"),
    (re.compile(r"\|\|"), "'||' is written 'or'"),
    (re.compile("(?<![=!<>])=(?!=)"), "equality is written '=='"),
    (re.compile(r"^[^()]*\([^()]*$"), "a '(' is not closed"),
    (re.compile(r"(?:[-+*/<>]|\s%)\s*$"), "something is missing at its end"),
)
"""What is often written in what is no expression, and what to say of it."""

_DECORATED = re.compile(r"(?:\$|\$?(?=\{\{?))\{{0,2}\s*([^\W\d]\w*)\s*\}{0,2}")
_OTHER_BASE = re.compile(r"\b0[xXoObB]")


class Env(NamedTuple):
    """What names mean: variables and arguments, and behind them the size of the current input."""

    values: Mapping[str, Any] = {}
    input: Shape | None = None
    lost: bool = False  # there is an input, but its size is not known, as its layer is wrong
    effort: Effort | None = None  # what reading has taken so far; None: there is too little to count

    def at(self, shape: Shape | None) -> "Env":
        """The same names where another shape is read."""
        return self.__class__(self.values, shape, shape is None, self.effort)

    def spend(self, steps: int) -> None:
        """Count so many steps; SpecError where they are too many."""
        if self.effort is not None:
            self.effort.spend(steps)

    def elements(self, number: int) -> None:
        """Count so many elements of a list, as they are gone through."""
        if self.effort is not None:
            self.effort.elements(number)

    def hint(self, found: str, known: Iterable[str]) -> str:
        """What may have been meant."""
        return self.effort.hint(found, known) if self.effort else did_you_mean(found, known)

    def names(self) -> Iterator[str]:
        """Every name with a meaning."""
        return chain(self._sizes(), self.values)

    def knows(self, name: str) -> bool:
        """Whether a name has a meaning, also one whose value is not known because of a mistake."""
        return name in self.values or name in (SIZES if self.lost else self._sizes())

    def _sizes(self) -> tuple[str, ...]:
        return (*AXES[self.input.rank], "channels") if self.input else ()

    def __getitem__(self, name: Any) -> Any:
        if name in self.values:
            if self.values[name] is None:
                raise LostError  # the variable has no value, which is reported where it stands
            return self.values[name]
        if self.input is not None:
            if name == "channels":
                return self.input.channels
            axes = AXES[self.input.rank]
            if name in axes:
                return self.input.size[axes.index(name)]
        if self.lost and name in SIZES:
            raise LostError
        hint = self.hint(name, self.names())
        raise ExpressionError(f"there is no variable {quoted(name)}{hint}")


NOTHING = Env()
"""No name means anything."""


SIZES = frozenset(("channels", *chain.from_iterable(AXES.values())))


class LostError(Exception):
    """An expression about the size of an input that is not known; why is reported already."""


class ExpressionError(Exception):
    """An expression that is none, or that has no value: the reason."""


def evaluate(text: str, env: Env, words: Collection[str] = (), *, any_word: bool = False) -> Any:
    """The value: a whole number, a Fraction, a bool, a text or a tuple; ExpressionError if there is none.

    What stands alone, or is chosen by `a if b else c`, may be a word that stands for itself: one of
    `words`, whatever variables there are; with `any_word` each that names no variable.
    """
    env.spend(min(len(text), LONGEST))
    try:
        node = _parse(text)
        while isinstance(node, ast.IfExp):
            node = _chosen(node, env)
        if isinstance(node, ast.Name):
            return _word(node.id, env, words, any_word)
        return _value(node, env)
    except RecursionError:
        raise ExpressionError("it nests too deeply") from None


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr | str:
    """The syntax tree, or what is wrong with the text; nothing where it is no expression at all."""
    if len(text) > LONGEST:
        return f"an expression has at most {LONGEST} characters"
    if _OTHER_BASE.search(text):
        return ""
    if name := _DECORATED.fullmatch(text.strip()):
        return f"a variable is named without signs around it: {name[1]}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return next((why for pattern, why in _SLIPS if pattern.search(text)), "")


def _value(node: ast.expr | str, env: Env) -> Any:
    if isinstance(node, str):
        raise ExpressionError(node)
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise ExpressionError(f"{quoted(ast.unparse(node))} is not part of an expression")
    return handler(node, env)


def _constant(node: ast.Constant, env: Env) -> Any:
    value = node.value
    if isinstance(value, float):
        return _bounded(Fraction(repr(value))) if value - value == 0 else _too_large()
    if isinstance(value, (bool, int, str)):
        return _bounded(value)
    raise ExpressionError(f"{value!r} is not part of an expression")


def _word(name: str, env: Env, words: Collection[str], any_word: bool) -> Any:
    if name in words or (any_word and name not in FLAGS and not env.knows(name)):
        return name
    if name in FLAGS or env.knows(name):
        return FLAGS[name] if name in FLAGS else env[name]
    raise ExpressionError(f"there is no variable {quoted(name)}{env.hint(name, chain(words, env.names()))}")


def _name(node: ast.Name, env: Env) -> Any:
    return FLAGS[node.id] if node.id in FLAGS else env[node.id]


def _unary(node: ast.UnaryOp, env: Env) -> Any:
    value = _value(node.operand, env)
    if isinstance(node.op, ast.Not):
        return not _yes_or_no(value)
    if isinstance(node.op, ast.USub):
        return -_number(value)
    if isinstance(node.op, ast.UAdd):
        return _number(value)
    raise ExpressionError("'~' is not part of an expression")


def _binary(node: ast.BinOp, env: Env) -> Any:
    operation = _OPERATIONS.get(type(node.op))
    if isinstance(node.op, ast.BitXor):
        raise ExpressionError("a power is written '**'")
    if operation is None:
        raise ExpressionError(f"{quoted(ast.unparse(node))} is not part of an expression")
    left, right = _number(_value(node.left, env)), _number(_value(node.right, env))
    if isinstance(node.op, ast.Pow):
        _check_power(left, right)
    try:
        return _bounded(operation(left, right))
    except ZeroDivisionError:
        raise ExpressionError(f"{quoted(ast.unparse(node))} divides by zero") from None


def _check_power(base: Any, exponent: Any) -> None:
    if not isinstance(exponent, int) or exponent < 0:
        raise ExpressionError(f"a power of {exponent} is not part of an expression: 0, 1, 2, ... are")
    if base not in (-1, 0, 1) and exponent > 100:
        _too_large()


def _comparison(node: ast.Compare, env: Env) -> bool:
    left = _value(node.left, env)
    for operation, operand in zip(node.ops, node.comparators, strict=True):
        right = (_word_to_compare if isinstance(left, str) else _value)(operand, env)
        compare = _COMPARISONS.get(type(operation))
        if compare is None:
            raise ExpressionError(f"{quoted(ast.unparse(node))} is not part of an expression")
        env.elements(min(_weight(left), _weight(right)))
        try:
            if not compare(left, right):
                return False
        except TypeError:
            raise ExpressionError(f"{show(left)} and {show(right)} cannot be compared") from None
        left = right
    return True


def _word_to_compare(node: ast.expr, env: Env) -> Any:
    """What a word is compared with: a word too, which stands in quotes."""
    try:
        return _value(node, env)
    except ExpressionError as error:
        if isinstance(node, ast.Name) and "did you mean" not in str(error):
            raise ExpressionError(f"{error}; a word to compare with stands in quotes: '{node.id}'") from None
        raise


def _logic(node: ast.BoolOp, env: Env) -> bool:
    values = (_yes_or_no(_value(operand, env)) for operand in node.values)
    return all(values) if isinstance(node.op, ast.And) else any(values)


def _choice(node: ast.IfExp, env: Env) -> Any:
    return _value(_chosen(node, env), env)


def _chosen(node: ast.IfExp, env: Env) -> ast.expr:
    return node.body if _yes_or_no(_value(node.test, env)) else node.orelse


def _index(node: ast.Subscript, env: Env) -> Any:
    items, index = _value(node.value, env), _value(node.slice, env)
    if not isinstance(items, tuple):
        raise ExpressionError(f"{quoted(ast.unparse(node.value))} is {show(items)}, not a list")
    if type(index) is not int or not -len(items) <= index < len(items):
        many = f"{len(items)} item{'' if len(items) == 1 else 's'}"
        raise ExpressionError(f"{quoted(ast.unparse(node.value))} has {many}; there is no {show(index)}")
    return items[index]


def _list(node: ast.List, env: Env) -> tuple[Any, ...]:
    return listed((_value(item, env) for item in node.elts), env)


def _call(node: ast.Call, env: Env) -> Any:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    function = FUNCTIONS.get(name)
    if function is None or node.keywords:
        hint = did_you_mean(name, FUNCTIONS) or f"; there are {', '.join(FUNCTIONS)}"
        raise ExpressionError(f"there is no function {quoted(name)}{hint}")
    arguments = [_value(argument, env) for argument in node.args]
    env.elements(sum(map(_weight, arguments)) if function is not len else 0)
    try:
        return _bounded(function(*arguments))
    except (TypeError, ValueError, ZeroDivisionError):
        shown = ", ".join(map(show, arguments))
        raise ExpressionError(f"{name}({shown}) has no value") from None


def round_to(x: Any, divisor: int) -> int:
    """MobileNet's rule: the nearest multiple of the divisor, but never below nine tenths of x.

    >>> round_to(Fraction(24 * 3, 4), 8), round_to(36, 8)
    (24, 40)
    """
    nearest = max(divisor, int(x + Fraction(divisor, 2)) // divisor * divisor)
    return nearest + divisor if nearest < Fraction(9, 10) * x else nearest


def _round(x: Any, digits: int = 0) -> Any:
    """Python's `round`; beyond MOST_DIGITS before or behind the point nothing changes any more."""
    return round(x, max(-MOST_DIGITS, min(digits, MOST_DIGITS)))


def _floor(x: Any) -> int:
    return int(x // 1)


def _ceil(x: Any) -> int:
    return -int(-x // 1)


class Listed(tuple[Any, ...]):
    """A list that knows how many values it holds, those of the lists in it included."""

    weight: int


def listed(items: Iterable[Any], env: Env) -> Listed:
    """A list; ExpressionError where it holds more than MOST_LISTED values."""
    result = Listed(items)
    env.elements(len(result))
    result.weight = sum(_weight(item) or 1 for item in result)
    if result.weight > MOST_LISTED:
        too_long()
    return result


def _weight(value: Any) -> int:
    """How many values a list holds; 0 for what is no list."""
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


def _number(value: Any) -> Any:
    if type(value) not in (int, Fraction):
        raise ExpressionError(f"{show(value)} is not a number")
    return value


def _yes_or_no(value: Any) -> bool:
    if type(value) is not bool:
        raise ExpressionError(f"{show(value)} is neither true nor false")
    return value


def _bounded(value: Any) -> Any:
    if isinstance(value, Fraction):
        if abs(value) > LARGEST or value.denominator > LARGEST:
            _too_large()
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, int) and abs(value) > LARGEST:
        _too_large()
    return value


def _too_large() -> Any:
    raise ExpressionError("its value is too large")


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

_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / b,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_HANDLERS: dict[type[ast.expr], Callable[[Any, Env], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _comparison,
    ast.BoolOp: _logic,
    ast.IfExp: _choice,
    ast.Subscript: _index,
    ast.List: _list,
    ast.Call: _call,
}
