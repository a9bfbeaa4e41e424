"""Pooling over the whole map: one value per channel is left, a vector."""

from cnncalc.formula import Formula
from cnncalc.layers.base import SingleInput
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.pooling import NOTHING_LEARNT, largest
from cnncalc.layers.shapes import KEPT_CHANNELS, need_map
from cnncalc.shape import WHOLE, Shape, Windows

COMPARISONS = Formula("comparisons", "(prod(N) - 1) * C", "the largest of m values takes m - 1")
ADDITIONS = Formula("additions", "(prod(N) - 1) * C", "a sum of m values takes m - 1")
DIVISIONS = Formula("divisions", "C", "each channel's sum is divided once")


class GlobalPool(SingleInput):
    """Input (C, n...), output a vector of C."""

    def output_shape(self, x: Shape) -> Shape:
        need_map(x)
        return Shape(KEPT_CHANNELS(C_in=x.channels))

    def windows(self, x: Shape) -> Windows:
        return WHOLE

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT


class GlobalAvgPool(GlobalPool, kind="global_avg_pool"):
    """Average each channel over the whole map (Lin et al. 2013, arXiv:1312.4400, section 3.2)."""

    also = ("gap",)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (ADDITIONS, DIVISIONS)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(additions=ADDITIONS(N=x.size, C=x.channels), divisions=DIVISIONS(C=x.channels))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()


class GlobalMaxPool(GlobalPool, kind="global_max_pool"):
    """Keep each channel's largest value of the whole map."""

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (COMPARISONS,)

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(comparisons=COMPARISONS(N=x.size, C=x.channels))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return largest(y)._replace(input=True)
