"""Maxout: each unit takes the largest of several weighted sums."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.dense import Units
from cnncalc.layers.facts import POSITION, Kept, Operations, Parameters
from cnncalc.layers.fields import count, flag
from cnncalc.shape import Shape

WEIGHTS = Formula("weights", "k * N_in * N_out", "each unit has k weighted sums of every input")
BIASES = Formula("biases", "k * N_out", "one bias per weighted sum")
MULTIPLIES = Formula("multiplies", "k * N_in * N_out", "each weight is used once")
ADDITIONS = Formula(
    "additions", "k * (N_in - 1 + b) * N_out", "a sum of m terms takes m - 1; a bias one more"
)
COMPARISONS = Formula("comparisons", "(k - 1) * N_out", "the largest of k takes k - 1")


class Maxout(Units, Learned, kind="maxout"):
    """Input a vector of N_in, output one of units; k times the parameters of dense.

    Source: Goodfellow et al. 2013, arXiv:1302.4389.
    """

    weight_layer = True

    pieces: int = count("weighted sums per unit", default=2, letter="k")
    bias: bool = flag("whether each weighted sum has a bias", default=True, also=("use_bias",))

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (WEIGHTS, BIASES, MULTIPLIES, ADDITIONS, COMPARISONS)

    def parameters(self, x: Shape) -> Parameters:
        sums = {"k": self.pieces, "N_out": self.units}
        return Parameters(WEIGHTS(**sums, N_in=x.channels), BIASES(**sums) if self.bias else 0)

    def operations(self, x: Shape, y: Shape) -> Operations:
        sums = {"k": self.pieces, "N_out": self.units}
        return Operations(
            multiplies=MULTIPLIES(**sums, N_in=x.channels),
            additions=ADDITIONS(**sums, N_in=x.channels, b=int(self.bias)),
            comparisons=COMPARISONS(**sums),
        )

    def kept(self, x: Shape, y: Shape) -> Kept:
        return super().kept(x, y)._replace(marks=POSITION * y.values)  # which sum was the largest
