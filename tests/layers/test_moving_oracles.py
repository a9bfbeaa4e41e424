"""Kinds that enlarge, move, cut, normalize or keep weights per position, against scattering and counting."""

from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any

import pytest
from helpers import cost, figures, make, total_parameters
from oracles import Tally, adaptive_window, grid, kernel_weights, placements, same_padding, wiring

from cnncalc import Shape
from cnncalc.layers import Layer
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, POINT, WHOLE, Reads, Sides

# -- transposed convolution: every input stamps a kernel onto a row -----------------------------------------


def stamps(n: int, f: int, s: int, d: int) -> dict[int, set[int]]:
    """Which inputs reach each position, when n stamps of f taps are laid s apart: nothing is cut off."""
    touched: dict[int, set[int]] = {}
    for i in range(n):
        for tap in range(f):
            touched.setdefault(i * s + tap * d, set()).add(i)
    return touched


def stamped_row(
    n: int, f: int, s: int, before: int, after: int, d: int = 1, added: int = 0
) -> list[set[int]]:
    """The inputs that reach each output: the row from the first tap to the last, cut at both ends."""
    touched = stamps(n, f, s, d)
    length = max(touched) + 1
    row = [touched.get(j, set()) for j in range(length)]
    row += [set() for _ in range(added)]  # pixels at the end that no stamp reaches, unless some are cut off
    return row[before : len(row) - after] if after else row[before:]


def transposed(**fields: Any) -> Layer:
    return make("transposed_conv", filters=1, **fields)


def size_or_none(layer: Layer, n: int) -> int:
    try:
        return layer.output_shape(Shape(1, (n,))).size[0]
    except LayerError as error:
        assert "cuts the whole" in error.message
        return 0


def test_a_transposed_convolution_gives_what_its_stamps_cover() -> None:
    for n, f, s, p, d in product(range(1, 6), range(1, 5), range(1, 5), range(3), range(1, 4)):
        for a in range(max(s, d)):
            layer = transposed(kernel=f, stride=s, padding=p, dilation=d, output_padding=a)
            assert size_or_none(layer, n) == len(stamped_row(n, f, s, p, p, d, a)), (n, f, s, p, d, a)


def test_sides_are_cut_off_one_by_one() -> None:
    for n, f, s, before, after in product(range(1, 6), range(1, 5), range(1, 4), range(3), range(3)):
        layer = transposed(kernel=f, stride=s, padding=Sides(left=before, right=after))
        assert size_or_none(layer, n) == len(stamped_row(n, f, s, before, after)), (n, f, s, before, after)


def test_same_gives_s_outputs_for_every_input() -> None:
    for n, f, s, d in product(range(1, 6), range(1, 6), range(1, 5), range(1, 3)):
        layer = transposed(kernel=f, stride=s, dilation=d, padding="same")
        assert layer.output_shape(Shape(1, (n,))).size == (len([0] * s * n),), (n, f, s, d)


def test_same_does_not_take_an_output_padding_that_it_would_ignore() -> None:
    layer = transposed(kernel=3, stride=2, padding="same", output_padding=1)
    with pytest.raises(LayerError):
        layer.output_shape(Shape(1, (8, 8)))


def test_a_convolution_of_the_output_gives_the_size_of_the_input_back() -> None:
    for n, f, s, p in product(range(1, 12), range(1, 5), range(1, 4), range(3)):
        if n_out := placements(n, p, p, f, s):
            sizes = {size_or_none(transposed(kernel=f, stride=s, padding=p, output_padding=a), n_out)
                     for a in range(s)}  # fmt: skip
            assert n in sizes, "one of the output paddings leads back"


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_transposed_convolution_costs_what_scattering_costs(rank: int, bias: bool, groups: int) -> None:
    x = Shape(4, (3, 4, 2)[:rank])
    wires = wiring(4, 6, groups)
    for f, s in product([(1,) * rank, (3, 2, 2)[:rank]], (1, 2)):
        layer = make("transposed_conv", filters=6, kernel=f, stride=s, groups=groups, bias=bias)
        multiplications = 0
        for _position, (_filter, channels), _tap in product(grid(x.size), wires.items(), grid(f)):
            multiplications += len(channels)
        assert cost(layer, x).multiplies == multiplications
        assert total_parameters(layer, x) == len(kernel_weights(wires, f)) + (6 if bias else 0)


