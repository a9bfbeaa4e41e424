"""Which layer of one network belongs to which of another: by name first, then by structure.

A name such as `conv3` or `unit.2` only counts, and moves when a layer is put in before it: it is taken
for no name. What is left of a path of names, `inception_3a/5x5` of `inception_3a/5x5/conv2`, is where
layers are looked for; what they are decides between them.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cnncalc.design.diff.sequence import Pair, common, once
from cnncalc.layers.base import Layer
from cnncalc.network import Group, Network, Node, is_automatic
from cnncalc.shape import padding_text

NUMBERED = re.compile(r"\.\d+$")

REMOVED_OR_ADDED, CHANGED = 10, 6
"""What an alignment costs per layer: one of a changed layer is better than one removed and one added."""

Names = tuple[str, ...]


class Item(NamedTuple):
    """A layer with what it is aligned by."""

    groups: Names  # the names of the blocks around it that are not mere numbers
    own: str  # its own name, if it is not a mere number
    kind: str
    fields: tuple[tuple[str, Any], ...]  # as `fields_of` gives them

    @property
    def path(self) -> Names:
        return (*self.groups, self.own) if self.own else self.groups


def items_of(network: Network) -> list[Item]:
    """The layers of a network, and its inputs, as they are aligned."""
    names = _named_groups()
    known: dict[int, tuple[tuple[str, Any], ...]] = {}
    return [_item(node, names(node.group), known) for node in network.nodes]


def fields_of(layer: Layer) -> dict[str, Any]:
    """What a layer is made with; values that mean the same are the same: `3` and `3x3`, `0` and `valid`."""
    values = dict(vars(layer))
    if "stride" in values and values["stride"] is None:
        values["stride"] = values.get("kernel")
    return {name: _plain(name, value) for name, value in values.items()}


def aligned(a: Sequence[Item], b: Sequence[Item]) -> list[Pair]:
    """The positions of layers that belong together, both increasing."""
    by_name = once(*([item.path and (item.path, item.kind) for item in items] for items in (a, b)))
    pairs = list(by_name)
    without_names = _cascade(a, b, LEVELS)
    for (i, m), (j, n) in _gaps(by_name, len(a), len(b)):
        part_a, part_b = a[i:m], b[j:n]
        ways = (_cascade(part_a, part_b, LEVELS), _cascade(part_a, part_b, LEVELS[1:]))
        best = min(ways, key=lambda way: _cost(part_a, part_b, way))
        pairs += [(i + x, j + y) for x, y in best]
    return min(sorted(pairs), without_names, key=lambda way: _cost(a, b, way))


Level = Callable[[Item], Hashable]

LEVELS: tuple[Level, ...] = (
    lambda item: (item.path, item.kind, item.fields),  # nothing was changed
    lambda item: (item.path, item.kind),  # its fields were
    lambda item: (item.kind, item.fields),  # its name was
    lambda item: item.kind,  # both were
    lambda item: (item.path, "") if item.own else item,  # it became another kind under its name
)
"""What must be the same, from the strictest to the loosest; what one level leaves is for the next."""


def _cascade(a: Sequence[Item], b: Sequence[Item], levels: Sequence[Level]) -> list[Pair]:
    pairs: list[Pair] = []
    for level in levels:
        numbers: dict[Hashable, int] = {}
        tokens_a = [numbers.setdefault(level(item), len(numbers)) for item in a]
        tokens_b = [numbers.setdefault(level(item), len(numbers)) for item in b]
        found: list[Pair] = []
        for (i, m), (j, n) in _gaps(pairs, len(a), len(b)):
            found += [(i + x, j + y) for x, y in common(tokens_a[i:m], tokens_b[j:n])]
        pairs = sorted(pairs + found)
    return pairs


def _gaps(pairs: Sequence[Pair], length_a: int, length_b: int) -> list[tuple[Pair, Pair]]:
    """What stands between the pairs, on either side from and to, where there is something on both."""
    starts = [(0, 0), *((i + 1, j + 1) for i, j in pairs)]
    ends = [*pairs, (length_a, length_b)]
    between = [((i, m), (j, n)) for (i, j), (m, n) in zip(starts, ends, strict=True)]
    return [gap for gap in between if all(end > start for start, end in gap)]


def _cost(a: Sequence[Item], b: Sequence[Item], pairs: Sequence[Pair]) -> int:
    changed = sum(a[i].fields != b[j].fields or a[i].kind != b[j].kind for i, j in pairs)
    return REMOVED_OR_ADDED * (len(a) + len(b) - 2 * len(pairs)) + CHANGED * changed


def _named_groups() -> Callable[[Group | None], Names]:
    """The names of the groups around a layer, those that are known remembered."""
    known: dict[int, Names] = {}

    def names(group: Group | None) -> Names:
        chain = []
        while group is not None and id(group) not in known:
            chain.append(group)
            group = group.parent
        found = known[id(group)] if group is not None else ()
        for one in reversed(chain):
            label = name_of(one.label, one.kind)
            found = (*found, label) if label and found[-1:] != (label,) else found
            known[id(one)] = found
        return found

    return names


def _item(node: Node, groups: Names, known: dict[int, tuple[tuple[str, Any], ...]]) -> Item:
    label = name_of(node.label, node.kind)
    if node.layer is None:
        return Item((), node.name, "input", (("shape", str(node.output)),))
    if id(node.layer) not in known:
        known[id(node.layer)] = tuple(fields_of(node.layer).items())
    return Item(groups, "" if groups[-1:] == (label,) else label, node.kind, known[id(node.layer)])


@lru_cache(maxsize=4096)
def name_of(label: str, kind: str) -> str:
    """What a label says beside the kind and a number.

    >>> name_of("relu6_3", "relu6"), name_of("unit1.2", "unit"), name_of("unit.2", "unit")
    ('', '', 'unit')
    """
    base = NUMBERED.sub("", label)
    return "" if is_automatic(base, kind) else base


def _plain(name: str, value: Any) -> Any:
    if name == "padding" and value is not None:
        text = padding_text(value)
        return "0" if text == "valid" else text
    if isinstance(value, tuple) and value and len(set(value)) == 1 and isinstance(value[0], int):
        return value[0]
    return value
