"""Receptive fields against index sets: random networks, followed position by position to the input.

A network is drawn together with its trace: for each layer and axis, which input positions every output
position depends on. cnncalc reads the same network as a spec and has to give the extent of those sets.
"""

import json
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from helpers import figures, summary
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import (
    PERIOD,
    Trace,
    adapted,
    everything,
    extent,
    image,
    joined,
    placements,
    same_padding,
    slid,
    whole,
)

from cnncalc import Summary
from cnncalc.analysis.receptive_field import ReceptiveField

traced = settings(max_examples=150, deadline=None, derandomize=True)

Traces = tuple[Trace, ...]
Drawn = tuple[str, list[Any], dict[str, Traces]]


class Map(NamedTuple):
    """A feature map: its channels, and a trace per axis."""

    channels: int
    axes: Traces


class Plan:
    """A network in the making: names for its layers, and the trace of each."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.traces: dict[str, Traces] = {}

    def keep(self, axes: Traces) -> str:
        """A new name for a layer with this trace."""
        name = f"layer{len(self.traces)}"
        self.traces[name] = axes
        return name

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def window(self, x: Map, fields: dict[str, Any]) -> tuple[list[Any], Map]:
        """One layer with this kernel, stride, padding and dilation, each a pair or `same`."""
        kind = self.pick("conv", "depthwise_conv", "max_pool")
        axes = []
        for axis, source in enumerate(x.axes):
            f, s, d = (fields[name][axis] for name in ("kernel", "stride", "dilation"))
            if fields["padding"] == "same":
                n_out, before, _ = same_padding(source.n, f, s, d)
            else:
                before = fields["padding"][axis]
                n_out = placements(source.n, before, before, f, s, d)
            axes.append(slid(source, n_out, f, s, before, d))
        y = Map(x.channels, tuple(axes))
        own = {"filters": x.channels} if kind == "conv" else {}
        return [{kind: {"name": self.keep(y.axes), **own, **fields}}], y

    def any_window(self, x: Map) -> tuple[list[Any], Map]:
        """A layer of random geometry that fits."""
        pair = st.tuples
        fields: dict[str, Any] = {
            "kernel": self.draw(pair(st.integers(1, 4), st.integers(1, 4))),
            "stride": self.draw(pair(st.integers(1, 3), st.integers(1, 3))),
            "dilation": self.draw(pair(st.integers(1, 2), st.integers(1, 3))),
            "padding": self.draw(st.one_of(st.just("same"), pair(st.integers(0, 2), st.integers(0, 2)))),
        }
        if fields["padding"] != "same":
            f, s, p, d = (fields[name] for name in ("kernel", "stride", "padding", "dilation"))
            if not all(placements(x.axes[a].n, p[a], p[a], f[a], s[a], d[a]) for a in (0, 1)):
                fields["padding"] = "same"
        return self.window(x, fields)

    def keeping_window(self, x: Map, stride: int) -> tuple[list[Any], Map]:
        """A layer of this stride that gives one output for every `stride` positions."""
        f, p, d = self.pick((1, 0, 1), (3, 1, 1), (5, 2, 1), (3, 2, 2), (2, "same", 1), (4, "same", 2))
        padding = p if p == "same" else (p, p)
        fields = {"kernel": (f, f), "stride": (stride, stride), "dilation": (d, d), "padding": padding}
        return self.window(x, fields)

    def branches(self, x: Map, stride: int, nested: bool = False) -> tuple[list[Any], Map]:
        """Two or three ways of one stride, joined; inside one of them there may be more."""
        kind = self.pick("concat", "add", "maximum")
        written, ends = [], []
        for _ in range(self.pick(2, 2, 3)):
            layers, end = [], x
            if stride == 2 or self.draw(st.booleans()):
                layers, end = self.keeping_window(x, stride)
                more: list[Any] = ["relu"]
                if self.draw(st.booleans()):
                    more, end = self.keeping_window(end, 1)
                elif not nested and self.draw(st.booleans()):
                    more, end = self.branches(end, 1, nested=True)
                layers = layers + more
            written.append(layers or "identity")
            ends.append(end)
        axes = tuple(joined(sources) for sources in zip(*(end.axes for end in ends), strict=True))
        channels = [end.channels for end in ends]
        if len(set(channels)) > 1:
            kind = "concat"  # one inside a branch has changed its channels
        total = sum(channels) if kind == "concat" else channels[0]
        return [{kind: {"name": self.keep(axes), "branches": written}}], Map(total, axes)

    def adaptive(self, x: Map) -> tuple[list[Any], Map]:
        """A pool to a few positions, whatever the map has."""
        outs = self.pick(2, 3), self.pick(2, 3)
        axes = tuple(adapted(axis, out) for axis, out in zip(x.axes, outs, strict=True))
        layer = {"adaptive_avg_pool": {"name": self.keep(axes), "output": outs}}
        return [layer], Map(x.channels, axes)

    def gate(self, x: Map) -> tuple[list[Any], Map]:
        """Squeeze and excite: every position times a factor that depends on the whole map."""
        squeezed = tuple(whole(axis) for axis in x.axes)
        pool, dense = self.keep(squeezed), self.keep(squeezed)
        axes = tuple(joined(pair) for pair in zip(x.axes, squeezed, strict=True))
        excite = [
            {"global_avg_pool": {"name": pool}},
            {"dense": {"name": dense, "units": x.channels}},
            "sigmoid",
        ]
        layer = {"multiply": {"name": self.keep(axes), "branches": ["identity", excite]}}
        return [layer], Map(x.channels, axes)

    def ending(self, x: Map) -> list[Any]:
        """Flatten or pool the whole map, then dense layers."""
        axes = tuple(whole(axis) for axis in x.axes)
        if self.draw(st.booleans()):
            return ["flatten", {"dense": {"name": self.keep(axes), "units": 3}}]
        return [
            {"global_max_pool": {"name": self.keep(axes)}},
            {"dense": {"name": self.keep(axes), "units": 3}},
        ]


@st.composite
def networks(draw: Any, *also: str) -> Drawn:
    """An input, layers, and the trace of every named layer."""
    plan = Plan(draw)
    height, width = draw(st.integers(5, 20)), draw(st.integers(5, 20))
    x = Map(2, (image(height), image(width)))
    layers: list[Any] = []
    steps = ["window", "window", "branches", *also]
    for _ in range(draw(st.integers(1, 4))):
        step = plan.pick(*steps)
        if step == "gate":
            more, x = plan.gate(x)
        elif step == "adaptive":
            more, x = plan.adaptive(x)
            steps.remove("adaptive")
        elif step == "branches":
            more, x = plan.branches(x, plan.pick(1, 1, 2))
        else:
            more, x = plan.any_window(x)
        layers += more
    return f"{height}x{width}x2", layers + plan.ending(x), plan.traces


def check(found: ReceptiveField, axes: Traces) -> None:
    """The extent of the traced sets is the receptive field that was worked out."""
    uneven = any(axis.uneven for axis in axes) and not any(axis.fixed for axis in axes)
    positions = range(PERIOD if uneven else 1)
    assert found.size == tuple(max(extent(axis.reads(i)) for i in positions) for axis in axes)
    assert found.first == tuple(min(axis.reads(0)) for axis in axes)
    assert found.whole_input == any(axis.fixed for axis in axes)
    assert found.aligned == all(axis.aligned for axis in axes)
    if not any(axis.uneven for axis in axes):
        assert found.smallest == tuple(min(extent(path(0)) for path in axis.paths) for axis in axes)
    if not found.whole_input:
        moved = [min(axis.reads(PERIOD)) - min(axis.reads(0)) for axis in axes]
        assert tuple(PERIOD * jump for jump in found.jump) == tuple(moved)


def check_all(summary: Summary, traces: dict[str, Traces]) -> None:
    checked = 0
    for layer in summary:
        if layer.node.label in traces:
            check(layer.receptive_field, traces[layer.node.label])
            checked += 1
    assert checked == len(traces)


@traced
@given(networks())
def test_random_networks_of_windows_and_branches(drawn: Drawn) -> None:
    shape, layers, traces = drawn
    check_all(figures(shape, *layers), traces)


@traced
@given(networks("adaptive", "adaptive"))
def test_random_networks_with_adaptive_pools(drawn: Drawn) -> None:
    shape, layers, traces = drawn
    check_all(figures(shape, *layers), traces)


@traced
@given(networks("gate"))
def test_random_networks_with_squeeze_and_excite(drawn: Drawn) -> None:
    shape, layers, traces = drawn
    check_all(figures(shape, *layers), traces)


# -- single cases, worked by hand ------------------------------------------------------------------------


def field(summary: Summary, name: str) -> ReceptiveField:
    return summary[name].receptive_field


def test_two_3x3_kernels_see_as_far_as_one_5x5() -> None:
    two = figures("9x9x1", {"conv": {"filters": 1, "kernel": 3}}, {"conv": {"filters": 1, "kernel": 3}})
    one = figures("9x9x1", {"conv": {"filters": 1, "kernel": 5}})
    assert field(two, "conv2").size == field(one, "conv1").size == (5, 5)  # 1 + (3 - 1) + (3 - 1)


def test_a_stride_spreads_what_comes_after_it() -> None:
    found = figures(
        "32x32x1",
        {"conv": {"filters": 1, "kernel": 3, "stride": 2, "padding": 1}},
        {"conv": {"filters": 1, "kernel": 3, "padding": 1}},
    )
    # size 3 + (3 - 1)*2 = 7; first -1 - 2*1 = -3; jump 1*2*1 = 2
    assert field(found, "conv2")[:3] == ((7, 7), (2, 2), (-3, -3))


def test_padding_moves_the_start_and_leaves_the_size() -> None:
    for padding, first in ((0, 0), (1, -1), (2, -2)):
        found = figures("9x9x1", {"conv": {"filters": 1, "kernel": 3, "padding": padding}})
        assert field(found, "conv1").size == (3, 3)
        assert field(found, "conv1").first == (first, first)


def test_a_dense_layer_sees_everything_that_its_map_sees_the_padding_included() -> None:
    found = figures("8x8x1", {"conv": {"filters": 1, "kernel": 5, "padding": 2}}, "flatten", {"dense": 1})
    seen = field(found, "dense1")
    assert seen.whole_input
    assert seen.first == (-2, -2)
    assert seen.size == (12, 12)  # from -2 to 7 + 2 = 9: 9 + 2 + 1 = 12


def test_a_dense_layer_does_not_see_the_pixels_that_no_window_reached() -> None:
    found = figures("10x10x1", {"conv": {"filters": 1, "kernel": 2, "stride": 3}}, "flatten", {"dense": 1})
    assert field(found, "dense1").size == (8, 8)  # windows at 0-1, 3-4, 6-7; 8 and 9 are left over


def test_a_wide_and_a_narrow_branch_give_the_largest_and_the_smallest_size() -> None:
    wide = {"conv": {"filters": 1, "kernel": 5, "padding": 2}}
    narrow = {"conv": {"filters": 1, "kernel": 1}}
    found = field(figures("9x9x1", {"concat": {"name": "join", "branches": [wide, narrow]}}), "join")
    assert (found.size, found.smallest, found.aligned) == ((5, 5), (1, 1), True)


def test_the_narrowest_path_to_a_dense_layer_still_sees_a_whole_map() -> None:
    wide = {"conv": {"filters": 1, "kernel": 5, "padding": 2}}
    layers = [{"concat": {"branches": [wide, "identity"]}}, "flatten", {"dense": 1}]
    found = field(figures("9x9x1", *layers), "dense1")
    assert found.size == (13, 13)  # 5 + 8: from -2 to 10
    assert found.smallest == (9, 9)  # 1 + 8


GATE = {
    "multiply": {"name": "gated", "map": "identity", "gate": ["global_avg_pool", {"dense": 8}, "sigmoid"]}
}


def test_the_narrowest_path_passes_a_gate_by_and_goes_on_growing() -> None:
    strided = {"conv": {"name": "strided", "filters": 8, "kernel": 3, "stride": 2, "padding": 1}}
    last = {"conv": {"name": "last", "filters": 8, "kernel": 3, "padding": 1}}
    found = figures("32x32x8", GATE, strided, last, "flatten", {"dense": {"name": "class", "units": 2}})
    assert [field(found, name).size for name in ("gated", "strided", "last")] == [(32, 32)] * 3
    assert all(field(found, name).whole_input for name in ("gated", "strided", "last"))
    # 1; 1 + (3 - 1)*1 = 3; 3 + (3 - 1)*2 = 7; 16 positions 2 apart: 7 + 15*2 = 37
    smallest = [field(found, name).smallest for name in ("gated", "strided", "last", "class")]
    assert smallest == [(1, 1), (3, 3), (7, 7), (37, 37)]


def test_a_path_through_a_whole_map_is_the_narrowest_only_where_there_is_no_other() -> None:
    squeezed = ["global_avg_pool", {"dense": 8}]
    only = figures("4x4x8", {"add": {"name": "join", "branches": [squeezed, squeezed]}})
    assert field(only, "join").smallest == (4, 4)
    wide = {"conv": {"filters": 8, "kernel": 7, "padding": 3}}
    found = figures("4x4x8", {"add": {"name": "join", "branches": [wide, squeezed]}})
    assert field(found, "join").smallest == (7, 7)  # what the kernel spans, beyond the image too


def test_after_a_gate_a_shuffle_loses_the_narrowest_path_but_not_the_field() -> None:
    found = figures("4x4x8", GATE, {"permute": {"name": "moved", "order": ["width", "height", "channels"]}})
    assert (field(found, "moved").size, field(found, "moved").smallest) == ((4, 4), ())


def test_a_gate_that_comes_first_leaves_the_jump_to_the_map_that_it_gates() -> None:
    gate = ["global_avg_pool", {"dense": 8}, "sigmoid"]
    strided = {"conv": {"filters": 8, "kernel": 3, "stride": 2, "padding": 1}}
    found = figures("8x8x8", {"multiply": {"name": "join", "branches": [gate, strided]}})
    gated = field(found, "join")
    # the gate sees 0 ... 7; position 3 of the map 5 ... 7, and position 0 from the padding on, -1
    assert (gated.jump, gated.whole_input) == ((2, 2), True)
    assert (gated.size, gated.first, gated.smallest) == ((9, 9), (-1, -1), (3, 3))


def test_positions_that_see_the_whole_map_keep_a_fraction_as_their_jump() -> None:
    pool = {"max_pool": {"name": "pool", "kernel": 3, "stride": 3}}
    found = figures("6x6x8", {"upsample": 2}, GATE, pool)
    assert field(found, "gated").jump == (Fraction(1, 2), Fraction(1, 2))
    assert field(found, "pool").jump == (Fraction(3, 2), Fraction(3, 2))  # 3 steps of half a pixel
    assert field(found, "pool").whole_input


@pytest.mark.parametrize("axis", ["height", "width"])
def test_maps_that_lie_one_after_another_along_an_axis_have_no_common_field(axis: str) -> None:
    found = figures("4x4x1", {"concat": {"name": "join", "axis": axis, "branches": ["relu", "identity"]}})
    assert field(found, "join") is None
    assert [note.layer for note in found.notes] == ["join"]


def test_branches_with_different_centres_are_not_aligned() -> None:
    same = {"max_pool": {"kernel": 2, "stride": 1, "padding": "same"}}  # reads 0 and 1: centre 1/2
    found = field(figures("9x9x1", {"add": {"name": "join", "branches": [same, "identity"]}}), "join")
    assert not found.aligned
    assert (found.size, found.first) == ((2, 2), (0, 0))


def test_branches_with_different_jumps_have_no_common_field_and_a_note_says_so() -> None:
    strided = {"conv": {"filters": 1, "kernel": 1, "stride": 2}}  # 5 -> 3, jump 2
    valid = {"conv": {"filters": 1, "kernel": 3}}  # 5 -> 3, jump 1
    found = figures("5x5x1", {"add": {"name": "join", "branches": [strided, valid]}}, "relu")
    assert field(found, "join") is None
    assert field(found, "relu1") is None
    assert [note.layer for note in found.notes] == ["join"]
    assert "jumps differ" in found.notes[0].reason


def test_the_field_of_uneven_windows_is_that_of_the_largest() -> None:
    found = figures("7x7x1", {"adaptive_avg_pool": 4}, "flatten", {"dense": 2})
    # windows 0-1, 1-3, 3-5 and 5-6: 2, 3, 3 and 2 pixels, on average 7/4 apart
    assert field(found, "adaptive_avg_pool1").size == (3, 3)
    assert field(found, "adaptive_avg_pool1").first == (0, 0)
    assert field(found, "adaptive_avg_pool1").jump == (Fraction(7, 4), Fraction(7, 4))
    assert field(found, "dense1").size == (7, 7)


def test_a_single_path_is_the_narrowest() -> None:
    found = field(figures("7x7x1", {"adaptive_avg_pool": 4}), "adaptive_avg_pool1")
    assert found.smallest == found.size


def test_a_1x1_map_that_is_added_to_every_position_is_read_by_every_position() -> None:
    shrink = [{"conv": {"filters": 1, "kernel": 4}}, {"conv": {"filters": 1, "kernel": 3}}]
    found = figures("6x6x1", {"add": {"name": "join", "branches": ["identity", shrink]}})
    assert field(found, "join/conv2").size == (6, 6)  # 4 + (3 - 1)
    assert not field(found, "join/conv2").whole_input
    seen = field(found, "join")
    assert (seen.size, seen.first, seen.whole_input) == ((6, 6), (0, 0), True)


def test_an_unknown_layer_leaves_the_field_unknown_from_there_on() -> None:
    found = figures("8x8x1", {"custom": {"output": "8x8x1", "weights": 0, "multiplies": 0}}, "relu")
    assert field(found, "custom1") is None
    assert field(found, "relu1") is None
    assert [note.layer for note in found.notes] == ["custom1"]


def test_with_several_inputs_there_is_a_field_for_each() -> None:
    layers = [
        {"conv": {"name": "a", "from": "left", "filters": 2, "kernel": 3}},
        {"conv": {"name": "b", "from": "right", "filters": 2, "kernel": 5}},
        {"concat": {"name": "join", "from": ["a", "b"]}},
        {"conv": {"name": "c", "filters": 2, "kernel": 3}},
    ]
    found = summary_of_two(layers)
    assert {name: of.size for name, of in found["join"].receptive_field.items()} == {
        "left": (3, 3),
        "right": (5, 5),
    }
    assert {name: of.size for name, of in found["c"].receptive_field.items()} == {
        "left": (5, 5),
        "right": (7, 7),
    }
    assert list(found["a"].receptive_field) == ["left"]


def summary_of_two(layers: list[Any]) -> Summary:
    return summary(json.dumps({"inputs": {"left": "8x8x1", "right": "10x10x1"}, "layers": layers}))


def test_the_trace_itself_follows_a_hand_worked_case() -> None:
    # 7 pixels, kernel 3 dilated by 2, stride 2, padding 2: position 1 reads 2 - 2 = 0, 2 and 4
    once = slid(image(7), placements(7, 2, 2, 3, 2, 2), 3, 2, 2, 2)
    assert once.n == 4
    assert once.reads(1) == {0, 2, 4}
    assert everything(once) == {-2, 0, 2, 4, 6, 8}


def test_a_1x1_map_of_another_input_is_read_by_every_position() -> None:
    layers = [
        {"conv": {"name": "gate", "from": "right", "filters": 1, "kernel": 10}},
        {"multiply": {"name": "join", "from": ["left", "gate"]}},
        {"conv": {"name": "behind", "filters": 1, "kernel": 3}},
    ]
    fields = summary_of_two(layers)["behind"].receptive_field
    assert (fields["left"].size, fields["left"].whole_input) == ((3, 3), False)
    assert (fields["right"].size, fields["right"].first) == ((10, 10), (0, 0))  # not 10 + (3 - 1)
    assert fields["right"].whole_input


def test_an_input_with_other_axes_that_every_position_reads_is_followed() -> None:
    layers = [
        {"conv": {"name": "row", "from": "sound", "filters": 2, "kernel": 9}},
        {"dense": {"name": "code", "from": "vector", "units": 2}},
        {"add": {"name": "join", "from": ["image", "row", "code"]}},
        {"conv": {"name": "behind", "filters": 1, "kernel": 3, "stride": 2}},
    ]
    inputs = {"image": "8x8x2", "sound": {"length": 9, "channels": 2}, "vector": 5}
    found = summary(json.dumps({"inputs": inputs, "layers": layers}))
    fields = found["behind"].receptive_field
    assert {name: of.size for name, of in fields.items()} == {"image": (3, 3), "sound": (9,), "vector": ()}
    assert [fields[name].whole_input for name in inputs] == [False, True, True]
    assert found.status == "complete"


def test_softmax_over_a_flattened_map_reads_all_of_it() -> None:
    found = figures("8x8x1", {"conv": {"filters": 1, "kernel": 3}}, "softmax", "flatten", "softmax")
    assert field(found, "softmax1").size == (3, 3)  # over the channels of one position
    assert field(found, "softmax2").size == (8, 8)


def test_uneven_windows_in_many_layers_do_not_fill_the_memory() -> None:
    pool = {"adaptive_avg_pool": 9_973}
    uneven = [{"conv": {"filters": 1, "kernel": 1}}] * 110  # 9,973 phases each
    found = summary(json.dumps({"input": {"length": 10_007, "channels": 1}, "layers": [pool, *uneven]}))
    assert field(found, "conv99").size == (3,)  # 10,007 positions in 9,973 windows
    assert field(found, "conv110") is None
    assert len(found.notes) == 1
