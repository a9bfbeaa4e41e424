"""Arithmetic that people write in place of a number: `5*5*6 + 6`, `2^20`, `(25 + 1)*6`."""

import re
from fractions import Fraction

LARGEST = Fraction(10**36)
"""Beyond it nothing is worked out."""
HIGHEST_POWER = 64

TOKEN = re.compile(
    r" *(?:(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:_\d+)*(?:\.\d+)?|\.\d+)|(?P<sign>\*\*|[-+*x/^()]))"
)


class NoArithmeticError(ValueError):
    """A text that is not arithmetic, or none that is worked out."""


def worked_out(text: str) -> Fraction:
    """The number that the arithmetic comes to; NoArithmeticError if there is none.

    >>> print(worked_out("5*5*6 + 6"), worked_out("(5x5 + 1) x 6"), worked_out("2^10"))
    156 156 1024
    """
    parser = _Parser(_tokens(text))
    value = parser.sum()
    if parser.left:
        raise NoArithmeticError(text)
    return value


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if not found:
            raise NoArithmeticError(text)
        tokens.append(found["number"] or found["sign"])
        at = found.end()
    return tokens


class _Parser:
    """Sums of products of powers; each method reads as far as it goes. A bracket costs a level."""

    def __init__(self, tokens: list[str]) -> None:
        self.left = tokens[::-1]
        self.depth = 0

    def sum(self) -> Fraction:
        value = self.product()
        while self.next_is("+", "-"):
            value = value + self.product() if self.left.pop() == "+" else value - self.product()
        return self.bounded(value)

    def product(self) -> Fraction:
        value = self.power()
        while self.next_is("*", "x", "/"):
            sign, factor = self.left.pop(), self.power()
            if sign == "/" and not factor:
                raise NoArithmeticError("division by zero")
            value = self.bounded(value / factor if sign == "/" else value * factor)
        return value

    def power(self) -> Fraction:
        if self.next_is("-", "+"):
            return -self.power() if self.left.pop() == "-" else self.power()
        base = self.atom()
        if not self.next_is("^", "**"):
            return base
        self.left.pop()
        exponent = self.exponent()
        if abs(exponent) > HIGHEST_POWER or (not base and exponent < 0):
            raise NoArithmeticError("too high a power")
        return self.bounded(base**exponent)

    def exponent(self) -> int:
        sign = -1 if self.next_is("-") and self.left.pop() else 1
        value = self.atom()
        if value.denominator != 1:
            raise NoArithmeticError("a power that is not whole")
        return sign * int(value)

    def atom(self) -> Fraction:
        if not self.left:
            raise NoArithmeticError("it is incomplete")
        token = self.left.pop()
        if token == "(":
            self.depth += 1
            if self.depth > 20:
                raise NoArithmeticError("brackets nested too deeply")
            value = self.sum()
            self.depth -= 1
            if not self.next_is(")"):
                raise NoArithmeticError("a bracket that is not closed")
            self.left.pop()
            return value
        if not (token[0].isdigit() or token[0] == "."):
            raise NoArithmeticError(token)
        return Fraction(token.replace(",", "").replace("_", ""))

    def next_is(self, *signs: str) -> bool:
        return bool(self.left) and self.left[-1] in signs

    @staticmethod
    def bounded(value: Fraction) -> Fraction:
        if abs(value) > LARGEST or value.denominator > LARGEST:
            raise NoArithmeticError("too large a number")
        return value
