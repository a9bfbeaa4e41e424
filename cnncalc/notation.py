"""The spellings of arithmetic, and the one printer.

An expression is Python's own syntax tree (`ast`), limited to what a formula may say. Printing is a
walk over that tree; evaluating is another one (`cnncalc.formula`). What is printed as PLAIN can be
parsed again and gives the same tree.
"""

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

Names = Callable[[str], str]
"""How a symbol is written: itself, or the number it stands for."""

AXIS_SUFFIXES = {1: ("",), 2: ("_h", "_w"), 3: ("_d", "_h", "_w")}
AXIS_LETTERS = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
NUMBERED = ("R",)
"""Symbols that have a number for each size: those along some of the axes, or the channels, in any order."""


class Spelling(NamedTuple):
    """How operations, symbols and numbers are written down."""

    times: str
    over: str
    floor: tuple[str, str]
    ceil: tuple[str, str]
    minus: str
    comma: str = ""  # between thousands
    power: tuple[str, str] = ("**", "")  # around the exponent
    fraction: tuple[str, str, str] | None = None  # around numerator and denominator, in place of `over`
    function: tuple[str, str, str] = ("", "(", ")")  # around the name and the arguments of min and max
    symbol: Callable[[str], str] = str

    def number(self, value: int | Fraction) -> str:
        """A number with its sign and its thousands apart.

        >>> UNICODE.number(-1792), PLAIN.number(-1792), LATEX.number(1792)
        ('−1,792', '-1792', '1{,}792')
        """
        sign = self.minus if value < 0 else ""
        over, under = abs(value.numerator), value.denominator
        text = f"{over:,}".replace(",", self.comma) if over > 999 else str(over)
        if under == 1:
            return sign + text
        opening, between, closing = self.fraction or ("", "/", "")
        return f"{sign}{opening}{text}{between}{under}{closing}"


def latex_symbol(symbol: str) -> str:
    r"""A symbol in LaTeX's math: words upright, what follows `_` as its index.

    >>> latex_symbol("f"), latex_symbol("C_in"), latex_symbol("first_2")
    ('f', 'C_{\\mathrm{in}}', '\\mathrm{first}_{2}')
    """
    letters, *index = (part if len(part) == 1 else rf"\mathrm{{{part}}}" for part in symbol.split("_"))
    return f"{letters}_{{{','.join(index)}}}" if index else letters


PLAIN = Spelling(" * ", " / ", ("floor(", ")"), ("ceil(", ")"), "-")
ASCII = PLAIN._replace(comma=",")
UNICODE = Spelling(" × ", " / ", ("⌊", "⌋"), ("⌈", "⌉"), "−", ",", ("^", ""))
LATEX = Spelling(
    times=r" \times ",
    over=" / ",
    floor=(r"\left\lfloor ", r" \right\rfloor"),
    ceil=(r"\left\lceil ", r" \right\rceil"),
    minus="-",
    comma="{,}",
    power=("^{", "}"),
    fraction=(r"\frac{", "}{", "}"),
    function=("\\", "(", ")"),
    symbol=latex_symbol,
)
"""PLAIN can be parsed again; the others are for readers, with thousands apart."""

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)

_SIGNS = {"×": "*", "−": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}
_THOUSANDS = re.compile(r"(?<![\w.,])\d{4,}(?![\w.])")


def on_board(line: str) -> str:
    """A line of working that was printed as PLAIN, as UNICODE has it.

    >>> on_board("n_out = floor((n + 2 * p - 3) / 2) + 1 = 48000")
    'n_out = ⌊(n + 2 × p − 3) / 2⌋ + 1 = 48,000'
    """
    line = _THOUSANDS.sub(lambda found: f"{int(found[0]):,}", line)
    line = _rounded(line.replace(" * ", " × ").replace("**", "^").replace(" - ", " − "))
    return re.sub(r"(?<![\w)])-(?=\d)", "−", line)


def _rounded(line: str) -> str:
    """floor and ceil as brackets."""
    text, closing = "", list[str]()
    for part in re.findall(r"floor\(|ceil\(|\(|\)|[^()]+?(?=floor\(|ceil\(|[()]|$)", line):
        if part[-1] == "(":
            brackets = {"floor(": "⌊⌋", "ceil(": "⌈⌉"}.get(part, "()")
            closing.append(brackets[1])
            text += brackets[0]
        else:
            text += closing.pop() if part == ")" and closing else part
    return text


def typed(text: str) -> str:
    """The text with signs that every keyboard has.

    >>> typed("⌊(n + 2 × p − 3) / 2⌋ + 1")
    'floor((n + 2 * p - 3) / 2) + 1'
    """
    return text.translate({ord(sign): plain for sign, plain in _SIGNS.items()})


