"""Activation functions: one value in, one value out, no neighbours.

What a function costs per value is written beside it; `exp` counts as one exponential, as does the
error function; a change of sign and a choice between two values already compared are free.
"""

from typing import ClassVar

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import flag, real
from cnncalc.layers.pointwise import Pointwise, per_value, per_value_of
from cnncalc.shape import POINT, WHOLE, Shape, Windows


class Activation(Pointwise):
    """A function without parameters that may overwrite its input."""

    in_place = True
    is_activation = True
    rides = True
    costs: ClassVar[dict[str, int]]  # operations per value
    keeps: ClassVar[Kept] = Kept(output=True)  # from which its slope is told

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return per_value_of(**cls.costs)

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(0, because="the function is fixed")

    def operations(self, x: Shape, y: Shape) -> Operations:
        return per_value(x, **self.costs)

    def kept(self, x: Shape, y: Shape) -> Kept:
        return self.keeps


class Relu(Activation, kind="relu"):
    """max(0, x): one comparison."""

    costs = {"comparisons": 1}


class Relu6(Activation, kind="relu6"):
    """min(max(0, x), 6): two comparisons."""

    costs = {"comparisons": 2}
    keeps = Kept(input=True)


class LeakyRelu(Activation, kind="leaky_relu"):
    """x, or slope * x below zero: a comparison and a multiplication (Maas et al. 2013)."""

    shorthand = "slope"
    costs = {"comparisons": 1, "multiplications": 1}
    keeps = Kept(input=True, either=True)

    slope: float = real(
        "the factor below zero", default=0.01, least=0, most=1, also=("alpha", "negative_slope")
    )


class Elu(Activation, kind="elu"):
    """x, or alpha * (exp(x) - 1) below zero (Clevert et al. 2015, arXiv:1511.07289)."""

    shorthand = "alpha"
    costs = {"comparisons": 1, "exponentials": 1, "additions": 1, "multiplications": 1}
    keeps = Kept(input=True, either=True)

    alpha: float = real("the limit far below zero, as a positive number", default=1.0, least=0, most=1e6)


class Selu(Activation, kind="selu"):
    """scale * elu(x) with fixed constants: one multiplication more (Klambauer et al. 2017)."""

    costs = {"comparisons": 1, "exponentials": 1, "additions": 1, "multiplications": 2}
    keeps = Kept(input=True, either=True)


class Gelu(Activation, kind="gelu"):
    """x * (1 + erf(x / sqrt 2)) / 2: three multiplications, one addition, erf (arXiv:1606.08415)."""

    costs = {"exponentials": 1, "additions": 1, "multiplications": 3}
    keeps = Kept(input=True)


class Sigmoid(Activation, kind="sigmoid"):
    """1 / (1 + exp(-x)): one exponential, one addition, one division."""

    costs = {"exponentials": 1, "additions": 1, "divisions": 1}


class Silu(Activation, kind="silu"):
    """x * sigmoid(x), also called swish: the sigmoid and one multiplication (arXiv:1710.05941)."""

    also = ("swish",)
    costs = {**Sigmoid.costs, "multiplications": 1}
    keeps = Kept(input=True)


class HardSigmoid(Activation, kind="hard_sigmoid"):
    """relu6(x + 3) / 6: one addition, two comparisons, one division (arXiv:1905.02244)."""

    costs = {"additions": 1, "comparisons": 2, "divisions": 1}
    keeps = Kept(input=True)


class HardSwish(Activation, kind="hard_swish"):
    """x * hard_sigmoid(x): one multiplication more."""

    costs = {**HardSigmoid.costs, "multiplications": 1}
    keeps = Kept(input=True)


class Tanh(Activation, kind="tanh"):
    """1 - 2 / (exp(2x) + 1): one exponential, two additions, one multiplication, one division."""

    costs = {"exponentials": 1, "additions": 2, "multiplications": 1, "divisions": 1}


SOFTMAX_ADDITIONS = Formula(
    "additions", "(C - 1) * prod(N)", "at each position the C exponentials are added up"
)


class Softmax(Activation, kind="softmax"):
    """exp(x_c) / sum of exp(x_k) over the channels, at every position."""

    rides = False
    costs = {"exponentials": 1, "divisions": 1}

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (SOFTMAX_ADDITIONS, *super().formulas())

    def windows(self, x: Shape) -> Windows:
        return POINT if x.size else WHOLE  # of a vector all values, which may be those of a flattened map

    def operations(self, x: Shape, y: Shape) -> Operations:
        return super().operations(x, y)._replace(additions=SOFTMAX_ADDITIONS(C=x.channels, N=x.size))


SLOPES = Formula("weights", "C", "one slope per channel")
SHARED_SLOPE = Formula("weights", "1", "one slope for all channels", "shared is true")


class Prelu(Activation, Learned, kind="prelu"):
    """x, or a trained slope times x below zero (He et al. 2015, arXiv:1502.01852)."""

    costs = {"comparisons": 1, "multiplications": 1}
    keeps = Kept(input=True)

    shared: bool = flag("whether all channels share one slope", default=False)

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (SHARED_SLOPE, SLOPES, *super().formulas())

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(SHARED_SLOPE() if self.shared else SLOPES(C=x.channels))
