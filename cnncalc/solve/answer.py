"""What a search found: solutions, or the nearest misses where there are none."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnncalc.analysis.base import Unit

Row = Mapping[str, Any]

Columns = tuple[tuple[str, Unit], ...]
"""The name and the unit of each column."""


class Answer(NamedTuple):
    """Rows under columns (name and unit). `found` says whether they are solutions or near misses."""

    question: str
    columns: Columns
    rows: tuple[Row, ...]
    found: bool = True
    notes: tuple[str, ...] = ()


class Unanswerable(Exception):
    """A question that cannot be asked: what is missing or too much."""


MOST_ROWS = 200
"""Solutions that are listed."""
