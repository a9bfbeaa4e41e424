"""Pooling over the channels: one channel is left, as the gate of spatial attention reads it."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Kept, Layer, Operations, Parameters
from cnncalc.layers.pooling import NOTHING_LEARNT, largest
from cnncalc.shape import POINT, Shape, Windows

ADDITIONS = Formula("additions", "(C - 1) * prod(N)", "a sum of m values takes m - 1")
COMPARISONS = Formula("comparisons", "(C - 1) * prod(N)", "the largest of m values takes m - 1")
DIVISIONS = Formula("divisions", "prod(N)", "each sum is divided once")


class ChannelPool(Layer):
    """Input (C, n...), output (1, n...)."""

    def output_shape(self, x: Shape) -> Shape:
        return Shape(1, x.size)

    def windows(self, x: Shape) -> Windows:
        return POINT

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT


class ChannelMean(ChannelPool, kind="channel_mean"):
    """The mean over the channels at every position (Woo et al. 2018, arXiv:1807.06521)."""

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(additions=ADDITIONS(C=x.channels, N=x.size), divisions=DIVISIONS(N=x.size))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept()


class ChannelMax(ChannelPool, kind="channel_max"):
    """The largest value over the channels at every position."""

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(comparisons=COMPARISONS(C=x.channels, N=x.size))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return largest(y)
