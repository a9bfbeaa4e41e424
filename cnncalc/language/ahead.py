"""Brackets in text that the YAML parser has looked at, but has told nothing of yet.

A bracket may begin a key, so the parser looks ahead for the ':' after it before it tells of any, and some
versions give up there when the brackets are very many. How deep a spec may nest is not for them to say.
"""

import re
from collections.abc import Iterator

_SIGN = re.compile(
    r"""
    (?<![^\s[{,:]) (?: "(?:\\.|[^"\\])*"? | '[^']*'? )  # a text in quotes, which may end much later
    | (?<!\S) \#[^\r\n]*                                # a comment
    | [][{}]
    """,
    re.VERBOSE | re.DOTALL,
)


def first_too_deep(text: str, start: int, stop: int, room: int) -> int | None:
    """Where between start and stop more than `room` brackets are open at once; None if nowhere.

    >>> first_too_deep('[a, ["[", [x', 0, 12, room=2)
    10
    """
    for sign, at in _signs(text, start, stop):
        room -= (sign in "[{") - (sign in "]}")
        if room < 0:
            return at
    return None


def _signs(text: str, start: int, stop: int) -> Iterator[tuple[str, int]]:
    for found in _SIGN.finditer(text, start, stop):
        if len(sign := found[0]) == 1 and sign in "[]{}":
            yield sign, found.start()
