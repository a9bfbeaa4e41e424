"""A walk along a network: what is known at its inputs is carried through every layer."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from cnncalc.network import Network, Node

State = TypeVar("State")


class Recurrence(Protocol[State]):
    """How something goes on from layer to layer."""

    def start(self, node: Node) -> State:
        """At an input of the network."""

    def through(self, before: State, node: Node) -> State:
        """Behind a layer that reads one output."""

    def meet(self, before: Sequence[State], node: Node) -> State:
        """Behind a layer that joins several."""


def walk(network: Network, recurrence: Recurrence[State]) -> list[State]:
    """The state of every node."""
    states: list[State] = []
    for node in network.nodes:
        if node.layer is None:
            states.append(recurrence.start(node))
        elif len(node.inputs) == 1:
            states.append(recurrence.through(states[node.inputs[0]], node))
        else:
            states.append(recurrence.meet([states[i] for i in node.inputs], node))
    return states
