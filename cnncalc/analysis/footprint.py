"""Footprint: all the memory that a network takes at inference or in training."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.analysis import activations, parameters
from cnncalc.analysis.base import BYTES, Figure, Note, Settings
from cnncalc.analysis.liveness import Liveness, Step
from cnncalc.analysis.volumes import Execution
from cnncalc.network import Network

STATES = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps for each trained parameter: nothing, a velocity, two moments."""


class Part(NamedTuple):
    """Memory that is taken from the first to the last step, in bytes."""

    name: str  # weights, statistics, gradients, optimizer
    bytes: Figure
    numbers: Figure


class Footprint:
    """What a network holds in memory: parts that stay, and volumes that come and go.

    steps: a Step per layer, in training a second one backwards. peak: the number of the first step at which
    most is held. parts: weights, moving statistics; in training gradients and the optimizer's states.
    activations: values of all outputs, but of those that can overwrite what they read.
    """

    def __init__(self, network: Network, execution: Execution, optimizer: str = "sgd") -> None:
        self.network = network
        self.execution = execution
        self.optimizer = optimizer
        self.run = Liveness(network, execution)
        settings = Settings(execution.batch, execution.dtype)
        counted = parameters.fold(network, settings)
        self.counts = parameters.totals(counted.values)
        self.activations = activations.totals(activations.fold(network, settings).values)["activations"]
        self.parts = tuple(self._parts())
        silent = zip(network.nodes, self.run.volumes.kept, strict=True)
        self.notes = (*counted.notes, *(Note(n.name, UNTOLD) for n, k in silent if not k.complete))

    def _parts(self) -> Iterator[Part]:
        size, counts = BYTES[self.execution.dtype], self.counts
        numbers = {"weights": counts["parameters"], "statistics": counts["statistics"]}
        if self.execution.training:
            states = STATES[self.optimizer]
            numbers["gradients"] = counts["trainable"]
            numbers["optimizer"] = counts["trainable"].times(states)
        for name, number in numbers.items():
            yield Part(name, number.times(size), number)

    @property
    def inputs(self) -> int:
        """Values of the inputs of the network, for the batch."""
        return self.execution.batch * sum(shape.values for shape in self.network.inputs.values())

    @property
    def steps(self) -> list[Step]:
        """What each step holds."""
        return self.run.steps

    @property
    def peak(self) -> int:
        """The first step at which most is held, counted from 0."""
        return self.run.peak

    @property
    def peak_memory(self) -> Figure:
        """Bytes of the volumes, gradients, masks and statistics of layers that are held at the peak."""
        return self.run.bytes

    @property
    def total(self) -> Figure:
        """Bytes of everything at the peak: the parts that stay, and what is held."""
        return Figure.total([*(part.bytes for part in self.parts), self.peak_memory])

    @property
    def complete(self) -> bool:
        """Whether no figure is a lower bound."""
        return self.total.complete


UNTOLD = "what its backward pass needs is not told; it is taken to keep what it reads"
