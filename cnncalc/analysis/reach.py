"""Reach: what the positions of a node read of one input of the network, along all axes."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple

from cnncalc.analysis import spans as along
from cnncalc.analysis.spans import Phase, Span
from cnncalc.shape import POINT, REARRANGED, UNKNOWN, WHOLE, Shape, Windows


def on_each_axis(value: Callable[[int], Any], *along: tuple[object, ...]) -> tuple[Any, ...]:
    """A value for each axis, worked out once where what lies along the axes is the same, as it mostly is."""
    axes = len(along[0])
    if axes and all(of_axis.count(of_axis[0]) == axes for of_axis in along):
        return (value(0),) * axes
    return tuple(map(value, range(axes)))


class Reach(NamedTuple):
    """What the positions of one node read of one input of the network.

    narrow: what they read along the narrowest path, which may slide where the field is whole (after a
    gate); None if that is the same, UNFOLLOWED where it is not known.
    """

    spans: tuple[Span, ...]  # per axis
    extent: tuple[int, ...]  # how many positions there are along each axis; 1 where the axes are others
    whole: bool = False  # every position reads the same stretch: a whole map was read
    aligned: bool = True  # the paths that met were centred on each other
    narrow: "Reach | None" = None

    @property
    def narrowest(self) -> "Reach":
        """What is read along the narrowest path."""
        return self.narrow or self

    @property
    def phases(self) -> int:
        """Phases beyond the first that must be remembered."""
        spans = (*self.spans, *(self.narrow.spans if self.narrow else ()))
        return sum(len(span.phases) - 1 for span in spans)

    def together(self) -> tuple[Span, ...]:
        """What all positions read, taken together."""
        return tuple(span.over(n) for span, n in zip(self.spans, self.extent, strict=True))


UNFOLLOWED = Reach((), ())
"""In the place of a narrowest path that is not known, though the whole field is."""


def start(image: Shape) -> Reach:
    """What the positions of an input read: themselves."""
    return Reach((Span(1, (Phase(0, 0),)),) * image.rank, image.size)


def through(field: Reach | None, windows: Windows, output: Shape) -> Reach | None:
    """The field of a layer from that of the one layer it reads, and along the narrowest path."""
    if windows is POINT:
        return field
    found = _moved(field, windows, output) if field is not None else None
    if field is None or found is None or field.narrow is None:
        return found
    narrow = UNFOLLOWED if field.narrow is UNFOLLOWED else _moved(field.narrow, windows, output)
    return found._replace(narrow=narrow or UNFOLLOWED)


def _moved(field: Reach, windows: Windows, output: Shape) -> Reach | None:
    """The field after a layer that reads these windows; None if it cannot be followed."""
    if windows is UNKNOWN:
        return None
    if windows is REARRANGED:
        return _wholly(field) if field.whole or prod(field.extent) == 1 else None
    if windows is WHOLE:
        return _wholly(field)
    assert isinstance(windows, tuple)
    if len(windows) != len(field.spans):  # of an input with other axes: only a whole one can be followed
        return field if field.whole else None
    moved = on_each_axis(lambda axis: field.spans[axis].through(windows[axis]), field.spans, windows)
    return None if None in moved else Reach(moved, output.size, field.whole, field.aligned)


def _wholly(field: Reach) -> Reach:
    """What each position reads where all positions of the field are read."""
    return Reach(field.together(), (1,) * len(field.extent), True, field.aligned)


def meet(fields: Sequence[Reach | None]) -> Reach | None:
    """The field where paths join position by position; None if their jumps disagree."""
    known = [field for field in fields if field is not None]
    if len(known) < len(fields):
        return None
    if len(known) == 1:
        return known[0]
    extent = max((field.extent for field in known), key=prod)
    sliding = [field for field in known if not field.whole and field.extent == extent]
    still = len(sliding) < len(known)  # some path is read alike by every position
    meetings = [
        along.meet(
            [(field.together() if still else field.spans)[axis] for field in known],
            [field.spans[axis] for field in sliding],
        )
        for axis in range(len(extent))
    ]
    spans = tuple(span for span, _ in filter(None, meetings))
    if len(spans) < len(meetings):
        return None
    aligned = all(field.aligned for field in known) and all(centred for _, centred in filter(None, meetings))
    return Reach(spans, extent, still, aligned, _narrowest([field.narrowest for field in known], extent))


def _narrowest(fields: Sequence[Reach], extent: tuple[int, ...]) -> Reach:
    """Along each axis the narrowest of the paths that meet; one that saw a whole map only if all did.

    It keeps its own jump, so that the windows after a gate widen the path that passes the gate by.
    """
    if any(field is UNFOLLOWED for field in fields):
        return UNFOLLOWED
    paths = [field for field in fields if not field.whole] or fields
    axes = zip(*(field.spans for field in paths), strict=True)
    spans = tuple(min(axis, key=lambda span: span.size) for axis in axes)
    return Reach(spans, extent, paths[0].whole)
