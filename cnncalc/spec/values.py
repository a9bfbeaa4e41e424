"""What a field's text means: numbers, sizes, paddings, shapes, yes and no.

One function per type of field (`cnncalc.layers.fields`). `Misfit` says what was found and what would
fit, and where.
"""

import re
from collections.abc import Callable
from typing import Any

from cnncalc.layers.fields import (
    LIMIT,
    Choice,
    ConnectionTable,
    Count,
    Field,
    FieldType,
    Flag,
    OutputShape,
    PaddingType,
    PerAxis,
    Real,
    Words,
)  # fmt: skip
from cnncalc.problem import Place, did_you_mean, listing
from cnncalc.shape import AXES, Shape, Sides
from cnncalc.spec.tree import Mapping, Scalar, Sequence, Value, words_for

INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
TIMES = re.compile(r"[x×X]")
YES, NO = ("true", "yes", "on"), ("false", "no", "off")


class Misfit(Exception):
    """A value that does not fit its field: the message, and the value's place."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


def read_field(value: Value, name: str, field: Field, kind: str) -> Any:
    """The value of a layer's field, of the right type; its range is for the layer to judge."""
    try:
        return _READERS[type(field.type)](value, field.type)
    except _Unreadable as unreadable:
        found = unreadable.value or value
        message = f"'{name}' of {kind} takes {field.type.expects}; found {words_for(found)}"
        hint = _hint(found, field.type)
        raise Misfit(message + hint, found.place) from None


def read_shape(value: Value) -> Shape:
    """An input: `224x224x3`, `784`, `{length: 100, channels: 1}`, `{height: 8, width: 8, channels: 3}`."""
    if isinstance(value, Mapping):
        return _shape_of_axes(value)
    try:
        *size, channels = _numbers(value)
    except _Unreadable as unreadable:
        found = unreadable.value or value
        expected = (
            "a shape such as 224x224x3 (height x width x channels), or a number of features such as 784"
        )
        raise Misfit(f"expected {expected}; found {words_for(found)}", found.place) from None
    if len(size) == 1:
        n, c = size[0], channels
        raise Misfit(
            f"{n}x{c} has no channels: write {n}x{c}x1 for a grey image of {n}x{c},"
            f" or {{length: {n}, channels: {c}}} for a sequence",
            value.place,
        )
    if len(size) > 3:
        raise Misfit(
            "an input has at most three axes and the channels: depth x height x width x channels", value.place
        )
    names = (*AXES[len(size)], "channels" if size else "features")
    for name, number in zip(names, (*size, channels), strict=True):
        _check_extent(name, number, value.place)
    return Shape(channels, tuple(size))


def whole_number(value: Value) -> int | None:
    """The value as a whole number; None where it is none."""
    return _whole(value.text) if isinstance(value, Scalar) and not value.quoted else None


class _Unreadable(Exception):
    def __init__(self, value: Value | None = None) -> None:
        self.value = value  # the part of the value that is at fault


def _whole(text: str) -> int | None:
    if not INTEGER.fullmatch(text):
        return None
    digits = text.replace("_", "")
    return int(digits) if len(digits) < 30 else (LIMIT + 1) * (-1 if text[0] == "-" else 1)


def _numbers(value: Value) -> list[int]:
    """The parts of `3x5` or `[3, 5]`: one whole number or more."""
    numbers = []
    if isinstance(value, Scalar):
        for text in TIMES.split(value.text):
            number = _whole(text.strip())
            if number is None:
                raise _Unreadable
            numbers.append(number)
    elif isinstance(value, Sequence):
        for item in value.items:
            number = _whole(item.text) if isinstance(item, Scalar) else None
            if number is None:
                raise _Unreadable(item)
            numbers.append(number)
    if not numbers:
        raise _Unreadable
    return numbers


def _count(value: Value, type: FieldType) -> int:
    number = whole_number(value)
    if number is None:
        raise _Unreadable
    return number


def _per_axis(value: Value, type: FieldType) -> int | tuple[int, ...]:
    numbers = _numbers(value)
    return numbers[0] if len(numbers) == 1 else tuple(numbers)


