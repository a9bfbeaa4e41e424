"""Equations in LaTeX: the rows of an aligned block, broken so that they fit the width of a text."""

import re
from collections.abc import Sequence

WIDEST = 62
"""Characters in a row of an equation: what the text width of an article holds at ten points."""

COMMANDS = re.compile(r"\\(?:left|right|mathrm|frac|lfloor|rfloor|lceil|rceil)\b|[\s{}_\\]")
OPERATIONS = (" + ", " - ", r" \times ", " / ")


def rows(parts: Sequence[str]) -> list[str]:
    """The rows of an equation, aligned at the first `=`; broken there, and in a long part at its operations.

    >>> rows(["n", "a + b", "1 + 2", "3"])
    ['n &= a + b = 1 + 2 = 3']
    """
    room = WIDEST - width(parts[0])
    found: list[str] = []
    taken = 0
    if width(" = ".join(parts[1:])) <= room:
        return [f"{parts[0]} &= {' = '.join(parts[1:])}"]
    for i, part in enumerate(parts[1:]):
        head = f"{parts[0]} &= " if i == 0 else "&= "
        if i > 1 and taken + width(part) <= room:
            found[-1] += f" = {part}"
        else:
            first, *rest = _pieces(part, room)
            found += [head + first, *(rf"&\quad {{}}{piece}" for piece in rest)]
        taken = width(found[-1])
    return found


def width(text: str) -> int:
    r"""About how many characters a formula is wide: what it prints, a sign with its space as three.

    >>> width(r"\left\lfloor \frac{n - f}{s} \right\rfloor + 1"), width(r"C_{\mathrm{in}}")
    (10, 3)
    """
    for operation in (r"\times", "=", "+", "-"):
        text = text.replace(operation, "***")
    return len(COMMANDS.sub("", text.replace("{,}", ",")))


def _pieces(text: str, room: int) -> list[str]:
    """The formula in pieces that fit a row, each from an operation on that stands in no bracket."""
    cuts, depth = [0], 0
    for i, char in enumerate(text):
        depth += (char in "({") - (char in ")}")
        if not depth and text.startswith(OPERATIONS, i):
            cuts.append(i)
    found: list[str] = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        piece = text[start:end]
        if found and width(found[-1] + piece) <= room:
            found[-1] += piece
        else:
            found.append(piece)
    return found
