"""Which shape each row of an unfolded network has, so that what is grown mostly fits."""

from collections.abc import Sequence
from typing import Any

from cnncalc import Shape
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.fields import Axes, Choice, OutputShape, PaddingType, PerAxis
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, Sides

from .case import Unfit
from .expressions import value
from .unfold import Ref, Row

INPUT_KEYS = ("depth", "height", "width", "length")


def shape_of(written: Any) -> Shape:
    """`8x8x3`, `[8, 8, 3]`, `{height: ...}` or a number of features as a Shape."""
    if isinstance(written, dict):
        size = [written[key] for key in INPUT_KEYS if key in written]
        return Shape(written["channels"], tuple(size))
    if isinstance(written, list):
        return Shape(written[-1], tuple(written[:-1]))
    *size, channels = map(int, str(written).split("x"))
    return Shape(channels, tuple(size))


def shapes(inputs: dict[str, Any], rows: Sequence[Row]) -> list[Shape]:
    """The shape of every row; LayerError where one does not fit."""
    known: dict[Ref, Shape] = {name: shape_of(written) for name, written in inputs.items()}
    made: list[Layer] = []
    for number, row in enumerate(rows):
        read = tuple(known[one] for one in row.reads)
        if row.share is not None:
            layer = made[row.share]
            if layer.kind != row.kind or read[0] != known[rows[row.share].reads[0]]:
                raise LayerError("it cannot share these")
        else:
            layer = layer_of(row, read[0])
        made.append(layer)
        output = layer.output_shape(read if layer.joins else read[0])
        known[number] = Shape(int(output.channels), tuple(map(int, output.size)))
    return [known[number] for number in range(len(rows))]


def layer_of(row: Row, x: Shape) -> Layer:
    """The layer of a row on what it reads."""
    kind = CATALOGUE[row.kind]
    env = {"channels": x.channels, **dict(zip(AXES[x.rank], x.size, strict=True))}
    values = {}
    for name, written in row.fields.items():
        if name not in kind.fields:
            raise Unfit(f"field {name}")
        takes = kind.fields[name].type
        values[name] = plain(takes, written if isinstance(takes, (Axes, Choice)) else value(written, env))
    return kind(**values)


def plain(takes: Any, written: Any) -> Any:
    """A written value as the layer takes it."""
    if isinstance(takes, OutputShape):
        return shape_of(written)
    if isinstance(takes, Axes):
        return tuple(written) if isinstance(written, list) else (written,)
    if isinstance(takes, PaddingType) and isinstance(written, dict):
        return Sides(**written)
    if isinstance(takes, PerAxis) and isinstance(written, str) and written[:1].isdigit():
        return tuple(map(int, written.split("x")))
    if isinstance(written, list):
        return tuple(tuple(one) if isinstance(one, list) else one for one in written)
    return written
