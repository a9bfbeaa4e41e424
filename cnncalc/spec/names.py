"""The names of layers: given or numbered, looked up from the innermost block outwards."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from itertools import islice
from keyword import iskeyword
from typing import Any, Optional, cast

from cnncalc.effort import Effort
from cnncalc.network import Group, Node, automatic_name
from cnncalc.problem import Place, Problems, nearest_path, quoted
from cnncalc.spec.expression import FLAGS, NOTHING, Env, show
from cnncalc.spec.tree import Scalar, Value, words_for

LONGEST_NAME = 100
"""Characters of a name: a block's name stands before those of all its layers."""

LONGEST_PATH = 1_000
"""Characters of the names of all blocks around a layer together."""

NEARBY = 200
"""Names, counted from the last, among which a hint is looked for."""


def name_fault(name: str) -> str | None:
    """What is wrong with a name that a spec gives, if anything."""
    if not name.strip():
        return "a name may not be empty"
    if "/" in name:
        return f"a name may not contain '/': {quoted(name)}; it separates a block from its layers"
    if len(name) > LONGEST_NAME:
        return f"a name has at most {LONGEST_NAME} characters; this one has {len(name):,}"
    if not name.isprintable() or name != name.strip():
        return f"a name is one printable line without blanks around it; found {quoted(name)}"
    return None


def variable_fault(what: str, name: str) -> str | None:
    """What is wrong with the name of a variable, parameter or counter, if anything."""
    if name.lower() in (*FLAGS, "null"):
        return f"{what} is not called '{name}', which always means {_MEANING[FLAGS.get(name.lower())]}"
    if iskeyword(name):
        return f"{what} is not called '{name}', which is a word of expressions"
    if not name.isidentifier():
        return f"{what} is a word that expressions can name; found {quoted(name)}"
    return None


_MEANING = {True: "true", False: "false", None: "nothing"}


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
        return self.env.at(node.output if node else None)

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
    """Every layer by its full name; None stands for one that could not be built."""

    def __init__(self, problems: Problems, effort: Effort) -> None:
        self.problems = problems
        self.effort = effort
        self.nodes: dict[str, Node | None] = {}
        self.places: dict[str, Place] = {}
        self.heads: set[str] = set()

    def register(self, name: str, node: Node | None, place: Place) -> None:
        """A layer that those below may read."""
        self.nodes[name] = node
        self.places[name] = place

    def new(self, name: str, place: Place) -> None:
        """A name that no layer may have, as a round of a loop has it; nothing can read it yet."""
        if first := self.places.get(name):
            label = name.rpartition("/")[2]
            self.problems.add(f"the name {quoted(label)} stands twice; first on line {first.line}", place)
        self.register(name, None, place)

    def full(self, kind: str, given: Value | None, scope: Scope) -> str:
        """The full name of a layer: the name given to it, or the next number of its kind."""
        label, scope.next_label = scope.next_label, None
        if label is None and given is not None:
            label = self._given(given, scope)
        if label is not None:
            return scope.prefix + label
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
        elif first := self.places.get(scope.prefix + given.text):
            self.problems.add(
                f"the name {quoted(given.text)} stands twice; first on line {first.line}", given.place
            )
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
        nearby = list(islice(reversed(self.places), NEARBY))
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

    def meant(self, word: str, scope: Scope) -> str | None:
        """The full name of the layer that is meant: a parameter's word is looked up where it was given."""
        word, scope = scope.words.get(word, (word, scope))
        variable = scope.env.values.get(word)  # a layer of this name comes before it
        words = (word, variable) if isinstance(variable, str) else (word,)
        names = (around.prefix + word for word in words for around in scope.outwards())
        return next((name for name in names if name in self.places), None)

    def _readable(self, node: Node | None, name: Scalar, scope: Scope) -> Node | None:
        if node is not None and node.head not in (None, *scope.heads):
            self._side_output(f"'{name.text}' is part of the head '{node.head}'", name)
            return None
        return node

    def _side_output(self, what: str, name: Scalar) -> None:
        self.problems.add(f"{what}, a side output that only itself reads", name.place)
