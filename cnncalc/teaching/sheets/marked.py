"""A sheet becomes a marked sheet."""

from cnncalc.problem import Problem
from cnncalc.teaching.check.mark import Mark, Marked, Marker
from cnncalc.teaching.sheets.read import summary_of
from cnncalc.teaching.sheets.sheet import Sheet


def marked(sheet: Sheet, spec: str | None = None) -> tuple[Marked, list[Problem]]:
    """The answers with their marks, and a problem for each key that names no figure.

    spec: the network, whatever the sheet says. SpecError where there is none, or it cannot be read.
    """
    marker = Marker(summary_of(sheet, spec), sheet.layout, sheet.conventions)
    found = marker.mark(sheet.claims)
    marks = tuple(one for one in found if isinstance(one, Mark))
    whole = Marked(sheet.source.name, marker.summary.name, marks, sheet.blank, sheet.student, sheet.title)
    return whole, [one for one in found if isinstance(one, Problem)]
