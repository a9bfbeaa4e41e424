"""Sizes to which no change of a formula leads: before they are rounded, and of the whole way at once."""

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache, partial

from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.formula import Formula, Quantity
from cnncalc.teaching.mistakes.base import SIZES, Mistake, Question, Wrong
from cnncalc.teaching.mistakes.edit import names


def wrong_sizes(asked: Question) -> Iterator[Wrong]:
    """What quotients other than the right one give."""
    kept = unrounded(asked)
    if kept is not None:
        yield kept
    yield from over_total_stride(asked)


FRACTION_KEPT = Mistake(
    "S7",
    "the fraction is kept",
    "A window that does not fit whole is left out: round down. (Some courses call such a setting invalid.)",
    SIZES,
    convention="fractions",
)


def unrounded(asked: Question) -> Wrong | None:
    """The sizes before they are rounded; None where nothing was."""
    values = tuple(map(_exact, asked.parts))
    if values == asked.values:
        return None
    lines = (_unrounded_line(part, value) for part, value in zip(asked.parts, values, strict=True))
    return Wrong((FRACTION_KEPT,), values, tuple(line for line in dict.fromkeys(lines) if line))


def _unrounded_line(part: Quantity, value: int | Fraction) -> str:
    """`n_out = (n - f) / s + 1 = (8 - 3) / 2 + 1 = 3.5`; nothing for a part that nobody rounds."""
    if value == part:
        return ""
    sides = (re.sub(r"(floor|ceil)\(((?:[^()]|\([^()]*\))*)\)", r"\2", side)
             for side in (part.symbols(), part.numbers()))  # fmt: skip
    return " = ".join((part.formula.name, *sides, f"{float(value):.10g}"))


def _exact(part: Quantity) -> int | Fraction:
    """What a quotient that is rounded was before."""
    sides = _sides(part.formula)
    if sides is None or part.formula.name != "n_out":
        return int(part)
    over, under = (side.number(**{name: part.inputs[name] for name in names(side)}) for side in sides)
    rounded: int = over // under if "floor" in part.formula.text else -(-over // under)
    return int(part) - rounded + Fraction(over, under)


@lru_cache(maxsize=256)
def _sides(formula: Formula) -> tuple[Formula, Formula] | None:
    """What is above and below the line of the quotient that a formula rounds; None where it rounds none."""
    quotient = next((n.args[0] for n in ast.walk(formula.tree) if _rounds(n)), None)  # type: ignore[attr-defined]
    if not isinstance(quotient, ast.BinOp):
        return None
    return Formula("over", ast.unparse(quotient.left), ""), Formula("under", ast.unparse(quotient.right), "")


def _rounds(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("floor", "ceil")
    )


OVER_STRIDES = Mistake(
    "S23",
    "the image is divided by all strides up to here",
    "Each layer rounds, and takes off what its window needs: go from layer to layer.",
    SIZES,
)


def over_total_stride(asked: Question) -> Iterator[Wrong]:
    """The image's sizes over the product of all strides, rounded down or up; none behind the first stride."""
    field, inputs = asked.layer.receptive_field, asked.layer.network.inputs
    if len(inputs) > 1 or not isinstance(field, ReceptiveField) or asked.parts[0].formula.name != "n_out":
        return
    image, before = next(iter(inputs.values())).size, asked.symbols["N"]
    jumps = tuple(int(jump) for jump in field.jump if jump == int(jump))
    own = len(asked.parts) - (asked.figure == "output")
    if own != len(image) or own != len(jumps) or before == image or set(jumps) == {1}:
        return
    for up in (False, True):
        sizes = [-(-n // j) if up else n // j for n, j in zip(image, jumps, strict=True)]
        values = (*map(int, sizes), *asked.values[own:])
        if values != asked.values:
            yield Wrong((OVER_STRIDES,), values, partial(_over_lines, image, jumps, up))


def _over_lines(image: tuple[int, ...], jumps: tuple[int, ...], up: bool) -> tuple[str, ...]:
    """`n_out = floor(n_image / j) = floor(227 / 16) = 14`, each line once."""
    formula = Formula("n_out", f"{'ceil' if up else 'floor'}(n_image / j)", "")
    lines = (formula(n_image=n, j=j).working() for n, j in zip(image, jumps, strict=True))
    return tuple(dict.fromkeys(lines))
