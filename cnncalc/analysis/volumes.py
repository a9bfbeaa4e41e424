"""Volumes: which outputs lie in the same memory, because one is a view of the other or overwrites it.

- A view (`flatten`, `reshape`, `identity`, `slice`, `crop`; at inference `dropout`) is what it reads, or a
  part of it, under another shape.
- With `in_place` an activation function overwrites what it reads, if nothing needs it any more: no
  later layer reads it, the backward pass does not, and it is neither an input nor an output of the network.
"""

from typing import NamedTuple

from cnncalc.layers.facts import Kept
from cnncalc.network import Network, Node

NOTHING = Kept()


class Execution(NamedTuple):
    """How a network is run."""

    batch: int = 1  # images
    dtype: str = "float32"
    training: bool = False  # whether a backward pass follows
    in_place: bool = False  # whether activation functions overwrite what they read, where they can


class Volumes(NamedTuple):
    """Where outputs lie, by the number of the node."""

    home: list[int]  # the node that the memory of its output was taken for
    last_read: list[int]  # of a home: the last node that reads anything in it; see `forever`
    kept: list[Kept]  # what the backward pass needs of each node
    learns: list[bool]  # whether a gradient goes through the node: it is trained, or something before it

    @property
    def forever(self) -> int:
        """Stands for the last reader of an output of the network: its caller, when all is done."""
        return len(self.home)


def volumes(network: Network, execution: Execution) -> Volumes:
    """Lay the outputs of a network into memory, in the written order."""
    learns = _learns(network) if execution.training else [False] * len(network.nodes)
    kept = [
        node.facts.kept if learning else NOTHING for node, learning in zip(network.nodes, learns, strict=True)
    ]
    read = _last_reads(network)
    found = Volumes([], read[:], kept, learns)
    needed: set[int] = set()  # volumes that the backward pass needs as they are
    for node in network.nodes:
        first = found.home[node.inputs[0]] if node.inputs else node.number
        home = first if _stays(network, node, found, first in needed, execution) else node.number
        found.home.append(home)
        found.last_read[home] = max(found.last_read[home], read[node.number])
        if kept[node.number].either and home != node.number:
            kept[node.number] = Kept(output=True)
        if kept[node.number].input:
            needed.update(found.home[i] for i in node.inputs)
        if kept[node.number].output:
            needed.add(home)
    return found


def _stays(network: Network, node: Node, found: Volumes, needed: bool, execution: Execution) -> bool:
    """Whether the output lies where the (first) input does."""
    layer = node.layer
    if layer is None:
        return False
    if layer.view or (layer.idle and not execution.training):
        return True
    keeps = found.kept[node.number]
    if not (execution.in_place and layer.in_place) or needed or (keeps.input and not keeps.either):
        return False
    home = found.home[node.inputs[0]]
    return network.nodes[home].layer is not None and found.last_read[home] == node.number


def _last_reads(network: Network) -> list[int]:
    """The last reader of each node; an output of the network is read when all is done."""
    last = [-1] * len(network.nodes)
    for node in network.nodes:
        for i in node.inputs:
            last[i] = node.number
    return [len(last) if reader < 0 else reader for reader in last]


def _learns(network: Network) -> list[bool]:
    learns: list[bool] = []
    for node in network.nodes:
        learns.append(_trained(node) or any(learns[i] for i in node.inputs))
    return learns


def _trained(node: Node) -> bool:
    if not getattr(node.layer, "trainable", False):
        return False
    weights, biases, *_ = node.facts.parameters
    return weights is None or biases is None or weights + biases > 0
