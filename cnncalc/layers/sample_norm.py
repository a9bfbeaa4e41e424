"""Normalizations by the statistics of the image itself: layer, group and instance normalization."""

from abc import abstractmethod

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import count, flag
from cnncalc.layers.pointwise import Pointwise
from cnncalc.problem import LayerError
from cnncalc.shape import Shape

SCALES = Formula("weights", "C", "one trained scale per channel")
SHIFTS = Formula("biases", "C", "one trained shift per channel")
MULTIPLICATIONS = Formula(
    "multiplications",
    "(2 + t) * C * prod(N)",
    "per value a square, 1 / deviation, and the scale if trained (t = 1)",
)
ADDITIONS = Formula(
    "additions",
    "(3 + t) * C * prod(N) - g",
    "two sums and the mean per value, the shift if trained; each of g groups saves 2 and adds epsilon",
)
DIVISIONS = Formula("divisions", "3 * g", "per group the mean, the variance and 1 / deviation")
ROOTS = Formula("exponentials", "g", "one square root per group")


class SampleNorm(Pointwise, Learned):
    """Input (C, n...), output the same; 2C parameters, none unless affine.

    Means and variances are taken at inference too, so they are counted. The receptive field does not
    count what the statistics read, as is the custom.
    """

    takes_activation = True

    affine: bool = flag("whether a scale and a shift are trained", default=True)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (SCALES, SHIFTS, MULTIPLICATIONS, ADDITIONS, DIVISIONS, ROOTS)

    def parameters(self, x: Shape) -> Parameters:
        if not self.affine:
            return Parameters(0, because="no scale and no shift are trained")
        return Parameters(SCALES(C=x.channels), SHIFTS(C=x.channels))

    def operations(self, x: Shape, y: Shape) -> Operations:
        values = {"t": int(self.affine), "C": x.channels, "N": x.size}
        groups = self.groups_of(x)
        return Operations(
            multiplications=MULTIPLICATIONS(**values),
            additions=ADDITIONS(**values, g=groups),
            divisions=DIVISIONS(g=groups),
            exponentials=ROOTS(g=groups),
        )

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True, values=2 * self.groups_of(x))  # and the mean and deviation of each group

    @abstractmethod
    def groups_of(self, x: Shape) -> int:
        """How many means and variances are taken of a map of shape x."""


class LayerNorm(SampleNorm, kind="layer_norm"):
    """Normalize over the channels at every position (Ba et al. 2016, arXiv:1607.06450)."""

    def groups_of(self, x: Shape) -> int:
        return x.positions


class GroupNorm(SampleNorm, kind="group_norm"):
    """Normalize over groups of channels, each over the whole map (Wu & He 2018, arXiv:1803.08494)."""

    shorthand = "groups"

    groups: int = count("groups of channels", default=32, letter="g")

    def output_shape(self, x: Shape) -> Shape:
        if x.channels % self.groups:
            raise LayerError(f"{self.groups} groups do not divide {x.channels} channels", "groups")
        return super().output_shape(x)

    def groups_of(self, x: Shape) -> int:
        return self.groups


class InstanceNorm(SampleNorm, kind="instance_norm"):
    """Normalize each channel over the whole map (Ulyanov et al. 2016, arXiv:1607.08022)."""

    affine: bool = flag("whether a scale and a shift are trained", default=False)

    def groups_of(self, x: Shape) -> int:
        return x.channels
