"""Fully connected: every output is a weighted sum of every input."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned, SingleInput
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.fields import count, flag
from cnncalc.layers.shapes import UNITS, need_vector
from cnncalc.shape import WHOLE, Shape, Windows

WEIGHTS = Formula("weights", "N_in * N_out", "each of the N_out units has a weight for every input")
BIASES = Formula("biases", "N_out", "one bias per unit")
MULTIPLIES = Formula("multiplies", "N_in * N_out", "each weight is used once")
ADDITIONS = Formula("additions", "(N_in - 1 + b) * N_out", "a sum of m terms takes m - 1; a bias one more")

OUT_FEATURES = ("out_features", "features", "neurons", "filters")
"""What other tools, and other kinds, call the field `units`."""


class Units(SingleInput):
    """Input a vector of N_in values, output one of units, each of which reads every value."""

    example_input = "400"
    shorthand = "units"

    units: int = count("outputs", letter="N_out", example="10", also=OUT_FEATURES)

    def output_shape(self, x: Shape) -> Shape:
        need_vector(x)
        return Shape(UNITS(N_out=self.units))

    def windows(self, x: Shape) -> Windows:
        return WHOLE


class Dense(Units, Learned, kind="dense"):
    """Connect every input with every unit. Input a vector of N_in values, output a vector of units.

    A map is refused: say which values are read, with flatten or a global pool before it.
    """

    also = ("linear", "fc", "fully_connected")
    takes_activation = True
    weight_layer = True

    bias: bool = flag("whether each unit has a bias", default=True, also=("use_bias",))

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (BIASES, WEIGHTS, MULTIPLIES, ADDITIONS)

    def parameters(self, x: Shape) -> Parameters:
        biases = BIASES(N_out=self.units) if self.bias else 0
        return Parameters(WEIGHTS(N_in=x.channels, N_out=self.units), biases)

    def operations(self, x: Shape, y: Shape) -> Operations:
        units = {"N_in": x.channels, "N_out": self.units}
        return Operations(multiplies=MULTIPLIES(**units), additions=ADDITIONS(**units, b=int(self.bias)))
