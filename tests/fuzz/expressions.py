"""A second reader of expressions, exact and by Python's own arithmetic. What it does not know is `Unfit`."""

import ast
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from .case import Unfit

SIZES = ("channels", "depth", "height", "width", "length")


def divided(a: Any, b: Any) -> Any:
    quotient = Fraction(a) / Fraction(b)
    return quotient.numerator if quotient.denominator == 1 else quotient


FUNCTIONS: dict[str, Any] = {
    "min": min, "max": max, "abs": abs, "ceil": math.ceil, "floor": math.floor, "len": len,
    "divided": divided,
}  # fmt: skip
KEYWORDS = {"if", "else", "and", "or", "not", "true", "false", "True", "False"}
NAME = re.compile(r"[A-Za-z_]\w*")


class Exact(ast.NodeTransformer):
    """Division of whole numbers that stays exact."""

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(ast.Name("divided", ast.Load()), [node.left, node.right], [])


@cache
def compiled(text: str) -> Any:
    tree = ast.fix_missing_locations(Exact().visit(ast.parse(text.strip(), mode="eval")))
    return compile(tree, "expression", "eval")


def value(written: Any, env: Mapping[str, Any]) -> Any:
    """A value as a field sees it: an expression of what is in `env` is worked out, a word stays a word."""
    if isinstance(written, list):
        return [value(one, env) for one in written]
    if isinstance(written, dict):
        return {key: value(one, env) for key, one in written.items()}
    if not isinstance(written, str):
        return written
    names = {*NAME.findall(re.sub(r"'[^']*'", "", written))} - KEYWORDS - {*FUNCTIONS}
    arithmetic = re.search(r"[-+*/%<>=(\[]|\bif\b", written)
    if not (names & {*env}) and not (arithmetic and names <= {*SIZES}):
        return written
    if names - {*env}:  # the size of what is read: only the layer itself knows it
        if names <= {*env, *SIZES}:
            return NAME.sub(lambda found: literal(env, found[0]), written)
        raise Unfit(written)
    try:
        return eval(
            compiled(written), {"__builtins__": {}}, {"true": True, "false": False, **FUNCTIONS, **env}
        )
    except (SyntaxError, TypeError, ValueError, ArithmeticError, LookupError, NameError) as error:
        raise Unfit(f"{written}: {error}") from None


def literal(env: Mapping[str, Any], name: str) -> str:
    return f"({env[name]})" if name in env else name


def settled(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables, each worked out from those before it."""
    found: dict[str, Any] = {}
    for name, written in variables.items():
        found[name] = value(written, found)
    return found
