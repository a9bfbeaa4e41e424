"""The report of `memory`: what every step holds, the peak and what is alive then, and all memory together."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.base import BYTES, Figure
from cnncalc.analysis.footprint import STATES, Footprint
from cnncalc.figures.spelling import bytes_in, common_bytes, exact, memory
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.conventions import ON_MEMORY, held
from cnncalc.report.memory_columns import EVERY, FOR_TRAINING, LAYER, LIES_IN, PASS
from cnncalc.report.memory_record import memory_record, pass_of, pieces
from cnncalc.report.memory_rows import MemoryRow, expanded, folded, of_step
from cnncalc.report.record import plain

if TYPE_CHECKING:
    from cnncalc.report.outline import Depth

MOST_ALIVE = 8
"""Pieces of memory that are named below the table."""

MOST_WAITING = 2
"""Volumes that are named in a cell."""

NAMES = {
    "weights": "Parameters",
    "statistics": "Running statistics",
    "gradients": "Gradients of parameters",
    "optimizer": "Optimizer states",
}


class MemoryView(NamedTuple):
    """What of a run is shown, and how."""

    depth: "Depth" = None  # levels of the tree of layers that are shown; None: every step has a row
    top: int | None = None  # only so many rows, those that hold most first
    in_full: bool = False  # bytes
    for_programs: bool = False  # all columns
    notes: bool = False  # say what is held, and how long
    layout: str = "hwc"


class MemoryReport(Report):
    """What `memory` says of a network."""

    def __init__(self, footprint: Footprint, view: MemoryView = MemoryView()) -> None:  # noqa: B008
        self.footprint, self.view, self.in_full = footprint, view, view.in_full
        self.layout = view.layout
        self.title, self.reference = footprint.network.name, footprint.network.reference
        exactly = view.in_full or view.for_programs
        self.unit = "B" if exactly else common_bytes([step.alive for step in footprint.steps])
        self.remarks = tuple(self._remarks())
        self.headings = self._usual()

    def _remarks(self) -> Iterator[str]:
        network, execution = self.footprint.network, self.footprint.execution
        named = [f"{name} {shape.text(self.layout)}" for name, shape in network.inputs.items()]
        how = f"training with {self.footprint.optimizer}" if execution.training else "inference"
        yield named[0].removeprefix("input ") if len(named) == 1 else f"inputs {', '.join(named)}"
        yield f"{how}, activations in place" if execution.in_place else how
        if execution.batch > 1:
            yield f"batch of {execution.batch}"
        yield execution.dtype
        if self.footprint.steps:
            yield f"memory in {'bytes' if self.unit == 'B' else self.unit}"
            yield self._how_many()

    def _how_many(self) -> str:
        steps, rows = len(self.footprint.steps), sum(not row.opened for row in self.every_row)
        told = f"{steps:,} step{'s' if steps != 1 else ''}"
        in_rows = f"{rows:,} row{'s' if rows != 1 else ''}"
        return f"{told} in {in_rows} (--expand shows all)" if rows < steps else told

    def _usual(self) -> tuple[Heading, ...]:
        training, programs = self.footprint.execution.training, self.view.for_programs
        left_out = {
            *([] if training and not self._grouped else [PASS.name]),
            *([] if training or programs else [heading.name for heading in FOR_TRAINING]),
            *([] if programs else [LIES_IN.name]),
        }
        return tuple(heading for heading in EVERY if heading.name not in left_out)

    @property
    def _grouped(self) -> bool:
        """Whether the rows of each pass stand below its name."""
        view = self.view
        return self.footprint.execution.training and view.top is None and not view.for_programs

    # -- the table ---------------------------------------------------------------------------------

    @cached_property
    def every_row(self) -> list[MemoryRow]:
        """The rows of the whole run."""
        if self.view.depth is None:
            return expanded(self.footprint)
        return folded(self.footprint, self.view.depth)

    @cached_property
    def rows(self) -> list[MemoryRow]:
        """Those that are shown: all of them, or some that hold most."""
        if self.view.top is None:
            return self.every_row
        steps = self.footprint.steps
        rows = [row._replace(label=row.name, trail=()) for row in self.every_row if not row.opened]
        return sorted(rows, key=lambda row: (-steps[row.fullest].alive, row.fullest))[: self.view.top]

    @cached_property
    def waiting(self) -> list[tuple[list[str], int]]:
        """Of each step of the forward pass the names of what waits, the first ones, and how many do."""
        nodes = self.footprint.network.nodes
        return [([nodes[i].name for i in some], every) for some, every in self.footprint.run.waiting()]

    @cached_property
    def table(self) -> Table:
        return Table(self.headings, tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        before = ""
        for row in self.rows:
            if self._grouped and (now := pass_of(self.footprint.steps[row.fullest])) != before:
                before = now
                title = [f"{now} pass" if one is LAYER else None for one in self.headings]
                yield Row(tuple(title), tuple(title), "block")
            yield self._row(row)

    def _row(self, row: MemoryRow) -> Row:
        step = self.footprint.steps[row.fullest]
        cells = self._cells(row)
        shown = {**cells, "layer": row.label, "kind": row.kind}
        names = [heading.name for heading in self.headings]
        quiet = len(row.steps) == 1 and step.home != step.node.number
        return Row(
            tuple(cells[name] for name in names),
            tuple(shown[name] for name in names),
            "block" if row.opened else "quiet" if quiet else "layer",
            row.trail,
        )

    def _cells(self, row: MemoryRow) -> dict[str, Any]:
        footprint, number = self.footprint, row.fullest
        step, several = footprint.steps[number], len(row.steps) > 1
        return {
            "step": row.numbers if several else number + 1,
            "layer": row.name,
            "pass": pass_of(step),
            "kind": row.kind if several else step.node.kind,
            "output": row.output,
            "written": step.writes,
            "read": step.reads,
            "waiting": step.waiting,
            "kept": step.kept,
            "gradients": step.gradients,
            "weight_gradients": footprint.made[number],
            "alive": step.alive,
            "peak": "peak" if footprint.peak in row.steps and not row.opened else "",
            "waits": "" if step.backward else _names(*self.waiting[number]),
            "lies_in": footprint.network.nodes[step.home].name,
        }

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: all bytes in one unit."""
        if heading.in_bytes and isinstance(cell, int):
            return bytes_in(cell, self.unit)
        return super().text(cell, heading)

    # -- below the table ---------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        found = self.footprint
        training = found.execution.training
        if found.steps:
            kept = f"; {self._text(found.kept)} kept for the backward pass" if training else ""
            yield Line("Peak activations", self._text(found.peak_memory), self._at(found.peak) + kept)
        for part in found.parts:
            if part.numbers or part.name == "weights":
                states = f", {STATES[found.optimizer]} for each trained parameter"
                more = states if part.name == "optimizer" else ""
                yield Line(NAMES[part.name], self._text(part.bytes), f"{exact(part.numbers)} values{more}")
        yield Line("In all", self._text(found.total), self._fullest())
        if not training:
            held = self._text(found.activations.times(BYTES[found.execution.dtype]))
            together = exact(Figure.total([found.activations, found.inputs]))
            told = f"of all layers, {exact(found.activations)} values; with the input {together}"
            yield Line("Activations", held, told)

    def _at(self, number: int) -> str:
        steps = self.footprint.steps
        which = " backward" if steps[number].backward else ""
        return f"{steps[number].node.name}{which}, step {number + 1} of {len(steps)}"

    def _fullest(self) -> str:
        """The step at which all memory together is largest."""
        found = self.footprint
        if not found.execution.training or not found.steps:
            return "at the peak"
        gradients = self._text(found.made[found.fullest])
        return f"the largest sum, at {self._at(found.fullest)}; gradients held then: {gradients}"

    def _text(self, held: int) -> str:
        return f"{exact(held)} B" if self.in_full else memory(held)

    @property
    def notes(self) -> Iterable[str]:
        footprint, every = self.footprint, sum(not row.opened for row in self.every_row)
        if len(self.rows) < every and self.view.top is not None:
            what = "steps" if every == len(footprint.steps) else "rows"
            yield f"{len(self.rows)} of {every} {what} are shown, those that hold most."
        if any(len(row.steps) > 1 for row in self.rows):
            yield "A row of several steps shows the one that holds most."
        if footprint.steps:
            yield f"Alive at the peak: {self._alive()}."
        yield from (f"{note.layer}: {note.reason}." for note in footprint.notes)
        if self.view.notes:
            yield from (f"{name}: {text}." for name, text in held())
        else:
            yield ON_MEMORY

    def _alive(self) -> str:
        held = sorted(pieces(self.footprint), key=lambda piece: -piece["bytes"])
        named = [f"{p['layer']} {self._text(p['bytes'])} ({p['role']})" for p in held[:MOST_ALIVE]]
        if rest := held[MOST_ALIVE:]:
            named.append(f"and {len(rest)} more with {self._text(sum(p['bytes'] for p in rest))}")
        return ", ".join(named)

    @property
    def record(self) -> Mapping[str, Any]:
        return memory_record(self.footprint, [row.fullest for row in self.rows], self._step)

    def _step(self, number: int) -> dict[str, Any]:
        step = self.footprint.steps[number]
        names, every = ([], 0) if step.backward else self.waiting[number]
        cells = self._cells(of_step(number, step))
        line = step.node.place.line if step.node.place else None
        return {
            **{name: plain(cells[name]) for name in cells if name not in ("peak", "waits")},
            "line": line,
            "waits": names,
            "waits_in_all": every,
        }


def _names(some: list[str], every: int) -> str:
    rest = every - len(some[:MOST_WAITING])
    return ", ".join([*some[:MOST_WAITING], *([f"{rest} more"] if rest else [])])
