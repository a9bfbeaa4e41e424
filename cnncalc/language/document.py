"""The top of a spec: its name, inputs, defaults, layers, and the figures it expects."""

from collections.abc import Mapping as Dict
from fractions import Fraction
from typing import NamedTuple

from cnncalc.effort import Effort
from cnncalc.language.blocks import BlockDefinition, read_blocks
from cnncalc.language.defaults import read_defaults
from cnncalc.language.env import Env
from cnncalc.language.fields import Defaults
from cnncalc.language.inherit import inherited
from cnncalc.language.inputs import Input, read_inputs
from cnncalc.language.parse import parse
from cnncalc.language.stated import read_accuracy, read_expect
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for, written
from cnncalc.language.unread import unread
from cnncalc.language.variables import read_variables
from cnncalc.network import Expectation, Written
from cnncalc.problem import Place, Problems, Source, did_you_mean, listing, printable, quoted

KEYS = (
    "name", "reference", "extends", "use", "variables", "blocks", "input", "inputs", "defaults", "layers",
    "expect", "accuracy", "review", "budget",
)  # fmt: skip


class Document(NamedTuple):
    """A spec, read but not yet built."""

    source: Source
    name: str
    reference: str
    variables: Env
    blocks: Dict[str, BlockDefinition | None]  # None if they are wrong
    inputs: Dict[str, Input]
    defaults: Dict[str, Defaults | None]  # by kind; None if they are wrong
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
    """The document; None if there is nothing to build. What is wrong goes to `problems`.

    `settings` replaces the values of variables by name.
    """
    whole = read_root(source, problems, root)
    return None if whole is None else document_of(source, whole, problems, settings)


def document_of(
    source: Source, root: Mapping, problems: Problems, settings: Dict[str, Value] | None = None
) -> Document | None:
    """The document of a tree that `read_root` gave: many can be had of one tree, by other settings."""
    env = read_variables(root.get("variables"), settings or {}, Effort(problems))
    _check_keys(root, problems)
    layers = _layers(root, problems)
    inputs = read_inputs(root, env, problems)
    if layers is None:
        return None
    file = source.name.replace("\\", "/").rpartition("/")[2]
    return Document(
        source=source,
        name=_text(root, "name", problems) or printable(file.partition(".")[0]),
        reference=_text(root, "reference", problems),
        variables=env,
        blocks=read_blocks(root.get("blocks"), problems),
        inputs=inputs,
        defaults=read_defaults(root.get("defaults"), env, problems),
        layers=layers,
        expect=read_expect(root.get("expect"), problems),
        unread={
            key: tuple(name.text for name in names if name.source is source)
            for key, names in unread(root).items()
        },
        accuracy=read_accuracy(root.get("accuracy"), problems),
        review=written(review) if (review := root.get("review")) is not None else None,
        budget=(written(budget),) if (budget := root.get("budget")) is not None else (),
    )


def _check_keys(root: Mapping, problems: Problems) -> None:
    """Report keys that a spec does not have."""
    for key, _ in root:
        if key.text not in KEYS:
            hint = did_you_mean(key.text, KEYS) or f"; it has {listing(KEYS)}"
            problems.add(f"a spec has no key {quoted(key.text)}{hint}", key.place)


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


def _text(root: Mapping, key: str, problems: Problems) -> str:
    value = root.get(key)
    if value is None:
        return ""
    if not isinstance(value, Scalar) or value.empty:
        problems.add(f"'{key}' takes text; found {words_for(value)}", value.place)
        return ""
    text = " ".join(value.text.split())
    if not text.isprintable():
        problems.add(f"'{key}' takes printable text; found {quoted(text)}", value.place)
    return text


def _layers(root: Mapping, problems: Problems) -> Sequence | None:
    value = root.get("layers")
    if value is None:
        problems.add("'layers' is missing: the list of layers", root.place)
        return None
    if not isinstance(value, Sequence) or not value.items:
        problems.add(f"'layers' is a list of layers, each after a '-'; found {words_for(value)}", value.place)
        return None
    return value
