"""What a terminal can show: its width, its colours, the characters that it writes. rich knows all of it."""

import os
from io import StringIO
from typing import NamedTuple

from rich.console import Console

from cnncalc.render import Terminal

GAP = 2
NOTES_WIDTH = 110
"""Off a terminal the notes below the table are wrapped at this width."""


class Lines(NamedTuple):
    """The characters that tables and trees are drawn with."""

    rule: str
    tee: str
    end: str
    bar: str
    more: str


BOX = Lines("─", "├─ ", "└─ ", "│  ", "…")
ASCII = Lines("-", "|- ", "`- ", "|  ", "~")


def console_of(terminal: Terminal, width: int | None) -> Console:
    """rich's view of the terminal: its colours, and how it writes."""
    colours = None if terminal.stream else False  # None: as the terminal and the environment say
    return Console(
        file=terminal.stream or StringIO(),
        force_terminal=colours,
        width=width or 1000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )


def width_of(terminal: Terminal) -> int | None:
    """The width to keep to; None where there is none: in a file, or in a pipe unless COLUMNS says one."""
    if terminal.stream is None:
        return None
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked):
        return int(asked)
    return os.get_terminal_size(terminal.stream.fileno()).columns if terminal.stream.isatty() else None


def draws_boxes(console: Console) -> bool:
    """Whether it can write more than ASCII."""
    return console.encoding.lower().replace("-", "").startswith("utf")
