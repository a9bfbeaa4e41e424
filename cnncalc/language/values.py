"""What a field's text means: numbers, sizes, paddings, shapes, yes and no; or an expression of them.

One function per type of field (`cnncalc.layers.fields`). `MisfitError` says what was found and what would
fit, and where. A word that the field knows wins over a variable of that name.
"""

import re
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from cnncalc.language.arithmetic import MOST_LISTED, listed, show, too_long
from cnncalc.language.env import FLAGS, Env, ExpressionError, LostError
from cnncalc.language.expression import LONGEST, evaluate
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.layers import fields
from cnncalc.layers.fields import LIMIT, Field, FieldType
from cnncalc.problem import Place, Problems, did_you_mean, listing
from cnncalc.shape import AXES, Shape, Sides

INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
TIMES = re.compile(r"[x×X]")
_PRODUCT = re.compile(r"[0-9]+(?:\s*\*\s*[0-9]+){2,3}")
WORD = re.compile(r"[^\W\d]\w*")


class MisfitError(Exception):
    """A value that does not fit its field: the message, and the value's place."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def report(self, problems: Problems) -> None:
        """One more problem."""
        problems.add(self.message, self.place)


class FollowingError(MisfitError):
    """A value that hangs on a layer or a variable that is wrong, which is reported already."""

    def __init__(self, place: Place) -> None:
        super().__init__("hangs on what is wrong", place)

    def report(self, problems: Problems) -> None:
        """Nothing new; a DefectError where nothing was reported."""
        problems.follow()


def read_field(value: Value, name: str, field: Field, kind: str, env: Env) -> Any:
    """The value of a layer's field, of the right type; its range is for the layer to judge."""
    return read_as(field.type, value, f"'{name}' of {kind}", env)


def read_shape(value: Value, env: Env, instead_of: Shape | None = None) -> Shape:
    """An input: `224x224x3`, `784`, `{length: 100, channels: 1}`, `{height: 8, width: 8, channels: 3}`.

    `instead_of` is the shape whose place it takes: where that is a sequence, `100x1` is one too.
    """
    if isinstance(value, Mapping):
        return _shape_of_axes(value, env)
    if isinstance(value, Scalar) and _PRODUCT.fullmatch(value.text.strip()):
        written = "x".join(part.strip() for part in value.text.split("*"))
        raise MisfitError(
            f"the axes of a shape are joined by x: {written}; found {words_for(value)}", value.place
        )
    try:
        numbers = _numbers(value, env)
    except _UnfitError as unfit:
        expected = (
            "a shape such as 224x224x3 (height x width x channels), or a number of features such as 784"
        )
        found = unfit.value or value
        message = f"expected {expected}; found {words_for(found)}{unfit.reason}"
        raise MisfitError(message, found.place) from None
    *size, channels = numbers
    if len(size) == 1 and not (instead_of and instead_of.rank == 1):
        n, c = size[0], channels
        raise MisfitError(
            f"{n}x{c} has no channels: write {n}x{c}x1 for a grey image of {n}x{c},"
            f" or {{length: {n}, channels: {c}}} for a sequence",
            value.place,
        )
    if len(size) > 3:
        raise MisfitError(
            "an input has at most three axes and the channels: depth x height x width x channels", value.place
        )
    names = (*AXES[len(size)], "channels" if size else "features")
    for name, number in zip(names, (*size, channels), strict=True):
        _check_extent(name, number, value.place)
    return Shape(channels, tuple(size))


def read_as(type: FieldType, value: Value, what: str, env: Env) -> Any:
    """A value of this type: a field, `when: project`, `times: depth - 1`; `what` names it in a message."""
    try:
        return _READERS[type.__class__](value, type, env)
    except _UnfitError as unfit:
        found = unfit.value or value
        hint = _hint(found, type) or unfit.reason
        message = f"{what} takes {type.expects}; found {words_for(found)}{hint}"
        raise MisfitError(message, found.place) from None


def read_word(value: Scalar, words: Collection[str], env: Env) -> str:
    """One of the words, or what a variable or an expression gives, which may be none of them."""
    if value.text in words:
        return value.text
    try:
        return show(_evaluated(value, env, words)).strip("'")
    except _UnfitError as unfit:
        if unfit.reason and not WORD.fullmatch(value.text):
            raise MisfitError(f"{words_for(value)} has no value{unfit.reason}", value.place) from None
        return value.text


