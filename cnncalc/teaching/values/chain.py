"""Layers on numbers, one behind the other, as they are written: `conv 1 0; 0 -1`, `relu`, `max_pool 2`.

A layer that multiplies has its numbers among its words: a convolution a matrix for each channel that a
filter reads, apart by `|`, filter after filter (`||` may stand between filters); a dense layer its weights, a
row for each unit. The other words are those of `cnncalc calc`, and `bias=1,2`, `fill=3`, `flip`, `symmetric`.
"""

import os
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.language.brief import read_layers
from cnncalc.layers import Layer
from cnncalc.problem import LayerError, Place, Problem, Source, SpecError, did_you_mean, quoted
from cnncalc.teaching.values.kernels import KERNELS, SHORT, find_kernel
from cnncalc.teaching.values.layers import NOTHING, Given, Values, worked_out
from cnncalc.teaching.values.matrix import ENDINGS, NUMBER, Matrix, matrix_of, read_matrix

WITH_NUMBERS = ("conv", "transposed_conv", "dense")
"""Kinds whose weights are written among their words."""

MOST_LAYERS = 100

TOKEN = re.compile(r"\|\||[|;\[\],]|[a-z]\w*=\S+|[^\s|;\[\],]+")
SETTING = re.compile(r"(bias|fill)=(\S*)")
FLAGS: dict[str, dict[str, Any]] = {
    "flip": {"flip": True},
    "symmetric": {"mode": "symmetric"},
    "without_padding": {"count_padding": False},
    "channels_last": {"channels_last": True},
}
"""Words that say something of the numbers alone."""

FLAGS_OF = {
    "conv": ("flip", "symmetric", "bias", "fill"),
    "transposed_conv": ("flip", "bias"),
    "dense": ("bias",),
    "avg_pool": ("without_padding",),
    "flatten": ("channels_last",),
}


class Link(NamedTuple):
    """A layer with its numbers."""

    layer: Layer
    given: Given = NOTHING


class Stage(NamedTuple):
    """A layer at work: what it read, and what it gave."""

    link: Link
    before: Values
    after: Values


def is_image(text: str) -> bool:
    """Whether an argument is a matrix rather than a layer."""
    first = TOKEN.search(text)
    starts = first is not None and (first[0] == "[" or NUMBER.match(first[0]) is not None)
    return starts or text == "-" or text.lower().endswith(ENDINGS) or os.path.exists(text)


def read_image(texts: Sequence[str]) -> Values:
    """The channels of one image; SpecError with what is wrong in them."""
    maps = tuple(read_matrix(text, f"argument {number}") for number, text in enumerate(texts, 1))
    sizes = {f"{len(rows)}x{len(rows[0])}": None for rows in maps}
    if len(sizes) > 1:
        raise SpecError([Problem(f"the channels differ in size: {' and '.join(sizes)}")])
    return Values(maps)


def read_chain(image: Values, texts: Sequence[str], first: int) -> list[Stage]:
    """The layers on the image, each with what it gives; `first` is the number of the first argument.

    SpecError with the first thing that is wrong, and its place.
    """
    stages: list[Stage] = []
    if len(texts) > MOST_LAYERS:
        raise SpecError([Problem(f"{len(texts)} layers; there are at most {MOST_LAYERS}")])
    for number, text in enumerate(texts, first):
        source = Source(f"argument {number}", text)
        for link in _read(source, stages[-1].after if stages else image):
            before = stages[-1].after if stages else image
            stages.append(Stage(link, before, _at(source, link, before)))
    return stages


def run(links: Sequence[Link], image: Values) -> list[Stage]:
    """The same of layers that were read already; LayerError where one does not fit."""
    stages: list[Stage] = []
    for link in links:
        before = stages[-1].after if stages else image
        stages.append(Stage(link, before, worked_out(link.layer, link.given, before)))
    return stages


def _at(source: Source, link: Link, x: Values) -> Values:
    try:
        return worked_out(link.layer, link.given, x)
    except LayerError as error:
        place = Place(source, 1, 1, max(1, len(source.text)))
        raise SpecError([Problem(error.message, place)]) from None


def _read(source: Source, x: Values) -> list[Link]:
    """The layer of one argument, and the activation that it names."""
    kind = (source.text.split() or [""])[0]
    words = _Words(source, kind)
    try:
        layers = read_layers(x.shape, words.without_numbers(x))
    except SpecError as error:  # the places are the same in the text as it was written
        raise SpecError(
            [p._replace(place=p.place and p.place._replace(source=source)) for p in error.problems]
        ) from None
    first, *others = layers
    return [Link(first, words.given(x, first)), *(Link(layer) for layer in others)]


