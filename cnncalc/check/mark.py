"""Marking: each answer right or wrong, and what led to a wrong one."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import Unit
from cnncalc.blocks import Folded
from cnncalc.check.expect import Claim
from cnncalc.check.lookup import TOTAL, Figures, NoFigure
from cnncalc.check.says import BINARY, MEBIBYTES, Answer, answered
from cnncalc.check.written import Unreadable
from cnncalc.mistakes.base import Wrong
from cnncalc.mistakes.catalogue import MISTAKES
from cnncalc.mistakes.engine import FRACTION_KEPT, WrongAnswers
from cnncalc.mistakes.follow import Followed, followed_field
from cnncalc.mistakes.question import right_lines
from cnncalc.mistakes.totals import COUNTED, WrongTotals
from cnncalc.problem import Problem, quoted
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary, Summary

Word = Literal["right", "wrong", "follows", "not known", "unreadable"]

OF_TOTALS = {
    "with_input": "the input is counted among the activations",
    "every_output": "layers that work in place are counted among the activations",
    "torchsummary": "every layer's output is counted, twice",
    "all_operations": "operations without weights are counted as multiplies",
}

CONVENTIONS: dict[str, str] = {
    mistake.convention: mistake.title
    for mistake in (*MISTAKES, FRACTION_KEPT, MEBIBYTES, BINARY)
    if mistake.convention
} | OF_TOTALS
"""Ways of counting that a sheet may declare, and what each says."""


class Mark(NamedTuple):
    """An answer that was marked.

    word: `follows` where it is right for an earlier answer that was wrong. causes: the mistakes that
    give exactly this answer, the likeliest first. working: the right lines, where it is wrong. remark: what
    else has to be said: the convention that made it right, the earlier answer that it follows from.
    """

    claim: Claim
    correct: Any
    unit: Unit
    word: Word
    causes: tuple[Wrong, ...] = ()
    working: tuple[str, ...] = ()
    remark: str = ""

    @property
    def conventions(self) -> list[str]:
        """The conventions under which it would be right."""
        return [cause.mistakes[0].convention for cause in self.causes if is_convention(cause)]


class Marked(NamedTuple):
    """A sheet after marking. blank: the questions that nobody answered."""

    file: str
    network: str
    marks: tuple[Mark, ...]
    blank: tuple[str, ...] = ()
    student: str = ""
    title: str = ""

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(mark.word == "right" for mark in self.marks)


def is_convention(cause: Wrong) -> bool:
    """Whether it is another way of counting rather than a mistake."""
    return all(mistake.convention for mistake in cause.mistakes)


class Marker:
    """Marks answers about one network. What it works out for one sheet serves the next."""

    def __init__(self, summary: Summary, layout: str = "hwc", conventions: Iterable[str] = ()) -> None:
        self.summary, self.layout = summary, layout
        self.conventions = frozenset(conventions)
        self.figures = Figures(summary)
        self.layers = frozenset(layer.name for layer in summary)
        self._wrong: dict[tuple[str, str], WrongAnswers | WrongTotals] = {}

    def mark(self, claims: Iterable[Claim]) -> list[Mark | Problem]:
        """A mark for each answer, in order; a problem where its key names no figure."""
        first = [self._first(claim) for claim in claims]
        earlier = Earlier(self.summary, [one for one in first if not isinstance(one, Problem)])
        return [one if isinstance(one, Problem) else self._second(one, earlier) for one in first]

    # -- right or wrong ----------------------------------------------------------------------------

    def _first(self, claim: Claim) -> "Read | Problem":
        try:
            correct, unit = self.figures[claim.key]
        except NoFigure as error:
            return Problem(str(error), claim.place)
        owner, figure = split(claim.key)
        try:
            return Read(
                claim, owner, figure, correct, unit, answered(claim.text, figure, correct, unit, self.layout)
            )
        except Unreadable as error:
            return Read(claim, owner, figure, correct, unit, None, f"{error}; found {quoted(claim.text)}")

    def _second(self, read: "Read", earlier: "Earlier") -> Mark:
        claim, owner, figure, correct, unit, answer, fault = read
        if answer is None:
            return Mark(claim, correct, unit, "unreadable", remark=f"takes {fault}")
        if answer.right is not False:
            word: Word = "right" if answer.right else "not known"
            return Mark(claim, correct, unit, word, remark=answer.remark)
        causes = self._causes(owner, figure, answer)
        declared = next((cause for cause in causes if self._declared(cause)), None)
        if declared is not None:
            return Mark(claim, correct, unit, "right", remark=f"as declared: {declared.mistakes[0].title}")
        source = earlier.follows(read, self.figures)
        if source:
            return Mark(claim, correct, unit, "follows", (), self._working(owner, figure), source)
        return Mark(claim, correct, unit, "wrong", tuple(causes), self._working(owner, figure))

    def _declared(self, cause: Wrong) -> bool:
        return all(mistake.convention in self.conventions for mistake in cause.mistakes)

    # -- why ---------------------------------------------------------------------------------------

    def _causes(self, owner: str, figure: str, answer: Answer) -> list[Wrong]:
        found = [Wrong((answer.unit,), (), ())] if answer.unit else []
        wrong = self._wrong_answers(owner, figure)
        return found + (wrong.that(answer.fits) if wrong and answer.fits else [])

    def _wrong_answers(self, owner: str, figure: str) -> WrongAnswers | WrongTotals | None:
        key = owner, figure
        if key not in self._wrong:
            item = self.figures.named.get(owner)
            if item is None and owner == TOTAL:
                self._wrong[key] = WrongTotals(self.summary, figure, parts(self.summary, figure))
            elif isinstance(item, Folded) and figure in COUNTED:
                self._wrong[key] = WrongTotals(self.summary, figure, parts(item.layers, figure))
            elif owner in self.layers:
                self._wrong[key] = WrongAnswers(self.summary[owner], figure)
        return self._wrong.get(key)

    def _working(self, owner: str, figure: str) -> tuple[str, ...]:
        """The right lines for a figure of a layer."""
        if owner not in self.layers or isinstance(self.figures.named[owner], Folded):
            return ()
        return right_lines(self.summary[owner], figure)


def parts(layers: Iterable[LayerSummary], figure: str) -> dict[str, int]:
    """The part of each layer in a sum."""
    if figure not in COUNTED:
        return {}
    value = COLUMNS[figure].value
    found = ((layer.name, value(layer)) for layer in layers)
    return {name: int(part) for name, part in found if part is not None}


class Read(NamedTuple):
    """An answer as it was read, and what was asked for; fault: why it could not be read."""

    claim: Claim
    owner: str
    figure: str
    correct: Any
    unit: Unit
    answer: Answer | None
    fault: str = ""


def split(key: str) -> tuple[str, str]:
    """The layer and the figure that a key names; `total` where it names no layer."""
    owner, _, figure = key.rpartition(".")
    return owner or TOTAL, ALIASES.get(figure, figure)


class Earlier:
    """What was answered wrongly before: shapes, receptive fields, parts of totals."""

    def __init__(self, summary: Summary, read: list[Read]) -> None:
        self.summary, self.read = summary, read
        self.layers = frozenset(layer.name for layer in summary)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The shapes that were answered wrongly, by layer."""
        return {
            one.owner: one.answer.shape
            for one in self.read
            if one.figure == "output" and one.answer and one.answer.shape and one.answer.right is False
        }

    @cached_property
    def fields(self) -> dict[str, tuple[int, ...]]:
        """The receptive fields that were answered wrongly, by layer."""
        return {
            one.owner: one.answer.sizes
            for one in self.read
            if one.figure == "receptive_field"
            and one.answer
            and one.answer.sizes
            and one.answer.right is False
        }

    @cached_property
    def followed(self) -> Followed | None:
        """The network as it goes on from the wrong shapes."""
        return Followed(self.summary, self.shapes) if self.shapes else None

    def follows(self, one: Read, figures: Figures) -> str:
        """The sentence that an answer follows from an earlier one; empty where it does not."""
        if one.owner == TOTAL:
            return self._of_total(one, figures)
        if one.owner not in self.layers or not one.answer or not one.answer.fits:
            return ""
        if one.figure == "receptive_field":
            field = followed_field(self.summary[one.owner], self.fields)
            return FOLLOWS if field is not None and one.answer.fits(field) else ""
        if self.followed is None:
            return ""
        if one.figure == "output":
            shape = self.followed.outputs[one.owner]
            fits = one.owner in self.followed.moved and one.answer.fits((*shape.size, shape.channels))
            return FOLLOWS if fits else ""
        return FOLLOWS if self._says(one, self.followed.summary) else ""

    def _says(self, one: Read, summary: Summary) -> bool:
        """Whether the answer is right for the network with the earlier answers in it."""
        try:
            value, unit = Figures(summary)[one.claim.key]
            return bool(answered(one.claim.text, one.figure, value, unit).right)
        except (NoFigure, Unreadable):
            return False

    def _of_total(self, one: Read, figures: Figures) -> str:
        """Whether a total is the sum of what was answered for the layers."""
        if one.figure not in COUNTED or not one.answer or not one.answer.fits:
            return ""
        answered_parts = dict(self._parts(one.figure))
        if not answered_parts:
            return ""
        for source in (self.summary, *([self.followed.summary] if self.followed else [])):
            sum_ = sum((parts(source, one.figure) | answered_parts).values())
            if one.answer.fits((sum_,)):
                return "the sum of the answers for the layers"
        return ""

    def _parts(self, figure: str) -> Iterator[tuple[str, int]]:
        """What was answered for a part of the total: plain numbers only."""
        for one in self.read:
            if one.figure == figure and one.owner in self.layers and one.answer:
                text = one.claim.text.replace(",", "").replace("_", "").strip()
                if text.isdecimal() and len(text) < 40:
                    yield one.owner, int(text)


FOLLOWS = "the method is right; it goes on from an earlier answer that is wrong"
