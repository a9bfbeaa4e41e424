"""What a layer makes of numbers: maps go in, maps come out.

Shapes, windows and paddings are the layer's own facts; here stand only the sums.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from cnncalc.layers import Layer
from cnncalc.layers.transposed_conv import TransposedConv
from cnncalc.problem import LayerError, listing
from cnncalc.shape import Shape
from cnncalc.teaching.values.functions import EXACT, ROUNDED, softmax
from cnncalc.teaching.values.matrix import Matrix
from cnncalc.teaching.values.slide import Exercise, exercise, flipped, maps, products, within_bounds

MOST_DIGITS = 1_000
MOST_BITS = 3_322
"""Bits of a number of so many digits."""

PER_FUNCTION = 20
"""Products that take as long as one value of a function that is not exact."""


class Values(NamedTuple):
    """Maps of one size, or a vector as a single row; exact until a function rounds them."""

    maps: tuple[Matrix, ...]
    is_vector: bool = False
    exact: bool = True

    @property
    def shape(self) -> Shape:
        rows = self.maps[0]
        return Shape(len(rows[0])) if self.is_vector else Shape(len(self.maps), (len(rows), len(rows[0])))


class LayerNumbers(NamedTuple):
    """The numbers of a layer, and what else an exercise says of it.

    kernels: for each filter a matrix per channel that it reads, or one for all; of a dense layer its weights
    as one matrix, a row per unit. biases: none, one for all, or one for each filter or unit.
    """

    kernels: tuple[tuple[Matrix, ...], ...] = ()
    biases: tuple[Fraction, ...] = ()
    flip: bool = False
    mode: str = ""
    fill: Fraction = Fraction(0)
    count_padding: bool = True
    channels_last: bool = False  # a flatten goes position by position, as in Keras

    def bias(self, number: int) -> Fraction:
        """What is added to each value of a filter or unit."""
        if not self.biases:
            return Fraction(0)
        return self.biases[number if len(self.biases) > 1 else 0]


NOTHING = LayerNumbers()


def worked_out(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    """The output of the layer; LayerError where the numbers do not fit, or nobody works it out here."""
    if layer.kind not in known():
        raise LayerError(f"{layer.kind} is not worked out on numbers; there are {listing(sorted(known()))}")
    y = _pointwise(layer, x) if layer.kind not in KINDS else KINDS[layer.kind](layer, given, x)
    if any(_bits(value) > MOST_BITS for rows in y.maps for row in rows for value in row):
        raise LayerError(f"its numbers grow beyond {MOST_DIGITS:,} digits")
    return y


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def work(layer: Layer, given: LayerNumbers, x: Values) -> int:
    """About how many products the layer takes."""
    if given.kernels and layer.kind == "dense":
        return len(given.kernels[0][0]) * len(given.kernels[0][0][0])
    values = sum(len(rows) * len(rows[0]) for rows in x.maps)
    if layer.kind in ("conv", "max_pool", "avg_pool"):
        made = next(exercises(layer, given, x))
        return products(made) * max(len(given.kernels), 1)
    if layer.kind == "transposed_conv":
        kernel = given.kernels[0][0]
        return values * len(kernel) * len(kernel[0]) * len(given.kernels)
    return values * (PER_FUNCTION if layer.kind in (*ROUNDED, "softmax") else 1)


def known() -> set[str]:
    """The kinds that are worked out here."""
    return {*KINDS, *EXACT, *ROUNDED}


def exercises(layer: Layer, given: LayerNumbers, x: Values) -> Iterator[Exercise]:
    """The windows of a convolution, filter by filter, or of a pool."""
    if not given.kernels:
        yield exercise(layer, x.maps, count_padding=given.count_padding)
        return
    layer.output_on((x.shape,))
    groups, filters = vars(layer)["groups"], len(given.kernels)
    each = len(x.maps) // groups
    alone = type(layer)(**{**vars(layer), "filters": 1, "groups": 1})
    for number, kernels in enumerate(given.kernels):
        first = number * groups // filters * each
        made = exercise(
            alone,
            x.maps[first : first + each],
            kernels,
            flip=given.flip,
            bias=given.bias(number),
            mode=given.mode,
            fill=given.fill,
        )
        if number == 0:
            within_bounds(products(made) * filters)
        yield made


def _slid(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    found = (rows for made in exercises(layer, given, x) for rows in maps(made))
    cells = tuple(tuple(tuple(cell.value for cell in row) for row in rows) for rows in found)
    return x._replace(maps=cells)


def _stamped(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    """A transposed convolution: each input value is a stamp of its kernel, and stamps add up."""
    assert isinstance(layer, TransposedConv)
    if layer.groups != 1:
        raise LayerError("groups of a transposed convolution are not worked out on numbers", "groups")
    height, width = (int(n) for n in layer.output_on((x.shape,)).size)
    values = sum(len(rows) * len(rows[0]) for rows in x.maps)
    kernel = given.kernels[0][0]
    within_bounds(values * len(kernel) * len(kernel[0]) * len(given.kernels))
    found = []
    for number, kernels in enumerate(given.kernels):
        cells = [[given.bias(number)] * width for _ in range(height)]
        slices = kernels * len(x.maps) if len(kernels) == 1 else kernels
        for rows, weights in zip(x.maps, slices, strict=True):
            _stamp(cells, rows, flipped(weights) if given.flip else weights, layer, x.shape)
        found.append(tuple(map(tuple, cells)))
    return x._replace(maps=tuple(found))


def _stamp(
    cells: list[list[Fraction]], rows: Matrix, weights: Matrix, layer: TransposedConv, shape: Shape
) -> None:
    """Add what one input channel gives to one output map."""
    down, right = layer.along(shape)
    for i, j in product(range(len(rows)), range(len(rows[0]))):
        for a, b in product(range(down.kernel), range(right.kernel)):
            row = i * down.stride + a * down.dilation - down.before
            column = j * right.stride + b * right.dilation - right.before
            if 0 <= row < len(cells) and 0 <= column < len(cells[0]):
                cells[row][column] += rows[i][j] * weights[a][b]


def _pointwise(layer: Layer, x: Values) -> Values:
    function = EXACT.get(layer.kind) or ROUNDED[layer.kind]
    found = tuple(tuple(tuple(function(layer, v) for v in row) for row in rows) for rows in x.maps)
    return Values(found, x.is_vector, x.exact and layer.kind in EXACT)


def _softmax(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    """Over a vector, or over the channels at each position."""
    if x.is_vector:
        return Values(((softmax(x.maps[0][0]),),), True, False)
    height, width = len(x.maps[0]), len(x.maps[0][0])
    at = [[softmax([rows[i][j] for rows in x.maps]) for j in range(width)] for i in range(height)]
    channels = range(len(x.maps))
    found = tuple(tuple(tuple(values[c] for values in row) for row in at) for c in channels)
    return Values(found, False, False)


def _flattened(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    """Channel after channel, each row by row; or position after position."""
    channels = [[value for row in rows for value in row] for rows in x.maps]
    if given.channels_last:
        channels = [list(position) for position in zip(*channels, strict=True)]
    return Values(((tuple(value for part in channels for value in part),),), True, x.exact)


def _dense(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    layer.output_on((x.shape,))
    inputs, weights = x.maps[0][0], given.kernels[0][0]
    if len(weights[0]) != len(inputs):
        raise LayerError(
            f"a row of the weights has {len(weights[0])} numbers, one for each input; it reads {len(inputs)}"
        )
    sums = (
        sum((w * v for w, v in zip(row, inputs, strict=True)), given.bias(unit))
        for unit, row in enumerate(weights)
    )
    return x._replace(maps=((tuple(sums),),))


def _passed_on(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    return x


def _global(layer: Layer, given: LayerNumbers, x: Values) -> Values:
    layer.output_on((x.shape,))
    found = [[value for row in rows for value in row] for rows in x.maps]
    kept = [max(v) if layer.kind == "global_max_pool" else sum(v, Fraction(0)) / len(v) for v in found]
    return Values(((tuple(kept),),), True, x.exact)


KINDS: dict[str, Callable[[Layer, LayerNumbers, Values], Values]] = {
    "conv": _slid,
    "max_pool": _slid,
    "avg_pool": _slid,
    "transposed_conv": _stamped,
    "global_avg_pool": _global,
    "global_max_pool": _global,
    "flatten": _flattened,
    "dense": _dense,
    "softmax": _softmax,
    "identity": _passed_on,
    "dropout": _passed_on,
}
"""Kinds beside the activations, each with what it does."""
