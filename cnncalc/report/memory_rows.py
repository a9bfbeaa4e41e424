"""The rows of `memory`: a step each, or steps that belong together and the one of them that holds most."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.footprint import Footprint
from cnncalc.analysis.liveness import MemoryStep
from cnncalc.shape import Shape

if TYPE_CHECKING:  # only a table that is folded needs the tree of layers
    from cnncalc.blocks import Item
    from cnncalc.report.outline import Depth, OutlineRow


class MemoryRow(NamedTuple):
    """A row: the steps it stands for, from 0, and the first of them that holds most, of which it tells."""

    steps: tuple[int, ...]
    fullest: int
    name: str
    label: str
    kind: str
    output: Shape
    trail: tuple[bool, ...] = ()
    opened: bool = False  # its steps have rows of their own below

    @property
    def numbers(self) -> str:
        """The steps as they are counted from 1: `5-18`."""
        first, last = self.steps[0] + 1, self.steps[-1] + 1
        return str(first) if first == last else f"{first}-{last}"


def expanded(footprint: Footprint) -> list[MemoryRow]:
    """A row for each step."""
    return [of_step(number, step) for number, step in enumerate(footprint.steps)]


def of_step(number: int, step: MemoryStep) -> MemoryRow:
    """The row of a single step."""
    name = step.node.name
    return MemoryRow((number,), number, name, name, _kind(step), step.node.output)


def _kind(step: MemoryStep) -> str:
    """The kind, and how its output comes to lie in another's memory."""
    layer = step.node.layer
    if step.home == step.node.number or layer is None or step.backward:
        return step.node.kind
    return f"{step.node.kind}, {'view' if layer.view or layer.idle else 'in place'}"


def folded(footprint: Footprint, depth: "Depth") -> list[MemoryRow]:
    """The rows of the forward pass as `summarize` folds them, then those of the backward pass."""
    from cnncalc.analysis.base import Settings
    from cnncalc.report.outline import folding, outline
    from cnncalc.report.reading import reading
    from cnncalc.summary import Summary

    network, execution, run = footprint.network, footprint.execution, footprint.run
    items = reading(Summary(network, Settings(execution.batch, execution.dtype)))
    is_open, step = folding(items, depth, passes=2 if run.back else 1)
    ahead = {node.number: number for number, node in enumerate(run.ahead)}
    back = outline(list(_with_steps(items, run.back_steps)), is_open, lambda items: step(items)[::-1])
    return [
        *(_row(footprint, row, ahead) for row in outline(items, is_open, step)),
        *(_row(footprint, row, run.back_steps) for row in back),
    ]


def _with_steps(items: "Sequence[Item]", steps: Mapping[int, int]) -> "Iterator[Item]":
    """The tree without what has no step."""
    from cnncalc.blocks import Block

    for item in items:
        if isinstance(item, Block):
            if inner := list(_with_steps(item.items, steps)):
                yield Block(item.group, inner)
        elif not steps.keys().isdisjoint(_numbers(item)):
            yield item


def _numbers(layer: "Item") -> list[int]:
    """The numbers of the layers that a row stands for."""
    return [one.node.number for one in getattr(layer, "layers", [layer])]


def _row(footprint: Footprint, row: "OutlineRow", steps: Mapping[int, int]) -> MemoryRow:
    own = sorted(steps[number] for number in _numbers(row.layer) if number in steps)
    fullest = max(own, key=lambda number: footprint.steps[number].alive)
    layer = row.layer
    return MemoryRow(
        tuple(own), fullest, layer.name, row.label, row.kind, layer.output, row.trail, row.opened
    )
