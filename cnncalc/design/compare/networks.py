"""Networks side by side: each figure, and its ratio to that of the first network."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis.base import Unit
from cnncalc.design.compare.configurations import Configuration
from cnncalc.design.compare.pareto import Goal, front
from cnncalc.figures.keys import NoFigureError
from cnncalc.figures.measures import ACCURACY, Measured, in_order, number, own_key
from cnncalc.problem import listing, quoted
from cnncalc.summary import Summary

DEFAULT = ("parameters", "multiplies", "activation_memory", "receptive_field", ACCURACY, "input", "output")
"""What is compared unless somebody chooses."""

WITH_RATIOS: tuple[Unit, ...] = ("count", "bytes")


class Compared(NamedTuple):
    """One network of a comparison. figures: by key; ratios: to the first, None if one is not known."""

    label: str
    configuration: Configuration
    summary: Summary
    figures: dict[str, Any]
    ratios: dict[str, Fraction | None]
    on_front: bool | None = None  # None: nobody asked


class Comparison(NamedTuple):
    """Networks with the same figures. units: what each figure holds; goals: those of the Pareto front."""

    networks: list[Compared]
    units: dict[str, Unit]
    goals: tuple[Goal, ...] = ()
    first: str = ""  # to which the ratios are


def compare(
    configurations: Sequence[Configuration],
    summaries: Sequence[Summary],
    keys: Sequence[str] = DEFAULT,
    goals: Sequence[Goal] = (),
    sort: str | None = None,
    smallest_first: bool = False,
) -> Comparison:
    """The figures of the networks; ValueError if a key names no figure of any of them."""
    measured = [Measured(summary) for summary in summaries]
    shown = _whole(keys, summaries)
    of_goals = [goal._replace(key=_one(goal.key, summaries)) for goal in goals]
    sorted_by = [] if sort is None else _whole([sort], summaries)[:1]
    units: dict[str, Unit] = {}
    rows: list[dict[str, Any]] = [{} for _ in measured]
    for key in dict.fromkeys([*shown, *(goal.key for goal in of_goals), *sorted_by]):
        units[key] = _fill(rows, key, measured)
    best = front([[row[goal.key] for goal in of_goals] for row in rows], of_goals) if goals else None
    networks = [
        Compared(
            configuration.text,
            configuration,
            summary,
            row,
            {key: _ratio(row[key], rows[0][key]) for key in row if units[key] in WITH_RATIOS},
            None if best is None else i in best,
        )
        for i, (configuration, summary, row) in enumerate(zip(configurations, summaries, rows, strict=True))
    ]
    first = networks[0].label
    if sorted_by:
        order = in_order([one.figures[sorted_by[0]] for one in networks], smallest_first)
        networks = [networks[i] for i in order]
    return Comparison(networks, units, tuple(of_goals), first)


def _whole(keys: Sequence[str], summaries: Sequence[Summary]) -> list[str]:
    """The keys by their own names, with every benchmark that a spec states in place of `accuracy`."""
    stated = dict.fromkeys(f"{ACCURACY}.{name}" for one in summaries for name in one.network.accuracy)
    return [key for asked in keys for key in (stated if asked == ACCURACY else [own_key(asked)])]


def _one(key: str, summaries: Sequence[Summary]) -> str:
    """The key; for `accuracy` the only benchmark that is stated."""
    whole = _whole([key], summaries)
    if not whole:
        raise ValueError("no spec states an accuracy")
    if len(whole) > 1:
        raise ValueError(f"say which accuracy is meant: {listing(map(quoted, whole), last='or')}")
    return whole[0]


def _fill(rows: list[dict[str, Any]], key: str, measured: Sequence[Measured]) -> Unit:
    """Write a figure into every row, None if the network has none; its unit."""
    unit, reason = None, None
    for row, one in zip(rows, measured, strict=True):
        row[key] = None
        try:
            figure = one[key]
            row[key], unit = figure.value, figure.unit
        except NoFigureError as error:
            reason = reason or error
    if unit is None:
        raise ValueError(str(reason))
    return unit


def _ratio(value: Any, first: Any) -> Fraction | None:
    numbers = number(value), number(first)
    return None if None in numbers or not numbers[1] else Fraction(int(numbers[0]), int(numbers[1]))