def _padding(value: Value, type: FieldType) -> Any:
    if isinstance(value, Scalar) and value.text.lower() in PaddingType.WORDS:
        return value.text.lower()
    if not isinstance(value, Mapping):
        return _per_axis(value, type)
    sides = {}
    for key, item in value:
        if key.text not in Sides._fields:
            hint = did_you_mean(key.text, Sides._fields) or f"; the sides are {listing(Sides._fields)}"
            raise Misfit(f"padding has no side '{key.text}'{hint}", key.place)
        number = whole_number(item)
        if number is None:
            takes = f"'{key.text}' of padding takes a whole number, 0 or more"
            raise Misfit(f"{takes}; found {words_for(item)}", item.place)
        sides[key.text] = number
    return Sides(**sides)


def _flag(value: Value, type: FieldType) -> bool:
    text = value.text.lower() if isinstance(value, Scalar) else ""
    if text not in YES + NO:
        raise _Unreadable
    return text in YES


def _word(value: Value, type: FieldType) -> str:
    if not isinstance(value, Scalar) or not isinstance(type, Choice):
        raise _Unreadable
    if value.text not in type.words:
        raise _Unreadable
    return value.text


def _real(value: Value, type: FieldType) -> float:
    if not isinstance(value, Scalar) or value.quoted or len(value.text) > 40 or not value.text.isascii():
        raise _Unreadable
    try:
        return float(value.text)
    except ValueError:
        raise _Unreadable from None


def _text(value: Value, type: FieldType) -> str:
    text = " ".join(value.text.split()) if isinstance(value, Scalar) else "\0"
    if not text.isprintable():
        raise _Unreadable
    return text


def _connections(value: Value, type: FieldType) -> tuple[tuple[int, ...], ...]:
    if not isinstance(value, Sequence):
        raise _Unreadable
    rows = []
    for row in value.items:
        if not isinstance(row, Sequence):
            raise _Unreadable(row)
        rows.append(tuple(_channel(channel) for channel in row.items))
    return tuple(rows)


def _channel(value: Value) -> int:
    number = whole_number(value)
    if number is None:
        raise _Unreadable(value)
    return number


def _shape_of_axes(value: Mapping) -> Shape:
    by_axes = {frozenset((*axes, "channels")): axes for axes in AXES.values() if axes}
    axes = by_axes.get(frozenset(value.items))
    if axes is None:
        known = ("channels", "length", "height", "width", "depth")
        wrong = next((key for key, _ in value if key.text not in known), None)
        hint = did_you_mean(wrong.text, known) if wrong else ""
        raise Misfit(
            "expected height, width and channels; length and channels; or depth, height, width and channels;"
            f" found {listing(value.items) if value.items else 'nothing'}{hint}",
            wrong.place if wrong else value.place,
        )
    numbers = {}
    for key, item in value:
        number = whole_number(item)
        if number is None:
            raise Misfit(f"'{key.text}' takes a whole number, 1 or more; found {words_for(item)}", item.place)
        _check_extent(key.text, number, item.place)
        numbers[key.text] = number
    return Shape(numbers["channels"], tuple(numbers[axis] for axis in axes))


def _check_extent(name: str, number: int, place: Place) -> None:
    if number < 1:
        raise Misfit(f"'{name}' is {number}; it has to be 1 or more", place)
    if number > LIMIT:
        raise Misfit(f"'{name}' is larger than {LIMIT:,}, the largest number a spec may hold", place)


def _hint(value: Value, type: FieldType) -> str:
    """What may have been meant."""
    text = value.text if isinstance(value, Scalar) else ""
    if isinstance(type, (Choice, PaddingType)) and text:
        return did_you_mean(text, type.words if isinstance(type, Choice) else PaddingType.WORDS)
    if isinstance(value, Scalar) and value.quoted and _whole(text) is not None:
        return " in quotes; leave them out"
    return ""


_READERS: dict[type[FieldType], Callable[[Value, FieldType], Any]] = {
    Count: _count,
    PerAxis: _per_axis,
    PaddingType: _padding,
    Flag: _flag,
    Choice: _word,
    Real: _real,
    ConnectionTable: _connections,
    OutputShape: lambda value, _: read_shape(value),
    Words: _text,
}
