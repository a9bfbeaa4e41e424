"""Receptive field: which stretch of the input an output position depends on.

Along each axis position i of a layer reads the input positions jump*i + first ... jump*i + last.
Three recurrences say how a window that reads stride*i + a ... stride*i + b changes that:

    first' = first + a * jump             (FIRST; a is minus the padding)
    r'     = r + (f_eff - 1) * jump       (SIZE; f_eff = b - a + 1, and r = last - first + 1)
    jump'  = jump * stride                (JUMP)

Joins take the smallest first and the largest last.

Layers that read at uneven steps (an adaptive pool of 7 positions into 3) have positions of several
phases, which repeat with a period; each phase has a first and a last of its own, so that all numbers
stay whole. The jump may be a fraction; the size is that of the largest phase. A position between the
stamps of a transposed convolution reads nothing: its stretch has no pixels and widens no other.
Source: Araujo, Norris & Sim 2019, "Computing receptive fields of convolutional neural networks",
doi:10.23915/distill.00021.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm, prod
from typing import Any, NamedTuple

from cnncalc.analysis.base import Analysis, Column, Note, Result, Settings
from cnncalc.formula import Formula
from cnncalc.network import Network, Node
from cnncalc.shape import MOST_PHASES, POINT, REARRANGED, UNKNOWN, WHOLE, Reads, Windows

SIZE = Formula("r", "r_in + (f_eff - 1) * j_in", "f_eff positions, j_in pixels apart")
JUMP = Formula("j", "j_in * s", "s steps of j_in pixels each")
FIRST = Formula("first", "first_in + a * j_in", "a < 0 lies in the padding")

MOST_PHASES_IN_ALL = 1_000_000
"""Phases of all layers together: beyond them no more are followed, so that no file fills the memory."""


class Phase(NamedTuple):
    """What one position reads of the input; of size 0 where it reads nothing."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def grown(self, jump: int, a: int, b: int) -> "Phase":
        """What a window reads that reaches from a to b positions of this phase, `jump` pixels apart."""
        first = FIRST.number(first_in=self.first, a=a, j_in=jump)
        r = SIZE.number(r_in=self.size, f_eff=b - a + 1, j_in=jump)
        return Phase(first, first + r - 1)

    def moved(self, by: int) -> "Phase":
        """The same stretch, so many pixels further."""
        return Phase(self.first + by, self.last + by)

    def hull(self, other: "Phase") -> "Phase":
        """From the smallest first to the largest last."""
        if not (self.size and other.size):
            return self if self.size else other
        return Phase(min(self.first, other.first), max(self.last, other.last))


NOTHING = Phase(0, -1)
"""What a position reads that no path leads to."""


