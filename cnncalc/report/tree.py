"""The rows of a tree of layers: blocks opened, or folded, and equal repeats collapsed.

Equal repeats stand in one row, `unit.1 ... unit.5 (x 5)`. They are numbered one after another and equal:
the same kinds with the same fields in the same blocks, reading alike, with the same figures. Names, lines,
receptive fields and the memory that is held around them may differ.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis import ANALYSES
from cnncalc.blocks import Block, Folded, Item
from cnncalc.network import Group

NUMBERED = re.compile(r"(.*\.)(\d+)")

OF_THEIR_PLACE = ("receptive_field", "alive", "kept")
"""Figures that depend on the layers around."""

COMPARED = tuple(a.name for a in ANALYSES if a.name not in ("structure", *OF_THEIR_PLACE))
"""The figures in which equal repeats agree; the structure is compared apart."""


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


# -- equal repeats ---------------------------------------------------------------------------------


class Repeats(Folded):
    """Equal repeats as one row: their figures added up, and the output of the last one.

    units: what stands for each repeat, mostly one block or layer; a layer with its activation is two.
    """

    __slots__ = ("span", "units")

    def __init__(self, units: Sequence[Sequence[Item]]) -> None:
        self.units = units
        first, last = units[0][0], units[-1][0]
        self.span = f"{_label(first)}-{_numbered(last)[1]}"
        span = f" ... {_label(last)} (x {len(units)})"
        around = first.group.parent if isinstance(first, Block) else first.node.group
        group = Group(_name(first) + span, _label(first) + span, _kind(units[0]), around)
        super().__init__(Block(group, [item for unit in units for item in unit]))
        if not isinstance(first, Block) and len(units[0]) == 1:
            self.node = self.node._replace(layer=first.node.layer)


def collapsed(items: Sequence[Item]) -> list[Item]:
    """The siblings with equal consecutive repeats in one row."""
    return list(_rows(items))


def _rows(items: Sequence[Item]) -> Iterator[Item]:
    start = 0
    while start < len(items):
        units = _units(items, start)
        if len(units) > 1:
            yield Repeats(units)
        else:
            units = [[items[start]]]
            yield items[start]
        start += sum(map(len, units))


def _units(items: Sequence[Item], start: int) -> list[Sequence[Item]]:
    """The equal repeats from here on: each begins with the next number and is as long as the first."""
    base, number = _numbered(items[start])
    if not base:
        return []
    second = next((i for i in range(start + 1, len(items)) if _numbered(items[i]) != ("", 0)), start)
    length = second - start
    if not length or _numbered(items[second]) != (base, number + 1):
        return []
    units = [items[start:second]]
    wanted = [_nature(item) for item in units[0]]
    while True:
        after = start + len(units) * length
        unit = items[after : after + length]
        if len(unit) < length or _numbered(unit[0]) != (base, number + len(units)):
            return units
        if [_nature(item) for item in unit] != wanted:
            return units
        units.append(unit)


def _numbered(item: Item) -> tuple[str, int]:
    """`("unit.", 3)` for one of a repetition, else `("", 0)`."""
    found = NUMBERED.fullmatch(_label(item))
    return (found[1], int(found[2][:18])) if found else ("", 0)


def _nature(item: Item) -> tuple[Any, ...]:
    """What equal repeats agree in: structure and figures, without names, lines and what is of their place."""
    if isinstance(item, Block):
        plain = "" if NUMBERED.fullmatch(item.group.label) else item.group.label
        return (item.group.kind, plain, *map(_nature, item.items))
    if isinstance(item, Folded):  # a layer with what rides in its row
        return tuple(map(_nature, item.layers))
    node = item.node
    reads = tuple(node.number - number for number in node.inputs)
    figures = item.summary.figures
    return (node.layer, reads, node.owner is None, *(figures[name][node.number] for name in COMPARED))


def _name(item: Item) -> str:
    return item.group.name if isinstance(item, Block) else item.name


def _label(item: Item) -> str:
    return item.group.label if isinstance(item, Block) else item.node.label


def _kind(unit: Sequence[Item]) -> str:
    """The kind of what is repeated: that of the first, which the others follow."""
    first = unit[0]
    return first.group.kind if isinstance(first, Block) else first.kind
