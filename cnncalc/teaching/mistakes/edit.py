"""Edits: what a mistake does to a formula. A right quantity goes in, the wrong one comes out.

The wrong formula is made from the right one's syntax tree, never written beside it: where the right
formula changes, so does the wrong one. An edit that finds nothing to change does not apply.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cnncalc.formula import FUNCTIONS, Formula, Quantity, parse

Symbols = Mapping[str, Any]
Quantities = tuple[Quantity, ...]


class Without(NamedTuple):
    """A part is left out: a factor of a product, a term of a sum. Alone, it becomes 1."""

    part: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return _remove(tree, ast.dump(parse(self.part))) or ast.Constant(1)


class Swap(NamedTuple):
    """One part stands where another should: `Swap("prod(N_out)", "prod(N)")`."""

    old: str
    new: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return _replace(tree, ast.dump(parse(self.old)), parse(self.new))


class Instead(NamedTuple):
    """Another formula altogether."""

    text: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return parse(self.text)


class Times(NamedTuple):
    """A factor too many."""

    factor: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return ast.BinOp(tree, ast.Mult(), parse(self.factor))


class Plus(NamedTuple):
    """A term too many."""

    term: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return ast.BinOp(tree, ast.Add(), parse(self.term))


class Minus(NamedTuple):
    """A term that is taken off."""

    term: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        return ast.BinOp(tree, ast.Sub(), parse(self.term))


class Rounded(NamedTuple):
    """Rounded the other way: `Rounded("ceil")` of a floor."""

    way: str

    def __call__(self, tree: ast.expr) -> ast.expr:
        other = "floor" if self.way == "ceil" else "ceil"
        if isinstance(tree, ast.BinOp):
            return ast.BinOp(self(tree.left), tree.op, self(tree.right))
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == other:
            return ast.Call(ast.Name(self.way, ast.Load()), tree.args, [])
        return tree


Edit = Rounded | Without | Swap | Instead | Times | Plus | Minus


class FormulaChange(NamedTuple):
    """An edit of the formula of one name: `FormulaChange("biases", Instead("1"))`."""

    formula: str
    edit: Edit


def changed(
    quantities: Sequence[Quantity], changes: Sequence[FormulaChange], symbols: Symbols
) -> Quantities | None:
    """The quantities with the changes made wherever a formula of that name takes part in them.

    symbols: what a wrong formula may name besides the inputs of the right one. None where a change
    finds no place in any of them, or leads nowhere: a division by zero, a fraction of a channel.
    """
    used: set[int] = set()
    try:
        wrong = tuple(_rebuilt(quantity, changes, symbols, used) for quantity in quantities)
    except (ArithmeticError, LookupError):
        return None
    return wrong if len(used) == len(changes) else None


def _rebuilt(q: Quantity, changes: Sequence[FormulaChange], symbols: Symbols, used: set[int]) -> Quantity:
    inputs = {
        symbol: _rebuilt(value, changes, symbols, used) if isinstance(value, Quantity) else value
        for symbol, value in q.inputs.items()
    }
    formula = q.formula
    for i, change in enumerate(changes):
        if change.formula == q.formula.name:
            wrong = edited(formula, change.edit)
            if wrong.text != formula.text:
                formula = wrong
                used.add(i)
    if formula is q.formula and all(inputs[symbol] is q.inputs[symbol] for symbol in inputs):
        return q
    return formula(**{symbol: _meant(symbol, formula, inputs, symbols) for symbol in names(formula)})


def _meant(symbol: str, formula: Formula, inputs: Symbols, symbols: Symbols) -> Any:
    """What a symbol stands for: as in the right formula, else per axis under `prod`, else at large."""
    if symbol in inputs:
        return inputs[symbol]
    per_axis = f"prod({symbol})"
    return symbols[per_axis if per_axis in formula.text and per_axis in symbols else symbol]


@lru_cache(maxsize=4096, typed=True)  # Without("a") and Plus("a") are equal tuples of two types
def edited(formula: Formula, edit: Edit) -> Formula:
    """The formula after the edit; its text is the same where there was nothing to change."""
    tree = edit(formula.tree)
    return Formula(formula.name, ast.unparse(ast.fix_missing_locations(tree)), formula.because)


@lru_cache(maxsize=4096)
def names(formula: Formula) -> tuple[str, ...]:
    """The symbols of a formula, in the order of writing."""
    words = dict.fromkeys(WORD.findall(formula.text))
    return tuple(word for word in words if word not in FUNCTIONS)


WORD = re.compile(r"[A-Za-z_]\w*")


def _remove(tree: ast.expr, part: str) -> ast.expr | None:
    """The tree without each occurrence of the part; None where nothing is left."""
    if ast.dump(tree) == part:
        return None
    if isinstance(tree, ast.BinOp):
        left, right = _remove(tree.left, part), _remove(tree.right, part)
        if left is not None and right is not None:
            return ast.BinOp(left, tree.op, right)
        if right is None and not isinstance(tree.op, ast.Pow):
            return left
        if left is None and right is not None and isinstance(tree.op, (ast.Add, ast.Mult)):
            return right
        return ast.BinOp(left or ast.Constant(0), tree.op, right or ast.Constant(1))
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("floor", "ceil"):
        inside = _remove(tree.args[0], part)
        return inside and _rounded(tree.func, inside)
    return tree


def _rounded(function: ast.Name, inside: ast.expr) -> ast.expr:
    """floor and ceil round a quotient; what is none any more needs no rounding."""
    quotient = isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Div)
    return ast.Call(function, [inside], []) if quotient else inside


def _replace(tree: ast.expr, old: str, new: ast.expr) -> ast.expr:
    if ast.dump(tree) == old:
        return new
    if isinstance(tree, ast.BinOp):
        return ast.BinOp(_replace(tree.left, old, new), tree.op, _replace(tree.right, old, new))
    if isinstance(tree, ast.UnaryOp):
        return ast.UnaryOp(tree.op, _replace(tree.operand, old, new))
    if isinstance(tree, ast.Call):
        return ast.Call(tree.func, [_replace(argument, old, new) for argument in tree.args], [])
    return tree