def test_a_convolution_and_its_transposed_twin_cost_the_same() -> None:
    for n, f, s in product(range(4, 9), range(1, 4), range(1, 3)):
        x = Shape(3, (n, n))
        there = make("conv", filters=5, kernel=f, stride=s)
        y = there.output_shape(x)
        back = make("transposed_conv", filters=3, kernel=f, stride=s)
        assert cost(there, x).multiplies == cost(back, y).multiplies


def reads_of(layer: Layer, n: int) -> Reads:
    windows = layer.windows(Shape(1, (n,)))
    assert isinstance(windows, tuple)
    return windows[0]


def read_at(reads: Reads, j: int) -> range:
    """The positions that output position j reads."""
    q, i = divmod(j, len(reads.phases))
    first, last = reads.phases[i]
    return range(q * reads.step + first, q * reads.step + last + 1, reads.apart)


def test_an_output_reads_exactly_the_inputs_whose_stamps_reach_it() -> None:
    n = 8
    for f, s, p, d in product(range(1, 6), range(1, 7), range(3), range(1, 7)):
        reads = reads_of(transposed(kernel=f, stride=s, padding=p, dilation=d), n)
        for j, inputs in enumerate(stamped_row(n, f, s, p, p, d)):
            assert {i for i in read_at(reads, j) if 0 <= i < n} == inputs, (f, s, p, d, j)


def test_the_receptive_field_after_a_transposed_convolution_is_that_of_its_widest_phase() -> None:
    for f, s, p in product(range(1, 6), range(1, 5), range(3)):
        row = stamped_row(12, f, s, p, p)
        middle = [inputs for inputs in row[4 * s : 7 * s] if inputs]
        layer = {"transposed_conv": {"filters": 1, "kernel": f, "stride": s, "padding": p}}
        found = figures("12x12x1", layer)[0].receptive_field
        assert found.size == (max(max(i) - min(i) + 1 for i in middle),) * 2, (f, s, p)
        assert found.jump == (Fraction(1, s),) * 2


# -- upsampling ----------------------------------------------------------------------------------------------


def nearest_pixel(n: int, out: int, j: int) -> int:
    """The pixel under the left edge of part j of `out` equal parts."""
    return adaptive_window(n, out, j)[0]


def linear_pixels(n: int, out: int, j: int) -> set[int]:
    """The pixels whose centres are the neighbours of the centre of part j."""
    centre = Fraction(2 * j + 1, 2 * out) * n
    centres = {i: i + Fraction(1, 2) for i in range(-2, n + 2)}
    below = max(i for i, at in centres.items() if at <= centre)
    above = min(i for i, at in centres.items() if at >= centre)
    return {below, above}


def test_nearest_repeats_the_pixel_that_lies_there() -> None:
    for n, out in product(range(1, 10), range(1, 16)):
        layer = make("upsample", output=out)
        assert layer.output_shape(Shape(3, (n,))) == Shape(3, (out,))
        for j in range(out):
            assert list(read_at(reads_of(layer, n), j)) == [nearest_pixel(n, out, j)], (n, out, j)


def test_linear_reads_the_two_neighbours() -> None:
    for n, out in product(range(1, 10), range(1, 16)):
        layer = make("upsample", output=out, mode="linear")
        for j in range(out):
            assert set(read_at(reads_of(layer, n), j)) == linear_pixels(n, out, j), (n, out, j)


