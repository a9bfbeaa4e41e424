"""Budgets: limits that a spec, or a file beside it, sets to figures of the network, its blocks and layers.

    budget:
      parameters: 25M                    # the network
      peak_memory: 64MiB
      pool5.output: 7x7x512              # a layer or a block by its name; * and ? stand for anything
      layers: {parameters: 5M}           # each layer; layers.conv.multiplies: those of a kind
      blocks: {unit: {multiplies: 400M}} # each block; those that a block of this name was called for

Keys are those of `expect` and `compare`. Mappings nest: the parts of a key are joined by points.
"""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from cnncalc.blocks import Folded
from cnncalc.figures.keys import AXIS, ComputedFigure, NoFigureError, figure_name
from cnncalc.figures.limit import Bound, Limit, Word, read_limit
from cnncalc.figures.measures import Measured
from cnncalc.figures.says import UnreadableError
from cnncalc.layers import CATALOGUE
from cnncalc.network import Written
from cnncalc.problem import Place, Problem, Problems, quoted
from cnncalc.summary import LayerSummary, Summary

EACH_LAYER, EACH_BLOCK = "layers", "blocks"


class BudgetLine(NamedTuple):
    """A line of a budget: the key, the limit as written, and where it stands."""

    key: str
    text: str
    place: Place


class Broken(NamedTuple):
    """A limit that is not kept: by the network, or by one of its layers or blocks."""

    entry: BudgetLine
    figure: ComputedFigure
    layer: LayerSummary | None  # a block too; None: the whole network
    word: Word
    bound: Bound | None
    number: Any  # what breaks it: the figure, or that of one axis or input


class Target(NamedTuple):
    """A figure that a key names, and what it is of."""

    layer: LayerSummary | None
    figure: ComputedFigure


def broken(summary: Summary) -> Iterator[Broken]:
    """What breaks the budgets of a network; SpecError with everything that is wrong with these."""
    measured, problems = Measured(summary), Problems()
    found: list[Broken] = []
    for written in summary.network.budget:
        for entry in entries(written, problems):
            found += _judged(measured, entry, problems)
    if problems:
        raise problems.error()
    yield from found


def entries(written: Written, problems: list[Problem], within: str = "") -> Iterator[BudgetLine]:
    """The lines of a budget, those of nested mappings with their whole keys."""
    if not isinstance(written.value, Mapping):
        message = "a budget takes a mapping such as {parameters: 25M, peak_memory: 64MiB}"
        problems.append(Problem(f"{message}; found {_found(written)}", written.place))
        return
    for word, (place, value) in written.value.items():
        key = f"{within}{word}"
        if isinstance(value.value, Mapping):
            yield from entries(value, problems, f"{key}.")
            continue
        for one in value.value if isinstance(value.value, tuple) else (value,):
            if isinstance(one.value, str) and one.value:
                yield BudgetLine(key, one.value, place)
            else:
                message = f"{quoted(key)} takes a limit such as 25M; found {_found(one)}"
                problems.append(Problem(message, one.place))


def _judged(measured: Measured, entry: BudgetLine, problems: Problems) -> Iterator[Broken]:
    """What breaks one line of a budget."""
    limits: dict[str, Limit] = {}
    try:
        for layer, figure in targets(measured, entry.key):
            name = figure_name(entry.key)
            if figure.unit not in limits:
                limits[figure.unit] = read_limit(entry.text, figure.unit, name, exact=name in AXIS)
            word, bound, number = limits[figure.unit].judge(figure.value, figure.axes)
            if word != "kept":
                yield Broken(entry, figure, layer, word, bound, number)
    except NoFigureError as error:
        problems.append(Problem(str(error), entry.place, (f"in {measured.summary.network.spec}",)))
    except UnreadableError as error:
        found = f"found {quoted(entry.text)}"
        message = f"{quoted(entry.key)} takes {error}" + ("" if found in str(error) else f"; {found}")
        problems.append(Problem(message, entry.place))


def targets(measured: Measured, key: str) -> Iterator[Target]:
    """The figures that a key names; NoFigureError if it names none."""
    owner, _, name = key.rpartition(".")
    first, _, kind = owner.partition(".")
    everything = measured.figures.named
    if owner in everything:
        yield Target(everything[owner], measured[key])
    elif first == EACH_LAYER:
        yield from _each(measured, [x for x in measured.summary if kind in ("", x.kind)], kind, name)
    elif first == EACH_BLOCK:
        blocks = [x for x in everything.values() if isinstance(x, Folded) and kind in ("", x.kind)]
        yield from _each(measured, blocks, kind, name)
    elif set("*?[") & set(owner):
        yield from _each(measured, [x for n, x in everything.items() if fnmatchcase(n, owner)], owner, name)
    else:
        yield Target(None, measured[key])


def _each(measured: Measured, layers: Sequence[LayerSummary], which: str, name: str) -> Iterator[Target]:
    """A figure of several layers; of those that have it."""
    missing: NoFigureError | None = None
    found = False
    for layer in layers:
        try:
            yield Target(layer, measured.figures.of(layer, name))
            found = True
        except NoFigureError as error:
            missing = error
    if missing and not found:
        raise missing
    if not layers and which and which not in CATALOGUE:
        raise NoFigureError(f"no layer or block is called {quoted(which)}")


def _found(written: Written) -> str:
    if isinstance(written.value, str):
        return quoted(written.value) if written.value else "nothing"
    return "a mapping" if isinstance(written.value, Mapping) else "a list"
