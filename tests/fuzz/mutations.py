"""Spoils what was right: in the tree of a spec, or in its text."""

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from .questions import KINDS
from .words import HOSTILE, KEYS, TEXTS
from .writing import text_of

Path = tuple[Any, ...]


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """The place of every value in the tree."""
    yield path
    if isinstance(data, dict):
        for key in data:
            yield from paths(data[key], (*path, key))
    elif isinstance(data, list):
        for i in range(len(data)):
            yield from paths(data[i], (*path, i))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


class Spoiler:
    """One change of a tree after another."""

    def __init__(self, data: Any, rng: Random) -> None:
        self.rng, self.data = rng, copy.deepcopy(data)

    def spoil(self) -> Any:
        changes: tuple[Callable[[Path], None], ...] = (
            self.replace, self.replace, self.replace, self.remove, self.double, self.rename, self.add,
            self.move,
            self.wrap, self.rekind, self.read,
        )  # fmt: skip
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            places = [path for path in paths(self.data) if path]
            if places:
                self.rng.choice(changes)(self.rng.choice(places))
        return self.data

    def parent(self, path: Path) -> Any:
        return at(self.data, path[:-1])

    def replace(self, path: Path) -> None:
        self.parent(path)[path[-1]] = copy.deepcopy(self.rng.choice(HOSTILE))

    def remove(self, path: Path) -> None:
        del self.parent(path)[path[-1]]

    def double(self, path: Path) -> None:
        parent = self.parent(path)
        if isinstance(parent, list):
            parent.insert(self.rng.randint(0, len(parent)), copy.deepcopy(parent[path[-1]]))

    def rename(self, path: Path) -> None:
        parent = self.parent(path)
        if isinstance(parent, dict):
            parent[self.rng.choice(KEYS)] = parent.pop(path[-1])

    def add(self, path: Path) -> None:
        target = at(self.data, path)
        if isinstance(target, dict):
            target[self.rng.choice(KEYS)] = copy.deepcopy(self.rng.choice(HOSTILE))
        elif isinstance(target, list):
            target.insert(self.rng.randint(0, len(target)), copy.deepcopy(self.rng.choice(HOSTILE)))

    def move(self, path: Path) -> None:
        """What stands at one place stands at another too."""
        other = self.rng.choice([one for one in paths(self.data) if one])
        parent = at(self.data, other[:-1])
        parent[other[-1]] = copy.deepcopy(at(self.data, path))

    def wrap(self, path: Path) -> None:
        """A loop, a head or a join around a layer."""
        parent, inner = self.parent(path), copy.deepcopy(at(self.data, path))
        if isinstance(parent, list):
            ways = (
                {"repeat": {"times": self.rng.choice((0, 2, 300, 10**7, "channels")), "layers": [inner]}},
                {"for": {"each": [1, 2], "as": "n", "layers": [inner]}},
                {"head": {"name": "side", "layers": [inner]}},
                {"add": [[inner], "identity"]},
                {"concat": {"a": [inner], "b": []}},
            )
            parent[path[-1]] = self.rng.choice(ways)

    def rekind(self, path: Path) -> None:
        """Another kind with the same fields."""
        parent = self.parent(path)
        if isinstance(parent, dict) and path[-1] in KINDS:
            parent[self.rng.choice(KINDS)] = parent.pop(path[-1])

    def read(self, path: Path) -> None:
        """A `from` or `share` with a name that is there or nearly there."""
        target = at(self.data, path)
        if isinstance(target, dict):
            names = [at(self.data, one) for one in paths(self.data) if one and one[-1] == "name"] or ["conv1"]
            name = f"{self.rng.choice(names)}{self.rng.choice(('', '', '', '.0', '.1', '/conv1', '/0', 'x'))}"
            several = [name, str(self.rng.choice(names))]
            target[self.rng.choice(("from", "from", "share"))] = self.rng.choice((name, name, several))


def spoilt(data: Any, rng: Random) -> str:
    """The tree with a few changes, as text."""
    return text_of(Spoiler(data, rng).spoil(), rng)


def scribbled(text: str, rng: Random) -> str | bytes:
    """The text with a few characters or lines changed."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = rng.choice(SCRIBBLES)(text, rng)
    if rng.random() < 0.03:
        data = bytearray(text.encode("utf-8", "surrogatepass"))
        data.insert(rng.randint(0, len(data)), rng.randint(0x80, 0xFF))
        return bytes(data)
    return text


def insert(text: str, rng: Random) -> str:
    i = rng.randint(0, len(text))
    return text[:i] + rng.choice(TEXTS) + text[i:]


def cut(text: str, rng: Random) -> str:
    i = rng.randint(0, len(text))
    return text[:i] + text[i + rng.choice((1, 1, 2, 5, 50)) :]


def truncate(text: str, rng: Random) -> str:
    return text[: rng.randint(0, len(text))]


def lines(text: str, rng: Random) -> str:
    """A line twice, away, at another place, or indented otherwise."""
    found = text.split("\n")
    i, j = rng.randrange(len(found)), rng.randrange(len(found))
    line = found[i]
    way = rng.randrange(5)
    if way == 0:
        found.insert(j, line)
    elif way == 1:
        del found[i]
    elif way == 2:
        found[i], found[j] = found[j], line
    else:
        found[i] = f"  {line}" if way == 3 else line[1:]
    return "\n".join(found)


def number(text: str, rng: Random) -> str:
    """A digit more, or another one."""
    places = [i for i, char in enumerate(text) if char.isdigit()]
    if not places:
        return text
    i = rng.choice(places)
    return text[:i] + rng.choice(("0", "-1", "7", "99", "1000000000", "0.5", "x", "")) + text[i + 1 :]


SCRIBBLES = (insert, insert, cut, truncate, lines, lines, number, number)