@pytest.mark.parametrize(("mode", "rank"), [("linear", 1), ("bilinear", 2), ("trilinear", 3)])
def test_interpolation_weighs_every_neighbour(mode: str, rank: int) -> None:
    layer, x = make("upsample", scale=2, mode=mode), Shape(3, (2, 3, 2)[:rank])
    tally = Tally()
    for _channel, _position in product(range(3), grid([2 * n for n in x.size])):
        tally.weighted_sum(grid((2,) * rank), bias=False)
    found = cost(layer, x)
    assert (found.multiplications, found.additions) == (tally.multiplications, tally.additions)
    assert (found.multiplies, total_parameters(layer, x)) == (0, 0)


def test_a_scale_per_axis() -> None:
    assert make("upsample", scale=(2, 3)).output_shape(Shape(4, (5, 6))) == Shape(4, (10, 18))


# -- moving values -------------------------------------------------------------------------------------------


def moved(layer: Layer, x: Shape) -> Shape:
    """The output of a layer that only moves values: it learns nothing and costs nothing."""
    found = cost(layer, x)
    assert total_parameters(layer, x) == 0
    assert not any(found[:6])
    assert found.because
    return layer.output_shape(x)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("r", [1, 2, 3])
def test_pixel_shuffle_lays_channels_out_in_space(r: int, rank: int) -> None:
    x = Shape(2 * r**rank, (3, 2, 4)[:rank])
    target = {}
    for channel, position in product(range(x.channels), grid(x.size)):
        rest, offsets = channel, []
        for _ in range(rank):
            rest, offset = divmod(rest, r)
            offsets.append(offset)
        place = tuple(p * r + o for p, o in zip(position, reversed(offsets), strict=True))
        assert (rest, place) not in target, "no two values fall on one place"
        target[rest, place] = position
    y = moved(make("pixel_shuffle", scale=r), x)
    assert set(target) == set(product(range(y.channels), grid(y.size)))
    windows = make("pixel_shuffle", scale=r).windows(x)
    for (_, place), position in target.items():
        assert tuple(read_at(reads, j)[0] for reads, j in zip(windows, place, strict=True)) == position
    back = make("pixel_unshuffle", scale=r)
    assert moved(back, y) == x
    for reads, n in zip(back.windows(y), x.size, strict=True):
        assert [list(read_at(reads, i)) for i in range(n)] == [
            [i * r + k for k in range(r)] for i in range(n)
        ]


@pytest.mark.parametrize("kind", ["pixel_shuffle", "pixel_unshuffle"])
def test_what_does_not_divide_is_an_error(kind: str) -> None:
    with pytest.raises(LayerError):
        make(kind, scale=2).output_shape(Shape(6, (3, 3)))
    with pytest.raises(LayerError):
        make(kind, scale=2).output_shape(Shape(8))


def test_pad_and_crop_keep_the_pixels_in_between() -> None:
    for n, before, after in product(range(1, 8), range(4), range(4)):
        x, sides = Shape(2, (n,)), Sides(left=before, right=after)
        row = [*[None] * before, *range(n), *[None] * after]
        padded = make("pad", padding=sides)
        assert moved(padded, x).size == (len(row),)
        for j, pixel in enumerate(row):
            assert pixel is None or list(read_at(reads_of(padded, n), j)) == [pixel]
        kept = [pixel for pixel in range(n) if before <= pixel < n - after]
        cropped = make("crop", border=sides)
        if not kept:
            with pytest.raises(LayerError, match="leaves"):
                cropped.output_shape(x)
            continue
        assert moved(cropped, x).size == (len(kept),)
        assert [read_at(reads_of(cropped, n), j)[0] for j in range(len(kept))] == kept


