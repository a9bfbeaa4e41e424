"""Whether an answer says a figure: numbers as people write them, held to the digits they show."""

from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cnncalc.analysis.base import complete
from cnncalc.figures.keys import ComputedFigure
from cnncalc.figures.quoted import Number, Quoted
from cnncalc.figures.says import says
from cnncalc.figures.units import factor
from cnncalc.shape import Shape
from cnncalc.teaching.mistakes.base import Mistake
from cnncalc.teaching.mistakes.engine import Fits

MOST_DECIMALS = 12
"""Decimals that a size is written with at most: 54.25, 10.667."""

LEAST_DIGITS = Fraction(1, 100)
"""How far apart the ends of a rounded answer may lie, for its size, so that a cause can be told."""

LEAST_DIGITS_OF_CONVENTIONS = Fraction(1, 10)
"""The same where only the commonest conventions are asked about, such as FLOPs: two digits tell them."""

TRUNCATED = "the number is truncated"
CUT = f"{TRUNCATED}: an answer is rounded to the nearest"

MEBIBYTES = Mistake(
    "X4",
    "MB is written for units of 1024 x 1024 bytes",
    "A megabyte (MB) is 10^6 bytes, a mebibyte (MiB) 2^20.",
    ("memory", "parameter_memory"),
    convention="mebibytes",
    likely=0,
)
BINARY = Mistake(
    "M11",
    "K is taken for 1024",
    "K is 1000 and M 10^6, but for bytes, where Ki is 1024. GoogLeNet's table counts weights so.",
    ("parameters", "multiplies"),
    convention="k_1024",
    likely=0,
)


class Answer(NamedTuple):
    """What was answered, read for the figure that was asked for.

    right: whether it says the figure; None if the figure is not known. fits: whether it says other
    numbers, one per axis or a shape with the channels last. rough: how far apart its ends lie, for its
    size; None if there is no end. vague: right, but of too few digits to be an answer. part: right as far
    as it goes, sizes without channels. shape, sizes, number: the answer as data, where it is one. remark:
    what must be said besides, even if it is right.
    """

    right: bool | None
    fits: Fits | None = None
    shape: Shape | None = None
    sizes: tuple[int, ...] | None = None
    remark: str = ""
    unit: Mistake | None = None  # the other reading of its unit by which it would be right
    rough: Fraction | None = Fraction(0)
    vague: bool = False
    part: bool = False
    number: int | None = None

    @property
    def told(self) -> tuple[int, ...] | None:
        """The numbers that were written in full, a shape with the channels last; None where they are not."""
        if self.shape is not None:
            return (*self.shape.size, self.shape.channels)
        return self.sizes if self.number is None else (self.number,)

    @property
    def tells_causes(self) -> bool:
        """Whether it shows enough digits for a cause to be told."""
        return self.rough is not None and self.rough <= LEAST_DIGITS

    @property
    def tells_conventions(self) -> bool:
        """Whether it shows enough digits for the commonest ways of counting, which lie far apart."""
        return self.rough is not None and self.rough <= LEAST_DIGITS_OF_CONVENTIONS


def answered(
    text: str, name: str, figure: ComputedFigure, layout: str = "hwc", binary: bool = False
) -> Answer:
    """The answer to the question for a figure; UnreadableError if the text answers no such question.

    binary: K and M are declared to be 1024 and 1024 x 1024 in what is not right otherwise.
    """
    said = says(text, figure, name, layout)
    answer = Answer(said.right, remark=said.remark, vague=said.vague, part=said.part)
    if said.amount is not None and isinstance(figure.value, (int, type(None))):
        return _counted(answer, said.amount, name, figure, binary)
    if not said.numbers:
        return answer
    claimed = said.numbers
    rank = figure.value.rank if isinstance(figure.value, Shape) else None
    answer = answer._replace(fits=partial(_says, claimed, rank))
    if any(number.denominator != 1 for number in claimed):
        return answer
    whole = tuple(map(int, claimed))
    if figure.unit == "shape":
        return answer._replace(shape=None if said.part else Shape(whole[-1], whole[:-1]))
    return answer._replace(sizes=whole)


def _says(claimed: tuple[Fraction, ...], rank: int | None, values: tuple[Number, ...]) -> bool:
    """Whether these are the numbers as far as they are told: without the channels, fractions rounded."""
    if rank and len(claimed) == rank == len(values) - 1:
        values = values[:-1]
    return len(values) == len(claimed) and all(map(_shows, claimed, values))


def _shows(claimed: Fraction, value: Number) -> bool:
    """Whether a number is said, a fraction with the decimals that are shown."""
    if claimed == value or claimed.denominator == 1:
        return claimed == value
    places = next((n for n in range(1, MOST_DECIMALS + 1) if (claimed * 10**n).denominator == 1), 0)
    return places > 0 and abs(claimed - value) <= Fraction(1, 2 * 10**places)


def _counted(answer: Answer, amount: Quoted, name: str, figure: ComputedFigure, declared: bool) -> Answer:
    """The answer with the numbers that it may stand for."""
    times, binary = factor(amount.unit, name), amount.binary
    readings = (amount, binary) if declared and binary else (amount,)

    def fits(values: tuple[Number, ...]) -> bool:
        return len(values) == 1 and any(reading.holds(values[0] * times) for reading in readings)

    value = amount.value / times
    number = int(value) if amount.exact and value.denominator == 1 else None
    answer = answer._replace(fits=fits, rough=_roughness(amount), number=number)
    if answer.right is not False or not complete(figure.value):
        return answer
    right = int(figure.value) * times
    in_1024 = binary is not None and binary.relation == "=" and binary.holds(right)
    other = (MEBIBYTES if figure.unit in ("bytes", "level") else BINARY) if in_1024 else None
    remark = "; ".join(filter(None, (answer.remark, CUT if amount.cuts(right) else "")))
    told = declared or (
        answer.tells_conventions if figure.unit in ("bytes", "level") else answer.tells_causes
    )
    return answer._replace(remark=remark, unit=other if told else None)


def _roughness(quoted: Quoted) -> Fraction | None:
    """How many numbers would fit, for the size of the answer; 0 for a number in full."""
    if quoted.low is None or quoted.high is None:
        return None
    if quoted.relation == "=" and quoted.step <= 1:  # 28.5, or a whole number in full
        return Fraction(0)
    return (quoted.high - quoted.low) / abs(quoted.value) if quoted.value else None
