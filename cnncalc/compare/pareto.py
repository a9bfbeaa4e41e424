"""The Pareto front: what no other beats in one figure without losing in another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnncalc.compare.measures import larger_is_better, number

SMALLEST, LARGEST = "min", "max"


class Goal(NamedTuple):
    """A figure, and whether one wants it large."""

    key: str
    largest: bool


def read_goal(text: str) -> Goal:
    """`multiplies`, `accuracy.ImageNet top-1`; `max:fc.units` where one wants more of it.

    >>> read_goal("multiplies"), read_goal("receptive_field").largest, read_goal("min:receptive_field").largest
    (Goal(key='multiplies', largest=False), True, False)
    """
    word, colon, key = text.strip().partition(":")
    if colon and word in (SMALLEST, LARGEST):
        return Goal(key.strip(), word == LARGEST)
    return Goal(text.strip(), larger_is_better(text.strip()))


def front(values: Sequence[Sequence[Any]], goals: Sequence[Goal]) -> list[int]:
    """Which of the rows of figures are on the front, by their numbers; equal ones all are.

    Rows with a figure that is unknown or a lower bound cannot be compared, and are not on it.
    """
    points = []
    for i, row in enumerate(values):
        costs = [number(value) for value in row]
        if None not in costs:
            points.append((tuple(-c if g.largest else c for c, g in zip(costs, goals, strict=True)), i))
    points.sort()
    kept: list[tuple[tuple[Any, ...], int]] = []
    best: list[tuple[Any, ...]] = []  # of the costs behind the first, those of the front so far
    for costs, i in points:
        if kept and kept[-1][0] == costs:
            kept.append((costs, i))
        elif not _beaten(costs[1:], best):
            kept.append((costs, i))
            best = [one for one in best if not _at_most(costs[1:], one)] + [costs[1:]]
    return sorted(i for _, i in kept)


def _beaten(costs: tuple[Any, ...], best: Sequence[tuple[Any, ...]]) -> bool:
    """Whether one that came before, and so costs no more of the first, costs no more of the others."""
    return any(_at_most(one, costs) for one in best)


def _at_most(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))
