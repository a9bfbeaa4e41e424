"""A convolution as a matrix, and how often its windows read each pixel."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from cnncalc.problem import LayerError
from cnncalc.teaching.values.chain import Stage
from cnncalc.teaching.values.layers import exercises
from cnncalc.teaching.values.matrix import MOST_VALUES, Matrix
from cnncalc.teaching.values.slide import Exercise, positions, windows_of

SLIDING = ("conv", "max_pool", "avg_pool")
"""Kinds whose windows can be counted."""


class AsMatrix(NamedTuple):
    """A convolution without its bias as one matrix: output values = matrix x pixels, both laid out in rows.

    shared: the weights that stand in it again and again.
    """

    matrix: Matrix
    shared: int

    @property
    def entries(self) -> int:
        return len(self.matrix) * len(self.matrix[0])

    @property
    def not_zero(self) -> int:
        """Entries that are not zero."""
        return sum(value != 0 for row in self.matrix for value in row)


def as_matrix(stage: Stage) -> AsMatrix:
    """The Toeplitz form of a convolution; LayerError where it is too large to be written out.

    A row for each output value, filter after filter; a column for each pixel, channel after channel.
    """
    rows = sum(len(output) * len(output[0]) for output in stage.after.maps)
    channels, image = len(stage.before.maps), stage.before.maps[0]
    columns = channels * len(image) * len(image[0])
    if rows * columns > MOST_VALUES:
        raise LayerError(f"a matrix of {rows:,} x {columns:,} is too large; at most {MOST_VALUES:,} entries")
    given = stage.link.given
    if given.fill:
        raise LayerError("padding with a value adds a constant: no matrix of the pixels alone does that")
    found: list[tuple[Fraction, ...]] = []
    each = channels // vars(stage.link.layer)["groups"]
    per_group = len(given.kernels) // vars(stage.link.layer)["groups"]
    for number, made in enumerate(exercises(stage.link.layer, given, stage.before)):
        offset = number // per_group * each * len(image) * len(image[0])
        found += _rows(made, offset, columns)
    shared = sum(len(kernel) * len(kernel[0]) for one in given.kernels for kernel in (one * each)[:each])
    return AsMatrix(tuple(found), shared)


def _rows(made: Exercise, offset: int, columns: int) -> Iterator[tuple[Fraction, ...]]:
    """The rows of one filter."""
    size = made.input.size
    for reads in _reads(made):
        row = [Fraction(0)] * columns
        for channel, kernel in enumerate(made.kernels):
            start = offset + channel * size[0] * size[1]
            for (a, i), (b, j) in product(*(tuple(enumerate(taps)) for taps in reads)):
                if i is not None and j is not None:
                    row[start + i * size[1] + j] += kernel[a][b]
        yield tuple(row)


def coverage(stage: Stage) -> Matrix:
    """For each pixel how many windows read it; what the padding mirrors is not counted."""
    made = next(exercises(stage.link.layer, stage.link.given, stage.before))
    height, width = made.input.size
    counts = [[0] * width for _ in range(height)]
    for rows, columns in _reads(made._replace(mode="zeros")):
        for i, j in product(rows, columns):
            if i is not None and j is not None:
                counts[i][j] += 1
    return tuple(tuple(map(Fraction, row)) for row in counts)


def _reads(made: Exercise) -> Iterator[tuple[list[int | None], list[int | None]]]:
    """For each output position the rows and the columns that its window reads."""
    down, right = windows_of(made)
    height, width = made.input.size
    rows, columns = (range(int(n)) for n in made.output.size)
    for i, j in product(rows, columns):
        yield positions(i, down, height, made.mode), positions(j, right, width, made.mode)