class _Words:
    """The words of one layer: its numbers, what is said of them, and the rest for the layer's own reader."""

    def __init__(self, source: Source, kind: str) -> None:
        self.source, self.kind = source, kind
        self.filters: list[list[str]] = [[""]]  # their matrices, each number in its own column
        self.settings: dict[str, Any] = {}
        self.rest = ""
        text = source.text
        start = len(text) - len(text.lstrip()) + len(kind)
        for token in TOKEN.finditer(text, start):
            if not self._takes(token):
                self.rest += " " * (token.start() - len(self.rest)) + token[0]
        self.rest = " " * (start - len(kind)) + kind + self.rest[start:]

    def _takes(self, token: re.Match[str]) -> bool:
        """Whether the token is a number or said of numbers; else the layer's own reader has it."""
        text, known = token[0], FLAGS_OF.get(self.kind, ())
        setting = SETTING.fullmatch(text)
        if text in FLAGS and text in known:
            self.settings |= FLAGS[text]
        elif setting and setting[1] in known and setting[2] not in ("true", "false"):
            self.settings[setting[1]] = self._values(setting[2], setting[1])
        elif self.kind in WITH_NUMBERS and text == "||":
            self.filters.append([""])
        elif self.kind in WITH_NUMBERS and text == "|":
            self.filters[-1].append("")
        elif self.kind in WITH_NUMBERS and (text in (";", "[", "]", ",") or NUMBER.fullmatch(text)):
            self._add(token.start(), text)
        elif self.kind in ("conv", "transposed_conv") and find_kernel(text):
            self._add(token.start(), _written(text))
        else:
            self._check_name(token)
            return False
        return True

    def _add(self, column: int, text: str) -> None:
        """Lengthen the matrix that is being written."""
        before = self.filters[-1][-1]
        self.filters[-1][-1] = before + " " * max(column - len(before), 1) + text

    def _check_name(self, token: re.Match[str]) -> None:
        """A name of a kernel that is misspelled is told as one."""
        if self.kind in ("conv", "transposed_conv") and token[0].isidentifier() and "_" in token[0]:
            names = [*KERNELS, *SHORT]
            if hint := did_you_mean(token[0], names):
                place = Place(self.source, 1, token.start() + 1, len(token[0]))
                raise SpecError([Problem(f"there is no kernel {quoted(token[0])}{hint}", place)])

    def _values(self, text: str, name: str) -> tuple[Fraction, ...]:
        """`1,2`: a number for each filter, or one for all."""
        rows = read_matrix(text, f"{name} of {self.source.name}") if text else ((),)
        if len(rows) != 1 or not rows[0]:
            self._refuse(f"'{name}' takes numbers such as {name}=1 or {name}=1,2; found {quoted(text)}")
        return rows[0]

    def without_numbers(self, x: Values) -> Source:
        """What the layer's own reader reads: with the size of the kernels, and how many there are."""
        text = self.rest
        if self.kind in WITH_NUMBERS:
            kernels = self.kernels(x)
            size = f"{len(kernels[0][0])}x{len(kernels[0][0][0])}"
            count = len(kernels) if self.kind != "dense" else len(kernels[0][0])
            text += f" {count}" if self.kind == "dense" else f" {count} kernel={size}"
        return Source(self.source.name, text)

    def given(self, x: Values, layer: Layer) -> Given:
        """The numbers, counted against the layer."""
        settings = dict(self.settings)
        biases: tuple[Fraction, ...] = settings.pop("bias", ())
        fill: tuple[Fraction, ...] = settings.pop("fill", (Fraction(0),))
        kernels = self.kernels(x) if layer.kind in WITH_NUMBERS else ()
        outputs = vars(layer).get("filters") or vars(layer).get("units") or 1
        if len(biases) not in (0, 1, outputs):
            self._refuse(f"{len(biases)} biases for {outputs} outputs: give one, or one for each")
        if len(fill) != 1:
            self._refuse(f"'fill' takes one number; found {len(fill)}")
        return Given(kernels, biases, fill=fill[0], **settings)

    def kernels(self, x: Values) -> tuple[tuple[Matrix, ...], ...]:
        """The matrices of each filter: one for each channel that it reads, or one for all."""
        if self.filters == [[""]]:
            kind = self.kind.rstrip(":")
            what = "its weights, a row for each unit" if kind == "dense" else "its kernel"
            self._refuse(f"{kind} needs {what} in numbers, such as '{kind} 1 0; 0 -1'")
        filters = [[matrix_of(Source(self.source.name, part)) for part in one] for one in self.filters]
        if self.kind == "dense":
            if len(filters) > 1 or len(filters[0]) > 1:
                self._refuse("the weights of dense are one matrix, a row for each unit")
            return ((filters[0][0],),)
        channels = len(x.maps) // self._groups(len(x.maps))
        if len(filters) == 1 and len(filters[0]) > 1:
            if len(filters[0]) % channels:
                self._refuse(
                    f"{len(filters[0])} kernels for {channels} channels: a filter has one for each channel"
                )
            every = filters[0]
            filters = [every[i : i + channels] for i in range(0, len(every), channels)]
        for one in filters:
            if len(one) not in (1, channels):
                self._refuse(f"a filter has {len(one)} kernels; it reads {channels} channels")
        if len({(len(kernel), len(kernel[0])) for one in filters for kernel in one}) > 1:
            self._refuse("the kernels of a layer are of one size")
        return tuple(map(tuple, filters))

    def _groups(self, channels: int) -> int:
        """The groups that the words name, as far as they divide the channels."""
        found = re.search(r"(?<!\S)(?:g|groups=)(\d{1,6})(?!\S)", self.rest)
        groups = int(found[1]) if found else 1
        return groups if groups and channels % groups == 0 else 1

    def _refuse(self, message: str) -> None:
        place = Place(self.source, 1, 1, max(1, len(self.source.text)))
        raise SpecError([Problem(message, place)])


def _written(name: str) -> str:
    """A named kernel in numbers."""
    named = find_kernel(name)
    assert named is not None
    return "; ".join(" ".join(map(str, row)) for row in named.matrix)
