"""Values that do not fit where they stand: what was found, and what would fit."""

import re
from collections.abc import Callable, Collection
from typing import Any

from cnncalc.language.env import Env
from cnncalc.language.tree import Scalar, Value, words_for
from cnncalc.layers import fields
from cnncalc.layers.fields import FieldType
from cnncalc.problem import Place, Problems, did_you_mean

_SAID = re.compile(": ('[^']*') ")

Reader = Callable[[Value, FieldType, Env], Any]


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
    """A value that depends on a layer or a variable that is wrong, which is reported already."""

    def __init__(self, place: Place) -> None:
        super().__init__("depends on something that is wrong", place)

    def report(self, problems: Problems) -> None:
        """Nothing new; a DefectError if nothing was reported."""
        problems.follow()


class UnfitError(Exception):
    """A value that does not fit: the part of it that is at fault, and why if that can be said."""

    def __init__(self, value: Value | None = None, reason: str = "") -> None:
        super().__init__(reason)
        self.value = value
        self.reason = f": {reason}" if reason else ""


def fitting(read: Reader, type: FieldType, value: Value, what: str, env: Env) -> Any:
    """What is read as this type; MisfitError if it does not fit, which calls it `what`."""
    try:
        return read(value, type, env)
    except UnfitError as unfit:
        found = unfit.value or value
        hint = _hint(found, type) or unfit.reason
        message = f"{what} takes {type.expects}; found {words_for(found)}{once(found, hint)}"
        raise MisfitError(message, found.place) from None


def once(found: Value, reason: str) -> str:
    """The reason behind what was found, which is not said again: `: it divides by zero`."""
    said = _SAID.match(reason)
    again = said is not None and said[1].replace(" ", "") == words_for(found).replace(" ", "")
    return f": it {reason[said.end() :]}" if said and again else reason


def _hint(value: Value, type: FieldType) -> str:
    """What may have been meant."""
    text = value.text if isinstance(value, Scalar) else ""
    words = words_of(type)
    return did_you_mean(text, words) if text and words else ""


def words_of(type: FieldType) -> Collection[str]:
    """The words that a field knows."""
    if isinstance(type, fields.PaddingType):
        return type.WORDS
    return type.words if isinstance(type, (fields.Choice, fields.Axes)) else ()
