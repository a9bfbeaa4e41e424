"""The report of `solve`: solutions in a table, or the nearest misses."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.solve.solutions import Solutions

SCHEMA = "cnncalc.solve/1"


class SolveReport(Report):
    """What `solve` says to one question."""

    in_full = True

    def __init__(self, answer: Solutions) -> None:
        self.answer = answer
        self.title = answer.question[:1].upper() + answer.question[1:]
        self.remarks = ("solved" if answer.found else "no solution",)

    @property
    def table(self) -> Table:
        headings = tuple(
            Heading(name, name.replace("_", " ").capitalize(), unit, len(self.answer.columns) - i)
            for i, (name, unit) in enumerate(self.answer.columns)
        )
        rows = (tuple(row.get(heading.name) for heading in headings) for row in self.answer.rows)
        return Table(headings, tuple(Row(cells, tuple(map(_shown, cells))) for cells in rows))

    @property
    def notes(self) -> Iterable[str]:
        return self.answer.notes

    @property
    def record(self) -> Mapping[str, Any]:
        names = [name for name, _ in self.answer.columns]
        return {
            "schema": SCHEMA,
            "question": self.answer.question,
            "found": self.answer.found,
            "rows": ({name: _plain(row.get(name)) for name in names} for row in self.answer.rows),
            "notes": list(self.answer.notes),
        }


def _shown(cell: Any) -> Any:
    """What is not there is left blank, not unknown."""
    return "" if cell is None else cell


def _plain(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, Fraction) else value
