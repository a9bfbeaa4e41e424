"""YAML text as a tree of values, each with its place.

The tree is built from the parser's events, not by `yaml.compose`: nothing recurses, so no nesting
can exhaust the stack; an alias is a reference, and what it would unfold to is counted, so no alias
can exhaust the memory; and a scalar stays the text that was written, because the field it stands in
says how to read it (`name: on` is a name, `bias: on` is a yes).
"""

from collections.abc import Iterator
from typing import TypeAlias

import yaml

from cnncalc.problem import Place, Problem, Problems, Source, SpecError, quoted

DEEPEST = 100
"""Levels of nesting that a spec may have."""

MOST_UNFOLDED = 1_000_000
"""Values that the aliases of a spec may unfold to."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar:
    """A word or a number, as written."""

    __slots__ = ("column", "line", "quoted", "source", "text", "width")
    weight = 1

    def __init__(self, text: str, quoted: bool, source: Source, line: int, column: int, width: int) -> None:
        self.text = text
        self.quoted = quoted  # in quotes or as a block: '1', "same", |
        self.source = source
        self.line = line
        self.column = column
        self.width = width

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column, self.width)

    @property
    def empty(self) -> bool:
        """Whether nothing was written: `relu:`, `~` or `null`."""
        return not self.quoted and self.text in ("", "~", "null")


class Sequence:
    """A list of values."""

    __slots__ = ("column", "items", "line", "source", "weight")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: list[Value] = []
        self.source = source
        self.line = line
        self.column = column
        self.weight = 1

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)


class Mapping:
    """Keys with their values, in the order of writing; a key that stands twice was reported."""

    __slots__ = ("column", "items", "line", "source", "weight")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: dict[str, tuple[Scalar, Value]] = {}
        self.source = source
        self.line = line
        self.column = column
        self.weight = 1

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


def words_for(value: Value) -> str:
    """What a value is, for a message: `'abc'`, `a list`, `a mapping`, `nothing`."""
    if isinstance(value, Scalar):
        return "nothing" if value.empty else quoted(value.text)
    return "a list" if isinstance(value, Sequence) else "a mapping"


def parse(source: Source, problems: Problems) -> Value | None:
    """The tree of the text; None for an empty one. What is wrong with keys goes to `problems`.

    SpecError where the text is no YAML, nests too deeply or unfolds to too much.
    """
    return _TreeBuilder(source, problems).build()


class _TreeBuilder:
    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.anchors: dict[str, Value] = {}
        self.open: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []  # for each open mapping the key that waits for its value
        self.root: Value | None = None
        self.unfolded = 0

    def build(self) -> Value | None:
        documents = 0
        try:
            for event in yaml.parse(self.source.text, Loader=_Loader):
                if isinstance(event, yaml.ScalarEvent):
                    self.add(self.scalar(event), event)
                elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                    self.enter(event)
                elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                    self.leave()
                elif isinstance(event, yaml.AliasEvent):
                    self.alias(event)
                elif isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self.error("a spec is one YAML document; a second one starts here", event)
        except yaml.MarkedYAMLError as error:
            raise self.syntax_error(error) from None
        except yaml.reader.ReaderError as error:
            raise self.unreadable(error) from None
        return self.root

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self.source, mark.line + 1, mark.column + 1)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None
        width = end.column - start.column if end.line == start.line else 1
        text: str = event.value
        quoted = event.style in ("'", '"', "|", ">")
        return Scalar(text, quoted, self.source, start.line + 1, start.column + 1, max(width, 1))

    def enter(self, event: yaml.NodeEvent) -> None:
        _, line, column, _ = self.place(event)
        kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        value: Sequence | Mapping = kind(self.source, line, column)
        self.add(value, event)
        self.open.append(value)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            raise self.error(f"nested more than {DEEPEST} levels deep", event)

    def leave(self) -> None:
        value = self.open.pop()
        self.keys.pop()
        if self.open:
            self.open[-1].weight += value.weight

    def alias(self, event: yaml.AliasEvent) -> None:
        target = self.anchors.get(event.anchor or "")
        if target is None:
            raise self.error(f"nothing above is anchored as '&{event.anchor}'", event)
        if target in self.open:
            raise self.error(f"'*{event.anchor}' stands inside what it repeats", event)
        self.unfolded += target.weight
        if self.unfolded > MOST_UNFOLDED:
            raise self.error(f"aliases unfold to more than {MOST_UNFOLDED:,} values", event)
        self.add(target, event)
        if self.open and not isinstance(target, Scalar):
            self.open[-1].weight += target.weight

    def add(self, value: Value, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise self.error(f"YAML tags such as {quoted(str(tag))} have no meaning in a spec", event)
        if not isinstance(event, yaml.AliasEvent) and event.anchor:
            self.anchors[event.anchor] = value
        if not self.open:
            self.root = value
            return
        parent = self.open[-1]
        if isinstance(value, Scalar):
            parent.weight += 1
        if isinstance(parent, Sequence):
            parent.items.append(value)
        elif self.keys[-1] is None:
            if not isinstance(value, Scalar):
                raise self.error(f"a key is a word; found {words_for(value)}", event)
            self.keys[-1] = value
        else:
            self.pair(parent, self.keys[-1], value)
            self.keys[-1] = None

    def pair(self, parent: Mapping, key: Scalar, value: Value) -> None:
        earlier = parent.items.get(key.text)
        if earlier is None:
            parent.items[key.text] = (key, value)
            return
        message = f"the key {quoted(key.text)} stands twice; first on line {earlier[0].line}"
        self.problems.add(message, key.place)

    def error(self, message: str, event: yaml.Event) -> SpecError:
        return SpecError([*self.problems, Problem(message, self.place(event))])

    def syntax_error(self, error: yaml.MarkedYAMLError) -> SpecError:
        mark = error.problem_mark or error.context_mark
        place = Place(self.source, mark.line + 1, mark.column + 1) if mark else Place(self.source, 1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        return SpecError([*self.problems, Problem(f"not YAML: {said or error}{_hint(place)}", place)])

    def unreadable(self, error: yaml.reader.ReaderError) -> SpecError:
        before = self.source.text[: error.position] if isinstance(error.position, int) else ""
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        message = f"not a text: the character {chr(error.character)!a} has no place in YAML"
        return SpecError([*self.problems, Problem(message, Place(self.source, line, column))])


def _hint(place: Place) -> str:
    """What is behind most mistakes on such a line."""
    line = place.source.line(place.line)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "; indent with spaces, not with tabs"
    return ""
