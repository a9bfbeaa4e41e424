"""A worked solution as a table: a row for each step."""

from collections.abc import Iterable, Iterator

from cnncalc.notation import PLAIN, UNICODE
from cnncalc.report.base import Heading, Row, Table
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


def steps_table(pages: Iterable[Page]) -> Table:
    """The steps of all layers below each other, without what is said besides."""
    return Table(COLUMNS, tuple(row for page in pages for row in _rows(page)))


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
