"""The sections of `cnncalc --help`; each command states its own beside itself."""

from typing import Literal, NamedTuple, get_args

Title = Literal["Inspect", "Compare", "Calculate", "Teach", "Reference"]

TITLES: tuple[Title, ...] = get_args(Title)
"""In the order in which they are shown."""


class Section(NamedTuple):
    """Where a command stands in the help: in which section, and at which place in it."""

    title: Title
    place: int
