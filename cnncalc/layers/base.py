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
from collections.abc import Mapping
from typing import ClassVar

from cnncalc.formula import Formula
from cnncalc.layers.declared import Declared
from cnncalc.layers.facts import Facts, Kept, Operations, Parameters
from cnncalc.layers.fields import flag
from cnncalc.shape import Shape, Windows

CATALOGUE: dict[str, type["Layer"]] = {}
"""Every layer kind by its name; filled as the files of this folder are imported."""

CALLED_ELSEWHERE: dict[str, str] = {}
"""What other tools call a kind, in small letters, and what it is here: `called 'dense'`."""


class Layer(Declared, ABC):
    """One layer: the values of its fields, and its facts on inputs of given shapes."""

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
    is_activation: ClassVar[bool] = False  # may come after `activation:`
    beside: ClassVar[str] = ""  # of a join: what a branch beside the main one is in the pattern of a block
    rides: ClassVar[bool] = False  # readers see it in the row of the layer that it follows

    def __init_subclass__(cls, kind: str = "") -> None:
        super().__init_subclass__()
        if kind:
            cls.kind = kind
            CATALOGUE[kind] = cls
            CALLED_ELSEWHERE.update(dict.fromkeys(cls.also, f"called '{kind}'"))
            CALLED_ELSEWHERE.update({w: f"{kind} with '{field}'" for w, field in cls.special_cases.items()})

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
        """All its facts on inputs of these shapes; LayerError if nothing fits.

        told: an output that costs are counted for in place of the right one, as somebody's answer has it.
        """

    @abstractmethod
    def output_on(self, inputs: tuple[Shape, ...]) -> Shape:
        """The output alone, for a search that tries many layers; LayerError if nothing fits."""


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
        """The shape of the output; LayerError if nothing fits."""

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


class Costless(SingleInput):
    """A layer that, at inference, neither learns nor computes; `reason` says why."""

    reason: ClassVar[str]

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(0, because=self.reason)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(because=self.reason)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()


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
        """The shape of the output; LayerError if the inputs do not fit each other."""

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
