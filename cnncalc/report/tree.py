"""The rows of a tree of layers: blocks opened, or folded, and equal repeats collapsed."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.blocks import Block, Folded, Item

Step = Callable[[Sequence[Item]], list[Item]]
"""What is done with the siblings of one level before they are shown."""

IsOpen = Callable[[Block, int], bool]
"""Whether a block at this level of the tree, 1 and more, is shown with what is in it."""


class TreeRow(NamedTuple):
    """One row: a layer, a folded block, or the line that opens a block; with its place in the tree."""

    item: Item
    trail: tuple[bool, ...]  # for each level whether the branch of the tree ends here


def entries(
    items: Sequence[Item], is_open: IsOpen, collapse: Step = list, trail: tuple[bool, ...] = ()
) -> Iterator[TreeRow]:
    """The tree from top to bottom; blocks that are not open are folded, siblings go through `collapse`."""
    siblings = collapse(items)
    for i, item in enumerate(siblings):
        here = (*trail, i == len(siblings) - 1)
        if not isinstance(item, Block):
            yield TreeRow(item, here)
        elif not is_open(item, len(here)):
            yield TreeRow(Folded(item), here)
        else:
            yield TreeRow(item, here)
            yield from entries(item.items, is_open, collapse, here)
