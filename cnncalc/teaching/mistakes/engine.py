"""The wrong answers to a question, the likeliest first: one mistake, then two at a time."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from cnncalc.summary import LayerSummary
from cnncalc.teaching.mistakes.base import SIZES, Mistake, Question, Wrong, make
from cnncalc.teaching.mistakes.catalogue import OF_FIGURE
from cnncalc.teaching.mistakes.fields import wrong_fields
from cnncalc.teaching.mistakes.pairs import go_together
from cnncalc.teaching.mistakes.question import question
from cnncalc.teaching.mistakes.quotients import wrong_sizes

Fits = Callable[[tuple[int | Fraction, ...]], bool]
"""Whether an answer says these numbers."""

MOST_TOGETHER = 4
"""Conventions that are tried at the same time."""

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

    def that(self, fits: Fits) -> list[Wrong]:
        """The mistakes that lead to a fitting answer: single ones, else two at a time."""
        one = [wrong for wrong in self.single if fits(wrong.values)]
        return once(one or [wrong for wrong in self.double if fits(wrong.values)])

    def declared(self, conventions: frozenset[str]) -> Iterator[Wrong]:
        """The answers by these ways of counting: each by itself, and several of them together."""
        yield from (wrong for wrong in self.single if by_convention(wrong, conventions))
        if self.question is None:
            return
        counted = [mistake for mistake in self.made if mistake.convention in conventions]
        for several in range(2, min(len(counted), MOST_TOGETHER) + 1):
            for together in combinations(counted, several):
                wrong = make(together, self.question)
                if wrong is not None:
                    yield wrong

    def _with_one(self) -> Iterator[Wrong]:
        if self.figure == "receptive_field":
            yield from wrong_fields(self.layer)
        if self.question is None:
            return
        for mistake in self.made:
            wrong = make((mistake,), self.question)
            if wrong is not None:
                yield wrong
        if self.figure in SIZES:
            yield from wrong_sizes(self.question)

    def _with_two(self) -> Iterator[Wrong]:
        if self.question is None:
            return
        common = [mistake for mistake in self.made if mistake.likely < RARE]
        alone = {wrong.code: wrong for wrong in self.single}
        for one, other in combinations(common, 2):
            if not go_together(one, other):
                continue
            wrong = make((one, other), self.question)
            if wrong is not None and not any(
                code in alone and alone[code].values == wrong.values for code in (one.code, other.code)
            ):
                yield wrong

    @cached_property
    def made(self) -> list[Mistake]:
        """The mistakes that somebody could make here."""
        asked = self.question
        return [one for one in OF_FIGURE.get(asked.figure, ()) if one.made_in(asked)] if asked else []


def by_convention(wrong: Wrong, conventions: frozenset[str]) -> bool:
    """Whether it is no mistake, but one of these ways of counting."""
    return all(mistake.convention in conventions for mistake in wrong.mistakes)


def likelihood(wrong: Wrong) -> tuple[int, int]:
    """Where an answer stands among the others: the smaller, the likelier."""
    return len(wrong.mistakes), sum(mistake.likely for mistake in wrong.mistakes)


def once(found: list[Wrong]) -> list[Wrong]:
    """Each cause once, the likeliest first."""
    return list({tuple(mistake.title for mistake in wrong.mistakes): wrong for wrong in found}.values())