def axis_symbols(symbol: str, rank: int) -> tuple[str, ...]:
    """The names of one symbol per axis.

    >>> axis_symbols("f", 2), axis_symbols("N_out", 2), axis_symbols("f", 1), axis_symbols("R", 2)
    (('f_h', 'f_w'), ('H_out', 'W_out'), ('f',), ('R_1', 'R_2'))
    """
    if symbol in NUMBERED:
        return tuple(f"{symbol}_{number}" for number in range(1, rank + 1))
    if symbol.startswith("N"):
        return tuple(letter + symbol[1:] for letter in AXIS_LETTERS[rank])
    return tuple(symbol + suffix for suffix in AXIS_SUFFIXES[rank])


def write(tree: ast.expr, spelling: Spelling, names: Names, factors: Any = None) -> str:
    """The expression as text; `factors(symbol)` gives what `prod(symbol)` multiplies, as texts."""
    return _Printer(spelling, names, factors).text(tree)[0]


class _Printer:
    """Each method returns the text and how tightly it binds, so that only needed brackets appear."""

    def __init__(self, spelling: Spelling, names: Names, factors: Any) -> None:
        self.spelling, self.names, self.factors = spelling, names, factors

    def text(self, tree: ast.expr) -> tuple[str, int]:
        if isinstance(tree, ast.Constant):
            assert isinstance(tree.value, int)
            return self.spelling.number(tree.value), _ATOM
        if isinstance(tree, ast.Name):
            text = self.names(tree.id)
            return text, _SIGN if text.startswith(self.spelling.minus) else _ATOM
        if isinstance(tree, ast.UnaryOp):
            return self.spelling.minus + self.bind(tree.operand, _SIGN), _SIGN
        if isinstance(tree, ast.BinOp):
            return self.binary(tree)
        assert isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name)
        return self.call(tree.func.id, tree.args)

    def bind(self, tree: ast.expr, least: int) -> str:
        text, binding = self.text(tree)
        return text if binding >= least else f"({text})"

    def behind(self, tree: ast.expr, least: int) -> str:
        """An operand that follows a sign: a negative number stands in brackets."""
        text = self.bind(tree, least)
        if not text.startswith(self.spelling.minus):
            return text
        number = re.match(r"\D[\d,{}]+", text)
        return f"({number[0]}){text[number.end() :]}" if number else f"({text})"

    def binary(self, tree: ast.BinOp) -> tuple[str, int]:
        left, right = tree.left, tree.right
        if isinstance(tree.op, ast.Add):
            return f"{self.bind(left, _SUM)} + {self.behind(right, _PRODUCT)}", _SUM
        if isinstance(tree.op, ast.Sub):
            return f"{self.bind(left, _SUM)} {self.spelling.minus} {self.behind(right, _PRODUCT)}", _SUM
        if isinstance(tree.op, ast.Mult):
            for side, other in ((left, right), (right, left)):
                if self.factors and (symbol := _multiplied(side)) and not self.factors(symbol):
                    return self.text(other)  # a vector has no axes to multiply over
            least = _PRODUCT if _multiplied(right) else _SIGN
            return self.bind(left, _PRODUCT) + self.spelling.times + self.behind(right, least), _PRODUCT
        if isinstance(tree.op, ast.Div):
            return self.quotient(left, right)
        before, behind = self.spelling.power
        exponent = self.bind(right, _SUM if behind else _POWER)
        return f"{self.bind(left, _ATOM)}{before}{exponent}{behind}", _POWER

    def quotient(self, left: ast.expr, right: ast.expr) -> tuple[str, int]:
        if self.spelling.fraction is None:
            return self.bind(left, _PRODUCT) + self.spelling.over + self.bind(right, _SIGN), _PRODUCT
        opening, between, closing = self.spelling.fraction
        return f"{opening}{self.text(left)[0]}{between}{self.text(right)[0]}{closing}", _ATOM

    def call(self, function: str, arguments: list[ast.expr]) -> tuple[str, int]:
        if function == "prod":
            symbol = arguments[0]
            assert isinstance(symbol, ast.Name)
            factors = self.factors(symbol.id) if self.factors else None
            if factors is None:
                return f"prod({self.names(symbol.id)})", _ATOM
            return self.spelling.times.join(factors) or "1", _PRODUCT if len(factors) > 1 else _ATOM
        inside = ", ".join(self.text(argument)[0] for argument in arguments)
        before, between, behind = self.spelling.function
        opening, closing = {"floor": self.spelling.floor, "ceil": self.spelling.ceil}.get(
            function, (f"{before}{function}{between}", behind)
        )
        return f"{opening}{inside}{closing}", _ATOM


def _multiplied(tree: ast.expr) -> str | None:
    """The symbol of `prod(f)`, whose factors per axis need no brackets among other factors."""
    if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "prod"):
        return None
    (symbol,) = tree.args
    return symbol.id if isinstance(symbol, ast.Name) else None
