"""The figures of a whole network by key: totals, memory, its ends, and `LAYER.FIGURE`."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis import ALIASES, ANALYSES, COLUMNS
from cnncalc.analysis.base import Unit
from cnncalc.analysis.footprint import Footprint
from cnncalc.analysis.liveness import Liveness
from cnncalc.analysis.volumes import Execution
from cnncalc.figures.keys import AXIS, ComputedFigure, Figures, NoFigureError, figure_name
from cnncalc.network import Node
from cnncalc.problem import did_you_mean, listing, quoted
from cnncalc.summary import LayerSummary, Summary

ACCURACY = "accuracy"
"""What stands before the name of a benchmark: `accuracy.ImageNet top-1`."""


class Measure(NamedTuple):
    """A figure of a whole network beside its totals."""

    title: str
    unit: Unit
    value: Callable[[Summary], Any]
    doc: str


def _end(summary: Summary) -> LayerSummary | None:
    """The last layer of the main path."""
    return next((layer for layer in reversed(summary) if layer.head is None), None)


def _output(summary: Summary) -> Any:
    end = _end(summary)
    return end.output if end else None


def last_map(summary: Summary) -> Node | None:
    """The last layer of the main path that gives more than one position."""
    maps = (layer.node for layer in reversed(summary) if layer.head is None and layer.output.positions > 1)
    return next(maps, None)


def _last_field(summary: Summary) -> Any:
    node = last_map(summary)
    return sizes_of(summary.figures["receptive_field"][node.number]) if node else None


def sizes_of(field: Any) -> Any:
    """The size of a receptive field; by input where there are several."""
    if isinstance(field, dict):
        return {name: one and one.size for name, one in field.items()}
    return field and field.size


def _peak(summary: Summary) -> int:
    return max((layer.alive for layer in summary), default=0)


def _peak_in_place(summary: Summary) -> Any:
    return Liveness(summary.network, Execution(*summary.settings, in_place=True)).bytes


def _training(summary: Summary) -> Any:
    return Footprint(summary.network, Execution(*summary.settings, training=True)).total


def _input(summary: Summary) -> str:
    inputs = summary.network.inputs
    named = (f"{name} {shape}" for name, shape in inputs.items())
    return str(inputs["input"]) if list(inputs) == ["input"] else ", ".join(named)


MEASURES: dict[str, Measure] = {
    "flops": Measure("FLOPs", "count", lambda s: s.totals.multiplies.times(2), "2 x multiplies"),
    "parameter_memory": Measure(
        "Param. mem.", "bytes", lambda s: s.bytes("parameters"), "bytes of all parameters at the dtype"
    ),
    "activation_memory": Measure(
        "Act. mem.", "bytes", lambda s: s.bytes("activations"), "bytes of all activations at the dtype"
    ),
    "peak_memory": Measure("Peak mem.", "level", _peak, "bytes held at the largest step of a forward pass"),
    "peak_memory_in_place": Measure(
        "Peak in place", "level", _peak_in_place, "the same where activation functions overwrite"
    ),
    "training_memory": Measure(
        "Training mem.",
        "level",
        _training,
        "bytes at the peak of training with SGD: parameters, gradients and all",
    ),
    "receptive_field": Measure("RF", "extent", _last_field, "of the last map of more than one position"),
    "layers": Measure("Layers", "count", len, "layers, activations and auxiliary outputs too"),
    "input": Measure("Input", "text", _input, "shape of the input"),
    "output": Measure("Output", "shape", _output, "what the main path gives"),
}
"""What a network has beside its totals."""

TOTALS = frozenset(name for analysis in ANALYSES for name in analysis.totals([]))
"""The totals that a summary has, by name."""

TITLES = {"weight_layers": "Weight layers", "statistics": "Running statistics"}

LARGER_IS_BETTER = ("receptive_field", ACCURACY)


def own_key(key: str) -> str:
    """The key of a figure of the whole network by its own name, `parameters` for `param`; others as they are.

    >>> own_key("param"), own_key("MACs"), own_key("conv1.param")
    ('parameters', 'multiplies', 'conv1.param')
    """
    name = figure_name(key)
    return name if "." not in key and (name in TOTALS or name in MEASURES) else ALIASES.get(key, key)


class Measured:
    """The figures of one network by key; what it knows beside them comes from `figures/keys`."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.figures = Figures(summary)

    def __getitem__(self, key: str) -> ComputedFigure:
        """The figure; NoFigureError if the key names none here."""
        key = own_key(key)
        if key in MEASURES:
            return ComputedFigure(MEASURES[key].value(self.summary), MEASURES[key].unit)
        if key.startswith(f"{ACCURACY}."):
            return ComputedFigure(self._accuracy(key.removeprefix(f"{ACCURACY}.")), "share")
        try:
            return self.figures[key]
        except NoFigureError:
            if "." in key or key in self.figures.named:
                raise
            known = [*self.summary.totals, *MEASURES]
            hint = did_you_mean(key, known) or f"; there are {listing([*known, 'LAYER.FIGURE'])}"
            raise NoFigureError(f"there is no value {quoted(key)}{hint}") from None

    def _accuracy(self, benchmark: str) -> Fraction | None:
        stated = self.summary.network.accuracy
        if benchmark not in stated:
            there = f"; the spec states {listing(stated)}" if stated else "; the spec states none"
            raise NoFigureError(
                f"no accuracy on {quoted(benchmark)}{did_you_mean(benchmark, stated) or there}"
            )
        return stated[benchmark]


def unit_of(key: str) -> Unit | None:
    """What the figure that a key names holds; None if that depends on the network."""
    name = figure_name(key)
    if "." not in key and name in MEASURES:
        return MEASURES[name].unit
    if name in AXIS or ("." not in key and name in TOTALS):
        return "count"
    return COLUMNS[name].unit if name in COLUMNS else None


def title(key: str) -> str:
    """The heading of a figure."""
    key = ALIASES.get(key, key)
    if key in MEASURES:
        return MEASURES[key].title
    if key.startswith(f"{ACCURACY}."):
        return key.removeprefix(f"{ACCURACY}.")
    return TITLES.get(key, key if "." in key else key.replace("_", " ").capitalize())


def number(value: Any) -> Any:
    """What a figure is sorted and compared by: None if it is unknown, a lower bound or no number."""
    if isinstance(value, tuple) and value and all(isinstance(one, int) for one in value):
        return min(value)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return None
    return value if getattr(value, "complete", True) else None


def larger_is_better(key: str) -> bool:
    """Whether one wants more of a figure; of most one wants less."""
    return figure_name(key) in LARGER_IS_BETTER or key.startswith(f"{ACCURACY}.")


def in_order(values: Iterable[Any], smallest_first: bool = False) -> list[int]:
    """The numbers of the values sorted: the largest first, texts in their own order, unknown ones last."""
    keyed = [(value if isinstance(value, str) else number(value), i) for i, value in enumerate(values)]
    words = [pair for pair in keyed if isinstance(pair[0], str)]
    counts = [pair for pair in keyed if pair[0] is not None and not isinstance(pair[0], str)]
    words.sort(key=lambda pair: pair[0], reverse=smallest_first)
    counts.sort(key=lambda pair: pair[0], reverse=not smallest_first)
    return [i for _, i in [*counts, *words]] + [i for value, i in keyed if value is None]
