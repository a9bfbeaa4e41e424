"""Local response normalization: each value is damped by its neighbours in the channels."""

from cnncalc.formula import Formula
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import count
from cnncalc.layers.pointwise import Pointwise, per_value, per_value_of
from cnncalc.shape import Shape


class LocalResponseNorm(Pointwise, kind="local_response_norm"):
    """x / (k + alpha * sum of x**2 over n channels) ** beta, for every value.

    Per value: its square (neighbours use it too) and the factor alpha, 2 multiplications; n - 1
    additions for the sum and one for k; a power, counted as one exponential; one division. Sums cut
    short at the first and last channels are counted in full.
    Source: Krizhevsky, Sutskever & Hinton 2012, section 3.3.
    """

    also = ("lrn",)
    shorthand = "size"

    size: int = count("channels in a sum", default=5, letter="n")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return per_value_of(multiplications=2, additions=1, divisions=1, exponentials=1)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(0, because="k, alpha and beta are chosen, not trained")

    def operations(self, x: Shape, y: Shape) -> Operations:
        return per_value(x, multiplications=2, additions=self.size, exponentials=1, divisions=1)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True, values=y.values)  # and what every value was divided by
