"""One item of a list of layers: its kind, and what is written after it."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from cnncalc.effort import Look
from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.naming import BRANCH, name_fault
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.language.values import read_word
from cnncalc.layers import CALLED_ELSEWHERE, CATALOGUE, Layer
from cnncalc.problem import Place, Problems, did_you_mean, listing, quoted

JOINS = ("name", "from", "when")
"""The fields that say where a join stands, beside its branches."""

Branches = list[tuple[Scalar | None, Value]]


def kind_hint(word: str, known: Iterable[str], own: Iterable[str] = (), look: Look = did_you_mean) -> str:
    """What may be meant by a word that is not a layer kind: the blocks of the spec, `own`, come first."""
    if here := CALLED_ELSEWHERE.get(word.lower()):
        return f"; here it is {here}"
    return look(word, own) or look(word, known) or "; 'cnncalc layers' lists them"


class Entry(NamedTuple):
    """`relu`, `dense: 120` or `conv: {filters: 6, kernel: 5}`."""

    key: Scalar
    body: Value | None

    @property
    def place(self) -> Place:
        """Where the kind is written."""
        return self.key.place


class Fields(NamedTuple):
    """What is written for a layer: where it stands (`name`, `from`, ...), and its own fields."""

    structure: dict[str, Value]
    own: list[tuple[Scalar, Value]]

    def place(self, name: str | None, otherwise: Place) -> Place:
        """Where the value of a field is written."""
        for key, value in self._all():
            if key == name:
                return value.place
        return otherwise

    def _all(self) -> Iterator[tuple[str, Value]]:
        yield from self.structure.items()
        yield from ((key.text, value) for key, value in self.own)


def read_entry(item: Value, problems: Problems) -> Entry | None:
    """The kind and the body of an item; None if it is not a layer."""
    if isinstance(item, Scalar):
        if item.empty:
            problems.add("a layer is missing after '-'", item.place)
            return None
        return Entry(item, None)
    if isinstance(item, Sequence):
        problems.add("expected one layer; found a list: write its layers one after another", item.place)
        return None
    if len(item.items) != 1:
        problems.add(*_no_single_kind(item))
        return None
    ((key, body),) = item
    return Entry(key, None if isinstance(body, Scalar) and body.empty else body)


def _no_single_kind(item: Mapping) -> tuple[str, Place]:
    """What is wrong with a layer of no kind or of several, and where."""
    if not item.items:
        return "expected a layer; found an empty mapping", item.place
    (key, body), (second, _), *_ = item
    nothing = isinstance(body, Scalar) and body.empty
    hint = f"; indent the fields of {quoted(key.text)} further" if nothing else ""
    return (
        f"a layer is one kind with its fields; found {quoted(second.text)} beside {quoted(key.text)}{hint}",
        second.place,
    )


@cache
def activations() -> list[str]:
    """The kinds that may come after `activation:`."""
    return sorted(name for name, kind in CATALOGUE.items() if kind.is_activation)


def read_activation(value: Value, env: Env, problems: Problems) -> Entry | None:
    """The layer that `activation: relu` stands for; None if there is none, or `none` is written."""
    if isinstance(value, Sequence) or (isinstance(value, Scalar) and value.empty):
        problems.add(f"'activation' takes a word such as relu; found {words_for(value)}", value.place)
        return None
    known = activations()
    if isinstance(value, Scalar):
        try:
            value = value.saying(read_word(value, (*known, "none"), env))
        except MisfitError as misfit:
            misfit.report(problems)
            return None
        if value.text == "none":
            return None
    entry = read_entry(value, problems)
    if entry is None or entry.key.text in known:
        return entry
    hint = did_you_mean(entry.key.text, known) or f"; there are {listing(known)}"
    problems.add(f"there is no activation {quoted(entry.key.text)}{hint}", entry.place)
    return None


def read_structure(kind: type[Layer], entry: Entry, problems: Problems) -> Fields | None:
    """The fields of a layer with one input; None if the body cannot be one."""
    body = entry.body
    if body is None:
        return Fields({}, [])
    if isinstance(body, Mapping):
        return split(body.items.values(), structural(kind))
    if kind.shorthand:
        return Fields({}, [(_named(kind.shorthand, body), body)])
    required = [name for name, field in kind.fields.items() if field.required]
    example = ", ".join(f"{name}: {kind.fields[name].example or '...'}" for name in required)
    shown = f"{kind.kind}: {{{example}}}" if example else f"'{kind.kind}', or its fields in {{}}"
    problems.add(f"{kind.kind} takes its fields by name; found {words_for(body)}: write {shown}", body.place)
    return None


@cache
def structural(kind: type[Layer]) -> tuple[str, ...]:
    """The fields that say where a layer of this kind stands, not what it is."""
    learned = ("share",) if "trainable" in kind.fields and not kind.joins else ()
    return ("name", "from", "when", *learned, *(("activation",) if kind.takes_activation else ()))


def read_branches(
    kind: type[Layer], entry: Entry, problems: Problems
) -> tuple[Fields, Branches | None] | None:
    """The fields of a join, and its branches with their names: None if it has none (`from: [a, b]`).

    With a key `branches` or `from` the body is the long form. Else every key is a branch but for the
    join's own fields.
    """
    body = entry.body
    if isinstance(body, Sequence):
        return Fields({}, []), [(None, value) for value in body.items]
    if not isinstance(body, Mapping):
        found = f"; found {words_for(body)}" if body is not None else ""
        problems.add(_no_branches(kind) + found, (body or entry.key).place)
        return None
    if "branches" not in body and "from" not in body:
        own_names = ("name", "when", *kind.fields)
        mine: list[tuple[Scalar, Value]] = [
            (key, value)
            for key, value in body
            if key.text in own_names and isinstance(value, Scalar) and value.text != "identity"
        ]
        if len(mine) == len(body.items):
            problems.add(_no_branches(kind), entry.place)
            return None
        taken = {key.text for key, _ in mine}
        return split(mine, JOINS), [(key, value) for key, value in body if key.text not in taken]
    listed = body.get("branches")
    fields = split([(key, value) for key, value in body if key.text != "branches"], JOINS)
    if listed is None:
        return fields, None
    if isinstance(listed, Scalar):
        problems.add(
            f"'branches' takes a list or a mapping of branches; found {words_for(listed)}", listed.place
        )
        return None
    if isinstance(listed, Sequence):
        return fields, [(None, value) for value in listed.items]
    return fields, list(listed)


def branch_label(key: Scalar | None, number: int, problems: Problems) -> str:
    """What a branch is called: by its key, or by its number."""
    if key is None:
        return f"{BRANCH} {number}"
    if fault := name_fault(key.text):
        problems.add(fault, key.place)
        return f"{BRANCH} {number}"
    return key.text


def _no_branches(kind: type[Layer]) -> str:
    return (
        f"{kind.kind} needs branches, as in {kind.kind}: [[relu], identity], or the layers that it joins,"
        f" as in {kind.kind}: {{from: [a, b]}}"
    )


def split(pairs: Iterable[tuple[Scalar, Value]], structural: tuple[str, ...]) -> Fields:
    """The fields, of which some say where the layer stands."""
    fields = Fields({}, [])
    for key, value in pairs:
        if key.text in structural:
            fields.structure[key.text] = value
        else:
            fields.own.append((key, value))
    return fields


def _named(name: str, value: Value) -> Scalar:
    """A key for a value that stands alone: `dense: 120` means `dense: {units: 120}`."""
    return Scalar(name, False, value.source, value.line, value.column, 1)
