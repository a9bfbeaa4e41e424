"""HTML: a page with a row for each step."""

from cnncalc.render import Terminal, html
from cnncalc.report.steps import StepsReport
from cnncalc.report.working import Working


def render(working: Working, terminal: Terminal) -> str:
    """The steps of all layers below each other, arithmetic as people write it."""
    return html.render(StepsReport(working), terminal)
