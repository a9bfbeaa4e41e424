"""What a project says of itself: `.cnncalc.yaml`, or the table [tool.cnncalc] of pyproject.toml."""

import os
import re
import sys
from collections.abc import Mapping as Dict
from typing import Any

from cnncalc.language.find import read_file
from cnncalc.language.parse import parse
from cnncalc.language.tree import Mapping, words_for, written
from cnncalc.network import Written
from cnncalc.problem import Place, Problem, Problems, Source, SpecError, quoted

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OWN, PYPROJECT = ".cnncalc.yaml", "pyproject.toml"

KEYS = ("review",)
"""What a project can say."""


def project(folder: str) -> Dict[str, Written]:
    """The settings of the project that a folder belongs to, by key; SpecError if they are unusable.

    Of the folder and those above it the first one counts that has a `.cnncalc.yaml`, or a pyproject.toml
    with a table [tool.cnncalc].
    """
    while True:
        for file, read in ((OWN, _own), (PYPROJECT, _pyproject)):
            path = os.path.join(folder, file)
            if os.path.isfile(path) and (found := read(read_file(path, _shown(path)))) is not None:
                return _known(found)
        above = os.path.dirname(folder)
        if above == folder:
            return {}
        folder = above


def _shown(path: str) -> str:
    """The path from the working folder, as a reader of a message would look for it."""
    return os.path.relpath(path)


def _known(found: Written) -> Dict[str, Written]:
    problems = Problems()
    assert isinstance(found.value, Dict)
    for key, (place, _) in found.value.items():
        if key not in KEYS:
            problems.add(f"cnncalc has no setting {quoted(key)}; it has {', '.join(KEYS)}", place)
    if problems:
        raise problems.error()
    return {key: value for key, (_, value) in found.value.items()}


def _own(source: Source) -> Written | None:
    problems = Problems()
    tree = parse(source, problems)
    if tree is not None and not isinstance(tree, Mapping):
        message = f"{OWN} is a mapping such as 'review: {{ignore: [checkerboard]}}'"
        problems.add(f"{message}; found {words_for(tree)}", tree.place)
    if problems:
        raise problems.error()
    return written(tree) if tree is not None else Written({}, Place(source, 1, 1))


def _pyproject(source: Source) -> Written | None:
    try:
        table = tomllib.loads(source.text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise SpecError([Problem(f"'{source.name}' is not TOML: {error}")]) from None
    own = table.get("cnncalc") if isinstance(table, dict) else None
    if own is None:
        return None
    place = _line_of(source, r"\s*\[\s*tool\s*\.\s*cnncalc\b") or Place(source, 1, 1)
    if not isinstance(own, dict):
        raise SpecError([Problem("[tool.cnncalc] must be a table", place)])
    return _from_toml(own, place)


def _from_toml(value: Any, place: Place) -> Written:
    """A value of TOML as a spec would have written it. TOML knows no places: keys are looked for."""
    if isinstance(value, dict):
        pairs = {}
        for key, item in value.items():
            own = _key(place, key)
            pairs[key] = (own, _from_toml(item, own))
        return Written(pairs, place)
    if isinstance(value, list):
        return Written(tuple(_from_toml(item, place) for item in value), place)
    return Written(str(value).lower() if isinstance(value, bool) else str(value), place)


def _key(place: Place, key: str) -> Place:
    """The line after the place on which the key is written; the place itself where it is not found."""
    word = re.escape(key)
    found = _line_of(place.source, rf"(?:.*[\s.{{,\[])?[\"']?{word}[\"']?\s*[=.\]]", start=place.line)
    return found or place


def _line_of(source: Source, pattern: str, start: int = 1) -> Place | None:
    for number, line in enumerate(source.text.splitlines()[start - 1 :], start):
        if re.match(pattern, line):
            return Place(source, number, len(line) - len(line.lstrip()) + 1, max(len(line.strip()), 1))
    return None


def budget_file(path: str) -> Written:
    """The limits in a file: a mapping, or one under the key `budget`; SpecError if it cannot be read."""
    source, problems = read_file(path, path), Problems()
    tree = parse(source, problems)
    if isinstance(tree, Mapping) and [key.text for key, _ in tree] == ["budget"]:
        tree = tree.get("budget")
    if problems:
        raise problems.error()
    return written(tree) if tree is not None else Written("", Place(source, 1, 1))
