"""The Pareto front: what no other beats in one figure without losing in another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnncalc.figures.measures import larger_is_better, number

Costs = tuple[Any, ...]
"""Figures of which one wants less."""

SMALLEST, LARGEST = "min", "max"


class Goal(NamedTuple):
    """A figure, and whether one wants it large."""

    key: str
    largest: bool


def read_goal(text: str) -> Goal:
    """`multiplies`, `accuracy.ImageNet top-1`; `max:fc.units` where one wants more of it.

    >>> read_goal("multiplies"), read_goal("receptive_field").largest
    (Goal(key='multiplies', largest=False), True)
    """
    word, colon, key = text.strip().partition(":")
    if colon and word in (SMALLEST, LARGEST):
        return Goal(key.strip(), word == LARGEST)
    return Goal(text.strip(), larger_is_better(text.strip()))


def front(values: Sequence[Sequence[Any]], goals: Sequence[Goal]) -> list[int]:
    """Which of the rows of figures are on the front, by their numbers; equal ones all are.

    Rows with a figure that is unknown or a lower bound cannot be compared, and are not on it.
    """
    points: list[tuple[Costs, int]] = []
    for i, row in enumerate(values):
        costs = [number(value) for value in row]
        if None not in costs:
            signs = [-1 if goal.largest else 1 for goal in goals]
            points.append((tuple(sign * cost for sign, cost in zip(signs, costs, strict=True)), i))
    points.sort()
    kept: list[tuple[Costs, int]] = []
    best: list[Costs] = []  # of the costs behind the first, those of the front so far
    for point, i in points:
        if kept and kept[-1][0] == point:
            kept.append((point, i))
        elif not _beaten(point[1:], best):
            kept.append((point, i))
            best = [one for one in best if not _at_most(point[1:], one)] + [point[1:]]
    return sorted(i for _, i in kept)


def _beaten(costs: Costs, best: Sequence[Costs]) -> bool:
    """Whether one that came before, and so costs no more of the first, costs no more of the others."""
    return any(_at_most(one, costs) for one in best)


def _at_most(one: Costs, other: Costs) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))
