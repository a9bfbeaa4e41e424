"""What stands in a list of layers and is none, as it is written: heads and loops.

Nothing is named or built here: what is wrong goes to the problems.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cnncalc.effort import MOST_LAYERS
from cnncalc.language.entry import Entry
from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.naming import variable_fault
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.language.values import read_any, read_as
from cnncalc.layers.fields import Count
from cnncalc.problem import Problems, did_you_mean, listing, quoted

_TIMES = Count(0)


class Head(NamedTuple):
    """An auxiliary output: where it stands (`name`, `from`), and its layers, None if they are wrong."""

    structure: dict[str, Value]
    layers: list[Value] | None


class Loop(NamedTuple):
    """Layers that stand once for each round."""

    name: Value | None  # as written
    layers: list[Value]
    rounds: Iterator[dict[str, Any]] | None  # what expressions may say in each; None if that is wrong

    @property
    def single(self) -> bool:
        """Whether its only layer takes the name itself: `name.0`, `name.1`, ..."""
        return len(self.layers) == 1 and self.name is None


def read_head(entry: Entry, problems: Problems) -> Head | None:
    """`head: {name: aux1, layers: [...]}`; None if its body cannot be one."""
    body = _body(entry, ("name", "layers", "from"), "a head", "{name: aux1, layers: [...]}", problems)
    if body is None:
        return None
    return Head({key.text: value for key, value in body}, _layers(entry, body, "a head", problems))


def read_repeat(entry: Entry, env: Env, problems: Problems) -> Loop | None:
    """`repeat: {times: 3, index: i, layers: [...]}`; None if there is nothing to repeat."""
    shown = "{times: 3, layers: [...]}"
    body = _body(entry, ("times", "index", "layers", "name"), "repeat", shown, problems)
    layers = _layers(entry, body, "repeat", problems) if body else None
    if body is None or layers is None:
        return None
    number, index = _times(entry, body, env, problems), _word(body, "index", problems)
    rounds = None if number is None else ({index: i} if index else {} for i in range(number))
    return Loop(body.get("name"), layers, rounds)


def read_for(entry: Entry, env: Env, problems: Problems) -> Loop | None:
    """`for: {each: [64, 128], as: f, layers: [...]}`; None if there is nothing to repeat."""
    shown = "{each: [64, 128], as: f, layers: [...]}"
    body = _body(entry, ("each", "as", "index", "layers", "name"), "for", shown, problems)
    layers = _layers(entry, body, "for", problems) if body else None
    if body is None or layers is None:
        return None
    name, index = _word(body, "as", problems), _word(body, "index", problems)
    if name and name == index:
        problems.add(f"'as' and 'index' are both called '{name}'", body.items["index"][1].place)
    listed = _values(entry, body, env, problems)
    rounds = None
    if name and listed is not None:
        rounds = ({name: value} | ({index: i} if index else {}) for i, value in enumerate(listed))
    return Loop(body.get("name"), layers, rounds)


def _times(entry: Entry, body: Mapping, env: Env, problems: Problems) -> int | None:
    """How often layers are repeated; None if that cannot be said."""
    times = body.get("times")
    if times is None:
        problems.add("repeat needs 'times'", entry.place)
        return None
    try:
        number = int(read_as(_TIMES, times, "'times'", env))
    except MisfitError as misfit:
        misfit.report(problems)
        return None
    if number < 0:
        problems.add(f"'times' is {number}; it must be 0 or more", times.place)
        return None
    if number > MOST_LAYERS:
        message = f"'times' is {number:,}; a spec expands to at most {MOST_LAYERS:,} layers"
        problems.add(message, times.place)
        return None
    return number


def _values(entry: Entry, body: Mapping, env: Env, problems: Problems) -> tuple[Any, ...] | None:
    """The values that a loop takes in turn; None if they cannot be said."""
    values = body.get("each")
    if values is None or "as" not in body:
        problems.add("for needs 'each', the list of values, and 'as', the name for each of them", entry.place)
        return None
    try:
        listed = None if isinstance(values, Mapping) else read_any(values, env)
    except MisfitError as misfit:
        misfit.report(problems)
        return None
    if isinstance(listed, tuple):
        return listed
    problems.add(f"'each' takes a list; found {words_for(values)}", values.place)
    return None


def innermost(item: Value) -> tuple[str, Value | None]:
    """Of an item, or of loops without a name that consist of it alone: its kind, and its body."""
    word, body = kind_and_body(item)
    if word not in LOOPS or not isinstance(body, Mapping) or "name" in body:
        return word, body
    layers = body.get("layers")
    only = isinstance(layers, Sequence) and len(layers.items) == 1
    return innermost(layers.items[0]) if only and isinstance(layers, Sequence) else (word, body)


def kind_and_body(item: Value) -> tuple[str, Value | None]:
    """The kind of an item of a list of layers, and what is written after it; as far as they can be read."""
    if isinstance(item, Scalar):
        return item.text, None
    key, body = next(iter(item), (None, None)) if isinstance(item, Mapping) else (None, None)
    return (key.text, body) if key else ("repeat", None)


def _body(entry: Entry, known: tuple[str, ...], what: str, shown: str, problems: Problems) -> Mapping | None:
    """The fields of a statement."""
    body = entry.body
    if not isinstance(body, Mapping):
        found = words_for(body) if body else "nothing"
        problems.add(f"{what} is written {shown}; found {found}", (body or entry.key).place)
        return None
    for key, _ in body:
        if key.text not in (*known, "when"):
            hint = did_you_mean(key.text, known) or f"; it has {listing(known)}"
            problems.add(f"{what} has no field {quoted(key.text)}{hint}", key.place)
    return body


def _layers(entry: Entry, body: Mapping, what: str, problems: Problems) -> list[Value] | None:
    layers = body.get("layers")
    if isinstance(layers, Sequence) and layers.items:
        return layers.items
    found = f"; found {words_for(layers)}" if layers is not None else ""
    problems.add(f"{what} needs 'layers', the list of its layers{found}", (layers or entry.key).place)
    return None


def _word(body: Mapping, field: str, problems: Problems) -> str:
    """A name for expressions: `index: i`."""
    value = body.get(field)
    if value is None:
        return ""
    if not isinstance(value, Scalar):
        problems.add(f"'{field}' takes a word; found {words_for(value)}", value.place)
        return ""
    if fault := variable_fault(f"'{field}'", value.text):
        problems.add(fault, value.place)
    return value.text


LOOPS = {"repeat": read_repeat, "for": read_for}
