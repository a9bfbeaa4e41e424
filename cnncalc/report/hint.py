"""The report of a marked sheet for students: right or wrong and a sentence that helps, never the figure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cnncalc.figures.written import as_written
from cnncalc.report.base import Passage, Table
from cnncalc.report.sheet import SheetReport, sentence, several
from cnncalc.teaching.check.mark import MOST_CAUSES, Mark
from cnncalc.teaching.mistakes.base import Wrong

HOW_TO_WRITE = "write a whole number, a size such as height x width, or a shape: height x width x channels"
NO_CAUSE = "No mistake known here gives this number."


class HintReport(SheetReport):
    """What `check --hint` says of answer sheets: no right figure, and no working that leads to one."""

    @property
    def table(self) -> Table:
        full = super().table
        shown = [i for i, heading in enumerate(full.headings) if heading.name != "correct"]
        rows = tuple(
            row._replace(cells=tuple(row.cells[i] for i in shown), shown=tuple(row.shown[i] for i in shown))
            for row in full.rows
        )
        return Table(tuple(full.headings[i] for i in shown), rows)

    @property
    def passages(self) -> Iterable[Passage]:
        told = ("wrong", "follows", "vague", "unreadable")
        return (hint(mark) for _, mark in self.marks if mark.word in told)

    @property
    def record(self) -> Mapping[str, Any]:
        full = super().record
        sheets = [
            {**sheet, "answers": [_hidden(answer) for answer in sheet["answers"]]} for sheet in full["sheets"]
        ]
        return {**full, "hints": True, "sheets": sheets}


def _hidden(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as data without the right figure and all working."""
    mistakes = [{**mistake, "working": []} for mistake in answer["mistakes"]]
    remark = HOW_TO_WRITE if answer["verdict"] == "unreadable" else answer["remark"]
    return {**answer, "correct": None, "mistakes": mistakes, "working": [], "remark": remark}


def hint(mark: Mark) -> Passage:
    """What helps: what was done, and the sentence of a teacher; else the formula in its letters."""
    said = as_written(mark.claim.text, mark.unit)
    said = f"{said:,}" if isinstance(said, int) else str(said)
    if mark.word == "unreadable":
        return Passage(f"{mark.claim.key}: {said} cannot be read; {HOW_TO_WRITE}.", ())
    if mark.word == "vague":
        return Passage(f"{mark.claim.key}: {mark.remark}.", ())
    lines = [f"{sentence(mark.remark)}."] if mark.remark else []
    if mark.word == "wrong":
        lines += several(mark.causes)
        lines += [line for cause in mark.causes[:MOST_CAUSES] for line in _told(cause)]
        lines += [] if mark.causes or mark.remark else [NO_CAUSE, *formulas(mark.working)]
    return Passage(f"{mark.claim.key}: {said} is not right.", tuple(lines))


def _told(cause: Wrong) -> Iterator[str]:
    yield f"{sentence(cause.said)} [{cause.code}]."
    yield " ".join(dict.fromkeys(mistake.advice for mistake in cause.mistakes))


def formulas(working: Iterable[str]) -> Iterator[str]:
    """The formulas of the working in their letters: `n_out = floor((n + 2 * p - f) / s) + 1`.

    >>> list(formulas(["C_out = K = 16", "n_out = 7", "N = H_in * W_in = 5 * 5 = 25"]))
    ['formula: C_out = K', 'formula: N = H_in * W_in']
    """
    for name, symbols, *numbers in (line.split(" = ") for line in working):
        if numbers:
            yield f"formula: {name} = {symbols}"
