"""A total over other layers: without a kind of them, over one kind alone, or up to a layer."""

from collections import Counter
from collections.abc import Iterator

from cnncalc.teaching.mistakes.guess import MOST_LAYERS, AskedFigure, Family, Guess

EVERY = "The total is over all layers."

CONVOLUTIONS, DENSE = "convolutions", "dense layers"


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """Sums that leave out or count alone the layers of one kind; a layer twice; the first layers only."""
    parts = {name: part for name, part in asked.parts.items() if part}
    if not 2 <= len(parts) <= MOST_LAYERS:
        return
    total, kinds = sum(parts.values()), Counter[str]()
    for name, part in parts.items():
        kinds[_kind(asked, name)] += part
    for kind, part in kinds.items():
        yield Guess(f"the {kind} are left out", EVERY, (total - part,), 0)
    for kind, part in kinds.items():
        yield Guess(f"only the {kind} are counted", EVERY, (part,), 0)
    for name, part in parts.items():
        yield Guess(f"{name} is counted twice", EVERY, (total + part,), 1)
    yield from _first(parts)


def _kind(asked: AskedFigure, name: str) -> str:
    """The family of a layer, in the plural; what has no weights goes by the name of its kind."""
    layer = asked.lookup.summary[name]
    if layer.node.layer is not None and layer.node.layer.weight_layer:
        return CONVOLUTIONS if hasattr(layer.node.layer, "kernel") else DENSE
    return f"{layer.kind} layers"


def _first(parts: dict[str, int]) -> Iterator[Guess]:
    sum_ = 0
    for name, part in list(parts.items())[:-1]:
        sum_ += part
        yield Guess(f"the sum goes only as far as {name}", EVERY, (sum_,), 2)


FAMILY = Family(
    "W7",
    "a total of other layers",
    "the dense layers or another kind left out, one kind alone, a layer counted twice, the layers up to one",
    candidates,
)
