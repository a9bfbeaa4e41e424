"""The rows of a tree of layers: blocks opened, or folded, and equal repeats collapsed."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.blocks import Block, Folded, Item

Step = Callable[[Sequence[Item]], list[Item]]
"""What is done with the siblings of one level before they are shown."""


class TreeRow(NamedTuple):
    """One row: a layer, a folded block, or the line that opens a block; with its place in the tree."""

    item: Item
    trail: tuple[bool, ...]  # for each level whether the branch of the tree ends here


def entries(
    items: Sequence[Item], depth: int | None, collapse: Step = list, trail: tuple[bool, ...] = ()
) -> Iterator[TreeRow]:
    """The tree from top to bottom; blocks at level `depth` are folded, siblings go through `collapse`."""
    siblings = collapse(items)
    for i, item in enumerate(siblings):
        here = (*trail, i == len(siblings) - 1)
        if not isinstance(item, Block):
            yield TreeRow(item, here)
        elif depth is not None and len(here) >= depth:
            yield TreeRow(Folded(item), here)
        else:
            yield TreeRow(item, here)
            yield from entries(item.items, depth, collapse, here)
