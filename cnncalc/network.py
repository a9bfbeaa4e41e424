"""A network: named layers, what each reads, and the facts of each on what it reads.

A Network only exists whole and consistent: `NetworkBuilder.add` works out the facts of a layer as it is
added, once for equal layers on equal inputs, and refuses a layer that does not fit. Nodes refer to
earlier nodes by number, so the order of writing is a topological order and there are no cycles.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Optional

from cnncalc.layers import Layer
from cnncalc.layers.facts import Facts, Kept, Operations, Parameters
from cnncalc.problem import LayerError, Place, Source
from cnncalc.shape import MOST_PHASES_IN_ALL, POINT, UNKNOWN, Shape

MOST_VALUES = 10**30
"""Values that an output may hold: far beyond any network, and numbers do not grow from layer to layer."""

MOST_KNOWN = 4_096
"""Facts that are remembered for the next layer that is equal on equal inputs."""

FEW_PHASES = 64
"""Phases of the windows in facts that are remembered, so that they take little memory."""


class Group(NamedTuple):
    """Layers that belong together: the branches of a join, one branch, an auxiliary output (head)."""

    name: str  # the path: inception_3a/5x5
    label: str  # its last part: 5x5
    kind: str  # branch, head, repeat, for, the kind of the join, or the block that is called
    parent: Optional["Group"]
    place: Place | None = None  # where the spec opens it: the call of a block, the join, the branch

    @property
    def head(self) -> str | None:
        """The name of the auxiliary output around it, if any."""
        group: Group | None = self
        while group is not None:
            if group.kind == "head":
                return group.name
            group = group.parent
        return None


class Node(NamedTuple):
    """A layer in its place: what it is called, what it reads, and its facts there."""

    number: int  # its place among the nodes
    name: str
    layer: Layer | None  # None for an input of the network
    inputs: tuple[int, ...]  # the nodes it reads
    output: Shape  # in bare numbers; facts.output says how they came about
    facts: Facts
    place: Place | None = None  # where the spec says so
    group: Group | None = None
    owner: int | None = None  # the node whose parameters it shares

    @property
    def kind(self) -> str:
        """`conv`, `relu`, ...; `input` for an input of the network."""
        return self.layer.kind if self.layer else "input"

    @property
    def label(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def head(self) -> str | None:
        """The auxiliary output it belongs to, if any."""
        return self.group.head if self.group else None


def automatic_name(kind: str, number: int) -> str:
    """What a layer that has no name is called: `conv3`; after a kind that ends with a digit `relu6_3`."""
    return f"{kind}{'_' if kind[-1:].isdigit() else ''}{number}"


def is_automatic(label: str, kind: str) -> bool:
    """Whether a label is such a name.

    >>> is_automatic("conv3", "conv"), is_automatic("relu6_3", "relu6"), is_automatic("conv_3", "conv")
    (True, True, False)
    """
    number = label.removeprefix(automatic_name(kind, 0)[:-1])
    return number != label and number.isdecimal()


class Network(NamedTuple):
    """Layers in the order of the spec; the inputs come first."""

    name: str
    nodes: tuple[Node, ...]
    spec: str = ""  # the name under which it was read
    reference: str = ""
    expect: Mapping[str, "Expectation"] = {}
    left_out: tuple[str, ...] = ()  # heads that do not count
    review: "Written | None" = None  # how the spec wants to be reviewed
    budget: "tuple[Written, ...]" = ()  # limits that it has to keep
    source: Source | None = None  # the text it was read from
    variables: Mapping[str, Any] = {}  # what settings may change, with the values it was built with
    accuracy: Mapping[str, Fraction] = {}  # stated by the spec, by benchmark: a part of 1
    unread: Mapping[str, Sequence[str]] = {}  # "variables" and "blocks" of the spec that nothing reads

    @property
    def inputs(self) -> dict[str, Shape]:
        """The shape of each input, by name."""
        return {node.name: node.output for node in self.nodes if node.layer is None}

    @property
    def layers(self) -> Iterator[Node]:
        """The nodes that are not inputs."""
        return (node for node in self.nodes if node.layer is not None)

    @property
    def heads(self) -> list[str]:
        """The names of its auxiliary outputs, in the order of the spec."""
        return list(dict.fromkeys(node.head for node in self.nodes if node.head))

    @property
    def dead_ends(self) -> list[str]:
        """Layers and inputs that no layer reads and that are not an output: of the network, or of a head."""
        read = {number for node in self.nodes for number in node.inputs}
        outputs = {node.head: node.number for node in self.nodes}  # the last one of each wins
        read.update(outputs.values())
        return [node.name for node in self.nodes if node.number not in read]

    def shapes_read(self, node: Node) -> tuple[Shape, ...]:
        """The shape of each output that a node reads."""
        return tuple(self.nodes[i].output for i in node.inputs)

    def without_heads(self) -> "Network":
        """The same network without its auxiliary outputs."""
        kept = [node for node in self.nodes if node.head is None]
        renumbered = {node.number: i for i, node in enumerate(kept)}
        nodes = [
            node._replace(
                number=i,
                inputs=tuple(renumbered[j] for j in node.inputs),
                owner=None if node.owner is None else renumbered.get(node.owner),
            )
            for i, node in enumerate(kept)
        ]
        return self._replace(nodes=tuple(nodes), left_out=tuple(self.heads))


class Expectation(NamedTuple):
    """A published number that a spec holds itself to: as written, and where."""

    text: str
    place: Place | None = None


class Written(NamedTuple):
    """A part of a file that is read when it is needed: a text, a list or a mapping, as written."""

    value: "str | tuple[Written, ...] | Mapping[str, tuple[Place, Written]]"
    place: Place


_known: dict[tuple[Layer, tuple[Shape, ...]], Facts] = {}


def facts_of(layer: Layer, inputs: tuple[Shape, ...]) -> Facts:
    """The facts of a layer on inputs of these shapes, worked out once; LayerError if it does not fit."""
    return _known.get((layer, inputs)) or _worked_out(layer, inputs)


def _worked_out(layer: Layer, inputs: tuple[Shape, ...]) -> Facts:
    facts = layer.facts(inputs)
    if facts.shape.values > MOST_VALUES:
        raise LayerError("its output would hold more than 10**30 values")
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    if _phases(facts) <= FEW_PHASES:
        _known[layer, inputs] = facts
    return facts


def _phases(facts: Facts) -> int:
    """The phases of its windows, along all axes."""
    return sum(len(reads.phases) for reads in facts.windows) if isinstance(facts.windows, tuple) else 0


def input_facts(shape: Shape) -> Facts:
    """The facts of an input of the network: it is there, and nothing is done to it."""
    return Facts(shape, shape, POINT, Parameters(0), Operations(), Kept())


class NetworkBuilder:
    """Grows a network layer by layer."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._spare_phases = MOST_PHASES_IN_ALL

    def input(self, name: str, shape: Shape, place: Place | None = None) -> Node:
        """An input of the network."""
        return self._keep(Node(len(self.nodes), name, None, (), shape, input_facts(shape), place))

    def add(
        self,
        name: str,
        layer: Layer,
        inputs: Sequence[Node],
        place: Place | None = None,
        group: Group | None = None,
        owner: Node | None = None,
    ) -> Node:
        """A layer that reads `inputs`; LayerError if it does not fit them."""
        shapes = tuple([node.output for node in inputs])
        facts = _known.get((layer, shapes)) or self._new(layer, shapes)
        reads = tuple([node.number for node in inputs])
        own = owner.number if owner else None
        return self._keep(Node(len(self.nodes), name, layer, reads, facts.shape, facts, place, group, own))

    def _new(self, layer: Layer, inputs: tuple[Shape, ...]) -> Facts:
        """Facts that are not known yet; what they read is forgotten where that would take too much memory."""
        facts = _worked_out(layer, inputs)
        if (phases := _phases(facts)) > FEW_PHASES:
            self._spare_phases -= phases
            if self._spare_phases < 0:
                return facts._replace(windows=UNKNOWN)
        return facts

    def _keep(self, node: Node) -> Node:
        self.nodes.append(node)
        return node
