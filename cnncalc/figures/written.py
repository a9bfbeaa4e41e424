"""Claims of a spec about itself, and figures as data: `61,706`, `28x28x6`, `-90`, `1/2`, `33.3 %`."""

import re
from typing import Any

from cnncalc.analysis.base import Unit
from cnncalc.figures.keys import ComputedFigure
from cnncalc.figures.plain import plain_text
from cnncalc.figures.says import UnreadableError, says
from cnncalc.figures.spelling import for_programs

WHOLE = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)")
LONGEST = 200


def agrees(text: str, figure: ComputedFigure, name: str = "") -> bool | None:
    """Whether the text states the figure; None if it is not known well enough to say.

    UnreadableError if the text is not a figure of this unit, or says too little to be checked. A size of one
    number is meant for every axis; a rounded number is held to the digits that are written.

    >>> agrees("61,706", ComputedFigure(61706, "count")), agrees("212", ComputedFigure((212, 212), "extent"))
    (True, True)
    """
    said = says(text, figure, name)
    if said.vague and figure.unit in ("count", "bytes", "level"):
        raise UnreadableError("a value that says more than that")
    return said.right and not said.vague and not said.part


def plain(value: Any, unit: Unit) -> int | str | None:
    """A figure as data: whole numbers as numbers, everything else as the language writes it."""
    if value is None or isinstance(value, int):
        return None if value is None else int(value)
    text = for_programs(value, unit)
    return _whole(text) if unit != "text" and WHOLE.fullmatch(text) else text


def as_written(text: str, unit: Unit) -> int | str:
    """What a claim says, as data: a number where it is a whole number, else the text.

    >>> as_written("１７９２", "count"), as_written("61.7k", "count")
    (1792, '61.7k')
    """
    whole = plain_text(text)
    return _whole(whole) if unit != "text" and WHOLE.fullmatch(whole) and len(whole) < LONGEST else text


def _whole(text: str) -> int:
    return int(text.replace(",", "").replace("_", ""))
