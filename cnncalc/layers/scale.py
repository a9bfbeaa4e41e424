"""Scaling by a fixed factor: nothing is learnt."""

from cnncalc.formula import Formula
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import real
from cnncalc.layers.pointwise import Pointwise, per_value, per_value_of
from cnncalc.shape import Shape


class Scale(Pointwise, kind="scale"):
    """Multiply every value by a fixed number: input (C, n...), output the same.

    Source: the residual branches of Inception-ResNet (Szegedy et al. 2016, arXiv:1602.07261, section 3.3).
    """

    shorthand = "factor"
    in_place = True

    factor: float = real("what every value is multiplied by", least=-1e30, most=1e30, example="0.5")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return per_value_of(multiplications=1)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(0, because="the factor is fixed")

    def operations(self, x: Shape, y: Shape) -> Operations:
        return per_value(x, multiplications=1)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()
