"""The formats: one file each, `render(report, terminal) -> str`; a file in this folder is found by itself."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import IO, TYPE_CHECKING, NamedTuple

from cnncalc.folder import names_in

if TYPE_CHECKING:
    from cnncalc.report.base import Report

FORMATS = tuple(names_in(__path__))

DEFAULT = "table"
"""The format for readers."""

ENDINGS = {"md": "markdown", "txt": DEFAULT, "text": DEFAULT, "tex": "latex", "htm": "html"}
"""File endings that are not the name of their format, and what worked solutions call that for readers."""


class Terminal(NamedTuple):
    """Where a table will be read. Only formats for people look at it."""

    stream: IO[str] | None = None  # None: a file
    ascii: bool = False  # no box characters


def render(report: "Report", format: str, terminal: Terminal = Terminal()) -> str:  # noqa: B008
    """The report in one of FORMATS, ending with a newline.

    Here every text of a report becomes printable, for all formats but JSON, which writes the true ones.
    """
    from cnncalc.report.shown import Shown

    text: str = import_module(f"{__name__}.{format}").render(Shown(report), terminal)
    return text


def format_of(file: str) -> str:
    """The format that a file's ending asks for; ValueError where none is meant."""
    return meant_by_ending(file, FORMATS, ENDINGS)


def meant_by_ending(file: str, formats: Sequence[str], endings: Mapping[str, str]) -> str:
    """Which of the formats a file's ending asks for; ValueError where it is none of them."""
    ending = file.rpartition(".")[2].lower()
    name = endings.get(ending, ending)
    if name not in formats:
        raise ValueError(f"'{file}' does not end like a format: give --format {'|'.join(formats)}")
    return name
