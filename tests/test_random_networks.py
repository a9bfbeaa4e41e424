"""Random legal specs against a slow interpreter without formulas: windows are laid, indices followed, and
weights counted.

The interpreter holds a map as the set of input pixels that each position reads, along each axis. Positions
beyond the map lie in the padding of what reads them and are followed all the same, as the receptive field
does. Weights and multiplications are counted one by one.
"""

import json
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from helpers import summary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles import grid, placements, same_padding

from cnncalc import Summary

bounded = settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

Reads = Callable[[int], frozenset[int]]


class Axis(NamedTuple):
    """How many positions, and the stretch of input pixels each depends on; positions are `jump` apart."""

    n: int
    reads: Reads
    jump: Fraction


class Map(NamedTuple):
    channels: int
    axes: tuple[Axis, ...]  # none: a vector


class Layer(NamedTuple):
    """What the interpreter says of one layer: kind, size, weights, biases and multiplications counted."""

    kind: str
    output: tuple[int, ...]  # channels, then the positions along each axis
    weights: int
    biases: int
    multiplies: int
    reach: tuple[int, ...]  # pixels from the first to the last, at the widest position; () for a vector


def hull(positions: set[int] | frozenset[int]) -> frozenset[int]:
    return frozenset((min(positions), max(positions)))


def window(axis: Axis, n_out: int, f: int, s: int, before: int) -> Axis:
    def reads(i: int) -> frozenset[int]:
        return hull(frozenset().union(*(axis.reads(s * i - before + tap) for tap in range(f))))

    return Axis(n_out, cache(reads), axis.jump * s)


