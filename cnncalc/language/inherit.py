"""`extends` and `use`: a spec that stands on others."""

import os
from collections.abc import Iterator

from cnncalc.language.find import find
from cnncalc.language.parse import parse
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.language.unread import check_changes
from cnncalc.problem import Problems, Source, SpecError, quoted

MERGED = {"variables": 1, "blocks": 1, "defaults": 2, "review": 1}
"""Keys whose entries are added to those of the spec that is extended, and to how many levels: of defaults
the fields of a kind too."""

NOT_INHERITED = ("name", "expect", "budget", "accuracy", "extends", "use")

DEEPEST = 50
"""Specs that may stand on each other."""


def inherited(root: Mapping, source: Source, problems: Problems) -> Mapping:
    """The spec with what it takes from those it extends and uses; each is read once."""
    return _InheritedReader(problems).whole(root, source)


def stands_on(source: Source) -> Iterator[tuple[str, Source]]:
    """The files beside a spec that it extends or uses, as it writes them; not those of theirs.

    A spec that is found by a bundled name and no file's is none of them.
    """
    root = parse(source, Problems())
    for key in ("extends", "use"):
        value = root.get(key) if isinstance(root, Mapping) else None
        items = value.items if isinstance(value, Sequence) else [value]
        for item in items:
            if isinstance(item, Scalar) and os.path.isfile(os.path.join(source.folder, item.text)):
                yield item.text, find(item.text, beside=source)


class _InheritedReader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.chain: list[str] = []  # the files that are being read, each named by the one before it
        self.read: dict[str, Mapping] = {}  # those that have been read, whole

    def whole(self, root: Mapping, source: Source) -> Mapping:
        """The spec with what it takes from others."""
        self.chain.append(_file(source))
        base = self.base(root, source)
        whole = self.with_uses(self.extended(base, root), root, source)
        named = root.get("extends")
        if base and isinstance(named, Scalar):
            check_changes(base, root, whole, named, self.problems)
        self.chain.pop()
        return whole

    def base(self, root: Mapping, source: Source) -> Mapping | None:
        """The spec that this one extends, whole; None if there is none, or none that can be read."""
        value = root.get("extends")
        if value is None:
            return None
        if "layers" in root:
            message = "a spec with 'extends' has the layers of the other spec; change variables or blocks"
            self.problems.add(message, root.items["layers"][0].place)
            return None
        return self.other(value, source)

    def extended(self, base: Mapping | None, root: Mapping) -> Mapping:
        if base:
            return _merged(base, root)
        return _without_layers(root) if "extends" in root and "layers" not in root else root

    def with_uses(self, result: Mapping, root: Mapping, source: Source) -> Mapping:
        """The spec with the blocks of the files that it uses; its own come last and win."""
        value = root.get("use")
        if value is None:
            return result
        items = value.items if isinstance(value, Sequence) else [value]
        used = Mapping(source, result.line, result.column)
        for item in items:
            other = self.other(item, source)
            blocks = other.get("blocks") if other else None
            if other and not isinstance(blocks, Mapping):
                self.problems.add(f"{words_for(item)} has no blocks to use", item.place)
            if isinstance(blocks, Mapping):
                used.items.update(blocks.items)
        own = result.get("blocks")
        if isinstance(own, Mapping):
            used.items.update(own.items)
        key = Scalar("blocks", False, source, value.line, value.column, 1)
        whole = Mapping(result.source, result.line, result.column)
        whole.items = {**result.items, "blocks": (key, used)}
        return whole

    def other(self, value: Value, source: Source) -> Mapping | None:
        """The spec that is named, whole; None if it cannot be read, which is reported."""
        if not isinstance(value, Scalar) or value.empty:
            self.problems.add(f"expected the name of a spec; found {words_for(value)}", value.place)
            return None
        try:
            found = find(value.text, beside=source)
        except SpecError as error:
            self.problems.add(error.problems[0].message, value.place)
            return None
        file = _file(found)
        if file in self.chain:
            path = " -> ".join(map(os.path.basename, [*self.chain, file]))
            self.problems.add(f"{quoted(value.text)} extends or uses itself: {path}", value.place)
            return None
        if len(self.chain) == DEEPEST:
            self.problems.add(f"specs extend or use each other more than {DEEPEST} levels deep", value.place)
            return None
        if file not in self.read:
            root = parse(found, self.problems)
            if not isinstance(root, Mapping):
                self.problems.add(f"{quoted(value.text)} is not a spec", value.place)
                return None
            self.read[file] = self.whole(root, found)
        return self.read[file]


def _merged(parent: Mapping, child: Mapping) -> Mapping:
    """The parent with the child's keys in place of its own, entry by entry where entries are named."""
    result = Mapping(child.source, child.line, child.column)
    result.items = {key: pair for key, pair in parent.items.items() if key not in NOT_INHERITED}
    if "inputs" in child:
        result.items.pop("input", None)
    if "input" in child:
        result.items.pop("inputs", None)
    for name, (key, value) in child.items.items():
        own = result.get(name)
        levels = MERGED.get(name, 0)
        result.items[name] = (key, _both(own, value, levels) if own is not None else value)
    return result


def _both(own: Value, value: Value, levels: int) -> Value:
    """What stands for both: their entries where both are mappings, merged down to so many levels."""
    if not levels or not isinstance(own, Mapping) or not isinstance(value, Mapping):
        return value
    both = Mapping(value.source, value.line, value.column)
    both.items = {**own.items}
    for name, (key, entry) in value.items.items():
        before = own.get(name)
        both.items[name] = (key, entry if before is None else _both(before, entry, levels - 1))
    return both


def _without_layers(root: Mapping) -> Mapping:
    result = Mapping(root.source, root.line, root.column)
    result.items = {name: pair for name, pair in root.items.items() if name != "layers"}
    return result


def _file(source: Source) -> str:
    """The file that a text was read from, however it was named."""
    return os.path.realpath(os.path.join(source.folder, os.path.basename(source.name)))
