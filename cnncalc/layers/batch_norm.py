"""Batch normalization: each channel to zero mean and unit variance, then scaled and shifted."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import flag
from cnncalc.layers.pointwise import Pointwise, per_value, per_value_of
from cnncalc.shape import Shape

SCALES = Formula("weights", "C", "one trained scale per channel")
SHIFTS = Formula("biases", "C", "one trained shift per channel")
STATISTICS = Formula("statistics", "2 * C", "a running mean and a running variance per channel, not trained")


class BatchNorm(Pointwise, Learned, kind="batch_norm"):
    """Bring each channel to zero mean and unit variance, then scale and shift it.

    Input (C, n...), output the same; 2C parameters and 2C running statistics. At inference the four
    vectors fold into one multiplication and one addition per value.
    Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
    """

    also = ("bn", "batchnormalization")
    takes_activation = True

    affine: bool = flag("whether a scale and a shift are trained", default=True)
    scale: bool = flag("whether the scale is trained", default=True)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (SCALES, SHIFTS, STATISTICS, *per_value_of(multiplications=1, additions=1))

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(
            SCALES(C=x.channels) if self.affine and self.scale else 0,
            SHIFTS(C=x.channels) if self.affine else 0,
            STATISTICS(C=x.channels),
        )

    def operations(self, x: Shape, y: Shape) -> Operations:
        return per_value(x, multiplications=1, additions=1)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True, once=2 * x.channels)  # and the mean and deviation of each channel
