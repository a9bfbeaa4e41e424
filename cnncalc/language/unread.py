"""What a spec names and nothing reads: variables, and blocks that are never called."""

from collections.abc import Iterator

from cnncalc.effort import Effort
from cnncalc.language.expression import LONGEST
from cnncalc.language.numbers import WORD
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.problem import Problems, listing, quoted

NAMED = ("variables", "blocks")
"""The keys under which a spec names what other parts of it read."""

COUNTERS = ("as", "index")
"""The fields of a loop that name what its layers read."""

_NOTHING: frozenset[str] = frozenset()


def unread(whole: Mapping) -> dict[str, list[Scalar]]:
    """The variables and blocks that nothing in the whole spec reads or calls, by the key they stand under."""
    named = {key: _entries(whole, key) for key in NAMED}
    if not any(named.values()):
        return {}
    words, calls = _words(whole, frozenset(name.text for name, _ in named["variables"]))
    read = {"variables": words, "blocks": calls}
    return {
        key: [name for name, _ in pairs if name.text not in read[key]]
        for key, pairs in named.items()
        if pairs
    }


def check_changes(base: Mapping, own: Mapping, whole: Mapping, spec: Scalar, problems: Problems) -> None:
    """Report what a spec names to change it in `base`, where that does not have it and nothing reads it."""
    effort = Effort(problems)
    for key, names in unread(whole).items():
        mine = {name.text for name, _ in _entries(own, key)}
        known = [name.text for name, _ in _entries(base, key)]
        for name in names:
            if name.text in mine and name.text not in known:
                what, reads = ("variable", "reads") if key == "variables" else ("block", "calls")
                there = f"it has {listing(known)}" if known else "it has none"
                hint = effort.hint(name.text, known) or f"; {there}"
                problems.add(
                    f"{quoted(spec.text)} has no {what} {quoted(name.text)} to change, and nothing here"
                    f" {reads} it{hint}",
                    name.place,
                )


def _entries(spec: Mapping, key: str) -> list[tuple[Scalar, Value]]:
    value = spec.get(key)
    return list(value) if isinstance(value, Mapping) else []


def _words(whole: Mapping, variables: frozenset[str]) -> tuple[set[str], set[str]]:
    """The words in a spec that may mean a variable, and those that may call a block.

    The parameters of a block and the counters of a loop mean no variable there: of them those are carried
    along that hide one.
    """
    words: set[str] = set()
    calls: set[str] = set()
    pending = [(value, hidden & variables) for value, hidden in _parts(whole)]
    seen: set[tuple[int, frozenset[str]]] = set()
    while pending:
        value, hidden = pending.pop()
        if (id(value), hidden) in seen:
            continue  # an alias is one value, however often it stands
        seen.add((id(value), hidden))
        for item, inside in _inside(value, hidden, variables):
            if isinstance(item, Scalar):
                if not item.text.isdigit():
                    found = WORD.findall(item.text[:LONGEST])
                    words.update(word for word in found if word not in inside)
                    calls.add(item.text)
            else:
                pending.append((item, inside))
        if isinstance(value, Mapping):
            calls |= value.items.keys()
    return words, calls


def _inside(
    value: Value, hidden: frozenset[str], variables: frozenset[str]
) -> Iterator[tuple[Value, frozenset[str]]]:
    """The values in a value, or itself if it is a scalar, each with the names that hide variables there."""
    if isinstance(value, Scalar):
        yield value, hidden
    elif isinstance(value, Sequence):
        yield from ((item, hidden) for item in value.items)
    else:
        counters = _counters(value) & variables
        within = hidden if counters <= hidden else hidden | counters
        for key, item in value:
            if key.text not in COUNTERS:
                yield item, within if key.text == "layers" else hidden


def _parts(whole: Mapping) -> Iterator[tuple[Value, frozenset[str]]]:
    """Every part of a spec, each with the names that hide variables in it."""
    for key, value in whole:
        if key.text == "variables" and isinstance(value, Mapping):
            yield from ((item, frozenset((name.text,))) for name, item in value)
        elif key.text == "blocks" and isinstance(value, Mapping):
            yield from ((body, _parameters(body)) for _, body in value)
        elif key.text not in ("name", "reference", "extends", "use", "expect"):
            yield value, _NOTHING


def _parameters(block: Value) -> frozenset[str]:
    takes = block.get("takes") if isinstance(block, Mapping) else None
    if isinstance(takes, Mapping):
        return frozenset(takes.items)
    items = takes.items if isinstance(takes, Sequence) else []
    return frozenset(item.text for item in items if isinstance(item, Scalar))


def _counters(loop: Mapping) -> frozenset[str]:
    """The names that the body of a loop gives to its values."""
    names = map(loop.get, COUNTERS)
    return frozenset(name.text for name in names if isinstance(name, Scalar))