class Span(NamedTuple):
    """What the positions of a map read along one axis: position P*q + i reads phase i moved by q steps.

    still: the phases do not move, as a whole map was read, though positions lie step/P pixels apart.
    """

    step: int
    phases: tuple[Phase, ...]
    still: bool = False

    @property
    def jump(self) -> int | Fraction:
        """Input pixels from one position to the next."""
        period = len(self.phases)
        return self.step if period == 1 else _whole(Fraction(self.step, period))

    @property
    def size(self) -> int:
        """How much the position reads that reads most."""
        return max(phase.size for phase in self.phases)

    @property
    def first(self) -> int | None:
        """Where the stretch of position 0 begins; None where it reads nothing."""
        return self.phases[0].first if self.phases[0].size else None

    def at(self, position: int) -> Phase:
        """What one position reads."""
        q, i = divmod(position, len(self.phases))
        return self.phases[i] if self.still else self.phases[i].moved(q * self.step)

    def through(self, reads: Reads) -> "Span | None":
        """What a window reads that slides over these positions; None where the period grows too long."""
        period = len(self.phases)
        if self.still and len(set(self.phases)) == 1 and reads.all_read:
            return standing(self.jump * Fraction(reads.step, len(reads.phases)), self.phases[0])
        if period == len(reads.phases) == 1 and self.size and reads.all_read:
            phase = self.phases[0].grown(self.step, *reads.phases[0])
            return Span(JUMP.number(j_in=self.step, s=reads.step), (phase,))
        turns = period // gcd(period, reads.step)
        if turns * len(reads.phases) > MOST_PHASES:
            return None
        wide = {taps: self.widened(taps, reads.apart) for taps in set(map(reads.taps, reads.phases))}
        phases = (
            wide[reads.taps((first, last))].at(q * reads.step + first)
            for q in range(turns)
            for first, last in reads.phases
        )
        return Span(self.step * reads.step * turns // period, tuple(phases), self.still)

    def widened(self, taps: int, apart: int) -> "Span":
        """What each position reads together with the next ones, `apart` from each other: `taps` in all."""
        if not taps:
            return self._replace(phases=(NOTHING,) * len(self.phases))
        wide, reached = self, 1
        while reached < taps:
            more = min(reached, taps - reached)
            phases = (phase.hull(wide.at(i + more * apart)) for i, phase in enumerate(wide.phases))
            wide, reached = wide._replace(phases=tuple(phases)), reached + more
        return wide

    def over(self, positions: int) -> "Span":
        """What all of so many positions read together."""
        if len(self.phases) == 1 and self.size and not self.still:
            return Span(self.step, (self.phases[0].grown(self.step, 0, positions - 1),), still=True)
        return self._replace(phases=(self.widened(positions, 1).at(0),) * len(self.phases), still=True)

    def in_periods_of(self, period: int) -> "Span":
        """The same with a multiple of its period."""
        times = period // len(self.phases)
        if times == 1:
            return self
        return Span(self.step * times, tuple(map(self.at, range(period))), self.still)


def standing(jump: int | Fraction, phase: Phase) -> Span | None:
    """Positions that all read the same stretch, though they lie `jump` apart; None if too finely."""
    if jump.denominator > MOST_PHASES:
        return None
    return Span(jump.numerator, (phase,) * jump.denominator, still=True)


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


class Field(NamedTuple):
    """What the positions of one node read of one input of the network.

    narrow: what they read along the narrowest path, which may slide where the field is whole (behind a
    gate); None where that is the same, UNFOLLOWED where it is not known.
    """

    spans: tuple[Span, ...]  # per axis
    extent: tuple[int, ...]  # how many positions there are along each axis; 1 where the axes are others
    whole: bool = False  # every position reads the same stretch: a whole map was read
    aligned: bool = True  # the paths that met were centred on each other
    narrow: "Field | None" = None

    @property
    def narrowest(self) -> "Field":
        """What is read along the narrowest path."""
        return self.narrow or self

    def together(self) -> tuple[Span, ...]:
        """What all positions read, taken together."""
        return tuple(span.over(n) for span, n in zip(self.spans, self.extent, strict=True))


UNFOLLOWED = Field((), ())
"""In the place of a narrowest path that is not known, though the whole field is."""


class ReceptiveField(NamedTuple):
    """The stretch of the input that one output position depends on, per axis, in pixels.

    size: how long it is, whether or not it fits the image. jump: how far it moves from one position
    to the next. first: where it begins for position 0, negative in the padding, None where position 0
    reads nothing. whole_input: a whole
    map was read on the way, so that all positions share it. aligned: all paths have one centre.
    smallest: the size by the narrowest path, empty where it is not known. centre: the middle of what
    position 0 reads; where positions read in phases, what it would be if they read evenly. inside: of the
    stretch that a position at the border reads, the pixels that lie in the image, and all; the end with
    the smaller share.
    """

    size: tuple[int, ...]
    jump: tuple[int | Fraction, ...]
    first: tuple[int | None, ...]
    whole_input: bool
    aligned: bool
    smallest: tuple[int, ...]
    centre: tuple[Fraction | None, ...] = ()
    inside: tuple[tuple[int, int], ...] = ()

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
    spare = MOST_PHASES_IN_ALL
    for node in network.nodes:
        reached = _fields(network, node, fields)
        spare -= sum(_phases(field) for field in reached.values() if field)
        if spare < 0:
            reached = dict.fromkeys(reached)
        fields.append(reached)
        if len(node.inputs) == 1 and fields[node.inputs[0]] is reached:
            values.append(values[node.inputs[0]])
        else:
            values.append(_result(network, reached, several))
            notes.extend(_lost(network, node, fields))
    return Result(values, tuple(notes))


def _phases(field: Field) -> int:
    """Phases beyond the first that have to be remembered."""
    spans = (*field.spans, *(field.narrow.spans if field.narrow else ()))
    return sum(len(span.phases) - 1 for span in spans)


def _fields(network: Network, node: Node, fields: Sequence[Fields]) -> Fields:
    if node.layer is None:
        start = Span(1, (Phase(0, 0),))
        return {node.number: Field((start,) * node.output.rank, node.output.size)}
    read = [_spread(fields[i], network.nodes[i], node) for i in node.inputs]
    windows = node.facts.windows
    if len(read) == 1:
        if windows is POINT:
            return read[0]
        return {key: _step(field, windows, node) for key, field in read[0].items()}
    if windows is not POINT:
        return {key: None for some in read for key in some}
    keys = dict.fromkeys(key for some in read for key in some)
    return {key: _meet([some[key] for some in read if key in some]) for key in keys}


def _spread(fields: Fields, source: Node, node: Node) -> Fields:
    """What a join reads of one input: a single position that broadcasts is read alike by every position."""
    if len(node.inputs) == 1 or source.output.positions == node.output.positions:
        return fields
    return {key: field and _step(field, WHOLE, source) for key, field in fields.items()}


def _step(field: Field | None, windows: Windows, node: Node) -> Field | None:
    """The field of a layer from that of the one layer it reads, and along the narrowest path."""
    found = _moved(field, windows, node) if field is not None else None
    if field is None or found is None or field.narrow is None:
        return found
    narrow = UNFOLLOWED if field.narrow is UNFOLLOWED else _moved(field.narrow, windows, node)
    return found._replace(narrow=narrow or UNFOLLOWED)


def _moved(field: Field, windows: Windows, node: Node) -> Field | None:
    """The field behind a layer that reads these windows; None where it cannot be followed."""
    if windows is UNKNOWN:
        return None
    if windows is REARRANGED:
        return _wholly(field) if field.whole or prod(field.extent) == 1 else None
    if windows is WHOLE:
        return _wholly(field)
    assert isinstance(windows, tuple)
    if len(windows) != len(field.spans):  # of an input with other axes: only a whole one can be followed
        return field if field.whole else None
    moved = [span.through(reads) for span, reads in zip(field.spans, windows, strict=True)]
    spans = tuple(span for span in moved if span is not None)
    return Field(spans, node.output.size, field.whole, field.aligned) if len(spans) == len(moved) else None


def _wholly(field: Field) -> Field:
    """What each position reads where all positions of the field are read."""
    return Field(field.together(), (1,) * len(field.extent), True, field.aligned)


def _meet(fields: Sequence[Field | None]) -> Field | None:
    """The field where paths join position by position; None where their jumps disagree."""
    known = [field for field in fields if field is not None]
    if len(known) < len(fields):
        return None
    if len(known) == 1:
        return known[0]
    extent = max((field.extent for field in known), key=prod)
    sliding = [field for field in known if not field.whole and field.extent == extent]
    still = len(sliding) < len(known)  # some path is read alike by every position
    meetings = [
        _meet_on_axis(
            [(field.together() if still else field.spans)[axis] for field in known],
            [field.spans[axis] for field in sliding],
        )
        for axis in range(len(extent))
    ]
    spans = tuple(span for span, _ in filter(None, meetings))
    if len(spans) < len(meetings):
        return None
    aligned = all(field.aligned for field in known) and all(centred for _, centred in filter(None, meetings))
    return Field(spans, extent, still, aligned, _narrowest([field.narrowest for field in known], extent))


def _narrowest(fields: Sequence[Field], extent: tuple[int, ...]) -> Field:
    """Along each axis the narrowest of the paths that meet; one that saw a whole map only if all did.

    It keeps its own jump, so that the windows behind a gate widen the path that passes the gate by.
    """
    if any(field is UNFOLLOWED for field in fields):
        return UNFOLLOWED
    paths = [field for field in fields if not field.whole] or fields
    axes = zip(*(field.spans for field in paths), strict=True)
    spans = tuple(min(axis, key=lambda span: span.size) for axis in axes)
    return Field(spans, extent, paths[0].whole)


def _meet_on_axis(spans: Sequence[Span], sliding: Sequence[Span]) -> tuple[Span, bool] | None:
    """The hull of the spans, and whether the sliding ones have one centre; None if jumps disagree."""
    if len({span.jump for span in sliding}) > 1:
        return None
    hull = _hull(spans)
    if hull is not None and len(spans) > len(sliding):
        hull = standing((sliding or spans)[0].jump, hull.phases[0])
    return hull and (hull, _centred(sliding))


def _hull(spans: Sequence[Span]) -> Span | None:
    """Phase by phase the smallest first and the largest last."""
    period = lcm(*(len(span.phases) for span in spans))
    if period > MOST_PHASES:
        return None
    common = [span.in_periods_of(period) for span in spans]
    phases = zip(*(span.phases for span in common), strict=True)
    return common[0]._replace(phases=tuple(reduce(Phase.hull, read) for read in phases))


def _centred(spans: Sequence[Span]) -> bool:
    """Whether the centres of the paths agree at every position, as far as it reads anything by them."""
    if len(spans) < 2:
        return True
    period = lcm(*(len(span.phases) for span in spans))
    return all(
        len({phase.first + phase.last for phase in phases if phase.size}) <= 1
        for phases in zip(*(span.in_periods_of(period).phases for span in spans), strict=True)
    )


def _result(network: Network, fields: Fields, several: bool) -> Any:
    inputs = {key: network.nodes[key] for key in fields}
    results = {inputs[key].name: _receptive_field(field, inputs[key]) for key, field in fields.items()}
    return results if several else next(iter(results.values()), None)


def _receptive_field(field: Field | None, image: Node) -> ReceptiveField | None:
    if field is None:
        return None
    return ReceptiveField(
        tuple(span.size for span in field.spans),
        tuple(span.jump for span in field.spans),
        tuple(span.first for span in field.spans),
        field.whole,
        field.aligned,
        tuple(span.size for span in field.narrowest.spans),
        tuple(_centre(span) for span in field.spans),
        tuple(map(_inside, field.spans, field.extent, image.output.size)),
    )


def _centre(span: Span) -> Fraction | None:
    """The mean over the phases that read anything of each one's middle, moved back to position 0."""
    read = [(i, phase.first + phase.last) for i, phase in enumerate(span.phases) if phase.size]
    if not read:
        return None
    positions, ends = map(sum, zip(*read, strict=True))
    return (Fraction(ends, 2) - span.jump * positions) / len(read)


def _inside(span: Span, positions: int, pixels: int) -> tuple[int, int]:
    """Of what the first or the last position reads, the pixels of the image, and all; 0 of 0 for nothing."""
    ends = [_pixels(span.at(end), pixels) for end in (0, positions - 1)]
    return min((end for end in ends if end[1]), key=lambda end: Fraction(*end), default=(0, 0))


def _pixels(phase: Phase, pixels: int) -> tuple[int, int]:
    return max(min(phase.last, pixels - 1) - max(phase.first, 0) + 1, 0), phase.size


def _lost(network: Network, node: Node, fields: Sequence[Fields]) -> Iterator[Note]:
    """A note if this layer is the first on its path whose receptive field is not known."""
    if None not in fields[node.number].values() or any(None in fields[i].values() for i in node.inputs):
        return
    assert node.layer is not None
    windows = node.facts.windows
    if windows is POINT:
        yield Note(node.name, "it joins paths whose positions are different distances apart (jumps differ)")
    elif windows is REARRANGED:
        yield Note(
            node.name, "it changes the order of positions: the receptive field is unknown from here on"
        )
    else:
        yield Note(node.name, "what it reads is not known, so the receptive field is unknown from here on")


def _each(layer: Any, attribute: str) -> Any:
    """A value per axis, or a text that names the inputs where there are several."""
    field = layer.receptive_field
    if isinstance(field, Mapping):
        return {name: getattr(of_input, attribute, None) for name, of_input in field.items()}
    return getattr(field, attribute, None)


def _smallest(layer: Any) -> Any:
    """The size by the narrowest path; None where that is not known."""
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
