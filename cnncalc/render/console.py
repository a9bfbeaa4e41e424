"""What a terminal can show: its width, its colours, the characters that it writes. rich knows all of it."""

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
    between: str  # parts of one line
    arrow: str


BOX = Lines("─", "├─ ", "└─ ", "│  ", "…", " · ", "→")
ASCII = Lines("-", "|- ", "`- ", "|  ", "~", ", ", "->")


def console_of(terminal: Terminal) -> Console:
    """rich's view of the terminal: its colours, and how it writes."""
    colours = None if terminal.stream else False  # None: as the terminal and the environment say
    return Console(
        file=terminal.stream or StringIO(),
        force_terminal=colours,
        width=terminal.width or 1000,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )


def draws_boxes(console: Console) -> bool:
    """Whether it can write more than ASCII."""
    return console.encoding.lower().replace("-", "").startswith("utf")
