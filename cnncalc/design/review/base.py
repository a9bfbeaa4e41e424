"""Rule, Finding, Design: what a rule is told, and what it says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cnncalc.layers import CATALOGUE
from cnncalc.network import Group, Network, Node
from cnncalc.problem import Place
from cnncalc.summary import LayerSummary, Summary

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""From the most serious: what cannot work as meant, what costs or misleads, what is worth a thought."""

NOT_CALLS = frozenset({"branch", "head", "repeat", "for"})


class Option(NamedTuple):
    """A value of a rule that a project may set."""

    default: float
    doc: str
    least: float = 0
    most: float = 10**12
    whole: bool = False  # a whole number


class Found(NamedTuple):
    """What a rule says of one layer; the runner adds the rule's name, the severity and the places."""

    node: Node | None
    message: str  # what is wrong with it, in one sentence
    why: str  # why it matters, in numbers
    fix: str  # how to fix it
    others: tuple[Node, ...] = ()  # further layers that it is about
    place: Place | None = None  # where, if not where the layer stands
    about: str = ""  # what tells it from others of its rule on the same line


class Call(NamedTuple):
    """A call of a block through which a layer came into the network."""

    block: str
    place: Place


class Finding(NamedTuple):
    """One thing that is wrong, in as many layers as stand on the line."""

    rule: str
    severity: Severity
    message: str
    why: str
    fix: str
    spec: str  # the name under which the spec was read
    layers: tuple[str, ...] = ()  # those it is about, the one it was found at first
    place: Place | None = None
    calls: tuple[Call, ...] = ()  # innermost first
    also: tuple[str, ...] = ()  # layers of the same line, of which the same could be said
    about: str = ""  # what tells it from others of its rule on the same line

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by wherever the line moves: the spec, the rule and the layer."""
        return (self.spec, self.rule, self.layers[0] if self.layers else "")

    @property
    def told(self) -> str:
        """What is wrong, and in which layers else."""
        if not self.also:
            return self.message
        shown = ", ".join(f"'{name}'" for name in self.also[:2]) + (", ..." if len(self.also) > 2 else "")
        return f"{self.message} (and {len(self.also)} more: {shown})"

    @property
    def called(self) -> list[str]:
        """The calls through which the layer came: `in unit, called from resnet50.yaml:47`."""
        return [f"in {call.block}, called from {str(call.place).rpartition(':')[0]}" for call in self.calls]


class Rule(NamedTuple):
    """A rule explains itself: what it looks for, why that matters, a bad and a good spec.

    In `bad` the lines where it finds something end with `# !`. A rule without a solid source is not
    `default`. `find` gets a Design and the values of the rule's options.
    """

    name: str
    severity: Severity
    what: str
    why: str
    bad: str
    good: str
    source: str
    find: Callable[["Design", Mapping[str, float]], Iterator[Found]]
    default: bool = True
    options: Mapping[str, Option] = {}

    @property
    def rank(self) -> str:
        """The severity, and whether it must be asked for."""
        return self.severity if self.default else f"{self.severity}, off by default"

    @property
    def settable(self) -> list[tuple[str, str]]:
        """What may be set, with the default."""
        return [
            (name, f"{option.doc} (default {option.default:,g})") for name, option in self.options.items()
        ]


class Design:
    """A network under review: its layers and figures, and which layers read which."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.network: Network = summary.network

    def __iter__(self) -> Iterator[Node]:
        """The layers, in the order of writing."""
        return self.network.layers

    def figures(self, node: Node) -> LayerSummary:
        """Every figure of a layer."""
        return LayerSummary(self.summary, node)

    def figure(self, analysis: str, node: Node) -> Any:
        """What an analysis says of a node; inputs of the network have figures too."""
        return self.summary.figures[analysis][node.number]

    def field(self, node: Node) -> Any:
        """The receptive field of a node; None if it is not known, or where there are several inputs."""
        field = self.figure("receptive_field", node)
        return None if isinstance(field, Mapping) else field

    @cached_property
    def readers(self) -> Sequence[Sequence[Node]]:
        """For each node the layers that read it."""
        readers: list[list[Node]] = [[] for _ in self.network.nodes]
        for node in self.network.nodes:
            for number in dict.fromkeys(node.inputs):
                readers[number].append(node)
        return readers

    def reader(self, node: Node) -> Node | None:
        """The only layer that reads a node, if there is just one and it reads nothing else."""
        readers = self.readers[node.number]
        return readers[0] if len(readers) == 1 and len(readers[0].inputs) == 1 else None

    def read(self, node: Node) -> Node:
        """The first node that a layer reads."""
        return self.network.nodes[node.inputs[0]]

    def next_beyond(self, node: Node, passing: Callable[[Node], bool]) -> Node | None:
        """The layer after a node on its only path, beyond those that let pass."""
        behind = self.reader(node)
        while behind is not None and passing(behind):
            behind = self.reader(behind)
        return behind

    @cached_property
    def outputs(self) -> Sequence[Node]:
        """The last layer of the main path, and that of each auxiliary output."""
        last: dict[str | None, Node] = {}
        for node in self:
            last[node.head] = node
        return tuple(last.values())

    @property
    def image(self) -> tuple[int, ...]:
        """The size of the only input; empty if there are several, or it is a vector."""
        inputs = list(self.network.inputs.values())
        return inputs[0].size if len(inputs) == 1 else ()


def around(node: Node) -> Iterator[Group]:
    """The groups that a layer stands in, innermost first."""
    group = node.group
    while group is not None:
        yield group
        group = group.parent


def calls(node: Node) -> tuple[Call, ...]:
    """The calls of blocks around a layer, innermost first."""
    return tuple(
        Call(group.kind, group.place)
        for group in around(node)
        if group.place and group.kind not in NOT_CALLS and group.kind not in CATALOGUE
    )


def described(node: Node) -> str:
    """A layer in a sentence: `conv 'conv1'`."""
    return f"{node.kind} '{node.name}'"
