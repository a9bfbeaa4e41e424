"""What a block is, in a few words: `2 x [3x3, 3x3]`, `[3x3/2, 3x3] +proj`, `3 units`, `concat of 4 branches`.

The pattern of a block names its convolutions, dense layers and pools in their order. Where paths join, it is
that of the main one: a shortcut without weights goes unsaid, one with weights is a projection.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cnncalc.blocks import Block, Folded, Item
from cnncalc.report.reading import Carrier
from cnncalc.report.tree import NUMBERED, Repeats, collapsed
from cnncalc.summary import LayerSummary

LONGEST = 26
"""Characters of a pattern that still tells something at a glance."""

A_RUN = 3
"""Equal steps from which on they are counted: `[3 x sep 3x3]`."""


class Pattern(NamedTuple):
    """The steps along the main path, and what lies beside it."""

    steps: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    joins: int = 0  # where its steps are joined with another path

    def __str__(self) -> str:
        runs = ((step, len(list(run))) for step, run in groupby(self.steps))
        steps = ", ".join(
            f"{many} x {step}" if many >= A_RUN else ", ".join([step] * many) for step, many in runs
        )
        return "".join([f"[{steps}]", *(f" +{what}" for what in dict.fromkeys(self.beside))])


def brief(layer: LayerSummary) -> str:
    """The kind with its geometry and what rides in its row, or how much is folded.

    `conv 3x3/2 p1 +relu`, `branch, 4 layers`.
    """
    if isinstance(layer, Folded) and layer.node.layer is None:
        count = len(layer.layers)
        return f"{layer.kind}, {count} layer{'s' if count > 1 else ''}"
    rank = layer.network.nodes[layer.node.inputs[0]].output.rank
    kind = layer.node.layer.brief(rank) if layer.node.layer else layer.kind
    riders = layer.riders if isinstance(layer, Carrier) else ()
    return "".join([kind, *(f" +{rider.kind}" for rider in riders)])


def described(block: Block) -> str:
    """What a block is, in a few words."""
    return pattern(block) or _rounds(block) or _branched(block) or _counted(block)


def pattern(block: Block) -> str:
    """All that a block is, `2 x [3x3, 3x3]` or `[3x3/2, 3x3] +proj`; "" where that takes more words."""
    siblings = collapsed(block.items)
    if len(siblings) == 1 and isinstance(siblings[0], Repeats):
        return repeated(siblings[0])
    rounds = _of_one_loop(block.items)
    alike = {_pattern([one]) for one in rounds}
    if len(alike) == 1 and (shared := alike.pop()):  # they differ in numbers of channels
        return f"{len(rounds)} x {shared}"
    return "" if rounds else _pattern([block])


def repeated(repeats: Repeats) -> str:
    """Equal repeats: `5 x [1x1, 3x3, 1x1]`, or their kind where there is no pattern."""
    unit = repeats.units[0]
    first = unit[0]
    what = _inner_kind(first) if isinstance(first, Block) else brief(first)
    if isinstance(first, Block) or len(unit) > 1:
        what = _pattern(unit) or what
    return f"{len(repeats.units)} x {what}"


def _inner_kind(block: Block) -> str:
    """What a block is called; a loop without a name of its own goes by what it holds."""
    return _word(block.group.label) if block.group.kind in ("repeat", "for") else block.group.kind


def _word(label: str) -> str:
    found = NUMBERED.fullmatch(label)
    return found[1].rstrip(".") if found else label


def _branched(block: Block) -> str:
    """`concat of 4 branches`."""
    if _joined(block):
        join = block.items[-1]
        assert isinstance(join, LayerSummary)
        # a branch that `when` left without layers is none of the items
        return f"{block.group.kind} of {len(join.inputs)} branches"
    inner = block.items[0]
    return _branched(inner) if len(block.items) == 1 and isinstance(inner, Block) else ""


def _rounds(block: Block) -> str:
    """`3 units` for the rounds of one loop that differ."""
    rounds = _of_one_loop(block.items)
    return f"{len(rounds)} {_inner_kind(rounds[0]).replace('_', ' ')}s" if rounds else ""


def _of_one_loop(items: Sequence[Item]) -> list[Block]:
    """The items, if they are the rounds of one loop."""
    blocks = [item for item in items if isinstance(item, Block)]
    bases = {found and found[1] for found in (NUMBERED.fullmatch(one.group.label) for one in blocks)}
    several = len(blocks) == len(items) > 1
    return blocks if several and len(bases) == 1 and None not in bases else []


def _counted(block: Block) -> str:
    """`stage, 32 layers`."""
    many = len(list(block.layers))
    layers = f"{many:,} layer{'s' if many > 1 else ''}"
    return layers if block.group.kind == "branch" else f"{block.group.kind}, {layers}"


# -- patterns --------------------------------------------------------------------------------------


def _pattern(items: Sequence[Item]) -> str:
    """The pattern as a text; "" where there is none, or where it would be too long."""
    pattern = _along(items)
    text = str(pattern) if pattern and pattern.steps else ""
    return text if len(text) <= LONGEST else ""


def _along(items: Sequence[Item]) -> Pattern | None:
    """The pattern of what stands one after another.

    None where paths join of which none is the main one, and where several units with shortcuts follow each
    other: one row of steps would hide them.
    """
    whole = Pattern()
    for item in items:
        inner = _inside(item)
        if inner is None:
            return None
        whole = Pattern(whole.steps + inner.steps, whole.beside + inner.beside, whole.joins + inner.joins)
    return whole if whole.joins < 2 else None


def _inside(item: Item) -> Pattern | None:
    if isinstance(item, Block):
        inner = [one for one in item.items if not _is_head(one)]  # no steps of the way through the block
        return _across(item) if _joined(item) else _along(inner)
    layer = item.node.layer
    step = layer.in_pattern(item.network.nodes[item.node.inputs[0]].output.rank) if layer else ""
    return Pattern((step,) if step else ())


def _is_head(item: Item) -> bool:
    return isinstance(item, Block) and item.group.kind == "head"


def _across(block: Block) -> Pattern | None:
    """The pattern of the main branch of a join, with what is beside it."""
    branches = sorted(_branches(block), key=_weights)
    patterns = [_along(branch.items) for branch in branches]
    if None in patterns:
        return None
    *lesser, main = (pattern or Pattern() for pattern in patterns)
    beside = _beside(block)
    if beside == "gate":
        return Pattern((), ("gate",)) if all(map(_passes_on, branches[:-1])) else None
    joined = main._replace(joins=main.joins + 1)
    if not any(pattern.steps for pattern in lesser):
        return joined
    if beside and len(lesser) == 1 and len(lesser[0].steps) == 1 < len(main.steps):
        return joined._replace(beside=(*main.beside, beside))
    return None


def _passes_on(branch: Block) -> bool:
    """Whether a branch gives what it reads."""
    return all(layer.node.layer is not None and layer.node.layer.view for layer in branch.layers)


def projections(items: Sequence[Item]) -> int:
    """The layers with weights in shortcuts: in the lesser one of two branches that are added."""
    found = 0
    for block in (item for item in items if isinstance(item, Block)):
        branches = sorted(_branches(block), key=_weights)
        if _joined(block) and len(branches) == 2 and _beside(block) == "proj":
            lesser, main = map(_weights, branches)
            found += lesser if lesser < main else 0
        found += projections(block.items)
    return found


def _joined(block: Block) -> bool:
    """Whether it is branches and the layer that joins them, which comes last."""
    last = block.items[-1]
    join = last.node.layer if isinstance(last, LayerSummary) else None
    return any(_branches(block)) and join is not None and join.joins


def _beside(block: Block) -> str:
    last = block.items[-1]
    join = last.node.layer if isinstance(last, LayerSummary) else None
    return join.beside if join else ""


def _branches(block: Block) -> Iterator[Block]:
    return (item for item in block.items if isinstance(item, Block) and item.group.kind == "branch")


def _weights(block: Block) -> int:
    """How many of its layers have weights."""
    return sum(layer.node.layer is not None and layer.node.layer.weight_layer for layer in block.layers)
