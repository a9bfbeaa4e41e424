"""What every layer kind states about itself: its Facts, from which all figures follow.

`Layer.facts(inputs)` gives all of them for inputs of known shapes:

- `output`: the shape of its output, whose numbers know how they came about;
- `windows`: which input positions an output position reads;
- `parameters`: what it learns and keeps;
- `operations`: what one image costs;
- `kept`: what its backward pass keeps, as PyTorch does.

A kind states each of them as a method: of the shape x that it reads, or, where it joins several inputs, of
all their shapes. All but `kept` are abstract, and a zero gives its reason: nothing is zero by omission. A
kind that does not say what it keeps makes the memory of training a lower bound.
"""

from abc import ABC, abstractmethod
from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from cnncalc.formula import Formula
from cnncalc.layers.fields import (
    Field,
    axes,
    choice,
    connection_table,
    count,
    flag,
    output_shape,
    padding,
    real,
    size,
    words,
)
from cnncalc.problem import LayerError, did_you_mean, listing
from cnncalc.shape import Shape, Windows, size_text

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """What type checkers read; at run time it does nothing."""
        return lambda cls: cls


class Parameters(NamedTuple):
    """What a layer keeps: counts of numbers. None is a count that nobody knows."""

    weights: int | None
    biases: int | None = 0
    statistics: int = 0  # moving averages: kept, but not trained
    because: str = ""  # why there are none


class Operations(NamedTuple):
    """What one image costs, by kind of operation. None is a count that nobody knows."""

    multiplies: int | None = 0  # weights with activations: the column "multiplies"
    multiplications: int | None = 0  # all others
    additions: int | None = 0
    comparisons: int | None = 0
    divisions: int | None = 0
    exponentials: int | None = 0
    because: str = ""  # why there are none


class Kept(NamedTuple):
    """What the backward pass of a layer keeps of the forward pass: whole volumes, and numbers besides."""

    input: bool = False  # all that it reads
    output: bool = False  # what it gives
    either: bool = False  # what it gives in place of what it reads, if it has overwritten that
    values: int = 0  # numbers besides, for one image
    once: int = 0  # numbers besides, for the whole batch
    marks: int = 0  # bytes of masks and of positions, for one image
    complete: bool = True  # False: nobody says whether that is all


class Facts(NamedTuple):
    """All that a layer states about itself on inputs of given shapes."""

    output: Shape  # each number a Quantity, with the formula or the reason that gives it
    shape: Shape  # the same in bare numbers
    windows: Windows  # what an output position reads: Reads per axis, POINT, WHOLE, ...
    parameters: Parameters
    operations: Operations
    kept: Kept


POSITION = 8
"""Bytes that say which value of a window was the largest, as PyTorch and TensorFlow store it."""

CATALOGUE: dict[str, type["Layer"]] = {}
"""Every layer kind by its name; filled as the files of this folder are imported."""

