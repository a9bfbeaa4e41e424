"""An answer held against the figure that it states: `61,706`, `28x28x6`, `-90`, `1/2`, `33.3 %`."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cnncalc.analysis.base import Unit, complete
from cnncalc.figures.digits import IN_THREES, TIMES, bare
from cnncalc.figures.spelling import for_programs
from cnncalc.problem import quoted
from cnncalc.shape import Shape

WHOLE = re.compile(rf"[-+]?(?:{IN_THREES}|\d+(?:_\d+)*)")
NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)(?:/(\d*[1-9]\d*))?")
SHARE = re.compile(r"(\d+(?:\.(\d+))?) ?(%?)")
LONGEST = 200

ROUGHEST = Fraction(1, 10)
"""How far an answer may be off at most by its rounding, for its size, to be an answer."""
WHOLE_PERCENT = Fraction(1, 200)
"""A share that is no zero may be rounded to a whole percent, however small it is."""
FINEST: dict[Unit, Fraction] = {"share": Fraction(1, 2000), "rate": Fraction(1, 200)}
"""Half of the last digit that tables show, 0.1 % and 0.01: nobody need say more, of nearly nothing either."""

EXPECTED: dict[Unit, str] = {
    "count": "a whole number such as 61,706",
    "bytes": "a whole number of bytes",
    "level": "a whole number of bytes",
    "rate": "a number such as 12.5",
    "share": "a share such as 0.605 or 60.5 %",
    "size": "a number of pixels such as 3, or one per axis such as 3x5",
    "extent": "a number of pixels such as 212, or one per axis such as 3x5",
    "shape": "a shape such as 28x28x6",
}


class UnreadableError(Exception):
    """A text that is no figure of the kind: what was expected."""


def agrees(text: str, value: Any, unit: Unit) -> bool | None:
    """Whether the text states the value; None where the value is not known well enough to say.

    UnreadableError where the text is no figure of this unit. A size of one number is meant for every
    axis; a share is held to the digits that are written, which must be enough to be an answer.

    >>> agrees("61,706", 61706, "count"), agrees("212", (212, 212), "extent")
    (True, True)
    """
    if value is None:
        _claimed(text, unit)
        return None
    if unit in ("share", "rate"):
        return says_share(text, value, unit) and too_rough(text, value, unit) is None
    claimed = _claimed(text, unit)
    if not complete(value):
        return None if claimed >= value else False
    if isinstance(value, Mapping) or unit == "text":
        return bool(claimed == for_programs(value, unit))
    if unit in ("size", "extent"):
        return _per_axis(claimed) == _per_axis(value)
    return bool(claimed == value)


def plain(value: Any, unit: Unit) -> int | str | None:
    """A figure as data: whole numbers as numbers, everything else as the language writes it."""
    if value is None or isinstance(value, int):
        return None if value is None else int(value)
    text = for_programs(value, unit)
    return int(text) if unit != "text" and WHOLE.fullmatch(text) else text


def as_written(text: str, unit: Unit) -> int | str:
    """What a claim says, as data: a number where it is a whole number, else the text."""
    return _whole(text) if unit != "text" and WHOLE.fullmatch(text) and len(text) < LONGEST else text


def _claimed(text: str, unit: Unit) -> Any:
    text = text.strip()
    if unit == "text" or (unit in ("size", "extent") and "," in text and not WHOLE.fullmatch(text)):
        return text
    reader = {"shape": _shapes, "size": _sizes, "extent": _sizes, "share": _digits, "rate": _digits}.get(
        unit, _whole
    )
    try:
        return reader(text if len(text) < LONGEST else "")
    except ValueError:
        raise UnreadableError(EXPECTED[unit]) from None


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(bare(text))


def _number(text: str) -> Fraction:
    if WHOLE.fullmatch(text):
        return Fraction(_whole(text))
    found = NUMBER.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Fraction(found[1]) / int(found[2] or 1)


def _sizes(text: str) -> tuple[Fraction, ...]:
    return tuple(_number(part) for part in TIMES.split(text))


def _shapes(text: str) -> Shape | tuple[Shape, ...]:
    """`28x28x6`; `28x28x64 + 28x28x32` for what a join reads."""
    shapes = []
    for one in text.split("+"):
        *size, channels = (_whole(part) for part in TIMES.split(one.strip()))
        shapes.append(Shape(channels, tuple(size)))
    return shapes[0] if len(shapes) == 1 else tuple(shapes)


def _per_axis(value: Any) -> tuple[Any, ...]:
    """The numbers, once where they are alike on all axes."""
    numbers = value if isinstance(value, tuple) else (value,)
    return numbers[:1] if len(set(numbers)) == 1 else numbers


def _digits(text: str) -> tuple[Fraction, Fraction]:
    """A share or a ratio, and half of its last digit."""
    found = SHARE.fullmatch(text)
    if not found:
        raise ValueError(text)
    scale = Fraction(1, 100 if found[3] else 1)
    return Fraction(found[1]) * scale, Fraction(1, 2 * 10 ** len(found[2] or "")) * scale


def says_share(text: str, value: Fraction, unit: Unit) -> bool:
    """Whether a share or a ratio rounds to what the text says, however few digits these are."""
    claimed, half = _claimed(text, unit)
    return bool(abs(value - claimed) <= half)


def too_rough(text: str, value: Fraction, unit: Unit) -> str | None:
    """Why a share or a ratio shows too few digits to be an answer; None where they are enough.

    >>> too_rough("1", Fraction(4, 5), "share"), too_rough("0.8", Fraction(4, 5), "share")
    ("'1' shows too few digits: it is said of everything from 0.5 to 1", None)
    """
    claimed, half = _claimed(text, unit)
    enough = max(claimed * ROUGHEST, FINEST[unit], WHOLE_PERCENT if unit == "share" and claimed else 0)
    if half <= enough or claimed == value:
        return None
    low, high = max(claimed - half, 0), claimed + half
    high = min(high, 1) if unit == "share" else high
    said_of = f"it is said of everything from {_short(low)} to {_short(high)}"
    return f"{quoted(text.strip())} shows too few digits: {said_of}"


def _short(number: Fraction | int) -> str:
    return f"{float(number):g}"
