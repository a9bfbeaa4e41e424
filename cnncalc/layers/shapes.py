"""Shapes read and given: the demand for a map or a vector, and the reasons that several kinds share."""

from cnncalc.formula import Formula, Quantity
from cnncalc.problem import LayerError
from cnncalc.shape import Shape

KEPT_SIZE = Formula("n_out", "n", "the size is kept")
KEPT_CHANNELS = Formula("C_out", "C_in", "the channels are kept")
COMMON_SIZE = Formula("n_out", "n", "all inputs have this size")
COMMON_CHANNELS = Formula("C_out", "C_in", "all inputs have as many channels")
FILTERS = Formula("C_out", "K", "one channel for each filter")
UNITS = Formula("C_out", "N_out", "one value for each unit")

MOVED = "values are moved, not changed"
"""Why a layer that only moves values neither learns nor computes."""


def _values(number: int) -> str:
    return "1 value" if number == 1 else f"{number:,} values"


def need_map(x: Shape) -> None:
    """LayerError if x is a vector."""
    if not x.size:
        raise LayerError(
            f"it reads a map; its input is a vector of {_values(x.channels)}; does 'flatten' come too early?"
        )


def need_vector(x: Shape) -> None:
    """LayerError if x is a map: which values are read must be said, by flatten or a global pool."""
    if x.size:
        raise LayerError(
            f"it reads a vector; its input is a map of {x}; put 'flatten' before it"
            f" ({_values(x.values)}) or 'global_avg_pool' ({_values(x.channels)})"
        )


def kept(x: Shape) -> Shape:
    """The shape x again."""
    return Shape(KEPT_CHANNELS(C_in=x.channels), kept_sizes(x))


def kept_sizes(x: Shape) -> tuple[Quantity, ...]:
    """The size of x along each axis again."""
    return tuple(KEPT_SIZE(n=n) for n in x.size)


def given(shape: Shape) -> Shape:
    """A shape that a field of the layer gives."""
    channels = Formula("C_out", str(shape.channels), "the number of channels is given")
    return Shape(channels(), given_sizes(shape.size))


def given_sizes(size: tuple[int, ...]) -> tuple[Quantity, ...]:
    """Sizes that a field of the layer gives."""
    return tuple(Formula("n_out", str(n_out), "the size is given")() for n_out in size)
