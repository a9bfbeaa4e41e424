"""The tree of a network as readers see it: small layers in the row of the layer that they follow.

An activation, or a layer that is idle at inference, rides in the row of the layer it reads, if that is the
one written right before it, nothing else reads that one, and it does not begin a block, a branch or a head.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cnncalc.blocks import Block, Folded, Item, tree
from cnncalc.network import Group
from cnncalc.summary import LayerSummary, Summary


class Carrier(Folded):
    """A layer with those that ride in its row: their sums, and the output of the last one.

    Kernel, stride and other fields are its own.
    """

    __slots__ = ("riders",)

    def __init__(self, layer: LayerSummary, riders: Sequence[LayerSummary]) -> None:
        node = layer.node
        super().__init__(Block(Group(node.name, node.label, node.kind, node.group), [layer, *riders]))
        self.riders = tuple(riders)
        self.node = node._replace(output=self.node.output, facts=self.node.facts)


def reading(summary: Summary) -> list[Item]:
    """The tree of the layers, with the riding ones in the rows of others."""
    carried = _carried(summary)
    riding = {rider.node.number for riders in carried.values() for rider in riders}
    return list(_rows(tree(summary), carried, riding)) if riding else tree(summary)


def _carried(summary: Summary) -> dict[int, list[LayerSummary]]:
    """Which layers ride in the row of a layer, by its number."""
    readers = Counter(number for layer in summary for number in layer.node.inputs)
    found: dict[int, list[LayerSummary]] = {}
    carrier = before = None
    for layer in summary:
        if carrier is None or before is None or not _rides(layer, before, readers):
            carrier = layer
        else:
            found.setdefault(carrier.node.number, []).append(layer)
        before = layer
    return found


def _rides(layer: LayerSummary, before: LayerSummary, readers: Mapping[int, int]) -> bool:
    number = before.node.number
    return (
        layer.node.layer is not None
        and layer.node.layer.rides
        and layer.node.inputs == (number,)
        and readers[number] == 1
        and _is_around(layer.node.group, before.node.group)
    )


def _is_around(outer: Group | None, group: Group | None) -> bool:
    """Whether a group is the other one, or holds it."""
    while group is not outer and group is not None:
        group = group.parent
    return group is outer


def _rows(
    items: Sequence[Item], carried: Mapping[int, Sequence[LayerSummary]], riding: set[int]
) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Block):
            if inner := list(_rows(item.items, carried, riding)):
                yield Block(item.group, inner)
        elif riders := carried.get(item.node.number):
            yield Carrier(item, riders)
        elif item.node.number not in riding:
            yield item
