"""Variants of a network: other sizes, channels and windows, the same layers, and all still fit together.

A seed gives the same network with every Python, on every machine: see `chance`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import ceil, gcd
from typing import Any, NamedTuple

from cnncalc.analysis.base import Settings
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.layers import Layer
from cnncalc.network import Network, NetworkBuilder, Node
from cnncalc.problem import LayerError, Problem, SpecError
from cnncalc.shape import Shape
from cnncalc.summary import Summary
from cnncalc.teaching.sheets.chance import Chance, Others
from cnncalc.teaching.sheets.windows import Windows, drawn, fits_as, jumps

SMALLEST, LARGEST = Fraction(3, 5), Fraction(8, 5)
"""What an input's size may shrink and grow to, for the size it had."""

FACTORS = [Fraction(n, 8) for n in (4, 5, 6, 7, 9, 10, 11, 12)]
"""By what all channels alike are multiplied where each by itself would not fit."""

FREE_DRAWS, LINEAR_DRAWS, SIZE_DRAWS, WINDOW_DRAWS = 30, 20, 20, 30

COUNTS = ("K", "N_out")
"""The letters of fields that say how many channels come out."""

Channels = Callable[[int], int]


def variant(network: Network, seed: int, windows: bool = False) -> Network:
    """The network with the sizes and channels that belong to a seed; its layers keep their names.

    An input changes by whole steps of the last map, so that every window fits as it did. Each number of
    filters or units becomes another one, the same wherever it stands; where that does not fit together all
    are multiplied by one factor, and where that does not either, only the sizes change.
    windows: kernels, strides and paddings change too, if some can. SpecError where nothing fits.
    """
    changed = next(_that_fit(network, Chance(seed), windows), None)
    if changed is None:
        why = "its sizes depend on each other"
        message = f"no variant {seed} of {network.name} was found that fits together: {why}"
        raise SpecError([Problem(message)])
    return changed._replace(name=f"{network.name}, variant {seed}")


def _that_fit(network: Network, chance: Chance, windows: bool) -> Iterator[Network]:
    """The variants that fit together, those that change the most first."""
    if windows:
        yield from _rewound(network, chance)
    for inputs, channels in _drawn(network, chance):
        with suppress(LayerError):
            yield rebuilt(network, inputs, channels)


def _rewound(network: Network, chance: Chance) -> Iterator[Network]:
    """Variants with other windows, each on an input that they fit as those of the network fit its own."""
    jump = jumps(network)
    counts = sorted({count for node in network.layers for count in _counts(node.layer)})
    for number in range(WINDOW_DRAWS):
        free = number < WINDOW_DRAWS // 2
        new = {count: chance.one_of(widths(count)) if free else count for count in counts}
        windows = Rewinding(drawn(network, jump, chance), jump)
        with suppress(LayerError):
            on_same = rebuilt(network, network.inputs, lambda count, new=new: new.get(count, count), windows)  # type: ignore[misc]
            yield from _resized(network, on_same, chance)


def _resized(network: Network, changed: Network, chance: Chance) -> Iterator[Network]:
    """The changed network on another input: one that its windows cover, else one by whole steps."""
    steps = _steps(changed)
    for offsets in (_covered(changed), dict.fromkeys(steps, 0), None):
        resized = rebuilt(changed, _inputs(changed, steps, chance, offsets), lambda count: count)
        if fits_as(network, resized) and _told(resized) != _told(network):
            yield resized


def _told(network: Network) -> list[tuple[Layer | None, Shape]]:
    """What makes a network another one."""
    return [(node.layer, node.output) for node in network.nodes]


