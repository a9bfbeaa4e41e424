"""Layers in short form, as on the command line: `conv 10 k5 p2`, `max_pool 2`, `relu`.

What is written in short becomes the tree that a spec would have given, so that it is read, checked and
built by the same code, and every problem has its place in the argument. A word of a layer is

- a number: the kind's shorthand, else its filters or units (`dense 10`, `conv 10`);
- a letter with a size: the field of that letter in formulas (`f5`, `K10`), else the first field whose
  name begins with it (`k5`, `s2`, `p1`, `d2`, `g4`);
- a kernel as tables print it, `3x3` or `3x3/2` with its stride;
- a word that one field knows (`same`, `ceil`, `reflect`), or `field=value`.
"""

import re
from collections.abc import Iterator, Sequence

from cnncalc.language.build import build
from cnncalc.language.document import Document
from cnncalc.language.entry import kind_hint, structural
from cnncalc.language.env import NOTHING
from cnncalc.language.inputs import Input
from cnncalc.language.misfit import MisfitError
from cnncalc.language.parse import parse
from cnncalc.language.shapes import read_shape
from cnncalc.language.tree import Mapping, Scalar, Value
from cnncalc.language.tree import Sequence as Items
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.fields import Count, Field, PerAxis
from cnncalc.network import Network
from cnncalc.problem import Place, Problems, Source, SpecError, did_you_mean, listing, quoted
from cnncalc.shape import Shape

MOST_CHARACTERS = 10_000
"""Characters of one argument."""

WORD = re.compile(r"\S+")
SIZES = r"[-+]?\d+(?:[x×]\d+)*"
NUMBER = re.compile(r"[-+]?[\d_]*\.?\d+(?:[x×]\d+)*")
LETTER = re.compile(rf"([A-Za-z])({SIZES})(?:/({SIZES}))?")
GEOMETRY = re.compile(rf"({SIZES})(?:/({SIZES}))?")
PAIR = re.compile(r"(\w+)=(.*)")


def read_chain(shape: str, layers: Sequence[str]) -> Network:
    """The network of layers in short form, one after another, on an input such as `32x32x3`.

    A layer with a colon or a brace is read as a spec writes it: `conv: {filters: 10, kernel: 5}`.
    SpecError with every problem and its place in the argument.
    """
    problems = Problems()
    arguments = [Source(f"argument {number}", text) for number, text in enumerate((shape, *layers), start=1)]
    try:
        inputs = {"input": read_input(arguments[0], problems)}
        return grow(inputs, [_item(argument, problems) for argument in arguments[1:]], problems)
    except SpecError as error:
        order = {argument: number for number, argument in enumerate(arguments)}
        raise SpecError(
            sorted(error.problems, key=lambda found: order[found.place.source] if found.place else -1)
        ) from None


def read_layers(shape: Shape, source: Source) -> list[Layer]:
    """The layer that a text means on an input of this shape, and the activation that it names behind it."""
    problems = Problems()
    item = _item(source, problems)
    network = grow({"input": Input(shape, Place(source, 1, 1))}, [item], problems)
    return [node.layer for node in network.nodes if node.layer is not None]


def grow(inputs: dict[str, Input], items: Sequence[Value | None], problems: Problems) -> Network:
    """The network that reads these inputs; an item that is None was reported already."""
    source = Source("command line", "")
    layers = Items(source, 1, 1)
    layers.items = [item for item in items if item is not None]
    document = Document(source, "Layers", "", NOTHING, {}, inputs, {}, layers, {}, {}, {})
    before = len(problems)
    if before == 0 or all(item is not None for item in items):
        nodes = build(document, {}, problems)
    if problems:
        raise problems.error()
    return Network(document.name, tuple(node._replace(place=None) for node in nodes))


def read_input(source: Source, problems: Problems) -> Input:
    """An input's shape: `32x32x3`, or `{height: 32, width: 32, channels: 3}`."""
    place = Place(source, 1, 1, max(1, len(source.text)))
    return Input(_shape(source, place, problems), place)


def _shape(source: Source, place: Place, problems: Problems) -> Shape | None:
    try:
        value = parse(source, problems) if source.text.lstrip().startswith("{") else None
        return read_shape(value or Scalar(source.text, False, *place), NOTHING)
    except MisfitError as misfit:
        misfit.report(problems)
        return None


