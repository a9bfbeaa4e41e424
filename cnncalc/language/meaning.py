"""The syntax tree of an expression becomes a function of what names mean, part by part.

What is not part of an expression is refused when it is asked: after `a if b else c` it may never be.
"""

import ast
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from cnncalc.language.arithmetic import (
    COMPARISONS,
    FUNCTIONS,
    LARGEST,
    OPERATIONS,
    bounded,
    check_power,
    listed,
    number,
    show,
    weight,
    yes_or_no,
)
from cnncalc.language.env import FLAGS, Env, ExpressionError
from cnncalc.problem import did_you_mean, quoted

Meaning = Callable[[Env], Any]
"""What a part of an expression gives; ExpressionError if it gives nothing."""

Comparison = Callable[[Any, Env], tuple[bool, Any]]
"""Whether it holds of what stands before it, and the value that the next one compares."""


def meaning_of(node: ast.expr) -> Meaning:
    """What a part of an expression gives."""
    handler = _HANDLERS.get(type(node))
    return handler(node) if handler else refused(f"{_written(node)} is not allowed in an expression")


def refused(why: str) -> Meaning:
    """What gives nothing, and why."""

    def refuse(env: Env) -> Any:
        raise ExpressionError(why)

    return refuse


def _written(node: ast.AST) -> str:
    return quoted(ast.unparse(node))


def _constant(node: ast.Constant) -> Meaning:
    value: Any = node.value
    if isinstance(value, float):
        value = Fraction(repr(value)) if value - value == 0 else Fraction(2 * LARGEST)
    elif not isinstance(value, (bool, int, str)):
        return refused(f"{value!r} is not allowed in an expression")
    return lambda env: bounded(value)


def _name(node: ast.Name) -> Meaning:
    name = node.id
    return (lambda env: FLAGS[name]) if name in FLAGS else (lambda env: env[name])


def _unary(node: ast.UnaryOp) -> Meaning:
    operand = meaning_of(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda env: not yes_or_no(operand(env))
    if isinstance(node.op, ast.USub):
        return lambda env: -number(operand(env))
    if isinstance(node.op, ast.UAdd):
        return lambda env: number(operand(env))
    return refused("'~' is not allowed in an expression")


def _binary(node: ast.BinOp) -> Meaning:
    operation = OPERATIONS.get(type(node.op))
    if isinstance(node.op, ast.BitXor):
        return refused("a power is written '**'")
    if operation is None:
        return refused(f"{_written(node)} is not allowed in an expression")
    of_left, of_right, is_power = meaning_of(node.left), meaning_of(node.right), isinstance(node.op, ast.Pow)

    def calculate(env: Env) -> Any:
        left, right = number(of_left(env)), number(of_right(env))
        if is_power:
            check_power(left, right)
        try:
            return bounded(operation(left, right))
        except ZeroDivisionError:
            raise ExpressionError(f"{_written(node)} divides by zero") from None

    return calculate


def _comparison(node: ast.Compare) -> Meaning:
    first = meaning_of(node.left)
    others = [_compared(node, *pair) for pair in zip(node.ops, node.comparators, strict=True)]

    def compare(env: Env) -> bool:
        left = first(env)
        for other in others:
            holds, left = other(left, env)
            if not holds:
                return False
        return True

    return compare


def _compared(node: ast.Compare, operation: ast.cmpop, operand: ast.expr) -> Comparison:
    """One comparison of a chain: whether it holds, and the value that the next one compares."""
    compare, of_right = COMPARISONS.get(type(operation)), meaning_of(operand)
    of_word = _word_to_compare(operand.id, of_right) if isinstance(operand, ast.Name) else of_right

    def hold(left: Any, env: Env) -> tuple[bool, Any]:
        right = (of_word if isinstance(left, str) else of_right)(env)
        if compare is None:
            raise ExpressionError(f"{_written(node)} is not allowed in an expression")
        env.elements(min(weight(left), weight(right)))
        try:
            return compare(left, right), right
        except TypeError:
            raise ExpressionError(f"{show(left)} and {show(right)} cannot be compared") from None

    return hold


def _word_to_compare(name: str, meaning: Meaning) -> Meaning:
    """What a word is compared with: a word too, which stands in quotes."""

    def word(env: Env) -> Any:
        try:
            return meaning(env)
        except ExpressionError as error:
            if "did you mean" in str(error):
                raise
            hint = f"; put a word to compare with in quotes: '{name}'"
            raise ExpressionError(f"{error}{hint}") from None

    return word


def _logic(node: ast.BoolOp) -> Meaning:
    operands, together = (
        [meaning_of(one) for one in node.values],
        all if isinstance(node.op, ast.And) else any,
    )
    return lambda env: together(yes_or_no(operand(env)) for operand in operands)


def _choice(node: ast.IfExp) -> Meaning:
    test, yes, no = meaning_of(node.test), meaning_of(node.body), meaning_of(node.orelse)
    return lambda env: yes(env) if yes_or_no(test(env)) else no(env)


def _index(node: ast.Subscript) -> Meaning:
    of_items, of_index = meaning_of(node.value), meaning_of(node.slice)

    def item(env: Env) -> Any:
        items, index = of_items(env), of_index(env)
        if not isinstance(items, tuple):
            raise ExpressionError(f"{_written(node.value)} is {show(items)}, not a list")
        if type(index) is not int or not -len(items) <= index < len(items):
            many = f"{len(items)} item{'' if len(items) == 1 else 's'}"
            raise ExpressionError(
                f"{_written(node.value)} has {many}, counted from 0; there is no item {show(index)}"
            )
        return items[index]

    return item


def _list(node: ast.List) -> Meaning:
    items = [meaning_of(item) for item in node.elts]
    return lambda env: listed((item(env) for item in items), env)


def _call(node: ast.Call) -> Meaning:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    function = FUNCTIONS.get(name)
    if function is None or node.keywords:
        hint = did_you_mean(name, FUNCTIONS) or f"; there are {', '.join(FUNCTIONS)}"
        return refused(f"there is no function {quoted(name)}{hint}")
    of_arguments = [meaning_of(argument) for argument in node.args]

    def call(env: Env) -> Any:
        arguments = [argument(env) for argument in of_arguments]
        env.elements(sum(map(weight, arguments)) if function is not len else 0)
        try:
            return bounded(function(*arguments))
        except (TypeError, ValueError, ZeroDivisionError):
            shown = ", ".join(map(show, arguments))
            raise ExpressionError(f"{name}({shown}) has no value") from None

    return call


_HANDLERS: dict[type[ast.expr], Callable[[Any], Meaning]] = {
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
