"""What a field of a layer may hold: its type, its range, its letter and its sentence.

A kind declares its fields with the functions below; the spec reader and the messages read the declarations.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from cnncalc.shape import Sides

LIMIT = 10**9
"""No number in a spec may be larger: far beyond any network, and arithmetic stays quick."""
REQUIRED: Any = object()
"""The default of a field that has none."""


class FieldType:
    """What values fit. `expects` completes the sentence "'kernel' takes ..."; `metavar` is that in short."""

    expects: ClassVar[str] = ""
    metavar: ClassVar[str | None] = None

    def fault(self, value: Any) -> str | None:
        """What is wrong with the value, as an end of "'kernel' ..."; None if it fits."""
        return None


class Count(FieldType):
    """A whole number."""

    metavar = "N"

    def __init__(self, minimum: int) -> None:
        self.minimum = minimum
        self.expects = f"a whole number, {minimum} or more"  # type: ignore[misc]

    def fault(self, value: Any) -> str | None:
        if type(value) is not int:
            return f"takes {self.expects}; found {value!r}"
        return out_of_range(value, self.minimum)


class PerAxis(FieldType):
    """One whole number for every axis, or one per axis."""

    metavar = "SIZE"

    def __init__(self, minimum: int) -> None:
        self.minimum = minimum
        self.expects = f"a whole number, {minimum} or more, or one per axis such as 3x5"  # type: ignore[misc]

    def fault(self, value: Any) -> str | None:
        numbers = value if isinstance(value, tuple) else (value,)
        if not numbers or any(type(number) is not int for number in numbers):
            return f"takes {self.expects}; found {value!r}"
        return next(filter(None, (out_of_range(number, self.minimum) for number in numbers)), None)


class PaddingType(PerAxis):
    """Pixels around the map: a size, a word, or a number per side."""

    metavar = "SIZE|same|valid|full"
    WORDS = ("valid", "same", "full")

    def __init__(self) -> None:
        super().__init__(0)
        self.expects = (  # type: ignore[misc]
            "a whole number such as 1, one per axis such as 1x2, valid, same, full,"
            " or sides such as {top: 0, bottom: 1, left: 0, right: 1}"
        )

    def fault(self, value: Any) -> str | None:
        if isinstance(value, str):
            return None if value in self.WORDS else f"takes {self.expects}; found {value!r}"
        return super().fault(tuple(value) if isinstance(value, Sides) else value)


class Flag(FieldType):
    """Yes or no."""

    expects = "true or false"

    def fault(self, value: Any) -> str | None:
        return None if type(value) is bool else f"takes {self.expects}; found {value!r}"


class Choice(FieldType):
    """One of a few words."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.expects = f"{', '.join(words[:-1])} or {words[-1]}"  # type: ignore[misc]

    def fault(self, value: Any) -> str | None:
        return None if value in self.words else f"takes {self.expects}; found {value!r}"


class Real(FieldType):
    """A real number in a range, both ends included."""

    metavar = "NUMBER"

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most
        self.expects = f"a number from {least:g} to {most:g}"  # type: ignore[misc]

    def fault(self, value: Any) -> str | None:
        if type(value) not in (int, float) or not self.least <= value <= self.most:
            found = f"{value:g}" if type(value) in (int, float) else repr(value)
            return f"takes {self.expects}; found {found}"
        return None


class ConnectionTable(FieldType):
    """For each filter the input channels that it reads."""

    metavar = "[[N,...],...]"
    expects = "a list of input channels for each filter, counted from 0, such as [[0, 1], [1, 2]]"

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, tuple) or not all(isinstance(row, tuple) for row in value):
            return f"takes {self.expects}; found {value!r}"
        if not value:
            return f"takes {self.expects}; found an empty list"
        for number, row in enumerate(value):
            if not row or any(type(channel) is not int or channel < 0 for channel in row):
                return f"takes {self.expects}; filter {number} has {list(row)}"
            if len(set(row)) < len(row):
                return f"names a channel twice for filter {number}: {list(row)}"
        return None


AXIS_NAMES = ("channels", "depth", "height", "width", "length")
"""Every axis that a map may have."""


class Axes(FieldType):
    """One or several axes, by their names."""

    words = AXIS_NAMES
    expects = f"one of {', '.join(AXIS_NAMES)}, or a list such as [height, width]"

    def fault(self, value: Any) -> str | None:
        if not isinstance(value, tuple) or not set(value) <= set(AXIS_NAMES):
            return f"takes {self.expects}; found {value!r}"
        if not value:
            return f"takes {self.expects}; found an empty list"
        twice = next((name for name in value if value.count(name) > 1), None)
        return f"names {twice} twice" if twice else None


class OutputShape(FieldType):
    """The shape of a feature map, written as an input is."""

    metavar = "SHAPE"
    expects = "a shape such as 28x28x64, or a number of features"


class Words(FieldType):
    """A sentence."""

    expects = "text"


class Field:
    """One field of a layer kind.

    letter: its name in formulas. example: what it holds in an example. also: its names in other tools.
    """

    __slots__ = ("also", "default", "doc", "example", "letter", "type")

    def __init__(
        self,
        type: FieldType,
        doc: str,
        default: Any = REQUIRED,
        letter: str | None = None,
        example: str = "",
        also: Sequence[str] = (),
    ) -> None:
        self.type = type
        self.doc = doc
        self.default = default
        self.letter = letter
        self.example = example
        self.also = also

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def count(doc: str, *, default: Any = REQUIRED, minimum: int = 1, **more: Any) -> Any:
    """A field that holds a whole number."""
    return Field(Count(minimum), doc, default, **more)


def size(doc: str, *, default: Any = REQUIRED, minimum: int = 1, **more: Any) -> Any:
    """A field that holds a number of pixels, for every axis or per axis."""
    return Field(PerAxis(minimum), doc, default, **more)


def padding(doc: str, *, default: Any = 0) -> Any:
    """A field that holds pixels around the map."""
    return Field(PaddingType(), doc, default, "p")


def flag(doc: str, *, default: bool, **more: Any) -> Any:
    """A field that holds true or false."""
    return Field(Flag(), doc, default, **more)


def choice(doc: str, words: Sequence[str], *, default: str, **more: Any) -> Any:
    """A field that holds one of the words."""
    return Field(Choice(words), doc, default, **more)


def real(doc: str, *, default: Any = REQUIRED, least: float, most: float, **more: Any) -> Any:
    """A field that holds a real number between two bounds."""
    return Field(Real(least, most), doc, default, **more)


def connection_table(doc: str) -> Any:
    """A field that says which input channels each filter reads."""
    return Field(ConnectionTable(), doc, None)


def axes(doc: str) -> Any:
    """A field that names axes."""
    return Field(Axes(), doc)


def output_shape(doc: str) -> Any:
    """A field that holds the shape of a map."""
    return Field(OutputShape(), doc)


def words(doc: str, *, default: Any = REQUIRED) -> Any:
    """A field that holds a sentence."""
    return Field(Words(), doc, default)


def out_of_range(value: int, minimum: int) -> str | None:
    """What is wrong with the number, if anything."""
    if value < minimum:
        return f"is {value}; it must be {minimum} or more"
    if value > LIMIT:
        return f"is larger than {LIMIT:,}, the largest number a spec may hold"
    return None
