"""Which text a SPEC means: a path, `-` for standard input, or the name of a bundled architecture."""

import os
import re
import sys
from functools import lru_cache
from typing import TextIO

from cnncalc.files import note, read_bytes
from cnncalc.problem import Place, Problem, Source, SpecError, did_you_mean, listing, nearest, quoted

LARGEST_FILE = 200_000_000
ENDINGS = (".yaml", ".yml")


FAMILIES = {"vgg": "vgg16", "lenet": "lenet5"}
"""What the name of a family means by itself: the member that everybody means. Most families have none."""


def bundled_folder() -> str:
    """The folder of the bundled architectures: inside the installed package, or beside a checkout's."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "architectures")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "architectures")


def bundled_names() -> list[str]:
    """The names of the bundled architectures."""
    files = os.listdir(bundled_folder())
    return sorted(os.path.splitext(file)[0] for file in files if file.endswith(ENDINGS[0]))


def family_member(name: str) -> str | None:
    """What the name of a family means by itself, if anything."""
    return FAMILIES.get(name)


def family(name: str) -> list[str]:
    """The bundled names that begin with a word, in the order of their numbers."""
    found = [one for one in bundled_names() if len(name) >= SHORTEST_FAMILY and one.startswith(name.lower())]
    return sorted(found, key=lambda one: [(int(n or 0), rest) for n, rest in NUMBERS.findall(one)])


SHORTEST_FAMILY = 3
NUMBERS = re.compile(r"(\d*)(\D*)")


def find(spec: str, beside: Source | None = None) -> Source:
    """The text that SPEC names; SpecError if there is none that could be one.

    A file of that name in the working folder wins over a bundled architecture. Where a spec names
    another one, its own folder takes the place of the working folder.
    """
    if spec == "-" and beside is None:
        if sys.stdin is None:
            raise SpecError([Problem("cannot read standard input: it is closed")])
        return _standard_input(sys.stdin)
    path = os.path.join(beside.folder, spec) if beside else spec
    if os.path.isfile(path):
        return read_file(path, spec)
    bundled = find_bundled(spec, below=beside is not None)
    if bundled is None:
        raise SpecError([Problem(_nothing(spec, path))])
    return bundled


@lru_cache(maxsize=1)
def _standard_input(stream: TextIO) -> Source:
    """What stands on standard input: it can be read once, and may be asked for twice."""
    note(stream)
    return _decode("<stdin>", stream.buffer.read(LARGEST_FILE + 1))


def find_bundled(spec: str, below: bool = False) -> Source | None:
    """The text of a bundled architecture, named with or without its ending; None if there is none.

    below: whether a file in a folder of the bundle is meant too, such as one of blocks.
    """
    name = FAMILIES.get(spec) or _stem(spec)
    inside = below and not os.path.isabs(name) and ".." not in name.replace("\\", "/").split("/")
    path = os.path.join(bundled_folder(), f"{name}.yaml")
    if (name == os.path.basename(name) or inside) and os.path.isfile(path):
        return read_file(path, f"{name}.yaml")
    return None


def _stem(spec: str) -> str:
    return spec.removesuffix(".yml").removesuffix(".yaml")


def did_you_mean_bundled(name: str) -> str:
    """A hint at the bundled architectures that may be meant."""
    members = family(name)
    if name.lower() in members:
        members = [name.lower()]
    if len(members) > 1:
        return f"; there are {listing(members)}"
    return did_you_mean(members[0] if members else name, bundled_names())


def _specs_beside(path: str) -> list[str]:
    """The names of the spec files in the folder where a file was looked for."""
    try:
        return sorted(file for file in os.listdir(os.path.dirname(path) or ".") if file.endswith(ENDINGS))
    except OSError:
        return []


MOST_SHOWN = 1_000
"""Characters of a path that are shown in full."""


def _nothing(spec: str, path: str) -> str:
    if os.path.isdir(path):
        return f"'{spec}' is a folder; a spec is one YAML file"
    if os.path.exists(path):
        return f"'{spec}' is not a file"
    name = _stem(spec)
    files = _specs_beside(path)
    hint = did_you_mean(os.path.basename(path), files) if name in map(_stem, files) else ""
    hint = hint or _file_as_near(spec, files) or did_you_mean_bundled(name)
    hint = hint or did_you_mean(os.path.basename(path), files)
    if not hint and os.path.basename(name) == name:
        hint = "; 'cnncalc zoo' lists what is bundled"
    what = "file or bundled architecture" if os.path.basename(name) == name else "file"
    shown = f"'{spec}'" if len(spec) <= MOST_SHOWN else quoted(spec)  # the text of a spec, perhaps
    return f"there is no {what} {shown}{hint}"


def _file_as_near(spec: str, files: list[str]) -> str:
    """A hint at the file of the same ending whose name is as near as that of any bundled one, or nearer."""
    from difflib import SequenceMatcher

    name, ending = os.path.splitext(os.path.basename(spec))
    if ending not in ENDINGS:
        return ""
    stems = {_stem(file): file for file in files if file.endswith(ending)}
    file, bundled = nearest(name, stems), nearest(name, bundled_names())
    if file is None:
        return ""

    def likeness(other: str) -> float:
        return SequenceMatcher(None, other.lower(), name.lower()).ratio()

    return f"; did you mean '{stems[file]}'?" if not bundled or likeness(file) >= likeness(bundled) else ""


def read_file(path: str, name: str) -> Source:
    """The text of a file, under a name; SpecError if it cannot be read."""
    try:
        return _decode(name, read_bytes(path, LARGEST_FILE), os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise SpecError([Problem(f"cannot read '{name}': {error.strerror}")]) from None


def _decode(name: str, data: bytes, folder: str = "") -> Source:
    if len(data) > LARGEST_FILE:
        raise SpecError([Problem(f"'{name}' is larger than {LARGEST_FILE:,} bytes")])
    try:
        return Source(name, data.decode("utf-8-sig"), folder)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        readable = Source(name, data[: error.start + 200].decode("utf-8", "replace"))
        message = f"not a text: byte 0x{data[error.start]:02x} is not UTF-8; a spec is a text file in UTF-8"
        raise SpecError([Problem(message, Place(readable, line, column))]) from None
