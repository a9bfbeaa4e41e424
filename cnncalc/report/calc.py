"""The report of `calc`: layers that stand in no file, worked out as `explain` does it."""

from collections.abc import Iterator, Mapping
from typing import Any

from cnncalc.report.record import plain
from cnncalc.report.working import Working, step_record, what
from cnncalc.summary import Summary
from cnncalc.teaching.explain.solution import Page, calculated
from cnncalc.teaching.explain.step import Step

SCHEMA = "cnncalc.calc/1"


class Calculation(Working):
    """The working of every layer of a small network, and what they add up to."""

    def __init__(self, summary: Summary) -> None:
        super().__init__(summary, calculated(summary))
        if len(summary) == 1:
            self.title = what(summary[0])

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "inputs": plain(self.summary.network.inputs),
            "layers": self._layers,
            "totals": {name: int(figure) for name, figure in self.summary.totals.items()},
        }

    @property
    def _layers(self) -> Iterator[dict[str, Any]]:
        return (_layer(page) for page in self.pages if page.layer in self.summary)


def _layer(page: Page) -> dict[str, Any]:
    layer = page.layer
    return {
        "name": layer.name,
        "kind": layer.kind,
        "output": plain(layer.output),
        "parameters": plain(layer.parameters.total),
        "multiplies": plain(layer.multiplies),
        "receptive_field": plain(layer.receptive_field),
        "steps": [_step(step) for derivation in page.derivations for step in derivation.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    """The same as in the record of `explain`, by the names of this schema."""
    found = step_record(step)
    return {
        "figure": found["symbol"],
        "axes": found["axes"],
        "value": found["value"],
        "symbols": found["formula"],
        "numbers": found["numbers"],
        "because": found["because"],
    }