def _item(source: Source, problems: Problems) -> Value | None:
    """The tree of one layer."""
    if len(source.text) > MOST_CHARACTERS:
        problems.add(f"an argument has at most {MOST_CHARACTERS:,} characters", Place(source, 1, 1))
        return None
    if ":" in source.text or "{" in source.text:
        return parse(source, problems)
    words = [
        Scalar(word[0], False, source, 1, word.start() + 1, len(word[0]))
        for word in WORD.finditer(source.text)
    ]
    if not words:
        problems.add("a layer is missing; write its kind, such as relu", Place(source, 1, 1))
        return None
    first, *rest = words
    kind = CATALOGUE.get(first.text)
    if kind is None:
        hint = kind_hint(first.text, sorted(CATALOGUE))
        problems.add(f"there is no layer kind {quoted(first.text)}{hint}", first.place)
        return None
    if kind.joins:
        shown = f"'{kind.kind}: [[relu], identity]'"
        problems.add(f"{kind.kind} needs branches: write them as a spec does, {shown}", first.place)
        return None
    before = len(problems)
    body = _Short(kind, problems).body(first, rest)
    if len(problems) > before:
        return None
    layer = Mapping(source, 1, first.column)
    layer.items[first.text] = (first, body)
    return layer


class _Short:
    """Reads the words of one layer into its fields."""

    def __init__(self, kind: type[Layer], problems: Problems) -> None:
        self.kind, self.problems = kind, problems

    def body(self, first: Scalar, words: Sequence[Scalar]) -> Mapping:
        body = Mapping(first.source, 1, first.column)
        for word in words:
            for name, value in self.pairs(word):
                if name in body:
                    self.problems.add(f"'{name}' of {self.kind.kind} is given twice", value.place)
                else:
                    body.items[name] = (word.saying(name), value)
        return body

    def pairs(self, word: Scalar) -> Iterator[tuple[str, Scalar]]:
        """The fields that a word sets."""
        text = word.text
        if pair := PAIR.fullmatch(text):
            yield self.named(pair[1], word), _part(word, pair.start(2), pair[2])
        elif "kernel" in self.kind.fields and (found := GEOMETRY.fullmatch(text)) and not text.isdigit():
            yield from self.with_stride("kernel", word, found, 1)
        elif NUMBER.fullmatch(text) and (name := self.bare()):
            yield name, word
        elif (found := LETTER.fullmatch(text)) and (name := self.lettered(found[1])):
            yield from self.with_stride(name, word, found, 2)
        elif name := self.knowing(text):
            yield name, word
        else:
            self.problems.add(self.fault(word), word.place)

    def with_stride(
        self, name: str, word: Scalar, found: re.Match[str], group: int
    ) -> Iterator[tuple[str, Scalar]]:
        yield name, _part(word, found.start(group), found[group])
        if found[group + 1]:
            yield "stride", _part(word, found.start(group + 1), found[group + 1])

    def named(self, name: str, word: Scalar) -> str:
        """The field that `name=...` names: in full, by its letter, or as it stands."""
        known = name in self.kind.fields or name in structural(self.kind)
        return name if known else (self.lettered(name) if len(name) == 1 else None) or name

    def bare(self) -> str | None:
        """The field that a number by itself sets."""
        return self.kind.shorthand or next(
            (name for name, field in self.kind.fields.items() if field.required and _is_count(field)), None
        )

    def lettered(self, letter: str) -> str | None:
        """The field of a letter: that of formulas, else the first one that begins with it."""
        fields = {name: field for name, field in self.kind.fields.items() if isinstance(field.type, PerAxis)}
        fields |= {name: field for name, field in self.kind.fields.items() if _is_count(field)}
        exact = [name for name, field in fields.items() if field.letter == letter]
        initial = [name for name in fields if name.startswith(letter.lower())]
        return next(iter(exact + initial), None)

    def knowing(self, text: str) -> str | None:
        """The field that knows a word."""
        for name, field in self.kind.fields.items():
            if text in getattr(field.type, "words", getattr(field.type, "WORDS", ())):
                return name
        return None

    def fault(self, word: Scalar) -> str:
        """What is wrong with a word that sets no field."""
        kind, fields = self.kind.kind, self.kind.fields
        if not fields:
            return f"{kind} has no fields of its own; found {quoted(word.text)}"
        letter = LETTER.fullmatch(word.text)
        if letter and len(word.text) > 1:
            return f"{kind} has no field with the letter '{letter[1]}'; it has {listing(self.letters())}"
        hint = did_you_mean(word.text, [*fields, *self.words()])
        return f"{kind} does not know {quoted(word.text)}{hint or f'; it takes {listing(self.letters())}'}"

    def letters(self) -> Iterator[str]:
        """How the fields are written in short: `N (filters)`, `kN (kernel)`, `bias=...`."""
        bare = self.bare()
        for name in self.kind.fields:
            short = name[0] if self.lettered(name[0]) == name else None
            written = "N" if name == bare else f"{short}N" if short else ""
            yield f"{written} ({name})" if written else f"{name}=..."

    def words(self) -> Iterator[str]:
        for field in self.kind.fields.values():
            yield from getattr(field.type, "words", getattr(field.type, "WORDS", ()))


def _is_count(field: Field) -> bool:
    return isinstance(field.type, Count)


def _part(word: Scalar, start: int, text: str) -> Scalar:
    """A part of a word, with its own place."""
    return Scalar(text, False, word.source, word.line, word.column + start, max(1, len(text)))
