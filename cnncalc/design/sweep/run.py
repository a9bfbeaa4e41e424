"""Variants of one spec: each combination of settings with its figures, or with what is wrong with it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from cnncalc.analysis.base import Settings, Unit
from cnncalc.api import read_setting, read_shapes
from cnncalc.design.compare.pareto import Goal, front
from cnncalc.design.sweep.grid import Grid, GridError
from cnncalc.design.sweep.where import Condition, holds
from cnncalc.figures.keys import NoFigureError
from cnncalc.figures.measures import MEASURES, TOTALS, Measured, in_order, own_key
from cnncalc.language.arithmetic import show
from cnncalc.language.build import Template
from cnncalc.language.find import find
from cnncalc.language.tree import Mapping, Value
from cnncalc.problem import Problem, SpecError, listing
from cnncalc.summary import Summary

DEFAULT = ("parameters", "multiplies", "activation_memory", "receptive_field", "output")
"""The figures of a combination unless somebody chooses."""


class Combination(NamedTuple):
    """One combination: a value on each axis, the figures by key, or the problems that keep it from being."""

    values: tuple[str, ...]
    figures: dict[str, Any]
    problems: tuple[Problem, ...] = ()


class Sweep:
    """A spec, the combinations of its settings, and the figures that are wanted of each."""

    def __init__(
        self,
        spec: str,
        grid: Grid,
        keys: Sequence[str] = DEFAULT,
        conditions: Sequence[Condition] = (),
        also: Iterable[str] = (),
        settings: Settings = Settings(),  # noqa: B008
        heads: bool = True,
    ) -> None:
        self.spec, self.grid, self.settings, self.heads = spec, grid, settings, heads
        self.template = Template(find(spec))
        variables = self.template.root.get("variables")
        self.variables = set(variables.items) if isinstance(variables, Mapping) else set()
        self.conditions = tuple(conditions)
        asked = [one for condition in conditions for group in condition for one in group]
        self.named = {axis.heading: i for i, axis in enumerate(grid.axes)}
        self.axes = [i for i, axis in enumerate(grid.axes) if len(axis.values) > 1 or axis.heading in keys]
        self.columns = tuple(dict.fromkeys(self.own(key) for key in keys if key not in self.named))
        wanted = [*keys, *also, *(key for one in asked for key in one.keys(self._is_key))]
        self.keys = tuple(dict.fromkeys(self.own(key) for key in wanted if key not in self.named))
        self.units: dict[str, Unit] = {key: "figure" for key in self.keys if key in self.variables}
        self.reasons: dict[str, NoFigureError] = {}  # why a key named no figure of a combination

    def own(self, key: str) -> str:
        """The key by its own name, which is `parameters` for `params`; a variable wins."""
        return key if key in self.variables else own_key(key)

    def _is_key(self, text: str) -> bool:
        """Whether a text after an == is a figure rather than a word."""
        text = self.own(text)
        return text in self.variables or text in TOTALS or text in MEASURES or "." in text

    def __iter__(self) -> Iterator[Combination]:
        """Every combination in the order of the grid; GridError if a key names no figure of any."""
        for axis in self.grid.axes:
            if not axis.is_input and axis.name not in self.variables:
                self._network(next(iter(self.grid)))  # says which there are
        failed, done = None, 0
        for values in self.grid:
            result = self.result(values)
            failed = failed or (result if result.problems else None)
            done += not result.problems
            yield result
        if failed and not done:
            raise SpecError([*self._none_fits(failed), *failed.problems])
        for key in self.keys:
            if key not in self.units and key in self.reasons:
                raise GridError(str(self.reasons[key]))

    def _none_fits(self, failed: Combination) -> list[Problem]:
        """What stands before the problems of the first combination where there are others."""
        values = listing(f"{a.heading} {v}" for a, v in zip(self.grid.axes, failed.values, strict=True))
        message = f"none of the {self.grid.size:,} variants fits together; with {values}:"
        return [Problem(message)] if self.grid.size > 1 else []

    def result(self, values: tuple[str, ...]) -> Combination:
        """The combination with these values on the axes."""
        try:
            network = self._network(values)
        except SpecError as error:
            return Combination(values, {}, tuple(error.problems))
        measured = Measured(Summary(network if self.heads else network.without_heads(), self.settings))
        return Combination(values, {key: self._figure(measured, key, values) for key in self.keys})

    def _network(self, values: tuple[str, ...]) -> Any:
        inputs, settings = self._given(values)
        return self.template.network(inputs, settings)

    def _given(self, values: tuple[str, ...]) -> tuple[dict[str, Value], dict[str, Value]]:
        """The values as inputs and as settings."""
        inputs: dict[str, Value] = {}
        settings: dict[str, Value] = {}
        for axis, value in zip(self.grid.axes, values, strict=True):
            if axis.is_input:
                inputs[axis.name] = _shape(axis.name, value)
            else:
                settings[axis.name] = _setting(axis.name, value)
        return inputs, settings

    def _figure(self, measured: Measured, key: str, values: tuple[str, ...]) -> Any:
        if key in self.variables:
            document = self.template.settled(self._given(values)[1]).document
            return _plain(document.variables.values.get(key))
        try:
            found = measured[key]
        except NoFigureError as error:
            if "." not in key:
                raise GridError(str(error)) from None
            self.reasons.setdefault(key, error)
            return None
        self.units[key] = found.unit
        return found.value

    def value(self, result: Combination, key: str) -> Any:
        """What a key stands for in a combination: a value on an axis, a figure, or the text itself."""
        if key in self.named:
            return as_data(result.values[self.named[key]])
        return result.figures.get(self.own(key), key)

    def meets(self, result: Combination) -> bool:
        """Whether a combination meets all conditions."""
        return all(holds(condition, lambda key: self.value(result, key)) for condition in self.conditions)


class Chosen(NamedTuple):
    """What a sweep found. failed: the combinations that cannot be; tried: how many there were."""

    sweep: Sweep
    results: list[Combination]
    failed: list[Combination]
    tried: int
    met: int  # how many met the conditions
    goals: tuple[Goal, ...] = ()


def choose(
    sweep: Sweep,
    results: Iterable[Combination],
    goals: Sequence[Goal] = (),
    sort: str | None = None,
    smallest_first: bool = False,
    top: int | None = None,
) -> Chosen:
    """The combinations that meet the conditions; of these the front, sorted, the first ones."""
    kept: list[Combination] = []
    failed: list[Combination] = []
    count = 0
    for result in results:
        count += 1
        if result.problems:
            failed.append(result)
        elif sweep.meets(result):
            kept.append(result)
    met = len(kept)
    goals = [goal._replace(key=sweep.own(goal.key)) for goal in goals]
    if goals:
        points = [[sweep.value(one, goal.key) for goal in goals] for one in kept]
        kept = [kept[i] for i in front(points, goals)]
    if sort is not None:
        kept = [kept[i] for i in in_order([sweep.value(one, sort) for one in kept], smallest_first)]
    return Chosen(sweep, kept[:top], failed, count, met, tuple(goals))


def reasons(failed: Iterable[Combination]) -> list[tuple[int, Combination]]:
    """How many combinations fail alike, and one of them; alike are problems that differ in their numbers."""
    counts: Counter[str] = Counter()
    first: dict[str, Combination] = {}
    for result in failed:
        kind = re.sub(r"\d+", "#", result.problems[0].message)
        counts[kind] += 1
        first.setdefault(kind, result)
    return [(count, first[kind]) for kind, count in counts.most_common()]


def as_data(text: str) -> int | bool | Fraction | str:
    """A value on an axis: a number or a yes or no where it is one, else as it is written."""
    if re.fullmatch(r"[-+]?\d{1,30}", text):
        return int(text)
    if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", text):
        return Fraction(text)
    return {"true": True, "false": False}.get(text.lower(), "".join(text.split()))


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, str, Fraction)) or value is None else show(value).replace(" ", "")


@lru_cache(maxsize=100_000)
def _setting(name: str, value: str) -> Value:
    return read_setting(name, value)


@lru_cache(maxsize=100_000)
def _shape(name: str, value: str) -> Value:
    return read_shapes({name: value})[name]
