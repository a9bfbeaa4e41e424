"""The figure that a key names: `parameters`, `C3.output`, `conv4.receptive_field`, `head.aux1.multiplies`."""

from collections.abc import Callable
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import Figure, Unit
from cnncalc.blocks import named
from cnncalc.effort import Effort
from cnncalc.figures.layer_names import nearest
from cnncalc.problem import listing, quoted
from cnncalc.shape import AXES, Shape
from cnncalc.summary import LayerSummary, Summary, Totals

MAIN_PATH, HEAD, TOTAL = "main_path", "head", "total"

SUMS = ("weights", "biases", "flops", "memory")
"""Columns whose sum over the layers can be asked for besides the totals of the analyses."""


class ComputedFigure(NamedTuple):
    """A computed figure: its value, None where it is not known, and what it holds."""

    value: Any
    unit: Unit


class NoFigureError(Exception):
    """A key that names no figure: what it names instead, and what may have been meant."""


class Figures:
    """The figures of a summary by key.

    A key is a total, as parameters or total.parameters; main_path.TOTAL and head.NAME.TOTAL where
    there are side outputs; or LAYER.FIGURE with any column, or an axis of the output. The name of a
    block stands for its sums.
    """

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.effort = Effort()

    @cached_property
    def named(self) -> dict[str, LayerSummary]:
        """Layers and blocks by name."""
        return named(self.summary)

    def __getitem__(self, key: str) -> ComputedFigure:
        owner, _, name = key.rpartition(".")
        if not owner:
            return self._total(self.summary.totals, key)
        if owner in self.named:
            return _of_layer(self.named[owner], name, self.effort)
        if owner == TOTAL:
            return self._whole(name)
        if owner == MAIN_PATH:
            return self._total(self.summary.main_path, name)
        first, _, head = owner.partition(".")
        if first == HEAD and head:
            return self._total(self._head(head), name)
        raise NoFigureError(f"no layer is called {quoted(owner)}{self._nearest(owner)}")

    def of(self, layer: LayerSummary, name: str) -> ComputedFigure:
        """A figure of a layer or a block."""
        return _of_layer(layer, name, self.effort)

    def _total(self, totals: Totals, name: str) -> ComputedFigure:
        word = ALIASES.get(name, name)
        if word in totals:
            return ComputedFigure(totals[word], "count")
        if name in self.named:
            raise NoFigureError(f"{quoted(name)} is a layer: say which figure of it, such as {name}.output")
        hint = self.effort.hint(name, totals) or f"; there are {listing(totals)}, and LAYER.FIGURE"
        raise NoFigureError(f"there is no total {quoted(name)}{hint}")

    def _whole(self, name: str) -> ComputedFigure:
        """`total.NAME`: a total, the sum of a column, or what the last layer gives."""
        if name in SUMS:
            sum_ = Figure.total(COLUMNS[name].value(layer) for layer in self.summary)
            return ComputedFigure(sum_, COLUMNS[name].unit)
        if name == "parameter_memory":
            return ComputedFigure(self.summary.bytes("parameters"), "bytes")
        if name == "output":
            if not self.summary:
                raise NoFigureError("the network has no layers, and so no output")
            return _of_layer(self.summary[-1], name, self.effort)
        return self._total(self.summary.totals, name)

    def _head(self, name: str) -> Totals:
        heads = self.summary.heads
        if name not in heads:
            hint = self.effort.hint(name, heads) or (f"; there are {listing(heads)}" if heads else "")
            raise NoFigureError(f"there is no side output {quoted(name)}{hint}")
        return heads[name]

    def _nearest(self, name: str) -> str:
        return self.effort.hint(name, chain([MAIN_PATH] if self.summary.heads else [], self.named), nearest)


USUAL = ("output", "height", "width", "channels", "parameters", "multiplies", "receptive_field")
"""The figures of a layer that are named where nothing near is known."""


def _of_layer(layer: LayerSummary, name: str, effort: Effort) -> ComputedFigure:
    word = ALIASES.get(name, name)
    if word in COLUMNS:
        column = COLUMNS[word]
        value = column.value(layer)
        if value is None and column.unit in ("size", "text"):
            raise NoFigureError(f"{layer.kind} {quoted(layer.name)} has no {word}")
        return ComputedFigure(value, column.unit)
    if name in AXIS:
        length = AXIS[name](layer.output)
        if length is None:
            raise NoFigureError(f"the output of {quoted(layer.name)}, {layer.output}, has no {name}")
        return ComputedFigure(length, "count")
    hint = effort.hint(name, [*COLUMNS, *ALIASES, *AXIS]) or f"; it has {listing([*USUAL, 'others'])}"
    raise NoFigureError(f"a layer has no figure {quoted(name)}{hint}")


def _axis(name: str) -> Callable[[Shape], int | None]:
    def length(shape: Shape) -> int | None:
        axes = AXES[shape.rank]
        return shape.size[axes.index(name)] if name in axes else None

    return length


AXIS: dict[str, Callable[[Shape], int | None]] = {
    **{name: _axis(name) for name in ("depth", "height", "width", "length")},
    "channels": lambda shape: shape.channels,
}
"""What an output has by itself, beside the columns."""
