"""A text as a tree of values, each with its place: what a spec is before anything in it is understood."""

from collections.abc import Iterator
from typing import TypeAlias

from cnncalc.network import Written
from cnncalc.problem import Place, Problems, Source, quoted


class Scalar:
    """A word or a number, as written."""

    __slots__ = ("_place", "column", "line", "quoted", "source", "text", "width")

    def __init__(self, text: str, quoted: bool, source: Source, line: int, column: int, width: int) -> None:
        self.text = text
        self.quoted = quoted  # in quotes or as a block: '1', "same", |
        self.source = source
        self.line = line
        self.column = column
        self.width = width
        self._place: Place | None = None

    @property
    def place(self) -> Place:
        if self._place is None:  # one for all the rounds in which this is read
            self._place = Place(self.source, self.line, self.column, self.width)
        return self._place

    def saying(self, text: str) -> "Scalar":
        """Another word in the same place."""
        return Scalar(text, False, self.source, self.line, self.column, self.width)

    @property
    def empty(self) -> bool:
        """Whether nothing was written: `relu:`, `~` or `null`."""
        return not self.quoted and self.text in ("", "~", "null")


class Sequence:
    """A list of values."""

    __slots__ = ("column", "items", "line", "source")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: list[Value] = []
        self.source = source
        self.line = line
        self.column = column

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)


class Mapping:
    """Keys with their values, in the order of writing; a key that is given twice was reported."""

    __slots__ = ("column", "items", "line", "source")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: dict[str, tuple[Scalar, Value]] = {}
        self.source = source
        self.line = line
        self.column = column

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)

    def __contains__(self, key: str) -> bool:
        return key in self.items

    def get(self, key: str) -> "Value | None":
        """The value under the key, if it stands there."""
        pair = self.items.get(key)
        return pair[1] if pair else None

    def __iter__(self) -> Iterator[tuple[Scalar, "Value"]]:
        return iter(self.items.values())


Value: TypeAlias = Scalar | Sequence | Mapping


def parts(value: Value) -> Iterator[Value]:
    """The values that stand directly in a value, of a mapping the keys too."""
    if isinstance(value, Sequence):
        yield from value.items
    elif isinstance(value, Mapping):
        for pair in value:
            yield from pair


def words_for(value: Value) -> str:
    """What a value is, for a message: `'abc'`, `a list`, `a mapping`, `nothing`."""
    if isinstance(value, Scalar):
        return "nothing" if value.empty else quoted(value.text)
    empty = "" if value.items else "n empty"
    return f"a{empty} list" if isinstance(value, Sequence) else f"a{empty} mapping"


def pairs_of(value: Value | None, expected: str, problems: Problems) -> list[tuple[Scalar, Value]]:
    """The keys of a mapping with their values; none where there is no mapping, which is reported.

    expected: what would fit, `'expect' names figures, such as {parameters: 61706}`.
    """
    if value is not None and not isinstance(value, Mapping):
        problems.add(f"{expected}; found {words_for(value)}", value.place)
        return []
    return [] if value is None else list(value)


def written(value: Value) -> Written:
    """The value as data that needs no YAML to be read."""
    if isinstance(value, Scalar):
        return Written("" if value.empty else value.text, value.place)
    if isinstance(value, Sequence):
        return Written(tuple(map(written, value.items)), value.place)
    return Written({key.text: (key.place, written(item)) for key, item in value}, value.place)
