"""Numbers along axes as people write them: `28x28x6`, `(6, 28, 28)`, `6@28x28`, `5 by 5`.

Which of them is the channels depends on the layout, but where the text itself says it.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cnncalc.figures.plain import plain_text
from cnncalc.figures.quoted import BRACKETS, LONGEST, MOST_KEPT, NotAFigureError, Quoted, either, readings
from cnncalc.figures.words import UNITS, Said

MOST_NUMBERS = 8

NAMED = re.compile(r"(?:torch\.size|tensorshape|shape|size|tuple|tf\.tensorshape) ?[=:]? ?(?=[(\[])")
ALONE = re.compile(r"([(\[]+)(.*?),?([)\]]+)\.?")
BATCH = re.compile(r"^(?:none|null|batch|bs|b|n|-1|\?) ?[x*,] ?")
"""What stands for the number of images: (None, 28, 28, 6)."""
LISTED = re.compile(r" ?[,;] ?")
TIMES = re.compile(r" ?(?:x(?= ?[-0-9(\[])|[*]|\bby\b|\bmal\b|乘以|乘) ?")
WORDS_OF_CHANNELS = f"(?:{'|'.join((*UNITS['channels'], *UNITS['units']))})"
LETTERS = re.compile(
    r"(?:^|(?<=[ ,x*]))(?P<axis>height|width|channels?|depth|length|高度?|宽度?|通道数?|[hwcdl])"
    r" ?[=:] ?(?P<number>[0-9]+)"
)
LETTER_BEHIND = re.compile(r"([0-9]+) ?\(?([hwcdl])\)?(?=$|[ x*,)])")
ORDER = {"d": 0, "h": 1, "高": 1, "l": 1, "w": 2, "宽": 2, "c": 3, "通": 3}
"""Axes by the first letters of their names, and where they stand; the channels last."""

CHANNELS_FIRST = re.compile(
    rf"(?P<c>[0-9,]+) ?(?:@|[个個张幅]?{WORDS_OF_CHANNELS}[ ,]*(?:of|with|at|each|x|的|,)?|[个個张幅]) ?"
    r"(?:size )?(?P<size>.*[0-9].*)"
)
CHANNELS_LAST = re.compile(
    rf"(?P<size>.*[0-9].*?)(?: ?(?:@|,|with|and|x|\*|of|有|\() ?| )"
    rf"(?P<c>[0-9,]+) ?[个個]?{WORDS_OF_CHANNELS}\)?"
)
"""6@28x28, 6 maps of 28x28; 28x28 with 6 channels."""
THOUSANDS = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
ORDERED = re.compile(
    r" ?\((?:(?P<last>hwc|h ?x ?w ?x ?c|channels[ -]last)|(?P<first>chw|c ?x ?h ?x ?w|channels[ -]first))\)$"
)
"""28x28x6 (hwc): what comes first and last."""


class Lengths(NamedTuple):
    """Numbers in the order in which they are written. channels: where the text says which they are.

    unit: what the numbers are said to count, "" where that is left open.
    """

    numbers: tuple[Fraction, ...]
    channels: Fraction | None = None
    unit: Said = ""
    remark: str = ""

    @property
    def whole(self) -> bool:
        """Whether all of them are whole numbers."""
        return all(number.denominator == 1 for number in self.numbers)

    def as_map(self, rank: int, layout: str) -> tuple[Fraction, ...]:
        """The numbers with the channels last; a number of images before them is left out.

        >>> read_lengths("(1, 6, 28, 28)").as_map(2, "chw")[-1], read_lengths("28x18").as_map(2, "chw")[0]
        (Fraction(6, 1), Fraction(28, 1))
        """
        if self.channels is not None:
            return (*self.numbers, self.channels)
        numbers = self.numbers
        if len(numbers) == rank + 2 and numbers[0] == 1 and rank:
            numbers = numbers[1:]
        return (*numbers[1:], numbers[0]) if layout == "chw" and len(numbers) == rank + 1 > 1 else numbers


@lru_cache(maxsize=MOST_KEPT)
def read_lengths(text: str) -> Lengths:
    """The numbers along axes; NotAFigureError if there are none.

    >>> [int(n) for n in read_lengths("28 × 28 × 6").numbers], int(read_lengths("6@28x28").channels)
    ([28, 28, 6], 6)
    """
    if len(text) > LONGEST:
        raise NotAFigureError(f"a shape has at most {LONGEST} characters; found {len(text)}")
    rest = NAMED.sub("", plain_text(text).strip("\"'`"))
    if labelled := _labelled(rest):
        return labelled
    if set("=/+") & set(rest):  # 5*5*16 = 400
        return _worked(rest, text)
    order = ORDERED.search(rest)
    rest = _bare(rest[: order.start()] if order else rest)
    for form in (CHANNELS_FIRST, CHANNELS_LAST):
        found = None if THOUSANDS.match(rest) else form.fullmatch(rest)
        if found and (size := _size_of(found["size"])):
            return Lengths(size, _whole(found["c"], text))
    read = _numbers(rest, text)
    return _ordered(read, bool(order["first"])) if order and len(read.numbers) > 1 else read


def _worked(rest: str, text: str) -> Lengths:
    """One number after its arithmetic."""
    found = readings(rest)
    if found[0].relation != "=":
        raise NotAFigureError(f"found '{text.strip()}': write each number out, such as 28x28x6")
    return Lengths((found[0].value,), unit=found[0].unit, remark=found[0].remark)


def _bare(text: str) -> str:
    """The text without brackets around it, and without a number of images that is left open."""
    alone = ALONE.fullmatch(text)
    text = alone[2].strip() if alone else text
    return BATCH.sub("", text, count=1) if len(TIMES.split(text)) > 1 or len(LISTED.split(text)) > 1 else text


def _ordered(read: Lengths, first: bool) -> Lengths:
    """The numbers where the text says which of them is the channels."""
    *size, channels = (*read.numbers[1:], read.numbers[0]) if first else read.numbers
    return read._replace(numbers=tuple(size), channels=channels)


def _labelled(text: str) -> Lengths | None:
    """H=28, W=28, C=6, in any order."""
    text = LETTER_BEHIND.sub(r"\2=\1", text)
    found = {ORDER[one["axis"][0]]: Fraction(one["number"]) for one in LETTERS.finditer(text)}
    left = LETTERS.sub("", text).strip(" ,x*()[]{}")
    if not found or (left and (3 in found or not left.isdigit())):
        return None
    size = tuple(found[place] for place in sorted(found) if place < 3)
    return Lengths(size, Fraction(left) if left else found.get(3)) if size else None


def _size_of(text: str) -> tuple[Fraction, ...]:
    """The numbers of a size that stands beside its channels; none where it is no size."""
    try:
        return _numbers(BRACKETS.sub(r"\1", text.strip(" ,x")), text).numbers
    except NotAFigureError:
        return ()


def _numbers(rest: str, text: str) -> Lengths:
    parts = TIMES.split(rest)
    if len(parts) == 1 and not _in_thousands(rest):
        parts = LISTED.split(rest)
    if len(parts) > MOST_NUMBERS:
        raise NotAFigureError(f"found '{text.strip()}': a shape has at most {MOST_NUMBERS} numbers")
    read = [_number(part.strip(" ()[]"), text) for part in parts]
    said: Said = next((one.unit for one in reversed(read) if one.unit), "")
    remark = next((one.remark for one in read if one.remark), "")
    return Lengths(tuple(one.value for one in read), unit=said, remark=remark)


def _in_thousands(text: str) -> bool:
    """Whether a comma stands between thousands: 1,024; but 28,28 and 5,5 are two numbers."""
    return bool(THOUSANDS.match(text))


def _number(part: str, text: str) -> Quoted:
    """One number, which is said exactly."""
    if not part:
        raise NotAFigureError(f"found '{text.strip()}'")
    found = readings(part)
    whole = [one for one in found if one.value.denominator == 1]
    if len(whole) > 1:
        raise either(*whole)
    one = (whole or found)[0]
    if one.relation != "=" or re.search(r"[0-9]e|[\^+*%=]", part) or one.prefix not in ("", "K"):
        raise NotAFigureError(f"found '{text.strip()}': write each number out, such as 28x28x6")
    return one


def _whole(text: str, whole: str) -> Fraction:
    if not re.fullmatch("[0-9]+|[0-9]{1,3}(,[0-9]{3})+", text.strip(",")):
        raise NotAFigureError(f"found '{whole.strip()}'")
    return Fraction(text.replace(",", ""))
