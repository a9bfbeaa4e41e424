"""Follows inputs of any size through the layers of a network.

Where no layer of the spec depends on the size of its input, the layers are followed by their facts alone;
else the network is built again for each size.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cnncalc.effort import Effort
from cnncalc.figures.layer_names import NoLayerError, full_name, number
from cnncalc.layers import Layer
from cnncalc.network import Network, Node
from cnncalc.problem import LayerError, QuestionError
from cnncalc.shape import Shape

STEPS_FOR_A_SIZE = 10
"""Steps that it takes to begin with another size."""

STEPS_FOR_A_SHAPE = 6
"""Steps that it takes to work out what a layer gives."""

STEPS_FOR_A_BUILT_LAYER = 15
"""Steps that it takes to build a layer again."""


class Attempt(NamedTuple):
    """What a spec gives on an input: the output of each layer that fits, and why others do not."""

    outputs: Mapping[str, Shape]
    problems: Sequence[str]


class Spec(NamedTuple):
    """A network that can be built on inputs of other sizes."""

    network: Network
    again: Callable[[Shape], Attempt]
    depends: bool = False  # whether a field of a layer is worked out from a size


class Outcome(NamedTuple):
    """What becomes of an input: the output's size, or where it failed."""

    size: tuple[int, ...] | None
    reason: str = ""


def layer_named(network: Network, word: str) -> Node:
    """The layer that the word means; QuestionError with a hint."""
    nodes = {node.name: node for node in network.layers}
    try:
        place = number(word, len(nodes))
        return nodes[full_name(word, nodes)] if place is None else list(nodes.values())[place]
    except NoLayerError as error:
        raise QuestionError(str(error)) from None


class Follower:
    """Follows an input of any size through the layers that a node depends on."""

    def __init__(self, spec: Spec, target: Node, everything: bool = False) -> None:
        """everything: through all layers, also those on which the target does not depend."""
        network = spec.network
        inputs = [node for node in network.nodes if node.layer is None]
        if len(inputs) != 1:
            raise QuestionError("the network has several inputs; sizes can be solved for one input only")
        self.input = inputs[0]
        if not self.input.output.size:
            raise QuestionError("the input is a vector; it has no size to solve for")
        self.spec, self.everything = spec, everything
        self.target = target
        needed = {node.number for node in network.nodes} if everything else {target.number}
        for node in reversed(network.nodes):
            if node.number in needed:
                needed.update(node.inputs)
        self.nodes = [node for node in network.nodes if node.number in needed and node.layer is not None]
        alike: dict[Layer, Layer] = {}  # equal layers are one here, so that what one gives is found for all
        self.layers = [alike.setdefault(node.layer, node.layer) for node in self.nodes if node.layer]
        self.tried: dict[tuple[int, ...], Outcome] = {}
        self.effort = Effort(layers=len(self.nodes))

    def outcome(self, size: tuple[int, ...]) -> Outcome:
        """What comes out of the target for an input of this size."""
        if size not in self.tried:
            if self.effort.spent:
                raise QuestionError(
                    f"no answer after trying {len(self.tried):,} input sizes on {len(self.nodes):,} layers:"
                    " name a layer nearer to the input with --layer"
                )
            self.effort.steps += STEPS_FOR_A_SIZE
            self.tried[size] = self._built(size) if self.spec.depends else self._follow(size)
        return self.tried[size]

    def _follow(self, size: tuple[int, ...]) -> Outcome:
        shapes = {self.input.number: Shape(self.input.output.channels, size)}
        known: dict[tuple[int, tuple[Shape, ...]], Shape] = {}  # by the layer and what it reads
        for node, layer in zip(self.nodes, self.layers, strict=True):
            self.effort.steps += 1
            reads = tuple(shapes[i] for i in node.inputs)
            key = id(layer), reads
            if key not in known:
                self.effort.steps += STEPS_FOR_A_SHAPE
                try:
                    known[key] = layer.output_on(reads).plain
                except LayerError as error:
                    return Outcome(None, f"{node.name}: {error.message}")
            shapes[node.number] = known[key]
        return Outcome(shapes[self.target.number].size)

    def along(self, axis: int, n: int) -> int | None:
        """The output along an axis where the input has n there; along the others it has its own size.

        Where fields depend on the size, all axes have n.
        """
        own = self.input.output.size
        alike = (n,) * len(own)
        size = self.outcome(alike if self.spec.depends else (*own[:axis], n, *own[axis + 1 :])).size
        return None if size is None else size[axis]

    def confirmed(self, size: tuple[int, ...]) -> Shape | None:
        """The target's output as the spec itself is built; what follows on it may not fit."""
        return self._attempt(size).outputs.get(self.target.name)

    def _attempt(self, size: tuple[int, ...]) -> Attempt:
        return self.spec.again(Shape(self.input.output.channels, size))

    def _built(self, size: tuple[int, ...]) -> Outcome:
        attempt = self._attempt(size)
        self.effort.steps += STEPS_FOR_A_BUILT_LAYER * len(attempt.outputs)
        output = attempt.outputs.get(self.target.name)
        if output is None or (self.everything and attempt.problems):
            return Outcome(None, self._reason(attempt.problems))
        return Outcome(output.size)

    def _reason(self, problems: Sequence[str]) -> str:
        """The first problem of a layer that is followed."""
        names = [f"'{node.name}'" for node in self.nodes]
        of_these = (said for said in problems if any(name in said for name in names))
        return next(of_these, problems[0] if problems else "the layers are not the same")
