"""Separable convolution: a depthwise step over space, then a 1x1 step over channels."""

from cnncalc.formula import Formula
from cnncalc.layers.conv import OUT_CHANNELS, Windowed
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import count
from cnncalc.layers.shapes import FILTERS
from cnncalc.layers.sliding import SLIDING
from cnncalc.shape import Shape

WEIGHTS = Formula(
    "weights",
    "prod(f) * C_in * m + C_in * m * C_out",
    "flat kernels per channel, then 1x1 kernels across them",
)
BIASES = Formula("biases", "C_out", "one per filter of the 1x1 step; the depthwise step has none")
MULTIPLIES = Formula(
    "multiplies",
    "prod(f) * C_in * m * prod(N_out) + C_in * m * C_out * prod(N_out)",
    "the depthwise step, then the 1x1 step, each at every output position",
)
ADDITIONS = Formula(
    "additions",
    "((prod(f) - 1) * C_in * m + (C_in * m - 1 + b) * C_out) * prod(N_out)",
    "m - 1 for every sum of m terms; a bias one more",
)


class SeparableConv(Windowed, kind="separable_conv"):
    """Filter each channel by itself, then mix the channels with 1x1 kernels.

    Input (C, n...), output (filters, n_out...), sizes as for conv. Counts as one weight layer, as in
    Chollet 2017, arXiv:1610.02357; the bias belongs to the 1x1 step alone, as in Keras.
    """

    short = "sep"

    filters: int = count(
        "kernels of the 1x1 step, and so output channels",
        letter="K",
        example="64",
        also=OUT_CHANNELS,
    )
    multiplier: int = count(
        "depthwise kernels per input channel", default=1, letter="m", also=("depth_multiplier",)
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (*SLIDING, BIASES, WEIGHTS, MULTIPLIES, ADDITIONS)

    def output_shape(self, x: Shape) -> Shape:
        return Shape(FILTERS(K=self.filters), self.sizes(x))

    def parameters(self, x: Shape) -> Parameters:
        biases = BIASES(C_out=self.filters) if self.bias else 0
        weights = WEIGHTS(f=self.kernel_of(x), C_in=x.channels, m=self.multiplier, C_out=self.filters)
        return Parameters(weights, biases)

    def operations(self, x: Shape, y: Shape) -> Operations:
        inputs = {"f": self.kernel_of(x), "C_in": x.channels, "m": self.multiplier, "N_out": y.size}
        inputs["C_out"] = self.filters
        return Operations(multiplies=MULTIPLIES(**inputs), additions=ADDITIONS(**inputs, b=int(self.bias)))

    def kept(self, x: Shape, y: Shape) -> Kept:
        between = x.channels * self.multiplier * y.positions
        return super().kept(x, y)._replace(values=between)  # what the 1x1 step reads
