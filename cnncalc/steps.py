"""The figures of one layer with the Quantities they came from: what there is to show as working."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.formula import Formula, Quantity
from cnncalc.layers import Layer
from cnncalc.shape import AXES, size_text
from cnncalc.summary import LayerSummary

PARAMETERS = Formula("parameters", "weights + biases", "all that training changes")


class Step(NamedTuple):
    """A figure of a layer: its value, the Quantity that has its working, or why there is none."""

    figure: str  # height, weights, multiplies, ...
    value: int | str
    quantity: Quantity | None = None
    because: str = ""


def steps(layer: LayerSummary) -> Iterator[Step]:
    """Shape, parameters, multiplies (or what it does instead), receptive field."""
    node = layer.node
    assert node.layer is not None
    yield Step("output", str(layer.output), because=_channels(node.layer))
    yield from _sizes(layer)
    yield from _parameters(layer)
    yield from _operations(layer)
    field = layer.receptive_field
    if size := getattr(field, "size", None):
        yield Step("receptive field", size_text(size), because="the pixels of the input that one value sees")


def _channels(layer: Layer) -> str:
    return "one channel per filter" if hasattr(layer, "filters") else ""


def _of(figure: str, value: int | None, because: str = "") -> Iterator[Step]:
    """The steps behind a figure, and the figure; a plain number has none."""
    if isinstance(value, Quantity):
        for step in value.steps():
            name = figure if step is value else step.formula.name
            yield Step(name, int(step), step, step.formula.because)
    elif value is None:
        yield Step(figure, "?", because=because or "nobody knows")
    else:
        yield Step(figure, int(value), because=because)


def _sizes(layer: LayerSummary) -> Iterator[Step]:
    """The size along each axis; axes that are alike only once."""
    node = layer.node
    assert node.layer is not None
    exact = node.layer.output_shape(layer.network.x(node))
    yield from _of("channels", exact.channels) if isinstance(exact.channels, Quantity) else ()
    shown: dict[str, tuple[list[str], Quantity]] = {}
    for axis, n in zip(AXES[exact.rank], exact.size, strict=True):
        if isinstance(n, Quantity):
            shown.setdefault("; ".join(step.working() for step in n.steps()), ([], n))[0].append(axis)
    for axes, n in shown.values():
        yield from _of(", ".join(axes), n)


def _parameters(layer: LayerSummary) -> Iterator[Step]:
    node = layer.node
    assert node.layer is not None
    weights, biases, statistics, because = node.layer.parameters(layer.network.x(node))
    if not weights and not biases and not statistics and weights is not None:
        yield Step("parameters", 0, because=because)
        return
    yield from _of("weights", weights)
    if weights is not None and biases:
        yield from _of("biases", biases)
        yield from _of("parameters", PARAMETERS(weights=int(weights), biases=int(biases)))
    if statistics:
        yield from _of("statistics", statistics)


def _operations(layer: LayerSummary) -> Iterator[Step]:
    """The multiplies; where there are none, what is done instead."""
    node = layer.node
    assert node.layer is not None
    found = node.layer.operations(layer.network.x(node), layer.output)
    yield from _of("multiplies", found.multiplies, found.because)
    for name in ("multiplications", "additions", "comparisons", "divisions", "exponentials"):
        if not found.multiplies and (value := getattr(found, name)):
            yield from _of(name, value)
