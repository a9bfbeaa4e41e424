"""Depthwise convolution: every channel has kernels of its own, and channels are not mixed."""

from cnncalc.formula import Formula
from cnncalc.layers.conv import Windowed
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.fields import count
from cnncalc.layers.sliding import SLIDING
from cnncalc.shape import Shape

CHANNELS = Formula("C_out", "C_in * m", "m kernels for each input channel")
WEIGHTS = Formula("weights", "prod(f) * C_in * m", "m flat kernels for each input channel")
BIASES = Formula("biases", "C_in * m", "one bias per output channel")
MULTIPLIES = Formula(
    "multiplies", "prod(f) * prod(N_out) * C_in * m", "each output value sums over one channel's window"
)
ADDITIONS = Formula(
    "additions", "(prod(f) - 1 + b) * prod(N_out) * C_in * m", "a sum of m terms takes m - 1; a bias one more"
)


class DepthwiseConv(Windowed, kind="depthwise_conv"):
    """Filter each channel by itself.

    Input (C, n...), output (C * multiplier, n_out...), sizes as for conv.
    Source: Howard et al. 2017, arXiv:1704.04861, section 3.1.
    """

    shorthand = "kernel"
    short = "dw"

    multiplier: int = count("kernels per input channel", default=1, letter="m", also=("depth_multiplier",))

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (CHANNELS, *SLIDING, WEIGHTS, BIASES, MULTIPLIES, ADDITIONS)

    def output_shape(self, x: Shape) -> Shape:
        return Shape(CHANNELS(C_in=x.channels, m=self.multiplier), self.sizes(x))

    def parameters(self, x: Shape) -> Parameters:
        channels = {"C_in": x.channels, "m": self.multiplier}
        return Parameters(WEIGHTS(f=self.kernel_of(x), **channels), BIASES(**channels) if self.bias else 0)

    def operations(self, x: Shape, y: Shape) -> Operations:
        inputs = {"f": self.kernel_of(x), "N_out": y.size, "C_in": x.channels, "m": self.multiplier}
        return Operations(multiplies=MULTIPLIES(**inputs), additions=ADDITIONS(**inputs, b=int(self.bias)))
