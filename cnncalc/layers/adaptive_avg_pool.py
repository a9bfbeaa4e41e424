"""Adaptive pooling: the output's size is given, and the windows are laid out to fit it."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Layer, Operations, Parameters
from cnncalc.layers.fields import size
from cnncalc.layers.pooling import DIVISIONS, NOTHING_LEARNT
from cnncalc.layers.sliding import per_axis
from cnncalc.problem import LayerError
from cnncalc.shape import UNEVEN, WHOLE, Shape, Size, Window, Windows, size_text

ADDITIONS = Formula(
    "additions", "(prod(r) - prod(N_out)) * C", "the windows read prod(r) values; a sum of m takes m - 1"
)


class AdaptiveAvgPool(Layer, kind="adaptive_avg_pool"):
    """Average windows that cover the map: window i is floor(i*n/out) ... ceil((i + 1)*n/out) - 1.

    Input (C, n...), output (C, out...). Where out does not divide n, the windows start at uneven
    steps, so no one receptive field is true of every position. Source: PyTorch's definition.
    """

    shorthand = "output"

    output: Size = size("the size of the output along each axis")

    def brief(self) -> str:
        text = size_text(self.output)
        return f"{self.kind} to {text if 'x' in text else f'{text}x{text}'}"

    def output_shape(self, x: Shape) -> Shape:
        if not x.size:
            raise LayerError(f"{self.kind} pools a map; this input is a vector of {x.channels} values")
        return Shape(x.channels, per_axis(self.output, x.rank, "output"))

    def windows(self, x: Shape) -> Windows:
        outs = per_axis(self.output, x.rank, "output")
        if set(outs) == {1}:
            return WHOLE
        if any(n % out for n, out in zip(x.size, outs, strict=True)):
            return UNEVEN
        steps = [n // out for n, out in zip(x.size, outs, strict=True)]
        return tuple(Window(kernel=step, stride=step).reads for step in steps)

    def parameters(self, x: Shape) -> Parameters:
        return NOTHING_LEARNT

    def operations(self, x: Shape, y: Shape) -> Operations:
        read = tuple(values_read(n, out) for n, out in zip(x.size, y.size, strict=True))
        additions = ADDITIONS(r=read, N_out=y.size, C=y.channels)
        return Operations(additions=additions, divisions=DIVISIONS(N_out=y.size, C=y.channels))


def values_read(n: int, out: int) -> int:
    """How many of n positions the `out` windows read along one axis, overlaps counted again.

    >>> values_read(7, 3)  # 0-2, 2-4, 4-6
    9
    """
    period = n % out
    if not period:
        return n
    return sum(-(-(i + 1) * n // out) - i * n // out for i in range(out))
