"""Joins, position by position: add, average, maximum, multiply."""

from collections.abc import Iterator
from typing import Any, ClassVar

from cnncalc.formula import Formula, Quantity
from cnncalc.layers.base import Join
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.shapes import COMMON_CHANNELS, COMMON_SIZE
from cnncalc.problem import LayerError, listing
from cnncalc.shape import AXES, POINT, Shape, Windows

Shapes = tuple[Shape, ...]

LARGEST_SIZE = Formula("n_out", "n", "the largest input has this size")
MOST_CHANNELS = Formula("C_out", "C_in", "the input with most channels has as many")
COMBINED = {
    name: Formula(name, "(k - 1) * C * prod(N)", "k values are combined in k - 1 steps")
    for name in ("multiplications", "additions", "comparisons")
}
DIVISIONS = Formula("divisions", "C * prod(N)", "each sum is divided once")


class Elementwise(Join):
    """Inputs of one shape, output the same. In add and multiply, a vector or a 1x1 map broadcasts."""

    operation: ClassVar[str]  # what combines two values
    broadcasts: ClassVar[bool] = False
    slope_from_input: ClassVar[bool] = False  # the gradient of one input depends on the others

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (COMBINED[cls.operation],)

    def output_shape(self, xs: Shapes) -> Shape:
        largest = max(xs, key=lambda shape: (shape.positions, shape.rank, shape.channels))
        differing = [shape for shape in xs if not self._fits(shape, largest)]
        if differing:
            raise LayerError(_difference(differing[0], largest))
        channels = COMMON_CHANNELS if len({shape.channels for shape in xs}) == 1 else MOST_CHANNELS
        return Shape(channels(C_in=largest.channels), tuple(_sizes(xs, largest)))

    def _fits(self, shape: Shape, largest: Shape) -> bool:
        broadcast = self.broadcasts and shape.positions == 1
        return shape.channels == largest.channels and (broadcast or shape.size == largest.size)

    def windows(self) -> Windows:
        return POINT

    def parameters(self) -> Parameters:
        return Parameters(0, because=f"{self.kind} has nothing to learn")

    def operations(self, xs: Shapes, y: Shape) -> Operations:
        cost: Any = COMBINED[self.operation](k=len(xs), C=y.channels, N=y.size)
        return Operations(**{self.operation: cost})

    def kept(self) -> Kept:
        return Kept(input=self.slope_from_input)


def _sizes(xs: Shapes, largest: Shape) -> Iterator[Quantity]:
    """The sizes of the largest input, which those of the others equal or stand beside."""
    for axis, n in enumerate(largest.size):
        alike = all(shape.rank == largest.rank and shape.size[axis] == n for shape in xs)
        yield (COMMON_SIZE if alike else LARGEST_SIZE)(n=n)


def _difference(one: Shape, other: Shape) -> str:
    """In what two shapes differ: `height and channels differ`."""
    if one.rank != other.rank and one.channels == other.channels:
        return "one is a vector" if not one.rank else "their numbers of axes differ"
    if one.rank != other.rank:
        return "channels differ"
    names = [axis for axis, a, b in zip(AXES[one.rank], one.size, other.size, strict=True) if a != b] + [
        "channels"
    ] * (one.channels != other.channels)
    return f"{listing(names)} differ"


class Add(Elementwise, kind="add"):
    """The sum of the inputs: a residual connection (He et al. 2015, arXiv:1512.03385)."""

    also = ("residual",)
    beside = "proj"
    operation = "additions"
    broadcasts = True


class Average(Elementwise, kind="average"):
    """The mean of the inputs."""

    operation = "additions"

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (DIVISIONS, *super().formulas())

    def operations(self, xs: Shapes, y: Shape) -> Operations:
        return super().operations(xs, y)._replace(divisions=DIVISIONS(C=y.channels, N=y.size))


class Maximum(Elementwise, kind="maximum"):
    """The largest of the inputs."""

    operation = "comparisons"
    slope_from_input = True


class Multiply(Elementwise, kind="multiply"):
    """The product of the inputs: the gate of squeeze-and-excitation (arXiv:1709.01507).

    Its multiplications join activations with activations, so they count among the operations and
    not in the column "multiplies". A map with one channel gates every channel (arXiv:1807.06521).
    """

    beside = "gate"
    operation = "multiplications"
    broadcasts = True
    slope_from_input = True

    def _fits(self, shape: Shape, largest: Shape) -> bool:
        spatial_gate = shape.channels == 1 and shape.size == largest.size
        return spatial_gate or super()._fits(shape, largest)
