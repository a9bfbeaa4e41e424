"""The formats: one file each, `render(report, terminal) -> str`; a file in this folder is found by itself."""

from importlib import import_module
from typing import IO, NamedTuple

from cnncalc.folder import names_in
from cnncalc.report.base import Report

FORMATS = tuple(names_in(__path__))

ENDINGS = {"md": "markdown", "txt": "table", "tex": "latex", "htm": "html"}
"""File endings that are not the name of their format."""


class Terminal(NamedTuple):
    """Where a table will be read. Only formats for people look at it."""

    stream: IO[str] | None = None  # None: a file
    ascii: bool = False  # no box characters


def render(report: Report, format: str, terminal: Terminal = Terminal()) -> str:  # noqa: B008
    """The report in one of FORMATS, ending with a newline."""
    text: str = import_module(f"{__name__}.{format}").render(report, terminal)
    return text


def format_of(file: str) -> str:
    """The format that a file's ending asks for; ValueError where none is meant."""
    ending = file.rpartition(".")[2].lower()
    name = ENDINGS.get(ending, ending)
    if name not in FORMATS:
        raise ValueError(f"'{file}' does not end like a format: give --format {'|'.join(FORMATS)}")
    return name
