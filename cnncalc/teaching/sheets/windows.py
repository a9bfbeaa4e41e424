"""Other windows for a variant: other kernels, strides and paddings, so that receptive fields differ.

A layer keeps its kind, odd kernels stay odd, and layers that are alike change alike: parallel branches too,
since a stride changes for all that read at one resolution.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cnncalc.analysis.base import Settings
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.layers import Layer
from cnncalc.layers.sliding import SlidingFacts
from cnncalc.network import Network, Node
from cnncalc.summary import Summary
from cnncalc.teaching.sheets.chance import Chance

LARGEST_KERNEL = 11
"""Pixels to which a kernel grows."""

LARGEST_STRIDE = 4
"""Pixels to which a stride grows."""


class Geometry(NamedTuple):
    """A window that is alike along all axes; padding as it is written, `same` too."""

    kernel: int
    stride: int
    padding: int | str


Level = tuple[int, int]
"""How far apart the positions lie that a layer reads, in pixels of the input; and its stride."""


class Windows(NamedTuple):
    """What becomes of strides, and then of whole windows, by how far apart positions lie."""

    strides: Mapping[Level, int]
    windows: Mapping[tuple[int, Geometry], Geometry]

    def of(self, layer: Layer, jump: int) -> dict[str, Any]:
        """The fields of a layer that change."""
        before = geometry(layer)
        if before is None:
            return {}
        stride = self.strides.get((jump, before.stride), before.stride)
        after = _restrided(before, stride)
        after = self.windows.get((jump, after), after)
        changed = {name: new for name, new in after._asdict().items() if new != getattr(before, name)}
        if changed.get("stride") == after.kernel and getattr(layer, "stride", 1) is None:
            changed.pop("stride")  # a pool's stride is its kernel, and is not said
        return changed


def geometry(layer: Layer | None) -> Geometry | None:
    """The window of a layer, if it has one that is alike along all axes and without dilation."""
    if not isinstance(layer, SlidingFacts) or layer.dilation != 1:
        return None
    stride = layer.kernel if layer.stride is None else layer.stride
    if isinstance(layer.kernel, int) and isinstance(stride, int) and isinstance(layer.padding, (int, str)):
        return Geometry(layer.kernel, stride, layer.padding)
    return None


def jumps(network: Network) -> dict[int, int]:
    """How far apart the positions of each node lie, in pixels of the input, where that is one number."""
    found = {}
    for node, fields in zip(
        network.nodes, Summary(network, Settings()).figures["receptive_field"], strict=True
    ):
        if isinstance(fields, ReceptiveField) and len(set(fields.jump)) == 1:
            found[node.number] = int(max(fields.jump[0], 1))
    return found


def drawn(network: Network, jump: Mapping[int, int], chance: Chance) -> Windows:
    """Other strides for one level at most, and other kernels and paddings for windows of each kind."""
    found = ((jump.get(node.inputs[0], 1), geometry(node.layer)) for node in network.layers)
    met = [(at, of) for at, of in found if of is not None]
    levels = sorted({(at, of.stride) for at, of in met if of.stride > 1})
    strides: dict[Level, int] = {}
    if levels and chance.below(2):
        level = chance.one_of(levels)
        others = [s for s in (level[1] - 1, level[1] + 1) if 2 <= s <= LARGEST_STRIDE]
        strides[level] = chance.one_of(others or [level[1]])
    after = {(at, _restrided(of, strides.get((at, of.stride), of.stride))) for at, of in met}
    return Windows(
        strides, {key: chance.one_of([key[1], *_others(key[1])]) for key in sorted(after, key=str)}
    )


def _restrided(of: Geometry, stride: int) -> Geometry:
    """With another stride; windows that lay side by side still do."""
    return Geometry(stride if of.kernel == of.stride else of.kernel, stride, of.padding)


def _others(of: Geometry) -> Iterator[Geometry]:
    """Kernels larger or smaller by two, with padding that keeps the size; where none was, also without."""
    if of.kernel == 1 or of.kernel == of.stride:
        return
    for more in (-1, 1):
        kernel = of.kernel + 2 * more
        if not max(of.stride, 2) <= kernel <= LARGEST_KERNEL:
            continue
        if isinstance(of.padding, str):
            yield of._replace(kernel=kernel)
        elif of.padding + more >= 0:
            yield Geometry(kernel, of.stride, of.padding + more)
        if of.padding == 0:
            yield of._replace(kernel=kernel)


def fits_as(original: Network, changed: Network) -> bool:
    """Whether every window that left no pixel over still does so, and no map becomes a single position.

    No new kernel is larger than the map that it reads.
    """
    for before, after in zip(original.layers, changed.layers, strict=True):
        was, now = _left_over(original, before), _left_over(changed, after)
        if any(now) and not any(was):
            return False
        window, size = geometry(after.layer), changed.nodes[after.inputs[0]].output.size
        if min(after.output.size, default=2) == 1 < min(before.output.size, default=1):
            return False
        if window and after.layer != before.layer and window.kernel > min(size, default=0):
            return False
    return True


def _left_over(network: Network, node: Node) -> list[int]:
    """Pixels along each axis that no window reads."""
    read, layer = network.nodes[node.inputs[0]].output, node.layer
    if not isinstance(layer, SlidingFacts):
        return []
    along = zip(read.size, layer.along(read), strict=True)
    return [(n + w.before + w.after - w.extent) % w.stride for n, w in along]
