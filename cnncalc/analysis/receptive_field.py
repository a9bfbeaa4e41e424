"""Receptive field: which stretch of the input an output position depends on.

The recurrences along one axis stand in `spans`, those of whole maps in `reach`; here they are carried
through the network. Joins take the smallest first and the largest last.
Source: Araujo, Norris & Sim 2019, "Computing receptive fields of convolutional neural networks",
doi:10.23915/distill.00021.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from cnncalc.analysis import reach
from cnncalc.analysis.base import Analysis, Column, Note, Result, Settings
from cnncalc.analysis.reach import Reach
from cnncalc.analysis.spans import Phase, Span
from cnncalc.analysis.walk import walk
from cnncalc.network import Network, Node
from cnncalc.shape import MOST_PHASES_IN_ALL, POINT, REARRANGED, UNKNOWN, WHOLE, Shape


class ReceptiveField(NamedTuple):
    """The stretch of the input that one output position depends on, per axis, in pixels.

    size: how long it is, whether or not it fits the image. jump: how far it moves from one position
    to the next. first: where it begins for position 0, negative in the padding, None if position 0
    reads nothing. whole_input: a whole map was read on the way, so that all positions share it. aligned:
    all paths have one centre. smallest: the size by the narrowest path, empty if it is not known.
    """

    size: tuple[int, ...]
    jump: tuple[int | Fraction, ...]
    first: tuple[int | None, ...]
    whole_input: bool
    aligned: bool
    smallest: tuple[int, ...]
    field: Reach
    image: Shape

    @classmethod
    def of(cls, field: Reach, image: Shape) -> "ReceptiveField":
        """What a node reads of an input of this shape."""
        spans = field.spans
        told = reach.on_each_axis(lambda axis: (spans[axis].size, spans[axis].jump, spans[axis].first), spans)
        size, jump, first = zip(*told, strict=True) if told else ((), (), ())
        smallest = size if field.narrow is None else tuple(span.size for span in field.narrow.spans)
        return cls(size, jump, first, field.whole, field.aligned, smallest, field, image)

    @property
    def centre(self) -> tuple[Fraction | None, ...]:
        """The middle of what position 0 reads; where positions read in phases, as if they read evenly."""
        return tuple(span.centre for span in self.field.spans)

    @property
    def inside(self) -> tuple[tuple[int, int], ...]:
        """Of what a position at the border reads, the pixels in the image, and all; at the end with fewer."""
        return tuple(map(_inside, self.field.spans, self.field.extent, self.image.size))

    def record(self) -> dict[str, Any]:
        """The keys of the JSON contract."""
        return {key: getattr(self, key) for key in ("size", "jump", "first", "whole_input", "aligned")}


Reaches = Mapping[int, Reach | None]  # by the number of the input; None: not known


class ReachRecurrence:
    """How what is read of every input goes on from layer to layer."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.spare = MOST_PHASES_IN_ALL

    def start(self, node: Node) -> Reaches:
        return {node.number: reach.start(node.output)}

    def through(self, before: Reaches, node: Node) -> Reaches:
        windows = node.facts.windows
        if windows is POINT:
            return before
        return self._kept({key: reach.through(field, windows, node.output) for key, field in before.items()})

    def meet(self, before: Sequence[Reaches], node: Node) -> Reaches:
        keys = dict.fromkeys(key for some in before for key in some)
        if node.facts.windows is not POINT:
            return dict.fromkeys(keys)
        read = [self._spread(some, i, node) for some, i in zip(before, node.inputs, strict=True)]
        return self._kept({key: reach.meet([some[key] for some in read if key in some]) for key in keys})

    def _spread(self, before: Reaches, number: int, node: Node) -> Reaches:
        """What a join reads of an input: a single position that broadcasts is read by every position."""
        source = self.network.nodes[number].output
        if source.positions == node.output.positions:
            return before
        return {key: reach.through(field, WHOLE, source) for key, field in before.items()}

    def _kept(self, reached: Reaches) -> Reaches:
        """The same, unknown where there are too many phases to remember."""
        self.spare -= sum(field.phases for field in reached.values() if field)
        return reached if self.spare >= 0 else dict.fromkeys(reached)


