"""What a student is told: points, and of an answer what went wrong, but not the right figure."""

from collections.abc import Iterator
from fractions import Fraction

from cnncalc.teaching.check.mark import MOST_CAUSES
from cnncalc.teaching.grade.grading import WORDS, GradedAnswer


def points_text(points: Fraction) -> str:
    """Points as people write them.

    >>> points_text(Fraction(3)), points_text(Fraction(5, 2)), points_text(Fraction(1, 3))
    ('3', '2.5', '0.33')
    """
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def number(points: Fraction) -> int | float:
    """Points as data."""
    return int(points) if points.denominator == 1 else round(float(points), 6)


def hints(answer: GradedAnswer) -> Iterator[str]:
    """Sentences: what was answered, how it was judged, and the mistakes that lead to just that.

    Several mistakes that lead there are alternatives, joined by "or".
    """
    if answer.mark is None:
        yield "Not answered."
        return
    yield f"{answer.text}: {WORDS[answer.word]}."
    if answer.mark.remark and answer.word != "follows":
        yield _sentence(answer.mark.remark)
    causes = answer.mark.causes[:MOST_CAUSES]
    if causes:
        yield _sentence(", or ".join(cause.said for cause in causes))
    yield from dict.fromkeys(mistake.advice for cause in causes for mistake in cause.mistakes)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
