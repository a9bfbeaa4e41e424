"""Whether an answer says a figure: numbers as people write them, held to the digits they show."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis.base import Unit
from cnncalc.figures.digits import TIMES
from cnncalc.figures.quoted import LONGEST, NotAFigureError, Number, Quoted, read
from cnncalc.figures.written import UnreadableError, agrees, says_share, too_rough
from cnncalc.shape import Shape
from cnncalc.teaching.mistakes.base import Mistake
from cnncalc.teaching.mistakes.engine import Fits

LEAST_DIGITS = Fraction(1, 100)
"""How far apart the ends of a rounded answer may lie, for its size, so that a cause can be told."""

LEAST_DIGITS_OF_CONVENTIONS = Fraction(1, 10)
"""The same where only the commonest conventions are asked about, such as FLOPs: two digits tell them."""

CUT = "the further digits are cut off: an answer is rounded to the nearest"

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

EXPECTED = "a number such as 61,706, 61.7k or ~60M"


class Answer(NamedTuple):
    """What was answered, read for the figure that was asked for.

    right: whether it says the figure; None where the figure is not known. fits: whether it says other
    numbers, one per axis or a shape with the channels last. rough: how far apart its ends lie, for its
    size; None where there is no end. vague: right, but of too few digits to be an answer. shape, sizes: the
    answer as data, where it is one. remark: what has to be said besides, even if it is right.
    """

    right: bool | None
    fits: Fits | None = None
    shape: Shape | None = None
    sizes: tuple[int, ...] | None = None
    remark: str = ""
    unit: Mistake | None = None  # the other reading of its unit by which it would be right
    rough: Fraction | None = Fraction(0)
    vague: bool = False

    @property
    def tells_causes(self) -> bool:
        """Whether it shows enough digits for a cause to be told."""
        return self.rough is not None and self.rough <= LEAST_DIGITS

    @property
    def tells_conventions(self) -> bool:
        """Whether it shows enough digits for the commonest ways of counting, which lie far apart."""
        return self.rough is not None and self.rough <= LEAST_DIGITS_OF_CONVENTIONS


def answered(
    text: str, figure: str, value: Any, unit: Unit, layout: str = "hwc", binary: bool = False
) -> Answer:
    """The answer to the question for a figure; UnreadableError where the text answers no such question.

    binary: K and M are declared to be 1024 and 1024 x 1024 in what is not right otherwise.
    """
    if unit == "shape" and isinstance(value, Shape):
        return _shape(text, value, layout)
    if unit in ("count", "bytes") and (value is None or isinstance(value, int)):
        return _count(text, figure, value, unit, binary)
    if unit in ("size", "extent") and not isinstance(value, Mapping):
        return _sizes(text, value, unit)
    if unit in ("share", "rate") and value is not None:
        vague = too_rough(text, value, unit) if says_share(text, value, unit) else None
        return Answer(says_share(text, value, unit), vague=vague is not None, remark=vague or "")
    return Answer(agrees(text, value, unit))


def _shape(text: str, value: Shape, layout: str) -> Answer:
    stripped = text.strip().strip("()[]").replace(",", "x") if _bracketed(text) else text.strip()
    try:
        numbers = tuple(map(_number, TIMES.split(stripped)))
    except (ValueError, ZeroDivisionError):
        raise UnreadableError("a shape such as 28x28x6") from None
    if len(numbers) > 1 and layout == "chw":
        numbers = (*numbers[1:], numbers[0])
    if any(isinstance(number, Fraction) for number in numbers):
        return Answer(False, lambda values: values == numbers)
    claimed = Shape(int(numbers[-1]), tuple(map(int, numbers[:-1])))
    if value.rank and numbers == value.size:
        return Answer(True, remark="the sizes are right; the channels are not said")
    if not value.rank and numbers == (1,) * (len(numbers) - 1) + (value.channels,):
        return Answer(True, remark="" if len(numbers) == 1 else "a vector, written as a map of one position")
    return Answer(claimed == value, lambda values: values == numbers, claimed)


def _number(text: str) -> int | Fraction:
    """A whole number, or a fraction that somebody has kept."""
    text = text.replace(",", "").strip()
    if len(text) > LONGEST or "/" in text or "e" in text.lower():
        raise ValueError(text)
    number = Fraction(text)
    return int(number) if number.denominator == 1 else number


def _bracketed(text: str) -> bool:
    """`(28, 28, 6)` or `[28, 28, 6]`, as programs print shapes."""
    return text.strip()[:1] in ("(", "[")


def _count(text: str, figure: str, value: Any, unit: Unit, declared: bool) -> Answer:
    try:
        quoted = read(text)
    except NotAFigureError as error:
        raise UnreadableError(f"{EXPECTED}: {error}") from None
    quoted = quoted.as_bytes if unit == "bytes" else quoted
    factor = _factor(quoted, figure)
    binary, rough = quoted.binary, _roughness(quoted)
    readings = (quoted, binary) if declared and binary else (quoted,)

    def fits(values: tuple[Number, ...]) -> bool:
        return len(values) == 1 and any(reading.holds(values[0] * factor) for reading in readings)

    if value is None:
        return Answer(None, fits, rough=rough)
    remark = "FLOPs are said: 2 for each multiply" if factor == 2 else ""
    if not getattr(value, "complete", True):
        return Answer(
            None if quoted.high is None or quoted.high >= value * factor else False, fits, rough=rough
        )
    if quoted.holds(int(value) * factor):
        return Answer(True, fits, remark=remark)
    in_1024 = binary is not None and binary.relation == "=" and binary.holds(int(value) * factor)
    other = (MEBIBYTES if unit == "bytes" else BINARY) if in_1024 else None
    remark = CUT if quoted.cuts(int(value) * factor) else ""
    answer = Answer(False, fits, remark=remark, unit=other, rough=rough)
    told = declared or (answer.tells_conventions if unit == "bytes" else answer.tells_causes)
    return answer if told else answer._replace(unit=None)


def _factor(quoted: Quoted, figure: str) -> Fraction | int:
    """What an answer in another unit has to be divided by: FLOPs where multiplies are asked for."""
    if figure == "multiplies" and quoted.unit == "flops":
        return 2
    return Fraction(1, 2) if figure == "flops" and quoted.unit == "macs" else 1


def _roughness(quoted: Quoted) -> Fraction | None:
    """How many numbers would fit, for the size of the answer; 0 for a number in full."""
    if quoted.low is None or quoted.high is None:
        return None
    if quoted.relation == "=" and quoted.step <= 1:  # 28.5, or a whole number in full
        return Fraction(0)
    return (quoted.high - quoted.low) / abs(quoted.value) if quoted.value else None


def _sizes(text: str, value: Any, unit: Unit) -> Answer:
    right = agrees(text, value, unit)
    try:
        numbers = tuple(int(part.replace(",", "")) for part in TIMES.split(text.strip()))
    except ValueError:
        return Answer(right)
    rank = len(value) if isinstance(value, tuple) else 1
    spread = numbers * rank if len(numbers) == 1 else numbers
    return Answer(right, lambda values: values == spread, sizes=spread)