def stamped(axis: Axis, f: int, s: int, before: int, n_out: int) -> Axis:
    """Output j is reached by the inputs i with a tap k for which i*s + k is j and what was cut off."""

    def reads(j: int) -> frozenset[int]:
        at = j + before
        inputs = [i for i in range(at // s - f, at // s + 1) if any(i * s + k == at for k in range(f))]
        return hull(frozenset().union(*map(axis.reads, inputs or [at // s])))

    return Axis(n_out, cache(reads), axis.jump / s)


def repeated(axis: Axis, s: int) -> Axis:
    return Axis(len(range(axis.n * s)), cache(lambda j: axis.reads(j // s)), axis.jump / s)


def moved(axis: Axis, n: int, by: int) -> Axis:
    return Axis(n, lambda j: axis.reads(j + by), axis.jump)


def met(axes: list[Axis]) -> Axis:
    assert len({axis.jump for axis in axes}) == 1
    return Axis(
        axes[0].n, cache(lambda i: hull(frozenset().union(*(a.reads(i) for a in axes)))), axes[0].jump
    )


PERIOD = 2**4 * 3**2  # a whole number of periods of every map below


def widest(axis: Axis) -> int:
    return max(max(reads) - min(reads) + 1 for reads in map(axis.reads, range(PERIOD // 2)))


def counted(kind: str, y: Map, weights: int = 0, biases: int = 0, multiplies: int = 0) -> Layer:
    size = tuple(axis.n for axis in y.axes)
    return Layer(kind, (y.channels, *size), weights, biases, multiplies, tuple(map(widest, y.axes)))


class Writer:
    """Draws a chain of layers, writes it as a spec, and interprets it as it goes."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.layers: list[Layer] = []

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def conv(self, x: Map, keep: bool = False, filters: int | None = None) -> tuple[Any, Map]:
        f, s = (self.pick(1, 3), 1) if keep else (self.pick(1, 2, 3), self.pick(1, 1, 2))
        kind = self.pick("conv", "depthwise_conv", "conv")
        groups = self.pick(*(g for g in (1, 2, 3) if x.channels % g == 0)) if kind == "conv" else x.channels
        out = (filters or groups * self.pick(1, 2)) if kind == "conv" else x.channels
        if filters:
            groups, kind, out = 1, "conv", filters
        bias = self.pick(True, False)
        axes = []
        for axis in x.axes:
            n_out, before, _ = same_padding(axis.n, f, s)
            axes.append(window(axis, n_out, f, s, before))
        y = Map(out, tuple(axes))
        fields: dict[str, Any] = {"kernel": f, "stride": s, "padding": "same", "bias": bias}
        if kind == "conv":
            fields |= {"filters": out, "groups": groups}
        readers = [range(x.channels // groups) for _ in range(out)]
        weights = sum(1 for channels in readers for _ in channels for _tap in grid((f,) * len(x.axes)))
        positions = sum(1 for _ in grid([axis.n for axis in y.axes]))
        self.layers.append(counted(kind, y, weights, out * bias, sum(weights for _ in range(positions))))
        return {kind: fields}, y

    def pool(self, x: Map) -> tuple[Any, Map]:
        kind = self.pick("max_pool", "avg_pool")
        f, s, p, rule = self.pick(2, 3), self.pick(1, 2), self.pick(0, 1), self.pick("floor", "ceil")
        counts = [placements(axis.n, p, p, f, s, 1, rule) for axis in x.axes]
        if not all(counts):
            return self.conv(x)
        y = Map(x.channels, tuple(window(axis, n, f, s, p) for axis, n in zip(x.axes, counts, strict=True)))
        self.layers.append(counted(kind, y))
        return {kind: {"kernel": f, "stride": s, "padding": p, "rounding": rule}}, y

    def transposed(self, x: Map) -> tuple[Any, Map]:
        f, s, p = self.pick(2, 3), self.pick(1, 2), self.pick(0, 1)
        if any(axis.n > 20 for axis in x.axes):
            return self.conv(x)
        axes = []
        for axis in x.axes:
            row = {i * s + k for i in range(axis.n) for k in range(f)}
            n_out = len(range(p, max(row) + 1 - p))
            if not n_out:
                return self.conv(x)
            axes.append(stamped(axis, f, s, p, n_out))
        y, out = Map(3, tuple(axes)), 3
        weights = sum(1 for _ in range(x.channels) for _ in range(out) for _ in grid((f,) * len(x.axes)))
        positions = sum(1 for _ in grid([axis.n for axis in x.axes]))
        self.layers.append(
            counted("transposed_conv", y, weights, out, sum(weights for _ in range(positions)))
        )
        return {"transposed_conv": {"filters": out, "kernel": f, "stride": s, "padding": p}}, y

    def upsample(self, x: Map) -> tuple[Any, Map]:
        if any(axis.n > 20 for axis in x.axes):
            return self.conv(x)
        s = self.pick(2, 3)
        y = Map(x.channels, tuple(repeated(axis, s) for axis in x.axes))
        self.layers.append(counted("upsample", y))
        return {"upsample": s}, y

    def border(self, x: Map) -> tuple[Any, Map]:
        p = self.pick(1, 2)
        if self.pick(True, False) and all(axis.n > 2 * p for axis in x.axes):
            y = Map(x.channels, tuple(moved(axis, axis.n - 2 * p, p) for axis in x.axes))
            self.layers.append(counted("crop", y))
            return {"crop": {"border": p}}, y
        y = Map(x.channels, tuple(moved(axis, axis.n + 2 * p, -p) for axis in x.axes))
        self.layers.append(counted("pad", y))
        return {"pad": p}, y

    def norm(self, x: Map) -> tuple[Any, Map]:
        kind = self.pick("batch_norm", "layer_norm", "relu", "layer_scale", "dropout")
        weights = {"batch_norm": x.channels, "layer_norm": x.channels, "layer_scale": x.channels}.get(kind, 0)
        self.layers.append(counted(kind, x, weights, weights if "norm" in kind else 0))
        return kind, x

    def join(self, x: Map) -> tuple[Any, Map]:
        kind = self.pick("concat", "add", "maximum", "average", "multiply")
        written, ends = {}, []
        for number in range(self.pick(2, 3)):
            branch, end = [], x
            for _ in range(self.pick(0, 1, 2)):
                layer, end = self.conv(end, keep=True, filters=None if kind == "concat" else x.channels)
                branch.append(layer)
            written[f"way{number}"] = branch or "identity"
            if not branch:
                self.layers.append(counted("identity", x))
            ends.append(end)
        channels = sum(end.channels for end in ends) if kind == "concat" else x.channels
        y = Map(channels, tuple(met(list(axes)) for axes in zip(*(end.axes for end in ends), strict=True)))
        self.layers.append(counted(kind, y))
        return {kind: {"branches": written}}, y

    def repeat(self, x: Map) -> tuple[Any, Map]:
        """The same layer several times, and at every round what it gives of its new input."""
        times, f = self.pick(0, 1, 2, 3), self.pick(2, 3)
        written = {"conv": {"filters": "channels + i", "kernel": f, "padding": f // 2, "bias": False}}
        for i in range(times):
            out = x.channels + i
            counts = [placements(axis.n, f // 2, f // 2, f, 1) for axis in x.axes]
            y = Map(out, tuple(window(a, n, f, 1, f // 2) for a, n in zip(x.axes, counts, strict=True)))
            weights = len(
                {
                    (k, c, tap)
                    for k in range(out)
                    for c in range(x.channels)
                    for tap in grid((f,) * len(counts))
                }
            )
            positions = sum(1 for _ in grid(counts))
            self.layers.append(counted("conv", y, weights, 0, sum(weights for _ in range(positions))))
            self.layers.append(counted("tanh", y))
            x = y
        return {"repeat": {"times": f"{times} * one", "index": "i", "layers": [written, "tanh"]}}, x

    def block(self, x: Map) -> tuple[Any, Map]:
        """`unit`: a 1x1 convolution to twice as many channels or as many as are told, and perhaps a relu."""
        told, act = self.pick(None, 2, 5), self.pick(True, False)
        out = told or x.channels + x.channels
        y = Map(out, x.axes)
        weights = sum(1 for _ in range(out) for _ in range(x.channels))
        positions = sum(1 for _ in grid([axis.n for axis in x.axes]))
        self.layers.append(counted("conv", y, weights, out, sum(weights for _ in range(positions))))
        if act:
            self.layers.append(counted("relu", y))
        arguments: dict[str, Any] = {"act": "one == 1" if act else "one > 1"}
        return {"unit": arguments | ({"width": f"{told} * one"} if told else {})}, y

    def ending(self, x: Map) -> list[Any]:
        values = sum(1 for _ in range(x.channels) for _ in grid([axis.n for axis in x.axes]))
        ends = "flatten" if values < 3000 else "global_avg_pool"
        vector = Map(values if ends == "flatten" else x.channels, ())
        self.layers.append(counted(ends, vector))
        units, weights = self.pick(1, 3), 0
        for _ in range(units):
            for _ in range(vector.channels):
                weights += 1
        self.layers.append(counted("dense", Map(units, ()), weights, units, weights))
        return [ends, {"dense": units}]


UNIT = {
    "takes": {"width": "2 * channels", "act": True},
    "layers": [{"conv": {"filters": "width", "kernel": 1}}, {"relu": {"when": "act"}}],
}


@st.composite
def networks(draw: Any) -> tuple[str, list[Layer]]:
    """A spec's text, and what the interpreter says of each of its layers."""
    writer = Writer(draw)
    sizes = draw(st.lists(st.integers(3, 9), min_size=1, max_size=2))
    x = Map(writer.pick(1, 2, 6), tuple(Axis(n, lambda i: frozenset((i,)), Fraction(1)) for n in sizes))
    names = ("length",) if len(sizes) == 1 else ("height", "width")
    extents = dict(zip(names, sizes, strict=True)) | {"channels": x.channels}
    layers = []
    steps = ("conv", "pool", "transposed", "upsample", "border", "norm", "join", "join", "repeat", "block")
    for _ in range(draw(st.integers(1, 5))):
        step = writer.pick(*steps) if x.channels < 40 else writer.pick("pool", "norm", "border")
        layer, x = getattr(writer, step)(x)
        layers.append(layer)
    layers += writer.ending(x)
    text = json.dumps({"variables": {"one": 1}, "blocks": {"unit": UNIT}, "input": extents, "layers": layers})
    return text, writer.layers


def check(found: Summary, expected: list[Layer]) -> None:
    assert [layer.kind for layer in found] == [layer.kind for layer in expected]
    for layer, wanted in zip(found, expected, strict=True):
        assert (layer.output.channels, *layer.output.size) == wanted.output, layer.name
        assert layer.parameters.weights == wanted.weights, layer.name
        assert layer.parameters.biases == wanted.biases, layer.name
        assert layer.multiplies == wanted.multiplies, layer.name
        if wanted.reach:
            assert layer.receptive_field.size == wanted.reach, layer.name
    assert found.totals.parameters == sum(layer.weights + layer.biases for layer in expected)
    assert found.totals.multiplies == sum(layer.multiplies for layer in expected)


@bounded
@given(networks())
def test_a_random_network_is_what_the_slow_interpreter_says(drawn: tuple[str, list[Layer]]) -> None:
    text, expected = drawn
    check(summary(text), expected)