def read_any(value: Value, env: Env) -> Any:
    """A variable or an argument: a number, a yes or no, a word, or a list of them; an expression of these.

    A word that names no variable stands for itself, as in `activation: relu`.
    """
    if isinstance(value, Sequence):
        try:
            if len(value.items) > MOST_LISTED:
                too_long()
            return listed((read_any(item, env) for item in value.items), env)
        except ExpressionError as error:
            raise MisfitError(str(error), value.place) from None
    if isinstance(value, Mapping) or value.empty:
        raise MisfitError(
            f"a number, true or false, a word or a list was expected; found {words_for(value)}", value.place
        )
    text = value.text.strip()
    if text.lower() in FLAGS:
        return FLAGS[text.lower()]
    if (sizes := _sizes(text)) is not None and len(sizes) > 1:
        return tuple(sizes)
    if WORD.fullmatch(text) and not env.knows(text):
        return text
    try:
        return evaluate(text, env, any_word=True)
    except LostError:
        raise FollowingError(value.place) from None
    except ExpressionError as error:
        why = f"has no value: {error}" if str(error) else "is neither a word nor an expression"
        raise MisfitError(f"{words_for(value)} {why}", value.place) from None


class _UnfitError(Exception):
    """A value that does not fit: the part of it that is at fault, and why if that can be said."""

    def __init__(self, value: Value | None = None, reason: str = "") -> None:
        super().__init__(reason)
        self.value = value
        self.reason = f": {reason}" if reason else ""


def _whole(text: str) -> int | None:
    if not INTEGER.fullmatch(text):
        return None
    digits = text.replace("_", "")
    return int(digits) if len(digits) < 30 else (LIMIT + 1) * (-1 if text[0] == "-" else 1)


def _sizes(text: str) -> list[int] | None:
    """The numbers of `3` or `3x5`; None where it is anything else."""
    numbers = [_whole(part.strip()) for part in TIMES.split(text)]
    return None if None in numbers else [number or 0 for number in numbers]


def _evaluated(value: Value, env: Env, words: Collection[str] = ()) -> Any:
    """What an expression gives; _UnfitError where it gives nothing."""
    if not isinstance(value, Scalar) or not value.text.strip():
        raise _UnfitError
    try:
        return evaluate(value.text, env, words)
    except LostError:
        raise FollowingError(value.place) from None
    except ExpressionError as error:
        alone = WORD.fullmatch(value.text.strip()) and "did you mean" not in str(error)
        raise _UnfitError(reason="" if alone else str(error)) from None


def _count(value: Value, type: FieldType, env: Env) -> int:
    if isinstance(value, Scalar) and (number := _whole(value.text)) is not None:
        return number
    result = _evaluated(value, env)
    assert isinstance(value, Scalar)
    return _as_whole(result, value)


def _as_whole(result: Any, value: Scalar) -> int:
    if isinstance(result, int) and not isinstance(result, bool):
        return max(min(result, LIMIT + 1), -LIMIT - 1)
    raise _UnfitError(reason=_its_value(result, value))


def _its_value(result: Any, value: Scalar) -> str:
    """The value of an expression that does not fit; nothing where the value itself is written."""
    return "" if show(result) == value.text.strip() else f"its value is {show(result)}"


def _numbers(value: Value, env: Env) -> list[int]:
    """The numbers of `3`, `3x5`, `[3, 5]`, or of an expression that gives one or a list."""
    if isinstance(value, Mapping):
        raise _UnfitError
    if isinstance(value, Sequence):
        if not value.items:
            raise _UnfitError
        env.elements(len(value.items))
        return [_part(item, env) for item in value.items]
    numbers = _sizes(value.text)
    if numbers is not None:
        return numbers
    result = _evaluated(value, env)
    parts = result if isinstance(result, tuple) and result else (result,)
    env.elements(len(parts))
    return [_as_whole(part, value) for part in parts]


def _part(item: Value, env: Env) -> int:
    try:
        return _count(item, _EXTENT, env)
    except _UnfitError as unfit:
        raise _UnfitError(item, unfit.reason.removeprefix(": ")) from None


def _per_axis(value: Value, type: FieldType, env: Env) -> int | tuple[int, ...]:
    numbers = _numbers(value, env)
    return numbers[0] if len(numbers) == 1 else tuple(numbers)


def _padding(value: Value, type: FieldType, env: Env) -> Any:
    if isinstance(value, Scalar) and _sizes(value.text) is None:
        words = fields.PaddingType.WORDS
        word = value.text.lower()
        word = word if word in words else _evaluated(value, env, words)
        if word in words:
            return word
    if not isinstance(value, Mapping):
        return _per_axis(value, type, env)
    sides = {}
    for key, item in value:
        if key.text not in Sides._fields:
            hint = did_you_mean(key.text, Sides._fields) or f"; the sides are {listing(Sides._fields)}"
            raise MisfitError(f"padding has no side '{key.text}'{hint}", key.place)
        sides[key.text] = read_as(_PIXELS, item, f"'{key.text}' of padding", env)
    return Sides(**sides)


def _flag(value: Value, type: FieldType, env: Env) -> bool:
    if isinstance(value, Scalar) and value.text.lower() in FLAGS:
        return FLAGS[value.text.lower()]
    result = _evaluated(value, env)
    if not isinstance(result, bool):
        assert isinstance(value, Scalar)
        raise _UnfitError(reason=_its_value(result, value))
    return result


