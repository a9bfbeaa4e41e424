"""Dilated layers in a row that together still read a grid with holes."""

from collections.abc import Iterator, Mapping
from math import gcd
from typing import NamedTuple

from cnncalc.network import Node
from cnncalc.review.base import Design, Found, Rule, described
from cnncalc.review.windows import windows
from cnncalc.shape import POINT, Window

WIDEST = 20_000
"""Pixels of a chain's receptive field up to which they are looked at one by one."""


class Chain(NamedTuple):
    """Layers of stride 1 in a row, and which positions they read together on one axis, as bits."""

    nodes: tuple[Node, ...]
    windows: tuple[Window, ...]
    read: int
    dilated: tuple[Node, ...]


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The last dilated layer of each run of two or more that leaves holes."""
    chains: dict[int, Chain] = {}
    for node in design:
        before = chains.get(node.inputs[0]) if len(node.inputs) == 1 else None
        chain = _continued(design, node, before)
        if chain is None:
            continue
        chains[node.number] = chain
        goes_on = any(_continued(design, reader, chain) for reader in design.readers[node.number])
        if not goes_on and len(chain.dilated) > 1 and _holes(chain.read):
            yield _found(chain)


def _continued(design: Design, node: Node, before: Chain | None) -> Chain | None:
    """The chain that a layer belongs to, if its stride is 1."""
    if node.layer is None or len(node.inputs) != 1:
        return None
    if node.layer.windows(design.network.x(node)) is POINT:
        return before
    along = windows(design, node)
    if not along or any(window.stride > 1 for window in along):
        return None
    window = max(along, key=lambda one: one.dilation)
    return _with(before or Chain((), (), 1, ()), node, window)


def _with(chain: Chain, node: Node, window: Window) -> Chain | None:
    if chain.read.bit_length() + window.extent > WIDEST:
        return None
    dilated = (*chain.dilated, node) if window.dilation > 1 and window.kernel > 1 else chain.dilated
    return Chain((*chain.nodes, node), (*chain.windows, window), _spread(chain.read, window), dilated)


def _spread(read: int, window: Window) -> int:
    """What is read through one more window: the positions, shifted to each of its taps."""
    result = 0
    for tap in range(window.kernel):
        result |= read << tap * window.dilation
    return result


def _holes(read: int) -> int:
    """How many positions between the first and the last are not read."""
    return read.bit_length() - read.bit_count()


def _found(chain: Chain) -> Found:
    node, rates = chain.dilated[-1], [w.dilation for w in chain.windows if w.dilation > 1]
    extent, holes = chain.read.bit_length(), _holes(chain.read)
    common = gcd(*rates)
    shared = f" with the common divisor {common}" if common > 1 else ""
    return Found(
        node,
        f"{described(node)} is the last of layers with dilations"
        f" {', '.join(map(str, rates))}{shared}: together"
        " they read a grid",
        f"of the {extent} positions in their field along an axis they read {extent - holes};"
        " neighbouring outputs"
        " share no input",
        f"dilations {', '.join(map(str, _better(chain)))} from '{chain.nodes[0].name}' on, or a layer"
        " without dilation behind them",
        others=chain.dilated[:-1],
    )


def _better(chain: Chain) -> list[int]:
    """Dilations as large as they may be, from the first layer on, so that no hole is left.

    A next layer may be dilated as far as what has been read reaches without a hole.
    """
    rates, reach = [], 1
    for window in chain.windows:
        rates.append(min(window.dilation, reach))
        reach += rates[-1] * (window.kernel - 1)
    return rates


RULE = Rule(
    name="dilation-gridding",
    severity="warning",
    what="Dilated layers in a row read a grid with holes: their dilations do not fill each other's gaps.",
    why=(
        "Two 3x3 layers with dilation 2 have a field of 9 pixels along an axis and read 5 of them."
        " Neighbouring outputs look at different pixels and know nothing of each other, so that the result"
        " is a checkerboard. Dilations 1, 2 and 5 read each of the 17 pixels in their field."
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
