"""What a layer reads: a map or a vector, and the message where it is given the other."""

from cnncalc.problem import LayerError
from cnncalc.shape import Shape


def need_map(x: Shape) -> None:
    """LayerError where x is a vector."""
    if not x.size:
        raise LayerError(
            f"it reads a map; its input is a vector of {x.channels:,} values; does 'flatten' come too early?"
        )


def need_vector(x: Shape) -> None:
    """LayerError where x is a map: which values are read has to be said, by flatten or a global pool."""
    if x.size:
        raise LayerError(
            f"it reads a vector; its input is a map of {x}; put 'flatten' before it"
            f" ({x.values:,} values) or 'global_avg_pool' ({x.channels:,} values)"
        )