def fold(network: Network, settings: Settings) -> Result:
    """A ReceptiveField per node, or a mapping of them by input where there are several inputs.

    None if it is not known, with a note at the first layer on each path where it was lost.
    """
    several = len(network.inputs) > 1
    reached = walk(network, ReachRecurrence(network))
    values: list[Any] = []
    notes: list[Note] = []
    for node, found in zip(network.nodes, reached, strict=True):
        if len(node.inputs) == 1 and reached[node.inputs[0]] is found:
            values.append(values[node.inputs[0]])
        else:
            values.append(_result(network, found, several))
            notes.extend(_lost(node, found, [reached[i] for i in node.inputs]))
    return Result(values, tuple(notes))


def _result(network: Network, found: Reaches, several: bool) -> Any:
    inputs = {key: network.nodes[key] for key in found}
    results = {
        inputs[key].name: field and ReceptiveField.of(field, inputs[key].output)
        for key, field in found.items()
    }
    return results if several else next(iter(results.values()), None)


def _inside(span: Span, positions: int, pixels: int) -> tuple[int, int]:
    """Of what the first or the last position reads, the pixels of the image, and all; 0 of 0 for nothing."""
    ends = [_pixels(span.at(end), pixels) for end in (0, positions - 1)]
    return min((end for end in ends if end[1]), key=lambda end: Fraction(*end), default=(0, 0))


def _pixels(phase: Phase, pixels: int) -> tuple[int, int]:
    return max(min(phase.last, pixels - 1) - max(phase.first, 0) + 1, 0), phase.size


def _lost(node: Node, found: Reaches, before: Sequence[Reaches]) -> Iterator[Note]:
    """A note if this layer is the first on its path whose receptive field is not known."""
    if None not in found.values() or any(None in some.values() for some in before):
        return
    windows = node.facts.windows
    if windows is POINT:
        yield Note(
            node.name, "it joins paths whose positions are different distances apart (their jumps differ)"
        )
    elif windows is REARRANGED:
        yield Note(
            node.name, "it changes the order of positions: the receptive field is unknown from here on"
        )
    elif windows is UNKNOWN:
        yield Note(node.name, "what it reads is not known, so the receptive field is unknown from here on")
    else:
        yield Note(
            node.name,
            "its positions read the input in too many different ways to follow:"
            " the receptive field is unknown from here on",
        )


def _each(layer: Any, attribute: str) -> Any:
    """A value per axis, or a text that names the inputs where there are several."""
    field = layer.receptive_field
    if isinstance(field, Mapping):
        return {name: getattr(of_input, attribute, None) for name, of_input in field.items()}
    return getattr(field, attribute, None)


def _smallest(layer: Any) -> Any:
    """The size by the narrowest path; None if that is not known."""
    found, sizes = _each(layer, "smallest"), _each(layer, "size")
    if isinstance(found, dict):
        return {name: size or (None if sizes[name] else size) for name, size in found.items()}
    return found or (None if sizes else found)


def _coverage(layer: Any) -> Fraction | None:
    """The share of the image that a stretch of this size covers at most, all axes together."""
    field = layer.receptive_field
    if not isinstance(field, ReceptiveField) or not field.size:
        return None
    (image,) = layer.network.inputs.values()
    return prod(
        (Fraction(min(r, n), n) for r, n in zip(field.size, image.size, strict=True)), start=Fraction(1)
    )


def _padding_share(layer: Any) -> Fraction | None:
    """The share of padding in what a corner position reads, all axes together."""
    field = layer.receptive_field
    if not isinstance(field, ReceptiveField) or not field.size:
        return None
    return 1 - prod((Fraction(*end) for end in field.inside if end[1]), start=Fraction(1))


ANALYSIS = Analysis(
    name="receptive_field",
    order=6,
    fold=fold,
    in_record=True,
    conventions={"receptive_field": "input pixels, not cut at the border"},
    columns=(
        Column(
            "receptive_field",
            "RF",
            "extent",
            lambda layer: _each(layer, "size"),
            "receptive field, pixels of the input",
            60,
        ),
        Column(
            "jump",
            "Jump",
            "extent",
            lambda layer: _each(layer, "jump"),
            "input pixels from one position to the next",
        ),
        Column(
            "first",
            "First",
            "extent",
            lambda layer: _each(layer, "first"),
            "first input position that position 0 reads",
        ),
        Column(
            "smallest_path",
            "RF min",
            "extent",
            _smallest,
            "receptive field by the narrowest path",
        ),
        Column(
            "coverage",
            "Coverage",
            "share",
            _coverage,
            "share of the image that the receptive field covers at most",
        ),
        Column(
            "padding_share",
            "Padding",
            "share",
            _padding_share,
            "share of padding in the receptive field of a corner position",
        ),
    ),
)
