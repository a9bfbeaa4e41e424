"""A pool in front of a flatten that loses nothing, or all there was to flatten."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import passes_on
from cnncalc.layers.pooling import Pool
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Pools with a window of one value, and maximum pools that leave one position to a flatten."""
    for node in design:
        behind = design.next_beyond(node, passes_on) if isinstance(node.layer, Pool) else None
        if behind is None or behind.kind != "flatten":
            continue
        x = design.read(node).output
        if x.size == node.output.size:
            yield _idle(node, behind)
        elif node.kind == "max_pool" and node.output.positions == 1:
            yield _total(design, node, behind)


def _idle(node: Node, flatten: Node) -> Found:
    return Found(
        node,
        f"{described(node)} before '{flatten.name}' keeps the size of the map, {node.output}",
        f"'{flatten.name}' passes on all {node.output.values:,} values, as it would without the pool",
        "remove it, or give it a kernel and a stride that make the map smaller",
        others=(flatten,),
    )


def _total(design: Design, node: Node, flatten: Node) -> Found:
    x = design.read(node).output
    return Found(
        node,
        f"{described(node)} leaves one position of {x} for '{flatten.name}': all spatial information is lost",
        f"{x.values:,} values become {node.output.values:,}; at any other input size '{flatten.name}' gives"
        " another number of them",
        "'global_max_pool' if this is intended, else one pool fewer, or flatten before it",
        others=(flatten,),
    )


RULE = Rule(
    name="pool-before-flatten",
    severity="note",
    what="A pool right before a flatten keeps the size of the map, or leaves only one position.",
    why=(
        "Flattening is for what differs from position to position. After a pool that keeps the size of the"
        " map, the dense layer still pays for every value; after one that leaves 1x1 there are no positions"
        " left: it is a global pool that works at one input size only. VGG-16 at 32x32 ends like that: its"
        " fifth pool turns 2x2 into 1x1."
    ),
    bad="""\
input: 6x6x3
layers:
  - conv: {filters: 16, kernel: 5, padding: 2, activation: relu}
  - conv: {filters: 16, kernel: 5, activation: relu}
  - max_pool: 2  # !
  - flatten
  - dense: 10
""",
    good="""\
input: 6x6x3
layers:
  - conv: {filters: 16, kernel: 5, padding: 2, activation: relu}
  - conv: {filters: 16, kernel: 5, activation: relu}
  - global_max_pool
  - dense: 10
""",
    source=(
        "Lin, Chen & Yan 2013, Network in network, arXiv:1312.4400, section 3.2 (pooling over the whole map)"
    ),
    find=find,
)
