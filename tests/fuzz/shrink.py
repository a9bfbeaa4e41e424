"""Makes a failing case as small as it can, as long as it fails in the same way."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from .case import Case, Text
from .mutations import at, paths
from .readback import LOADER
from .writing import DUMPER

Fails = Callable[[Case], bool]
MOST_TRIES = 600


class Shrinker:
    """Tries one smaller case after the other."""

    def __init__(self, case: Case, fails: Fails) -> None:
        self.case, self.fails, self.tries = case, fails, 0

    def shrunk(self) -> Case:
        before = None
        while before != self.case and self.tries < MOST_TRIES:
            before = self.case
            self.files()
            self.args()
            for name in list(self.case.files):
                if name in self.case.files:
                    self.tree(name)
                    self.lines(name)
                    self.characters(name)
        return self.case

    def keep(self, smaller: Case) -> bool:
        """Whether the smaller case still fails; then it is the case from now on."""
        if self.tries >= MOST_TRIES or smaller == self.case:
            return False
        self.tries += 1
        if self.fails(smaller):
            self.case = smaller
            return True
        return False

    def with_text(self, name: str, text: Text) -> Case:
        return self.case._replace(files={**self.case.files, name: text})

    def files(self) -> None:
        self.keep(self.case._replace(env={}))
        for name in list(self.case.files):
            self.keep(
                self.case._replace(files={key: of for key, of in self.case.files.items() if key != name})
            )

    def args(self) -> None:
        for width in (2, 1):
            i = len(self.case.args) - width
            while i >= 1:
                args = self.case.args
                self.keep(self.case._replace(args=args[:i] + args[i + width :]))
                i -= 1

    def tree(self, name: str) -> None:
        """Values away from the tree, or something simpler in their place."""
        try:
            data = yaml.load(self.case.files[name], Loader=LOADER)
        except (yaml.YAMLError, ValueError, RecursionError):
            return
        if not isinstance(data, (dict, list)) or not self.keep_data(name, data, data):
            return
        changed = True
        while changed and self.tries < MOST_TRIES:
            changed = False
            for smaller in smaller_trees(data):
                if self.keep_data(name, smaller, None):
                    data, changed = smaller, True
                    break

    def keep_data(self, name: str, data: Any, same: Any) -> bool:
        text = as_text(data)
        return text is not None and (text == self.case.files[name] or self.keep(self.with_text(name, text)))

    def lines(self, name: str) -> None:
        self.pieces(name, "\n")

    def characters(self, name: str) -> None:
        if len(self.case.files[name]) < 400:
            self.pieces(name, "")

    def pieces(self, name: str, between: str) -> None:
        """Ever smaller runs of lines or characters away."""
        text = self.case.files[name]
        if not isinstance(text, str):
            return
        parts = text.split(between) if between else list(text)
        size = max(len(parts) // 2, 1)
        while self.tries < MOST_TRIES:
            i = 0
            while i < len(parts):
                fewer = parts[:i] + parts[i + size :]
                if self.keep(self.with_text(name, between.join(fewer))):
                    parts = fewer
                else:
                    i += size
            if size == 1:
                return
            size //= 2


def as_text(data: Any) -> str | None:
    try:
        flow = json.dumps(data)
        text = str(
            yaml.dump(data, Dumper=DUMPER, default_flow_style=None, sort_keys=False, allow_unicode=True)
        )
    except (TypeError, ValueError, yaml.YAMLError):
        return None
    return flow if len(flow) < 80 else text


def smaller_trees(data: Any) -> Iterator[Any]:
    """The tree without one value, or with a smaller one in its place; what saves most first."""
    places = sorted((path for path in paths(data) if path), key=lambda path: (len(path), str(path)))
    for path in places:
        yield changed(data, path, None, drop=True)
    for path in places:
        value = at(data, path)
        if isinstance(value, (dict, list)):
            children = value.values() if isinstance(value, dict) else value
            for child in children:
                if isinstance(child, type(value)) or isinstance(at(data, path[:-1]), list):
                    yield changed(data, path, child)
            if isinstance(at(data, path[:-1]), list) and isinstance(path[-1], int):
                inner = layers_in(value)
                if inner is not None:
                    tree = copy.deepcopy(data)
                    at(tree, path[:-1])[path[-1] : path[-1] + 1] = copy.deepcopy(inner)
                    yield tree
        elif type(value) is int and value > 1:
            yield changed(data, path, 1)
            yield changed(data, path, value // 2)
        elif isinstance(value, str) and len(value) > 3:
            yield changed(data, path, value[: len(value) // 2])


def layers_in(item: Any) -> list[Any] | None:
    """The layers of a loop or a head, to stand in its place."""
    body = next(iter(item.values()), None) if isinstance(item, dict) else None
    layers = body.get("layers") if isinstance(body, dict) else None
    return layers if isinstance(layers, list) else None


def changed(data: Any, path: tuple[Any, ...], value: Any, drop: bool = False) -> Any:
    tree = copy.deepcopy(data)
    parent = at(tree, path[:-1])
    if drop:
        del parent[path[-1]]
    else:
        parent[path[-1]] = copy.deepcopy(value)
    return tree


def shrunk(case: Case, fails: Fails) -> Case:
    """The smallest case that was found to fail."""
    return Shrinker(case, fails).shrunk()
