"""Receptive field: which stretch of the input an output position depends on.

Along each axis position i of a layer reads the input positions jump*i + first ... jump*i + last.
Three recurrences say how a window that reads stride*i + a ... stride*i + b changes that:

    first' = first + jump * a
    last'  = last + jump * b
    jump'  = jump * stride

which agrees with the textbook r' = r + (f_eff - 1) * jump for the size r = last - first + 1. Joins
take the smallest first and the largest last. All numbers are whole or rational, never rounded.
Source: Araujo, Norris & Sim 2019, "Computing receptive fields of convolutional neural networks",
doi:10.23915/distill.00021.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from cnncalc.analysis.base import Analysis, Column, Note, Result, Settings
from cnncalc.network import Network, Node
from cnncalc.shape import POINT, UNEVEN, UNKNOWN, WHOLE, Reads, Windows

Number = int | Fraction


class Span(NamedTuple):
    """Position i reads jump*i + first ... jump*i + last; the narrowest path reads `smallest`."""

    jump: Number
    first: Number
    last: Number
    smallest: Number

    @property
    def size(self) -> Number:
        return self.last - self.first + 1

    def through(self, reads: Reads) -> "Span":
        """What a window reads that slides over positions with this span."""
        jump, first, last, smallest = self
        widening = jump * (reads.last - reads.first)
        return Span(
            jump * reads.stride, first + jump * reads.first, last + jump * reads.last, smallest + widening
        )

    def over(self, positions: int) -> "Span":
        """What all of so many positions read together."""
        widening = self.jump * (positions - 1)
        return Span(self.jump, self.first, self.last + widening, self.smallest + widening)


class Field(NamedTuple):
    """What the positions of one node read of one input of the network."""

    spans: tuple[Span, ...] | None  # per axis; None where positions differ
    extent: tuple[int, ...]  # how many positions there are along each axis
    whole: bool = False  # every position reads the same stretch: a whole map was read
    aligned: bool = True  # the paths that met were centred on each other
    union: tuple[Span, ...] = ()  # where positions differ: what they read together

    def together(self) -> tuple[Span, ...]:
        """What all positions read, taken together."""
        if self.spans is None:
            return self.union
        if self.whole:
            return self.spans
        return tuple(span.over(n) for span, n in zip(self.spans, self.extent, strict=True))


class ReceptiveField(NamedTuple):
    """The stretch of the input that one output position depends on, per axis, in pixels.

    size: how long it is, whether or not it fits the image. jump: how far it moves from one position
    to the next. first: where it begins for position 0, negative in the padding. whole_input: a whole
    map was read on the way, so that all positions share it. aligned: all paths have one centre.
    smallest: the size by the narrowest path.
    """

    size: tuple[Number, ...]
    jump: tuple[Number, ...]
    first: tuple[Number, ...]
    whole_input: bool
    aligned: bool
    smallest: tuple[Number, ...]

    def record(self) -> dict[str, Any]:
        """The keys of the JSON contract."""
        return {key: getattr(self, key) for key in ("size", "jump", "first", "whole_input", "aligned")}


Fields = Mapping[int, Field | None]  # by the number of the input; None: not known


def fold(network: Network, settings: Settings) -> Result:
    """A ReceptiveField per node, or a mapping of them by input where there are several inputs.

    None where it is not known, with a note at the first layer on each path where it was lost.
    """
    several = len(network.inputs) > 1
    fields: list[Fields] = []
    values: list[Any] = []
    notes: list[Note] = []
    for node in network.nodes:
        reached = _fields(network, node, fields)
        fields.append(reached)
        if reached and fields[node.inputs[0] if node.inputs else 0] is reached:
            values.append(values[node.inputs[0]] if node.inputs else _result(network, reached, several))
            continue
        values.append(_result(network, reached, several))
        notes.extend(_lost(network, node, fields))
    return Result(values, tuple(notes))


def _fields(network: Network, node: Node, fields: Sequence[Fields]) -> Fields:
    if node.layer is None:
        start = tuple(Span(1, 0, 0, 1) for _ in node.output.size)
        return {node.number: Field(start, node.output.size)}
    read = [fields[i] for i in node.inputs]
    windows = node.layer.windows(network.x(node))
    if len(read) == 1:
        if windows is POINT:
            return read[0]
        return {key: _step(field, windows, node) for key, field in read[0].items()}
    if windows is not POINT:
        return {key: None for some in read for key in some}
    keys = dict.fromkeys(key for some in read for key in some)
    return {key: _meet([some[key] for some in read if key in some]) for key in keys}


def _step(field: Field | None, windows: Windows, node: Node) -> Field | None:
    """The field of a layer from that of the one layer it reads."""
    if field is None or windows is UNKNOWN:
        return None
    if windows is WHOLE:
        return Field(field.together(), (1,) * len(field.extent), True, field.aligned)
    if windows is UNEVEN:
        if field.whole:
            return field._replace(extent=node.output.size)
        return Field(None, node.output.size, False, field.aligned, field.together())
    assert isinstance(windows, tuple)
    if field.spans is None or len(windows) != len(field.spans):
        return None
    if field.whole:
        spans = tuple(s._replace(jump=s.jump * r.stride) for s, r in zip(field.spans, windows, strict=True))
    else:
        spans = tuple(span.through(reads) for span, reads in zip(field.spans, windows, strict=True))
    return Field(spans, node.output.size, field.whole, field.aligned)


def _meet(fields: Sequence[Field | None]) -> Field | None:
    """The field where paths join position by position; None where their jumps disagree."""
    known = [field for field in fields if field is not None and field.spans is not None]
    if len(known) < len(fields):
        return None
    if len(known) == 1:
        return known[0]
    extent = max((field.extent for field in known), key=prod)
    fixed = [field.whole or field.extent != extent for field in known]  # read alike by every position
    spans_of = [field.together() if any(fixed) else field.spans for field in known]
    moving = [field.spans for field, is_fixed in zip(known, fixed, strict=True) if not is_fixed]
    spans, aligned = [], all(field.aligned for field in known)
    for axis in range(len(extent)):
        at_axis = [spans[axis] for spans in spans_of if spans is not None]
        sliding = [spans[axis] for spans in moving if spans is not None]
        if len({span.jump for span in sliding}) > 1:
            return None
        aligned = aligned and len({span.first + span.last for span in sliding}) <= 1
        spans.append(
            Span(
                (sliding or at_axis)[0].jump,
                min(span.first for span in at_axis),
                max(span.last for span in at_axis),
                min(span.smallest for span in at_axis),
            )
        )
    return Field(tuple(spans), extent, any(fixed), aligned)


def _result(network: Network, fields: Fields, several: bool) -> Any:
    results = {network.nodes[key].name: _receptive_field(field) for key, field in fields.items()}
    return results if several else next(iter(results.values()), None)


def _receptive_field(field: Field | None) -> ReceptiveField | None:
    if field is None or field.spans is None:
        return None
    return ReceptiveField(
        tuple(span.size for span in field.spans),
        tuple(span.jump for span in field.spans),
        tuple(span.first for span in field.spans),
        field.whole,
        field.aligned,
        tuple(span.smallest for span in field.spans),
    )


def _lost(network: Network, node: Node, fields: Sequence[Fields]) -> list[Note]:
    """A note if this layer is the first on its path whose receptive field is not known."""

    def unknown(some: Fields) -> bool:
        return any(field is None or field.spans is None for field in some.values())

    if not unknown(fields[node.number]) or any(unknown(fields[i]) for i in node.inputs):
        return []
    assert node.layer is not None
    windows = node.layer.windows(network.x(node))
    if windows is UNEVEN:
        reason = "its windows have uneven sizes and steps, so its positions have no common receptive field"
    elif windows is POINT:
        reason = "it joins paths whose positions are different distances apart (jumps differ)"
    else:
        reason = "what it reads is not known, so the receptive field is unknown from here on"
    return [Note(node.name, reason)]


def _each(layer: Any, attribute: str) -> Any:
    """A value per axis, or a text that names the inputs where there are several."""
    field = layer.receptive_field
    if isinstance(field, Mapping):
        return {name: getattr(of_input, attribute, None) for name, of_input in field.items()}
    return getattr(field, attribute, None)


def _coverage(layer: Any) -> Fraction | None:
    """The share of the image that a stretch of this size covers at most, all axes together."""
    field = layer.receptive_field
    if not isinstance(field, ReceptiveField) or not field.size:
        return None
    (image,) = layer.network.inputs.values()
    return prod(
        (Fraction(min(r, n), n) for r, n in zip(field.size, image.size, strict=True)), start=Fraction(1)
    )


ANALYSIS = Analysis(
    name="receptive_field",
    order=6,
    fold=fold,
    in_record=True,
    conventions={"receptive_field": "pixels of the input, not cut at its border"},
    columns=(
        Column(
            "receptive_field",
            "RF",
            "size",
            lambda layer: _each(layer, "size"),
            "receptive field, pixels of the input",
            60,
        ),
        Column(
            "jump",
            "Jump",
            "size",
            lambda layer: _each(layer, "jump"),
            "input pixels from one position to the next",
        ),
        Column(
            "first",
            "First",
            "size",
            lambda layer: _each(layer, "first"),
            "first input position that position 0 reads",
        ),
        Column(
            "smallest_path",
            "RF min",
            "size",
            lambda layer: _each(layer, "smallest"),
            "receptive field by the narrowest path",
        ),
        Column(
            "coverage",
            "Coverage",
            "share",
            _coverage,
            "share of the image that the receptive field covers at most",
        ),
    ),
)
