"""Dilated layers in a row that together still read a grid with holes."""

from collections.abc import Iterator, Mapping, Sequence
from math import gcd
from typing import NamedTuple

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import windows
from cnncalc.network import Node
from cnncalc.shape import POINT, Window

WIDEST = 20_000
"""Pixels of a chain's receptive field up to which they are looked at one by one."""


class Chain(NamedTuple):
    """Layers of stride 1 in a row: which positions they read together along each axis, as bits.

    A chain ends where paths part: what one of them leaves out another may read.
    """

    start: int  # the number of the first one
    reads: tuple[int, ...]
    dilated: int  # how many of them are


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The last dilated layer of each run of two or more that leaves holes."""
    chains: dict[int, Chain] = {}
    for node in design:
        alone = len(design.readers[node.inputs[0]]) == 1
        chain = _chain(design, node, chains.get(node.inputs[0]) if alone else None)
        if chain is None:
            continue
        chains[node.number] = chain
        readers = design.readers[node.number]
        ends = len(readers) != 1 or not _goes_on(design, readers[0])
        if ends and chain.dilated > 1:
            yield from _found(design, node, chain)


def _goes_on(design: Design, node: Node) -> bool:
    """Whether a layer belongs to the chain of the one that it reads."""
    if node.layer is None or len(node.inputs) != 1:
        return False
    if node.facts.windows is POINT:
        return True
    along = windows(design, node)
    return bool(along) and all(window.stride == 1 and window.extent < WIDEST for window in along)


def _chain(design: Design, node: Node, before: Chain | None) -> Chain | None:
    """The chain that a layer ends; None if there is none."""
    along = windows(design, node)
    if not _goes_on(design, node) or not (along or before):
        return None
    if not along:
        return before
    if before is None or max(before.reads).bit_length() > WIDEST:
        before = Chain(node.number, (1,) * len(along), 0)
    reads = tuple(_spread(read, window) for read, window in zip(before.reads, along, strict=True))
    dilated = any(window.dilation > 1 and window.kernel > 1 for window in along)
    return Chain(before.start, reads, before.dilated + dilated)


def _spread(read: int, window: Window) -> int:
    """What is read through one more window: the positions, shifted to each of its taps."""
    result = 0
    for tap in range(window.kernel):
        result |= read << tap * window.dilation
    return result


def _found(design: Design, end: Node, chain: Chain) -> Iterator[Found]:
    """A finding on the first axis with holes to which two dilated layers belong."""
    for axis, read in enumerate(chain.reads):
        extent, seen = read.bit_length(), read.bit_count()
        layers = list(_layers(design, end, chain.start, axis))
        dilated = [(node, window.dilation) for node, window in layers if window.dilation > 1]
        if extent == seen or len(dilated) < 2:
            continue
        node, rates = dilated[-1][0], [rate for _, rate in dilated]
        apart = (
            "; neighbouring outputs share no input" if gcd(*rates) > 1 and len(rates) == len(layers) else ""
        )
        better = ", ".join(map(str, _better([window for _, window in layers])))
        yield Found(
            node,
            f"{described(node)} is the last of layers with dilations {', '.join(map(str, rates))}: together"
            " they read a grid with holes",
            f"of the {extent} positions in their field along an axis they read {seen}{apart}",
            f"dilations {better} from '{layers[0][0].name}' on, or a layer without dilation after them",
            others=tuple(one for one, _ in dilated[:-1]),
        )
        return


def _layers(design: Design, end: Node, start: int, axis: int) -> Iterator[tuple[Node, Window]]:
    """The layers of a chain that widen the field along an axis, with their windows, from the first on."""
    nodes = [end]
    while nodes[-1].number != start:
        nodes.append(design.read(nodes[-1]))
    for node in reversed(nodes):
        along = windows(design, node)
        if along and along[axis].kernel > 1:
            yield node, along[axis]


def _better(along: Sequence[Window]) -> list[int]:
    """Dilations as large as they may be, from the first layer on, so that no hole is left.

    A next layer may be dilated as far as what has been read reaches without a hole.
    """
    rates, reach = [], 1
    for window in along:
        rates.append(min(window.dilation, reach))
        reach += rates[-1] * (window.kernel - 1)
    return rates


RULE = Rule(
    name="dilation-gridding",
    severity="warning",
    what="Dilated layers in a row read a grid with holes: their dilations do not fill each other's gaps.",
    why=(
        "Two 3x3 layers with dilation 2 have a field of 9 pixels along an axis and read 5 of them."
        " Neighbouring outputs look at different pixels and share no information, so the result is a"
        " checkerboard. Dilations 1, 2 and 5 read each of the 17 pixels in their field."
    ),
    bad="""\
input: 64x64x16
layers:
  - conv: {filters: 16, kernel: 3, padding: 2, dilation: 2, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 2, dilation: 2, activation: relu}  # !
""",
    good="""\
input: 64x64x16
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 2, dilation: 2, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 5, dilation: 5, activation: relu}
""",
    source=(
        "Wang, Chen, Yuan, Liu, Huang, Hou & Cottrell 2017, Understanding convolution for semantic"
        " segmentation, arXiv:1702.08502, section 3.2 (gridding, hybrid dilated convolution)"
    ),
    find=find,
)
