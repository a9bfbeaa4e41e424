"""Sizes, costs and parameters against counting: every small case, and random larger ones."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from helpers import cost, figures, make, total_parameters
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import (
    adaptive_windows,
    convolve,
    depthwise_wiring,
    full_placements,
    kernel_weights,
    placements,
    pool,
    same_padding,
    wiring,
)

from cnncalc import Shape
from cnncalc.problem import LayerError
from cnncalc.shape import Sides

bounded = settings(max_examples=100, deadline=None, derandomize=True)

# -- sizes -----------------------------------------------------------------------------------------------


def sizes_small() -> Iterator[tuple[int, int, int, int]]:
    """Input size, kernel, stride, dilation."""
    return product(range(1, 10), range(1, 6), range(1, 6), range(1, 4))


def size_of(kind: str, n: int, **fields: Any) -> int:
    """The output size along an axis of n pixels; 0 where cnncalc says that nothing fits."""
    layer = make(kind, **({"filters": 1} if kind == "conv" else {}), **fields)
    try:
        (n_out,) = layer.output_shape(Shape(1, (n,))).size
    except LayerError as error:
        assert "does not fit" in error.message
        return 0
    assert n_out > 0, "an output without a position is an error"
    return n_out


@pytest.mark.parametrize("padding", range(4))
def test_a_convolution_takes_as_many_positions_as_fit(padding: int) -> None:
    for n, f, s, d in sizes_small():
        found = size_of("conv", n, kernel=f, stride=s, padding=padding, dilation=d)
        assert found == placements(n, padding, padding, f, s, d), (n, f, s, d)


@pytest.mark.parametrize("padding", range(4))
@pytest.mark.parametrize("rounding", ["floor", "ceil"])
def test_a_max_pool_takes_as_many_positions_as_its_rounding_lets_fit(rounding: str, padding: int) -> None:
    for n, f, s, d in sizes_small():
        fields = {"kernel": f, "stride": s, "padding": padding, "dilation": d, "rounding": rounding}
        expected = placements(n, padding, padding, f, s, d, rounding)
        assert size_of("max_pool", n, **fields) == expected, (n, f, s, d)


@pytest.mark.parametrize("rounding", ["floor", "ceil"])
def test_an_average_pool_fits_like_a_max_pool(rounding: str) -> None:
    for n, f, s, p in product(range(1, 12), range(1, 6), range(1, 6), range(3)):
        fields = {"kernel": f, "stride": s, "padding": p, "rounding": rounding}
        assert size_of("avg_pool", n, **fields) == placements(n, p, p, f, s, 1, rounding), (n, f, s, p)


@pytest.mark.parametrize("rounding", ["floor", "ceil"])
def test_padding_may_differ_before_and_after(rounding: str) -> None:
    for n, f, s, before, after in product(range(1, 8), range(1, 5), range(1, 5), range(4), range(4)):
        sides = Sides(left=before, right=after)
        found = size_of("max_pool", n, kernel=f, stride=s, padding=sides, rounding=rounding)
        assert found == placements(n, before, after, f, s, 1, rounding), (n, f, s, before, after)


def test_a_partly_filled_last_window_may_not_start_in_the_trailing_padding() -> None:
    # starts -1, 1, 3, 5: the window at 5 would hold padding alone, for the pixels are 0 to 4
    assert size_of("max_pool", 5, kernel=2, stride=2, padding=1, rounding="ceil") == 3
    # starts -1, 1, 3, 5: with 6 pixels the window at 5 holds one
    assert size_of("max_pool", 6, kernel=2, stride=2, padding=1, rounding="ceil") == 4


def test_valid_padding_is_none() -> None:
    for n, f, s, d in sizes_small():
        found = size_of("conv", n, kernel=f, stride=s, dilation=d, padding="valid")
        assert found == placements(n, 0, 0, f, s, d)


@pytest.mark.parametrize("kind", ["conv", "max_pool"])
def test_same_padding_gives_one_output_per_stride_and_the_odd_pixel_comes_last(kind: str) -> None:
    for n, f, s, d in sizes_small():
        outputs, before, after = same_padding(n, f, s, d)
        fields = {"kernel": f, "stride": s, "dilation": d, "padding": "same"}
        assert size_of(kind, n, **fields) == outputs, (n, f, s, d)
        layer = make(kind, **({"filters": 1} if kind == "conv" else {}), **fields)
        (window,) = layer.along(Shape(1, (n,)))
        assert (window.before, window.after) == (before, after), (n, f, s, d)


def test_full_padding_begins_where_the_first_pixel_is_reached_and_ends_at_the_last() -> None:
    for n, f, s, d in sizes_small():
        outputs, before = full_placements(n, f, s, d)
        layer = make("conv", filters=1, kernel=f, stride=s, dilation=d, padding="full")
        assert layer.output_shape(Shape(1, (n,))).size == (outputs,), (n, f, s, d)
        (window,) = layer.along(Shape(1, (n,)))
        assert (window.before, window.after) == (before, before), (n, f, s, d)


def test_stride_larger_than_the_kernel_skips_pixels() -> None:
    # floor((10 + 0 - 2)/3) + 1 = 3: pixels 0-1, 3-4, 6-7; pixels 2, 5, 8 and 9 are not read
    assert size_of("conv", 10, kernel=2, stride=3) == 3
    # ceil((10 + 0 - 2)/3) + 1 = 4: one more window, on pixel 9 and one that is not there
    assert size_of("max_pool", 10, kernel=2, stride=3, rounding="ceil") == 4


def test_the_window_of_position_0_starts_in_the_padding() -> None:
    layer = {"filters": 1, "kernel": 3, "stride": 2, "padding": 2, "dilation": 4}
    found = figures("20x20x1", {"conv": layer})[0].receptive_field
    assert (found.first, found.size, found.jump) == ((-2, -2), (9, 9), (2, 2))  # taps at -2, 2 and 6


def test_axes_do_not_mix() -> None:
    fields = {"kernel": (3, 5), "stride": (2, 1), "padding": (0, 2), "dilation": (1, 2)}
    y = make("conv", filters=4, **fields).output_shape(Shape(2, (11, 13)))
    assert y == Shape(4, (placements(11, 0, 0, 3, 2), placements(13, 2, 2, 5, 1, 2)))  # 5 and 9
    assert y.size == (5, 9)


@bounded
@given(
    st.integers(1, 80),
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(0, 15),
    st.integers(0, 15),
    st.integers(1, 5),
    st.sampled_from(["floor", "ceil"]),
)
def test_sizes_of_larger_windows(n: int, f: int, s: int, before: int, after: int, d: int, rule: str) -> None:
    sides = Sides(left=before, right=after)
    found = size_of("max_pool", n, kernel=f, stride=s, padding=sides, dilation=d, rounding=rule)
    assert found == placements(n, before, after, f, s, d, rule)


# -- costs and parameters --------------------------------------------------------------------------------

RANKS = [1, 2, 3]


def kernels(rank: int) -> list[tuple[int, ...]]:
    return [(1,) * rank, (3, 2, 1)[:rank], (2, 3, 3)[:rank]]


def maps(rank: int) -> tuple[int, ...]:
    return (5, 4, 3)[:rank]


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("c_in, filters, groups", [(1, 1, 1), (3, 4, 1), (4, 6, 2), (6, 3, 3), (4, 4, 4)])
def test_a_convolution_costs_what_its_loops_cost(
    c_in: int, filters: int, groups: int, bias: bool, rank: int
) -> None:
    wires = wiring(c_in, filters, groups)
    for f, dilation, stride in product(kernels(rank), (1, 2), (1, 2)):
        layer = make(
            "conv", filters=filters, kernel=f, groups=groups, bias=bias, dilation=dilation, stride=stride,
            padding="same",
        )  # fmt: skip
        x = Shape(c_in, maps(rank))
        y = layer.output_shape(x)
        counted, found = convolve(wires, f, y.size, bias), layer.operations(x, y)
        assert found.multiplies == counted.multiplications
        assert found.additions == counted.additions
        assert (found.multiplications, found.comparisons, found.divisions, found.exponentials) == (0, 0, 0, 0)
        weights, biases, statistics, _ = layer.parameters(x)
        assert weights == len(kernel_weights(wires, f))
        assert (biases, statistics) == (len(wires) if bias else 0, 0)


@pytest.mark.parametrize("bias", [True, False])
def test_a_convolution_with_connections_reads_only_what_they_name(bias: bool) -> None:
    table = ((0, 1), (2,), (0, 1, 2, 3), (3, 1, 0))
    wires = dict(enumerate(table))
    layer = make("conv", filters=4, kernel=(3, 2), connections=table, bias=bias)
    x = Shape(4, (6, 5))
    y = layer.output_shape(x)
    counted, found = convolve(wires, (3, 2), y.size, bias), layer.operations(x, y)
    assert (found.multiplies, found.additions) == (counted.multiplications, counted.additions)
    assert total_parameters(layer, x) == len(kernel_weights(wires, (3, 2))) + (4 if bias else 0)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("multiplier", [1, 3])
def test_a_depthwise_convolution_costs_what_its_loops_cost(multiplier: int, bias: bool, rank: int) -> None:
    wires = depthwise_wiring(3, multiplier)
    for f in kernels(rank):
        layer = make("depthwise_conv", kernel=f, multiplier=multiplier, bias=bias, padding=1, stride=2)
        x = Shape(3, maps(rank))
        y = layer.output_shape(x)
        assert y.channels == len(wires)
        counted, found = convolve(wires, f, y.size, bias), layer.operations(x, y)
        assert (found.multiplies, found.additions) == (counted.multiplications, counted.additions)
        assert total_parameters(layer, x) == len(kernel_weights(wires, f)) + (len(wires) if bias else 0)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("multiplier", [1, 2])
def test_a_separable_convolution_costs_its_two_loops(multiplier: int, bias: bool, rank: int) -> None:
    depthwise = depthwise_wiring(3, multiplier)
    pointwise = wiring(len(depthwise), 5, 1)
    one = (1,) * rank
    for f in kernels(rank):
        layer = make("separable_conv", filters=5, kernel=f, multiplier=multiplier, bias=bias, padding="same")
        x = Shape(3, maps(rank))
        y = layer.output_shape(x)
        first, second = convolve(depthwise, f, y.size, False), convolve(pointwise, one, y.size, bias)
        found = layer.operations(x, y)
        assert found.multiplies == first.multiplications + second.multiplications
        assert found.additions == first.additions + second.additions
        weights, biases, *_ = layer.parameters(x)
        assert weights == len(kernel_weights(depthwise, f)) + len(kernel_weights(pointwise, one))
        assert biases == (5 if bias else 0)


@pytest.mark.parametrize("bias", [True, False])
def test_a_dense_layer_costs_what_its_loops_cost(bias: bool) -> None:
    for n_in, n_out in product((1, 2, 7), (1, 3, 8)):
        layer, x = make("dense", units=n_out, bias=bias), Shape(n_in)
        wires = wiring(n_in, n_out, 1)
        counted, found = convolve(wires, (), (), bias), cost(layer, x)  # a map of no axes has one position
        assert (found.multiplies, found.additions) == (counted.multiplications, counted.additions)
        assert total_parameters(layer, x) == len(kernel_weights(wires, ())) + (n_out if bias else 0)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("rounding", ["floor", "ceil"])
def test_pools_cost_what_their_loops_cost(rounding: str, rank: int) -> None:
    for f, stride in product(kernels(rank), (1, 2, None)):
        x = Shape(3, maps(rank))
        for kind, reduce in (("max_pool", "max"), ("avg_pool", "average")):
            layer = make(kind, kernel=f, stride=stride, rounding=rounding)
            y = layer.output_shape(x)
            counted, found = pool(reduce, 3, f, y.size), layer.operations(x, y)
            assert found.comparisons == counted.comparisons
            assert (found.additions, found.divisions) == (counted.additions, counted.divisions)
            assert (found.multiplies, found.multiplications) == (0, 0)
            assert total_parameters(layer, x) == 0


@pytest.mark.parametrize("rank", RANKS)
def test_global_pools_cost_one_window_as_large_as_the_map(rank: int) -> None:
    x = Shape(3, maps(rank))
    for kind, reduce in (("global_max_pool", "max"), ("global_avg_pool", "average")):
        layer = make(kind)
        counted, found = pool(reduce, 3, x.size, (1,) * rank), cost(layer, x)
        assert layer.output_shape(x) == Shape(3)
        assert (found.comparisons, found.additions) == (counted.comparisons, counted.additions)
        assert found.divisions == counted.divisions


@bounded
@given(
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.booleans(),
)
def test_a_convolution_of_random_shape(
    per_group_in: int, per_group_out: int, groups: int, f: tuple[int, int], n: tuple[int, int], bias: bool
) -> None:
    c_in, filters = per_group_in * groups, per_group_out * groups
    wires = wiring(c_in, filters, groups)
    layer = make("conv", filters=filters, kernel=f, groups=groups, bias=bias, padding="full")
    x = Shape(c_in, n)
    y = layer.output_shape(x)
    counted, found = convolve(wires, f, y.size, bias), layer.operations(x, y)
    assert (found.multiplies, found.additions) == (counted.multiplications, counted.additions)
    assert total_parameters(layer, x) == len(kernel_weights(wires, f)) + (filters if bias else 0)


# -- adaptive pools --------------------------------------------------------------------------------------


def test_the_adaptive_windows_of_a_hand_worked_case() -> None:
    assert adaptive_windows(7, 3) == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]  # 0 ... 2 1/3 ... 4 2/3 ... 7
    assert adaptive_windows(2, 3) == [[0], [0, 1], [1]]  # 0 ... 2/3 ... 4/3 ... 2


def test_adaptive_windows_are_the_pixels_that_each_equal_part_overlaps() -> None:
    for n, out in product(range(1, 15), range(1, 15)):
        found = cost(make("adaptive_avg_pool", output=out), Shape(1, (n,)))
        assert found.additions == sum(len(window) - 1 for window in adaptive_windows(n, out)), (n, out)


def test_an_adaptive_pool_costs_what_its_windows_cost() -> None:
    for n, out in product(range(1, 8), range(1, 8)):
        x, layer = Shape(2, (n, 5)), make("adaptive_avg_pool", output=(out, 3))
        windows = product(adaptive_windows(n, out), adaptive_windows(5, 3))
        areas = [len(rows) * len(columns) for rows, columns in windows]
        found = cost(layer, x)
        assert found.additions == 2 * sum(area - 1 for area in areas), (n, out)
        assert found.divisions == 2 * len(areas)
        assert layer.output_shape(x) == Shape(2, (out, 3))


def test_an_adaptive_pool_reads_its_largest_window_at_their_average_distance() -> None:
    for n, out in product(range(1, 15), range(2, 15)):
        windows = adaptive_windows(n, out)
        found = figures(f"{n}x{n}x1", {"adaptive_avg_pool": out})[0].receptive_field
        assert found.size == (max(map(len, windows)),) * 2, (n, out)
        assert found.first == (0, 0)
        assert found.jump == (Fraction(n, out),) * 2
        assert not found.whole_input
