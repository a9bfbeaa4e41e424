"""A JSON Schema of the spec language, for editors: generated from the layer kinds and their fields.

A schema knows form, not arithmetic: which keys, kinds and fields there are and how their values are
written. What a spec may say depends on what it defines, so there are several dialects, and the top
chooses: in a spec without variables, blocks and defaults every unknown word is a mistake and every
required field has to stand there; with variables or in a loop any word of a value may be a name; with
blocks any kind may be one of them; with defaults a field may be missing.
"""

from cnncalc.language.schema.base import (
    DIALECTS,
    FREE,
    PLAIN,
    TEXT,
    WORD,
    Dialect,
    Schema,
    any_has,
    either,
    ref,
)
from cnncalc.language.schema.layers import definitions, own, statements
from cnncalc.layers import CATALOGUE

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Schema:
    """The schema of a spec, or of a file of blocks."""
    lists = [{"if": _speaks(dialect), "then": _layers(dialect)} for dialect in DIALECTS]
    return {
        "$schema": DRAFT,
        "title": "cnncalc spec",
        "description": "A convolutional network, as cnncalc reads it.",
        "type": "object",
        "properties": TOP,
        "additionalProperties": False,
        "anyOf": [
            {"required": ["extends"], "not": {"required": ["layers"]}},
            {"required": ["layers"], "oneOf": [{"required": ["input"]}, {"required": ["inputs"]}]},
            {"required": ["blocks"], "not": any_has("layers", "input", "inputs")},
        ],
        "allOf": lists,
        "$defs": {name: of for dialect in DIALECTS for name, of in definitions(dialect)},
    }


def _speaks(dialect: Dialect) -> Schema:
    """A spec whose keys let its layers say just this much."""
    named = (
        (dialect.names, ("variables", "blocks", "use", "extends")),
        (dialect.calls, ("blocks", "use", "extends")),
        (dialect.defaults, ("defaults", "extends")),
    )
    return {"allOf": [any_has(*keys) if may else {"not": any_has(*keys)} for may, keys in named]}


def _layers(dialect: Dialect) -> Schema:
    """The layers and inputs of a spec in a dialect."""
    shape = ref(dialect, "shape")
    return {
        "properties": {
            "layers": ref(dialect, "list"),
            "input": shape,
            "inputs": {"additionalProperties": shape},
        }
    }


TOP: dict[str, Schema] = {
    "name": {"description": "What the network is called; the file's name otherwise.", **TEXT},
    "reference": {"description": "The paper, with a year.", **TEXT},
    "extends": {"description": "Another spec, of which this one changes parts.", "type": "string"},
    "use": {
        "description": "Files whose blocks are taken.",
        **either({"type": "string"}, {"type": "array", "items": {"type": "string"}}),
    },
    "variables": {
        "description": "Values by name; --set changes them.",
        "type": "object",
        "propertyNames": WORD,
        "additionalProperties": {"type": ["string", "number", "boolean", "array"]},
    },
    "blocks": {
        "description": "Layers by name, with parameters.",
        "type": "object",
        "propertyNames": {"not": {"enum": [*sorted(CATALOGUE), *statements(PLAIN)]}},
        "additionalProperties": either(
            ref(FREE, "list"),
            {
                "type": "object",
                "properties": {
                    "takes": either(
                        {"type": "object", "propertyNames": {"not": {"enum": ["name", "from", "when"]}}},
                        {"type": "array", "items": {"type": "string"}},
                    ),
                    "layers": ref(FREE, "list"),
                },
                "required": ["layers"],
                "additionalProperties": False,
            },
        ),
    },
    "input": {"description": "height x width x channels, or a number of features."},
    "inputs": {
        "description": "Several inputs by name.",
        "type": "object",
        "minProperties": 1,
    },
    "defaults": {
        "description": "Fields by layer kind, for every layer of the kind.",
        "type": "object",
        "properties": {
            name: {
                "type": "object",
                "properties": {
                    **own(kind, FREE),
                    **({"activation": ref(FREE, "activation")} if kind.takes_activation else {}),
                },
                "additionalProperties": False,
            }
            for name, kind in sorted(CATALOGUE.items())
        },
        "additionalProperties": False,
    },
    "layers": {"description": "The layers, one after another.", "type": "array", "minItems": 1},
    "expect": {
        "description": "Published numbers for 'cnncalc check': {parameters: 61706, C3.output: 10x10x16}.",
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "boolean"]},
    },
    "budget": {
        "description": "Limits that 'cnncalc review' holds the network to: {parameters: 25M,"
        " peak_memory: 64MiB, pool5.output: 7x7x512}.",
        "type": "object",
    },
    "review": {
        "description": "How 'cnncalc review' judges this spec: select, ignore, dtype, or a rule's"
        " own values.",
        "type": "object",
    },
    "accuracy": {
        "description": "What the network as written reached, by benchmark: {ImageNet top-1: 76.13 %}.",
        "type": "object",
        "additionalProperties": {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": "%$"}]
        },
    },
}
"""The keys of a spec."""
