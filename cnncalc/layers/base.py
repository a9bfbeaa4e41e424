"""What every layer kind states about itself: four facts, from which all figures follow.

- `output_shape(x)`: the shape of its output;
- `windows(x)`: which input positions an output position reads;
- `parameters(x)`: what it learns and keeps;
- `operations(x, y)`: what one image costs.

and, for training, `kept(x, y)`: what its backward pass keeps, as PyTorch does. A kind with one input gets
its Shape; a join (`joins = True`) a tuple of Shapes. The four facts are abstract and a zero gives its
reason: nothing is zero by omission. A kind that does not say what it keeps makes the memory of training
a lower bound.
"""

from abc import ABC, abstractmethod
from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

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


POSITION = 8
"""Bytes that say which value of a window was the largest, as PyTorch and TensorFlow store it."""

OTHER_WORDS = {
    "out_channels": "filters",
    "channels": "filters",
    "num_filters": "filters",
    "out_features": "units",
    "features": "units",
    "neurons": "units",
    "kernel_size": "kernel",
    "pool_size": "kernel",
    "size": "kernel",
    "filter_size": "kernel",
    "strides": "stride",
    "ceil_mode": "rounding",
    "use_bias": "bias",
    "dilation_rate": "dilation",
    "depth_multiplier": "multiplier",
    "p": "rate",
    "alpha": "slope",
    "negative_slope": "slope",
    "output_size": "output",
}
"""What frameworks call a field, and what it is called here."""

CATALOGUE: dict[str, type["Layer"]] = {}
"""Every layer kind by its name; filled as the files of this folder are imported."""


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
    """One layer: the values of its fields, and its facts as functions of the input's shape."""

    kind: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})
    shorthand: ClassVar[str | None] = None  # the field meant by `dense: 120`
    joins: ClassVar[bool] = False  # takes several inputs
    weight_layer: ClassVar[bool] = False  # counts as a layer in "VGG-16"
    in_place: ClassVar[bool] = False  # may overwrite its input: needs no volume of its own
    view: ClassVar[bool] = False  # its output is its input, looked at in another way
    idle: ClassVar[bool] = False  # at inference it does nothing, and its output is its input
    takes_activation: ClassVar[bool] = False  # `activation: relu` may stand among its fields
    is_activation: ClassVar[bool] = False  # may stand behind `activation:`

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
    def nearest_field(cls, name: str) -> str:
        """A hint at the field that was meant."""
        meant = OTHER_WORDS.get(name)
        if meant in cls.fields:
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

    def brief(self, rank: int = 2) -> str:
        """The kind with its geometry in short, on a map with so many axes: `conv 7x7/2 p3`."""
        return self.kind

    @abstractmethod
    def output_shape(self, x: Any) -> Shape:
        """The shape of the output for an input of shape x; LayerError where nothing fits."""

    @abstractmethod
    def windows(self, x: Any) -> Windows:
        """What an output position reads: Reads per axis, POINT, or WHOLE."""

    @abstractmethod
    def parameters(self, x: Any) -> Parameters:
        """What is learnt and kept."""

    @abstractmethod
    def operations(self, x: Any, y: Shape) -> Operations:
        """What one image costs at inference, y being the output's shape."""

    def kept(self, x: Any, y: Shape) -> Kept:
        """What its backward pass needs, where a gradient goes through it."""
        return Kept(input=True, complete=False)


class Learned(Layer):
    """A layer with parameters, which may be frozen."""

    keeps_if_frozen: ClassVar[bool] = False  # whether PyTorch keeps what it reads all the same

    trainable: bool = flag("whether training changes its parameters", default=True)

    def kept(self, x: Any, y: Shape) -> Kept:
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
