"""`extends` and `use`: a spec that stands on others."""

import os
from collections.abc import Iterator

from cnncalc.problem import Place, Problems, Source, SpecError, quoted
from cnncalc.spec.find import find
from cnncalc.spec.tree import Mapping, Scalar, Sequence, Value, parse, words_for

MERGED = ("variables", "defaults", "blocks", "review")
"""Keys whose entries are added to those of the spec that is extended."""

NOT_INHERITED = ("name", "expect", "extends", "use")


def inherited(root: Mapping, source: Source, problems: Problems) -> Mapping:
    """The spec with what it takes from those it extends and uses; each is read once."""
    return _whole(root, source, problems, [_file(source)])


def _whole(root: Mapping, source: Source, problems: Problems, chain: list[str]) -> Mapping:
    return _with_uses(_extended(root, source, problems, chain), root, source, problems, chain)


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


def _extended(root: Mapping, source: Source, problems: Problems, chain: list[str]) -> Mapping:
    value = root.get("extends")
    if value is None:
        return root
    if "layers" in root:
        problems.add(
            "a spec that extends another has its layers; change its variables or blocks", _key(root, "layers")
        )
        return root
    base = _read(value, source, problems, chain)
    if base is None:
        return _without_layers(root)
    base_root, base_source = base
    return _merged(_whole(base_root, base_source, problems, [*chain, _file(base_source)]), root)


def _with_uses(
    result: Mapping, root: Mapping, source: Source, problems: Problems, chain: list[str]
) -> Mapping:
    """The spec with the blocks of the files that it uses; its own come last and win."""
    value = root.get("use")
    if value is None:
        return result
    items = value.items if isinstance(value, Sequence) else [value]
    used = Mapping(source, result.line, result.column)
    for item in items:
        found = _read(item, source, problems, chain)
        blocks = _whole(*found, problems, [*chain, _file(found[1])]).get("blocks") if found else None
        if found and not isinstance(blocks, Mapping):
            problems.add(f"{words_for(item)} has no blocks to use", item.place)
        if isinstance(blocks, Mapping):
            used.items.update(blocks.items)
    own = result.get("blocks")
    if isinstance(own, Mapping):
        used.items.update(own.items)
    key = Scalar("blocks", False, source, value.line, value.column, 1)
    whole = Mapping(result.source, result.line, result.column)
    whole.items = {**result.items, "blocks": (key, used)}
    return whole


def _read(
    value: Value, source: Source, problems: Problems, chain: list[str]
) -> tuple[Mapping, Source] | None:
    """The spec that is named, as a tree."""
    if not isinstance(value, Scalar) or value.empty:
        problems.add(f"the name of a spec was expected; found {words_for(value)}", value.place)
        return None
    try:
        found = find(value.text, beside=source)
    except SpecError as error:
        problems.add(error.problems[0].message, value.place)
        return None
    if _file(found) in chain:
        path = " -> ".join(map(os.path.basename, [*chain, _file(found)]))
        problems.add(f"{quoted(value.text)} extends or uses itself: {path}", value.place)
        return None
    root = parse(found, problems)
    if not isinstance(root, Mapping):
        problems.add(f"{quoted(value.text)} is not a spec", value.place)
        return None
    return root, found


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
        if name in MERGED and isinstance(own, Mapping) and isinstance(value, Mapping):
            both = Mapping(value.source, value.line, value.column)
            both.items = {**own.items, **value.items}
            result.items[name] = (key, both)
        else:
            result.items[name] = (key, value)
    return result


def _without_layers(root: Mapping) -> Mapping:
    result = Mapping(root.source, root.line, root.column)
    result.items = {name: pair for name, pair in root.items.items() if name != "layers"}
    return result


def _file(source: Source) -> str:
    """The file that a text was read from, however it was named."""
    return os.path.realpath(os.path.join(source.folder, os.path.basename(source.name)))


def _key(root: Mapping, name: str) -> Place:
    return root.items[name][0].place
