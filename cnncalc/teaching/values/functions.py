"""Activation functions of single numbers: exact where they are, else to far more digits than are shown."""

from collections.abc import Callable, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from cnncalc.layers import Layer
from cnncalc.problem import LayerError

DIGITS = 60
"""Significant digits of what is not exact."""

LARGEST_EXPONENT = 1_000
"""Beyond it exp(x) is refused; below its negative it is 0 to every digit that can be shown."""

SELU_SCALE, SELU_ALPHA = (
    Fraction(text) for text in ("1.0507009873554804934193349852946", "1.6732632423543772848170429916717")
)
"""Klambauer et al. 2017, arXiv:1706.02515."""

Function = Callable[[Layer, Fraction], Fraction]


def relu(layer: Layer, x: Fraction) -> Fraction:
    """max(0, x)."""
    return max(x, Fraction(0))


def relu6(layer: Layer, x: Fraction) -> Fraction:
    """min(max(0, x), 6)."""
    return min(max(x, Fraction(0)), Fraction(6))


def leaky_relu(layer: Layer, x: Fraction) -> Fraction:
    """x, or slope * x below zero."""
    return x if x >= 0 else Fraction(str(vars(layer)["slope"])) * x


def hard_sigmoid(layer: Layer, x: Fraction) -> Fraction:
    """relu6(x + 3) / 6."""
    return relu6(layer, x + 3) / 6


def hard_swish(layer: Layer, x: Fraction) -> Fraction:
    """x * hard_sigmoid(x)."""
    return x * hard_sigmoid(layer, x)


def sigmoid(layer: Layer, x: Fraction) -> Fraction:
    """1 / (1 + exp(-x)), without a large exponential."""
    small = exponential(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


def tanh(layer: Layer, x: Fraction) -> Fraction:
    """2 * sigmoid(2x) - 1."""
    return 2 * sigmoid(layer, 2 * x) - 1


def silu(layer: Layer, x: Fraction) -> Fraction:
    """x * sigmoid(x)."""
    return x * sigmoid(layer, x)


def elu(layer: Layer, x: Fraction) -> Fraction:
    """x, or alpha * (exp(x) - 1) below zero."""
    return x if x >= 0 else Fraction(str(vars(layer)["alpha"])) * (exponential(x) - 1)


def selu(layer: Layer, x: Fraction) -> Fraction:
    """scale * elu(x) with the constants of its paper."""
    return SELU_SCALE * (x if x >= 0 else SELU_ALPHA * (exponential(x) - 1))


def gelu(layer: Layer, x: Fraction) -> Fraction:
    """x * (1 + erf(x / sqrt 2)) / 2."""
    return x * (1 + error_function(x)) / 2


EXACT: dict[str, Function] = {
    "relu": relu, "relu6": relu6, "leaky_relu": leaky_relu, "hard_sigmoid": hard_sigmoid,
    "hard_swish": hard_swish,
}  # fmt: skip
ROUNDED: dict[str, Function] = {
    "sigmoid": sigmoid, "tanh": tanh, "silu": silu, "elu": elu, "selu": selu, "gelu": gelu,
}  # fmt: skip
"""Those whose values no fraction can be, for most numbers."""


def softmax(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """exp(x) of each over the sum of all; the largest is taken off first, which changes nothing."""
    top = max(values)
    powers = [exponential(value - top) for value in values]
    return tuple(power / sum(powers) for power in powers)


def exponential(x: Fraction) -> Fraction:
    """exp(x) to DIGITS digits; LayerError where it is out of all proportion."""
    if x > LARGEST_EXPONENT:
        raise LayerError(f"exp({float(x):.6g}) is too large")
    if x < -LARGEST_EXPONENT:
        return Fraction(0)
    with localcontext(Context(prec=DIGITS)):
        return Fraction((Decimal(x.numerator) / x.denominator).exp())


def error_function(x: Fraction) -> Fraction:
    """erf(x / sqrt 2), by the series exp(-z*z) * 2z / sqrt(pi) * (1 + 2zz/3 + (2zz)**2/(3*5) + ...)."""
    if abs(x) > 15:  # it differs from 1 by less than 1e-50
        return Fraction(1 if x > 0 else -1)
    with localcontext(Context(prec=DIGITS)):
        square = (Decimal(x.numerator) / x.denominator) ** 2  # 2zz
        term = total = Decimal(1)
        odd = 1
        while term > Decimal(10) ** -DIGITS:
            odd += 2
            term *= square / odd
            total += term
        root = (2 / PI).sqrt() * (-square / 2).exp() * total
    return Fraction(root) * x


PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
