"""`# cnncalc: ignore=name` on a line: findings that somebody has looked at, and the ignores nobody needs.

A comment speaks for its own line; one that stands alone on a line speaks for the next line with something
on it. It silences findings on that line, and those in layers of a block that is called there. Behind the
names a reason may follow: `# cnncalc: ignore=checkerboard as published`.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncalc.design.review.base import Found, around
from cnncalc.design.review.settings import unknown_rule
from cnncalc.language.comments import comments
from cnncalc.network import Network
from cnncalc.problem import Place, Source

MARK = "cnncalc:"
IGNORE = re.compile(r"#\s*cnncalc:\s*(?:ignore\s*=\s*(?P<names>[\w-]+(?:\s*,\s*[\w-]+)*))?(?P<rest>.*)")

Line = tuple[Source, int]


class Ignore(NamedTuple):
    """One name in one comment, and the line that the comment speaks for."""

    name: str
    place: Place
    line: int


class Ignores:
    """The ignores of every file that the reviewed networks were written in, and which of them were used."""

    def __init__(self) -> None:
        self.of: dict[str, dict[int, list[Ignore]]] = {}  # by file, then by line
        self.strange: list[Place] = []
        self.used: set[Ignore] = set()

    def read(self, network: Network) -> None:
        """The comments of the files that a network was written in."""
        for source in _sources(network):
            if _file(source) not in self.of:
                self.of[_file(source)] = {}
                self._read(source)

    def _read(self, source: Source) -> None:
        lines = self.of[_file(source)]
        for place in comments(source, MARK):
            text = source.line(place.line)[place.column - 1 :]
            found = IGNORE.match(text)
            if not found:
                continue
            if not found["names"]:
                self.strange.append(place)
                continue
            line = _speaks_for(place)
            for name in re.finditer(r"[\w-]+", found["names"]):
                at = place.column + found.start("names") + name.start()
                own = Ignore(name[0], Place(source, place.line, at, len(name[0])), line)
                lines.setdefault(line, []).append(own)

    def silences(self, rule: str, lines: Iterable[Line]) -> bool:
        """Whether an ignore of this rule stands on one of the lines; all that do have been used."""
        hits = [
            ignore
            for source, line in lines
            for ignore in self.of.get(_file(source), {}).get(line, ())
            if ignore.name == rule
        ]
        self.used.update(hits)
        return bool(hits)

    def faults(self, specs: Iterable[Source], looked: Iterable[str]) -> Iterator[tuple[Source, Found]]:
        """What is wrong with the ignores in the specs themselves: names that are none, and those not needed.

        looked: the rules that looked; of others nobody knows. What a file of blocks ignores may be needed
        by another spec, so nothing is said of it.
        """
        own = {_file(source): source for source in specs}
        for place in self.strange:
            if _file(place.source) in own:
                yield own[_file(place.source)], _strange(place)
        ran = set(looked)
        for file, source in own.items():
            for ignore in (one for line in self.of.get(file, {}).values() for one in line):
                if fault := unknown_rule(ignore.name):
                    yield source, _unknown(ignore, fault)
                elif ignore.name in ran and ignore not in self.used:
                    yield source, _unused(ignore)


def lines_of(found: Found) -> Iterator[Line]:
    """The lines on which an ignore would silence it: its own, and those of the blocks around."""
    places = [found.place or (found.node.place if found.node else None)]
    if found.node:
        places += [group.place for group in around(found.node)]
    return ((place.source, place.line) for place in places if place)


def _file(source: Source) -> str:
    """A file is one, however often it was read."""
    return os.path.join(source.folder, os.path.basename(source.name)) if source.folder else source.name


def _speaks_for(place: Place) -> int:
    """The line of a comment, or the next one with something on it where it stands alone."""
    source, number = place.source, place.line
    if source.line(number)[: place.column - 1].strip():
        return number
    last = source.text.count("\n") + 1
    while number <= last and (not source.line(number).strip() or source.line(number).lstrip()[:1] == "#"):
        number += 1
    return number


def _sources(network: Network) -> list[Source]:
    """The files that the layers of a network, and the blocks around them, stand in."""
    found = {id(network.source): network.source} if network.source else {}
    seen: set[int] = set()
    for node in network.nodes:
        if node.place:
            found[id(node.place.source)] = node.place.source
        for group in around(node):
            if id(group) in seen:
                break
            seen.add(id(group))
            if group.place:
                found[id(group.place.source)] = group.place.source
    return list(found.values())


def _strange(place: Place) -> Found:
    return Found(
        None,
        "a comment for cnncalc is not understood",
        "it ignores nothing",
        "write '# cnncalc: ignore=rule-name', followed by the reason",
        place=place,
    )


def _unknown(ignore: Ignore, fault: str) -> Found:
    return Found(None, fault, "it ignores nothing", "correct the name, or remove it", place=ignore.place)


def _unused(ignore: Ignore) -> Found:
    return Found(
        None,
        f"'ignore={ignore.name}' is unused: the rule finds nothing on line {ignore.line}",
        "an unused ignore hides the next finding of its rule",
        f"remove 'ignore={ignore.name}'",
        place=ignore.place,
    )
