"""Where layers are named and expressions read: the path before their names, and what stands around."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Optional, TypeAlias, cast

from cnncalc.language.env import NOTHING, Env, Layered
from cnncalc.language.tree import Scalar, Value
from cnncalc.network import Group, Node
from cnncalc.problem import Place


class SeveralInputs(NamedTuple):
    """What stands before the first layer where there are several inputs: it has to say which one it reads."""

    names: tuple[str, ...]


Readable: TypeAlias = Node | SeveralInputs | None
"""What a layer reads if it does not say otherwise; None for what is wrong, which is reported."""


class Scope:
    """Where layers are named: the path before their names, and what stands around.

    Unnamed branches of one join have groups of their own, but share their names and numbers.
    """

    def __init__(
        self,
        prefix: str = "",
        group: Group | None = None,
        parent: Optional["Scope"] = None,
        env: Env = NOTHING,
    ) -> None:
        self.prefix = prefix  # "" or "inception_3a/"
        self.group = group
        self.parent = parent
        self.env = env  # what the names in expressions mean
        self.words: dict[str, tuple[str, Scope]] = {}  # parameters and counters that are words; whence
        self.numbers: dict[str, int] = {}  # how many layers of a kind are unnamed
        self.next_label: str | None = None  # what the next layer is called: one of a repetition

    def inside(self, group: Group | None) -> "Scope":
        """The same names, in a group within this one's."""
        scope = Scope(self.prefix, group, self.parent, self.env)
        scope.numbers, scope.words = self.numbers, self.words
        return scope

    def block(self, name: str, group: Group) -> "Scope":
        """The scope of a block of this full name."""
        scope = Scope(f"{name}/", group, self, self.env)
        scope.words = self.words
        return scope

    def within(self, name: str, kind: str, place: Place) -> Group:
        """The layers that stand together under this full name, within this one's group."""
        return Group(name, name.rpartition("/")[2], kind, self.group, place)

    def called(
        self, top: Env, values: dict[str, Any], written: Mapping[str, Value], caller: "Scope"
    ) -> "Scope":
        """The same scope for a block with parameters, which sees these and the variables of the spec."""
        self.env = Env(Layered({}, values, cast(dict[str, Any], top.values)), effort=top.effort)
        self.words = {name: (word, caller) for name, word in values.items() if isinstance(word, str)}
        for name, value in written.items():
            if name in self.words and isinstance(value, Scalar) and value.text in caller.words:
                self.words[name] = caller.words[value.text]  # handed on: it means what it meant there
        return self

    def with_values(self, values: Mapping[str, Any]) -> "Scope":
        """The same names, where an expression may say some more: the counter of a loop."""
        if not values:
            return self.inside(self.group)
        known = self.env.values
        counters, *others = known.maps if isinstance(known, Layered) else ({}, cast(dict[str, Any], known))
        both = Layered({**counters, **values}, *others)  # one level, however deep loops stand in loops
        scope = Scope(self.prefix, self.group, self.parent, Env(both, effort=self.env.effort))
        scope.numbers = self.numbers
        if self.words or any(isinstance(word, str) for word in values.values()):
            self.env.elements(len(self.words))
            scope.words = {name: word for name, word in self.words.items() if name not in values}
            scope.words |= {name: (word, self) for name, word in values.items() if isinstance(word, str)}
        return scope

    def env_at(self, read: Readable) -> Env:
        """What the names in an expression mean where this is read."""
        if isinstance(read, SeveralInputs):
            return self.env
        return self.env.at(read.output if read else None)

    @property
    def heads(self) -> Iterator[str]:
        """The auxiliary outputs around it, innermost first."""
        group = self.group
        while group is not None:
            if group.kind == "head":
                yield group.name
            group = group.parent

    def outwards(self) -> Iterator["Scope"]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent
