"""YAML text -> tree.

The tree is built from the parser's events, not by `yaml.compose`: nothing recurses, so no nesting
can exhaust the stack; an alias is a reference, and what it would expand to is counted, so no alias
can exhaust the memory; and a scalar stays the text that was written, because the field it stands in
says how to read it (`name: on` is a name, `bias: on` is a yes).
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from cnncalc.language.ahead import first_too_deep
from cnncalc.language.slips import expression_at, place_at, plainly, unreadable
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, parts
from cnncalc.problem import Place, Problem, Problems, Source, SpecError, quoted

DEEPEST = 100
"""Levels of nesting that a spec may have."""

TOO_DEEP = f"nested more than {DEEPEST} levels deep"

MOST_UNFOLDED = 1_000_000
"""Values that the aliases of a spec may expand to."""

_BLANKS = re.compile(r" +(?=[],}])")
_TUPLE = re.compile(r"\([^()]*\)")
_QUOTED = ("'", '"', "|", ">")

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PASSED = Scalar("", False, Source("", ""), 0, 0, 0)
"""The key of what is passed over."""


def parse(source: Source, problems: Problems) -> Value | None:
    """The tree of the text; None for an empty one. What is wrong with keys goes to `problems`.

    SpecError if the text is not YAML, nests too deeply or expands to too much.
    """
    return _TreeBuilder(source, problems).build()


class Size(NamedTuple):
    """What an alias expands to."""

    values: int  # keys included
    levels: int


class _TreeBuilder:
    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.anchors: dict[str, Value] = {}
        self.open: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []  # for each open mapping the key that waits for its value
        self.root: Value | None = None
        self.sizes: dict[int, Size] = {}  # of what is repeated, by its id
        self.unfolded = 0
        self.documents = 0
        self.past: tuple[int, int] | None = None  # line and column up to which an expression was read
        self.unclosed = -1  # the line of an expression that does not end

    def build(self) -> Value | None:
        told: yaml.Event | None = None  # the last event: the parser has told of the text up to its end
        try:
            loader = LOADER(self.source.text)
            while (event := loader.get_event()) is not None:
                told = event
                if handle := _HANDLERS.get(type(event)):
                    handle(self, event)
        except yaml.MarkedYAMLError as error:
            raise self.syntax_error(error, told.end_mark if told else None) from None
        except yaml.reader.ReaderError as error:
            raise SpecError([*self.problems, unreadable(error, self.source)]) from None
        return self.root

    def document(self, event: yaml.Event) -> None:
        """A document begins."""
        self.documents += 1
        if self.documents > 1:
            raise self.error("a spec is one YAML document; a second one starts here", event)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        if self.past is not None and self.passed(event):
            return
        scalar = self.scalar_of(event)
        if event.tag or event.anchor:
            self.note(scalar, event)
        self.put(scalar, event)

    def scalar_of(self, event: yaml.ScalarEvent) -> Scalar:
        start: Any = event.start_mark
        end: Any = event.end_mark
        line, column = start.line, start.column
        width = end.column - column if end.line == line else 1
        text: str = event.value
        if not text and column == end.column:  # libyaml places it before the next sign, PyYAML sooner
            blanks = _BLANKS.match(self.source.line(line + 1), column)
            return Scalar("", False, self.source, line + 1, (blanks.end() if blanks else column) + 1, 1)
        quoted = event.style in _QUOTED
        if not quoted and "(" in text and text.count("(") > text.count(")"):
            text = self.mended(text, start, end)
        return Scalar(text, quoted, self.source, line + 1, column + 1, max(width, 1))

    def mended(self, text: str, start: Any, end: Any) -> str:
        """An expression that YAML cuts at a comma, which is reported: whole, so that reading goes on."""
        line = self.source.line(end.line + 1)
        if start.line != end.line or start.line == self.unclosed or line[end.column : end.column + 1] != ",":
            return text
        whole = expression_at(line, start.column)
        if whole.count("(") > whole.count(")"):
            self.unclosed = start.line
            return text
        place = Place(self.source, start.line + 1, start.column + 1, len(whole))
        self.past = (start.line, start.column + len(whole))
        if _TUPLE.fullmatch(whole):
            whole = f"[{whole[1:-1]}]"
            self.problems.add(f"write a list in brackets: {whole}", place)
        else:
            message = f'inside {{}} and [], put a value with a comma in quotes: "{whole}"'
            self.problems.add(message, place)
        return whole

    def sequence(self, event: yaml.SequenceStartEvent) -> None:
        self.enter(Sequence(self.source, *_position(event)), event)

    def mapping(self, event: yaml.MappingStartEvent) -> None:
        self.enter(Mapping(self.source, *_position(event)), event)

    def enter(self, value: Sequence | Mapping, event: yaml.CollectionStartEvent) -> None:
        if event.tag or event.anchor:
            self.note(value, event)
        self.put(value, event)
        self.open.append(value)
        self.keys.append(None)
        if len(self.open) > DEEPEST:
            raise self.error(TOO_DEEP, event)

    def leave(self, event: yaml.CollectionEndEvent) -> None:
        self.open.pop()
        self.keys.pop()

    def alias(self, event: yaml.AliasEvent) -> None:
        target = self.anchors.get(event.anchor or "")
        if target is None:
            raise self.error(f"there is no anchor '&{event.anchor}' above", event)
        if target in self.open:
            raise self.error(f"'*{event.anchor}' is used inside its own anchor '&{event.anchor}'", event)
        size = self.size(target)
        self.unfolded += size.values
        if self.unfolded > MOST_UNFOLDED:
            raise self.error(f"aliases expand to more than {MOST_UNFOLDED:,} values", event)
        if len(self.open) + size.levels > DEEPEST:
            raise self.error(f"{TOO_DEEP}, through '*{event.anchor}'", event)
        self.put(target, event)

    def size(self, value: Value) -> Size:
        """How much a value expands to; of each it is found once."""
        if isinstance(value, Scalar):
            return Size(1, 0)
        if id(value) not in self.sizes:
            inside = [self.size(item) for item in parts(value)]
            levels = 1 + max((size.levels for size in inside), default=0)
            self.sizes[id(value)] = Size(1 + sum(size.values for size in inside), levels)
        return self.sizes[id(value)]

    def note(self, value: Value, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Keep a value that has an anchor; SpecError if it has a tag."""
        if event.tag and event.tag != "!":
            short = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            raise self.error(f"YAML tags such as {quoted(short)} have no meaning in a spec", event)
        if event.anchor:
            self.anchors[event.anchor] = value

    def put(self, value: Value, event: yaml.Event) -> None:
        """A value into the one that is open."""
        if not self.open:
            self.root = value
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Sequence):
            parent.items.append(value)
        elif key is not None:
            self.pair(parent, key, value)
            self.keys[-1] = None
        elif isinstance(value, Scalar):
            self.keys[-1] = value
        else:
            raise self.error(
                f"a key must be a word; found a {'list' if isinstance(value, Sequence) else 'mapping'}", event
            )

    def passed(self, event: yaml.ScalarEvent) -> bool:
        """Whether this is the rest of an expression that was cut at a comma, or what stands under it."""
        mark = event.start_mark
        assert mark is not None
        if self.past is None or not self.open:
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
        message = f"the key {quoted(key.text)} is given twice; first on line {earlier[0].line}"
        self.problems.add(message, key.place)

    def error(self, message: str, event: yaml.Event) -> SpecError:
        return SpecError([*self.problems, Problem(message, Place(self.source, *_position(event)))])

    def syntax_error(self, error: yaml.MarkedYAMLError, told: Any) -> SpecError:
        """What is wrong where the parser stopped, which had told of the text up to this mark."""
        opened, stopped = (
            Place(self.source, mark.line + 1, mark.column + 1) if mark else None
            for mark in (error.context_mark, error.problem_mark)
        )
        start, stop = (mark.index if mark else 0 for mark in (told, error.problem_mark))
        deep = first_too_deep(self.source.text, start, stop + 1, DEEPEST - len(self.open))
        if deep is not None:
            return SpecError([*self.problems, Problem(TOO_DEEP, place_at(self.source, deep))])
        problem = plainly(error, opened, stopped or opened or Place(self.source, 1, 1))
        return SpecError([*self.problems, problem])


def _position(event: yaml.Event) -> tuple[int, int]:
    """Line and column at which it begins, counted from 1."""
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


_HANDLERS: dict[type[yaml.Event], Callable[[_TreeBuilder, Any], None]] = {
    yaml.ScalarEvent: _TreeBuilder.scalar,
    yaml.SequenceStartEvent: _TreeBuilder.sequence,
    yaml.MappingStartEvent: _TreeBuilder.mapping,
    yaml.SequenceEndEvent: _TreeBuilder.leave,
    yaml.MappingEndEvent: _TreeBuilder.leave,
    yaml.AliasEvent: _TreeBuilder.alias,
    yaml.DocumentStartEvent: _TreeBuilder.document,
}
