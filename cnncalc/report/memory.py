"""The report of `memory`: what every step holds, the peak and what is alive then, and all memory in sum."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from cnncalc.analysis.base import BYTES, Figure
from cnncalc.analysis.footprint import STATES, Footprint
from cnncalc.analysis.liveness import MemoryStep
from cnncalc.figures.spelling import exact, memory
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.record import plain

SCHEMA = "cnncalc.memory/1"

MOST_ALIVE = 8
"""Pieces of memory that are named below the table."""

MOST_WAITING = 2
"""Volumes that are named in a cell."""

STEP = Heading("step", "Step", "size", 45)
LAYER = Heading("layer", "Layer", "text", 100)
FOR_READERS = (
    Heading("kind", "Kind", "text", 20),
    Heading("output", "Output", "shape", 40),
    Heading("written", "Writes", "level", 60),
    Heading("read", "Reads", "level", 59),
    Heading("waiting", "Waiting", "level", 58),
)
FOR_TRAINING = (
    Heading("kept", "Kept", "level", 65),
    Heading("gradients", "Gradients", "level", 64),
    Heading("weight_gradients", "Of weights", "level", 15),
)
ALIVE = Heading("alive", "Alive", "level", 90)
PEAK = Heading("peak", "", "text", 80)
WAITS = Heading("waits", "What waits", "text", 10)
PASS, LIES_IN = Heading("pass", "Pass", "text", 70), Heading("lies_in", "Lies in", "text", 5)

NAMES = {
    "weights": "Weights",
    "statistics": "Running statistics",
    "gradients": "Gradients of weights",
    "optimizer": "Optimizer states",
}


class MemoryReport(Report):
    """What `memory` says of a network.

    top: only so many steps, those that hold most first. for_programs: all columns.
    """

    def __init__(
        self,
        footprint: Footprint,
        top: int | None = None,
        in_full: bool = False,
        for_programs: bool = False,
    ) -> None:
        self.footprint = footprint
        self.top = top
        self.in_full = in_full
        network, execution = footprint.network, footprint.execution
        self.title = network.name
        inputs = network.inputs
        named = [f"{name} {shape}" for name, shape in inputs.items()]
        how = f"training with {footprint.optimizer}" if execution.training else "inference"
        self.remarks = (
            named[0] if list(inputs) == ["input"] else f"inputs {', '.join(named)}",
            f"{how}, activations in place" if execution.in_place else how,
            f"batch of {execution.batch}",
            execution.dtype,
        )
        training = execution.training
        self.headings = (
            *([STEP, LAYER, PASS] if training else [STEP, LAYER]),
            *FOR_READERS,
            *(FOR_TRAINING if training or for_programs else ()),
            ALIVE,
            PEAK,
            WAITS,
            *([LIES_IN] if for_programs else []),
        )

    @cached_property
    def shown(self) -> list[int]:
        """The numbers of the steps that have a row."""
        steps = self.footprint.steps
        if self.top is None:
            return list(range(len(steps)))
        return sorted(range(len(steps)), key=lambda number: (-steps[number].alive, number))[: self.top]

    @cached_property
    def waiting(self) -> list[tuple[list[str], int]]:
        """Of each step of the forward pass the names of what waits, the first ones, and how many do."""
        nodes = self.footprint.network.nodes
        return [([nodes[i].name for i in some], every) for some, every in self.footprint.run.waiting()]

    # -- the table ---------------------------------------------------------------------------------

    @cached_property
    def table(self) -> Table:
        return Table(self.headings, tuple(map(self._row, self.shown)))

    def _row(self, number: int) -> Row:
        step = self.footprint.steps[number]
        cells = self._cells(number, step)
        shown = {**cells, "kind": _kind(step)}
        names = [heading.name for heading in self.headings]
        quiet = step.home != step.node.number
        return Row(
            tuple(cells[name] for name in names),
            tuple(shown[name] for name in names),
            "quiet" if quiet else "layer",
        )

    def _cells(self, number: int, step: MemoryStep) -> dict[str, Any]:
        nodes = self.footprint.network.nodes
        return {
            "step": number + 1,
            "layer": step.node.name,
            "pass": _pass(step),
            "kind": step.node.kind,
            "output": step.node.output,
            "written": step.writes,
            "read": step.reads,
            "waiting": step.waiting,
            "kept": step.kept,
            "gradients": step.gradients,
            "weight_gradients": self.footprint.made[number],
            "alive": step.alive,
            "peak": "peak" if number == self.footprint.peak else "",
            "waits": "" if step.backward else _names(*self.waiting[number]),
            "lies_in": nodes[step.home].name,
        }

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        found = self.footprint
        if found.steps:
            yield Line("Peak activations", self._text(found.peak_memory), self._at(found.peak))
        if found.execution.training:
            yield Line("Kept", self._text(found.kept), "for the backward pass, inputs among it")
        for part in found.parts:
            if part.numbers or part.name == "weights":
                states = f", {STATES[found.optimizer]} for each trained parameter"
                more = states if part.name == "optimizer" else ""
                yield Line(NAMES[part.name], self._text(part.bytes), f"{exact(part.numbers)} numbers{more}")
        yield Line("In all", self._text(found.total), self._fullest())
        size = BYTES[found.execution.dtype]
        together = Figure.total([found.activations, found.inputs])
        kept = f"{exact(found.activations)} values; with the input {exact(together)}"
        yield Line("All outputs", self._text(found.activations.times(size)), kept)

    def _at(self, number: int) -> str:
        steps = self.footprint.steps
        return f"{steps[number].node.name}, step {number + 1} of {len(steps)}"

    def _fullest(self) -> str:
        """The step at which all memory in sum is largest."""
        found = self.footprint
        if not found.execution.training or not found.steps:
            return "at the peak"
        gradients = self._text(found.made[found.fullest])
        return f"at most, with {gradients} of the gradients: {self._at(found.fullest)}"

    def _text(self, held: int) -> str:
        return f"{exact(held)} B" if self.in_full else memory(held)

    @property
    def notes(self) -> Iterable[str]:
        if self.top is not None and self.top < len(self.footprint.steps):
            yield f"{len(self.shown)} of {len(self.footprint.steps)} steps are shown, those that hold most."
        if self.footprint.steps:
            yield f"Alive at the peak: {self._alive()}."
        yield from (f"{note.layer}: {note.reason}." for note in self.footprint.notes)
        yield from _conventions(self.footprint)

    def _alive(self) -> str:
        pieces = sorted(self._pieces(), key=lambda piece: -piece["bytes"])
        named = [f"{p['layer']} {self._text(p['bytes'])} ({p['role']})" for p in pieces[:MOST_ALIVE]]
        if rest := pieces[MOST_ALIVE:]:
            named.append(f"and {len(rest)} more with {self._text(sum(p['bytes'] for p in rest))}")
        return ", ".join(named)

    def _pieces(self) -> Iterator[dict[str, Any]]:
        """What is held at the peak, in the order in which it was taken."""
        nodes = self.footprint.network.nodes
        for holding, role in self.footprint.run.alive(self.footprint.peak):
            yield {
                "layer": nodes[holding.node].name,
                "what": holding.what,
                "role": role,
                "bytes": holding.bytes,
            }

    @property
    def record(self) -> Mapping[str, Any]:
        found = self.footprint
        inputs = plain(found.network.inputs)
        return {
            "schema": SCHEMA,
            "network": found.network.name,
            "spec": found.network.spec,
            "input": inputs["input"] if list(inputs) == ["input"] else inputs,
            "batch": found.execution.batch,
            "dtype": found.execution.dtype,
            "training": found.execution.training,
            "optimizer": found.optimizer if found.execution.training else None,
            "in_place": found.execution.in_place,
            "steps": (self._step(number) for number in self.shown),
            "peak": self._peak() if found.steps else None,
            "parts": {
                part.name: {"numbers": int(part.numbers), "bytes": int(part.bytes)} for part in found.parts
            },
            "total": int(found.total),
            "fullest": self._fullest_record() if found.steps else None,
            "kept": int(found.kept),
            "outputs": {"values": int(found.activations), "inputs": found.inputs},
            "status": "complete" if found.complete else "lower bound",
            "notes": [note._asdict() for note in found.notes],
        }

    def _peak(self) -> dict[str, Any]:
        step = self.footprint.steps[self.footprint.peak]
        return {
            "step": self.footprint.peak + 1,
            "pass": _pass(step),
            "layer": step.node.name,
            "bytes": int(self.footprint.peak_memory),
            "alive": list(self._pieces()),
        }

    def _fullest_record(self) -> dict[str, Any]:
        found = self.footprint
        step = found.steps[found.fullest]
        return {
            "step": found.fullest + 1,
            "pass": _pass(step),
            "layer": step.node.name,
            "alive": step.alive,
            "weight_gradients": found.made[found.fullest],
        }

    def _step(self, number: int) -> dict[str, Any]:
        step = self.footprint.steps[number]
        names, every = ([], 0) if step.backward else self.waiting[number]
        cells = self._cells(number, step)
        line = step.node.place.line if step.node.place else None
        return {
            **{name: plain(cells[name]) for name in cells if name not in ("peak", "waits")},
            "line": line,
            "waits": names,
            "waits_in_all": every,
        }


def _pass(step: MemoryStep) -> str:
    return "backward" if step.backward else "forward"


def _kind(step: MemoryStep) -> str:
    """The kind, and how its output comes to lie in another's memory."""
    layer = step.node.layer
    if step.home == step.node.number or layer is None or step.backward:
        return step.node.kind
    return f"{step.node.kind}, {'view' if layer.view or layer.idle else 'in place'}"


def _names(some: list[str], every: int) -> str:
    rest = every - len(some[:MOST_WAITING])
    return ", ".join([*some[:MOST_WAITING], *([f"{rest} more"] if rest else [])])


def _conventions(footprint: Footprint) -> Iterator[str]:
    yield (
        "Held: every output from the step that writes it to the last that reads it, outputs of the network to"
        " the end; concat copies; views (flatten, reshape, identity, slice, crop, at inference dropout) take"
        " none. Without weights and workspace."
    )
    if footprint.execution.training:
        yield (
            "Kept: what PyTorch keeps for the backward pass, by kind. Gradients: of each volume, from its"
            " last reader's backward step to its writer's; of weights, from the layer's backward step on."
        )
