"""Each figure of a layer, derived from the layer's own facts."""

from collections.abc import Callable, Mapping
from typing import Any

from cnncalc.analysis.activations import ACTIVATIONS, BATCHED, MEMORY
from cnncalc.analysis.base import BYTES
from cnncalc.analysis.operations import OperationCount
from cnncalc.analysis.parameters import PARAMETERS
from cnncalc.formula import Formula, Quantity
from cnncalc.shape import AXES, Shape
from cnncalc.summary import LayerSummary
from cnncalc.working.field import receptive_field
from cnncalc.working.step import Derivation, Step, per_axis, steps_of

FILTERS = Formula("C_out", "K", "each of the K filters gives one channel")
UNITS = Formula("C_out", "N_out", "each unit gives one value")
KEPT_SIZE = Formula("n_out", "n", "the size is kept")
KEPT_CHANNELS = Formula("C_out", "C_in", "the channels are kept")
COMMON_SIZE = Formula("n_out", "n", "all inputs have this size")
COMMON_CHANNELS = Formula("C_out", "C_in", "all inputs have as many channels")

SAID = "as the layer says"


def output(layer: LayerSummary) -> Derivation:
    """The size along each axis, and the channels."""
    y = worked_output(layer)
    sizes = [steps_of(n_out, "n_out", SAID) for n_out in y.size]
    channels = steps_of(y.channels, "C_out", SAID)
    return Derivation("output", layer.output, (*per_axis(sizes, AXES[y.rank]), *channels))


def parameters(layer: LayerSummary) -> Derivation:
    """Weights and biases, then their sum; moving statistics beside it."""
    if layer.node.owner is not None:
        owner = layer.network.nodes[layer.node.owner].name
        return Derivation("parameters", 0, (Step("parameters", 0, f"shared: they are counted in {owner}"),))
    found = _layer(layer).parameters(layer.network.x(layer.node))
    value, remarks = layer.parameters.total, []
    if value is None or found.weights is None or found.biases is None:
        return Derivation("parameters", None, (), ("the spec does not tell how many",))
    if not value and not found.statistics:
        return Derivation("parameters", 0, (Step("parameters", 0, found.because or "nothing is learnt"),))
    steps = []
    for name, count in (("weights", found.weights), ("biases", found.biases)):
        steps += steps_of(count, name, "" if count else f"it has no {name}")
    total = PARAMETERS(weights=found.weights, biases=found.biases)
    steps.append(Step("parameters", total, PARAMETERS.because, total))
    if found.statistics:
        steps += steps_of(found.statistics, "statistics")
        remarks.append("moving statistics are kept, not trained: they stand beside the parameters")
    if layer.parameters.frozen:
        remarks.append("frozen: training does not change them")
    return Derivation("parameters", value, tuple(_once(steps)), tuple(remarks))


def multiplies(layer: LayerSummary) -> Derivation:
    """Multiplications of weights with activations, for one image."""
    found = _layer(layer).operations(layer.network.x(layer.node), layer.output)
    if found.multiplies is None:
        return Derivation("multiplies", None, (), ("the spec does not tell how many",))
    if not found.multiplies:
        because = found.because or f"no weights are multiplied{_what_instead(layer.operations)}"
        return Derivation("multiplies", 0, (Step("multiplies", 0, because),))
    return Derivation("multiplies", layer.multiplies, tuple(steps_of(found.multiplies, "multiplies")))


def activations(layer: LayerSummary) -> Derivation:
    """The values of the output."""
    if not layer.activations:
        return Derivation("activations", 0, (Step("activations", 0, "it works in place of its input"),))
    return Derivation("activations", layer.activations, tuple(steps_of(held(layer), "activations")))


def memory(layer: LayerSummary) -> Derivation:
    """The bytes of the output's values at the dtype."""
    if not layer.activations:
        return activations(layer)._replace(figure="memory")
    dtype = layer.settings.dtype
    needed = memory_of(layer)
    remarks = (f"b = {BYTES[dtype]}: {dtype}",)
    return Derivation("memory", int(needed), tuple(steps_of(needed, "memory")), remarks)


FIGURES: Mapping[str, Callable[[LayerSummary], Derivation]] = {
    "output": output,
    "parameters": parameters,
    "multiplies": multiplies,
    "receptive_field": receptive_field,
    "activations": activations,
    "memory": memory,
}
"""What can be derived, by the name of its column."""


def derive(layer: LayerSummary, figure: str) -> Derivation:
    """The derivation of one of FIGURES; KeyError for any other name.

    >>> import cnncalc
    >>> for step in derive(cnncalc.summarize("lenet5")["C1"], "parameters").steps:
    ...     print(step.text())
    weights = f_h * f_w * C_in * C_out = 5 * 5 * 1 * 6 = 150
    biases = C_out = 6
    parameters = weights + biases = 150 + 6 = 156
    """
    return FIGURES[figure](layer)


def worked_output(layer: LayerSummary) -> Shape:
    """The output shape with its working, as far as there is any; the network keeps bare numbers."""
    shapes: Any = layer.network.x(layer.node)
    y = _layer(layer).output_shape(shapes)
    inputs = shapes if isinstance(shapes[0], Shape) else (shapes,)
    sizes = (_worked_size(n_out, inputs, y.rank, i) for i, n_out in enumerate(y.size))
    return Shape(_worked_channels(layer, inputs, y), tuple(sizes))


def _worked_size(n_out: int, inputs: tuple[Shape, ...], rank: int, axis: int) -> int:
    if isinstance(n_out, Quantity) or any(x.rank != rank or x.size[axis] != n_out for x in inputs):
        return n_out
    return (KEPT_SIZE if len(inputs) == 1 else COMMON_SIZE)(n=n_out)


def _worked_channels(layer: LayerSummary, inputs: tuple[Shape, ...], y: Shape) -> int:
    if isinstance(y.channels, Quantity):
        return y.channels
    for name, field in _layer(layer).fields.items():
        if field.letter in ("K", "N_out") and getattr(_layer(layer), name) == y.channels:
            return (FILTERS if field.letter == "K" else UNITS)(**{field.letter: y.channels})
    if any(x.channels != y.channels for x in inputs):
        return y.channels
    return (KEPT_CHANNELS if len(inputs) == 1 else COMMON_CHANNELS)(C_in=y.channels)


def _layer(layer: LayerSummary) -> Any:
    return layer.node.layer


def held(layer: LayerSummary) -> Quantity:
    """The values of its output, for the batch."""
    values, batch = ACTIVATIONS(N_out=layer.output.size, C_out=layer.output.channels), layer.settings.batch
    return values if batch == 1 else BATCHED(B=batch, activations=values)


def memory_of(layer: LayerSummary) -> Quantity:
    """The bytes of these values."""
    return MEMORY(activations=held(layer), b=BYTES[layer.settings.dtype])


def _once(steps: list[Step]) -> list[Step]:
    """Each line once: weights and biases may rest on the same quantity."""
    return list({step.text(): step for step in steps}.values())


def _what_instead(operations: OperationCount) -> str:
    done = [f"{count:,} {name}" for name, count in operations._asdict().items() if count]
    return f"; it takes {', '.join(done)}" if done else ""
