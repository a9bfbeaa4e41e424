"""Each figure of a layer, derived from the layer's own facts."""

from collections.abc import Callable, Mapping
from typing import Any

from cnncalc.analysis.activations import ACTIVATIONS, BATCHED, MEMORY
from cnncalc.analysis.base import BYTES
from cnncalc.analysis.operations import OperationCount
from cnncalc.analysis.parameters import PARAMETERS
from cnncalc.formula import Quantity
from cnncalc.shape import AXES, Shape
from cnncalc.summary import LayerSummary
from cnncalc.working.field import receptive_field
from cnncalc.working.step import Derivation, Step, per_axis, steps_of


def output(layer: LayerSummary) -> Derivation:
    """The size along each axis, and the channels."""
    x, y = layer.network.x(layer.node), fresh_output(layer)
    sizes = [steps_of(n_out, "n_out", _reason_of_size(x, y, i)) for i, n_out in enumerate(y.size)]
    channels = steps_of(y.channels, "C_out", _reason_of_channels(layer, x, y))
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
    return Derivation("activations", layer.activations, tuple(steps_of(_held(layer), "activations")))


def memory(layer: LayerSummary) -> Derivation:
    """The bytes of the output's values at the dtype."""
    if not layer.activations:
        return activations(layer)._replace(figure="memory")
    dtype = layer.settings.dtype
    held = MEMORY(activations=_held(layer), b=BYTES[dtype])
    return Derivation("memory", int(held), tuple(steps_of(held, "memory")), (f"b = {BYTES[dtype]}: {dtype}",))


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


def fresh_output(layer: LayerSummary) -> Shape:
    """The output shape with the working still in it: the network keeps bare numbers."""
    return _layer(layer).output_shape(layer.network.x(layer.node))


def _layer(layer: LayerSummary) -> Any:
    return layer.node.layer


def _held(layer: LayerSummary) -> Quantity:
    held, batch = ACTIVATIONS(N_out=layer.output.size, C_out=layer.output.channels), layer.settings.batch
    return held if batch == 1 else BATCHED(B=batch, activations=held)


def _once(steps: list[Step]) -> list[Step]:
    """Each line once: weights and biases may rest on the same quantity."""
    return list({step.text(): step for step in steps}.values())


def _reason_of_size(x: Any, y: Shape, axis: int) -> str:
    shapes = x if isinstance(x[0], Shape) else (x,)
    if all(shape.rank == y.rank and shape.size[axis] == y.size[axis] for shape in shapes):
        return "the same in all inputs, and so in the output" if len(shapes) > 1 else "as in its input"
    return "as the layer says"


def _reason_of_channels(layer: LayerSummary, x: Any, y: Shape) -> str:
    for name, field in _layer(layer).fields.items():
        if field.letter in ("K", "N_out") and getattr(_layer(layer), name) == y.channels:
            return f"{name}: {field.doc}"
    shapes = x if isinstance(x[0], Shape) else (x,)
    if all(shape.channels == y.channels for shape in shapes):
        return "all inputs have as many" if len(shapes) > 1 else "as many as it reads: channels are kept"
    return "as the layer says"


def _what_instead(operations: OperationCount) -> str:
    done = [f"{count:,} {name}" for name, count in operations._asdict().items() if count]
    return f"; it takes {', '.join(done)}" if done else ""
