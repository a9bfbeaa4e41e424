"""Follows inputs of any size through the layers of a network, without building it anew.

What is found so is built from its spec in the end (`confirmed`), so that a spec whose layers depend on
the size of its input is not misjudged.
"""

from collections.abc import Callable
from typing import NamedTuple

from cnncalc.network import Network, Node
from cnncalc.problem import LayerError, SpecError, did_you_mean
from cnncalc.shape import AXES, Shape
from cnncalc.solve.answer import Unanswerable

Rebuild = Callable[[str], Network]
"""The network of the same spec on another input, such as "256x256x3"."""


class Outcome(NamedTuple):
    """What becomes of an input: the output's size, or where it failed."""

    size: tuple[int, ...] | None
    reason: str = ""


def layer_named(network: Network, name: str) -> Node:
    """The layer of this name, or the only one whose name ends so; Unanswerable with a hint."""
    nodes = list(network.layers)
    ending = [node for node in nodes if node.name == name] or [
        node for node in nodes if node.name.endswith(f"/{name}")
    ]
    if len(ending) == 1:
        return ending[0]
    names = [node.name for node in nodes]
    if ending:
        raise Unanswerable(
            f"several layers end in '{name}', such as '{ending[0].name}' and '{ending[1].name}'"
        )
    raise Unanswerable(
        f"there is no layer '{name}'{did_you_mean(name, names) or f'; the last one is {names[-1]!r}'}"
    )


class Follower:
    """Follows an input of any size through the layers that a node depends on."""

    def __init__(self, network: Network, target: Node) -> None:
        inputs = [node for node in network.nodes if node.layer is None]
        if len(inputs) != 1:
            raise Unanswerable("the network has several inputs; sizes are solved for one")
        self.input = inputs[0]
        if not self.input.output.size:
            raise Unanswerable("the input is a vector; it has no size to solve for")
        self.target = target
        needed = {target.number}
        for node in reversed(network.nodes[: target.number + 1]):
            if node.number in needed:
                needed.update(node.inputs)
        self.nodes = [node for node in network.nodes if node.number in needed and node.layer is not None]
        self.tried: dict[tuple[int, ...], Outcome] = {}

    def outcome(self, size: tuple[int, ...]) -> Outcome:
        """What comes out of the target for an input of this size."""
        if size not in self.tried:
            self.tried[size] = self._follow(size)
        return self.tried[size]

    def _follow(self, size: tuple[int, ...]) -> Outcome:
        shapes = {self.input.number: Shape(self.input.output.channels, size)}
        for node in self.nodes:
            assert node.layer is not None
            reads = tuple(shapes[i] for i in node.inputs)
            try:
                y = node.layer.output_shape(reads if node.layer.joins else reads[0])
            except LayerError as error:
                return Outcome(None, f"{node.name}: {error.message}")
            shapes[node.number] = Shape(int(y.channels), tuple(map(int, y.size)))
        return Outcome(shapes[self.target.number].size)


def confirmed(follower: Follower, rebuild: Rebuild, size: tuple[int, ...]) -> Node:
    """The target in the network built on an input of this size; Unanswerable where its layers are others."""
    channels = follower.input.output.channels
    axes = AXES[len(size)]
    pairs = zip((*axes, "channels"), (*size, channels), strict=True)
    text = "{" + ", ".join(f"{axis}: {n}" for axis, n in pairs) + "}"
    try:
        network = rebuild(text)
    except SpecError:
        network = None
    target = follower.target
    if network is None:
        # a layer behind the target fails: what leads to it is the same all the same
        size_there = follower.outcome(size).size or ()
        return target._replace(output=Shape(target.output.channels, size_there))
    again = {node.name: node for node in network.nodes}
    if any(node.name not in again or again[node.name].layer != node.layer for node in follower.nodes):
        raise Unanswerable("the layers of this spec depend on the size of its input; that is not solved")
    return again[target.name]
