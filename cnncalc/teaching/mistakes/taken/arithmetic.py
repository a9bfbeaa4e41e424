"""Another calculation: a sum for a product, k + k for k squared, a bias for each input."""

import ast
from collections.abc import Iterator

from cnncalc.formula import Quantity
from cnncalc.teaching.mistakes.base import MULTIPLIES, PARAMETERS, SIZES, Mistake, Question, anywhere, make
from cnncalc.teaching.mistakes.edit import Edit, FormulaChange, Instead, Swap, Without
from cnncalc.teaching.mistakes.guess import AskedFigure, Family, Guess


def _grouped(question: Question) -> bool:
    return bool(question.symbols["g"] > 1)


def _pools(question: Question) -> bool:
    return question.values == (0,) and "prod(f)" in question.symbols


OF_OUTPUTS = "There is a bias for each output channel or unit, not for each input."
ALL_FILTERS = "Weights and biases are both counted for all filters or units."
CHANNELS = "Groups divide the channels that a kernel reads; a layer gives as many as it has filters."
NOTHING = "A pool has nothing to train: no weights, no biases."
PADDED = "Padding makes the map larger before the window slides over it."
BEHIND = "The + 1 is for the first position: it is added after dividing."
KERNEL = "Each output value reads a whole window: its size is a factor."

ONE_FILTER = "the weights are those of one filter, the biases those of all"

ROWS = (
    ("there is a bias for each input", OF_OUTPUTS, PARAMETERS, "biases", Instead("C_in"), anywhere, 0),
    (ONE_FILTER, ALL_FILTERS, PARAMETERS, "weights", Without("C_out"), anywhere, 0),
    ("the weights are those of one unit", ALL_FILTERS, PARAMETERS, "weights", Without("N_out"), anywhere, 0),
    ("the kernel's size is left out", KERNEL, PARAMETERS, "weights", Without("prod(f)"), anywhere, 1),
    ("the kernel's size is left out", KERNEL, MULTIPLIES, "multiplies", Without("prod(f)"), anywhere, 1),
    ("the channels are divided by the groups", CHANNELS, SIZES, "C_out", Instead("K / g"), _grouped, 0),
    ("the channels are those of all groups", CHANNELS, SIZES, "C_out", Instead("K * g"), _grouped, 1),
    ("the pool is given parameters", NOTHING, PARAMETERS, "weights", Instead("prod(f) + 1"), _pools, 0),
    (
        "the pool is given parameters",
        NOTHING,
        PARAMETERS,
        "weights",
        Instead("prod(f) * C_in * C_in"),
        _pools,
        0,
    ),
    ("the padding is taken off, not added", PADDED, SIZES, "n_out", Swap("n + 2*p", "n - 2*p"), anywhere, 0),
    (
        "the 1 is added before dividing",
        BEHIND,
        SIZES,
        "n_out",
        Swap("floor((n + 2*p - f) / s) + 1", "floor((n + 2*p - f + 1) / s)"),
        anywhere,
        0,
    ),
)
"""What is done, what to say, of which figures, which formula, how it changes, where, and how likely."""


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """Other formulas in the place of the right ones."""
    question = asked.question
    if question is None:
        return
    for title, advice, figures, formula, edit, when, likely in ROWS:
        if question.figure in figures and when(question):
            yield from _made(question, title, advice, formula, edit, likely)
    for part in question.parts:
        for step in part.steps():
            yield from _added(question, step)


def _made(
    question: Question, title: str, advice: str, formula: str, edit: Edit, likely: int
) -> Iterator[Guess]:
    mistake = Mistake("W4", title, advice, (question.figure,), (FormulaChange(formula, edit),))
    wrong = make((mistake,), question)
    if wrong is not None:
        yield Guess(title, advice, tuple(map(int, wrong.values)), likely, wrong.lines)


FACTORS = "They are factors: multiply them."


def _added(question: Question, step: Quantity) -> Iterator[Guess]:
    """Factors that are added: the sides of a kernel or a map, or all of them."""
    name, factors = step.formula.name, _factors(step)
    for symbol, sides in factors:
        if len(sides) > 1:
            what = "kernel's sides" if symbol == "prod(f)" else "sides of the map"
            sum_ = Swap(symbol, f"({' + '.join(map(str, sides))})")
            yield from _made(question, f"the {what} are added, not multiplied", FACTORS, name, sum_, 0)
    if len(factors) > 1:
        everything = Instead(" + ".join(str(side) for _, sides in factors for side in sides))
        yield from _made(question, "the factors are added, not multiplied", FACTORS, name, everything, 1)


def _factors(step: Quantity) -> list[tuple[str, tuple[int, ...]]]:
    """The symbols of a plain product with their numbers, one per axis under `prod`; else none."""
    found, left = list[tuple[str, tuple[int, ...]]](), [step.formula.tree]
    while left:
        tree = left.pop()
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
            left += [tree.right, tree.left]
        elif isinstance(tree, ast.Name):
            found.append((tree.id, (int(step.inputs[tree.id]),)))
        elif isinstance(tree, ast.Call) and isinstance(tree.args[0], ast.Name) and _is_product(tree):
            found.append((ast.unparse(tree), tuple(step.inputs[tree.args[0].id])))
        else:
            return []
    return found


def _is_product(tree: ast.Call) -> bool:
    return isinstance(tree.func, ast.Name) and tree.func.id == "prod"


FAMILY = Family(
    "W4",
    "another calculation",
    "a sum for a product, f + f for f * f, a bias for each input, the weights of one filter "
    "with the biases of all, the kernel left out, channels divided by the groups, a pool with parameters, "
    "padding taken off",
    candidates,
)
