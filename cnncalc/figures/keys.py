"""The figure that a key names: `parameters`, `C3.output`, `conv4.receptive_field`, `head.aux1.multiplies`."""

from collections.abc import Callable
from functools import cached_property, lru_cache
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

OTHER_NAMES = {
    **ALIASES,
    **dict.fromkeys(("shape", "output_shape", "output_size", "out", "输出", "输出形状"), "output"),
    "输出尺寸": "output",
    **dict.fromkeys(("param", "number_of_parameters", "参数", "参数量", "参数个数"), "parameters"),
    "参数数量": "parameters",
    **dict.fromkeys(("mac", "multiplications", "mults", "乘法", "乘法次数", "乘加次数"), "multiplies"),
    **dict.fromkeys(("receptive_fields", "field", "感受野"), "receptive_field"),
    **dict.fromkeys(("flop", "浮点运算", "浮点运算次数"), "flops"),
    **dict.fromkeys(("kernel_size", "filter_size", "卷积核", "卷积核大小", "核大小"), "kernel"),
    **dict.fromkeys(("strides", "步长", "步幅"), "stride"),
    **dict.fromkeys(("pad", "填充"), "padding"),
    **dict.fromkeys(("channel", "output_channels", "通道", "通道数", "输出通道"), "channels"),
    "weight": "weights", "权重": "weights", "bias": "biases", "偏置": "biases",
    "高": "height", "高度": "height",
    "宽": "width", "宽度": "width", "激活": "activations", "内存": "memory", "输入": "input", "类型": "kind",
    "膨胀": "dilation", "空洞率": "dilation", "分组": "groups",
}  # fmt: skip
"""By what other names, in what other languages, a figure is asked for."""

OF_ALL = (TOTAL, "totals", "sum", "总计", "合计", "总", "总和")
"""Who speaks of the whole network."""

SUMS = ("weights", "biases", "flops", "memory")
"""Columns whose sum over the layers can be asked for besides the totals of the analyses."""


class ComputedFigure(NamedTuple):
    """A computed figure: its value, None if it is not known, and what it holds.

    axes: along how many axes a size reaches, 0 where that is open. depth: of a kernel, the channels
    that it reads. padding: the pixels before and after each axis, where these are known; kept:
    whether the output is as large as the input.
    """

    value: Any
    unit: Unit
    axes: int = 0
    depth: int | None = None
    padding: tuple[tuple[int, int], ...] | None = None
    kept: bool = False


@lru_cache(maxsize=4096)
def figure_name(key: str) -> str:
    """The figure that the last part of a key names, in whatever case and language.

    >>> figure_name("C1.RF"), figure_name("Output shape"), figure_name("参数")
    ('receptive_field', 'output', 'parameters')
    """
    name = key.rpartition(".")[2].strip()
    if name in COLUMNS or name in AXIS:
        return name
    word = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    return OTHER_NAMES.get(word, word)


class NoFigureError(Exception):
    """A key that names no figure: what it names instead, and what may have been meant."""


class Figures:
    """The figures of a summary by key.

    A key is a total, as parameters or total.parameters; main_path.TOTAL and head.NAME.TOTAL where
    there are auxiliary outputs; or LAYER.FIGURE with any column, or an axis of the output. The name of a
    block stands for its sums.
    """

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.effort = Effort()

    @cached_property
    def named(self) -> dict[str, LayerSummary]:
        """Layers and blocks by name."""
        return named(self.summary)

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        """The names of layers and blocks by their letters in any case; nothing if several share these."""
        found: dict[str, str] = {}
        for name in self.named:
            found[name.casefold()] = "" if name.casefold() in found else name
        return found

    def split(self, key: str) -> tuple[str, str]:
        """The layer and the figure that a key names, as they are called here; `total` for no layer.

        Upper and lower case are one where only one layer can be meant.
        """
        owner, _, name = key.rpartition(".")
        owner = owner.strip()
        if owner in self.named:
            return owner, figure_name(name)
        if not owner or owner.casefold() in OF_ALL:
            return TOTAL, figure_name(name)
        return self._by_letters.get(owner.casefold()) or owner, figure_name(name)

    def __getitem__(self, key: str) -> ComputedFigure:
        if not key.rpartition(".")[0]:
            return self._total(self.summary.totals, key)
        owner, name = self.split(key)
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
        word = figure_name(name)
        if word in totals:
            return ComputedFigure(totals[word], "count")
        if name in self.named:
            raise NoFigureError(f"{quoted(name)} is a layer: say which of its values, such as {name}.output")
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
            raise NoFigureError(f"there is no auxiliary output {quoted(name)}{hint}")
        return heads[name]

    def _nearest(self, name: str) -> str:
        return self.effort.hint(name, chain([MAIN_PATH] if self.summary.heads else [], self.named), nearest)


USUAL = ("output", "height", "width", "channels", "parameters", "multiplies", "receptive_field")
"""The figures of a layer that are named where nothing near is known."""


def _of_layer(layer: LayerSummary, name: str, effort: Effort) -> ComputedFigure:
    word = figure_name(name)
    if word in COLUMNS:
        column = COLUMNS[word]
        value = column.value(layer)
        if value is None and column.unit in ("size", "text"):
            raise NoFigureError(f"{layer.kind} {quoted(layer.name)} has no {word}")
        return _along_axes(layer, word, ComputedFigure(value, column.unit))
    if word in AXIS:
        length = AXIS[word](layer.output)
        if length is None:
            raise NoFigureError(f"the output of {quoted(layer.name)}, {layer.output}, has no {word}")
        return ComputedFigure(length, "count")
    hint = effort.hint(name, [*COLUMNS, *ALIASES, *AXIS]) or f"; it has {listing([*USUAL, 'others'])}"
    raise NoFigureError(f"a layer has no value {quoted(name)}{hint}")


def _along_axes(layer: LayerSummary, name: str, figure: ComputedFigure) -> ComputedFigure:
    """The figure with what there is to know of its axes, where it is one of a sliding window."""
    if name not in ("kernel", "stride", "dilation", "padding") or not layer.node.inputs:
        return figure
    x, y = layer.network.nodes[layer.node.inputs[0]].output, layer.output
    if name == "padding":
        along = getattr(layer.node.layer, "along", None)
        windows = along(x) if along and x.size else ()
        pixels = tuple((window.before, window.after) for window in windows)
        return figure._replace(axes=x.rank, padding=pixels or None, kept=x.size == y.size)
    return figure._replace(axes=x.rank, depth=_depth(layer, x, figure) if name == "kernel" else None)


def _depth(layer: LayerSummary, x: Shape, figure: ComputedFigure) -> int | None:
    """The channels that a kernel reads: the weights of a filter for each of its pixels; 1 for a pool."""
    weights, pixels = layer.node.facts.parameters.weights, 1
    for n in figure.value if isinstance(figure.value, tuple) else (figure.value,) * x.rank:
        pixels *= n
    if weights is None:
        return None
    if not weights:
        return 1
    filters = pixels * layer.output.channels
    parts = (divmod(weights, filters), divmod(weights, filters * layer.output.positions))
    return next((depth for depth, rest in parts if not rest and 0 < depth <= x.channels), None)


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
