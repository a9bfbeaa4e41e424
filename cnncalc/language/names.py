"""The names of layers: given or numbered, looked up from the innermost block outwards."""

from collections.abc import Iterator
from itertools import islice

from cnncalc.effort import Effort
from cnncalc.language.arithmetic import show
from cnncalc.language.naming import BRANCH, name_fault
from cnncalc.language.scope import Readable, Scope
from cnncalc.language.tree import Scalar, Value, words_for
from cnncalc.network import Node, automatic_name
from cnncalc.problem import Place, Problems, nearest_path, quoted

LONGEST_PATH = 1_000
"""Characters of the names of all blocks around a layer together."""

NEARBY = 200
"""Names, counted from the last, among which a hint is looked for."""


class Names:
    """Every layer, block and loop by its full name.

    A name is claimed where it begins and settled where it ends. Between, nothing can read it.
    """

    def __init__(self, problems: Problems, effort: Effort) -> None:
        self.problems = problems
        self.effort = effort
        self.places: dict[str, Place] = {}  # every name that was claimed
        self.nodes: dict[str, Readable] = {}  # what reading it gives; None if that is wrong
        self.heads: set[str] = set()
        self.passing: set[str] = set()  # blocks and loops of which no layer is left

    def claim(self, kind: str, given: Value | None, scope: Scope, place: Place) -> str:
        """The full name of what begins here: the one given to it, or the next number of its kind."""
        label, scope.next_label = scope.next_label, None
        if label is None and given is not None:
            label = self._given(given, scope)
        if label is None:
            name = self._numbered(kind, scope)
            self.places[name] = place
        else:
            name = scope.prefix + label
            self.take(name, place)
        return name

    def check_path(self, scope: Scope, place: Place) -> None:
        """SpecError if the names of the blocks around a layer are too long."""
        if len(scope.prefix) > LONGEST_PATH:
            message = f"the names of the blocks around this have more than {LONGEST_PATH:,} characters"
            self.problems.add(message, place)
            raise self.problems.error()

    def take(self, name: str, place: Place) -> None:
        """A name that only one may have."""
        if first := self.places.get(name):
            label = name.rpartition("/")[2]
            self.problems.add(f"the name {quoted(label)} is used twice; first on line {first.line}", place)
        self.places.setdefault(name, place)

    def settle(self, name: str, node: Readable) -> None:
        """What those below read by this name; None stands for what is wrong, which is reported."""
        self.nodes[name] = node

    def settle_several(self, name: str, start: Readable, end: Readable) -> None:
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
            message = f"a layer cannot be called {quoted(given.text)}: unnamed branches are called that"
            self.problems.add(message, given.place)
        elif scope.prefix + given.text in self.places:
            self.take(scope.prefix + given.text, given.place)
        else:
            return given.text
        return None

    def find(self, name: Value, scope: Scope) -> Readable:
        """The node of this name, looked up from the innermost block outwards; None if not known."""
        if not isinstance(name, Scalar) or name.empty:
            self.problems.add(f"expected the name of a layer; found {words_for(name)}", name.place)
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
        hint = near or "; a layer can only read layers above it"
        given = f", which '{name.text}' stands for" if word != name.text else ""
        self.problems.add(f"no layer above is called {quoted(word)}{given}{hint}", name.place)
        return None

    def left_out(self, name: Value, scope: Scope) -> str | None:
        """What is wrong with a layer of this name where no layer is left of what it means."""
        if isinstance(name, Scalar) and self.meant(name.text, scope) in self.passing:
            return f"{quoted(name.text)}, whose layers are all left out"
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
            return f"{quoted(word)} cannot be read in every round of {quoted(stem)}, only in later rounds"
        if any(map(self._is_open, self._meant(word, scope))):
            return f"{quoted(word)} cannot be read inside itself; a layer can only read layers above it"
        return None

    def _is_open(self, name: str) -> bool:
        return name in self.places and name not in self.nodes and name not in self.heads

    def _readable(self, node: Readable, name: Scalar, scope: Scope) -> Readable:
        if isinstance(node, Node) and node.head not in (None, *scope.heads):
            self._side_output(f"'{name.text}' is part of the head '{node.head}'", name)
            return None
        return node

    def _side_output(self, what: str, name: Scalar) -> None:
        self.problems.add(f"{what}, which only its own layers can read", name.place)