def _covered(network: Network) -> dict[int, int]:
    """For each axis a size of the input that windows cover with nothing left over; others by whole steps.

    Where a position reads R pixels from `first` on, the padding being -first on both sides, q of them
    that are J apart cover R + (q - 1) * J + 2 * first.
    """
    coarsest: dict[int, tuple[int, int]] = {}
    for found in Summary(network, Settings()).figures["receptive_field"]:
        if isinstance(found, ReceptiveField):
            for axis, (size, jump, first) in enumerate(zip(found.size, found.jump, found.first, strict=True)):
                if first is not None and jump >= coarsest.get(axis, (0, 0))[0]:
                    coarsest[axis] = ceil(jump), size + 2 * first
    return {axis: covered for axis, (_, covered) in coarsest.items()}


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


def _inputs(
    network: Network, steps: dict[int, int], chance: Chance, offsets: Mapping[int, int] | None = None
) -> dict[str, Shape]:
    """The inputs' new shapes: axes that were alike stay alike. offsets: sizes from which steps are made."""
    drawn: dict[tuple[int, ...], int] = {}

    def other(size: int, step: int, *offset: int) -> int:
        key = (size, step, *offset)
        if key not in drawn:
            drawn[key] = chance.one_of(_sizes(*key))
        return drawn[key]

    def offset(axis: int) -> list[int]:
        return [] if offsets is None else [offsets.get(axis, 0)]

    return {
        name: Shape(
            shape.channels if shape.rank else other(shape.channels, 0),
            tuple(other(size, steps.get(axis, 1), *offset(axis)) for axis, size in enumerate(shape.size)),
        )
        for name, shape in network.inputs.items()
    }


def _sizes(size: int, step: int, offset: int | None = None) -> Sequence[int]:
    """Other sizes, by whole steps; of a vector (step 0) other numbers of features.

    offset: a size from which the steps are made; then this size may be among them.
    """
    if not step:
        return widths(size)
    if offset is not None:
        lowest = ceil(size * SMALLEST)
        return range(lowest + (offset - lowest) % step, int(size * LARGEST) + 1, step) or [size]
    first = size - (size - ceil(size * SMALLEST)) // step * step
    return Others(range(first, int(size * LARGEST) + 1, step), size) or [size]


# -- the network again -----------------------------------------------------------------------------------


class Rewinding(NamedTuple):
    """Other windows, and the resolutions at which the layers of the network read."""

    windows: Windows
    jumps: Mapping[int, int]


def rebuilt(
    network: Network, inputs: Mapping[str, Shape], channels: Channels, rewinding: Rewinding | None = None
) -> Network:
    """The network on other inputs, its layers with other channels; LayerError where a layer does not fit."""
    builder = NetworkBuilder()
    made: dict[tuple[Layer, int, int, int], Layer] = {}  # equal layers on as many channels change alike
    for node in network.nodes:
        if node.layer is None:
            builder.input(node.name, inputs[node.name], node.place)
            continue
        reads = [builder.nodes[i] for i in node.inputs]
        before = network.nodes[node.inputs[0]]
        jump = rewinding.jumps.get(before.number, 1) if rewinding else 0
        key = node.layer, before.output.channels, reads[0].output.channels, jump
        if key not in made:
            fields = rewinding.windows.of(node.layer, jump) if rewinding else {}
            made[key] = _changed(node.layer, before, reads[0], channels, fields)
        owner = None if node.owner is None else builder.nodes[node.owner]
        builder.add(node.name, made[key], reads, node.place, node.group, owner)
    return network._replace(nodes=tuple(builder.nodes), expect={})


def _changed(layer: Layer, before: Node, now: Node, channels: Channels, fields: dict[str, Any]) -> Layer:
    """The layer with other channels and these fields; one with a group for each channel keeps that."""
    values = dict(fields)
    for name, field in layer.fields.items():
        value = getattr(layer, name)
        if field.letter in COUNTS or (name in ("start", "stop") and value):
            values[name] = channels(value)
        elif name == "groups" and value == before.output.channels and value > 1:
            values[name] = now.output.channels
    return type(layer)(**{**vars(layer), **values}) if values else layer
