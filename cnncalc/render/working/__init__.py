"""The formats of a worked solution: one file each, `render(working, terminal) -> str`."""

from importlib import import_module

from cnncalc.folder import names_in
from cnncalc.render import ENDINGS, Terminal
from cnncalc.report.working import Working

FORMATS = tuple(names_in(__path__))

DEFAULT = "text"


def render(working: Working, format: str, terminal: Terminal = Terminal()) -> str:  # noqa: B008
    """The worked solution in one of FORMATS, ending with a newline."""
    text: str = import_module(f"{__name__}.{format}").render(working, terminal)
    return text


def format_of(file: str) -> str:
    """The format that a file's ending asks for; ValueError where none is meant."""
    ending = file.rpartition(".")[2].lower()
    name = {**ENDINGS, "txt": DEFAULT}.get(ending, ending)
    if name not in FORMATS:
        raise ValueError(f"'{file}' does not end like a format: give --format {'|'.join(FORMATS)}")
    return name
