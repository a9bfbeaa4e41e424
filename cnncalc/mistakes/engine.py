"""The wrong answers to a question, the likeliest first: one mistake, then two at a time."""

from collections.abc import Callable, Iterator
from itertools import combinations

from cnncalc.mistakes.base import Mistake, Question, Wrong, make
from cnncalc.mistakes.catalogue import MISTAKES
from cnncalc.mistakes.fields import wrong_fields
from cnncalc.mistakes.question import question
from cnncalc.summary import LayerSummary

RARE = 2
"""Mistakes as rare as this are not looked for two at a time."""


class WrongAnswers:
    """What mistakes lead to with one figure of one layer, worked out when it is first asked for."""

    def __init__(self, layer: LayerSummary, figure: str) -> None:
        self.layer, self.figure = layer, figure
        self.question: Question | None = question(layer, figure)
        self._single: list[Wrong] | None = None
        self._double: list[Wrong] | None = None

    @property
    def single(self) -> list[Wrong]:
        """The answers with one mistake in them."""
        if self._single is None:
            self._single = sorted(self._with_one(), key=likelihood)
        return self._single

    @property
    def double(self) -> list[Wrong]:
        """The answers with two mistakes, neither of which alone leads there."""
        if self._double is None:
            self._double = sorted(self._with_two(), key=likelihood)
        return self._double

    def that(self, fits: Callable[[tuple[int, ...]], bool]) -> list[Wrong]:
        """The mistakes that lead to a fitting answer: single ones, else two at a time."""
        one = [wrong for wrong in self.single if fits(wrong.values)]
        return once(one or [wrong for wrong in self.double if fits(wrong.values)])

    def _with_one(self) -> Iterator[Wrong]:
        if self.figure == "receptive_field":
            yield from wrong_fields(self.layer)
        if self.question is None:
            return
        for mistake in self._made():
            wrong = make((mistake,), self.question)
            if wrong is not None:
                yield wrong

    def _with_two(self) -> Iterator[Wrong]:
        if self.question is None:
            return
        common = [mistake for mistake in self._made() if mistake.likely < RARE]
        alone = {wrong.code: wrong for wrong in self.single}
        for one, other in combinations(common, 2):
            if one.code == other.code:
                continue
            wrong = make((one, other), self.question)
            if wrong is not None and not any(
                code in alone and alone[code].values == wrong.values for code in (one.code, other.code)
            ):
                yield wrong

    def _made(self) -> list[Mistake]:
        asked = self.question
        return [mistake for mistake in MISTAKES if asked is not None and mistake.made_in(asked)]


def likelihood(wrong: Wrong) -> tuple[int, int]:
    """Where an answer stands among the others: the smaller, the likelier."""
    return len(wrong.mistakes), sum(mistake.likely for mistake in wrong.mistakes)


def once(found: list[Wrong]) -> list[Wrong]:
    """Each cause once, the likeliest first."""
    return list({tuple(mistake.title for mistake in wrong.mistakes): wrong for wrong in found}.values())
