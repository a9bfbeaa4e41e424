"""Guess: what may have been taken for an answer that no slip in its formula explains.

A guess costs a little each time: the more numbers are looked for, the more often one of them is hit by
chance. So the likeliest are tried first, and the search ends where a random number with as many digits
would be hit more often than one time in a hundred.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from cnncalc.figures.keys import TOTAL, Figures, NoFigureError
from cnncalc.network import Node
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.mistakes.base import Mistake, Question, Wrong
from cnncalc.teaching.mistakes.engine import Fits
from cnncalc.teaching.mistakes.question import question

Values = tuple[int, ...]

MOST_BY_CHANCE = 100
"""One in so many random numbers may be named by chance."""

MOST_LAYERS = 2_000
"""Layers of a network in which other layers are looked at."""


class Lookup:
    """What is looked up in a network, for all questions about it: its figures by their layers."""

    def __init__(self, summary: Summary, figures: Figures) -> None:
        self.summary, self.figures = summary, figures
        self._found: dict[str, dict[Values, str]] = {}

    @cached_property
    def layers(self) -> frozenset[str]:
        """The names of the layers."""
        return frozenset(layer.name for layer in self.summary)

    def values(self, owner: str, figure: str) -> Values | None:
        """A figure of a layer or of the whole, as numbers; None where there is none."""
        try:
            return as_values(self.figures[f"{owner}.{figure}"].value)
        except NoFigureError:
            return None

    def everywhere(self, figure: str) -> Mapping[Values, str]:
        """The values that a figure has in the layers, each with the first layer that has it."""
        if figure not in self._found:
            found: dict[Values, str] = {}
            for layer in self.summary if len(self.summary) <= MOST_LAYERS else ():
                values = self.values(layer.name, figure)
                if values is not None:
                    found.setdefault(values, layer.name)
            self._found[figure] = found
        return self._found[figure]


class AskedFigure(NamedTuple):
    """A figure that somebody was asked for.

    owner: the layer, or `total`. right: the right answer, a shape with the channels last. parts: of a
    total, what each layer adds to it.
    """

    lookup: Lookup
    owner: str
    figure: str
    right: Values
    parts: Mapping[str, int]

    @property
    def layer(self) -> LayerSummary | None:
        """The layer that was asked about; None where its figure is a sum: of a block, or of the whole."""
        known = self.owner in self.lookup.layers and not self.parts
        return self.lookup.summary[self.owner] if known else None

    @property
    def question(self) -> Question | None:
        """The question with its formulas, where it has some."""
        return question(self.layer, self.figure) if self.layer is not None else None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the network."""
        return self.lookup.summary.network.nodes

    @property
    def sizes(self) -> int:
        """How many numbers of the answer are sizes: all but the channels of a shape."""
        return len(self.right) - (self.figure == "output")


class Family(NamedTuple):
    """A kind of guesses: their code, its name, what is looked for, and what gives them."""

    code: str
    name: str
    what: str
    candidates: Callable[[AskedFigure], Iterable["Guess"]]


class Guess(NamedTuple):
    """A number that may have been given for the right one.

    title: what it is, behind "perhaps". likely: 0 is tried first.
    """

    title: str
    advice: str
    values: Values
    likely: int = 1
    lines: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()


class Guesses:
    """The guesses for one question, the likeliest first, worked out when it is first answered wrongly."""

    def __init__(self, asked: AskedFigure, families: Iterable[Family]) -> None:
        self.asked, self.families = asked, families

    @cached_property
    def found(self) -> list[tuple[str, Guess]]:
        """Every guess with its code, in the order in which they are tried."""
        right, asked = self.asked.right, self.asked
        all_ = [(family.code, guess) for family in self.families for guess in family.candidates(asked)]
        told = [one for one in all_ if one[1].values != right and min(one[1].values, default=-1) >= 0]
        return sorted(told, key=lambda one: one[1].likely)

    def that(self, fits: Fits, answer: Values) -> list[Wrong]:
        """The guesses that an answer fits, one of each family, up to where chance would hit it often."""
        alike, room, tried = digits(answer), most_tried(answer), set[Values]()
        found: dict[str, Wrong] = {}
        for code, guess in self.found:
            told = guess.values[: len(answer)]
            if digits(told) == alike:
                tried.add(told)
            if len(tried) > room:
                break
            if fits(guess.values):
                mistake = Mistake(code, guess.title, guess.advice, (self.asked.figure,), likely=guess.likely)
                found.setdefault(code, Wrong((mistake,), guess.values, guess.lines, guessed=True))
        return list(found.values())


def as_values(value: object) -> Values | None:
    """A figure as numbers, a shape with the channels last; None for what is none."""
    if isinstance(value, Shape):
        return (*map(int, value.size), int(value.channels))
    if isinstance(value, tuple):
        return tuple(map(int, value)) if value and all(isinstance(one, int) for one in value) else None
    return (int(value),) if isinstance(value, int) and not isinstance(value, bool) else None


def digits(values: Values) -> tuple[int, ...]:
    """How many digits each number has; sizes that are alike are one number."""
    return tuple(len(str(one)) for one in dict.fromkeys(values))


def most_tried(answer: Values) -> int:
    """How many numbers may be looked for: a hundredth of those with as many digits, but one of two digits."""
    room = 1
    for places in digits(answer):
        room *= 9 * 10 ** (places - 1)
    return 1 if 90 <= room < MOST_BY_CHANCE else room // MOST_BY_CHANCE


def is_or_are(figure: str) -> str:
    """`the output is`, `the parameters are`: for sentences about a figure."""
    return "are" if figure.endswith("s") else "is"


def in_words(figure: str) -> str:
    """A figure in words."""
    return figure.replace("_", " ")


def whose(asked: AskedFigure) -> str:
    """Who was asked about, in words."""
    return "the network" if asked.owner == TOTAL else asked.owner
