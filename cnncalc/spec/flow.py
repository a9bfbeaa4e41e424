"""What stands in a list of layers and is none: heads, repetitions, calls of blocks."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from cnncalc.effort import MOST_LAYERS
from cnncalc.layers.fields import Count
from cnncalc.network import Group, Node
from cnncalc.problem import did_you_mean, listing, quoted
from cnncalc.spec.blocks import CALL, arguments, called
from cnncalc.spec.entry import Entry
from cnncalc.spec.names import Scope, variable_fault
from cnncalc.spec.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.spec.values import Misfit, read_any, read_as

if TYPE_CHECKING:
    from cnncalc.spec.build import Builder

_TIMES = Count(0)

DEEPEST_CALL = 50

Statement = Callable[["Builder", Entry, "Node | None", Scope], "Node | None"]


def head(builder: "Builder", entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """A side output: its layers read the layer before it, and the main path goes on from there."""
    body = _body(builder, entry, ("name", "layers", "from"), "a head", "{name: aux1, layers: [...]}")
    if body is None:
        return current
    fields = {key.text: value for key, value in body}
    name = builder.names.full("head", fields.get("name"), scope)
    start = builder.source("head", fields, current, entry.place, scope)
    builder.names.register(name, None, entry.place)
    builder.names.heads.add(name)
    layers = _layers(builder, entry, body, "a head")
    if layers is not None:
        group = Group(name, name.rpartition("/")[2], "head", scope.group, entry.place)
        builder.chain(layers, start, scope.block(name, group))
    return current


def repeat(builder: "Builder", entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """`repeat: {times: 3, index: i, layers: [...]}`: the layers, so many times one behind the other."""
    shown = "{times: 3, layers: [...]}"
    body = _body(builder, entry, ("times", "index", "layers", "name"), "repeat", shown)
    layers = _layers(builder, entry, body, "repeat") if body else None
    if body is None or layers is None:
        return None
    times = body.get("times")
    if times is None:
        builder.problems.add("repeat needs 'times'", entry.place)
        return None
    try:
        number = read_as(_TIMES, times, "'times'", scope.env_at(current))
    except Misfit as misfit:
        builder.problems.add(misfit.message, misfit.place)
        return None
    if number < 0:
        builder.problems.add(f"'times' is {number}; it has to be 0 or more", times.place)
        return None
    if number > MOST_LAYERS:
        message = f"'times' is {number:,}; a spec unfolds to at most {MOST_LAYERS:,} layers"
        builder.problems.add(message, times.place)
        return None
    index = _word(builder, body, "index")
    rounds = ({index: i} if index else {} for i in range(number))
    return _loop(builder, entry, body, layers, rounds, current, scope)


def each(builder: "Builder", entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """`for: {each: [64, 128], as: f, layers: [...]}`: the layers, once for each value."""
    shown = "{each: [64, 128], as: f, layers: [...]}"
    body = _body(builder, entry, ("each", "as", "index", "layers", "name"), "for", shown)
    layers = _layers(builder, entry, body, "for") if body else None
    if body is None or layers is None:
        return None
    values, name, index = body.get("each"), _word(builder, body, "as"), _word(builder, body, "index")
    if values is None or (not name and "as" not in body):
        builder.problems.add(
            "for needs 'each', the values, and 'as', the name they have in turn", entry.place
        )
        return None
    if not name:
        return None
    if name == index:
        builder.problems.add(f"'as' and 'index' are both called '{name}'", body.items["index"][1].place)
    try:
        listed = None if isinstance(values, Mapping) else read_any(values, scope.env_at(current))
    except Misfit as misfit:
        builder.problems.add(misfit.message, misfit.place)
        return None
    if not isinstance(listed, tuple):
        builder.problems.add(f"'each' takes a list; found {words_for(values)}", values.place)
        return None
    rounds = ({name: value} | ({index: i} if index else {}) for i, value in enumerate(listed))
    return _loop(builder, entry, body, layers, rounds, current, scope)


def call(builder: "Builder", word: str, entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """The layers of a block, with its parameters standing for what the call gives."""
    body, problems, block = entry.body, builder.problems, builder.document.blocks[word]
    if block is None:
        given_name = body.get("name") if isinstance(body, Mapping) else None
        builder.names.register(builder.names.full(word, given_name, scope), None, entry.place)
        return None
    structure: dict[str, Value] = {}
    given: list[tuple[Scalar, Value]] = []
    if isinstance(body, Mapping):
        structure = {key.text: value for key, value in body if key.text in CALL}
        given = [(key, value) for key, value in body if key.text not in CALL]
    elif body is not None and block.takes:
        given = [(entry.key.saying(next(iter(block.takes))), body)]
    elif body is not None:
        problems.add(f"{block.name} takes nothing; found {words_for(body)}", body.place)
    name = builder.names.full(block.name, structure.get("name"), scope)
    start = builder.source(block.name, structure, current, entry.place, scope)
    values = arguments(block, given, scope.env_at(start), builder.top, entry.place, problems)
    builder.names.register(name, None, entry.place)
    if values is None:
        return None
    if block.name in builder.calling:
        path = " -> ".join([*builder.calling, block.name])
        problems.add(f"blocks call each other without end: {path}", entry.place)
        return None
    if len(builder.calling) == DEEPEST_CALL:
        problems.add(f"blocks call each other more than {DEEPEST_CALL} deep", entry.place)
        return None
    inner = scope.block(
        name, Group(name, name.rpartition("/")[2], block.name, scope.group, entry.place)
    ).called(builder.top, values, {key.text: value for key, value in given}, scope)
    builder.calling.append(block.name)
    problems.calls.append(called(block, entry.place))
    end = builder.chain(block.layers.items, start, inner)
    problems.calls.pop()
    builder.calling.pop()
    builder.names.register(name, end, entry.place)
    return end


def _loop(
    builder: "Builder",
    entry: Entry,
    body: Mapping,
    layers: list[Value],
    rounds: Iterator[dict[str, Any]],
    current: Node | None,
    scope: Scope,
) -> Node | None:
    """The layers once for each round: `name.0`, `name.1`, ...; a single layer takes the name itself."""
    single = len(layers) == 1 and "name" not in body
    name = (
        _base_name(builder, layers[0], scope)
        if single
        else builder.names.full(entry.key.text, body.get("name"), scope)
    )
    if not single:
        builder.names.register(name, None, entry.place)
    label = name.rpartition("/")[2]
    for i, values in enumerate(rounds):
        builder.effort.item(entry.place)
        inside = scope.with_values(values)
        if single:
            inside.next_label = f"{label}.{i}"
        else:
            group = Group(f"{name}.{i}", f"{label}.{i}", entry.key.text, scope.group, entry.place)
            inside = inside.block(group.name, group)
            builder.names.new(group.name, entry.place)
        current = builder.chain(layers, current, inside)
        if not single:
            builder.names.register(f"{name}.{i}", current, entry.place)
    if not single:
        builder.names.register(name, current, entry.place)
    return current


def _base_name(builder: "Builder", item: Value, scope: Scope) -> str:
    """The name of a repeated layer without its number."""
    kind, body = (item.text, item) if isinstance(item, Scalar) else ("repeat", item)
    if isinstance(item, Mapping) and item.items:
        key, body = next(iter(item))
        kind = key.text
    given = body.get("name") if isinstance(body, Mapping) else None
    name = builder.names.full(kind, given, scope)
    builder.names.register(name, None, item.place)
    return name


def _body(builder: "Builder", entry: Entry, known: tuple[str, ...], what: str, shown: str) -> Mapping | None:
    """The fields of a statement."""
    body = entry.body
    if not isinstance(body, Mapping):
        found = words_for(body) if body else "nothing"
        builder.problems.add(f"{what} is {shown}; found {found}", (body or entry.key).place)
        return None
    for key, _ in body:
        if key.text not in (*known, "when"):
            hint = did_you_mean(key.text, known) or f"; it has {listing(known)}"
            builder.problems.add(f"{what} has no field {quoted(key.text)}{hint}", key.place)
    return body


def _layers(builder: "Builder", entry: Entry, body: Mapping, what: str) -> list[Value] | None:
    layers = body.get("layers")
    if isinstance(layers, Sequence) and layers.items:
        return layers.items
    found = f"; found {words_for(layers)}" if layers is not None else ""
    builder.problems.add(f"{what} needs 'layers', the list of its layers{found}", (layers or entry.key).place)
    return None


def _word(builder: "Builder", body: Mapping, field: str) -> str:
    """A name for expressions: `index: i`."""
    value = body.get(field)
    if value is None:
        return ""
    if not isinstance(value, Scalar):
        builder.problems.add(f"'{field}' takes a word; found {words_for(value)}", value.place)
        return ""
    if fault := variable_fault(f"'{field}'", value.text):
        builder.problems.add(fault, value.place)
    return value.text


STATEMENTS: dict[str, Statement] = {"head": head, "repeat": repeat, "for": each}