CALLED_ELSEWHERE: dict[str, str] = {}
"""What other tools call a kind, in small letters, and what it is here: `called 'dense'`."""


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        count,
        size,
        padding,
        flag,
        axes,
        choice,
        real,
        connection_table,
        output_shape,
        words,
    ),
)
class Layer(ABC):
    """One layer: the values of its fields, and its facts on inputs of given shapes."""

    kind: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})
    shorthand: ClassVar[str | None] = None  # the field meant by `dense: 120`
    also: ClassVar[tuple[str, ...]] = ()  # what other tools call the kind, in small letters
    special_cases: ClassVar[Mapping[str, str]] = {}  # what others call the kind with a field set: the field
    example: ClassVar[str] = ""  # its fields in an example; by default all that are required
    example_input: ClassVar[str] = "28x28x64"  # what the example reads
    joins: ClassVar[bool] = False  # takes several inputs
    weight_layer: ClassVar[bool] = False  # counts as a layer in "VGG-16"
    in_place: ClassVar[bool] = False  # may overwrite its input: needs no volume of its own
    view: ClassVar[bool] = False  # its output is its input, looked at in another way
    idle: ClassVar[bool] = False  # at inference it does nothing, and its output is its input
    takes_activation: ClassVar[bool] = False  # `activation: relu` may stand among its fields
    is_activation: ClassVar[bool] = False  # may stand behind `activation:`
    beside: ClassVar[str] = ""  # of a join: what a branch beside the main one is in the pattern of a block
    rides: ClassVar[bool] = False  # readers see it in the row of the layer that it follows

    def __init_subclass__(cls, kind: str = "") -> None:
        declared: dict[str, Field] = {}
        for base in cls.__mro__:
            for name, value in vars(base).items():
                if isinstance(value, Field):
                    declared.setdefault(name, value)
        required_first = sorted(declared, key=lambda name: not declared[name].required)
        cls.fields = MappingProxyType({name: declared[name] for name in required_first})
        if kind:
            cls.kind = kind
            CATALOGUE[kind] = cls
            CALLED_ELSEWHERE.update(dict.fromkeys(cls.also, f"called '{kind}'"))
            CALLED_ELSEWHERE.update({w: f"{kind} with '{field}'" for w, field in cls.special_cases.items()})

    def __init__(self, **values: Any) -> None:
        for error in [*self.faults(values), *self.missing(values)]:
            raise error
        self._set(values)

    @classmethod
    def trusted(cls, values: Mapping[str, Any]) -> "Layer":
        """A layer from values that `faults` has passed."""
        layer = cls.__new__(cls)
        layer._set(values)
        return layer

    @classmethod
    def faults(cls, values: Mapping[str, Any]) -> list[LayerError]:
        """Everything wrong with these values of the fields, each taken by itself."""
        found = []
        for name, value in values.items():
            field = cls.fields.get(name)
            if field is None:
                found.append(LayerError(f"{cls.kind} has no field '{name}'{cls.nearest_field(name)}", name))
            elif not (value is None and field.default is None) and (fault := field.type.fault(value)):
                found.append(LayerError(f"'{name}' of {cls.kind} {fault}", name))
        return found

    @classmethod
    def missing(cls, values: Container[str]) -> list[LayerError]:
        """What is wrong where a required field is not among the values."""
        names = [name for name, field in cls.fields.items() if field.required and name not in values]
        return [LayerError(f"{cls.kind} needs {listing(map(repr, names))}")] if names else []

    @classmethod
    def field_called(cls, word: str) -> str | None:
        """The field that other tools call so, if any."""
        return next((name for name, field in cls.fields.items() if word in field.also), None)

    @classmethod
    def nearest_field(cls, name: str) -> str:
        """A hint at the field that was meant."""
        if meant := cls.field_called(name):
            return f"; here it is called '{meant}'"
        if name == "activation":
            return "; write the activation as a layer of its own behind it"
        if name == "share":
            return "; it has no parameters to share"
        if name in ("in_channels", "in_features", "input_shape"):
            return "; it follows from the layer before, leave it out"
        known = [*cls.fields, "name", "from"]
        return did_you_mean(name, known) or f"; it has {', '.join(cls.fields) or 'none of its own'}"

    def _set(self, values: Mapping[str, Any]) -> None:
        vars(self).update({name: field.default for name, field in self.fields.items()}, **values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a layer does not change: cannot set {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.kind, *vars(self).values()))

    def __repr__(self) -> str:
        given = (f"{n}={v!r}" for n, v in vars(self).items() if v != self.fields[n].default)
        return f"{type(self).__name__}({', '.join(given)})"

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        """The formulas by which its facts come about, in their order."""
        return ()

    def brief(self, rank: int = 2) -> str:
        """The kind with its geometry in short, on a map with so many axes: `conv 7x7/2 p3`."""
        return self.kind

    def in_pattern(self, rank: int = 2) -> str:
        """What it is in the pattern of a block, `3x3/2` of `[3x3/2, 3x3]`; "" where it is left out."""
        return self.kind if self.weight_layer else ""

    @abstractmethod
    def facts(self, inputs: tuple[Shape, ...], told: Shape | None = None) -> Facts:
        """All its facts on inputs of these shapes; LayerError where nothing fits.

        told: an output that costs are counted for in place of the right one, as somebody's answer has it.
        """

    @abstractmethod
    def output_on(self, inputs: tuple[Shape, ...]) -> Shape:
        """The output alone, for a search that tries many layers; LayerError where nothing fits."""


