"""Layers are followed in the order of writing: each is read, named, and joined to what it reads.

A layer that cannot be built leaves None behind, as the output of what is not known, and a problem. What
reads it is still read, so that its own mistakes are reported too, but nothing is said about its shape.
"""

from cnncalc.effort import Effort
from cnncalc.language.blocks import BlockDefinition, arguments, called, may_call, read_call
from cnncalc.language.conditions import is_wanted
from cnncalc.language.document import Document
from cnncalc.language.entry import (
    Branches,
    Entry,
    Fields,
    branch_label,
    read_branches,
    read_entry,
)
from cnncalc.language.inputs import Input
from cnncalc.language.known import Known
from cnncalc.language.misfit import MisfitError
from cnncalc.language.scope import Readable, Scope, SeveralInputs
from cnncalc.language.single import Layers
from cnncalc.language.statements import LOOPS, Loop, innermost, kind_and_body, read_head
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.language.wiring import Wiring, all_known
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.network import Group, Node
from cnncalc.problem import Place, Problems
from cnncalc.shape import Shape

DEEPEST_CHAIN = 150
"""How deep branches, loops and calls may nest in each other: fewer than Python's stack has room for."""


class Builder:
    """Follows the layers of a document; the network grows in its wiring."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.effort = Effort(problems)
        self.wiring = Wiring(problems, self.effort)
        self.names = self.wiring.names
        self.top = document.variables._replace(effort=self.effort)  # what every block sees
        self.layers = Layers(document.defaults, self.wiring)
        self.known = Known(document.blocks, problems, self.effort)
        self.calling: list[str] = []  # the blocks that are being followed
        self.depth = 0

    def build(self, inputs: dict[str, Input]) -> tuple[Node, ...]:
        """The nodes of the network on these inputs; what is wrong goes to the problems."""
        nodes = [self.input(name, *given) for name, given in inputs.items()]
        start = nodes[0] if len(nodes) == 1 else SeveralInputs(tuple(inputs)) if nodes else None
        self.chain(self.document.layers.items, start, Scope(env=self.top))
        self.layers.check_complete()
        return tuple(self.wiring.network.nodes)

    def input(self, name: str, shape: Shape | None, place: Place) -> Node | None:
        """An input of the network; None if its shape is not known."""
        node = None if shape is None else self.wiring.network.input(name, shape, place)
        self.names.take(name, place)
        self.names.settle(name, node)
        return node

    def chain(self, items: list[Value], current: Readable, scope: Scope) -> Readable:
        """Layers one after another; what the next one reads, None if that is wrong and reported."""
        if self.depth == DEEPEST_CHAIN:
            place = items[0].place if items else None
            self.problems.add(f"branches, loops and blocks nest more than {DEEPEST_CHAIN} deep", place)
            raise self.problems.error()
        self.depth += 1
        for item in items:
            current = self.item(item, current, scope)
            if current is None:
                self.problems.follow()
        self.depth -= 1
        return current

    def item(self, item: Value, current: Readable, scope: Scope) -> Readable:
        """One layer, whatever its kind; what the next one reads."""
        entry = read_entry(item, self.problems)
        if entry is None:
            return None
        self.effort.item(entry.place)
        self.names.check_path(scope, entry.place)
        if not self.known.check(entry):
            return None
        try:
            wanted = is_wanted(entry, current, scope, self.wiring)
        except MisfitError as misfit:
            misfit.report(self.problems)
            return None
        if wanted:
            return self.followed(entry, current, scope)
        self.known.check_left_out([item])
        return current

    def followed(self, entry: Entry, current: Readable, scope: Scope) -> Readable:
        """What the next layer reads after one that is wanted."""
        word = entry.key.text
        if word == "head":
            return self.head(entry, current, scope)
        if word in LOOPS:
            loop = LOOPS[word](entry, scope.env_at(current), self.problems)
            return self.loop(loop, entry, current, scope) if loop else None
        if word in self.document.blocks:
            return self.call(self.document.blocks[word], entry, current, scope)
        kind = CATALOGUE[word]
        return (self.join if kind.joins else self.layers.single)(kind, entry, current, scope)

    # -- joins -------------------------------------------------------------------------------------

    def join(self, kind: type[Layer], entry: Entry, current: Readable, scope: Scope) -> Node | None:
        """Parallel branches, or the layers named by `from`, and the layer that joins them."""
        place = entry.place
        read = read_branches(kind, entry, self.problems)
        fields, branches = read if read else (Fields({}, []), None)
        name = self.layers.claim(kind, fields, scope, place)
        node = None
        if read is not None:
            layer = self.layers.layer(kind, fields, None, place, scope, current)
            if branches is None:
                sources = self.wiring.sources(fields.structure["from"], scope)
            else:
                start = self.wiring.start(fields.structure.get("from"), current, scope)
                scope = scope.inside(scope.within(name, kind.kind, place))
                sources = self.branches(branches, start, name, scope)
            sources = self.wiring.several(kind, sources, place)
            node = self.wiring.add(name, layer, sources, place, scope, fields)
        self.names.settle(name, node)
        return node

    def branches(self, branches: Branches, start: Readable, join: str, scope: Scope) -> list[Node] | None:
        """The last layer of each branch; None if one of them is not known."""
        assert scope.group is not None
        unnamed = scope.block(join, scope.group)
        ends: list[Node | None] = []
        for number, (key, value) in enumerate(branches, start=1):
            label = branch_label(key, number, self.problems)
            if key and isinstance(value, Scalar) and value.empty:
                self.problems.add(
                    f"branch '{label}' is empty; write 'identity' for a branch that passes its input on",
                    value.place,
                )
                ends.append(None)
                continue
            group = Group(f"{join}/{label}", label, "branch", scope.group, (key or value).place)
            inside = unnamed.block(group.name, group) if key else unnamed.inside(group)
            items: list[Value] = value.items if isinstance(value, Sequence) else [value]
            ends.append(self.wiring.said(self.chain(items, start, inside), value.place))
        return all_known(ends)

    # -- heads, loops and blocks -------------------------------------------------------------------

    def head(self, entry: Entry, current: Readable, scope: Scope) -> Readable:
        """An auxiliary output: its layers read the layer before it, and the main path goes on from there."""
        head = read_head(entry, self.problems)
        if head is None:
            return current
        name = self.names.claim("head", head.structure.get("name"), scope, entry.place)
        start = self.wiring.source("head", head.structure.get("from"), current, entry.place, scope)
        self.names.heads.add(name)
        if head.layers is not None:
            group = scope.within(name, "head", entry.place)
            self.chain(head.layers, start, scope.block(name, group))
        return current

    def loop(self, loop: Loop, entry: Entry, current: Readable, scope: Scope) -> Readable:
        """The layers once for each round: `name.0`, `name.1`, ...; a single layer takes the name itself."""
        word, start = entry.key.text, current
        if loop.single:
            name = self.base_name(loop.layers[0], scope)
        else:
            name = self.names.claim(word, loop.name, scope, entry.place)
        if loop.rounds is None:
            self.names.settle(name, None)
            return None
        rounds, end = 0, start
        for i, values in enumerate(loop.rounds):
            rounds += 1
            self.effort.item(entry.place)
            inside = scope.with_values(values)
            if loop.single:
                inside.next_label = f"{name.rpartition('/')[2]}.{i}"
                current = self.chain(loop.layers, current, inside)
                end = self.names.nodes.get(f"{name}.{i}", end)  # the layer itself, before its activation
            else:
                current = end = self.round(f"{name}.{i}", loop, entry, current, inside)
        if not rounds:
            self.known.check_left_out(loop.layers)
        self.names.settle_several(name, start, end)
        return current

    def round(self, name: str, loop: Loop, entry: Entry, current: Readable, inside: Scope) -> Readable:
        """A round of a loop, which has a name of its own."""
        group = inside.within(name, entry.key.text, entry.place)
        self.names.take(name, entry.place)
        end = self.chain(loop.layers, current, inside.block(name, group))
        self.names.settle_several(name, current, end)
        return end

    def base_name(self, item: Value, scope: Scope) -> str:
        """The name of a repeated layer without its number."""
        (kind, _), (inner, body) = kind_and_body(item), innermost(item)
        given = body.get("name") if isinstance(body, Mapping) else None
        name = self.names.claim(kind, given, scope, item.place)
        if inner == "head":
            self.names.heads.add(name)
        return name

    def call(self, block: BlockDefinition | None, entry: Entry, current: Readable, scope: Scope) -> Readable:
        """The layers of a block, with its parameters standing for what the call gives."""
        word, place = entry.key.text, entry.place
        if block is None:
            given_name = entry.body.get("name") if isinstance(entry.body, Mapping) else None
            self.names.settle(self.names.claim(word, given_name, scope, place), None)
            return None
        structure, given = read_call(block, entry, self.problems)
        name = self.names.claim(word, structure.get("name"), scope, place)
        start = self.wiring.source(word, structure.get("from"), current, place, scope)
        values = arguments(block, given, scope.env_at(start), self.top, place, self.problems)
        end: Readable = None
        if values is not None and may_call(block, self.calling, place, self.problems):
            group = scope.within(name, word, place)
            written = {key.text: value for key, value in given}
            inner = scope.block(name, group).called(self.top, values, written, scope)
            end = self.within(block, place, start, inner)
        self.names.settle_several(name, start, end)
        return end

    def within(self, block: BlockDefinition, place: Place, start: Node | None, inner: Scope) -> Readable:
        """The layers of a block that is called here."""
        self.calling.append(block.name)
        self.problems.calls.append(called(block, place))
        end = self.chain(block.layers.items, start, inner)
        self.problems.calls.pop()
        self.calling.pop()
        return end
