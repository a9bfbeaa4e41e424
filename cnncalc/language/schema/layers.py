"""Layers: each kind with its fields, joins with their branches, heads, loops and calls."""

from cnncalc.language.entry import structural
from cnncalc.language.env import FLAGS
from cnncalc.language.schema.base import (
    FREE,
    NAMES,
    TEXT,
    WORD,
    Dialect,
    Schema,
    any_has,
    either,
    in_any_case,
    ref,
)
from cnncalc.language.schema.values import CHOSEN, expression, numbers, shape, value
from cnncalc.layers import CATALOGUE, Layer, fields
from cnncalc.layers.fields import Field


def definitions(dialect: Dialect) -> list[tuple[str, Schema]]:
    """What the layers of a dialect are made of."""
    found = {
        "expression": expression(dialect),
        "flag": either({"type": "boolean"}, {"enum": in_any_case(FLAGS)}, ref(dialect, "expression")),
        "shape": shape(dialect),
        **numbers(dialect),
        "list": {"type": "array", "items": ref(dialect, "layer"), "minItems": 1},
        "branch": either(ref(dialect, "list"), ref(dialect, "layer")),
        "layer": _layer(dialect),
        "activation": _activation(dialect),
        **{kind: _body(CATALOGUE[kind], dialect) for kind in sorted(CATALOGUE)},
        **statements(dialect),
    }
    return [(f"{dialect.name}.{name}", of) for name, of in found.items()]


def _layer(dialect: Dialect) -> Schema:
    """A bare kind, or one key with its fields."""
    words = sorted((*CATALOGUE, *statements(dialect)))
    bare = [
        kind
        for kind in sorted(CATALOGUE)
        if not CATALOGUE[kind].joins and (dialect.defaults or not _needed(CATALOGUE[kind]))
    ]
    return either(
        {"type": "string", "minLength": 1} if dialect.calls else {"enum": bare},
        {
            "type": "object",
            "properties": {word: ref(dialect, word) for word in words},
            "additionalProperties": dialect.calls,
            "minProperties": 1,
            "maxProperties": 1,
        },
    )


def _body(kind: type[Layer], dialect: Dialect) -> Schema:
    """What comes after a kind: its fields, one value where it has an obvious one, or nothing."""
    forms = list(_joined(kind, dialect)) if kind.joins else [_long(kind, dialect)]
    if kind.shorthand:
        forms.append(value(kind.fields[kind.shorthand].type, dialect))
    if not kind.joins and (dialect.defaults or not _needed(kind)):
        forms.append({"type": "null"})
    doc = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    return {"description": doc, **either(*forms)}


def _long(kind: type[Layer], dialect: Dialect) -> Schema:
    """The fields of a kind by name."""
    required = _needed(kind)
    form: Schema = {
        "type": "object",
        "properties": {**_places(kind, dialect), **own(kind, dialect)},
        "additionalProperties": False,
    }
    if required and not dialect.defaults:
        shared = [{"required": ["share"]}] if "share" in structural(kind) else []
        form.update(either({"required": required}, *shared))
    return form


def _joined(kind: type[Layer], dialect: Dialect) -> tuple[Schema, ...]:
    """A list of branches; branches by name; or the long form with `branches` or `from`."""
    known = {**_places(kind, dialect), **own(kind, dialect)}
    several = {"type": "array", "items": ref(dialect, "branch"), "minItems": 2}
    named = {
        "type": "object",
        "properties": {
            name: either(of, ref(dialect, "branch")) for name, of in known.items() if name != "from"
        },
        "additionalProperties": ref(dialect, "branch"),
        "not": any_has("branches", "from"),
        "minProperties": 2,
    }
    by_name = {"type": "object", "additionalProperties": ref(dialect, "branch"), "minProperties": 2}
    long = {
        "type": "object",
        "properties": {**known, "branches": either(several, by_name)},
        "additionalProperties": False,
        **any_has("branches", "from"),
    }
    return several, named, long


def _places(kind: type[Layer], dialect: Dialect) -> Schema:
    """The fields that say where a layer stands, not what it is."""
    places: Schema = {
        "name": TEXT,
        "from": NAMES,
        "when": ref(dialect, "flag"),
        "share": TEXT,
        "activation": ref(dialect, "activation"),
    }
    return {name: places[name] for name in structural(kind) if name in places}


def own(kind: type[Layer], dialect: Dialect) -> Schema:
    """The fields of a kind by name."""
    return {name: _field(field, dialect) for name, field in kind.fields.items()}


def _field(field: Field, dialect: Dialect) -> Schema:
    told: Schema = {"description": field.doc}
    if isinstance(field.default, (bool, int, float, str)):
        told["default"] = field.default
    return {**told, **value(field.type, dialect)}


def _needed(kind: type[Layer]) -> list[str]:
    return [name for name, field in kind.fields.items() if field.required]


def _activation(dialect: Dialect) -> Schema:
    """A kind of activation function, bare or with its fields; `none` takes back that of the defaults."""
    known = sorted(name for name, kind in CATALOGUE.items() if kind.is_activation)
    return either(
        {"type": "string", "minLength": 1} if dialect.names else {"enum": [*known, "none"]},
        CHOSEN,
        {
            "type": "object",
            "properties": {name: ref(dialect, name) for name in known},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        },
    )


def statements(dialect: Dialect) -> dict[str, Schema]:
    """Heads and loops; inside a loop its counter is a name."""
    inside = ref(dialect._replace(names=True), "list")
    number = value(fields.Count(0), dialect)
    own: dict[str, Schema] = {
        "head": {"from": NAMES, "layers": ref(dialect, "list")},
        "repeat": {"times": number, "index": WORD, "layers": inside},
        "for": {
            "each": either({"type": "array"}, ref(FREE, "expression")),
            "as": WORD,
            "index": WORD,
            "layers": inside,
        },
    }
    required = {"head": ("layers",), "repeat": ("times", "layers"), "for": ("each", "as", "layers")}
    anywhere = {"name": TEXT, "when": ref(dialect, "flag")}
    return {
        name: {
            "type": "object",
            "properties": {**anywhere, **of},
            "additionalProperties": False,
            "required": list(required[name]),
        }
        for name, of in own.items()
    }
