"""Names of files: what people are called, made safe for every system."""

import re
import unicodedata
from collections.abc import Iterable

from cnncalc.problem import printable

UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
"""What some system does not have in the name of a file, and blanks."""

RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")
"""Names that Windows keeps for devices, whatever ends them."""

LONGEST = 60
"""Characters of a name; a system takes 255 bytes."""


def safe_name(text: str) -> str:
    """The text as the name of a file that every system takes, without an ending.

    >>> safe_name("Ada Lovelace"), safe_name("../etc/passwd"), safe_name("Con"), safe_name("?")
    ('Ada_Lovelace', 'etc_passwd', '_Con', 'nameless')
    """
    composed = printable(unicodedata.normalize("NFC", " ".join(text.split())))
    name = UNSAFE.sub("_", composed)[:LONGEST].strip("._-") or "nameless"
    return f"_{name}" if RESERVED.match(name) else name


def safe_names(texts: Iterable[str]) -> list[str]:
    """A name for each, no two alike where capitals do not count: the second `Ada` is `Ada_2`."""
    taken: set[str] = set()
    return [_another(safe_name(text), taken) for text in texts]


def _another(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.casefold())
    return found
