"""Height taken for width: one axis counted like another."""

from collections.abc import Iterator

from cnncalc.formula import Quantity
from cnncalc.shape import AXES
from cnncalc.teaching.mistakes.guess import AskedFigure, Family, Guess, Values

ADVICE = "Sizes are written height x width: each axis has a size of its own."
FIELDS = {
    "n": "sizes of the input are",
    "f": "sides of the kernel are",
    "s": "strides are",
    "p": "paddings are",
}


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """The same size along all axes, the axes in the other order, and their settings exchanged."""
    sizes, rest = asked.right[: asked.sizes], asked.right[asked.sizes :]
    if len(sizes) < 2:
        return
    for size, axis in zip(sizes, AXES[len(sizes)], strict=True):
        yield Guess(f"the {axis} is given for all axes", ADVICE, (*(size,) * len(sizes), *rest), 0)
    yield Guess("the axes are in the other order", ADVICE, (*sizes[::-1], *rest), 0)
    for symbol, what in FIELDS.items():
        exchanged = _exchanged(asked, symbol)
        if exchanged:
            yield Guess(f"the {what} exchanged", ADVICE, (*exchanged, *rest), 0)


def _exchanged(asked: AskedFigure, symbol: str) -> Values:
    """The sizes with one setting of each axis taken from the other; none where there is no such formula."""
    question = asked.question
    if question is None or asked.sizes != 2:
        return ()
    one, other = question.parts[:2]
    if one.formula.text != other.formula.text or symbol not in one.inputs or symbol not in other.inputs:
        return ()
    return _size(one, symbol, other), _size(other, symbol, one)


def _size(part: Quantity, symbol: str, other: Quantity) -> int:
    return int(part.formula(**{**part.inputs, symbol: other.inputs[symbol]}))


FAMILY = Family(
    "W5",
    "one axis for another",
    "height for width, the axes in the other order, sides of the kernel, strides or paddings exchanged",
    candidates,
)
