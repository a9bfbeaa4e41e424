"""The top of a spec: its name, inputs, defaults, layers, and the figures it expects."""

import re
from collections.abc import Mapping as Dict
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from cnncalc.effort import Effort
from cnncalc.language.blocks import BlockDefinition, read_blocks
from cnncalc.language.entry import JOINS, read_activation
from cnncalc.language.env import Env
from cnncalc.language.fields import Defaults, read_fields
from cnncalc.language.inherit import inherited
from cnncalc.language.naming import name_fault, text_fault, variable_fault
from cnncalc.language.parse import parse
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for, written
from cnncalc.language.unread import unread
from cnncalc.language.values import MisfitError, read_any, read_shape, words_in
from cnncalc.layers import CATALOGUE
from cnncalc.network import Expectation, Written
from cnncalc.problem import Place, Problems, Source, did_you_mean, listing, printable, quoted
from cnncalc.shape import Shape

KEYS = (
    "name", "reference", "extends", "use", "variables", "blocks", "input", "inputs", "defaults", "layers",
    "expect", "accuracy", "review", "budget",
)  # fmt: skip


MOST_CIRCLES = 10
"""Circles of variables that are told of at once."""


class Input(NamedTuple):
    """An input of the network: its shape is None where it could not be read."""

    shape: Shape | None
    place: Place


class Document(NamedTuple):
    """A spec, read but not yet built."""

    source: Source
    name: str
    reference: str
    variables: Env
    blocks: Dict[str, BlockDefinition | None]  # None where they are wrong
    inputs: Dict[str, Input]
    defaults: Dict[str, Defaults | None]  # by kind; None where they are wrong
    layers: Sequence
    expect: Dict[str, Expectation]
    unread: Dict[str, tuple[str, ...]]  # "variables" and "blocks" of this very file that nothing reads
    accuracy: Dict[str, Fraction]  # by benchmark, a part of 1
    review: Written | None = None  # how `cnncalc review` is to judge it
    budget: tuple[Written, ...] = ()  # limits that it has to keep


def read_document(
    source: Source,
    problems: Problems,
    settings: Dict[str, Value] | None = None,
    root: Value | None = None,
) -> Document | None:
    """The document; None where there is nothing to build. What is wrong goes to `problems`.

    `settings` replaces the values of variables by name.
    """
    whole = read_root(source, problems, root)
    return None if whole is None else document_of(source, whole, problems, settings)


def document_of(
    source: Source, root: Mapping, problems: Problems, settings: Dict[str, Value] | None = None
) -> Document | None:
    """The document of a tree that `read_root` gave: many can be had of one tree, by other settings."""
    return _DocumentReader(source, root, problems, settings or {}).document()


def read_root(source: Source, problems: Problems, root: Value | None = None) -> Mapping | None:
    """The text as a tree, with what it takes from the specs that it extends and uses."""
    root = parse(source, problems) if root is None else root
    start = Place(source, 1, 1)
    if root is None or (isinstance(root, Scalar) and root.empty):
        problems.add(f"an empty spec: it needs 'input' and 'layers'{_EXAMPLE}", start)
        return None
    if not isinstance(root, Mapping):
        problems.add(f"a spec is a mapping with 'input' and 'layers'; found {words_for(root)}", root.place)
        return None
    before = len(problems)
    whole = inherited(root, source, problems)
    return None if "extends" in root and len(problems) > before else whole


_EXAMPLE = "; for example 'input: 32x32x3' and 'layers: [conv: {filters: 6, kernel: 5}]'"


