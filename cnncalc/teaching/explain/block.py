"""The figures of a block of layers: sums over what stands in it, and what its last layer passes on."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from cnncalc.analysis import ADDITIVE, COLUMNS
from cnncalc.blocks import Block, Folded, Item
from cnncalc.formula import sum_of
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary
from cnncalc.teaching.explain.step import Derivation, Step

MOST_TERMS = 24
"""Terms that are written out; a longer sum is only told."""

LETTERS = {"parameters": "P", "multiplies": "M", "activations": "A", "memory": "b"}


class Addend(NamedTuple):
    """A term of the sum: a layer or an inner block, and its figure."""

    name: str
    value: int

    def within(self, block: Folded) -> "Addend":
        """The same under the name that it has in the block."""
        return self._replace(name=self.name.removeprefix(f"{block.name}/"))


def of_block(block: Folded, figure: str, derive: Callable[[LayerSummary, str], Derivation]) -> Derivation:
    """A sum over the parts of the block; shape and receptive field are those of the layer it ends with."""
    if figure not in ADDITIVE:
        return _passed_on(block, figure, derive)
    value = COLUMNS[figure].value(block)
    if not getattr(value, "complete", True):
        return Derivation(figure, value, (), ("part of it is not known: this is a lower bound",))
    parts = [part.within(block) for part in _parts(block.block.items, figure)]
    layers = len(block.layers)
    if not parts:
        because = f"none of its {layers:,} layers has any"
        return Derivation(figure, value, (Step(figure, 0, because),))
    if len(parts) == 1 or len(parts) > MOST_TERMS:
        because = (
            f"all of it in {parts[0].name}" if len(parts) == 1 else f"the sum over its {layers:,} layers"
        )
        return Derivation(figure, value, (Step(figure, int(value), because),))
    return Derivation(figure, value, tuple(_sum(parts, figure)), tuple(_others(parts, block)))


def _passed_on(block: Folded, figure: str, derive: Callable[[LayerSummary, str], Derivation]) -> Derivation:
    """What the last layer passes on: its field, and the shape as the layer gave it that last changed it."""
    way = list(_way(block))
    changing = [layer for layer in way if _changes(layer)]
    giver = changing[-1] if figure == "output" and changing else block.passed_on
    name = f"its {giver.kind}" if giver.name == block.name else giver.name
    remarks = [f"what leaves the block is what {name} gives"]
    if figure == "output" and len(changing) > 1:
        shapes = [_read(changing[0]), *(layer.output for layer in changing)]
        names = [layer.name.removeprefix(f"{block.name}/") for layer in changing]
        remarks.append(f"{' -> '.join(map(str, shapes))}: {', '.join(names)}")
    last = derive(giver, figure)
    return last._replace(remarks=(*remarks, *last.remarks))


def _way(block: Folded) -> Iterator[LayerSummary]:
    """The layers of the block from its end back to the first join, in the order of writing."""
    inside = {layer.node.number: layer for layer in block.layers}
    way, layer = [], inside.get(block.passed_on.node.number)
    while layer is not None:
        way.append(layer)
        layer = inside.get(layer.node.inputs[0]) if len(layer.node.inputs) == 1 else None
    return reversed(way)


def _changes(layer: LayerSummary) -> bool:
    """Whether it gives another shape than it reads, or joins several."""
    return len(layer.node.inputs) != 1 or _read(layer) != layer.output


def _read(layer: LayerSummary) -> Shape:
    return layer.network.shapes_read(layer.node)[0]


def _parts(items: Sequence[Item], figure: str) -> Iterator[Addend]:
    """What the block consists of, as far as it adds something."""
    for item in items:
        layer = Folded(item) if isinstance(item, Block) else item
        value: Any = COLUMNS[figure].value(layer)
        if value:
            yield Addend(layer.name, int(value))


def _sum(parts: Sequence[Addend], figure: str) -> Iterator[Step]:
    letter = LETTERS[figure]
    for k, part in enumerate(parts, 1):
        yield Step(f"{letter}_{k}", part.value, part.name)
    formula = sum_of(figure, letter, len(parts), "the parts add up")
    total = formula(**{f"{letter}_{k}": part.value for k, part in enumerate(parts, 1)})
    yield Step(figure, int(total), formula.because, total)


def _others(parts: Sequence[Addend], block: Folded) -> Iterator[str]:
    if len(parts) < len(block.block.items):
        yield "parts that add nothing are left out"
