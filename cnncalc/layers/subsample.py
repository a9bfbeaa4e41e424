"""LeNet-5's trainable pooling: the sum of a window times a coefficient, plus a bias, per map."""

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.pooling import SUM_ADDITIONS, Pool
from cnncalc.layers.sliding import SLIDING
from cnncalc.shape import Shape

COEFFICIENTS = Formula("weights", "C", "one coefficient per map")
BIASES = Formula("biases", "C", "one bias per map")
MULTIPLICATIONS = Formula("multiplications", "prod(N_out) * C", "each sum times its map's coefficient")
SUMS = Formula("sums", SUM_ADDITIONS.text, "a sum of m values takes m - 1")
BIAS_ADDITIONS = Formula("additions", "sums + prod(N_out) * C", "the sums of the windows, and a bias each")


class Subsample(Pool, Learned, kind="subsample"):
    """Add up each window, times a trained coefficient, plus a trained bias.

    Input (C, n...), output (C, n_out...); 2C parameters. Its multiplications are counted among the
    operations; the column "multiplies" is for convolutions and dense layers.
    Source: LeCun, Bottou, Bengio & Haffner 1998, section II.B, layer S2.
    """

    takes_activation = True

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (*SLIDING, COEFFICIENTS, BIASES, SUMS, BIAS_ADDITIONS, MULTIPLICATIONS)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(COEFFICIENTS(C=x.channels), BIASES(C=x.channels))

    def operations(self, x: Shape, y: Shape) -> Operations:
        sums = SUMS(f=self.kernel_of(x), N_out=y.size, C=y.channels)
        return Operations(
            multiplications=MULTIPLICATIONS(N_out=y.size, C=y.channels),
            additions=BIAS_ADDITIONS(sums=sums, N_out=y.size, C=y.channels),
        )