class _DocumentReader:
    def __init__(self, source: Source, root: Mapping, problems: Problems, settings: Dict[str, Value]) -> None:
        self.source, self.root, self.problems = source, root, problems
        self.effort = Effort(problems)
        self.env = self.variables(settings)

    def document(self) -> Document | None:
        for key, _ in self.root:
            if key.text not in KEYS:
                hint = did_you_mean(key.text, KEYS) or f"; it has {listing(KEYS)}"
                self.problems.add(f"a spec has no key {quoted(key.text)}{hint}", key.place)
        layers = self.layers()
        inputs = self.inputs()
        if layers is None:
            return None
        file = self.source.name.replace("\\", "/").rpartition("/")[2]
        name = self.text("name") or printable(file.partition(".")[0])
        return Document(
            source=self.source,
            name=name,
            reference=self.text("reference"),
            variables=self.env,
            blocks=read_blocks(self.root.get("blocks"), self.problems),
            inputs=inputs,
            defaults=self.defaults(),
            layers=layers,
            expect=self.expect(),
            unread={
                key: tuple(name.text for name in names if name.source is self.source)
                for key, names in unread(self.root).items()
            },
            accuracy=self.accuracy(),
            review=written(review) if (review := self.root.get("review")) is not None else None,
            budget=(written(budget),) if (budget := self.root.get("budget")) is not None else (),
        )

    def variables(self, settings: Dict[str, Value]) -> Env:
        """What the variables stand for: each may be an expression of the others."""
        value = self.root.get("variables")
        values: dict[str, Any] = {}
        if value is not None and not isinstance(value, Mapping):
            message = f"'variables' names values, such as {{width: 64}}; found {words_for(value)}"
            self.problems.add(message, value.place)
        pairs = list(value) if isinstance(value, Mapping) else []
        for key, _ in pairs:
            if fault := variable_fault("a variable", key.text):
                self.problems.add(fault, key.place)
        known = [key.text for key, _ in pairs]
        written = {key.text: settings.get(key.text, item) for key, item in pairs}
        for name in self.in_order(written, values):
            self.effort.place = written[name].place
            try:
                values[name] = read_any(written[name], Env(values, effort=self.effort))
            except MisfitError as misfit:
                misfit.report(self.problems)
                values[name] = None
        for name in settings:
            if name not in known:
                there = f"; there are {listing(known)}" if known else "; the spec has none"
                hint = self.effort.hint(name, known) or there
                self.problems.add(f"--set: there is no variable {quoted(name)} to set{hint}")
        return Env(values, effort=self.effort)

    def in_order(self, written: Dict[str, Value], values: dict[str, Any]) -> list[str]:
        """The variables, each behind those that its value names; those in a circle get no value."""
        graph = {name: sorted(words_in(item) & written.keys()) for name, item in written.items()}
        for _ in range(MOST_CIRCLES):
            try:
                return list(TopologicalSorter(graph).static_order())
            except CycleError as error:
                circle = error.args[1]
            path = " -> ".join(reversed(circle))
            self.problems.add(f"variables depend on each other: {path}", written[circle[0]].place)
            values |= dict.fromkeys(circle)
            graph = {
                name: [word for word in words if word not in values]
                for name, words in graph.items()
                if name not in values
            }
        values |= dict.fromkeys(written)
        return []

    def text(self, key: str) -> str:
        value = self.root.get(key)
        if value is None:
            return ""
        if not isinstance(value, Scalar) or value.empty:
            self.problems.add(f"'{key}' takes a text; found {words_for(value)}", value.place)
            return ""
        text = " ".join(value.text.split())
        if not text.isprintable():
            self.problems.add(f"'{key}' takes a printable text; found {quoted(text)}", value.place)
        return text

    def layers(self) -> Sequence | None:
        value = self.root.get("layers")
        if value is None:
            self.problems.add("'layers' is missing: the list of the layers", self.root.place)
            return None
        if not isinstance(value, Sequence) or not value.items:
            self.problems.add(
                f"'layers' is a list of layers, each behind a '-'; found {words_for(value)}", value.place
            )
            return None
        return value

    def inputs(self) -> Dict[str, Input]:
        one, several = self.root.get("input"), self.root.get("inputs")
        if one is not None and several is not None:
            self.problems.add("'input' and 'inputs' both say what the network reads: give one", several.place)
        if several is not None:
            if not isinstance(several, Mapping) or not several.items:
                self.problems.add(
                    "'inputs' names each input and its shape, such as {left: 64x64x3, right: 64x64x3};"
                    f" found {words_for(several)}",
                    several.place,
                )
                return {}
            return {key.text: self.input(key.text, key.place, value) for key, value in several}
        if one is None:
            self.problems.add("'input' is missing: the shape of an image, such as 224x224x3", self.root.place)
            return {"input": Input(None, self.root.place)}
        return {"input": self.input("input", one.place, one)}

    def input(self, name: str, place: Place, value: Value) -> Input:
        if fault := name_fault(name):
            self.problems.add(fault, place)
        try:
            return Input(read_shape(value, self.env), value.place)
        except MisfitError as misfit:
            misfit.report(self.problems)
            return Input(None, value.place)

    def defaults(self) -> Dict[str, Defaults | None]:
        value = self.root.get("defaults")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problems.add(
                "'defaults' names kinds and their fields, such as {conv: {padding: same}};"
                f" found {words_for(value)}",
                value.place,
            )
            return {}
        return {key.text: self.defaults_of(key, fields) for key, fields in value}

    def defaults_of(self, key: Scalar, fields: Value) -> Defaults | None:
        before = self.problems.failures
        kind = CATALOGUE.get(key.text)
        if kind is None:
            hint = self.effort.hint(key.text, CATALOGUE)
            self.problems.add(f"there is no layer kind {quoted(key.text)}{hint}", key.place)
            return None
        if not isinstance(fields, Mapping):
            self.problems.add(
                f"the defaults of {kind.kind} are fields with values; found {words_for(fields)}", fields.place
            )
            return None
        own = []
        for name, value in fields:
            if name.text in (*JOINS, "share"):
                self.problems.add(f"'{name.text}' is said by a layer itself and has no default", name.place)
            elif not (kind.takes_activation and name.text == "activation"):
                own.append((name, value))
        values = read_fields(kind, own, self.env, self.problems)
        activation = None
        if kind.takes_activation and (activation := fields.get("activation")) is not None:
            entry = read_activation(activation, self.env, self.problems)
            activation = entry.key if entry and entry.body is None else activation
        return Defaults(values, activation) if self.problems.failures == before else None

    def expect(self) -> Dict[str, Expectation]:
        value = self.root.get("expect")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problems.add(
                "'expect' names figures, such as {parameters: 61706, C3.output: 10x10x16};"
                f" found {words_for(value)}",
                value.place,
            )
            return {}
        expected = {}
        for key, figure in value:
            if not isinstance(figure, Scalar) or figure.empty:
                message = f"{quoted(key.text)} expects one figure; found {words_for(figure)}"
                self.problems.add(message, figure.place)
            elif not (key.text + figure.text).isprintable():
                message = f"an expectation is printable; found {quoted(key.text)}: {words_for(figure)}"
                self.problems.add(message, key.place)
            else:
                expected[key.text] = Expectation(figure.text, key.place)
        return expected

    def accuracy(self) -> Dict[str, Fraction]:
        value = self.root.get("accuracy")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            example = "{ImageNet top-1: 76.13 %}"
            message = f"'accuracy' names benchmarks, such as {example}; found {words_for(value)}"
            self.problems.add(message, value.place)
            return {}
        stated = {}
        for key, figure in value:
            share = _share(figure.text) if isinstance(figure, Scalar) else None
            if fault := text_fault(key.text):
                self.problems.add(fault, key.place)
            elif "," in key.text:
                self.problems.add(f"a benchmark is named without commas; found {quoted(key.text)}", key.place)
            elif share is None:
                message = f"an accuracy is such as 76.13 % or 0.7613, from 0 to 1; found {words_for(figure)}"
                self.problems.add(message, figure.place)
            else:
                stated[key.text] = share
        return stated


def _share(text: str) -> Fraction | None:
    """The part of 1 that `76.13 %` or `0.7613` says; None where it is neither, or more than all."""
    found = _SHARE.fullmatch(text.strip())
    share = Fraction(found[1]) / (100 if found[2] else 1) if found else None
    return share if share is not None and share <= 1 else None


_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,20})?) ?(%?)")
