"""Layers that only pass values on: dropout, identity, flatten."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Costless
from cnncalc.layers.facts import Kept
from cnncalc.layers.fields import real
from cnncalc.layers.pointwise import Pointwise
from cnncalc.layers.shapes import kept
from cnncalc.shape import Shape

LAID_OUT = Formula("N", "prod(N_in) * C_in", "every value of the map, one after another")


class PassedOn(Costless, Pointwise):
    """A layer whose output may take the place of its input."""

    in_place = True


class Dropout(PassedOn, kind="dropout"):
    """Zero a random share of the values in training; at inference nothing happens."""

    shorthand = "rate"
    idle = True
    rides = True
    reason = "dropout does nothing at inference"

    rate: float = real("the share of values that is dropped", default=0.5, least=0, most=1, also=("p",))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(marks=y.values)  # a byte for each value: dropped or not


class DropPath(PassedOn, kind="drop_path"):
    """Zero a whole residual branch in training (Huang et al. 2016); at inference nothing happens."""

    shorthand = "rate"
    idle = True
    rides = True
    reason = "drop path does nothing at inference"

    rate: float = real("how often the branch is dropped", default=0.1, least=0, most=1, also=("p",))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(values=1)  # the factor of the image


class Identity(PassedOn, kind="identity"):
    """Pass the input on: the shortcut of a residual connection."""

    view = True
    reason = "the input is passed on"


class Flatten(PassedOn, kind="flatten"):
    """Lay a map of H x W x C out as a vector of H*W*C values. A vector stays as it is."""

    view = True
    reason = "the values are rearranged, not changed"

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (LAID_OUT,)

    def output_shape(self, x: Shape) -> Shape:
        return Shape(LAID_OUT(N_in=x.size, C_in=x.channels)) if x.size else kept(x)
