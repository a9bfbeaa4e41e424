"""JSON: the record, a line for each layer."""

from cnncalc.render import Terminal, json
from cnncalc.report.working import Working


def render(working: Working, terminal: Terminal) -> str:
    """The record; keys in their own order, the same bytes for the same solution."""
    return json.render(working, terminal)
