"""Locally connected: a convolution whose kernels are not shared between positions."""

from typing import Any

from cnncalc.formula import Formula
from cnncalc.layers.conv import OUT_CHANNELS, Windowed
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.fields import count
from cnncalc.layers.shapes import FILTERS
from cnncalc.layers.sliding import SLIDING
from cnncalc.shape import Shape

WEIGHTS = Formula(
    "weights", "prod(f) * C_in * C_out * prod(N_out)", "at every output position C_out kernels of its own"
)
BIASES = Formula("biases", "C_out * prod(N_out)", "one bias per output value")
MULTIPLIES = Formula("multiplies", "prod(f) * C_in * C_out * prod(N_out)", "each weight is used once")
ADDITIONS = Formula(
    "additions",
    "(prod(f) * C_in - 1 + b) * prod(N_out) * C_out",
    "a sum of m terms takes m - 1; a bias one more",
)


class LocallyConnected(Windowed, kind="locally_connected"):
    """Like conv, but each position has its own weights and biases.

    Input (C_in, n...), output (filters, n_out...), sizes as for conv.
    Source: Taigman et al. 2014 (DeepFace), section 2.2.
    """

    example = "{filters: 8, kernel: 3}"
    short = "local"

    filters: int = count(
        "kernels at every position, and so output channels",
        letter="K",
        example="64",
        also=OUT_CHANNELS,
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (*SLIDING, WEIGHTS, BIASES, MULTIPLIES, ADDITIONS)

    def output_shape(self, x: Shape) -> Shape:
        return Shape(FILTERS(K=self.filters), self.sizes(x))

    def parameters(self, x: Shape) -> Parameters:
        y: dict[str, Any] = {"C_out": self.filters, "N_out": tuple(map(int, self.sizes(x)))}
        return Parameters(WEIGHTS(f=self.kernel_of(x), C_in=x.channels, **y), BIASES(**y) if self.bias else 0)

    def operations(self, x: Shape, y: Shape) -> Operations:
        inputs: dict[str, Any] = {
            "f": self.kernel_of(x),
            "C_in": x.channels,
            "C_out": self.filters,
            "N_out": y.size,
        }
        return Operations(multiplies=MULTIPLIES(**inputs), additions=ADDITIONS(**inputs, b=int(self.bias)))
