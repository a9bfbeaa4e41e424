"""Footprint: all the memory that a network takes at inference or in training."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from cnncalc.analysis import activations, parameters
from cnncalc.analysis.base import BYTES, Figure, Note, Settings
from cnncalc.analysis.liveness import Liveness, MemoryStep
from cnncalc.analysis.volumes import Execution
from cnncalc.network import Network

STATES = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps for each trained parameter: nothing, a velocity, two moments."""


class Allocation(NamedTuple):
    """Memory beside the volumes, in bytes: there at every step, or of gradients, when all are made."""

    name: str  # weights, statistics, gradients, optimizer
    bytes: Figure
    numbers: Figure


class Footprint:
    """What a network holds in memory: parts that stay, and volumes that come and go.

    steps: a Step per layer, in training a second one backwards. peak: the number of the first step at which
    most is held. parts: weights, running statistics; in training gradients and the optimizer's states.
    made: for each step the bytes of the weights' gradients that are there; the forward pass has none.
    fullest: the number of the first step at which these and all else come to most.
    activations: values of all outputs, but of those that can overwrite what they read.
    """

    def __init__(self, network: Network, execution: Execution, optimizer: str = "sgd") -> None:
        self.network = network
        self.execution = execution
        self.optimizer = optimizer
        self.run = Liveness(network, execution)
        settings = Settings(execution.batch, execution.dtype)
        counted = parameters.fold(network, settings)
        self.counted: Sequence[parameters.ParameterCount] = counted.values
        self.counts = parameters.totals(counted.values)
        self.activations = activations.totals(activations.fold(network, settings).values)["activations"]
        self.parts = tuple(self._parts())
        silent = zip(network.nodes, self.run.volumes.kept, strict=True)
        self.notes = (*counted.notes, *(Note(n.name, UNTOLD) for n, k in silent if not k.complete))

    def _parts(self) -> Iterator[Allocation]:
        size, counts = BYTES[self.execution.dtype], self.counts
        numbers = {"weights": counts["parameters"], "statistics": counts["statistics"]}
        if self.execution.training:
            states = STATES[self.optimizer]
            numbers["gradients"] = counts["trainable"]
            numbers["optimizer"] = counts["trainable"].times(states)
        for name, number in numbers.items():
            yield Allocation(name, number.times(size), number)

    @property
    def inputs(self) -> int:
        """Values of the inputs of the network, for the batch."""
        return self.execution.batch * sum(shape.values for shape in self.network.inputs.values())

    @property
    def steps(self) -> list[MemoryStep]:
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
    def kept(self) -> Figure:
        """Bytes of the forward pass that are kept for the backward pass, the inputs among them."""
        return self.run.kept

    @cached_property
    def made(self) -> list[int]:
        """Bytes of the weights' gradients at each step; a layer's appear in its first backward step."""
        size, there, found = BYTES[self.execution.dtype], set(), [0] * len(self.run.ahead)
        for node in self.run.back:
            owner = node.number if node.owner is None else node.owner
            new = 0 if owner in there else (self.counted[owner].trainable or 0) * size
            there.add(owner)
            found.append((found[-1] if found else 0) + new)
        return found

    @cached_property
    def fullest(self) -> int:
        """The first step at which most is taken, the weights' gradients counted in, from 0."""
        taken = [step.alive + made for step, made in zip(self.steps, self.made, strict=True)]
        return taken.index(max(taken)) if taken else 0

    @property
    def total(self) -> Figure:
        """Bytes of everything at the fullest step: the parts that stay, the volumes, the gradients so far."""
        stay = [part.bytes for part in self.parts if part.name != "gradients"]
        if not self.steps:
            return Figure.total(stay)
        held = self.steps[self.fullest].alive + self.made[self.fullest]
        return Figure.total([*stay, Figure.of(held, complete=self.run.complete)])

    @property
    def complete(self) -> bool:
        """Whether no number is a lower bound."""
        return self.total.complete


UNTOLD = "what its backward pass needs is not known; it is assumed to keep what it reads"
