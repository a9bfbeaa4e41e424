"""How many layers a spec unfolds to at least: known from the text, before anything is built."""

from collections.abc import Mapping as Dict

from cnncalc.problem import Place
from cnncalc.spec.blocks import Block
from cnncalc.spec.flow import MOST_LAYERS
from cnncalc.spec.tree import Mapping, Scalar, Sequence, Value

DEEPEST = 100
"""Loops and calls inside each other that are followed."""


def too_many(items: list[Value], blocks: Dict[str, Block]) -> Place | None:
    """Where more than MOST_LAYERS begin, if they certainly do; what depends on expressions counts once."""
    if not blocks and not any(isinstance(item, Mapping) for item in items):
        return None
    known: dict[str, int] = {}
    total = 0
    for item in items:
        total += _least(item, blocks, known, DEEPEST)
        if total > MOST_LAYERS:
            return item.place
    return None


def _least(item: Value, blocks: Dict[str, Block], known: dict[str, int], depth: int) -> int:
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
    if word in blocks:
        if word not in known:
            known[word] = 0  # a block that calls itself is reported when it is followed
            inside = blocks[word].layers.items
            known[word] = sum(_least(inner, blocks, known, depth - 1) for inner in inside)
        return 1 + known[word]
    if word not in ("repeat", "for") or not isinstance(body, Mapping):
        return 1
    layers = body.get("layers")
    inside = layers.items if isinstance(layers, Sequence) else []
    return 1 + _rounds(body) * (1 + sum(_least(inner, blocks, known, depth - 1) for inner in inside))


def _rounds(body: Mapping) -> int:
    times, values = body.get("times"), body.get("each")
    if isinstance(times, Scalar) and times.text.isascii() and times.text.isdigit() and len(times.text) < 30:
        return int(times.text)
    return len(values.items) if isinstance(values, Sequence) else 0
