"""Each figure of a layer, derived from the layer's own facts."""

from collections.abc import Callable, Iterator, Mapping

from cnncalc.analysis import activations as volumes
from cnncalc.analysis import parameters as counts
from cnncalc.analysis.base import BYTES
from cnncalc.analysis.operations import OperationCount
from cnncalc.blocks import Folded
from cnncalc.formula import Formula, Quantity
from cnncalc.problem import listing
from cnncalc.shape import AXES
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.block import of_block
from cnncalc.teaching.explain.field import receptive_field
from cnncalc.teaching.explain.step import Derivation, Step, per_axis, steps_of


def output(layer: LayerSummary) -> Derivation:
    """The size along each axis, and the channels."""
    y = layer.node.facts.output
    sizes = [steps_of(n_out, "n_out") for n_out in y.size]
    channels = steps_of(y.channels, "C_out")
    steps = (*per_axis(sizes, AXES[y.rank]), *channels)
    return Derivation("output", layer.output, steps, tuple(_agreement(layer)))


def parameters(layer: LayerSummary) -> Derivation:
    """Weights and biases, then their sum; running statistics beside it."""
    if layer.node.owner is not None:
        owner = layer.network.nodes[layer.node.owner].name
        return Derivation("parameters", 0, (Step("parameters", 0, f"shared: they are counted in {owner}"),))
    found = layer.node.facts.parameters
    value, remarks = layer.parameters.total, []
    if value is None or found.weights is None or found.biases is None:
        return Derivation("parameters", None, (), ("the spec does not say how many",))
    if not value and not found.statistics:
        return Derivation("parameters", 0, (Step("parameters", 0, found.because or "nothing is learnt"),))
    steps = []
    for name, count in (("weights", found.weights), ("biases", found.biases)):
        steps += steps_of(count, name, found.because if count else f"it has no {name}")
    total = counts.PARAMETERS(weights=found.weights, biases=found.biases)
    steps.append(Step("parameters", total, counts.PARAMETERS.because, total))
    if found.statistics:
        steps += steps_of(found.statistics, "statistics")
        remarks.append("running statistics are kept, not trained: they are counted apart from the parameters")
    if layer.parameters.frozen:
        remarks.append("frozen: training does not change them")
    return Derivation("parameters", value, tuple(_once(steps)), tuple(remarks))


def multiplies(layer: LayerSummary) -> Derivation:
    """Multiplications of weights with activations, for one image."""
    found = layer.node.facts.operations
    if found.multiplies is None:
        return Derivation("multiplies", None, (), ("the spec does not say how many",))
    if not found.multiplies:
        because = found.because or _what_instead(layer)
        return Derivation("multiplies", 0, (Step("multiplies", 0, because),))
    steps = steps_of(found.multiplies, "multiplies", found.because)
    return Derivation("multiplies", layer.multiplies, tuple(steps))


def operations(layer: LayerSummary) -> Derivation:
    """What it does to one image, by kind of operation, beside multiplications with weights."""
    found = layer.node.facts.operations
    counts = {kind: getattr(found, kind) for kind in OperationCount._fields if getattr(found, kind)}
    steps = [step for kind, count in counts.items() for step in steps_of(count, kind)]
    total = Formula("operations", " + ".join(counts), "of all kinds")(**counts)
    if len(counts) > 1:
        steps.append(Step("operations", int(total), total.formula.because, total))
    return Derivation("operations", int(total), tuple(_once(steps)))


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
    if isinstance(layer, Folded) and layer.node.layer is None:
        return of_block(layer, figure, derive)
    return FIGURES[figure](layer)


def _agreement(layer: LayerSummary) -> Iterator[str]:
    """What the inputs of a join have to have in common."""
    shapes = [layer.network.nodes[i].output for i in layer.node.inputs]
    if len(shapes) < 2:
        return
    if all(shape == layer.output for shape in shapes):
        yield "values are combined one by one: all inputs must have the same shape"
    elif any(shape.positions == 1 < layer.output.positions for shape in shapes):
        yield "an input of one position is broadcast to every position of the other"
    elif layer.output.size and all(shape.size == layer.output.size for shape in shapes):
        yield f"the channels may differ, {' and '.join(AXES[layer.output.rank])} may not"


def held(layer: LayerSummary) -> Quantity:
    """The values of its output, for the batch."""
    values = volumes.ACTIVATIONS(N_out=layer.output.size, C_out=layer.output.channels)
    batch = layer.settings.batch
    return values if batch == 1 else volumes.BATCHED(B=batch, activations=values)


def memory_of(layer: LayerSummary) -> Quantity:
    """The bytes of these values."""
    return volumes.MEMORY(activations=held(layer), b=BYTES[layer.settings.dtype])


def _once(steps: list[Step]) -> list[Step]:
    """Each line once: weights and biases may rest on the same quantity."""
    return list({step.likeness: step for step in steps}.values())


def _what_instead(layer: LayerSummary) -> str:
    """Why there are no multiplies, and what there is in their place."""
    counts = layer.operations._asdict().items()
    done = listing(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in counts if count)
    if layer.node.facts.parameters.weights:
        return f"only convolutions and dense layers have multiplies; it takes {done}"
    return f"no weights are multiplied; it takes {done}" if done else "no weights are multiplied"
