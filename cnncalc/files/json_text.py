"""Data as JSON: true to the last character, and nothing in it that a terminal would obey."""

import json
import re
from typing import Any

SUSPECT = re.compile(r"[^\x00-\x7e\w]")
"""What may be no character to print: letters and digits of any script are."""


ON_ONE_LINE = json.JSONEncoder(ensure_ascii=False)


def as_json(value: Any, indent: int | None = None) -> str:
    r"""The value as JSON; control and bidirectional characters are escapes, which read back as written.

    >>> as_json("n\u202egnp \u03c0")
    '"n\\u202egnp π"'
    """
    encoder = ON_ONE_LINE if indent is None else json.JSONEncoder(ensure_ascii=False, indent=indent)
    text = encoder.encode(value)
    return text if text.isascii() and "\x7f" not in text else SUSPECT.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return char if char.isprintable() else json.dumps(char)[1:-1] if char != "\x7f" else r"\u007f"