class SingleInput(Layer):
    """A layer that reads one input, of shape x, and gives an output of shape y."""

    def facts(self, inputs: tuple[Shape, ...], told: Shape | None = None) -> Facts:
        (x,) = inputs
        output = self.output_shape(x)
        y = told or output.plain
        return Facts(output, y, self.windows(x), self.parameters(x), self.operations(x, y), self.kept(x, y))

    def output_on(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.output_shape(*inputs)

    @abstractmethod
    def output_shape(self, x: Shape) -> Shape:
        """The shape of the output; LayerError where nothing fits."""

    @abstractmethod
    def windows(self, x: Shape) -> Windows:
        """What an output position reads: Reads per axis, POINT, WHOLE, ..."""

    @abstractmethod
    def parameters(self, x: Shape) -> Parameters:
        """What is learnt and kept."""

    @abstractmethod
    def operations(self, x: Shape, y: Shape) -> Operations:
        """What one image costs at inference."""

    def kept(self, x: Shape, y: Shape) -> Kept:
        """What its backward pass needs, where a gradient goes through it."""
        return Kept(input=True, complete=False)


class Join(Layer):
    """A layer that reads several inputs, of the shapes xs, gives an output of shape y, and learns nothing."""

    joins = True

    def facts(self, inputs: tuple[Shape, ...], told: Shape | None = None) -> Facts:
        output = self.output_shape(inputs)
        y = told or output.plain
        return Facts(output, y, self.windows(), self.parameters(), self.operations(inputs, y), self.kept())

    def output_on(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.output_shape(inputs)

    @abstractmethod
    def output_shape(self, xs: tuple[Shape, ...]) -> Shape:
        """The shape of the output; LayerError where the inputs do not fit each other."""

    @abstractmethod
    def windows(self) -> Windows:
        """What an output position reads of each input: POINT, or UNKNOWN."""

    @abstractmethod
    def parameters(self) -> Parameters:
        """Why it has none."""

    @abstractmethod
    def operations(self, xs: tuple[Shape, ...], y: Shape) -> Operations:
        """What one image costs at inference."""

    @abstractmethod
    def kept(self) -> Kept:
        """What its backward pass needs, where a gradient goes through it."""


class Learned(SingleInput):
    """A layer with parameters, which may be frozen."""

    keeps_if_frozen: ClassVar[bool] = False  # whether PyTorch keeps what it reads all the same

    trainable: bool = flag("whether training changes its parameters", default=True)

    def kept(self, x: Shape, y: Shape) -> Kept:
        # the gradient of a weight is a sum over what it multiplied
        return Kept(input=self.trainable or self.keeps_if_frozen)


def geometry(
    kernel: Any, stride: Any, padding: Any, dilation: Any = 1, groups: int = 1, rank: int = 2
) -> str:
    """Kernel, stride, padding, dilation and groups in short: `3x3/2 p1 d2 g32`."""
    parts = [on_axes(kernel, rank)]
    if size_text(stride) != "1":
        parts[0] += f"/{size_text(stride)}"
    if padding_text(padding) not in ("0", "valid"):
        text = padding_text(padding)
        parts.append(f"p{text}" if text[0].isdigit() else text)
    if size_text(dilation) != "1":
        parts.append(f"d{size_text(dilation)}")
    if groups != 1:
        parts.append(f"g{groups}")
    return " ".join(parts)


def on_axes(size: Any, rank: int) -> str:
    """A size with a number for each axis: `3x3`, `3x3x3` for a volume, `80` for a sequence."""
    text = size_text(size)
    return text if "x" in text else "x".join([text] * rank)


SIDE_LETTERS = {"back": "bk"}
"""What stands for a side of a volume whose first letter is another's."""


def padding_text(padding: Any) -> str:
    """The padding in short: `1`, `1x2`, `same`, or `t1+b2` for sides that differ (`bk` is the back)."""
    if isinstance(padding, str):
        return padding
    if hasattr(padding, "_asdict"):
        sides = padding._asdict().items()
        return "+".join(f"{SIDE_LETTERS.get(s, s[0])}{pixels}" for s, pixels in sides if pixels) or "0"
    return size_text(padding)
