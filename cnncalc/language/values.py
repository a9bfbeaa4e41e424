"""What a field's text means: numbers, sizes, paddings, shapes, yes and no; or an expression of them.

One function per type of field (`cnncalc.layers.fields`). `MisfitError` says what was found and what would
fit, and where. A word that the field knows wins over a variable of that name.
"""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from cnncalc.language.arithmetic import MOST_LISTED, listed, show, too_long
from cnncalc.language.env import FLAGS, Env, ExpressionError, LostError
from cnncalc.language.expression import LONGEST, evaluate
from cnncalc.language.misfit import FollowingError, MisfitError, Reader, UnfitError, fitting, once, words_of
from cnncalc.language.numbers import (
    PLAIN_NUMBER,
    WORD,
    count,
    evaluated,
    its_value,
    numbers_in,
    part,
    sizes_in,
)
from cnncalc.language.shapes import read_shape
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.layers import fields
from cnncalc.layers.fields import Field, FieldType
from cnncalc.problem import did_you_mean, listing
from cnncalc.shape import Sides


def read_field(value: Value, name: str, field: Field, kind: str, env: Env) -> Any:
    """The value of a layer's field, of the right type; its range is for the layer to judge."""
    return read_as(field.type, value, f"'{name}' of {kind}", env)


def read_as(type: FieldType, value: Value, what: str, env: Env) -> Any:
    """A value of this type: a field, `when: project`, `times: depth - 1`; `what` names it in a message."""
    return fitting(_READERS[type.__class__], type, value, what, env)


def read_word(value: Scalar, words: Collection[str], env: Env) -> str:
    """One of the words, or what a variable or an expression gives, which may be none of them."""
    if value.text in words:
        return value.text
    try:
        return show(evaluated(value, env, words)).strip("'")
    except UnfitError as unfit:
        if unfit.reason and not WORD.fullmatch(value.text):
            raise MisfitError(
                f"{words_for(value)} has no value{once(value, unfit.reason)}", value.place
            ) from None
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
            f"expected a number, true or false, a word or a list; found {words_for(value)}", value.place
        )
    text = value.text.strip()
    if PLAIN_NUMBER.fullmatch(text):
        return int(text)
    if text.lower() in FLAGS:
        return FLAGS[text.lower()]
    if (sizes := sizes_in(text)) is not None and len(sizes) > 1:
        return tuple(sizes)
    if WORD.fullmatch(text) and not env.knows(text):
        return text
    try:
        return evaluate(text, env, any_word=True)
    except LostError:
        raise FollowingError(value.place) from None
    except ExpressionError as error:
        why = (
            f"has no value{once(value, f': {error}')}"
            if str(error)
            else "is neither a word nor an expression"
        )
        raise MisfitError(f"{words_for(value)} {why}", value.place) from None


def _per_axis(value: Value, type: FieldType, env: Env) -> int | tuple[int, ...]:
    numbers = numbers_in(value, env)
    return numbers[0] if len(numbers) == 1 else tuple(numbers)


def _padding(value: Value, type: FieldType, env: Env) -> Any:
    if isinstance(value, Scalar) and sizes_in(value.text) is None:
        words = fields.PaddingType.WORDS
        word = value.text.lower()
        word = word if word in words else evaluated(value, env, words)
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
    result = evaluated(value, env)
    if not isinstance(result, bool):
        assert isinstance(value, Scalar)
        raise UnfitError(reason=its_value(result, value))
    return result


def _word(value: Value, type: FieldType, env: Env) -> str:
    assert isinstance(type, fields.Choice)
    if not isinstance(value, Scalar):
        raise UnfitError
    result = evaluated(value, env, type.words)
    if result not in type.words:
        raise UnfitError(reason=its_value(result, value))
    return str(result)


def _axes(value: Value, type: FieldType, env: Env) -> tuple[str, ...]:
    """The names in `channels` or `[height, width]`, or in a variable that holds them."""
    if isinstance(value, Mapping):
        raise UnfitError
    if isinstance(value, Sequence):
        env.elements(len(value.items))
        return tuple(name for item in value.items for name in _axes_in(item, env))
    return _axes_in(value, env)


def _axes_in(value: Value, env: Env) -> tuple[str, ...]:
    if not isinstance(value, Scalar):
        raise UnfitError(value)
    held = value.text if value.text in fields.AXIS_NAMES else env.values.get(value.text)
    names = held if isinstance(held, tuple) else (held,)
    env.elements(len(names))
    if not all(name in fields.AXIS_NAMES for name in names):
        raise UnfitError(value)
    return names


def _real(value: Value, type: FieldType, env: Env) -> float:
    if isinstance(value, Scalar) and not value.quoted and len(value.text) < 40 and value.text.isascii():
        try:
            return float(value.text)
        except ValueError:
            pass
    result = evaluated(value, env)
    if isinstance(result, bool) or not isinstance(result, (int, Fraction)):
        assert isinstance(value, Scalar)
        raise UnfitError(reason=its_value(result, value))
    return float(result)


def _text(value: Value, type: FieldType, env: Env) -> str:
    text = " ".join(value.text.split()) if isinstance(value, Scalar) else "\0"
    if not text.isprintable():
        raise UnfitError
    return text


def _connections(value: Value, type: FieldType, env: Env) -> tuple[tuple[int, ...], ...]:
    if not isinstance(value, Sequence):
        raise UnfitError
    rows = []
    for row in value.items:
        if not isinstance(row, Sequence):
            raise UnfitError(row)
        env.elements(1 + len(row.items))
        rows.append(tuple(part(channel, env) for channel in row.items))
    return tuple(rows)


_PIXELS = fields.Count(0)

_READERS: dict[type[FieldType], Reader] = {
    fields.Count: count,
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
    return sizes_in(value.text) is not None or value.text.lower() in FLAGS or value.text in words_of(type)


def words_in(value: Value) -> set[str]:
    """The words that are written in a value, each of which may name a variable."""
    if isinstance(value, Scalar):
        return set(WORD.findall(value.text[:LONGEST]))
    items = value.items if isinstance(value, Sequence) and len(value.items) <= MOST_LISTED else []
    return set().union(*map(words_in, items))
