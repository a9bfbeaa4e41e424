"""What a student is told of an answer: what went wrong, but not the right figure."""

from collections.abc import Iterator

from cnncalc.teaching.grade.grading import WORDS, GradedAnswer

MOST_CAUSES = 3
"""Causes that are told of one wrong answer."""


def hints(answer: GradedAnswer) -> Iterator[str]:
    """Sentences: what was answered, how it was judged, and the mistakes that lead to just that."""
    if answer.mark is None:
        yield "Not answered."
        return
    yield f"{answer.text}: {WORDS[answer.word]}."
    if answer.mark.remark and answer.word != "follows":
        yield _sentence(answer.mark.remark)
    for cause in answer.mark.causes[:MOST_CAUSES]:
        yield _sentence(", and ".join(mistake.title for mistake in cause.mistakes))
        yield from dict.fromkeys(mistake.advice for mistake in cause.mistakes)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
