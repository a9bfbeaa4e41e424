"""Formulas are data: written once as text, evaluated exactly, able to show their working."""

import ast
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cnncalc.notation import PLAIN, Spelling, axis_symbols, write

_OPERATIONS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
FUNCTIONS = ("floor", "ceil", "min", "max", "prod")


class Formula:
    """An equation in the field's letters, with the sentence a teacher would say.

    The language is a part of Python's arithmetic: whole numbers, symbols, `+ - * / **`, `floor`,
    `ceil`, `min`, `max`, and `prod(f)`, the product of one value per axis (f_h * f_w). It is
    evaluated in whole numbers; a `/` outside `floor` and `ceil` has to divide exactly.

    >>> WEIGHTS = Formula("weights", "prod(f) * C_in * C_out", "C_out kernels of f_h x f_w x C_in")
    >>> weights = WEIGHTS(f=(5, 5), C_in=3, C_out=10)
    >>> weights
    750
    >>> print(weights.working())
    weights = f_h * f_w * C_in * C_out = 5 * 5 * 3 * 10 = 750
    """

    __slots__ = ("_function", "_tree", "because", "name", "text", "when")

    def __init__(self, name: str, text: str, because: str, when: str = "") -> None:
        self.name = name
        self.text = text
        self.because = because
        self.when = when  # begins with the field that it depends on: "rounding is ceil"; "": always
        self._tree: ast.expr | None = None
        self._function: Callable[..., Any] | None = None

    def __call__(self, **inputs: Any) -> "Quantity":
        """The value for these inputs: whole numbers, and tuples of them for `prod`."""
        value = Quantity(self.number(**inputs))
        value.formula = self
        value.inputs = inputs
        return value

    def number(self, **inputs: Any) -> Any:
        """The bare value, without the memory of how it came about; fractions are welcome here."""
        if self._function is None:
            self._function = _compile(parse(self.text))
        return self._function(**inputs)

    def __repr__(self) -> str:
        return f"Formula({self.name!r}, {self.text!r}, {self.because!r})"

    @property
    def tree(self) -> ast.expr:
        """The parsed text; ValueError if it says what no formula may say."""
        if self._tree is None:
            self._tree = parse(self.text)
        return self._tree


class Quantity(int):
    """A whole number that remembers the formula and the inputs it came from."""

    formula: Formula
    inputs: dict[str, Any]

    def steps(self) -> Iterator["Quantity"]:
        """This quantity after the quantities it was computed from, each once."""
        seen: dict[int, Quantity] = {}
        for value in self.inputs.values():
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Quantity):
                    seen.update((id(step), step) for step in part.steps())
        yield from seen.values()
        yield self

    def symbols(self, spelling: Spelling = PLAIN) -> str:
        """The right side in letters: `f_h * f_w * C_in * C_out`."""
        return _in_letters(self.formula, self._letters, spelling)

    def numbers(self, spelling: Spelling = PLAIN) -> str:
        """The right side with the numbers in: `5 * 5 * 3 * 10`."""
        return write(
            self.formula.tree,
            spelling,
            lambda symbol: spelling.number(int(self.inputs[symbol])),
            lambda symbol: [spelling.number(int(value)) for value in self.inputs[symbol]],
        )

    def parts(self, spelling: Spelling = PLAIN) -> list[str]:
        """What stands between the equals signs: name, letters, numbers, value; nothing twice."""
        name, value = spelling.symbol(self.formula.name), spelling.number(int(self))
        parts = [name, self.symbols(spelling), self.numbers(spelling), value]
        return [part for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]

    def working(self, spelling: Spelling = PLAIN) -> str:
        """The equation as a teacher writes it: letters, numbers, value."""
        return " = ".join(self.parts(spelling))

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal where the working is: for programs that need not read it."""
        return self.formula.name, self.formula.text, int(self), self._letters, tuple(self.inputs.values())

    @property
    def _letters(self) -> "tuple[tuple[str, str | tuple[str, ...]], ...]":
        """Each symbol of the formula with its name here, or its names along the axes."""
        return tuple((symbol, _name(symbol, value)) for symbol, value in self.inputs.items())


def _name(symbol: str, value: Any) -> "str | tuple[str, ...]":
    if isinstance(value, Quantity):
        return value.formula.name
    if not isinstance(value, tuple):
        return symbol
    return (
        tuple(
            axis_symbols(of.formula.name, len(value))[i] if isinstance(of, Quantity) else name
            for i, (name, of) in enumerate(zip(axis_symbols(symbol, len(value)), value, strict=True))
        )
        if value
        else ()
    )


@lru_cache(maxsize=1024)
def _in_letters(
    formula: Formula, letters: "tuple[tuple[str, str | tuple[str, ...]], ...]", spelling: Spelling
) -> str:
    """The formula with these names for its symbols; most layers of a network share it."""
    names: dict[str, Any] = dict(letters)
    return write(
        formula.tree,
        spelling,
        lambda symbol: spelling.symbol(names[symbol]),
        lambda symbol: list(map(spelling.symbol, names[symbol])),
    )


@lru_cache(maxsize=256)
def sum_of(name: str, symbol: str, terms: int, because: str) -> Formula:
    """A formula that adds up so many numbered symbols.

    >>> sum_of("C_out", "C", 3, "").text
    'C_1 + C_2 + C_3'
    """
    return Formula(name, " + ".join(f"{symbol}_{i}" for i in range(1, terms + 1)), because)


def parse(text: str) -> ast.expr:
    """The syntax tree of a formula; ValueError with the offending part where it is not one."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"not a formula: {text!r}") from error
    for node in ast.walk(tree):
        if not _is_arithmetic(node):
            raise ValueError(f"not part of a formula: {ast.unparse(node)!r} in {text!r}")
    return tree


