"""The layers of a network as a tree of blocks, and a block with its numbers added up."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from cnncalc.analysis.base import Analysis, add_up
from cnncalc.network import Group, Node, input_facts
from cnncalc.summary import BY_NAME, LayerSummary, Summary


class Block(NamedTuple):
    """A group of layers with what stands in it, in the order of writing."""

    group: Group
    items: list["Item"]

    @property
    def layers(self) -> Iterator[LayerSummary]:
        """All layers in it, those of inner blocks and of rows that stand for several too."""
        for item in self.items:
            if isinstance(item, (Block, Folded)):
                yield from item.layers
            else:
                yield item


class Folded(LayerSummary):
    """A block as one row: its numbers added up, and the output and receptive field that it passes on."""

    __slots__ = ("block", "known", "layers", "passed_on")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.known: dict[str, Any] = {}  # figures, once they have been asked for
        self.layers = list(block.layers)
        first = self.layers[0]
        self.passed_on = _passed_on(block) or LayerSummary(first.summary, _before(first))
        own = {layer.node.number for layer in self.layers}
        inputs = dict.fromkeys(i for layer in self.layers for i in layer.node.inputs if i not in own)
        output, place = self.passed_on.output, first.node.place
        facts = input_facts(output)
        node = Node(-1, block.group.name, None, tuple(inputs), output, facts, place, block.group)
        super().__init__(first.summary, node)

    def __getattr__(self, name: str) -> Any:
        if name not in BY_NAME:
            raise AttributeError(f"a block has no value {name!r}")
        if name not in self.known:
            self.known[name] = self._worked_out(BY_NAME[name])
        return self.known[name]

    def _worked_out(self, analysis: Analysis) -> Any:
        """Its figure: the sum of those of its layers, the largest, or the one that it passes on."""
        figures = (getattr(layer, analysis.name) for layer in self.layers)
        if analysis.additive:
            return add_up(list(figures))
        return max(figures) if analysis.largest else getattr(self.passed_on, analysis.name)

    @property
    def kind(self) -> str:
        return self.block.group.kind


def _passed_on(block: Block) -> LayerSummary | None:
    """The layer whose output leaves the block: the last one that is not part of a head in it."""
    for item in reversed(block.items):
        if not isinstance(item, Block):
            return item
        if item.group.kind != "head" and (found := _passed_on(item)):
            return found
    return None


def _before(layer: LayerSummary) -> Node:
    """The layer that this one reads."""
    return layer.network.nodes[layer.node.inputs[0]]


Item: TypeAlias = LayerSummary | Block


def tree(layers: Iterable[LayerSummary]) -> list[Item]:
    """The layers with their blocks, in the order of writing."""
    top: list[Item] = []
    for layer in layers:
        items = top
        for group in _chain(layer.node.group):
            if not (items and isinstance(items[-1], Block) and items[-1].group is group):
                items.append(Block(group, []))
            block = items[-1]
            assert isinstance(block, Block)
            items = block.items
        items.append(layer)
    return top


def named(summary: Summary) -> dict[str, LayerSummary]:
    """Everything in a network that has a name: layers, and blocks with their sums.

    A block and the layer that joins its branches have one name: it means the block, whose output is
    that of the join. A loop has the name of its rounds without their numbers.
    """
    found = {layer.name: layer for layer in summary}
    rounds: dict[str, list[Item]] = {}
    pending = list(tree(summary))
    while pending:
        item = pending.pop()
        if isinstance(item, Block):
            found[item.group.name] = Folded(item)
            loop, dot, number = item.group.name.rpartition(".")
            if dot and number.isdecimal():
                rounds.setdefault(loop, []).append(item)
            pending += item.items
    for loop, items in rounds.items():
        found.setdefault(loop, Folded(Block(Group(loop, loop.rpartition("/")[2], "loop", None), items[::-1])))
    return found


def _chain(group: Group | None) -> list[Group]:
    """The groups around a layer, outermost first."""
    chain = []
    while group is not None:
        chain.append(group)
        group = group.parent
    return chain[::-1]