def test_crop_to_a_size_keeps_the_middle_and_cuts_the_odd_pixel_at_the_end() -> None:
    for n, out in product(range(1, 9), range(1, 9)):
        layer, pixels = make("crop", output=out), list(range(n))
        if out > n:
            with pytest.raises(LayerError):
                layer.output_shape(Shape(1, (n,)))
            continue
        while len(pixels) > out:
            pixels.pop() if (n - len(pixels)) % 2 == 0 else pixels.pop(0)
        assert moved(layer, Shape(1, (n,))).size == (len(pixels),)
        assert read_at(reads_of(layer, n), 0)[0] == pixels[0]


def test_padding_with_channels_of_zeros() -> None:
    assert moved(make("pad", padding=1, channels=5), Shape(3, (4, 4))) == Shape(8, (6, 6))


def test_slice_keeps_the_channels_that_a_list_would() -> None:
    for c, start, stop in product(range(1, 6), range(6), [None, *range(1, 7)]):
        layer, kept = make("slice", start=start, stop=stop), list(range(c))[start:stop]
        if not kept or (stop or 0) > c:
            with pytest.raises(LayerError):
                layer.output_shape(Shape(c, (2, 2)))
        else:
            assert moved(layer, Shape(c, (2, 2))) == Shape(len(kept), (2, 2))


def test_the_slices_of_a_map_joined_again_are_the_map() -> None:
    found = figures("4x4x6", {"concat": [{"slice": {"stop": 2}}, {"slice": {"start": 2, "stop": 5}},
                                         {"slice": {"start": 5}}]})  # fmt: skip
    assert str(found[-1].output) == "4x4x6"
    assert found[-1].receptive_field.size == (1, 1)


def test_shuffling_channels_and_reshaping_keep_the_values() -> None:
    x = Shape(6, (4, 4))
    assert moved(make("channel_shuffle", groups=3), x) == x
    assert moved(make("reshape", output=Shape(3, (8, 4))), x) == Shape(3, (8, 4))
    with pytest.raises(LayerError):
        make("channel_shuffle", groups=4).output_shape(x)
    with pytest.raises(LayerError):
        make("reshape", output=Shape(5, (8, 4))).output_shape(x)


# -- normalizations by own statistics ------------------------------------------------------------------------


