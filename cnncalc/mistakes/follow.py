"""Answers that follow from an earlier wrong one: the method is right, what it was applied to is not."""

from collections.abc import Mapping
from typing import Any

from cnncalc.analysis.receptive_field import JUMP, SIZE, ReceptiveField
from cnncalc.network import Network, Node
from cnncalc.problem import LayerError
from cnncalc.shape import POINT, Shape
from cnncalc.summary import LayerSummary, Summary


class Followed:
    """The figures as they follow from the shapes that somebody gave for some layers.

    summary: of the network with these shapes in it. outputs: the shape of each layer that its formula
    gives for what it reads there, whatever was answered for the layer itself.
    """

    def __init__(self, summary: Summary, given: Mapping[str, Shape]) -> None:
        nodes: list[Node] = []
        self.outputs: dict[str, Shape] = {}
        self._right = summary.network
        self.moved: set[str] = set()
        for node in summary.network.nodes:
            nodes.append(self._followed(summary.network, nodes, node, given))
        self.summary = Summary(summary.network._replace(nodes=tuple(nodes)), summary.settings)

    def reads_moved(self, name: str) -> bool:
        """Whether a layer reads another shape here than in the right network."""
        node = self.summary[name].node
        here, right = self.summary.network.nodes, self._right.nodes
        return any(here[i].output != right[i].output for i in node.inputs)

    def _followed(self, network: Network, nodes: list[Node], node: Node, given: Mapping[str, Shape]) -> Node:
        if node.layer is None:
            return node
        shapes = tuple(nodes[i].output for i in node.inputs)
        output = node.output
        if any(nodes[i].output != network.nodes[i].output for i in node.inputs):
            try:
                fresh = node.layer.output_shape(shapes if node.layer.joins else shapes[0])
                output = Shape(int(fresh.channels), tuple(map(int, fresh.size)))
                self.moved.add(node.name)
            except LayerError:
                pass  # the wrong shape fits nowhere: what follows is taken from the right one
        self.outputs[node.name] = output
        return node._replace(output=given.get(node.name, output))


def followed_field(layer: LayerSummary, given: Mapping[str, tuple[int, ...]]) -> tuple[int, ...] | None:
    """The receptive field per axis as it follows from the nearest one that was answered on the way to it.

    None where none was, or the way is not one window behind the other.
    """
    network, steps = layer.network, []
    node = network.nodes[layer.node.number]
    while len(node.inputs) == 1 and node.layer is not None:
        steps.append(node)
        node = network.nodes[node.inputs[0]]
        if node.name in given:
            return _grown(layer.summary, node, given[node.name], steps[::-1])
    return None


def _grown(summary: Summary, start: Node, size: tuple[int, ...], steps: list[Node]) -> tuple[int, ...] | None:
    field: Any = summary.figures["receptive_field"][start.number]
    if not isinstance(field, ReceptiveField) or len(field.size) != len(size):
        return None
    jumps: tuple[Any, ...] = field.jump
    for node in steps:
        assert node.layer is not None
        windows = node.layer.windows(summary.network.x(node))
        if windows is POINT:
            continue
        if not isinstance(windows, tuple) or any(len(reads.phases) > 1 for reads in windows):
            return None
        reach = [(reads.phases[0][1] - reads.phases[0][0] + 1, reads.step) for reads in windows]
        size = tuple(
            SIZE.number(r_in=r, f_eff=f_eff, j_in=j)
            for r, j, (f_eff, _) in zip(size, jumps, reach, strict=True)
        )
        jumps = tuple(JUMP.number(j_in=j, s=s) for j, (_, s) in zip(jumps, reach, strict=True))
    return size
