"""Euclidean radial basis functions: each unit measures the distance of the input from its prototype."""

from cnncalc.formula import Formula
from cnncalc.layers.dense import OUT_FEATURES, Units
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import count
from cnncalc.shape import Shape

MULTIPLICATIONS = Formula("multiplications", "N_in * N_out", "one square per input and unit")
ADDITIONS = Formula("additions", "(2 * N_in - 1) * N_out", "N_in differences, and a sum of N_in squares")

FIXED = Parameters(0, because="the prototypes are drawn by hand (+1 and -1); they are not trained")


class Rbf(Units, kind="rbf"):
    """Squared Euclidean distance from fixed prototypes: input a vector of N_in, output one of units.

    Source: LeCun, Bottou, Bengio & Haffner 1998, equation 7: the output layer of LeNet-5.
    """

    example_input = "84"

    units: int = count(
        "outputs, each with a prototype",
        letter="N_out",
        example="10",
        also=OUT_FEATURES,
    )

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (MULTIPLICATIONS, ADDITIONS)

    def parameters(self, x: Shape) -> Parameters:
        return FIXED

    def operations(self, x: Shape, y: Shape) -> Operations:
        units = {"N_in": x.channels, "N_out": self.units}
        return Operations(multiplications=MULTIPLICATIONS(**units), additions=ADDITIONS(**units))

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True)
