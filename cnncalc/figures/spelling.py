"""How figures are written for readers: exact with separators, rounded with a unit, as memory."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.analysis.base import NUMBERS, Figure, Unit, complete
from cnncalc.shape import Shape, size_text

_COUNTS = ("", "k", "M", "G", "T", "P", "E")
_BYTES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")

ROUNDED_FROM = 1_000_000
"""Counts below this stand in full even where larger ones are rounded."""


def bound(number: object) -> str:
    """`>= ` before a lower bound."""
    return "" if complete(number) else ">= "


def exact(number: int) -> str:
    """A whole number with separators; `>=` before a lower bound.

    >>> exact(138357544)
    '138,357,544'
    """
    return f"{bound(number)}{int(number):,}"


def short(number: int) -> str:
    """A count in at most five digits and a unit of thousands; below a million in full.

    >>> short(138357544), short(999_999_999), short(61706)
    ('138.36 M', '1.00 G', '61,706')
    """
    if abs(number) < ROUNDED_FROM:
        return exact(number)
    return bound(number) + _scaled(int(number), 1000, _COUNTS)


ENOUGH = 10
"""This many of a unit the largest number of a column must be, so that small ones still have digits."""


def common_unit(numbers: Sequence[int], every: bool = False) -> str:
    """The unit in which these counts are easy to compare; "" where none is needed.

    every: the smallest of them has a digit too.

    >>> common_unit([118013952, 512000]), common_unit([512000, 10]), common_unit([8400])
    ('M', 'k', '')
    >>> common_unit([15470264320, 416520]), common_unit([15470264320, 416520], every=True)
    ('G', 'M')
    """
    most, least = max(numbers, default=0), _smallest(numbers) if every else None
    return next(
        (unit for i, unit in reversed([*enumerate(_COUNTS)]) if _tells(1000**i, most / ENOUGH, least)), ""
    )


def _smallest(numbers: Sequence[int]) -> int | None:
    return min((number for number in numbers if number), default=None)


def _tells(unit: int, most: float, least: int | None) -> bool:
    """Whether the largest number is one of this unit, and the smallest a tenth."""
    return most >= unit and (least is None or least * 10 >= unit)


def in_unit(number: int, unit: str) -> str:
    """A count in a unit of thousands, with one decimal.

    >>> in_unit(118013952, "M"), in_unit(512000, "M"), in_unit(840, "M"), in_unit(0, "M")
    ('118.0', '0.5', '<0.1', '0')
    """
    size = 1000 ** _COUNTS.index(unit)
    tenths = (abs(int(number)) * 20 + size) // (2 * size)
    if number and not tenths:
        return f"{bound(number)}<0.1" if complete(number) else ">= 0"
    return f"{bound(number)}{tenths // 10:,}.{tenths % 10}" if number else exact(number)


def with_unit(title: str, unit: str) -> str:
    """The title of a column whose numbers are in a unit.

    >>> with_unit("MACs", "M"), with_unit("FLOPs (2 x MACs)", "G")
    ('MACs (M)', 'FLOPs (2 x MACs, G)')
    """
    return f"{title[:-1]}, {unit})" if title.endswith(")") else f"{title} ({unit})"


def memory(number: int) -> str:
    """Bytes in units of 1024, the unit written out.

    >>> memory(60348320), memory(400)
    ('57.55 MiB', '400 B')
    """
    return bound(number) + (f"{int(number)} B" if number < 1024 else _scaled(int(number), 1024, _BYTES))


def common_bytes(numbers: Sequence[int], every: bool = False) -> str:
    """The unit in which the largest of these is at least 1; every: and the smallest at least a tenth.

    >>> common_bytes([12845056, 602112]), common_bytes([12845056, 4000], every=True), common_bytes([400])
    ('MiB', 'KiB', 'B')
    """
    most, least = max(numbers, default=0), _smallest(numbers) if every else None
    units = reversed([*enumerate(_BYTES)])
    return next((unit for i, unit in units if _tells(1024**i, most, least)), "B")


def bytes_in(number: int, unit: str) -> str:
    """Bytes in a unit that stands elsewhere, with two decimals.

    >>> bytes_in(12845056, "MiB"), bytes_in(40, "MiB"), bytes_in(0, "MiB"), bytes_in(400, "B")
    ('12.25', '<0.01', '0', '400')
    """
    size = 1024 ** _BYTES.index(unit)
    if size == 1 or not number:
        return exact(number)
    hundredths = (int(number) * 200 + size) // (2 * size)
    if not hundredths:
        return "<0.01" if complete(number) else ">= 0"
    return f"{bound(number)}{hundredths // 100:,}.{hundredths % 100:02d}"


def percent(share: Fraction) -> str:
    """A share of a whole.

    >>> percent(Fraction(1, 3))
    '33.3 %'
    """
    return f"{float(share) * 100:.1f} %"


def plain_number(number: Fraction) -> int | float:
    """A number as data: whole ones stay whole.

    >>> plain_number(Fraction(5)), plain_number(Fraction(1, 2))
    (5, 0.5)
    """
    return number.numerator if number.denominator == 1 else float(number)


def flops(multiplies: Figure) -> str:
    """Twice so many multiplies, as operations: `30.94 GFLOPs`."""
    text = short(multiplies.times(2))
    return f"{text}FLOPs" if text[-1].isalpha() else f"{text} FLOPs"


def _scaled(number: int, step: int, units: tuple[str, ...]) -> str:
    sign, number = ("-" if number < 0 else ""), abs(number)
    power = 0
    while power < len(units) - 1 and number * 100 >= (step**power) * (step * 100) - step**power // 2:
        power += 1
    hundredths = (number * 200 + step**power) // (2 * step**power)
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d} {units[power]}"


def size(value: Any) -> str:
    """Pixels along the axes as the language writes them, - for none; by input where there are several."""
    if isinstance(value, Mapping):
        shown = {name: "?" if of is None else size(of) for name, of in value.items()}
        return ", ".join(
            f"{name} {text}" for name, text in shown.items() if text
        )  # of a vector there is none
    if isinstance(value, tuple):
        numbers: tuple[Any, ...] = tuple("-" if n is None else n for n in value)
        return size_text(numbers) if numbers else ""
    return str(value)


def shape(value: Any, layout: str) -> str:
    """A shape, or the shapes that a join reads."""
    if isinstance(value, Shape):
        return value.text(layout)
    return " + ".join(one.text(layout) for one in value)


def for_readers(value: Any, unit: Unit, *, layout: str = "hwc", in_full: bool = False) -> str:
    """A cell of a table that people read. What is not known is `?`."""
    if value is None:
        return "?" if unit in NUMBERS and unit != "size" else ""
    if unit == "figure" and isinstance(value, int):
        return exact(value)
    if unit == "count":
        return exact(value) if in_full else short(value)
    if unit in ("bytes", "level"):
        return exact(value) if in_full else memory(value)
    if unit == "share":
        return percent(value)
    if unit == "ratio":
        return "<0.01x" if 0 < value < Fraction(1, 200) else f"{float(value):,.2f}x"
    if unit == "rate":
        return f"{float(value):,.2f}"
    return for_programs(value, unit, layout=layout)


def for_programs(value: Any, unit: Unit, *, layout: str = "hwc") -> str:
    """A cell of a table that programs read: whole numbers in plain digits. What is not known is empty.

    A lower bound is not a number, `>= 84`: so that nobody adds it up as if it were one.
    """
    if value is None:
        return ""
    if unit in ("count", "bytes", "level") or (unit == "figure" and isinstance(value, int)):
        return f"{bound(value)}{int(value)}"
    if unit in ("share", "ratio", "rate"):
        return f"{float(value):.6f}"
    if unit in ("size", "extent"):
        return size(value)
    if unit == "shape":
        return shape(value, layout)
    return str(value)
