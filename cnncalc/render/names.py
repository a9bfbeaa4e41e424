"""Names in lines: broken where their parts end."""

import re

from rich.cells import cell_len

MOST_LINES = 3
"""Lines that a name may take before columns go."""
MOST_PIECES = 3
"""Pieces into which a name without slashes is broken; one with more is cut."""


def fits(name: str, start: int, width: int, most: int = MOST_LINES) -> bool:
    """Whether a name stands in a few lines of this width."""
    if cell_len(name) <= width:
        return True
    first, *others = broken(name, start, width)
    lines = [cell_len(first), *(start + cell_len(line) for line in others)]
    return len(lines) <= most and max(lines) <= width


def broken(name: str, start: int, width: int) -> list[str]:
    """A name in lines of this width: broken behind slashes and arrows, and a long part behind underlines.

    The first `start` characters are no part of it. What is left too long is to be cut.

    >>> broken("main/residual/conv1", 0, 14), broken("inverted_residual1.0", 0, 14)
    (['main/residual/', 'conv1'], ['inverted_', 'residual1.0'])
    """
    room = max(width - start, 0)
    lines = [""]
    for part in re.findall(".*?(?:/|-> )|.+$", name[start:]):
        pieces = re.findall("[^_]*_+|[^_]+$", part)
        for piece in pieces if cell_len(part) > room and len(pieces) <= MOST_PIECES else [part]:
            if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > room:
                lines.append("")
            lines[-1] += piece
    first, *others = (line.rstrip() for line in lines)
    return [name[:start] + first, *others]
