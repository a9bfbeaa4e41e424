"""Liveness: what memory each step of a run holds, in the written order.

At inference there is a step for each layer. It holds the volumes that it reads and the one that it fills, and
all that a later step still reads; the outputs of the network are held to the end. In training the backward
pass follows in the opposite order, with a step for each layer through which a gradient goes. Then what a
layer keeps lives until its backward step, masks and statistics of its own from the one step to the other,
and each volume has a gradient, from the backward step of its last reader to that of the layer that filled it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Literal, NamedTuple

from cnncalc.analysis.base import BYTES, Figure
from cnncalc.analysis.volumes import Execution, volumes
from cnncalc.layers.facts import Kept
from cnncalc.network import Network, Node

MOST_NAMED = 20
"""Volumes that wait at one step, of which the names are told."""

What = Literal["output", "besides", "gradient"]
Role = Literal["written", "read", "waiting", "kept", "gradient"]


class Holding(NamedTuple):
    """A piece of memory: what it holds, and from which step to which."""

    node: int  # the layer it was taken for
    what: What
    bytes: int
    first: int  # the step that takes it
    forward: int  # the last step for which the forward pass needs it
    last: int  # the last step for which anybody does


class MemoryStep(NamedTuple):
    """What is held while one layer works, in bytes."""

    node: Node
    backward: bool
    home: int  # the node in whose memory the output lies: its own, unless it works in place or is a view
    writes: int  # the volume that is filled; 0 where the output lies in one that is there already
    reads: int  # the volumes that are read
    waiting: int  # volumes that a later layer of the forward pass reads, and outputs of the network
    kept: int  # what the backward pass alone still needs
    gradients: int

    @property
    def alive(self) -> int:
        """Everything."""
        return self.writes + self.reads + self.waiting + self.kept + self.gradients


class Liveness:
    """The steps of a run, and what is held at each."""

    def __init__(self, network: Network, execution: Execution) -> None:
        self.network = network
        self.execution = execution
        self.volumes = volumes(network, execution)
        self.ahead = list(network.layers)
        self.back = [node for node in reversed(self.ahead) if self.volumes.learns[node.number]]
        start = len(self.ahead)
        self.back_steps = {node.number: step for step, node in enumerate(self.back, start)}
        self.needed, self.asked = _backward_needs(self)
        self.holdings = list(_holdings(self))
        self.steps = list(_steps(self))

    @property
    def complete(self) -> bool:
        """Whether every layer says what it keeps."""
        return all(kept.complete for kept in self.volumes.kept)

    @property
    def kept(self) -> Figure:
        """Bytes of the forward pass that the backward pass needs: whole volumes, inputs too, and besides."""
        needed = (
            one.bytes
            for one in self.holdings
            if one.what == "besides" or (one.what == "output" and one.node in self.needed)
        )
        return Figure.of(sum(needed), complete=self.complete)

    @cached_property
    def peak(self) -> int:
        """The first step at which most is held."""
        alive = [step.alive for step in self.steps]
        return alive.index(max(alive)) if alive else 0

    @property
    def bytes(self) -> Figure:
        """What is held at the peak; a lower bound where a layer does not say what it keeps."""
        return Figure.of(self.steps[self.peak].alive if self.steps else 0, complete=self.complete)

    def alive(self, number: int) -> Iterator[tuple[Holding, Role]]:
        """What a step holds, and why."""
        step = self.steps[number]
        reads = {self.volumes.home[i] for i in step.node.inputs}
        for holding in self.holdings:
            if holding.first <= number <= holding.last:
                yield holding, _role(holding, number, step, reads)

    def waiting(self) -> Iterator[tuple[list[int], int]]:
        """For each step of the forward pass the first volumes that wait for later ones, and how many do."""
        starts, ends = _by_step(self.holdings, "first"), _by_step(self.holdings, "forward")
        waiting: dict[int, None] = {}
        for number, node in enumerate(self.ahead):
            waiting.update(dict.fromkeys(starts.get(number, ())))
            now = {self.volumes.home[i] for i in (*node.inputs, node.number)}
            named = list(islice((home for home in waiting if home not in now), MOST_NAMED))
            yield named, len(waiting) - len(now)
            for home in ends.get(number, ()):
                del waiting[home]


def _by_step(holdings: Sequence[Holding], when: Literal["first", "forward"]) -> dict[int, list[int]]:
    """The volumes that begin, or end, at each step."""
    found: dict[int, list[int]] = {}
    for holding in holdings:
        if holding.what == "output":
            found.setdefault(getattr(holding, when), []).append(holding.node)
    return found


def _role(holding: Holding, number: int, step: MemoryStep, reads: set[int]) -> Role:
    if holding.what == "gradient":
        return "gradient"
    if holding.what == "output" and not step.backward and holding.node in reads:
        return "read"
    if holding.what == "output" and not step.backward and holding.node == step.node.number:
        return "written"
    return "waiting" if holding.forward >= number else "kept"


def _holdings(run: Liveness) -> Iterator[Holding]:
    """Every piece of memory of the run: volumes, their gradients, and what is kept besides."""
    if not run.ahead:
        return
    found, batch, size = run.volumes, run.execution.batch, BYTES[run.execution.dtype]
    end = len(run.ahead) + len(run.back) - 1
    ahead = {node.number: step for step, node in enumerate(run.ahead)}
    back, needed, asked = run.back_steps, run.needed, run.asked
    for node in run.network.nodes:
        number, kept = node.number, found.kept[node.number]
        if found.home[number] == number:
            held = node.output.values * batch * size
            forward = ahead.get(found.last_read[number], end)
            start = ahead.get(number, 0)
            yield Holding(number, "output", held, start, forward, max(forward, needed.get(number, 0)))
            if number in back:
                first = len(run.ahead) if found.last_read[number] == found.forever else asked[number]
                yield Holding(number, "gradient", held, first, first, back[number])
        if besides := _besides(kept, batch, size):
            yield Holding(number, "besides", besides, ahead[number], -1, back[number])


def _backward_needs(run: Liveness) -> tuple[dict[int, int], dict[int, int]]:
    """By volume: the last backward step that needs it as it is, and the first that gives it a gradient."""
    home, kept = run.volumes.home, run.volumes.kept
    needed: dict[int, int] = {}
    asked: dict[int, int] = {}
    for node in run.back:  # the steps come in rising order
        step = run.back_steps[node.number]
        for i in node.inputs:
            asked.setdefault(home[i], step)
            if kept[node.number].input:
                needed[home[i]] = step
        if kept[node.number].output:
            needed[home[node.number]] = step
    return needed, asked


def _besides(kept: Kept, batch: int, size: int) -> int:
    """Bytes of the numbers and marks that are kept beside whole volumes."""
    return (kept.values * batch + kept.once) * size + kept.marks * batch


def _steps(run: Liveness) -> Iterator[MemoryStep]:
    nodes: Sequence[Node] = [*run.ahead, *run.back]
    held = {holding.node: holding.bytes for holding in run.holdings if holding.what == "output"}
    outputs = [holding for holding in run.holdings if holding.what == "output"]
    others = [holding for holding in run.holdings if holding.what != "output"]
    forward = _sums([(one.first, one.forward, one.bytes) for one in outputs], len(nodes))
    values = _sums([(one.first, one.last, one.bytes) for one in outputs], len(nodes))
    besides, gradients = (
        _sums([(one.first, one.last, one.bytes) for one in others if one.what == what], len(nodes))
        for what in ("besides", "gradient")
    )
    for number, node in enumerate(nodes):
        backward, home = number >= len(run.ahead), run.volumes.home[node.number]
        reads = 0 if backward else sum(held[of] for of in {run.volumes.home[i] for i in node.inputs})
        writes = 0 if backward or home != node.number else held[home]
        waiting = forward[number] - reads - writes
        kept = values[number] - forward[number] + besides[number]
        yield MemoryStep(node, backward, home, writes, reads, waiting, kept, gradients[number])


def _sums(spans: Sequence[tuple[int, int, int]], steps: int) -> list[int]:
    """For each step the bytes of the spans (first, last, bytes) that it lies in."""
    changes = [0] * (steps + 1)
    for first, last, held in spans:
        changes[first] += held
        changes[last + 1] -= held
    return list(accumulate(changes))[:steps]
