"""The changes for readers: blocks that came or went whole, and blocks with another name, in one row each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from cnncalc.blocks import Block, Folded, Item, tree
from cnncalc.design.diff.changes import Change, Difference
from cnncalc.network import Group, Network
from cnncalc.summary import LayerSummary


class Renaming(NamedTuple):
    """Layers one after another that differ only in the name of a block, or one in its own name."""

    old: str
    new: str
    layers: int


def rows(difference: Difference, everything: bool = False) -> Iterator[Change | Renaming]:
    """What is shown; `everything` shows each layer by itself, and also those that only follow."""
    if everything:
        yield from (change for change in difference.changes if change.word != "same")
        return
    shown = (change for change in difference.changes if change.word not in ("same", "follows"))
    sizes = {"added": _sizes(difference.b.network), "removed": _sizes(difference.a.network)}
    for key, run in groupby(shown, key=_run):
        if key[0] in ("added", "removed"):
            yield from _folded(run, sizes[key[0]])
        elif key[0] == "renamed":
            yield Renaming(key[1], key[2], len(list(run)))
        else:
            yield from run


def _run(change: Change) -> tuple[str, ...]:
    """Neighbours that are shown together."""
    return (change.word, *_other_name(change)) if change.word == "renamed" else (change.word,)


def _other_name(change: Change) -> tuple[str, str]:
    """The names up to the last part that differs."""
    assert change.a is not None
    assert change.b is not None
    old, new = change.a.name.split("/"), change.b.name.split("/")
    while len(old) > 1 and len(new) > 1 and _alike(old[-1], new[-1]):
        old, new = old[:-1], new[:-1]
    return "/".join(old), "/".join(new)


def _alike(one: str, other: str) -> bool:
    """Whether two labels are equal but for a number at the end."""
    return one == other or one.rstrip("0123456789") == other.rstrip("0123456789") != ""


def _folded(run: Iterable[Change], sizes: Counter[int]) -> Iterator[Change]:
    """The layers of a run; a block in place of its layers where all of it is there."""
    changes = list(run)
    layers = [change.b or change.a for change in changes]
    for item in tree(layer for layer in layers if layer is not None):
        for one in _whole(item, sizes):
            yield changes[0]._replace(b=one) if changes[0].b else changes[0]._replace(a=one)


def _whole(item: Item, sizes: Counter[int]) -> Iterator[LayerSummary]:
    if not isinstance(item, Block):
        yield item
    elif len(list(item.layers)) == sizes[id(item.group)]:
        yield Folded(item)
    else:
        for inner in item.items:
            yield from _whole(inner, sizes)


def _sizes(network: Network) -> Counter[int]:
    """How many layers each block has."""
    sizes: Counter[int] = Counter()
    for node in network.nodes:
        group: Group | None = node.group
        while group is not None:
            sizes[id(group)] += 1
            group = group.parent
    return sizes
