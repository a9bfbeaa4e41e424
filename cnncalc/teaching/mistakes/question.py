"""The figures that somebody may be asked for, as quantities with all that can be mixed up in them."""

from collections.abc import Mapping
from typing import Any

from cnncalc.analysis.multiplies import FLOPS
from cnncalc.analysis.parameters import PARAMETERS
from cnncalc.formula import Formula, Quantity
from cnncalc.network import Network, Node
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, Shape, size_text
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.derive import held, memory_of
from cnncalc.teaching.explain.field import receptive_field
from cnncalc.teaching.explain.step import Step
from cnncalc.teaching.mistakes.base import Question, axis_of, working
from cnncalc.teaching.mistakes.edit import FormulaChange, Rounded, changed


def question(layer: LayerSummary, figure: str) -> Question | None:
    """The question for a figure of a layer; None where it has no arithmetic to go wrong in."""
    node = layer.node
    if node.layer is None or node.owner is not None:
        return None
    if figure in ("output", "channels") or figure in AXES[layer.output.rank]:
        parts = _sizes(layer, figure)
    elif figure in ("parameters", "weights", "biases", "trainable"):
        parts = _parameters(layer, figure)
    elif figure in ("multiplies", "flops"):
        parts = _multiplies(layer, figure)
    elif figure in ("activations", "memory") and layer.activations:
        parts = ((held if figure == "activations" else memory_of)(layer),)
    else:
        return None
    figure = "parameters" if figure == "trainable" else figure
    return Question(layer, figure, parts, symbols(layer)) if parts else None


def right_lines(layer: LayerSummary, figure: str) -> tuple[str, ...]:
    """The lines that lead to the right answer; none where there is no arithmetic."""
    if figure == "receptive_field":
        return tuple(line for step in receptive_field(layer).steps if (line := _field_line(step)))
    asked = question(layer, figure)
    if asked and asked.values == (0,):
        return (f"{figure} = 0",)
    return working(asked.parts, axis_of(asked, asked.parts)) if asked else ()


def _field_line(step: Step) -> str:
    """The line of a step to the size of a field; nothing for its jump and its first position."""
    if step.quantity is None or step.symbol not in ("r", "f_eff"):
        return ""
    return step.text() + (f" ({step.axes})" if step.axes and " and " not in step.axes else "")


def _sizes(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    y = layer.node.facts.output
    parts = [_stated("n_out", n) for n in y.size] + [_stated("C_out", y.channels)]
    if figure == "output":
        return tuple(parts)
    return (parts[-1 if figure == "channels" else AXES[y.rank].index(figure)],)


def _parameters(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    weights, biases, *_ = layer.node.facts.parameters
    if weights is None or biases is None:
        return ()
    worked = {"weights": _stated("weights", weights), "biases": _stated("biases", biases)}
    return (worked[figure] if figure in worked else PARAMETERS(**worked),)


def _multiplies(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    count = layer.node.facts.operations.multiplies
    if count is None:
        return ()
    multiplies = _stated("multiplies", count)
    return (multiplies if figure == "multiplies" else FLOPS(multiplies=multiplies),)


def _stated(name: str, count: int) -> Quantity:
    """A number with its working; a bare one comes of no formula: the layer says it, or it is zero."""
    return count if isinstance(count, Quantity) else Formula(name, str(count), "as the layer says")()


def symbols(layer: LayerSummary) -> Mapping[str, Any]:
    """Everything about a layer that a wrong formula may name.

    N, C_in, N_out, C_out: the maps it reads and gives. K, f, s, ...: its fields by their letters, as
    numbers where all axes are alike; prod(f): the kernel per axis. For a layer after a flatten, N and C
    are of the map that was flattened, N_before of what its pool read.
    """
    node = layer.node
    assert node.layer is not None
    x = layer.network.nodes[node.inputs[0]].output
    found: dict[str, Any] = {
        "N": x.size, "C_in": x.channels, "C": x.channels,
        "N_out": layer.output.size, "C_out": layer.output.channels,
        "B": layer.settings.batch, "additions": layer.operations.additions or 0, "g": 1, "d": 1,
        "statistics": layer.parameters.statistics, "biases": layer.parameters.biases or 0,
    }  # fmt: skip
    for name, field in node.layer.fields.items():
        value = getattr(node.layer, name)
        if field.letter and type(value) is int and field.letter != "N_out":  # that is of maps
            found[field.letter] = value
    kernel, stride = getattr(node.layer, "kernel", None), getattr(node.layer, "stride", None)
    if kernel is not None:
        found["prod(f)"] = kernel if isinstance(kernel, tuple) else (kernel,) * len(x.size)
        for letter, value in (("f", kernel), ("s", kernel if stride is None else stride)):
            if size_text(value).isdigit():
                found[letter] = int(size_text(value))
        if "f" in found:
            found["side"] = found["f"]
    if not layer.output.size:
        found.update(_flattened(layer))
    return found


def _flattened(layer: LayerSummary) -> dict[str, Any]:
    """The map N x C that a vector was laid out or averaged from; N_before, the sizes before the last pool."""
    nodes = layer.network.nodes
    node = nodes[layer.node.inputs[0]]
    while node.layer is not None and not node.output.size and len(node.inputs) == 1:
        node = nodes[node.inputs[0]]
    flat: Shape = nodes[layer.node.inputs[0]].output
    size = node.output.size
    if size and node.output.values != flat.values == node.output.channels:
        return {"pooled": True, "N": size, "C": node.output.channels}
    if not size or node.output.values != flat.values:
        return {}
    found: dict[str, Any] = {"flattened": True, "N": size, "C": node.output.channels, "n": size[0]}
    pooled = _before_the_pool(nodes, node)
    rounded = rounded_otherwise(layer.network, node)
    found.update({"image": node.layer is None}, **({"N_before": pooled} if pooled else {}))
    return found | ({"N_rounded": rounded} if rounded else {})


def rounded_otherwise(network: Network, node: Node) -> tuple[int, ...]:
    """The sizes of a map if every division before it were rounded the other way; none where nothing fits."""
    shapes: list[Shape] = []
    for each in network.nodes[: node.number + 1]:
        if each.layer is None:
            shapes.append(each.output)
            continue
        reads = tuple(shapes[i] for i in each.inputs)
        try:
            y = each.layer.output_on(reads)
        except LayerError:
            return ()
        shapes.append(Shape(int(y.channels), tuple(map(_other_way, y.size))))
    return shapes[-1].size


def _other_way(size: int) -> int:
    if not isinstance(size, Quantity):
        return size
    for way in ("ceil", "floor"):
        rounded = changed([size], [FormulaChange("n_out", Rounded(way))], {})
        if rounded is not None:
            return int(rounded[0])
    return int(size)


def _before_the_pool(nodes: tuple[Node, ...], node: Node) -> tuple[int, ...]:
    """The sizes that the last pool read, if a pool stands right before the map."""
    while node.layer is not None and len(node.inputs) == 1:
        before = nodes[node.inputs[0]]
        if before.output.size != node.output.size:
            learnt = node.facts.parameters.weights
            return () if learnt or before.output.channels != node.output.channels else before.output.size
        node = before
    return ()
