"""Statistics of a class: how the questions went, and which mistakes were made how often."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.teaching.grade.grading import Graded, GradedAnswer
from cnncalc.teaching.grade.key import Key, KeyQuestion
from cnncalc.teaching.mistakes.base import Wrong


class Made(NamedTuple):
    """A mistake, and how often it was made."""

    code: str
    title: str
    times: int


class OfQuestion(NamedTuple):
    """How a question went in a class."""

    question: KeyQuestion
    words: Counter[str]
    mean: Fraction  # of the points
    mistakes: tuple[Made, ...]


def of_questions(key: Key, graded: Sequence[Graded]) -> list[OfQuestion]:
    """Every question, in the order of the key, over the sheets that could be read."""
    read = [one for one in graded if one.answers]
    found = []
    for number, question in enumerate(key.questions):
        answers = [one.answers[number] for one in read]
        points = sum((answer.points for answer in answers), Fraction(0))
        words = Counter[str](answer.word for answer in answers)
        found.append(OfQuestion(question, words, points / max(len(answers), 1), made(answers)))
    return found


def of_class(graded: Iterable[Graded]) -> tuple[Made, ...]:
    """The mistakes of a class, the commonest first."""
    return made(answer for one in graded for answer in one.answers)


def made(answers: Iterable[GradedAnswer]) -> tuple[Made, ...]:
    """The likeliest mistake behind each wrong answer, counted; the commonest first."""
    counts = Counter((cause.code, titled(cause)) for answer in answers if (cause := answer.cause) is not None)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Made(code, title, times) for (code, title), times in ranked)


def titled(cause: Wrong) -> str:
    """What was done, in a few words."""
    return cause.said


def median(numbers: Iterable[Fraction]) -> Fraction:
    """The one in the middle; of an even count the mean of both."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if not ordered:
        return Fraction(0)
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
