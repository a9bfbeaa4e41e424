"""What a text gives as whole numbers: `3`, `3x5`, `[3, 5]`, or an expression of them."""

import re
from collections.abc import Collection
from typing import Any

from cnncalc.language.arithmetic import show
from cnncalc.language.env import Env, ExpressionError, LostError
from cnncalc.language.expression import evaluate
from cnncalc.language.misfit import FollowingError, UnfitError
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.layers import fields
from cnncalc.layers.fields import LIMIT, FieldType

INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
PLAIN_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
"""What every reader of numbers reads alike."""

SIZES = re.compile(rf"\s*{INTEGER.pattern}\s*(?:[x×X]\s*{INTEGER.pattern}\s*)*")
TIMES = re.compile(r"[x×X]")
WORD = re.compile(r"[^\W\d]\w*")

EXTENT = fields.Count(1)


def whole(text: str) -> int | None:
    """The number of `3`; None if it is anything else. One far too large stands for all such."""
    return _number(text) if INTEGER.fullmatch(text) else None


def sizes_in(text: str) -> list[int] | None:
    """The numbers of `3` or `3x5`; None if it is anything else."""
    return [_number(part.strip()) for part in TIMES.split(text)] if SIZES.fullmatch(text) else None


def _number(text: str) -> int:
    digits = text.replace("_", "")
    return int(digits) if len(digits) < 30 else (LIMIT + 1) * (-1 if text[0] == "-" else 1)


def evaluated(value: Value, env: Env, words: Collection[str] = ()) -> Any:
    """What an expression gives; UnfitError if it gives nothing."""
    if not isinstance(value, Scalar) or not value.text.strip():
        raise UnfitError
    try:
        return evaluate(value.text, env, words)
    except LostError:
        raise FollowingError(value.place) from None
    except ExpressionError as error:
        alone = WORD.fullmatch(value.text.strip()) and "did you mean" not in str(error)
        raise UnfitError(reason="" if alone else str(error)) from None


def count(value: Value, type: FieldType, env: Env) -> int:
    """One whole number."""
    if isinstance(value, Scalar) and (number := whole(value.text)) is not None:
        return number
    result = evaluated(value, env)
    assert isinstance(value, Scalar)
    return as_whole(result, value)


def as_whole(result: Any, value: Scalar) -> int:
    """What an expression gives, if it is a whole number."""
    if isinstance(result, int) and not isinstance(result, bool):
        return max(min(result, LIMIT + 1), -LIMIT - 1)
    raise UnfitError(reason=its_value(result, value))


def its_value(result: Any, value: Scalar) -> str:
    """The value of an expression that does not fit; nothing if the value itself is written."""
    return "" if show(result) == value.text.strip() else f"its value is {show(result)}"


def numbers_in(value: Value, env: Env) -> list[int]:
    """The numbers of `3`, `3x5`, `[3, 5]`, or of an expression that gives one or a list."""
    if isinstance(value, Mapping):
        raise UnfitError
    if isinstance(value, Sequence):
        if not value.items:
            raise UnfitError
        env.elements(len(value.items))
        return [part(item, env) for item in value.items]
    numbers = sizes_in(value.text)
    if numbers is not None:
        return numbers
    result = evaluated(value, env)
    parts = result if isinstance(result, tuple) and result else (result,)
    env.elements(len(parts))
    return [as_whole(part, value) for part in parts]


def part(item: Value, env: Env) -> int:
    """One number of a list, which is what does not fit if it does not."""
    try:
        return count(item, EXTENT, env)
    except UnfitError as unfit:
        raise UnfitError(item, unfit.reason.removeprefix(": ")) from None
