"""Sentences in lines: broken between words, never between a figure and its unit."""

import re
import textwrap

GLUE = "\ue000"
"""Stands for a blank at which a line is not broken."""

_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[kMGTPE]?FLOPs|[kMGTPE]\b|[KMGTPE]?i?B\b|%)|(?<=>=) (?=\d)")
"""Between a figure and its unit, and behind `>=`."""


def glued(text: str) -> str:
    """The text with what belongs together held together."""
    return _BEFORE_UNIT.sub(GLUE, text)


def wrapped(text: str, width: int, first: str = "", after: str = "", breaks: bool = False) -> list[str]:
    """The text in lines of this width.

    first, after: what the first line and the others begin with. breaks: a word that is longer is broken.
    """
    lines = textwrap.wrap(
        glued(text),
        width,
        initial_indent=first,
        subsequent_indent=after,
        break_long_words=breaks,
        break_on_hyphens=False,
    )
    return [line.replace(GLUE, " ") for line in lines]


def equation(text: str, width: int) -> list[str]:
    """A line in lines of this width: one with a label and an equation is broken before `=`, if that fits."""
    after = " " * (text.find(": ") + 2) if " = " in text and ": " in text else ""
    parts = text.split(" = ")
    sides = [parts[0], *(f"{after}  = {part}" for part in parts[1:])]
    if len(text) <= width or not after or max(map(len, sides)) > width:
        return wrapped(text, width) or [""]
    lines = [parts[0]]
    for part, side in zip(parts[1:], sides[1:], strict=True):
        if len(lines[-1]) + len(f" = {part}") <= width:
            lines[-1] += f" = {part}"
        else:
            lines.append(side)
    return lines