def _word(value: Value, type: FieldType, env: Env) -> str:
    assert isinstance(type, fields.Choice)
    if not isinstance(value, Scalar):
        raise _UnfitError
    result = _evaluated(value, env, type.words)
    if result not in type.words:
        raise _UnfitError(reason=_its_value(result, value))
    return str(result)


def _axes(value: Value, type: FieldType, env: Env) -> tuple[str, ...]:
    """The names in `channels` or `[height, width]`, or in a variable that holds them."""
    if isinstance(value, Mapping):
        raise _UnfitError
    if isinstance(value, Sequence):
        env.elements(len(value.items))
        return tuple(name for item in value.items for name in _axes_in(item, env))
    return _axes_in(value, env)


def _axes_in(value: Value, env: Env) -> tuple[str, ...]:
    if not isinstance(value, Scalar):
        raise _UnfitError(value)
    held = value.text if value.text in fields.AXIS_NAMES else env.values.get(value.text)
    names = held if isinstance(held, tuple) else (held,)
    env.elements(len(names))
    if not all(name in fields.AXIS_NAMES for name in names):
        raise _UnfitError(value)
    return names


def _real(value: Value, type: FieldType, env: Env) -> float:
    if isinstance(value, Scalar) and not value.quoted and len(value.text) < 40 and value.text.isascii():
        try:
            return float(value.text)
        except ValueError:
            pass
    result = _evaluated(value, env)
    if isinstance(result, bool) or not isinstance(result, (int, Fraction)):
        assert isinstance(value, Scalar)
        raise _UnfitError(reason=_its_value(result, value))
    return float(result)


def _text(value: Value, type: FieldType, env: Env) -> str:
    text = " ".join(value.text.split()) if isinstance(value, Scalar) else "\0"
    if not text.isprintable():
        raise _UnfitError
    return text


def _connections(value: Value, type: FieldType, env: Env) -> tuple[tuple[int, ...], ...]:
    if not isinstance(value, Sequence):
        raise _UnfitError
    rows = []
    for row in value.items:
        if not isinstance(row, Sequence):
            raise _UnfitError(row)
        env.elements(1 + len(row.items))
        rows.append(tuple(_part(channel, env) for channel in row.items))
    return tuple(rows)


def _shape_of_axes(value: Mapping, env: Env) -> Shape:
    by_axes = {frozenset((*axes, "channels")): axes for axes in AXES.values() if axes}
    axes = by_axes.get(frozenset(value.items))
    if axes is None:
        known = ("channels", "length", "height", "width", "depth")
        wrong = next((key for key, _ in value if key.text not in known), None)
        hint = did_you_mean(wrong.text, known) if wrong else ""
        raise MisfitError(
            "expected height, width and channels; length and channels; or depth, height, width and channels;"
            f" found {listing(value.items) if value.items else 'nothing'}{hint}",
            wrong.place if wrong else value.place,
        )
    numbers = {}
    for key, item in value:
        numbers[key.text] = read_as(_EXTENT, item, f"'{key.text}'", env)
        _check_extent(key.text, numbers[key.text], item.place)
    return Shape(numbers["channels"], tuple(numbers[axis] for axis in axes))


def _check_extent(name: str, number: int, place: Place) -> None:
    if number < 1:
        raise MisfitError(f"'{name}' is {number}; it has to be 1 or more", place)
    if number > LIMIT:
        raise MisfitError(f"'{name}' is larger than {LIMIT:,}, the largest number a spec may hold", place)


def _hint(value: Value, type: FieldType) -> str:
    """What may have been meant."""
    text = value.text if isinstance(value, Scalar) else ""
    words = words_of(type)
    return did_you_mean(text, words) if text and words else ""


_EXTENT, _PIXELS = fields.Count(1), fields.Count(0)

_READERS: dict[type[FieldType], Callable[[Value, FieldType, Env], Any]] = {
    fields.Count: _count,
    fields.PerAxis: _per_axis,
    fields.PaddingType: _padding,
    fields.Flag: _flag,
    fields.Choice: _word,
    fields.Axes: _axes,
    fields.Real: _real,
    fields.ConnectionTable: _connections,
    fields.OutputShape: lambda value, _, env: read_shape(value, env),
    fields.Words: _text,
}


def is_literal(value: Value, type: FieldType) -> bool:
    """Whether a value that fits means the same whatever variables there are."""
    if not isinstance(value, Scalar):
        return False
    return _sizes(value.text) is not None or value.text.lower() in FLAGS or value.text in words_of(type)


def words_of(type: FieldType) -> Collection[str]:
    """The words that a field knows."""
    if isinstance(type, fields.PaddingType):
        return type.WORDS
    return type.words if isinstance(type, (fields.Choice, fields.Axes)) else ()


def words_in(value: Value) -> set[str]:
    """The words that are written in a value, each of which may name a variable."""
    if isinstance(value, Scalar):
        return set(WORD.findall(value.text[:LONGEST]))
    items = value.items if isinstance(value, Sequence) and len(value.items) <= MOST_LISTED else []
    return set().union(*map(words_in, items))
