"""The variables of a spec: each may be an expression of the others."""

from collections.abc import Mapping as Dict
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cnncalc.effort import Effort
from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.naming import variable_fault
from cnncalc.language.tree import Value, pairs_of
from cnncalc.language.values import read_any, words_in
from cnncalc.problem import Problems, listing, quoted

MOST_CIRCLES = 10
"""Circles of variables that are reported at once."""


def read_variables(value: Value | None, settings: Dict[str, Value], effort: Effort) -> Env:
    """What the variables stand for: each may be an expression of the others."""
    problems = effort.problems
    values: dict[str, Any] = {}
    pairs = pairs_of(value, "'variables' takes a mapping such as {width: 64}", problems)
    for key, _ in pairs:
        if fault := variable_fault("a variable", key.text):
            problems.add(fault, key.place)
    known = [key.text for key, _ in pairs]
    written = {key.text: settings.get(key.text, item) for key, item in pairs}
    for name in _in_order(written, values, effort.problems):
        effort.place = written[name].place
        try:
            values[name] = read_any(written[name], Env(values, effort=effort))
        except MisfitError as misfit:
            misfit.report(problems)
            values[name] = None
    for name in settings:
        if name not in known:
            there = f"; there are {listing(known)}" if known else "; the spec has none"
            hint = effort.hint(name, known) or there
            problems.add(f"--set: there is no variable {quoted(name)} to set{hint}")
    return Env(values, effort=effort)


def _in_order(written: Dict[str, Value], values: dict[str, Any], problems: Problems) -> list[str]:
    """The variables, each after those that its value names; those in a circle get no value."""
    graph = {name: sorted(words_in(item) & written.keys()) for name, item in written.items()}
    for _ in range(MOST_CIRCLES):
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1]
        path = " -> ".join(reversed(circle))
        problems.add(f"variables depend on each other: {path}", written[circle[0]].place)
        values |= dict.fromkeys(circle)
        graph = {
            name: [word for word in words if word not in values]
            for name, words in graph.items()
            if name not in values
        }
    values |= dict.fromkeys(written)
    return []
