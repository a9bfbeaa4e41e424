"""Marking: each answer right or wrong, and what led to a wrong one."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from cnncalc.analysis.base import Unit
from cnncalc.blocks import Folded
from cnncalc.effort import Effort
from cnncalc.figures.keys import TOTAL, Figures, NoFigureError
from cnncalc.figures.says import UnreadableError
from cnncalc.problem import Problem, quoted
from cnncalc.summary import Summary
from cnncalc.teaching.check.answer import BINARY, MEBIBYTES, Answer, answered
from cnncalc.teaching.check.carried_forward import GOES_ON, CarriedForward, Read, parts
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.mistakes.base import Wrong
from cnncalc.teaching.mistakes.catalogue import MISTAKES
from cnncalc.teaching.mistakes.engine import FRACTION_KEPT, WrongAnswers, likelihood
from cnncalc.teaching.mistakes.question import right_lines
from cnncalc.teaching.mistakes.totals import COUNTED, WrongTotals

MOST_CAUSES = 3
"""Causes that are told of one wrong answer."""

TOO_ROUGH = "it shows too few digits to tell what led to it"

Word = Literal["right", "wrong", "follows", "vague", "not known", "unreadable"]

OF_TOTALS = {
    "with_input": "the input is counted among the activations",
    "every_output": "layers that work in place are counted among the activations",
    "torchsummary": "every layer's output is counted, twice",
    "all_operations": "operations without weights are counted as multiplies",
    "main_path": "the side outputs are left out",
    "depth": "only the layers along the longest path are counted",
}

CONVENTIONS: dict[str, str] = {
    mistake.convention: mistake.title
    for mistake in (*MISTAKES, FRACTION_KEPT, MEBIBYTES, BINARY)
    if mistake.convention
} | OF_TOTALS
"""Ways of counting that a sheet may declare, and what each says."""


class Mark(NamedTuple):
    """An answer that was marked.

    word: `follows` where it is right for an earlier answer that was wrong, `vague` where it says too little
    to be an answer. causes: the mistakes that give exactly this answer, the likeliest first. working: the
    right lines, where it is wrong. remark: what else has to be said: the convention that made it right, the
    earlier answer that it follows from.
    """

    claim: Claim
    correct: Any
    unit: Unit
    word: Word
    causes: tuple[Wrong, ...] = ()
    working: tuple[str, ...] = ()
    remark: str = ""
    part: bool = False  # right as far as it goes: sizes without channels

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
        self._right: dict[tuple[str, str], tuple[str, ...]] = {}

    def mark(self, claims: Iterable[Claim]) -> list[Mark | Problem]:
        """A mark for each answer, in order; a problem where its key names no figure."""
        self.figures.effort = Effort()  # of each sheet by itself: no hint hangs on the sheets before it
        first = [self._first(claim) for claim in claims]
        earlier = CarriedForward(
            self.summary,
            [one for one in first if not isinstance(one, Problem)],
            self.conventions,
            self.layout,
        )
        return [one if isinstance(one, Problem) else self._second(one, earlier) for one in first]

    # -- right or wrong ----------------------------------------------------------------------------

    def _first(self, claim: Claim) -> "Read | Problem":
        try:
            computed = self.figures[claim.key]
        except NoFigureError as error:
            return Problem(str(error), claim.place)
        owner, figure = self.figures.split(claim.key)
        correct, unit = computed.value, computed.unit
        binary = (MEBIBYTES if unit in ("bytes", "level") else BINARY).convention in self.conventions
        try:
            answer = answered(claim.text, figure, computed, self.layout, binary)
            return Read(claim, owner, figure, correct, unit, answer)
        except UnreadableError as error:
            return Read(claim, owner, figure, correct, unit, None, f"{error}; found {quoted(claim.text)}")

    def _second(self, read: "Read", earlier: "CarriedForward") -> Mark:
        claim, owner, figure, correct, unit, answer, fault = read
        if answer is None:
            return Mark(claim, correct, unit, "unreadable", remark=f"takes {fault}")
        if answer.right is not False:
            word: Word = "vague" if answer.vague else "right" if answer.right else "not known"
            return Mark(claim, correct, unit, word, remark=answer.remark, part=answer.part)
        declared = self._declared(owner, figure, answer)
        if declared is not None:
            said = ", and ".join(mistake.title for mistake in declared.mistakes)
            return Mark(claim, correct, unit, "right", remark=f"as declared: {said}")
        right = self._right.get((owner, figure))
        if right is None:
            right = self._right[owner, figure] = self._working(owner, figure)
        source = earlier.follows(read, self.figures)
        if source:
            return Mark(claim, correct, unit, "follows", (), right, source)
        causes, remark = self._causes(owner, figure, answer), answer.remark
        if not causes and not remark:
            causes = earlier.causes(read)
            remark = GOES_ON if causes else "" if answer.tells_causes else TOO_ROUGH
        return Mark(claim, correct, unit, "wrong", tuple(causes), right, remark)

    def _declared(self, owner: str, figure: str, answer: Answer) -> Wrong | None:
        """The declared ways of counting, one or several together, by which the answer is right."""
        if not self.conventions:
            return None
        if answer.unit and answer.unit.convention in self.conventions:
            return Wrong((answer.unit,), (), ())
        wrong = self._wrong_answers(owner, figure)
        if wrong is None or answer.fits is None:
            return None
        return next((one for one in wrong.declared(self.conventions) if answer.fits(one.values)), None)

    # -- why ---------------------------------------------------------------------------------------

    def _causes(self, owner: str, figure: str, answer: Answer) -> list[Wrong]:
        found = [Wrong((answer.unit,), (), ())] if answer.unit else []
        wrong = self._wrong_answers(owner, figure)
        if wrong is None or answer.fits is None or not answer.tells_conventions:
            return found
        causes = wrong.that(answer.fits)
        if not answer.tells_causes:
            causes = [one for one in causes if is_convention(one) and likelihood(one) == (1, 0)]
        return found + causes

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
