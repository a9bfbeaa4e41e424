"""Answers that follow from an earlier wrong one: the method is right, what it was applied to is not."""

from collections.abc import Mapping
from typing import Any, cast

from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.network import Node, facts_of
from cnncalc.problem import LayerError
from cnncalc.shape import WHOLE, Shape
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.mistakes.recurrences import RIGHT, AlongAxis, State


class Followed:
    """The figures as they follow from the shapes that somebody gave for some layers.

    summary: of the network with these shapes in it. outputs: the shape of each layer that its formula
    gives for what it reads there, whatever was answered for the layer itself. A given shape that a later
    layer cannot work with is left aside: what follows is taken from the right one.
    """

    def __init__(self, summary: Summary, given: Mapping[str, Shape]) -> None:
        self._right = summary.network
        right = {layer.name: layer.output for layer in summary}
        given = {
            name: shape
            for name, shape in given.items()
            if name in right and _may_stand_for(shape, right[name])
        }
        nodes, misfits = self._follow(given)
        while misfits:
            given = {name: shape for name, shape in given.items() if name not in misfits}
            nodes, misfits = self._follow(given)
        self.summary = Summary(summary.network._replace(nodes=tuple(nodes)), summary.settings)

    def _follow(self, given: Mapping[str, Shape]) -> tuple[list[Node], set[str]]:
        """Every layer behind the given shapes; the names of those with which a later layer cannot work."""
        nodes: list[Node] = []
        self.outputs: dict[str, Shape] = {}
        self.moved: set[str] = set()
        for node in self._right.nodes:
            try:
                nodes.append(self._followed(nodes, node, given))
            except LayerError:
                return nodes, self._behind(node, given)
        return nodes, set()

    def _behind(self, node: Node, given: Mapping[str, Shape]) -> set[str]:
        """The nearest layers with a given shape on the ways to this one."""
        found, seen, left = set[str](), set[int](), list(node.inputs)
        while left:
            before = self._right.nodes[left.pop()]
            if before.name in given:
                found.add(before.name)
            elif before.number not in seen:
                seen.add(before.number)
                left += before.inputs
        return found

    def reads_moved(self, name: str) -> bool:
        """Whether a layer reads another shape here than in the right network."""
        node = self.summary[name].node
        here, right = self.summary.network.nodes, self._right.nodes
        return any(here[i].output != right[i].output for i in node.inputs)

    def _followed(self, nodes: list[Node], node: Node, given: Mapping[str, Shape]) -> Node:
        if node.layer is None:
            return node
        reads = tuple(nodes[i].output for i in node.inputs)
        facts = node.facts
        if reads != self._right.shapes_read(node):
            facts = facts_of(node.layer, reads)
            self.moved.add(node.name)
        self.outputs[node.name] = facts.shape
        if node.name in given:
            facts = node.layer.facts(reads, told=given[node.name])
        return node._replace(output=facts.shape, facts=facts)


def _may_stand_for(shape: Shape, right: Shape) -> bool:
    """Whether anything can go on from it: as many axes as the right one, and something along each."""
    return shape.rank == right.rank and min((shape.channels, *shape.size)) > 0


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
    """The size per axis behind these layers, where it is known before them and each slides a window."""
    field: Any = summary.figures["receptive_field"][start.number]
    if not isinstance(field, ReceptiveField) or len(field.size) != len(size):
        return None
    if any(node.facts.windows is WHOLE for node in steps):
        return None
    grown = []
    for axis, state in enumerate(zip(size, field.jump, strict=True)):
        along, found = AlongAxis(summary.network, RIGHT, axis), cast(State, state)
        for node in steps:
            found = along.through(found, node)
        grown.append(found)
    return tuple(found[0] for found in grown if found) if all(grown) else None
