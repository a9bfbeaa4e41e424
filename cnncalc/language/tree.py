"""YAML text as a tree of values, each with its place.

The tree is built from the parser's events, not by `yaml.compose`: nothing recurses, so no nesting
can exhaust the stack; an alias is a reference, and what it would unfold to is counted, so no alias
can exhaust the memory; and a scalar stays the text that was written, because the field it stands in
says how to read it (`name: on` is a name, `bias: on` is a yes).
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from cnncalc.language.ahead import first_too_deep
from cnncalc.network import Written
from cnncalc.problem import LINE_BREAK, Place, Problem, Problems, Source, SpecError, quoted

DEEPEST = 100
"""Levels of nesting that a spec may have."""

TOO_DEEP = f"nested more than {DEEPEST} levels deep"

MOST_UNFOLDED = 1_000_000
"""Values that the aliases of a spec may unfold to."""

_BLANKS = re.compile(r" +(?=[],}])")

_TUPLE = re.compile(r"\([^()]*\)")

_INDEX = re.compile(r"[^][{},:\s][^][{},:]*\[$")
"""An expression up to the bracket behind one of its words."""

LONGEST = 500
"""Characters among which the end of an expression is looked for."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar:
    """A word or a number, as written."""

    __slots__ = ("_place", "column", "line", "quoted", "source", "text", "width")
    weight = 1
    height = 0

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

    __slots__ = ("column", "height", "items", "line", "source", "weight")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: list[Value] = []
        self.source = source
        self.line = line
        self.column = column
        self.weight = 1
        self.height = 1

    @property
    def place(self) -> Place:
        return Place(self.source, self.line, self.column)


class Mapping:
    """Keys with their values, in the order of writing; a key that stands twice was reported."""

    __slots__ = ("column", "height", "items", "line", "source", "weight")

    def __init__(self, source: Source, line: int, column: int) -> None:
        self.items: dict[str, tuple[Scalar, Value]] = {}
        self.source = source
        self.line = line
        self.column = column
        self.weight = 1
        self.height = 1

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
    empty = "" if value.items else "n empty"
    return f"a{empty} list" if isinstance(value, Sequence) else f"a{empty} mapping"


def written(value: Value) -> Written:
    """The value as data that needs no YAML to be read."""
    if isinstance(value, Scalar):
        return Written("" if value.empty else value.text, value.place)
    if isinstance(value, Sequence):
        return Written(tuple(map(written, value.items)), value.place)
    return Written({key.text: (key.place, written(item)) for key, item in value}, value.place)


def parse(source: Source, problems: Problems) -> Value | None:
    """The tree of the text; None for an empty one. What is wrong with keys goes to `problems`.

    SpecError where the text is no YAML, nests too deeply or unfolds to too much.
    """
    return _TreeBuilder(source, problems).build()


PASSED = Scalar("", False, Source("", ""), 0, 0, 0)
"""The key of what is passed over."""


def _expression(text: str) -> str:
    """The beginning of a text as far as one expression goes: to the comma or bracket behind it."""
    depth = 0
    for i, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth < 0 or (not depth and character in ",}") or text[i : i + 2] == " #":
            return text[:i].rstrip()
    return text.rstrip()


