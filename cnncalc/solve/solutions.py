"""What a search found: solutions, or the nearest misses where there are none."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cnncalc.analysis.base import Unit

Solution = Mapping[str, Any]

Columns = tuple[tuple[str, Unit], ...]
"""The name and the unit of each column."""


class Solutions(NamedTuple):
    """Rows under columns (name and unit). `found` says whether they are solutions or near misses."""

    question: str
    columns: Columns
    rows: tuple[Solution, ...]
    found: bool = True
    notes: tuple[str, ...] = ()


MOST_ROWS = 200
"""Solutions that are listed."""
