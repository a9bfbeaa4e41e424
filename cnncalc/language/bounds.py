"""How many layers a spec expands to at least: known from the text, before anything is built."""

from collections.abc import Iterable

from cnncalc.effort import MOST_LAYERS, Effort
from cnncalc.language.document import Document
from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.language.values import read_any, read_as
from cnncalc.layers.fields import Count
from cnncalc.problem import Place

DEEPEST = 100
"""Loops and calls inside each other that are followed."""

_TIMES = Count(0)


def too_many(document: Document, effort: Effort) -> Place | None:
    """Where more than MOST_LAYERS begin, if they certainly do.

    Loops count by numbers and variables; what depends on a parameter, a counter or an input counts once.
    """
    items = document.layers.items
    if not document.blocks and not any(isinstance(item, Mapping) for item in items):
        return None
    variables = document.variables._replace(effort=effort)
    counter = _Counter(document, variables)
    total = 0
    for item in items:
        effort.place = item.place
        total += counter.least(item, variables, DEEPEST)
        if total > MOST_LAYERS:
            return item.place
    return None


class _Counter:
    def __init__(self, document: Document, variables: Env) -> None:
        self.blocks = document.blocks
        self.variables = variables
        self.known: dict[str, int] = {}

    def least(self, item: Value, env: Env, depth: int) -> int:
        """Layers and rounds that an item expands to at least."""
        env.elements(1)
        if not depth:
            return 1
        if isinstance(item, Mapping) and len(item.items) == 1:
            ((key, body),) = item
            word = key.text
        elif isinstance(item, Scalar):
            word, body = item.text, item
        else:
            return 1
        if isinstance(body, Mapping) and "when" in body:
            return 1
        if word in self.blocks:
            return 1 + self.of_block(word, depth)
        if word not in ("repeat", "for") or not isinstance(body, Mapping):
            return 1
        layers = body.get("layers")
        inside = layers.items if isinstance(layers, Sequence) else []
        inner = _without(
            env, (name.text for name in map(body.get, ("as", "index")) if isinstance(name, Scalar))
        )
        return 1 + _rounds(body, env) * (1 + sum(self.least(one, inner, depth - 1) for one in inside))

    def of_block(self, word: str, depth: int) -> int:
        block = self.blocks[word]
        if word not in self.known and block is not None:
            self.known[word] = 0  # a block that calls itself is reported when it is followed
            inner = _without(self.variables, block.takes)
            self.known[word] = sum(self.least(one, inner, depth - 1) for one in block.layers.items)
        return self.known.get(word, 0)


def _without(env: Env, names: Iterable[str]) -> Env:
    """The variables that keep their meaning where these names have another one."""
    hidden = {name for name in names if name in env.values}
    if not hidden:
        return env
    env.elements(len(env.values))
    return env._replace(values={name: value for name, value in env.values.items() if name not in hidden})


def _rounds(body: Mapping, env: Env) -> int:
    times, values = body.get("times"), body.get("each")
    if isinstance(values, Sequence):
        return len(values.items)
    try:
        if times is not None:
            return max(0, int(read_as(_TIMES, times, "", env)))
        listed = read_any(values, env) if values is not None else ()
    except MisfitError:
        return 0
    return len(listed) if isinstance(listed, tuple) else 0
