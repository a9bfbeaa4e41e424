"""The figures that somebody may be asked for, as quantities with all that can be mixed up in them."""

from collections.abc import Mapping
from typing import Any

from cnncalc.analysis.multiplies import FLOPS
from cnncalc.analysis.parameters import PARAMETERS
from cnncalc.formula import Formula, Quantity
from cnncalc.mistakes.base import Question
from cnncalc.mistakes.edit import Change, Rounded, changed
from cnncalc.network import Network, Node
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, Shape, size_text
from cnncalc.summary import LayerSummary
from cnncalc.working.derive import held, memory_of, worked_output

STATED = {name: Formula(name, "x", "as the layer says") for name in ("n_out", "C_out")}
NOTHING = {name: Formula(name, "0", "there are none") for name in ("weights", "biases", "multiplies")}


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


def _sizes(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    y = worked_output(layer)
    parts = [_worked("n_out", n) for n in y.size] + [_worked("C_out", y.channels)]
    if figure == "output":
        return tuple(parts)
    return (parts[-1 if figure == "channels" else AXES[y.rank].index(figure)],)


def _worked(name: str, value: int) -> Quantity:
    return value if isinstance(value, Quantity) else STATED[name](x=value)


def _parameters(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    assert layer.node.layer is not None
    weights, biases, *_ = layer.node.layer.parameters(layer.network.x(layer.node))
    if weights is None or biases is None:
        return ()
    worked = {"weights": _or_nothing("weights", weights), "biases": _or_nothing("biases", biases)}
    return (worked[figure] if figure in worked else PARAMETERS(**worked),)


def _multiplies(layer: LayerSummary, figure: str) -> tuple[Quantity, ...]:
    assert layer.node.layer is not None
    count = layer.node.layer.operations(layer.network.x(layer.node), layer.output).multiplies
    if count is None:
        return ()
    multiplies = _or_nothing("multiplies", count)
    return (multiplies if figure == "multiplies" else FLOPS(multiplies=multiplies),)


def _or_nothing(name: str, count: int) -> Quantity:
    """A count with its working; a bare number comes of no formula, and only zero is one."""
    return count if isinstance(count, Quantity) else Formula(name, str(count), "as the layer says")()


def symbols(layer: LayerSummary) -> Mapping[str, Any]:
    """Everything about a layer that a wrong formula may name.

    N, C_in, N_out, C_out: the maps it reads and gives. K, f, s, ...: its fields by their letters, as
    numbers where all axes are alike. H, W, C, P: of the map that was flattened for it, and before its pool.
    """
    node = layer.node
    assert node.layer is not None
    x = layer.network.nodes[node.inputs[0]].output
    found: dict[str, Any] = {
        "N": x.size, "C_in": x.channels, "C": x.channels, "V_in": x.values,
        "N_out": layer.output.size, "C_out": layer.output.channels, "V_out": layer.output.values,
        "B": layer.settings.batch, "additions": layer.operations.additions or 0, "g": 1, "d": 1,
        "statistics": layer.parameters.statistics, "biases": layer.parameters.biases or 0,
    }  # fmt: skip
    for name, field in node.layer.fields.items():
        value = getattr(node.layer, name)
        if field.letter and type(value) is int:
            found[field.letter] = value
    kernel, stride = getattr(node.layer, "kernel", None), getattr(node.layer, "stride", None)
    if kernel is not None:
        found["F"] = kernel if isinstance(kernel, tuple) else (kernel,) * len(x.size)
        for letter, value in (("f", kernel), ("s", kernel if stride is None else stride)):
            if size_text(value).isdigit():
                found[letter] = int(size_text(value))
        found["f_side"] = found["F"][0] if found["F"] else 1
    if not layer.output.size and not x.size:
        found.update(_flattened(layer))
    return found


def _flattened(layer: LayerSummary) -> dict[str, Any]:
    """The map H x W x C that a vector was laid out from, and P, the sizes before the last pool."""
    nodes = layer.network.nodes
    node = nodes[layer.node.inputs[0]]
    while node.layer is not None and not node.output.size and len(node.inputs) == 1:
        node = nodes[node.inputs[0]]
    flat: Shape = nodes[layer.node.inputs[0]].output
    if not node.output.size or node.output.values != flat.values:
        return {}
    found: dict[str, Any] = {"M": node.output.size, "C": node.output.channels, "n": node.output.size[0]}
    pooled = _before_the_pool(nodes, node)
    rounded = rounded_otherwise(layer.network, node)
    found.update({"image": node.layer is None}, **({"P": pooled} if pooled else {}))
    return found | ({"Q": rounded} if rounded else {})


def rounded_otherwise(network: Network, node: Node) -> tuple[int, ...]:
    """The sizes of a map if every division before it were rounded the other way; none where nothing fits."""
    shapes: list[Shape] = []
    for each in network.nodes[: node.number + 1]:
        if each.layer is None:
            shapes.append(each.output)
            continue
        reads = tuple(shapes[i] for i in each.inputs)
        try:
            y = each.layer.output_shape(reads if each.layer.joins else reads[0])
        except LayerError:
            return ()
        shapes.append(Shape(int(y.channels), tuple(map(_other_way, y.size))))
    return shapes[-1].size


def _other_way(size: int) -> int:
    if not isinstance(size, Quantity):
        return size
    for way in ("ceil", "floor"):
        rounded = changed([size], [Change("n_out", Rounded(way))], {})
        if rounded is not None:
            return int(rounded[0])
    return int(size)


def _before_the_pool(nodes: tuple[Node, ...], node: Node) -> tuple[int, ...]:
    """The sizes that the last pool read, if a pool stands right before the map."""
    while node.layer is not None and len(node.inputs) == 1:
        before = nodes[node.inputs[0]]
        if before.output.size != node.output.size:
            learnt = node.layer.parameters(before.output).weights
            return () if learnt or before.output.channels != node.output.channels else before.output.size
        node = before
    return ()
