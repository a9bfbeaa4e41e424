"""The same layers, written again and again, where `repeat` would say it once."""

from collections.abc import Iterator, Mapping, Sequence

from cnncalc.design.review.base import Design, Found, Option, Rule, around
from cnncalc.layers.activations import Activation
from cnncalc.network import Node

LONGEST = 40
"""Layers of the longest part whose repetition is looked for."""


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Runs of equal parts that stand on lines of their own, the shortest part first."""
    nodes = list(design)
    numbers: dict[object, int] = {}
    natures = [numbers.setdefault(_nature(node), len(numbers)) for node in nodes]
    taken: set[int] = set()
    for period in range(1, min(LONGEST, len(nodes) // 2) + 1):
        for start, end in _runs(natures, period):
            start = _first_written(nodes, start, end, period)
            times = (end - start) // period
            if times < values["times"] or taken.intersection(range(start, start + times * period)):
                continue
            parts = [nodes[start + i * period : start + (i + 1) * period] for i in range(times)]
            if len({_lines(part) for part in parts}) == times:
                taken.update(range(start, start + times * period))
                yield _found(parts)


def _nature(node: Node) -> tuple[object, ...]:
    """What makes two layers the same: kind and fields, and how far above they read."""
    return (
        node.layer,
        *(node.number - i for i in node.inputs),
        *(group.kind for group in around(node)),
        node.owner,
    )


def _runs(natures: Sequence[int], period: int) -> Iterator[tuple[int, int]]:
    """Where what stands there equals what stands `period` further: from the first to after the last."""
    start = None
    for i in range(len(natures) - period + 1):
        same = i + period < len(natures) and natures[i] == natures[i + period]
        if same and start is None:
            start = i
        elif not same and start is not None:
            if i + period - start >= 2 * period:
                yield start, i + period
            start = None


def _first_written(nodes: Sequence[Node], start: int, end: int, period: int) -> int:
    """The first layer of a run that is not an activation of another, where as many parts are left."""
    spare = (end - start) % period
    layers = range(start, start + spare + 1)
    return next((i for i in layers if not _is_activation_of(nodes[i], nodes[i - 1] if i else None)), start)


def _is_activation_of(node: Node, before: Node | None) -> bool:
    """Whether a layer stands on the line of the one before, which has it for an activation."""
    if before is None or node.place is None or before.place is None or not isinstance(node.layer, Activation):
        return False
    return (node.place.source, node.place.line) == (before.place.source, before.place.line)


def _lines(part: Sequence[Node]) -> frozenset[tuple[int, ...]]:
    """The lines on which a part stands: those of its layers, and of the calls through which they came."""
    return frozenset(
        tuple(place.line for place in (node.place, *(group.place for group in around(node))) if place)
        for node in part
    )


def _found(parts: Sequence[Sequence[Node]]) -> Found:
    first = parts[0][0]
    kinds = ", ".join(node.kind for node in parts[0][:6]) + (", ..." if len(parts[0]) > 6 else "")
    return Found(
        first,
        f"the same {len(parts[0])} layers ({kinds}) are written {len(parts)} times from '{first.name}' on",
        f"a change must be made {len(parts)} times",
        f"'repeat: {{times: {len(parts)}, layers: [...]}}' with the first of them",
        others=tuple(part[0] for part in parts[1:]),
    )


RULE = Rule(
    name="repeat-by-hand",
    severity="note",
    what="The same layers are written several times in a row, where one `repeat` would do.",
    why=(
        "A part that is written five times must be changed five times, and the copy that was forgotten"
        " looks like a decision. A matter of taste where papers number their layers: off by default."
    ),
    bad="""\
input: 32x32x16
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}  # !
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
""",
    good="""\
input: 32x32x16
layers:
  - repeat: {times: 3, layers: [conv: {filters: 16, kernel: 3, padding: 1, activation: relu}]}
""",
    source="the language's own `repeat`, docs/reference/blocks.md",
    find=find,
    default=False,
    options={"times": Option(3, "how often a part must be written to be reported", least=2, whole=True)},
)
