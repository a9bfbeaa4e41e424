"""Statistics of a class: how the questions went, and which mistakes were made how often."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from cnncalc.teaching.grade.grading import Graded, GradedAnswer
from cnncalc.teaching.grade.key import Key, KeyQuestion


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
    counts = Counter((cause.code, cause.said) for answer in answers if (cause := answer.cause) is not None)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Made(code, title, times) for (code, title), times in ranked)


def median(numbers: Iterable[Fraction]) -> Fraction:
    """The one in the middle; of an even count the mean of both."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if not ordered:
        return Fraction(0)
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


class Spread(NamedTuple):
    """How the points of a class lie; of no sheet where none could be read.

    deviation: the standard deviation over these sheets, to six decimals. histogram: how many sheets have less
    than a tenth of the points, how many less than two tenths, and so on; empty where there are no points.
    """

    sheets: int
    mean: Fraction
    median: Fraction
    deviation: Fraction
    lowest: Fraction
    highest: Fraction
    histogram: tuple[int, ...]


BINS = 10
"""Parts of the points in a histogram; all points belong to the last one."""


def spread(points: Sequence[Fraction], of: Fraction) -> Spread:
    """The points of the sheets that could be read."""
    count = len(points)
    mean = sum(points, Fraction(0)) / max(count, 1)
    variance = sum(((one - mean) ** 2 for one in points), Fraction(0)) / max(count, 1)
    bins = Counter(min(int(BINS * one / of), BINS - 1) for one in points) if of else Counter[int]()
    histogram = tuple(bins[number] for number in range(BINS)) if bins else ()
    lowest, highest = min(points, default=Fraction(0)), max(points, default=Fraction(0))
    return Spread(count, mean, median(points), root(variance), lowest, highest, histogram)


def root(of: Fraction, decimals: int = 6) -> Fraction:
    """The square root, rounded down to so many decimals.

    >>> root(Fraction(9, 4)), root(Fraction(2))
    (Fraction(3, 2), Fraction(1414213, 1000000))
    """
    scale = 10**decimals
    return Fraction(isqrt(of.numerator * scale**2 // of.denominator), scale)


def share(one: OfQuestion) -> Fraction:
    """The part of its points that a question earned."""
    return one.mean / one.question.points if one.question.points else Fraction(1)


def hardest(questions: Iterable[OfQuestion]) -> list[OfQuestion]:
    """Those that did not earn all of their points, the hardest first."""
    return sorted((one for one in questions if share(one) < 1), key=share)
