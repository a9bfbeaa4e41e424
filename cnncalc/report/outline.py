"""The rows in which a reader sees the tree of a network: which blocks are open, and what each row is called.

A level with a single child is folded into it: `unit.0/add1`, `shortcut/identity1`. A network with many rows
is folded by itself: equal repeats are one row, and blocks are opened level by level while there is room.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from cnncalc.blocks import Block, Folded, Item
from cnncalc.report.pattern import brief, described, pattern, repeated
from cnncalc.report.reading import Carrier
from cnncalc.report.tree import IsOpen, Repeats, Step, collapsed
from cnncalc.summary import LayerSummary

TOO_MANY = 60
"""Rows from which on a table is folded."""

MOST_LEVELS = 5
"""Levels that are named in one row."""

ROOM = 40
"""Rows that a folded table may have, if its top level alone has not more."""

Depth: TypeAlias = int | Literal["auto"] | None
"""Levels of the tree that are shown; None: all of them, "auto": as many as are read at a glance."""


class OutlineRow(NamedTuple):
    """A row: a layer with what rides in its row, equal repeats, or a block, open or folded, with its sums."""

    layer: LayerSummary
    label: str
    kind: str
    trail: tuple[bool, ...]  # for each level whether the branch of the tree ends here
    opened: bool = False  # what is in it stands below, and adds up to it

    @property
    def folded(self) -> bool:
        """Whether it is equal repeats, or a block whose layers have no rows."""
        return not self.opened and isinstance(self.layer, Folded) and not isinstance(self.layer, Carrier)


def every(block: Block, level: int) -> bool:
    """All blocks are open."""
    return True


def up_to(depth: int) -> IsOpen:
    """Blocks are open above this level."""
    return lambda block, level: level < depth


def outline(items: Sequence[Item], is_open: IsOpen = every, collapse: Step = list) -> Iterator[OutlineRow]:
    """The rows from top to bottom; the siblings of each level go through `collapse` first."""
    return _level(items, is_open, collapse, (), 1)


def _level(
    items: Sequence[Item], is_open: IsOpen, collapse: Step, trail: tuple[bool, ...], level: int
) -> Iterator[OutlineRow]:
    siblings = collapse(items)
    for i, item in enumerate(siblings):
        here, inside = (*trail, i == len(siblings) - 1), level
        labels = [_label(item)]
        while isinstance(item, Block) and is_open(item, inside) and len(item.items) == 1:
            item, inside = item.items[0], inside + 1
            labels.append(_label(item))
        if not isinstance(item, Block):
            yield OutlineRow(item, _path(labels), _kind(item), here)
        elif is_open(item, inside):
            yield OutlineRow(Folded(item), _path(labels), described(item), here, opened=True)
            yield from _level(item.items, is_open, collapse, here, inside + 1)
        else:
            yield OutlineRow(Folded(item), labels[0], described(item), here)


def _path(labels: Sequence[str]) -> str:
    """The levels that are folded into one row; of very many the ends."""
    shown = labels if len(labels) <= MOST_LEVELS else [labels[0], "...", *labels[-2:]]
    return "/".join(shown)


def _label(item: Item) -> str:
    if isinstance(item, Block):
        return item.group.label
    return item.span if isinstance(item, Repeats) else item.node.label


def _kind(layer: LayerSummary) -> str:
    return repeated(layer) if isinstance(layer, Repeats) else brief(layer)


# -- folded by itself ------------------------------------------------------------------------------


def folding(
    items: Sequence[Item], depth: Depth, collapse: bool = False, passes: int = 1
) -> tuple[IsOpen, Step]:
    """Which blocks are open, and what is done with siblings; the tree is shown `passes` times."""
    if depth == "auto" and too_long(items, passes):
        return opened_by_level(items, passes), collapsed
    return up_to(depth) if isinstance(depth, int) else every, collapsed if collapse else list


def too_long(items: Sequence[Item], passes: int = 1) -> bool:
    """Whether a table with all rows would be too long for a reader."""
    most, rows = TOO_MANY // passes, outline(items)
    return sum(1 for _ in zip(range(most + 1), rows, strict=False)) > most


def opened_by_level(items: Sequence[Item], passes: int = 1) -> IsOpen:
    """Blocks are open level by level, as far as all of a level finds room.

    A block whose pattern tells all stays folded; one around a single layer takes no room, and is open.
    """
    opened: set[int] = set()
    siblings = collapsed(items)
    rows, ahead = len(siblings), list(_openable(siblings, opened))
    while ahead:
        inner = [collapsed(chain[-1].items) for chain in ahead]
        rows += sum(map(len, inner))
        if rows > ROOM // passes:
            break
        opened.update(id(block.group) for chain in ahead for block in chain)
        ahead = [chain for siblings in inner for chain in _openable(siblings, opened)]
    return lambda block, level: id(block.group) in opened


def _openable(siblings: Sequence[Item], opened: set[int]) -> Iterator[list[Block]]:
    """The blocks that may be opened, each at the end of the single children that are folded into one row."""
    for item in siblings:
        chain: list[Block] = []
        while isinstance(item, Block) and not (chain and len(chain[-1].items) > 1):
            chain.append(item)
            item = item.items[0]
        if len(chain) and len(chain[-1].items) == 1:
            opened.update(id(block.group) for block in chain)
        elif chain and not pattern(chain[-1]) and not _all_equal(chain[-1]):
            yield chain


def _all_equal(block: Block) -> bool:
    """Whether all that is in it are equal repeats."""
    siblings = collapsed(block.items)
    return len(siblings) == 1 and isinstance(siblings[0], Repeats)
