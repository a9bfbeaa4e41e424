"""Variants of a network: other sizes and channels, the same layers, and all still fit together.

The only source of chance is `random.Random(seed).random()`, which Python promises to keep: a seed gives
the same network with every Python, on every machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd
from random import Random
from typing import Any

from cnncalc.analysis.base import Settings
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.layers import Layer
from cnncalc.network import Network, NetworkBuilder, Node
from cnncalc.problem import LayerError, Problem, SpecError
from cnncalc.shape import Shape
from cnncalc.summary import Summary

SMALLEST, LARGEST = Fraction(3, 5), Fraction(8, 5)
"""What an input's size may shrink and grow to, for the size it had."""

FACTORS = [Fraction(n, 8) for n in (4, 5, 6, 7, 9, 10, 11, 12)]
"""By what all channels alike are multiplied where each by itself would not fit."""

FREE_DRAWS, LINEAR_DRAWS, SIZE_DRAWS = 30, 20, 20

COUNTS = ("K", "N_out")
"""The letters of fields that say how many channels come out."""

Channels = Callable[[int], int]


class Chance:
    """Draws that are the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return int(self.random() * n)

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of these."""
        return choices[self.below(len(choices))]


@dataclass(frozen=True)
class Others(Sequence[int]):
    """Numbers in even steps but one of them: not listed, as there may be a billion."""

    numbers: range
    one: int

    def __len__(self) -> int:
        return len(self.numbers) - 1

    def __getitem__(self, i: Any) -> Any:
        return self.numbers[i if i < self.numbers.index(self.one) else i + 1]


def variant(network: Network, seed: int) -> Network:
    """The network with the sizes and channels that belong to a seed; its layers keep their names.

    An input changes by whole steps of the last map, so that every window fits as it did. Each number of
    filters or units becomes another one, the same wherever it stands; where that does not fit together all
    are multiplied by one factor, and where that does not either, only the sizes change.
    SpecError where nothing fits.
    """
    for inputs, channels in _drawn(network, Chance(seed)):
        try:
            return rebuilt(network, inputs, channels)._replace(name=f"{network.name}, variant {seed}")
        except LayerError:
            continue
    message = (
        f"no variant {seed} of {network.name} was found that fits together: its sizes depend on each other"
    )
    raise SpecError([Problem(message)])


def _drawn(network: Network, chance: Chance) -> Iterator[tuple[dict[str, Shape], Channels]]:
    """What to try, the freest first."""
    steps = _steps(network)
    counts = sorted({count for node in network.layers for count in _counts(node.layer)})
    for _ in range(FREE_DRAWS):
        new = {count: chance.one_of(widths(count)) for count in counts}
        yield _inputs(network, steps, chance), lambda count, new=new: new.get(count, count)  # type: ignore[misc]
    for _ in range(LINEAR_DRAWS):
        factor = chance.one_of(FACTORS)
        yield _inputs(network, steps, chance), lambda count, factor=factor: _times(count, factor)  # type: ignore[misc]
    for _ in range(SIZE_DRAWS):
        yield _inputs(network, steps, chance), lambda count: count


def _times(count: int, factor: Fraction) -> int:
    if (count * factor).denominator != 1:
        raise LayerError(f"{count} x {factor} is not a whole number")
    return int(count * factor)


def widths(count: int) -> Sequence[int]:
    """The channels that may stand for so many: round as they are, from half to half as many again.

    >>> [*widths(6)], [*widths(64)], [*widths(10)]
    ([3, 4, 5, 7, 8, 9], [32, 48, 80, 96], [6, 8, 12, 14])
    """
    step = gcd(count, 2 ** max((count // 4).bit_length() - 1, 0))
    highest = max(count * 3 // 2, count + 1 if count > 1 else 1)
    lowest = ceil(Fraction(count, 2 * step)) * step
    return Others(range(lowest, highest + 1, step), count) or [count]


def _counts(layer: Layer | None) -> Iterator[int]:
    if layer is not None:
        for name, field in layer.fields.items():
            if field.letter in COUNTS:
                yield getattr(layer, name)


# -- inputs --------------------------------------------------------------------------------------------


def _steps(network: Network) -> dict[int, int]:
    """For each axis the pixels of the input from one position of the coarsest map to the next."""
    steps: dict[int, int] = {}
    for found in Summary(network, Settings()).figures["receptive_field"]:
        for field in found.values() if isinstance(found, Mapping) else [found]:
            if isinstance(field, ReceptiveField):
                for axis, jump in enumerate(field.jump):
                    steps[axis] = max(steps.get(axis, 1), ceil(jump))
    return steps


def _inputs(network: Network, steps: dict[int, int], chance: Chance) -> dict[str, Shape]:
    """The inputs' new shapes: axes that were alike stay alike."""
    drawn: dict[tuple[int, int], int] = {}

    def other(size: int, step: int) -> int:
        if (size, step) not in drawn:
            drawn[size, step] = chance.one_of(_sizes(size, step))
        return drawn[size, step]

    return {
        name: Shape(
            shape.channels if shape.rank else other(shape.channels, 0),
            tuple(other(size, steps.get(axis, 1)) for axis, size in enumerate(shape.size)),
        )
        for name, shape in network.inputs.items()
    }


def _sizes(size: int, step: int) -> Sequence[int]:
    """Other sizes, by whole steps; of a vector (step 0) other numbers of features."""
    if not step:
        return widths(size)
    first = size - (size - ceil(size * SMALLEST)) // step * step
    return Others(range(first, int(size * LARGEST) + 1, step), size) or [size]


# -- the network again -----------------------------------------------------------------------------------


def rebuilt(network: Network, inputs: Mapping[str, Shape], channels: Channels) -> Network:
    """The network on other inputs, its layers with other channels; LayerError where a layer does not fit."""
    builder = NetworkBuilder()
    made: dict[tuple[Layer, int, int], Layer] = {}  # equal layers on as many channels change alike
    for node in network.nodes:
        if node.layer is None:
            builder.input(node.name, inputs[node.name], node.place)
            continue
        reads = [builder.nodes[i] for i in node.inputs]
        before = network.nodes[node.inputs[0]]
        key = node.layer, before.output.channels, reads[0].output.channels
        layer = made.get(key) or made.setdefault(key, _changed(node.layer, before, reads[0], channels))
        owner = None if node.owner is None else builder.nodes[node.owner]
        builder.add(node.name, layer, reads, node.place, node.group, owner)
    return network._replace(nodes=tuple(builder.nodes), expect={})


def _changed(layer: Layer, before: Node, now: Node, channels: Channels) -> Layer:
    """The layer with other channels; one with a group for each channel keeps that."""
    values: dict[str, Any] = {}
    for name, field in layer.fields.items():
        value = getattr(layer, name)
        if field.letter in COUNTS or (name in ("start", "stop") and value):
            values[name] = channels(value)
        elif name == "groups" and value == before.output.channels and value > 1:
            values[name] = now.output.channels
    return type(layer)(**{**vars(layer), **values}) if values else layer
