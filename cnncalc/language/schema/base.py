"""The dialects of the language, and what all parts of the schema are written with."""

from collections.abc import Iterable
from keyword import kwlist
from typing import Any, NamedTuple

from cnncalc.language.env import FLAGS

Schema = dict[str, Any]


class Dialect(NamedTuple):
    """What a list of layers may say."""

    names: bool = False  # words may be variables, parameters, counters
    calls: bool = False  # kinds may be blocks
    defaults: bool = False  # required fields may be missing

    @property
    def name(self) -> str:
        """As which it stands in the schema: `plain`, `names.defaults`."""
        return ".".join(word for word, may in self._asdict().items() if may) or "plain"


PLAIN = Dialect()
FREE = Dialect(names=True, calls=True, defaults=True)
DIALECTS = tuple(
    Dialect(names, calls, defaults)
    for names, calls in ((False, False), (True, False), (True, True))
    for defaults in (False, True)
)


def in_any_case(words: Iterable[str]) -> list[str]:
    """The words in small letters, capitalised, and in capitals."""
    return [form for word in words for form in (word, word.capitalize(), word.upper())]


WORD: Schema = {
    "type": "string",
    "pattern": r"^[^\W\d]\w*$",
    "not": {"enum": [*in_any_case((*FLAGS, "null")), *(word for word in kwlist if word.islower())]},
}
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
