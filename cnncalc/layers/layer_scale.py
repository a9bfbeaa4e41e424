"""Layer scale: one trained factor per channel."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.pointwise import Pointwise, per_value, per_value_of
from cnncalc.shape import Shape

FACTORS = Formula("weights", "C", "one factor per channel")


class LayerScale(Pointwise, Learned, kind="layer_scale"):
    """Multiply each channel by a trained factor: input (C, n...), output the same; C parameters.

    Source: Touvron et al. 2021, arXiv:2103.17239.
    """

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (FACTORS, *per_value_of(multiplications=1))

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(FACTORS(C=x.channels))

    def operations(self, x: Shape, y: Shape) -> Operations:
        return per_value(x, multiplications=1)
