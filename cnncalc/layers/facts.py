"""What a layer states about itself: its output, windows, parameters and operations, and what it keeps."""

from typing import NamedTuple

from cnncalc.shape import Shape, Windows


class Parameters(NamedTuple):
    """What a layer keeps: counts of numbers. None is a count that nobody knows."""

    weights: int | None
    biases: int | None = 0
    statistics: int = 0  # running averages: kept, but not trained
    because: str = ""  # why there are none


class Operations(NamedTuple):
    """What one image costs, by kind of operation. None is a count that nobody knows."""

    multiplies: int | None = 0  # weights with activations: the column "multiplies"
    multiplications: int | None = 0  # all others
    additions: int | None = 0
    comparisons: int | None = 0
    divisions: int | None = 0
    exponentials: int | None = 0
    because: str = ""  # why there are none


class Kept(NamedTuple):
    """What the backward pass of a layer keeps of the forward pass: whole volumes, and numbers besides."""

    input: bool = False  # all that it reads
    output: bool = False  # what it gives
    either: bool = False  # what it gives in place of what it reads, if it has overwritten that
    values: int = 0  # numbers besides, for one image
    once: int = 0  # numbers besides, for the whole batch
    marks: int = 0  # bytes of masks and of positions, for one image
    complete: bool = True  # False: nobody says whether that is all


class Facts(NamedTuple):
    """All that a layer states about itself on inputs of given shapes."""

    output: Shape  # each number a Quantity, with the formula or the reason that gives it
    shape: Shape  # the same in bare numbers
    windows: Windows  # what an output position reads: Reads per axis, POINT, WHOLE, ...
    parameters: Parameters
    operations: Operations
    kept: Kept


POSITION = 8
"""Bytes that say which value of a window was the largest, as PyTorch and TensorFlow store it."""
