"""What stands in a list of layers and is none: heads, repetitions, calls of blocks."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from cnncalc.effort import MOST_LAYERS
from cnncalc.language.blocks import CALL, BlockDefinition, arguments, called
from cnncalc.language.entry import Entry
from cnncalc.language.expression import Env
from cnncalc.language.names import Scope
from cnncalc.language.naming import variable_fault
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.language.values import MisfitError, read_any, read_as
from cnncalc.layers.fields import Count
from cnncalc.network import Group, Node
from cnncalc.problem import Place, did_you_mean, listing, quoted

if TYPE_CHECKING:
    from cnncalc.language.build import Builder

_TIMES = Count(0)

DEEPEST_CALL = 50

Statement = Callable[["Builder", Entry, "Node | None", Scope], "Node | None"]


def head(builder: "Builder", entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """A side output: its layers read the layer before it, and the main path goes on from there."""
    body = _body(builder, entry, ("name", "layers", "from"), "a head", "{name: aux1, layers: [...]}")
    if body is None:
        return current
    fields = {key.text: value for key, value in body}
    name = builder.names.claim("head", fields.get("name"), scope, entry.place)
    start = builder.source("head", fields, current, entry.place, scope)
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
    number, index = _times(builder, entry, body, scope.env_at(current)), _word(builder, body, "index")
    if number == 0:
        builder.left_out(layers)
    rounds = None if number is None else ({index: i} if index else {} for i in range(number))
    return _loop(builder, entry, body, layers, rounds, current, scope)


def _times(builder: "Builder", entry: Entry, body: Mapping, env: Env) -> int | None:
    """How often layers are repeated; None where that cannot be said, which is reported."""
    times = body.get("times")
    if times is None:
        builder.problems.add("repeat needs 'times'", entry.place)
        return None
    try:
        number = int(read_as(_TIMES, times, "'times'", env))
    except MisfitError as misfit:
        misfit.report(builder.problems)
        return None
    if number < 0:
        builder.problems.add(f"'times' is {number}; it has to be 0 or more", times.place)
        return None
    if number > MOST_LAYERS:
        message = f"'times' is {number:,}; a spec unfolds to at most {MOST_LAYERS:,} layers"
        builder.problems.add(message, times.place)
        return None
    return number


def each(builder: "Builder", entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """`for: {each: [64, 128], as: f, layers: [...]}`: the layers, once for each value."""
    shown = "{each: [64, 128], as: f, layers: [...]}"
    body = _body(builder, entry, ("each", "as", "index", "layers", "name"), "for", shown)
    layers = _layers(builder, entry, body, "for") if body else None
    if body is None or layers is None:
        return None
    name, index = _word(builder, body, "as"), _word(builder, body, "index")
    if name and name == index:
        builder.problems.add(f"'as' and 'index' are both called '{name}'", body.items["index"][1].place)
    listed = _values(builder, entry, body, scope.env_at(current))
    if listed == ():
        builder.left_out(layers)
    rounds = None
    if name and listed is not None:
        rounds = ({name: value} | ({index: i} if index else {}) for i, value in enumerate(listed))
    return _loop(builder, entry, body, layers, rounds, current, scope)


def _values(builder: "Builder", entry: Entry, body: Mapping, env: Env) -> tuple[Any, ...] | None:
    """The values that a loop takes in turn; None where they cannot be said, which is reported."""
    values = body.get("each")
    if values is None or "as" not in body:
        builder.problems.add(
            "for needs 'each', the values, and 'as', the name they have in turn", entry.place
        )
        return None
    try:
        listed = None if isinstance(values, Mapping) else read_any(values, env)
    except MisfitError as misfit:
        misfit.report(builder.problems)
        return None
    if isinstance(listed, tuple):
        return listed
    builder.problems.add(f"'each' takes a list; found {words_for(values)}", values.place)
    return None


def call(builder: "Builder", word: str, entry: Entry, current: Node | None, scope: Scope) -> Node | None:
    """The layers of a block, with its parameters standing for what the call gives."""
    body, problems, block = entry.body, builder.problems, builder.document.blocks[word]
    if block is None:
        given_name = body.get("name") if isinstance(body, Mapping) else None
        builder.names.settle(builder.names.claim(word, given_name, scope, entry.place), None)
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
    name = builder.names.claim(block.name, structure.get("name"), scope, entry.place)
    start = builder.source(block.name, structure, current, entry.place, scope)
    values = arguments(block, given, scope.env_at(start), builder.top, entry.place, problems)
    end = None
    if values is not None and _may_call(builder, block, entry.place):
        inner = scope.block(
            name, Group(name, name.rpartition("/")[2], block.name, scope.group, entry.place)
        ).called(builder.top, values, {key.text: value for key, value in given}, scope)
        builder.calling.append(block.name)
        problems.calls.append(called(block, entry.place))
        end = builder.chain(block.layers.items, start, inner)
        problems.calls.pop()
        builder.calling.pop()
    builder.names.settle_several(name, start, end)
    return end


def _may_call(builder: "Builder", block: BlockDefinition, place: Place) -> bool:
    """Whether the calls come to an end if this block is called too; if not, that is reported."""
    if block.name in builder.calling:
        path = " -> ".join([*builder.calling, block.name])
        builder.problems.add(f"blocks call each other without end: {path}", place)
        return False
    if len(builder.calling) == DEEPEST_CALL:
        builder.problems.add(f"blocks call each other more than {DEEPEST_CALL} deep", place)
        return False
    return True


def _loop(
    builder: "Builder",
    entry: Entry,
    body: Mapping,
    layers: list[Value],
    rounds: Iterator[dict[str, Any]] | None,
    current: Node | None,
    scope: Scope,
) -> Node | None:
    """The layers once for each round: `name.0`, `name.1`, ...; a single layer takes the name itself.

    rounds: what expressions may say in each; None where that is wrong, which is reported.
    """
    single = len(layers) == 1 and "name" not in body
    name = (
        _base_name(builder, layers[0], scope)
        if single
        else builder.names.claim(entry.key.text, body.get("name"), scope, entry.place)
    )
    if rounds is None:
        builder.names.settle(name, None)
        return None
    start = current
    label = name.rpartition("/")[2]
    for i, values in enumerate(rounds):
        builder.effort.item(entry.place)
        inside = scope.with_values(values)
        if single:
            inside.next_label = f"{label}.{i}"
        else:
            group = Group(f"{name}.{i}", f"{label}.{i}", entry.key.text, scope.group, entry.place)
            inside = inside.block(group.name, group)
            builder.names.take(group.name, entry.place)
        before = current
        current = builder.chain(layers, current, inside)
        if not single:
            builder.names.settle_several(group.name, before, current)
    builder.names.settle_several(name, start, current)
    return current


def _base_name(builder: "Builder", item: Value, scope: Scope) -> str:
    """The name of a repeated layer without its number."""
    (kind, _), (inner, body) = _parts(item), _parts(_innermost(item))
    given = body.get("name") if isinstance(body, Mapping) else None
    name = builder.names.claim(kind, given, scope, item.place)
    if inner == "head":
        builder.names.heads.add(name)
    return name


def _innermost(item: Value) -> Value:
    """The layer that loops without a name consist of, if it is the only one."""
    word, body = _parts(item)
    if word not in ("repeat", "for") or not isinstance(body, Mapping) or "name" in body:
        return item
    layers = body.get("layers")
    only = isinstance(layers, Sequence) and len(layers.items) == 1
    return _innermost(layers.items[0]) if only and isinstance(layers, Sequence) else item


def _parts(item: Value) -> tuple[str, Value | None]:
    """The kind of an item of a list of layers, and what is written behind it; as far as they can be read."""
    if isinstance(item, Scalar):
        return item.text, None
    key, body = next(iter(item), (None, None)) if isinstance(item, Mapping) else (None, None)
    return (key.text, body) if key else ("repeat", None)


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