def _is_arithmetic(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _OPERATIONS)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub)
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and not node.keywords and _fits(node.func.id, node.args)
    return isinstance(node, (ast.Name, ast.Load, ast.USub, *_OPERATIONS))


def _fits(function: str, arguments: list[ast.expr]) -> bool:
    """Whether a function of this name may have these arguments: floor rounds a fraction, and so on."""
    if function in ("min", "max"):
        return len(arguments) > 1
    if len(arguments) != 1:
        return False
    if function == "prod":
        return isinstance(arguments[0], ast.Name)
    return function in ("floor", "ceil") and _is_fraction(arguments[0])


def _is_fraction(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _compile(tree: ast.expr) -> Callable[..., Any]:
    """A plain Python function of the formula's symbols: exact, and as fast as hand-written code.

    The tree is used up.
    """
    symbols = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(FUNCTIONS))
    body = _Exact().visit(tree)
    functions = {"min": min, "max": max, "prod": math.prod, "divide": divide}
    source = ast.Expression(
        ast.Lambda(
            args=ast.arguments(
                posonlyargs=[],
                args=[],
                kwonlyargs=[ast.arg(symbol) for symbol in symbols],
                kw_defaults=[None] * len(symbols),
                defaults=[],
            ),
            body=body,
        )
    )
    code = compile(ast.fix_missing_locations(source), "<formula>", "eval")
    function: Callable[..., Any] = eval(code, {"__builtins__": {}, **functions})
    return function


class _Exact(ast.NodeTransformer):
    """floor(a / b) becomes a // b, ceil(a / b) becomes -(-a // b), any other a / b `divide(a, b)`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        assert isinstance(node.func, ast.Name)
        name, inside = node.func.id, node.args[0]
        if name in ("floor", "ceil"):
            assert isinstance(inside, ast.BinOp)
            over, under = self.visit(inside.left), self.visit(inside.right)
            if name == "ceil":
                over = ast.UnaryOp(ast.USub(), over)
            quotient = ast.BinOp(over, ast.FloorDiv(), under)
            return ast.UnaryOp(ast.USub(), quotient) if name == "ceil" else quotient
        self.generic_visit(node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            return ast.Call(ast.Name("divide", ast.Load()), [node.left, node.right], [])
        return node


def divide(a: int, b: int) -> int:
    """a / b where it is whole; anything else in a formula is a defect of ours, not a rounding."""
    quotient = Fraction(a, b)
    if quotient.denominator != 1:
        raise ArithmeticError(f"{a} / {b} is not whole")
    return quotient.numerator
