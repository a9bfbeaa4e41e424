"""Equal wrong answers: which students share how many, and how many of them no known mistake explains."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from cnncalc.teaching.grade.grading import Graded, GradedAnswer

WRONG = ("mistake", "wrong")

FEWEST = 3
"""Equal wrong answers that are told: one or two are made by chance."""

MOST_ALIKE = 12
"""Students with the same wrong answer, above whom it tells nothing: it is a mistake of the class."""

SPACING = str.maketrans("×", "x", " ,_'’\u00a0\u202f")

Given = tuple[int, str]
"""The number of a question, and what was answered, however it is spaced."""


class Equal(NamedTuple):
    """Students who gave the same wrong answers to these questions.

    unexplained: to how many of them by none of the known mistakes, which many make.
    """

    students: tuple[str, ...]
    files: tuple[str, ...]
    questions: tuple[str, ...]
    unexplained: int


def equal_answers(graded: Sequence[Graded]) -> list[Equal]:
    """Those who share three wrong answers or more, the most and the least explained first.

    Several sheets of one student count as one. A group stands once, with all that share as much.
    """
    wrong = {number: _wrong(one) for number, one in enumerate(graded)}
    found: dict[tuple[int, ...], frozenset[Given]] = {}
    for group in _groups(wrong, [one.whose for one in graded]):
        shared = frozenset.intersection(*(frozenset(wrong[number]) for number in group))
        if len(shared) >= FEWEST:
            found[group] = shared
    equal = [_equal(graded, wrong, group, found[group]) for group in _largest(found)]
    return sorted(equal, key=lambda one: (-one.unexplained, -len(one.questions), one.students))


def _wrong(one: Graded) -> dict[Given, GradedAnswer]:
    """The wrong answers of a sheet."""
    return {
        (number, answer.text.casefold().translate(SPACING)): answer
        for number, answer in enumerate(one.answers)
        if answer.word in WRONG
    }


def _groups(wrong: Mapping[int, Iterable[Given]], whose: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """The sheets that may share much: all that gave some answer, and pairs that gave several."""
    givers: dict[Given, list[int]] = defaultdict(list)
    for number, answers in wrong.items():
        for given in answers:
            givers[given].append(number)
    few = [tuple(group) for group in givers.values() if 2 <= len(group) <= MOST_ALIKE]
    groups = Counter(group for group in few if len({whose[number] for number in group}) == len(group))
    pairs = Counter(pair for group in few for pair in combinations(group, 2))
    often = (pair for pair, times in pairs.items() if times >= FEWEST and whose[pair[0]] != whose[pair[1]])
    return iter(dict.fromkeys([*groups, *often]))


def _largest(found: Mapping[tuple[int, ...], frozenset[Given]]) -> list[tuple[int, ...]]:
    """The groups that are no part of a larger one that shares as many answers."""
    ordered = sorted(found, key=len, reverse=True)
    kept: dict[frozenset[Given], list[set[int]]] = defaultdict(list)
    largest = []
    for group in ordered:
        if not any(set(group) <= other for other in kept[found[group]]):
            kept[found[group]].append(set(group))
            largest.append(group)
    return largest


def _equal(
    graded: Sequence[Graded],
    wrong: Mapping[int, Mapping[Given, GradedAnswer]],
    group: tuple[int, ...],
    shared: frozenset[Given],
) -> Equal:
    answers = [wrong[group[0]][given] for given in sorted(shared)]
    return Equal(
        tuple(graded[number].student for number in group),
        tuple(graded[number].file for number in group),
        tuple(answer.question.key for answer in answers),
        sum(answer.cause is None for answer in answers),
    )