class _TreeBuilder:
    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.anchors: dict[str, Value] = {}
        self.open: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []  # for each open mapping the key that waits for its value
        self.root: Value | None = None
        self.unfolded = 0
        self.past = (0, 0)  # line and column up to which the text was read as part of an expression
        self.unclosed = -1  # the line of an expression that does not end

    def build(self) -> Value | None:
        documents = 0
        told: Any = None  # the mark up to which the parser has told of the text
        try:
            for event in yaml.parse(self.source.text, Loader=LOADER):
                told = event.end_mark
                if isinstance(event, yaml.ScalarEvent):
                    if not self.passed(event):
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
            raise self.syntax_error(error, told) from None
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
        if not text and start.column == end.column:  # libyaml places it before the next sign, PyYAML sooner
            blanks = _BLANKS.match(self.source.line(start.line + 1), start.column)
            column = blanks.end() if blanks else start.column
            return Scalar("", False, self.source, start.line + 1, column + 1, 1)
        quoted = event.style in ("'", '"', "|", ">")
        if not quoted and text.count("(") > text.count(")"):
            text = self.mended(text, start, end)
        return Scalar(text, quoted, self.source, start.line + 1, start.column + 1, max(width, 1))

    def mended(self, text: str, start: Any, end: Any) -> str:
        """An expression that YAML cuts at a comma, which is reported: whole, so that reading goes on."""
        line = self.source.line(end.line + 1)
        if start.line != end.line or start.line == self.unclosed or line[end.column : end.column + 1] != ",":
            return text
        whole = _expression(line[start.column : start.column + LONGEST])
        if whole.count("(") > whole.count(")"):
            self.unclosed = start.line
            return text
        place = Place(self.source, start.line + 1, start.column + 1, len(whole))
        self.past = (start.line, start.column + len(whole))
        if _TUPLE.fullmatch(whole):
            whole = f"[{whole[1:-1]}]"
            self.problems.add(f"a list stands in brackets: {whole}", place)
        else:
            message = f'a value with a comma stands in quotes inside {{}} and []: "{whole}"'
            self.problems.add(message, place)
        return whole

    def enter(self, event: yaml.NodeEvent) -> None:
        _, line, column, _ = self.place(event)
        kind = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        value: Sequence | Mapping = kind(self.source, line, column)
        self.add(value, event)
        self.open.append(value)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            raise self.error(TOO_DEEP, event)

    def leave(self) -> None:
        value = self.open.pop()
        self.keys.pop()
        if self.open:
            self.open[-1].weight += value.weight
            self.open[-1].height = max(self.open[-1].height, value.height + 1)

    def alias(self, event: yaml.AliasEvent) -> None:
        target = self.anchors.get(event.anchor or "")
        if target is None:
            raise self.error(f"nothing above is anchored as '&{event.anchor}'", event)
        if target in self.open:
            raise self.error(f"'*{event.anchor}' stands inside what it repeats", event)
        self.unfolded += target.weight
        if self.unfolded > MOST_UNFOLDED:
            raise self.error(f"aliases unfold to more than {MOST_UNFOLDED:,} values", event)
        if len(self.open) + target.height > DEEPEST:
            raise self.error(f"{TOO_DEEP}, through '*{event.anchor}'", event)
        self.add(target, event)
        if self.open and not isinstance(target, Scalar):
            self.open[-1].weight += target.weight
            self.open[-1].height = max(self.open[-1].height, target.height + 1)

    def add(self, value: Value, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            short = str(tag).replace("tag:yaml.org,2002:", "!!")
            raise self.error(f"YAML tags such as {quoted(short)} have no meaning in a spec", event)
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
                found = "a list" if isinstance(value, Sequence) else "a mapping"
                raise self.error(f"a key is a word; found {found}", event)
            self.keys[-1] = value
        else:
            self.pair(parent, self.keys[-1], value)
            self.keys[-1] = None

    def passed(self, event: yaml.ScalarEvent) -> bool:
        """Whether this is the rest of an expression that was cut at a comma, or what stands under it."""
        mark = event.start_mark
        assert mark is not None
        if self.past == (0, 0) or not self.open:
            return False
        if self.keys[-1] is PASSED:
            self.keys[-1] = None
            return True
        rest = (mark.line, mark.column) < self.past
        if rest and isinstance(self.open[-1], Mapping):
            self.keys[-1] = PASSED
        return rest

    def pair(self, parent: Mapping, key: Scalar, value: Value) -> None:
        earlier = parent.items.get(key.text)
        if earlier is None:
            parent.items[key.text] = (key, value)
            return
        message = f"the key {quoted(key.text)} stands twice; first on line {earlier[0].line}"
        self.problems.add(message, key.place)

    def error(self, message: str, event: yaml.Event) -> SpecError:
        return SpecError([*self.problems, Problem(message, self.place(event))])

    def syntax_error(self, error: yaml.MarkedYAMLError, told: Any) -> SpecError:
        """What is wrong where the parser stopped, which had told of the text up to this mark."""
        opened, stopped = (
            Place(self.source, mark.line + 1, mark.column + 1) if mark else None
            for mark in (error.context_mark, error.problem_mark)
        )
        start, stop = (mark.index if mark else 0 for mark in (told, error.problem_mark))
        deep = first_too_deep(self.source.text, start, stop + 1, DEEPEST - len(self.open))
        if deep is not None:
            return SpecError([*self.problems, Problem(TOO_DEEP, self.at(deep))])
        problem = _plainly(error, opened, stopped or opened or Place(self.source, 1, 1))
        return SpecError([*self.problems, problem])

    def unreadable(self, error: yaml.reader.ReaderError) -> SpecError:
        # libyaml counts bytes, PyYAML characters: the character is looked for instead
        found = yaml.reader.Reader.NON_PRINTABLE.search(self.source.text)
        character = found.group() if found else chr(error.character)
        message = f"not a text: the character {character!a} has no place in YAML"
        return SpecError([*self.problems, Problem(message, self.at(found.start() if found else 0))])

    def at(self, offset: int) -> Place:
        """The place of the character with this number, from 0."""
        *above, before = LINE_BREAK.split(self.source.text[:offset])
        return Place(self.source, len(above) + 1, len(before) + 1)


def _plainly(error: yaml.MarkedYAMLError, opened: Place | None, stopped: Place) -> Problem:
    """What is behind most mistakes of this kind, where it was made: YAML often notices lines later."""
    said = ", ".join(part for part in (error.context, error.problem) if part) or str(error)
    line = stopped.source.line(stopped.line)
    found = line[stopped.column - 1 : stopped.column]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem("a line is indented with spaces, not with tabs", stopped)
    if opened and "flow" in said and opened.line != stopped.line:
        bracket = opened.source.line(opened.line)[opened.column - 1]
        return Problem(f"'{bracket}' opens here and is not closed", opened)
    if (
        "flow" in said
        and found == "["
        and (index := _INDEX.search(line, max(0, stopped.column - LONGEST), stopped.column))
    ):
        whole = _expression(line[index.start() : index.start() + LONGEST])
        message = f'a value with a bracket stands in quotes inside {{}} and []: "{whole}"'
        return Problem(message, Place(stopped.source, stopped.line, index.start() + 1, len(whole)))
    if "flow" in said:
        return Problem("a comma or a closing bracket is missing before this", stopped)
    if opened and "quoted scalar, found unexpected end" in said:
        return Problem("a quotation mark opens here and is not closed", opened)
    if opened and "could not find expected ':'" in said:
        word = quoted(opened.source.line(opened.line)[opened.column - 1 :].strip())
        message = f"{word} is neither '- layer' nor 'field: value'; mind the blank after '-' and ':'"
        return Problem(message, opened)
    if "mapping values are not allowed" in said:
        hint = "is the line above complete, indented alike, and with a blank after its ':'?"
        return Problem(f"a ':' has no place here; {hint} A text with ': ' in it stands in quotes", stopped)
    if "expected '-' indicator" in said:
        return Problem("the lines beside this one begin with '-': is it another of them?", stopped)
    if "did not find expected key" in said or "expected <block end>" in said:
        return Problem("this line is indented differently from those it should stand beside", stopped)
    if "cannot start any token" in said:
        return Problem(f"a text that begins with '{found}' stands in quotes", stopped)
    return Problem(f"not YAML: {said}", stopped)
