"""Receptive fields after transposed convolutions, whose reads have holes, against index sets."""

from typing import Any, NamedTuple

from helpers import figures
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import Trace, extent, image, joined, placements, same_padding, slid, stamped, whole

from cnncalc.analysis.receptive_field import ReceptiveField

PIXELS = 6
PERIOD = 2 * 2 * 2 * 3 * 3 * 3  # three layers of stride 2 or 3: their phases repeat after it


class Plan(NamedTuple):
    """Layers of a sequence, and what each position of every named one depends on."""

    draw: Any
    traces: dict[str, Trace]

    def number(self, low: int, high: int) -> int:
        drawn: int = self.draw(st.integers(low, high))
        return drawn

    def layer(self, kind: str, trace: Trace, **fields: Any) -> tuple[dict[str, Any], Trace]:
        name = f"layer{len(self.traces)}"
        self.traces[name] = trace
        return {kind: {"name": name, **fields}}, trace

    def transposed(self, x: Trace) -> tuple[dict[str, Any], Trace]:
        f, s, d, p = self.number(1, 4), self.number(1, 3), self.number(1, 4), self.number(0, 2)
        reach = max(i * s + k * d for i in range(x.n) for k in range(f)) + 1
        p = 0 if reach <= 2 * p else p
        trace = stamped(x, len(range(reach)[p : reach - p]), f, s, p, d)
        fields = {"filters": 1, "kernel": f, "stride": s, "dilation": d, "padding": p}
        return self.layer("transposed_conv", trace, **fields)

    def window(self, x: Trace) -> tuple[dict[str, Any], Trace]:
        f, s, d, p = self.number(1, 4), self.number(1, 3), self.number(1, 3), self.number(0, 2)
        fields: dict[str, Any] = {"kernel": f, "stride": s, "dilation": d}
        n_out = placements(x.n, p, p, f, s, d)
        if n_out:
            trace = slid(x, n_out, f, s, p, d)
            return self.layer("conv", trace, filters=1, padding=p, **fields)
        n_out, before, _ = same_padding(x.n, f, s, d)
        return self.layer("max_pool", slid(x, n_out, f, s, before, d), padding="same", **fields)

    def join(self, x: Trace) -> tuple[dict[str, Any], Trace]:
        """Two or three transposed convolutions of one stride, whose outputs are of one size."""
        s, written, ends = self.number(1, 3), [], []
        for _ in range(self.number(2, 3)):
            f, d = self.number(1, 4), self.number(1, 4)
            cut = len(range(s, d * (f - 1) + 1))  # what the stamp of one input has beyond s positions
            trace = stamped(x, len(range(x.n * s)), f, s, len(range(1, cut, 2)), d)
            fields = {"filters": 1, "kernel": f, "stride": s, "dilation": d, "padding": "same"}
            layer, end = self.layer("transposed_conv", trace, **fields)
            written.append([layer])
            ends.append(end)
        return self.layer("add", joined(ends), branches=written)


@st.composite
def stacks(draw: Any) -> tuple[list[Any], dict[str, Trace]]:
    plan = Plan(draw, {})
    x, layers, upward = image(PIXELS), [], 3
    for _ in range(plan.number(2, 5)):
        step = draw(st.sampled_from(("transposed", "window", "join") if upward else ("window",)))
        upward -= step != "window"
        layer, x = getattr(plan, step)(x)
        layers.append(layer)
    last = plan.layer("global_avg_pool", whole(x))[0]
    return [*layers, last], plan.traces


def check(found: ReceptiveField, trace: Trace) -> None:
    read = [trace.reads(i) for i in range(PERIOD + 1)]
    assert found.size == (max(map(extent, read)),)
    assert found.first == (min(read[0], default=None),)
    if not found.whole_input and read[0]:
        assert PERIOD * found.jump[0] == min(read[PERIOD]) - min(read[0])
    ends = [trace.reads(i) for i in (0, trace.n - 1) if trace.reads(i)]
    shares = [len([i for i in span if 0 <= i < PIXELS]) / len(span) for span in map(stretch, ends)]
    assert [a / b for a, b in found.inside if b] == ([min(shares)] if shares else [])


def stretch(positions: frozenset[int]) -> range:
    return range(min(positions), max(positions) + 1)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(stacks())
def test_random_stacks_of_transposed_convolutions_windows_and_joins(
    drawn: tuple[list[Any], dict[str, Trace]],
) -> None:
    layers, traces = drawn
    found = figures({"length": PIXELS, "channels": 1}, *layers)
    for layer in found:
        if layer.node.label in traces:
            check(layer.receptive_field, traces[layer.node.label])


def fields(*layers: Any) -> list[ReceptiveField]:
    return [layer.receptive_field for layer in figures({"length": 8, "channels": 1}, *layers)]


def up(**fields: int) -> dict[str, Any]:
    return {"transposed_conv": {"filters": 1, "stride": 2, **fields}}


def test_a_stride_that_meets_one_tap_of_two_reads_one_input_everywhere() -> None:
    # output 2*i + 3*k: even ones are tap 0 of input j/2, odd ones tap 1 of input (j - 3)/2
    (found,) = fields(up(kernel=2, dilation=3))
    assert (found.size, found.first) == ((1,), (0,))


def test_what_lies_after_holes_reads_only_what_is_there() -> None:
    one_apart = {"conv": {"filters": 1, "kernel": 2}}
    two_apart = {"conv": {"filters": 1, "kernel": 2, "dilation": 2}}
    # position 0 reads input 0, 1 reads (1 - 3)/2 = -1, 2 reads 1, 3 reads (3 - 3)/2 = 0
    assert fields(up(kernel=2, dilation=3), one_apart)[1][:3:2] == ((3,), (-1,))  # 1 and 2: -1 and 1
    assert fields(up(kernel=2, dilation=3), two_apart)[1][:3:2] == ((2,), (0,))  # 0 and 2: 0 and 1


def test_a_position_between_all_stamps_reads_nothing() -> None:
    # kernel 1, stride 2: output 2*i is input i; one position is cut off, so that even ones have none
    odd = {"conv": {"filters": 1, "kernel": 1, "stride": 2}}
    wide = {"conv": {"filters": 1, "kernel": 3}}
    gap, picked, behind = fields(up(kernel=1, padding=1), odd, wide)
    assert (gap.size, gap.first) == ((1,), (None,))
    assert (picked.size, picked.first) == (behind.size, behind.first) == ((0,), (None,))
    assert fields(up(kernel=1, padding=1), wide)[1].first == (1,)  # 0, 1 and 2: only 1 reads, input 1


def test_gaps_after_a_whole_map_read_nothing() -> None:
    squeeze = {"multiply": {"branches": ["identity", ["global_avg_pool", {"dense": 1}]]}}
    odd = {"conv": {"filters": 1, "kernel": 1, "stride": 2}}
    found = fields(squeeze, up(kernel=1, padding=1), odd)
    assert [field.size for field in found[-3:]] == [(8,), (8,), (0,)]
