"""CSV: a row for each step."""

from cnncalc.render import Terminal, csv
from cnncalc.report.steps import StepsReport
from cnncalc.report.working import Working


def render(working: Working, terminal: Terminal) -> str:
    """The steps of all layers below each other, whole numbers in plain digits."""
    return csv.render(StepsReport(working), terminal)
