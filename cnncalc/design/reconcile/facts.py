"""What profiles fold over: the facts of each layer, and where it stands."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.layers.facts import Operations
from cnncalc.network import Group, Network, Node
from cnncalc.shape import Shape


class LayerFacts(NamedTuple):
    """The facts of one layer, for one image. Parameters of a shared layer count where they stand.

    multiplies: weights with activations. weighs: a convolution or dense layer. activates: an
    activation function. in_branch: stands in a branch of a join. in_head: in an auxiliary output. last:
    nothing reads it. reads_input: the first layer that reads an input of the network. known: whether
    the spec tells all of its figures; what it does not tell is 0.
    """

    name: str
    kind: str
    x: Shape  # what it reads; the first of a join's inputs
    y: Shape  # what it gives
    weights: int
    biases: int
    statistics: int
    multiplies: int
    operations: Operations
    biased: bool
    weighs: bool
    activates: bool
    in_place: bool
    trainable: bool
    in_branch: bool
    in_head: bool
    last: bool
    reads_input: bool
    known: bool
    taps: int  # values that one window reads of one channel; 0 where no window slides
    sides: tuple[int, ...]  # the kernel along each axis
    neighbours: int  # channels that a local response normalization reads; 0 for other kinds

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases


def facts(network: Network, layer: str | None = None) -> list[LayerFacts]:
    """The facts of every layer, or of one layer or block by its name; none where there is no such name."""
    read = {i for node in network.nodes for i in node.inputs}
    first = {i: node.number for node in reversed(network.nodes) for i in node.inputs}
    entries = {first[node.number] for node in network.nodes if node.layer is None and node.number in first}
    return [
        _facts(network, node, node.number not in read, node.number in entries)
        for node in network.layers
        if layer is None or node.name == layer or layer in _blocks(node)
    ]


def names_of(network: Network) -> list[str | None]:
    """The names of the layers and blocks; None, the whole network, among them."""
    named = {name: None for node in network.layers for name in (node.name, *_blocks(node))}
    return [None, *named]


def _blocks(node: Node) -> Iterator[str]:
    return (group.name for group in _groups(node))


def _groups(node: Node) -> Iterator[Group]:
    group = node.group
    while group is not None:
        yield group
        group = group.parent


def _facts(network: Network, node: Node, last: bool, entry: bool) -> LayerFacts:
    layer, shape = node.layer, network.shapes_read(node)[0]
    assert layer is not None
    kept, done = node.facts.parameters, node.facts.operations
    own = node.owner is None
    kernel = getattr(layer, "kernel", None)
    sides = tuple(kernel) if isinstance(kernel, tuple) else (kernel,) * shape.rank if kernel else ()
    taps = 1 if sides else 0
    for side in sides:
        taps *= side
    return LayerFacts(
        name=node.name,
        kind=node.kind,
        x=shape,
        y=node.output,
        weights=int(kept.weights or 0) if own else 0,
        biases=int(kept.biases or 0) if own else 0,
        statistics=int(kept.statistics) if own else 0,
        multiplies=int(done.multiplies or 0),
        operations=Operations(*(int(count or 0) for count in done[:-1])),  # type: ignore[arg-type]
        biased=bool(kept.biases),
        weighs=layer.weight_layer,
        activates=layer.is_activation,
        in_place=layer.in_place,
        trainable=getattr(layer, "trainable", True),
        in_branch=any(group.kind == "branch" for group in _groups(node)),
        in_head=node.head is not None,
        last=last,
        reads_input=entry,
        known=None not in (kept.weights, kept.biases, *done[:-1]),
        taps=taps,
        sides=sides,
        neighbours=getattr(layer, "size", 0) if node.kind == "local_response_norm" else 0,
    )