def normalized(groups: list[int], affine: bool) -> dict[str, int]:
    """What it costs to normalize groups of so many values, counted step by step."""
    done = {"multiplications": 0, "additions": 0, "divisions": 0, "exponentials": 0}
    for values in groups:
        for i in range(values):  # the mean
            done["additions"] += i > 0
        done["divisions"] += 1
        for i in range(values):  # the variance: differences, their squares, the sum
            done["additions"] += 1 + (i > 0)
            done["multiplications"] += 1
        done["divisions"] += 1
        done["additions"] += 1  # epsilon
        done["exponentials"] += 1  # the root
        done["divisions"] += 1  # 1 / deviation
        for _ in range(values):
            done["multiplications"] += 1 + affine
            done["additions"] += affine
    return done


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("x", [Shape(6, (3, 4)), Shape(4, (5,)), Shape(12), Shape(2, (2, 3, 2))])
def test_layer_group_and_instance_norm_cost_their_loops(x: Shape, affine: bool) -> None:
    groups = {
        ("layer_norm",): [x.channels] * len(list(grid(x.size))),
        ("group_norm", 1): [len(list(grid(x.size))) * x.channels],
        ("group_norm", 2): [len(list(grid(x.size))) * (x.channels // 2)] * 2,
        ("instance_norm",): [len(list(grid(x.size)))] * x.channels,
    }
    for (kind, *number), of_values in groups.items():
        layer = make(kind, affine=affine, **({"groups": number[0]} if number else {}))
        found, counted = cost(layer, x), normalized(of_values, affine)
        assert {name: getattr(found, name) for name in counted} == counted, kind
        assert total_parameters(layer, x) == len(["scale", "shift"] * x.channels) * affine
        assert layer.output_shape(x) == x
        assert layer.parameters(x).statistics == 0


def test_instance_norm_learns_nothing_unless_told() -> None:
    assert total_parameters(make("instance_norm"), Shape(6, (3, 3))) == 0


def test_group_norm_divides_the_channels() -> None:
    with pytest.raises(LayerError, match="4 groups do not divide 6 channels"):
        make("group_norm", groups=4).output_shape(Shape(6, (3, 3)))


# -- weights per position, pieces, factors ---------------------------------------------------------------


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_locally_connected_layer_has_kernels_of_its_own_at_every_position(rank: int, bias: bool) -> None:
    x = Shape(3, (5, 4, 3)[:rank])
    for f, s in product([(1,) * rank, (3, 2, 2)[:rank]], (1, 2)):
        layer = make("locally_connected", filters=2, kernel=f, stride=s, bias=bias)
        n_out = [placements(n, 0, 0, k, s) for n, k in zip(x.size, f, strict=True)]
        weights, tally = set(), Tally()
        for position, k in product(grid(n_out), range(2)):
            own = [(position, k, channel, tap) for channel in range(3) for tap in grid(f)]
            weights.update(own)
            tally.weighted_sum(own, bias)
        assert layer.output_shape(x) == Shape(2, tuple(n_out))
        assert layer.parameters(x).weights == len(weights)
        assert layer.parameters(x).biases == (len(list(product(grid(n_out), range(2)))) if bias else 0)
        found = cost(layer, x)
        assert (found.multiplies, found.additions) == (tally.multiplications, tally.additions)


@pytest.mark.parametrize("bias", [True, False])
def test_maxout_takes_the_largest_of_its_sums(bias: bool) -> None:
    for n, units, pieces in product((1, 4), (1, 3), (1, 2, 5)):
        layer, x, tally = make("maxout", units=units, pieces=pieces, bias=bias), Shape(n), Tally()
        weights = set()
        for unit in range(units):
            for piece in range(pieces):
                own = [(unit, piece, i) for i in range(n)]
                weights.update(own)
                tally.weighted_sum(own, bias)
            tally.largest(range(pieces))
        found = cost(layer, x)
        assert (found.multiplies, found.additions) == (tally.multiplications, tally.additions)
        assert found.comparisons == tally.comparisons
        assert total_parameters(layer, x) == len(weights) + (units * pieces if bias else 0)


def test_scale_multiplies_every_value_and_layer_scale_learns_a_factor_per_channel() -> None:
    x = Shape(5, (3, 2))
    for layer, learnt in ((make("layer_scale"), 5), (make("scale", factor=0.17), 0)):
        found = cost(layer, x)
        assert found.multiplications == len(list(product(range(5), grid(x.size))))
        assert (found.multiplies, found.additions, total_parameters(layer, x)) == (0, 0, learnt)
        assert layer.output_shape(x) == x


# -- along some axes -------------------------------------------------------------------------------------

MAPS = [Shape(5), Shape(3, (4,)), Shape(3, (4, 2)), Shape(2, (2, 4, 3))]


def named_axes(x: Shape) -> dict[str, int]:
    """The axes of a map with their sizes, the channels last."""
    return dict(zip((*AXES[x.rank], "channels"), (*x.size, x.channels), strict=True))


def gathered(x: Shape, axes: tuple[str, ...]) -> dict[tuple[int, ...], list[tuple[int, ...]]]:
    """The values that come together, by the place they leave: 0 along each of the axes."""
    groups: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for place in grid(list(named_axes(x).values())):
        left = tuple(0 if axis in axes else i for axis, i in zip(named_axes(x), place, strict=True))
        groups.setdefault(left, []).append(place)
    return groups


@pytest.mark.parametrize("x", MAPS, ids=str)
def test_mean_and_max_leave_one_value_of_all_along_their_axes(x: Shape) -> None:
    for count in range(1, x.rank + 2):
        for axes in combinations(named_axes(x), count):
            groups, mean, largest = gathered(x, axes), Tally(), Tally()
            for values in groups.values():
                mean.sum(values)
                mean.divisions += 1
                largest.largest(values)
            *size, channels = (len(set(along)) for along in zip(*groups, strict=True))
            for kind in ("mean", "max"):
                assert make(kind, axes=axes).output_shape(x) == Shape(channels, tuple(size))
                assert total_parameters(make(kind, axes=axes), x) == 0
            found = cost(make("mean", axes=axes), x)
            assert (found.additions, found.divisions) == (mean.additions, mean.divisions)
            found = cost(make("max", axes=axes), x)
            assert (found.comparisons, found.additions) == (largest.comparisons, 0)


@pytest.mark.parametrize("x", MAPS[1:], ids=str)
def test_a_mean_reads_the_whole_of_its_axes_and_one_position_of_the_others(x: Shape) -> None:
    for count in range(1, x.rank + 1):
        for axes in combinations(AXES[x.rank], count):
            groups = gathered(Shape(1, x.size), axes)
            last = max(groups)
            read = [(min(along), max(along)) for along in list(zip(*groups[last], strict=True))[:-1]]
            windows = make("mean", axes=axes).windows(x)
            if windows is WHOLE:
                windows = tuple(Reads(n, ((0, n - 1),)) for n in x.size)
            hulls = [read_at(reads, i) for reads, i in zip(windows, last, strict=False)]
            assert [(found[0], found[-1]) for found in hulls] == read


def test_a_mean_over_height_and_width_is_a_global_pool_that_keeps_its_axes() -> None:
    layers = {"conv": {"filters": 4, "kernel": 3, "padding": 1, "stride": 2}}
    pooled = figures("12x16x3", layers, "global_avg_pool")[-1]
    mean = figures("12x16x3", layers, {"mean": ["height", "width"]})[-1]
    assert (str(mean.output), str(pooled.output)) == ("1x1x4", "4")
    assert (mean.operations, mean.receptive_field) == (pooled.operations, pooled.receptive_field)


def test_a_mean_over_the_width_sees_all_of_it_and_strides_along_the_height() -> None:
    layers = {"conv": {"filters": 4, "kernel": 3, "stride": 2}}
    field = figures("13x17x3", layers, {"mean": "width"})[-1].receptive_field
    # 3 rows; 8 columns 2 apart, the last of which reads 3: 7*2 + 3 = 17
    assert (field.size, field.first, field.jump) == ((3, 17), (0, 0), (2, 16))


@pytest.mark.parametrize("x", MAPS, ids=str)
def test_permute_lays_the_axes_out_in_the_order_that_is_named(x: Shape) -> None:
    sizes = named_axes(x)
    for order in permutations(sizes):
        layer = make("permute", order=order)
        *size, channels = (sizes[axis] for axis in order)
        assert moved(layer, x) == Shape(channels, tuple(size))
        assert (layer.windows(x) is POINT) == (order == tuple(sizes))


def test_after_a_permutation_only_a_field_that_is_the_whole_map_is_known() -> None:
    transpose = {"permute": ["width", "height", "channels"]}
    found = figures("8x6x3", {"conv": {"filters": 2, "kernel": 3}}, transpose)
    assert found[-1].receptive_field is None
    assert [note.layer for note in found.notes] == ["permute1"]
    assert "order of positions" in found.notes[0].reason
    gate = figures("8x6x3", {"mean": ["height", "width"]}, transpose)
    assert gate[-1].receptive_field.size == (8, 6)


def test_an_adaptive_max_pool_compares_within_its_windows() -> None:
    for n, out in product(range(1, 10), range(1, 10)):
        tally = Tally()
        for i in range(out):
            tally.largest(adaptive_window(n, out, i))
        assert cost(make("adaptive_max_pool", output=out), Shape(1, (n,))).comparisons == tally.comparisons


def test_same_padding_is_known_to_this_file_too() -> None:
    assert same_padding(5, 3, 2) == (3, 1, 1)
