"""The formats of a worked solution: one file each, `render(working, terminal) -> str`."""

from importlib import import_module
from typing import TYPE_CHECKING

from cnncalc.folder import names_in
from cnncalc.render import DEFAULT as TABLE
from cnncalc.render import ENDINGS as OTHER_ENDINGS
from cnncalc.render import Terminal, meant_by_ending

if TYPE_CHECKING:
    from cnncalc.report.working import Working

FORMATS = tuple(names_in(__path__))

DEFAULT = "text"
"""The format for readers."""

ENDINGS = OTHER_ENDINGS | {"txt": DEFAULT, TABLE: DEFAULT, DEFAULT: DEFAULT}
"""File endings that are not the name of their format, and the name of the format for readers elsewhere."""


def render(working: "Working", format: str, terminal: Terminal = Terminal()) -> str:  # noqa: B008
    """The worked solution in one of FORMATS, ending with a newline."""
    text: str = import_module(f"{__name__}.{format}").render(working, terminal)
    return text


def format_of(file: str) -> str:
    """The format that a file's ending asks for; ValueError where none is meant."""
    return meant_by_ending(file, FORMATS, ENDINGS)
