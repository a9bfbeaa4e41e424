"""A worked solution as a table: a row for each step."""

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.notation import PLAIN, UNICODE
from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.report.working import Working
from cnncalc.teaching.explain.solution import Page
from cnncalc.teaching.explain.step import Step

COLUMNS = (
    Heading("layer", "Layer", "text", 60),
    Heading("figure", "Figure", "text", 50),
    Heading("symbol", "Symbol", "text", 50),
    Heading("along", "Along", "text", 20),
    Heading("value", "Value", "figure", 40),
    Heading("working", "Working", "text", 45),
    Heading("because", "Because", "text", 10),
)


class StepsReport(Report):
    """The steps of a worked solution, without what is said besides."""

    in_full = True

    def __init__(self, working: Working) -> None:
        self.working = working
        self.title, self.remarks = working.title, working.remarks
        self._table = Table(COLUMNS, tuple(row for page in working.pages for row in _rows(page)))

    @property
    def table(self) -> Table:
        return self._table

    @property
    def lines(self) -> tuple[()]:
        return ()

    @property
    def notes(self) -> tuple[()]:
        return ()

    @property
    def record(self) -> Mapping[str, Any]:
        return self.working.record


def _rows(page: Page) -> Iterator[Row]:
    """The steps of a layer's figures; a figure without any as its value alone."""
    for derivation in page.derivations:
        steps = derivation.steps or [Step(derivation.figure, derivation.value, "; ".join(derivation.remarks))]
        for step in steps:
            head = page.layer.name, derivation.figure, step.symbol, step.axes, step.value
            plain, shown = (
                "" if step.quantity is None else step.text(spelling) for spelling in (PLAIN, UNICODE)
            )
            yield Row((*head, plain, step.because), (*head, shown, step.because))
