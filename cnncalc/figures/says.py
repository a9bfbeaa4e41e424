"""What a text says of a figure: the one place where what people write is held against what is computed.

A text is right, wrong, too vague to be either, or it is refused with what would settle it. It is never
guessed: a number that may be two is right where one of them is, and else it is asked about.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import NamedTuple

from cnncalc.analysis.base import Unit, complete
from cnncalc.figures.keys import AXIS, ComputedFigure
from cnncalc.figures.lengths import read_lengths
from cnncalc.figures.plain import plain_text
from cnncalc.figures.quoted import NotAFigureError, Quoted, either, readings
from cnncalc.figures.spelling import for_programs
from cnncalc.figures.units import contradiction, factor
from cnncalc.problem import quoted
from cnncalc.shape import Shape

ROUGHEST = Fraction(1, 10)
"""How far an answer may be off at most by its rounding, for its size, to be an answer."""
WHOLE_PERCENT = Fraction(1, 200)
"""A share that is not zero may be rounded to a whole percent, however small it is."""
FINEST: dict[Unit, Fraction] = {"share": Fraction(1, 2000), "rate": Fraction(1, 200)}
"""Half of the last digit that tables show, 0.1 % and 0.01: nobody need say more, of nearly nothing either."""

EXPECTED: dict[Unit, str] = {
    "count": "a whole number such as 61,706",
    "bytes": "a number of bytes such as 18,816 or 18.4 KB",
    "level": "a number of bytes such as 18,816 or 18.4 KB",
    "rate": "a number such as 12.5",
    "ratio": "a number such as 12.5",
    "share": "a share such as 0.605 or 60.5 %",
    "size": "a number of pixels such as 3, or one per axis such as 3x5",
    "extent": "a number of pixels such as 212, or one per axis such as 3x5",
    "shape": "a shape such as 28x28x6",
    "text": "a word, or a number of pixels such as 1",
}

ONE_NUMBER = (*AXIS, "weight_layers", "layers")
"""Counts that nobody works out as a product: a 28x28 given for them is a size."""

TWO_NUMBERS = re.compile(r"(?![1-9]\d{0,2},\d{3}$)\d+,\d+", re.ASCII)
"""What may be two numbers, or one with decimals: 1,5; but not 2,048."""

WORDS_FOR_NO_PADDING = ("none", "no", "no padding", "zero", "无", "不填充", "valid")
WORDS_OF_PADDING = ("same", "valid", "full")


class UnreadableError(Exception):
    """A text that is not a figure of the kind: what was expected."""


class Says(NamedTuple):
    """What a text says of a figure.

    right: None if the figure is not known well enough. vague: not wrong, but too rough to be an answer.
    part: right as far as it goes, sizes without channels. numbers: what it says, a shape with the channels
    last. amount: what it says where that is a count, read as it is most likely meant.
    """

    right: bool | None
    remark: str = ""
    vague: bool = False
    part: bool = False
    numbers: tuple[Fraction, ...] = ()
    amount: Quoted | None = None


def says(text: str, figure: ComputedFigure, name: str = "", layout: str = "hwc") -> Says:
    """Whether a text states a figure of this name; UnreadableError if it is not an answer to that."""
    unit = figure.unit
    try:
        if isinstance(figure.value, Mapping):
            return Says(plain_text(text) == plain_text(for_programs(figure.value, unit)))
        if unit == "shape":
            return _shape(text, figure, layout)
        if unit in ("size", "extent"):
            return _size(text, figure, name, layout)
        if unit == "text":
            return _word(text, figure, name, layout)
        if unit in ("share", "rate", "ratio"):
            return _share(text, figure)
        return _count(text, figure, name)
    except NotAFigureError as error:
        raise UnreadableError(_expected(unit, str(error), text)) from None


def _expected(unit: Unit, error: str, text: str) -> str:
    """What would fit, and the question about the text, if there is one."""
    asked = error.removeprefix(f"found '{text.strip()}'").lstrip(",:; ")
    told = asked if "?" in asked or "may be" in asked or "threes" in asked else ""
    return EXPECTED.get(unit, EXPECTED["count"]) + (f" ({told})" if told else "")


# -- counts ------------------------------------------------------------------------------------------


def _count(text: str, figure: ComputedFigure, name: str) -> Says:
    value, unit = figure.value, figure.unit
    found = readings(text, products=name not in ONE_NUMBER)
    if unit in ("bytes", "level"):
        found = tuple(one.as_bytes for one in found)
    usual = found[-1] if found[-1].exact else found[0]
    if wrong := contradiction(usual.unit, name, unit):
        return Says(None if value is None else False, wrong)
    if value is None:
        return Says(None, usual.remark, amount=usual)
    times = factor(usual.unit, name)
    if not complete(value):
        beyond = usual.high is None or usual.high >= value * times
        return Says(None if beyond else False, usual.remark, amount=usual)
    held = [one for one in found if one.holds(int(value) * times)]
    if held and len(found) > 1 and held[0] is found[0] and not found[0].prefix:
        raise either(*found)
    if not held and name in ONE_NUMBER and TWO_NUMBERS.fullmatch(plain_text(text)):
        raise NotAFigureError(
            f"{quoted(text.strip())}: one number, or two? Write one, with a point before decimals"
        )
    one = held[0] if held else usual
    vague = bool(held) and _too_open(one, value * times)
    remarks = [
        TOO_LITTLE if vague else "",
        one.remark,
        "given in FLOPs: 2 for each multiply" if held and times == 2 else "",
    ]
    return Says(bool(held), "; ".join(filter(None, remarks)), vague, amount=one)


TOO_LITTLE = "this is too vague to be an answer: write the number, or more of its digits"
MOST_SPREAD = Fraction(1, 5)
"""How far apart the ends of what an answer may mean lie at most, for its size: a tenth to either side."""


def _too_open(one: Quoted, right: Fraction) -> bool:
    """Whether a number says too little to be an answer: `more than 0`, `0M`.

    `more than 60,000` of 61,706 says enough: the bound lies within a tenth.
    """
    if one.low is None or one.high is None:
        return abs(right - one.value) > abs(one.value) * ROUGHEST
    return one.high - one.low > abs(one.value) * MOST_SPREAD


# -- shares ------------------------------------------------------------------------------------------


def _share(text: str, figure: ComputedFigure) -> Says:
    value, unit = figure.value, figure.unit
    one = readings(text)[0]
    if wrong := contradiction(one.unit, "", unit):
        return Says(None if value is None else False, wrong)
    if unit == "share" and one.unit != "percent" and one.value > 1 and one.relation == "=":
        asked = f": is {float(one.value):g} % meant?" if one.value <= 100 else ""
        raise UnreadableError(f"{EXPECTED['share']}{asked}")
    if value is None:
        return Says(None)
    if one.relation in ("<", "<=", ">", ">="):
        return Says(one.holds(value), one.remark, vague=one.holds(value))
    half = _half(one, worked="/" in text)
    right = abs(value - one.value) <= half
    rough = _too_rough(text, one.value, half, value, unit) if right else ""
    return Says(right, rough or one.remark, vague=bool(rough))


def _half(one: Quoted, worked: bool) -> Fraction:
    """How far a share may lie from what is written: half of its last digit; 0 where it is worked out."""
    if one.relation == "~" and one.low is not None and one.high is not None:
        return (one.high - one.low) / 2
    return Fraction(0) if worked else one.step / 2


def _too_rough(text: str, claimed: Fraction, half: Fraction, value: Fraction, unit: Unit) -> str:
    """Why a share or a ratio shows too few digits to be an answer; empty if they are enough."""
    finest = FINEST.get(unit, FINEST["rate"])
    enough = max(claimed * ROUGHEST, finest, WHOLE_PERCENT if unit == "share" and claimed else 0)
    if half <= enough or claimed == value:
        return ""
    low, high = max(claimed - half, Fraction(0)), claimed + half
    high = min(high, Fraction(1)) if unit == "share" else high
    said_of = f"it could be anything from {float(low):g} to {float(high):g}"
    return f"{quoted(text.strip())} shows too few digits: {said_of}"


# -- shapes and sizes --------------------------------------------------------------------------------


def _shape(text: str, figure: ComputedFigure, layout: str) -> Says:
    value = figure.value
    if value is None:
        read_lengths(text)
        return Says(None)
    if not isinstance(value, Shape):
        parts = [part for part in re.split(r"\+|;|\band\b|和", text) if part.strip()]
        said = [_shape(part, figure._replace(value=one), layout) for part, one in zip(parts, value)]  # noqa: B905
        return Says(len(parts) == len(value) and all(one.right and not one.part for one in said))
    read = read_lengths(text)
    if wrong := contradiction(read.unit, "output", "shape"):
        return Says(False, wrong)
    numbers = read.as_map(value.rank, layout)
    if value.rank and numbers == value.size:
        return Says(True, "the sizes are right; the channels are missing", part=True, numbers=numbers)
    if value.rank > 1 and len(numbers) == 1 and set(value.size) == set(numbers):
        return Says(True, "the size is right; the channels are missing", part=True, numbers=numbers)
    if (
        not value.rank
        and len(numbers) > 1
        and sorted(numbers) == sorted((1,) * (len(numbers) - 1) + (value.channels,))
    ):
        return Says(True, "a vector, written as a map of one position", numbers=(Fraction(value.channels),))
    if not value.rank and len(numbers) > 1 and "*" in plain_text(text) and prod(numbers) == value.channels:
        raise UnreadableError("one number here: is the product meant, or a map that is not flattened?")
    right = numbers == (*value.size, value.channels)
    return Says(right, read.remark, numbers=numbers)


def _size(text: str, figure: ComputedFigure, name: str, layout: str) -> Says:
    value = figure.value
    read = read_lengths(text)
    if wrong := contradiction(read.unit, name, figure.unit):
        return Says(None if value is None else False, wrong)
    axes = len(value) if isinstance(value, tuple) else figure.axes or 1
    right = value if isinstance(value, tuple) else (value,) * axes
    numbers, depth = read.numbers, read.channels
    if depth is None and figure.depth is not None and len(numbers) == axes + 1:
        depth, *size = numbers if layout == "chw" else (numbers[-1], *numbers[:-1])
        numbers = tuple(size)
    fits = len(numbers) in (1, axes) and (depth is None or figure.depth is not None)
    if not fits and (value is not None or figure.axes):
        raise UnreadableError(_as_many(axes, figure.depth))
    if value is None:
        return Says(None, numbers=numbers)
    spread = numbers * axes if len(numbers) == 1 else numbers
    if depth is not None and depth != figure.depth:
        return Says(False, f"the depth of the kernel, {depth}, is not that of its input")
    return Says(spread == tuple(right), read.remark, numbers=spread)


def _as_many(axes: int, depth: int | None) -> str:
    """How many numbers a size has."""
    if axes == 1:
        return "one number of pixels such as 3" + (", or two with the depth" if depth else "")
    example = "x".join("5" * axes)
    return f"one number of pixels such as 5, or {axes}, one per axis, such as {example}" + (
        f"; or {axes + 1} if the depth is given too" if depth else ""
    )


# -- words -------------------------------------------------------------------------------------------


def _word(text: str, figure: ComputedFigure, name: str, layout: str) -> Says:
    said, right = _letters(text), _letters(str(figure.value or ""))
    if figure.value is None:
        return Says(None)
    if said == right or name != "padding":
        return Says(said == right)
    padding = figure.padding
    if said in WORDS_OF_PADDING or plain_text(text) in WORDS_FOR_NO_PADDING:
        none = plain_text(text) in WORDS_FOR_NO_PADDING and padding is not None and not any(map(any, padding))
        same = said == "same" and figure.kept and padding is not None and all(a == b for a, b in padding)
        return Says(none or same)
    if "+" in text:  # t1+b2
        return Says(False)
    if padding is not None and any(before != after for before, after in padding):
        raise UnreadableError("the word used in the spec: the padding differs from side to side")
    pixels = tuple(before for before, _ in padding) if padding else None
    if pixels is None:
        return Says(read_lengths(text).numbers == read_lengths(str(figure.value)).numbers)
    return _size(text, ComputedFigure(pixels, "size"), name, layout)


def _letters(text: str) -> str:
    """A word without regard to its case, and to what joins its parts."""
    return (
        re.sub("[-_ ]+", "", plain_text(text).strip("\"'`"))
        if not re.fullmatch("[-0-9 ]+", text)
        else text.strip()
    )
