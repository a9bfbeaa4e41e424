"""What was answered wrongly before, and what follows from it."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from cnncalc.analysis import COLUMNS
from cnncalc.analysis.base import Unit
from cnncalc.figures.keys import AXIS, TOTAL, Figures, NoFigureError
from cnncalc.figures.says import UnreadableError
from cnncalc.problem import LayerError
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.check.answer import Answer, answered
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.mistakes.base import Wrong
from cnncalc.teaching.mistakes.engine import WrongAnswers, once
from cnncalc.teaching.mistakes.follow import Followed, followed_field
from cnncalc.teaching.mistakes.totals import COUNTED

FOLLOWS = "the method is right; it starts from an earlier answer that is wrong"
GOES_ON = "it starts from an earlier answer that is wrong, and makes another mistake"


MOST_PIXELS = 10**9
"""Along an axis, and channels: no answer beyond is followed."""


def could_stand_for(shape: Shape, right: Shape) -> bool:
    """Whether a network could go on from a shape in place of the right one."""
    lengths = (*shape.size, shape.channels)
    return shape.rank == right.rank and all(0 < length <= MOST_PIXELS for length in lengths)


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


def _wrong_answers(followed: Followed, one: Read) -> WrongAnswers | None:
    """What mistakes lead to from the earlier answers; None if these change nothing, or fit nowhere."""
    if not followed.reads_moved(one.owner):
        return None
    try:
        return WrongAnswers(followed.summary[one.owner], one.figure)
    except LayerError:
        return None


class CarriedForward:
    """What was answered wrongly before: shapes, receptive fields, parts of totals."""

    def __init__(
        self,
        summary: Summary,
        read: list[Read],
        conventions: frozenset[str] = frozenset(),
        layout: str = "hwc",
    ) -> None:
        self.summary, self.read, self.conventions, self.layout = summary, read, conventions, layout
        self.layers = frozenset(layer.name for layer in summary)

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The shapes that were answered wrongly, by layer."""
        return {
            one.owner: one.answer.shape
            for one in self.read
            if one.figure == "output" and one.answer and one.answer.shape and one.answer.right is False
            if isinstance(one.correct, Shape) and could_stand_for(one.answer.shape, one.correct)
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
        """The network as it goes on from the wrong shapes; None if it cannot go on."""
        try:
            return Followed(self.summary, self.shapes) if self.shapes else None
        except (LayerError, ArithmeticError):
            return None  # a layer reads what it cannot read

    def follows(self, one: Read, figures: Figures) -> str:
        """The sentence that an answer follows from an earlier one; empty if it does not."""
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
        if one.figure in AXIS:  # of what the layer gives for what it reads, not of what was said of it
            length = AXIS[one.figure](self.followed.outputs[one.owner])
            fits = one.owner in self.followed.moved and length is not None and one.answer.fits((length,))
            return FOLLOWS if fits else ""
        return FOLLOWS if self._says(one) or self._counts(one) else ""

    def _counts(self, one: Read) -> bool:
        """Whether the answer follows by the declared ways of counting."""
        answer, followed = one.answer, self.followed
        if not self.conventions or not answer or not answer.fits or not followed:
            return False
        wrong = _wrong_answers(followed, one)
        return wrong is not None and any(
            map(answer.fits, (w.values for w in wrong.declared(self.conventions)))
        )

    def causes(self, one: Read) -> list[Wrong]:
        """The mistakes that lead to an answer from an earlier wrong one, not from the right one."""
        answer = one.answer
        if self.followed is None or one.owner not in self.layers or one.figure == "receptive_field":
            return []
        if not answer or not answer.fits or not answer.tells_causes:
            return []
        wrong = _wrong_answers(self.followed, one)
        return once([found for found in wrong.single if answer.fits(found.values)]) if wrong else []

    @cached_property
    def _figures(self) -> Figures:
        """The figures as they follow."""
        return Figures(self.followed.summary if self.followed else self.summary)

    def _says(self, one: Read) -> bool:
        """Whether the answer is right for the network with the earlier answers in it."""
        try:
            figure = self._figures[one.claim.key]
            return bool(answered(one.claim.text, one.figure, figure, self.layout).right)
        except (NoFigureError, UnreadableError, LayerError):
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
            number = one.answer.number if one.answer else None
            if one.figure == figure and one.owner in self.layers and number is not None and number >= 0:
                yield one.owner, number
