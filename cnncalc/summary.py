"""The numbers of a network: every analysis, of every layer, and what they add up to."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from cnncalc.analysis import ANALYSES
from cnncalc.analysis.base import BYTES, Figure, Note, Result, Settings, no_totals
from cnncalc.analysis.operations import OperationCount
from cnncalc.analysis.parameters import ParameterCount
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.network import Network, Node
from cnncalc.shape import Shape

BY_NAME = {analysis.name: analysis for analysis in ANALYSES}


class LayerSummary:
    """The numbers of one layer. Every analysis is an attribute under its name."""

    __slots__ = ("node", "summary")

    node: Node
    output: Shape
    """The shape of its output."""
    parameters: ParameterCount
    """Weights, biases, trainable, frozen, statistics; 0 for a layer that shares another's."""
    multiplies: int | None
    """Multiplications of weights with activations for one image; None: not known."""
    operations: OperationCount
    """Operations by kind for one image at inference."""
    activations: int
    """Values that its output adds to memory, for the batch; 0 where it works in place."""
    alive: int
    """Bytes that are held while it works, at inference and nothing in place."""
    kept: Figure
    """Bytes of it that training keeps for the backward pass."""
    receptive_field: ReceptiveField | Mapping[str, ReceptiveField] | None
    """In pixels of the input; a mapping by input where there are several; None: not known."""

    def __init__(self, summary: "Summary", node: Node) -> None:
        self.summary = summary
        self.node = node

    def __getattr__(self, name: str) -> Any:
        if name not in BY_NAME:  # a copy starts without a summary
            raise AttributeError(f"a layer has no value {name!r}")
        return self.summary.figures[name][self.node.number]

    def __repr__(self) -> str:
        return f"<{self.name}: {self.kind}, {self.output}>"

    @property
    def network(self) -> Network:
        return self.summary.network

    @property
    def settings(self) -> Settings:
        return self.summary.settings

    @property
    def name(self) -> str:
        """The full name: `inception_3a/5x5/conv1`."""
        return self.node.name

    @property
    def kind(self) -> str:
        """The layer kind: `conv`."""
        return self.node.kind

    @property
    def inputs(self) -> list[str]:
        """The names of the layers it reads."""
        return [self.network.nodes[i].name for i in self.node.inputs]

    @property
    def line(self) -> int | None:
        """The line of the spec that it is on."""
        return self.node.place.line if self.node.place else None

    @property
    def head(self) -> str | None:
        """The auxiliary output that it belongs to, if any."""
        return self.node.head

    def share(self, total: str) -> Fraction | None:
        """Its share of a total of the whole network: `share("multiplies")`."""
        value = getattr(self, total)
        value = value.total if isinstance(value, ParameterCount) else value
        whole = self.summary.totals[total]
        return None if value is None or not whole.complete else Fraction(value, int(whole) or 1)


class Totals(Mapping[str, Figure]):
    """What layers add up to, by name; a Figure is a whole number that may be a lower bound."""

    parameters: Figure
    """trainable + frozen"""
    trainable: Figure
    frozen: Figure
    statistics: Figure
    """running means and variances"""
    multiplies: Figure
    """one image"""
    activations: Figure
    """values, for the batch"""
    weight_layers: Figure
    """convolutions and dense layers"""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._figures = dict(figures)

    def __getattr__(self, name: str) -> Figure:
        if name.startswith("_") or name not in self._figures:
            raise AttributeError(f"no total {name!r}")
        return self._figures[name]

    def __getitem__(self, name: str) -> Figure:
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def __repr__(self) -> str:
        return f"Totals({self._figures})"

    @property
    def complete(self) -> bool:
        """Whether none of them is a lower bound."""
        return all(figure.complete for figure in self._figures.values())


class Results(Mapping[str, Sequence[Any]]):
    """The values of every analysis, by node; an analysis is worked out when it is first asked for."""

    def __init__(self, network: Network, settings: Settings) -> None:
        self._of = network, settings
        self._results: dict[str, Result] = {}

    def result(self, name: str) -> Result:
        """What the fold of this analysis gives."""
        if name not in self._results:
            self._results[name] = BY_NAME[name].fold(*self._of)
        return self._results[name]

    def __getitem__(self, name: str) -> Sequence[Any]:
        known = self._results.get(name)
        return known.values if known else self.result(name).values

    def __contains__(self, name: object) -> bool:
        return name in BY_NAME

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)


class Summary(Sequence[LayerSummary]):
    """The numbers of a network: a sequence of its layers, and their totals.

    >>> import cnncalc
    >>> lenet = cnncalc.summarize("lenet5")
    >>> lenet["C3"].parameters.total, lenet.totals.parameters
    (2416, 61706)
    """

    def __init__(self, network: Network, settings: Settings) -> None:
        self.network = network
        self.settings = settings
        self.figures = Results(network, settings)
        self._nodes = tuple(network.layers)
        self.totals = self._total(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, key: Any) -> Any:
        """A layer by its number or by its name."""
        if isinstance(key, str):
            return LayerSummary(self, self._by_name[key])
        if isinstance(key, slice):
            return [LayerSummary(self, node) for node in self._nodes[key]]
        return LayerSummary(self, self._nodes[key])

    def __contains__(self, key: object) -> bool:
        """Whether a layer is one of these, or the name of one."""
        if isinstance(key, LayerSummary):
            return key.summary is self and key.name in self._by_name
        return key in self._by_name

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Why a number that every record has is missing."""
        results = (self.figures.result(analysis.name) for analysis in ANALYSES if analysis.in_record)
        return tuple(note for result in results for note in result.notes)

    @cached_property
    def _by_name(self) -> dict[str, Node]:
        return {node.name: node for node in self._nodes}

    def __iter__(self) -> Iterator[LayerSummary]:
        return (LayerSummary(self, node) for node in self._nodes)

    def __repr__(self) -> str:
        return f"<{self.network.name}: {len(self)} layers, {self.totals.parameters:,} parameters>"

    @property
    def name(self) -> str:
        """The network's name."""
        return self.network.name

    @property
    def main_path(self) -> Totals:
        """The totals without auxiliary outputs."""
        return self._total([node for node in self._nodes if node.head is None])

    @property
    def heads(self) -> dict[str, Totals]:
        """The totals of each auxiliary output."""
        members: dict[str, list[Node]] = {}
        for node in self._nodes:
            if (head := node.head) is not None:
                members.setdefault(head, []).append(node)
        return {head: self._total(nodes) for head, nodes in members.items()}

    @property
    def status(self) -> str:
        """`complete`, or `lower bound` if a total is one, or `incomplete` if a value is missing."""
        if not self.totals.complete:
            return "lower bound"
        return "incomplete" if self.notes else "complete"

    def bytes(self, total: str) -> Figure:
        """The memory of a total's numbers at the dtype, in bytes: `bytes("parameters")`."""
        return self.totals[total].times(BYTES[self.settings.dtype])

    def _total(self, nodes: Sequence[Node]) -> Totals:
        figures: dict[str, Figure] = {}
        for analysis in ANALYSES:
            if analysis.totals is not no_totals:  # else nobody may ask for its figures
                values = self.figures[analysis.name]
                figures.update(analysis.totals([values[node.number] for node in nodes]))
        return Totals(figures)
