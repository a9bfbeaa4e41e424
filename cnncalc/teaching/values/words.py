"""The words of a layer on numbers: its matrices, what is said of them, and the rest that its fields take."""

import re
from fractions import Fraction
from typing import Any, NoReturn

from cnncalc.layers import Layer
from cnncalc.problem import Place, Problem, Source, SpecError, did_you_mean, quoted
from cnncalc.teaching.values.kernels import KERNELS, SHORT, find_kernel
from cnncalc.teaching.values.layers import LayerNumbers, Values
from cnncalc.teaching.values.matrix import NUMBER, Matrix, matrix_of, read_matrix

WITH_NUMBERS = ("conv", "transposed_conv", "dense")
"""Kinds whose weights are written among their words."""

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


def whole(source: Source) -> Place:
    """The whole text of an argument."""
    return Place(source, 1, 1, max(1, len(source.text)))


class LayerWords:
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

    def _set(self, said: dict[str, Any], token: re.Match[str]) -> None:
        """What a word says; SpecError where another word has said it."""
        if not said.keys().isdisjoint(self.settings):
            place = Place(self.source, 1, token.start() + 1, len(token[0]))
            raise SpecError([Problem(f"'{token[0]}' says what another word has said already", place)])
        self.settings |= said

    def _takes(self, token: re.Match[str]) -> bool:
        """Whether the token is a number or said of numbers; else the layer's own reader has it."""
        text, known = token[0], FLAGS_OF.get(self.kind, ())
        setting = SETTING.fullmatch(text)
        if text in FLAGS and text in known:
            self._set(FLAGS[text], token)
        elif setting and setting[1] in known and setting[2] not in ("true", "false"):
            self._set({setting[1]: self._values(setting[2], setting[1])}, token)
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
        gap = column - len(before)
        self.filters[-1][-1] = before + " " * (gap if gap >= 0 else 1) + text

    def _check_name(self, token: re.Match[str]) -> None:
        """A name of a kernel that is misspelled is told as one."""
        if "_" in token[0]:
            self._check_word(token)

    def _check_names(self) -> None:
        """Where there is no kernel, any word that is not the layer's may be the name of one."""
        start = len(self.rest) - len(self.rest.lstrip()) + len(self.kind)
        for token in TOKEN.finditer(self.rest, start):
            self._check_word(token)

    def _check_word(self, token: re.Match[str]) -> None:
        """SpecError if the word is nearly the name of a kernel."""
        may_be = self.kind in ("conv", "transposed_conv") and token[0].isidentifier()
        if may_be and (hint := did_you_mean(token[0], [*KERNELS, *SHORT])):
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

    def given(self, x: Values, layer: Layer) -> LayerNumbers:
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
        return LayerNumbers(kernels, biases, fill=fill[0], **settings)

    def kernels(self, x: Values) -> tuple[tuple[Matrix, ...], ...]:
        """The matrices of each filter: one for each channel that it reads, or one for all."""
        if self.filters == [[""]]:
            self._check_names()
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

    def _refuse(self, message: str) -> NoReturn:
        raise SpecError([Problem(message, whole(self.source))])


def _written(name: str) -> str:
    """A named kernel in numbers."""
    named = find_kernel(name)
    assert named is not None
    return "; ".join(" ".join(map(str, row)) for row in named.matrix)
