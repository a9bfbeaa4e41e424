"""A network beside the tables that torchvision, Keras and gradients gave: what differs, in words.

    assert not torchvision(summarize("resnet50"), "resnet50")

Compared are convolutions, pools, norms and dense layers, in order. Some words mean the same: a pool over
the whole map and an adaptive pool to 1x1, a vector of C values and a map of 1x1xC, a depthwise convolution
and one with as many groups as channels, a dense layer at each position and a 1x1 convolution.
"""

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import Any, NamedTuple

from helpers import read_rows

from cnncalc import LayerSummary, Shape, Summary

Row = dict[str, str]

TORCHVISION = {
    "Conv2d": "conv",
    "Linear": "dense",
    "MaxPool2d": "max_pool",
    "AvgPool2d": "avg_pool",
    "AdaptiveAvgPool2d": "adaptive_avg_pool",
    "BatchNorm2d": "batch_norm",
    "LayerNorm": "layer_norm",
    "LayerNorm2d": "layer_norm",
}
KERAS = {
    "Conv2D": "conv",
    "DepthwiseConv2D": "conv",
    "SeparableConv2D": "separable_conv",
    "Dense": "dense",
    "MaxPooling2D": "max_pool",
    "AveragePooling2D": "avg_pool",
    "GlobalAveragePooling2D": "adaptive_avg_pool",
    "BatchNormalization": "batch_norm",
}
SAME = {"depthwise_conv": "conv", "global_avg_pool": "adaptive_avg_pool"}
COMPARED = {*TORCHVISION.values(), *KERAS.values(), *SAME}

MOST_SHOWN = 5


class Line(NamedTuple):
    """What both sides state of a layer; parameters without the running statistics."""

    kind: str
    output: Shape
    parameters: int
    figure: int  # multiplies beside torchvision, running statistics beside Keras


def table(*parts: str) -> list[Row]:
    """The rows of a file below tests/reference."""
    return read_rows("reference", *parts)


def torchvision(found: Summary, model: str, *, functional: Sequence[str] = ()) -> list[str]:
    """What differs from torchvision/MODEL.csv, layer by layer, and from its totals; nothing if all is well.

    torchvision lists what runs at inference, but adds up the parameters of all: so the layers are those
    of the main path, and the totals those of `found` with its heads. `functional`: patterns for names of
    layers that torchvision computes by a function, so that its table does not list them.
    """
    ours = [_line(layer, layer.multiplies) for layer in _compared(found, functional)]
    theirs = [_torch_line(row) for row in table("torchvision", f"{model}.csv") if row["type"] in TORCHVISION]
    return [*_pairwise(ours, theirs), *torchvision_totals(found, model)]


def torchvision_totals(found: Summary, model: str) -> list[str]:
    """What differs from the totals in torchvision/summary.csv."""
    (row,) = (row for row in table("torchvision", "summary.csv") if row["model"] == model)
    return _unequal(
        parameters=(found.totals.parameters, row["params"]),
        statistics=(found.totals.statistics, row["moving_statistics"]),
        multiplies=(found.main_path.multiplies, row["macs"]),
        status=(found.status, "complete"),
    )


def keras(
    found: Summary, model: str, *, functional: Sequence[str] = (), order: Callable[[Row], Any] | None = None
) -> list[str]:
    """What differs from keras/MODEL.csv: output shapes, trainable parameters, running statistics.

    `order`: a key by which its rows are sorted, where it lists parallel branches in turns.
    """
    rows = [row for row in table("keras", f"{model}.csv") if row["type"] in KERAS]
    theirs = [_keras_line(row) for row in sorted(rows, key=order)] if order else list(map(_keras_line, rows))
    ours = [_line(layer, layer.parameters.statistics) for layer in _compared(found, functional)]
    return _pairwise(ours, theirs)


class Field(NamedTuple):
    """A receptive field as gradients show it."""

    size: tuple[int, ...]
    jump: int
    first: int  # the first position that unit 0 reads

    @classmethod
    def of(cls, layer: LayerSummary) -> "Field":
        """That of a layer whose two axes are alike."""
        found: Any = layer.receptive_field
        assert len({*found.jump}) == len({*found.first}) == 1
        return cls(found.size, found.jump[0], found.first[0])


def fields(model: str) -> dict[str, Field]:
    """The rows of receptive_field.csv for the model, by torchvision's names of the layers."""
    return {
        row["layer"]: Field(
            (int(row["size_h"]), int(row["size_w"])), int(row["jump"]), int(row["first_of_unit_0"])
        )
        for row in table("receptive_field.csv")
        if row["model"] == model
    }


def _compared(found: Summary, functional: Sequence[str]) -> list[LayerSummary]:
    layers = [layer for layer in found if layer.kind in COMPARED and layer.head is None]
    for pattern in functional:
        assert any(fnmatchcase(layer.name, pattern) for layer in layers), f"no layer is called {pattern}"
    return [layer for layer in layers if not any(fnmatchcase(layer.name, one) for one in functional)]


def _line(layer: LayerSummary, figure: int | None) -> tuple[str, Line]:
    kind = SAME.get(layer.kind, layer.kind)
    return layer.name, Line(kind, _without_1x1(layer.output), layer.parameters.total, figure or 0)


def _torch_line(row: Row) -> tuple[str, Line]:
    kind, numbers = TORCHVISION[row["type"]], _numbers(row["output_chw"])
    channels_last = row["type"] in ("LayerNorm", "Linear")
    channels, size = (numbers[-1], numbers[:-1]) if channels_last else (numbers[0], numbers[1:])
    if kind == "dense" and size:
        kind = "conv"
    return row["name"], Line(kind, _without_1x1(Shape(channels, size)), int(row["params"]), int(row["macs"]))


def _keras_line(row: Row) -> tuple[str, Line]:
    *size, channels = _numbers(row["output_hwc"])
    shape = _without_1x1(Shape(channels, tuple(size)))
    return row["name"], Line(KERAS[row["type"]], shape, int(row["trainable"]), int(row["non_trainable"]))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split("x")))


def _without_1x1(shape: Shape) -> Shape:
    return Shape(shape.channels) if set(shape.size) == {1} else shape


def _pairwise(ours: list[tuple[str, Line]], theirs: list[tuple[str, Line]]) -> list[str]:
    nothing = ("nothing", None)
    pairs = enumerate(zip_longest(ours, theirs, fillvalue=nothing))
    differing = [
        f"layer {number}: {_words(*one)} is {_words(*other)}"
        for number, (one, other) in pairs
        if one[1] != other[1]
    ]
    more = len(differing) - MOST_SHOWN
    return [*differing[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _words(name: str, line: Line | None) -> str:
    return f"{name} ({line.kind} {line.output}, {line.parameters}, {line.figure})" if line else name


def _unequal(**pairs: tuple[Any, str]) -> list[str]:
    listed: Iterable[tuple[str, tuple[Any, str]]] = pairs.items()
    return [f"{name}: {ours} is {theirs}" for name, (ours, theirs) in listed if str(ours) != theirs]


def last_of(found: Summary, block: str) -> LayerSummary:
    """The last layer of a block."""
    return [layer for layer in found if layer.name.startswith(f"{block}/")][-1]
