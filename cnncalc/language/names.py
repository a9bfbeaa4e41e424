"""The names of layers: given or numbered, looked up from the innermost block outwards."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Optional, cast

from cnncalc.effort import Effort
from cnncalc.language.expression import NOTHING, Env, show
from cnncalc.language.naming import BRANCH, name_fault
from cnncalc.language.tree import Scalar, Value, words_for
from cnncalc.network import Group, Node, automatic_name, input_facts
from cnncalc.problem import Place, Problems, nearest_path, quoted
from cnncalc.shape import Shape

LONGEST_PATH = 1_000
"""Characters of the names of all blocks around a layer together."""

NEARBY = 200
"""Names, counted from the last, among which a hint is looked for."""


UNSAID = Node(-1, "", None, (), Shape(1), input_facts(Shape(1)))
"""What the first layer reads where there are several inputs: it has to say which."""


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

    def called(
        self, top: Env, values: dict[str, Any], written: Mapping[str, Value], caller: "Scope"
    ) -> "Scope":
        """The same scope for a block with parameters, which sees these and the variables of the spec."""
        self.env = Env(ChainMap({}, values, cast(dict[str, Any], top.values)), effort=top.effort)
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
        counters, *others = known.maps if isinstance(known, ChainMap) else ({}, cast(dict[str, Any], known))
        both = ChainMap({**counters, **values}, *others)  # one level, however deep loops stand in loops
        scope = Scope(self.prefix, self.group, self.parent, Env(both, effort=self.env.effort))
        scope.numbers = self.numbers
        if self.words or any(isinstance(word, str) for word in values.values()):
            self.env.elements(len(self.words))
            scope.words = {name: word for name, word in self.words.items() if name not in values}
            scope.words |= {name: (word, self) for name, word in values.items() if isinstance(word, str)}
        return scope

    def env_at(self, node: Node | None) -> Env:
        """What the names in an expression mean where this node is read."""
        return self.env if node is UNSAID else self.env.at(node.output if node else None)

    @property
    def heads(self) -> Iterator[str]:
        """The side outputs around it, innermost first."""
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


class Names:
    """Every layer, block and loop by its full name.

    A name is claimed where it begins and settled where it ends. Between, nothing can read it.
    """

    def __init__(self, problems: Problems, effort: Effort) -> None:
        self.problems = problems
        self.effort = effort
        self.places: dict[str, Place] = {}  # every name that was claimed
        self.nodes: dict[str, Node | None] = {}  # what reading it gives; None where that is wrong
        self.heads: set[str] = set()
        self.passing: set[str] = set()  # blocks and loops of which no layer is left

    def claim(self, kind: str, given: Value | None, scope: Scope, place: Place) -> str:
        """The full name of what begins here: the one given to it, or the next number of its kind."""
        label, scope.next_label = scope.next_label, None
        if label is None and given is not None:
            label = self._given(given, scope)
        name = self._numbered(kind, scope) if label is None else scope.prefix + label
        self.take(name, place)
        return name

    def take(self, name: str, place: Place) -> None:
        """A name that only one may have."""
        if first := self.places.get(name):
            label = name.rpartition("/")[2]
            self.problems.add(f"the name {quoted(label)} stands twice; first on line {first.line}", place)
        self.places.setdefault(name, place)

    def settle(self, name: str, node: Node | None) -> None:
        """What those below read by this name; None stands for what is wrong, which is reported."""
        self.nodes[name] = node

    def settle_several(self, name: str, start: Node | None, end: Node | None) -> None:
        """The same of layers between `start` and `end`, of which all may be left out."""
        self.settle(name, end)
        if end is start:
            self.passing.add(name)

    def _numbered(self, kind: str, scope: Scope) -> str:
        while True:
            scope.numbers[kind] = scope.numbers.get(kind, 0) + 1
            name = scope.prefix + automatic_name(kind, scope.numbers[kind])
            if name not in self.places:
                return name

    def _given(self, given: Value, scope: Scope) -> str | None:
        if not isinstance(given, Scalar):
            self.problems.add(f"'name' takes a word; found {words_for(given)}", given.place)
        elif fault := name_fault("" if given.empty else given.text):
            self.problems.add(fault, given.place)
        elif given.text.startswith(f"{BRANCH} ") and given.text[len(BRANCH) + 1 :].isdecimal():
            message = f"a layer is not called {quoted(given.text)}, as unnamed branches are"
            self.problems.add(message, given.place)
        elif scope.prefix + given.text in self.places:
            self.take(scope.prefix + given.text, given.place)
        else:
            return given.text
        return None

    def find(self, name: Value, scope: Scope) -> Node | None:
        """The node of this name, looked up from the innermost block outwards; None if not known."""
        if not isinstance(name, Scalar) or name.empty:
            self.problems.add(f"the name of a layer was expected; found {words_for(name)}", name.place)
            return None
        full = self.meant(name.text, scope)
        if full in self.heads:
            self._side_output(f"'{name.text}' is a head", name)
            return None
        if full is not None:
            return self._readable(self.nodes[full], name, scope)
        if fault := self._open(name.text, scope):
            self.problems.add(fault, name.place)
            return None
        nearby = list(islice(reversed(self.nodes), NEARBY))
        known = (full.removeprefix(around.prefix) for around in scope.outwards() for full in nearby)
        word, _ = scope.words.get(name.text, (name.text, scope))
        inner = next((full for full in nearby if full.endswith(f"/{word}")), None)
        near = f"; did you mean '{inner}'?" if inner else self.effort.hint(word, known, nearest_path)
        value = scope.env.values.get(name.text)
        if value is not None and not isinstance(value, str):
            near = f"; {quoted(name.text)} stands for {show(value)}"
        hint = near or "; a layer reads layers above it"
        given = f", which '{name.text}' stands for" if word != name.text else ""
        self.problems.add(f"no layer above is called {quoted(word)}{given}{hint}", name.place)
        return None

    def left_out(self, name: Value, scope: Scope) -> str | None:
        """What is wrong with a layer of this name where no layer is left of what it means."""
        if isinstance(name, Scalar) and self.meant(name.text, scope) in self.passing:
            return f"{quoted(name.text)}, of which no layer is left"
        return None

    def meant(self, word: str, scope: Scope) -> str | None:
        """The full name of the layer that is meant: a parameter's word is looked up where it was given."""
        return next(
            (name for name in self._meant(word, scope) if name in self.nodes or name in self.heads), None
        )

    def _meant(self, word: str, scope: Scope) -> Iterator[str]:
        """The names that a word may mean, innermost first."""
        word, scope = scope.words.get(word, (word, scope))
        variable = scope.env.values.get(word)  # a layer of this name comes before it
        words = (word, variable) if isinstance(variable, str) else (word,)
        return (around.prefix + word for word in words for around in scope.outwards())

    def _open(self, word: str, scope: Scope) -> str | None:
        """What is wrong with a word that names what it stands in, if it does."""
        stem, _, round_ = word.rpartition(".")
        if stem and round_.isdecimal() and any(map(self._is_open, self._meant(stem, scope))):
            return f"{quoted(word)} cannot be read in every round of {quoted(stem)}, only in those behind it"
        if any(map(self._is_open, self._meant(word, scope))):
            return f"{quoted(word)} cannot be read within itself; a layer reads layers above it"
        return None

    def _is_open(self, name: str) -> bool:
        return name in self.places and name not in self.nodes and name not in self.heads

    def _readable(self, node: Node | None, name: Scalar, scope: Scope) -> Node | None:
        if node is not None and node.head not in (None, *scope.heads):
            self._side_output(f"'{name.text}' is part of the head '{node.head}'", name)
            return None
        return node

    def _side_output(self, what: str, name: Scalar) -> None:
        self.problems.add(f"{what}, a side output that only itself reads", name.place)
