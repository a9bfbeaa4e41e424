"""How figures of networks are headed and spelled for readers: parameters exact, multiplies in one unit."""

from typing import Any

from cnncalc.analysis import ALIASES, ANALYSES
from cnncalc.figures.measures import title
from cnncalc.figures.spelling import exact
from cnncalc.report.base import Heading, Unit

TITLES = {"kind": "Type", "parameters": "Params", "multiplies": "MACs"}
"""Headings that are shorter than elsewhere."""

EXACT = frozenset(c.name for analysis in ANALYSES if analysis.name == "parameters" for c in analysis.columns)
"""Counts that are never rounded."""


def figure_heading(key: str, unit: Unit, keep: int, in_full: bool) -> Heading:
    """The head of a column with a figure of several networks; in_full: its counts are never rounded."""
    name = ALIASES.get(key, key)
    scales = unit in ("bytes", "level") or (unit == "count" and name.rpartition(".")[2] not in EXACT)
    told = TITLES.get(name, title(key)) if name != "parameters" else title(key)
    return Heading(key, told, unit, keep, scales=scales and not in_full, every=True)


def exactly(cell: Any, heading: Heading) -> str | None:
    """A count that has room, digit by digit; None for anything else."""
    return exact(cell) if heading.unit == "count" and isinstance(cell, int) else None
