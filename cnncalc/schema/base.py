"""The dialects of the language, and what all parts of the schema are written with."""

from typing import Any, NamedTuple

Schema = dict[str, Any]


class Dialect(NamedTuple):
    """What a list of layers may say."""

    name: str
    names: bool = False  # words may be variables, parameters, blocks
    defaults: bool = False  # required fields may be missing


PLAIN = Dialect("plain")
DEFAULTED = Dialect("defaulted", defaults=True)
FREE = Dialect("free", names=True, defaults=True)
DIALECTS = (PLAIN, DEFAULTED, FREE)

WORD: Schema = {"type": "string", "pattern": r"^[^\W\d]\w*$"}
TEXT: Schema = {"type": ["string", "number", "boolean"]}
NAME: Schema = {"type": ["string", "number"]}
NAMES: Schema = {"anyOf": [NAME, {"type": "array", "items": NAME}]}


def any_has(*keys: str) -> Schema:
    """Where one of the keys stands."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def ref(dialect: Dialect, name: str) -> Schema:
    """What this name stands for in the dialect."""
    return {"$ref": f"#/$defs/{dialect.name}.{name}"}


def either(*forms: Schema) -> Schema:
    """One of several forms."""
    return forms[0] if len(forms) == 1 else {"anyOf": list(forms)}
