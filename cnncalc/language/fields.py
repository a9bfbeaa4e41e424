"""The fields of a layer: what is written becomes a layer, or problems with their places."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.tree import Scalar, Value
from cnncalc.language.values import is_literal, read_field
from cnncalc.layers import Layer
from cnncalc.problem import Place, Problems, quoted

Pairs = Collection[tuple[Scalar, Value]]


class Defaults(NamedTuple):
    """What the fields of a kind are where they are not written, and the activation that comes after it."""

    fields: Mapping[str, Any]
    activation: Value | None = None


NO_DEFAULTS = Defaults({})


def read_fields(
    kind: type[Layer], written: Iterable[tuple[Scalar, Value]], env: Env, problems: Problems
) -> dict[str, Any]:
    """The values of the fields that can be read and are in range; the others go to `problems`."""
    values: dict[str, Any] = {}
    for key, value in written:
        name = key.text
        field = kind.fields.get(name)
        if field is None:
            problems.add(f"{kind.kind} has no field {quoted(name)}{kind.nearest_field(name)}", key.place)
            continue
        try:
            read = read_field(value, name, field, kind.kind, env)
        except MisfitError as misfit:
            misfit.report(problems)
            continue
        if fault := kind.fault(name, read):
            problems.add(fault.message, value.place)
        else:
            values[name] = read
    return values


def read_layer(
    kind: type[Layer], written: Pairs, defaults: Defaults | None, place: Place, env: Env, problems: Problems
) -> Layer | None:
    """The layer; None if its fields do not make one. Defaults that are None are wrong themselves."""
    before = problems.failures
    read = read_fields(kind, written, env, problems)
    if defaults is None:
        return None
    values = {**defaults.fields, **read}
    if problems.failures == before:
        for fault in kind.missing(values):
            problems.add(fault.message, place)
    return kind.trusted(values) if problems.failures == before else None


class LayerReader:
    """Reads the layers of a spec; those that are written alike, whatever names mean around them, once."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.known: dict[Any, Layer] = {}

    def known_layer(self, kind: type[Layer], written: Pairs) -> Layer | None:
        """The layer that is written alike, if there was one."""
        return self.known.get((kind, _texts(written)))

    def layer(
        self, kind: type[Layer], written: Pairs, defaults: Defaults | None, place: Place, env: Env
    ) -> Layer | None:
        """As `read_layer`; the defaults of a kind are always the same."""
        layer = read_layer(kind, written, defaults, place, env, self.problems)
        if layer is not None and all(is_literal(of, kind.fields[key.text].type) for key, of in written):
            self.known[kind, _texts(written)] = layer
        return layer


def _texts(written: Pairs) -> tuple[Any, ...]:
    """What is written, so that it can be told whether it is the same; a list or a mapping is only itself."""
    return tuple([(key.text, of.text, of.quoted) if isinstance(of, Scalar) else of for key, of in written])
