"""What was changed between two networks, and what merely follows from it.

A layer is changed where the spec made it otherwise: its fields, its kind, its name, what it reads, whose
parameters it shares. A layer whose shape, parameters, multiplies or receptive field differ though none
of these do follows from changes elsewhere.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from cnncalc.design.diff.align import Item, aligned, items_of
from cnncalc.design.diff.sequence import Pair
from cnncalc.figures.measures import sizes_of
from cnncalc.network import Network, Node
from cnncalc.summary import LayerSummary, Summary

Word = Literal["added", "removed", "changed", "renamed", "follows", "same"]

FIGURES = ("output", "parameters", "multiplies", "receptive_field")
"""The figures in which two layers are compared; of the receptive field its size."""


class Change(NamedTuple):
    """A layer before and after; None if it is not there. fields: what the spec changed, by name."""

    word: Word
    a: LayerSummary | None
    b: LayerSummary | None
    fields: dict[str, tuple[Any, Any]] = {}
    renamed: bool = False
    figures: tuple[str, ...] = ()  # those of FIGURES that differ


class Difference(NamedTuple):
    """Two networks, and every layer of both in an order that suits both."""

    a: Summary
    b: Summary
    changes: list[Change]

    @property
    def differ(self) -> bool:
        """Whether the spec changed anything."""
        return any(change.word != "same" for change in self.changes)


def difference(a: Summary, b: Summary) -> Difference:
    """The layers of two networks, aligned, with what was changed."""
    return Difference(a, b, _Comparer(a, b).changes())


class _Comparer:
    def __init__(self, a: Summary, b: Summary) -> None:
        self.a, self.b = a, b
        self.items_a, self.items_b = items_of(a.network), items_of(b.network)
        self.pairs = _inputs_first(self.items_a, self.items_b)
        self.there = dict(self.pairs)  # a layer of a -> that of b
        self.from_a = _known(a.network, set(self.there))
        self.from_b = _known(b.network, set(self.there.values()))

    def changes(self) -> list[Change]:
        result: list[Change] = []
        at_a = at_b = 0
        for i, j in [*self.pairs, (len(self.items_a), len(self.items_b))]:
            result += [Change("removed", self._layer(self.a, k), None) for k in range(at_a, i)]
            result += [Change("added", None, self._layer(self.b, k)) for k in range(at_b, j)]
            if i < len(self.items_a):
                result.append(self.pair(i, j))
            at_a, at_b = i + 1, j + 1
        return result

    def pair(self, i: int, j: int) -> Change:
        """What became of a layer that is there before and after."""
        one, other = self.items_a[i], self.items_b[j]
        before, after = self._layer(self.a, i), self._layer(self.b, j)
        fields = _fields(one, other)
        nodes = before.node, after.node
        if self.reads_otherwise(*nodes):
            fields["from"] = (", ".join(before.inputs), ", ".join(after.inputs))
        if shares := self.shares_otherwise(*nodes):
            fields["share"] = shares
        renamed = _renamed(one, other)
        figures = tuple(name for name in FIGURES if _figure(self.a, i, name) != _figure(self.b, j, name))
        word: Word = "changed" if fields else "renamed" if renamed else "follows" if figures else "same"
        return Change(word, before, after, fields, renamed, figures)

    def reads_otherwise(self, before: Node, after: Node) -> bool:
        """Whether a layer reads others, and not only because layers were put in or taken out between."""
        reads = {self.there[i] for i in before.inputs if i in self.there}
        now = {j for j in after.inputs if j in self.from_b and self.from_b[j] == j}
        if reads <= set(after.inputs) and now <= reads:
            return False
        known = {self.from_a[i] for i in before.inputs}
        return {i if i is None else self.there[i] for i in known} != {self.from_b[j] for j in after.inputs}

    def shares_otherwise(self, before: Node, after: Node) -> tuple[str | None, str | None] | None:
        """Whose parameters a layer shared and shares, where that was changed; None if it was not."""
        was, is_now = before.owner, after.owner
        if (None if was is None else self.there.get(was, -1)) == is_now:
            return None
        return (
            None if was is None else self.a.network.nodes[was].name,
            None if is_now is None else self.b.network.nodes[is_now].name,
        )

    def _layer(self, summary: Summary, number: int) -> LayerSummary:
        return LayerSummary(summary, summary.network.nodes[number])


def _inputs_first(a: Sequence[Item], b: Sequence[Item]) -> list[Pair]:
    """The inputs of the networks belong together by name, or where there is one on either side."""
    inputs = [sum(item.kind == "input" for item in items) for items in (a, b)]
    if inputs == [1, 1]:
        return [(0, 0), *((i + 1, j + 1) for i, j in aligned(a[1:], b[1:]))]
    return aligned(a, b)


def _known(network: Network, kept: set[int]) -> dict[int, int | None]:
    """For each layer the nearest one before it on its first path that is there on both sides."""
    found: dict[int, int | None] = {}
    for node in network.nodes:
        above = found[node.inputs[0]] if node.inputs else None
        found[node.number] = node.number if node.number in kept else above
    return found


def _fields(one: Item, other: Item) -> dict[str, tuple[Any, Any]]:
    if one.kind != other.kind:
        return {"kind": (one.kind, other.kind)}
    if one.fields == other.fields:
        return {}
    before, after = dict(one.fields), dict(other.fields)
    return {name: (value, after.get(name)) for name, value in before.items() if value != after.get(name)}


def _renamed(one: Item, other: Item) -> bool:
    """Whether the names of two layers contradict each other; a block more around one is not another name."""
    if one.groups == other.groups:
        return one.own != other.own
    return not _within(one.path, other.path) and not _within(other.path, one.path)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(name in rest for name in short)


def _figure(summary: Summary, number: int, name: str) -> Any:
    value = summary.figures[name][number]
    return sizes_of(value) if name == "receptive_field" else value
