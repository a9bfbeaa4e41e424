"""The report of `calc`: each figure of each layer as a teacher writes it on the board."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cnncalc.figures import exact
from cnncalc.notation import PLAIN, UNICODE, Spelling
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.record import plain
from cnncalc.steps import Step, steps
from cnncalc.summary import LayerSummary, Summary

SCHEMA = "cnncalc.calc/1"

BOARD = (
    Heading("figure", "Figure", "text", 50),
    Heading("value", "Value", "figure", 40),
    Heading("working", "Working", "text", 45),
)
COLUMNS = (
    Heading("layer", "Layer", "text", 60),
    *BOARD,
    Heading("because", "Because", "text", 10),
)


class WorkingReport(Report):
    """The working of every layer of a small network."""

    def __init__(self, summary: Summary, board: bool, ascii_only: bool = False) -> None:
        """board: lines one below the other, for readers; else a row for each figure."""
        self.summary = summary
        self.board = board
        self.spelling = PLAIN if ascii_only else UNICODE
        first = summary[0]
        self.single = len(summary) == 1
        self.title = _brief(first) if self.single else summary.name
        inputs = summary.network.inputs.values()
        self.remarks = (f"input {' + '.join(map(str, inputs))}",)

    @property
    def table(self) -> Table:
        return Table(BOARD, tuple(self._board())) if self.board else Table(COLUMNS, tuple(self._rows()))

    def _board(self) -> Iterator[Row]:
        for layer in self.summary:
            if not self.single:
                head = (layer.name, None, f"{_brief(layer)} on {' + '.join(_reads(layer))}")
                yield Row(head, head, "block")
            for step in steps(layer):
                lines = _lines(step, self.spelling) or [""]
                for i, line in enumerate(lines):
                    cells = (step.figure if i == 0 else "", step.value if i == 0 else "", line)
                    yield Row(cells, cells)

    def _rows(self) -> Iterator[Row]:
        for layer in self.summary:
            for step in steps(layer):
                working = step.quantity.working() if step.quantity is not None else ""
                cells = (layer.name, step.figure, step.value, working, step.because)
                yield Row(cells, cells)

    @property
    def lines(self) -> Iterable[Line]:
        totals = self.summary.totals
        if not self.single:
            yield Line("Parameters", exact(totals.parameters), "of all layers")
            yield Line("Multiplies", exact(totals.multiplies), "of all layers, for one image")

    @property
    def notes(self) -> Iterable[str]:
        return (f"{note.layer}: {note.reason}." for note in self.summary.notes)

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "inputs": plain(self.summary.network.inputs),
            "layers": (_record(layer) for layer in self.summary),
            "totals": {name: int(figure) for name, figure in self.summary.totals.items()},
        }


def _brief(layer: LayerSummary) -> str:
    """The kind with its geometry: `conv 5x5 p2`."""
    node = layer.node
    assert node.layer is not None
    return node.layer.brief(layer.network.nodes[node.inputs[0]].output.rank)


def _reads(layer: LayerSummary) -> list[str]:
    return [str(layer.network.nodes[i].output) for i in layer.node.inputs]


def _lines(step: Step, spelling: Spelling) -> list[str]:
    """What stands on the board for a figure: the formula, the numbers in it, and why."""
    lines = []
    if step.quantity is not None:
        symbols, numbers = step.quantity.symbols(spelling), step.quantity.numbers(spelling)
        lines = [symbols] if numbers in (symbols, str(int(step.quantity))) else [symbols, f"= {numbers}"]
    return [*lines, *([step.because] if step.because else [])]


def _record(layer: LayerSummary) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "output": plain(layer.output),
        "parameters": plain(layer.parameters.total),
        "multiplies": plain(layer.multiplies),
        "steps": [
            {
                "figure": step.figure,
                "value": step.value,
                "symbols": step.quantity.symbols() if step.quantity is not None else None,
                "numbers": step.quantity.numbers() if step.quantity is not None else None,
                "because": step.because,
            }
            for step in steps(layer)
        ],
    }
