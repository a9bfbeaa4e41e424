"""The figures in findings, each worked out by hand, and how to fix it, tried out."""

from fractions import Fraction
from random import Random

import pytest
from reviewing import found, only, reviewed

from cnncalc.design.review.windows import pixels_read, share_read
from cnncalc.shape import Window

CONV = "  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}\n"


def spec(input: str, *layers: str, blocks: str = "") -> str:
    return f"input: {input}\n{blocks}layers:\n" + "".join(f"  - {layer}\n" for layer in layers)


# -- windows ----------------------------------------------------------------------------------------


def test_pixels_that_no_window_reads_are_counted() -> None:
    # floor((10 - 4)/4) + 1 = 2 windows read 0..3 and 4..7: 2 of 10 rows and columns, 100 - 64 = 36 positions
    finding = only(spec("10x10x3", "conv: {filters: 4, kernel: 4, stride: 4}"))
    assert "never reads 2 rows at the bottom and 2 columns on the right" in finding.message
    assert finding.why.startswith("36 of 100 positions (36.0 %)")
    assert finding.fix == "padding {bottom: 2, right: 2}, or an input of 8 or 12 rows and 8 or 12 columns"


@pytest.mark.parametrize("input", ["8x8x3", "12x12x3"])
def test_the_sizes_it_proposes_leave_nothing_over(input: str) -> None:
    assert found(spec(input, "conv: {filters: 4, kernel: 4, stride: 4}")) == []


def test_the_padding_it_proposes_leaves_nothing_over() -> None:
    padded = "conv: {filters: 4, kernel: 4, stride: 4, padding: {bottom: 2, right: 2}}"
    assert found(spec("10x10x3", padded)) == []


def test_padding_that_is_not_read_is_no_loss() -> None:
    # 224 + 6 - 7 = 223 is odd: the last window ends on 222 + 3 = 225 - 1, in the padding after pixel 223
    assert found(spec("224x224x3", "conv: {filters: 4, kernel: 7, stride: 2, padding: 3}")) == []


def test_the_pixels_that_windows_read_are_those_that_they_come_to_one_by_one() -> None:
    chance = Random(9)
    for _ in range(5_000):
        kernel, stride, dilation = (chance.randint(1, 7) for _ in range(3))
        before, n, out = chance.randint(0, 5), chance.randint(1, 40), chance.randint(1, 14)
        window = Window(kernel, stride, before, 0, dilation)
        read = {stride * i - before + dilation * tap for i in range(out) for tap in range(kernel)}
        assert pixels_read(n, out, window) == len(read & set(range(n))), (window, n, out)
        places = {dilation * tap % stride for tap in range(kernel)}
        assert share_read(window) == Fraction(len(places), stride), window


def test_a_map_of_a_billion_by_a_billion_is_reviewed_without_looking_at_each_pixel() -> None:
    # a kernel of 1 at stride 2 reads 5 * 10**8 of 10**9 rows and columns: a quarter of 3 * 10**18 values
    text = spec("1000000000x1000000000x3", "conv: {filters: 4, kernel: 1, stride: 2}")
    (finding,) = (one for one in reviewed(text).findings if one.rule == "skipped-pixels")
    assert finding.why.startswith("75.0 % of 3,000,000,000,000,000,000 values")
    # taps of one kernel in more places than are looked at: the share away from the borders, 20,001 of 40,002
    long = spec("{length: 1000000000, channels: 1}", "conv: {filters: 1, kernel: 20001, stride: 40002}")
    (finding,) = (one for one in reviewed(long).findings if one.rule == "skipped-pixels")
    assert finding.why.startswith("50.0 % of 1,000,000,000 values")


def test_a_pool_that_is_rounded_up_drops_nothing() -> None:
    assert found(spec("7x7x3", "max_pool: 2")) == [("dropped-pixels", 3)]
    assert found(spec("7x7x3", "max_pool: {kernel: 2, rounding: ceil}")) == []


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ("kernel: 1, stride: 2", "1 of 4"),
        ("kernel: 2, stride: 3", "4 of 9"),
        ("kernel: 3, stride: 2, dilation: 2, padding: 2", "1 of 4"),  # taps 0, 2, 4: even positions only
        ("kernel: 1x3, stride: 2, padding: 0x1", "1 of 2"),
    ],
)
def test_the_share_of_positions_that_are_read(fields: str, share: str) -> None:
    findings = reviewed(spec("13x13x3", f"conv: {{filters: 4, {fields}}}")).findings
    finding = next(one for one in findings if one.rule == "skipped-pixels")
    assert f"reads {share} positions" in finding.message


@pytest.mark.parametrize("fields", ["kernel: 3, stride: 2, padding: 1", "kernel: 2, stride: 2", "kernel: 1"])
def test_windows_that_touch_read_everything(fields: str) -> None:
    assert found(spec("12x12x3", f"conv: {{filters: 4, {fields}}}", "relu")) == []


def test_padding_that_a_kernel_meets_is_counted_tap_by_tap() -> None:
    # On 2 pixels with padding 1, three taps meet 0 1 1 and 1 1 0: 4 of 6; 1 - (4/6)^2 = 55.6 %
    finding = only(spec("2x2x8", "conv: {filters: 4, kernel: 3, padding: 1}"))
    assert (finding.rule, finding.why) == ("oversized-kernel", "55.6 % of its multiplies meet padding")


def test_taps_that_never_meet_a_pixel_are_counted_with_their_weights() -> None:
    # Padding 2 on 2 pixels: at positions 0 and 1 tap 0 reads -2 and -1, tap 4 2 and 3: three taps are left
    finding = only(spec("2x2x8", "conv: {filters: 4, kernel: 5, padding: 2}"))
    assert "16 of its 25 taps never meet a pixel" in finding.message  # 25 - 3*3
    assert "512 of its 800 weights" in finding.why  # 5*5*8*4 = 800, 16/25 of them


def test_an_even_kernel_changes_the_size_by_one() -> None:
    finding = only(spec("32x32x3", "conv: {filters: 4, kernel: 4, padding: 1}"))
    assert "the height goes from 32 to 31" in finding.message  # 32 + 2 - 4 + 1
    assert "kernel of 5 with padding 2, or of 3 with 1" in finding.fix


def test_an_even_kernel_with_same_padding_moves_the_map() -> None:
    assert "half a pixel" in only(spec("32x32x3", "conv: {filters: 4, kernel: 4, padding: same}")).why
    assert found(spec("32x32x3", "conv: {filters: 4, kernel: 2, stride: 2, padding: same}")) == []


@pytest.mark.parametrize(("side", "silent"), [("left: 1, right: 0", True), ("left: 0, right: 1", False)])
def test_an_even_kernel_over_a_sequence_may_look_back_only(side: str, silent: bool) -> None:
    # WaveNet's first layer (arXiv:1609.03499): out(t) reads t - 1 and t, and never what comes after
    layer = f"conv: {{filters: 4, kernel: 2, padding: {{{side}}}}}"
    assert (found(spec("{length: 16, channels: 4}", layer)) == []) is silent


def test_a_padding_is_proposed_as_a_whole() -> None:
    # floor((8 + 2 - 3)/4) + 1 = 2 windows read -1..1 and 3..5; a third, 7..9, needs two more
    fields = "filters: 4, kernel: 3, stride: 4"
    findings = reviewed(spec("8x8x3", f"conv: {{{fields}, padding: 1}}")).findings
    (fix,) = [one.fix for one in findings if one.rule == "dropped-pixels"]
    assert fix.startswith("padding {top: 1, bottom: 2, left: 1, right: 2}")
    padded = f"conv: {{{fields}, padding: {{top: 1, bottom: 2, left: 1, right: 2}}}}"
    assert "dropped-pixels" not in [rule for rule, _ in found(spec("8x8x3", padded))]


def test_a_pool_is_proposed_no_padding_that_it_may_not_have() -> None:
    # 9 = 2*4 + 1: a third window of 4 would need 3 pixels after, more than half of 4
    finding = only(spec("9x9x3", "max_pool: 4"))
    assert finding.fix == "'rounding: ceil', or an input of 8 or 12 rows and 8 or 12 columns"
    # 10 = 2*4 + 2: two pixels are half of 4
    assert "padding {bottom: 2, right: 2}" in only(spec("10x10x3", "max_pool: 4")).fix


def test_a_dilated_kernel_that_is_too_large_is_dilated_less() -> None:
    # 3 taps 8 apart on 9 pixels, padding 8: the outer taps meet 1 pixel each, the middle one 9: 11 of 27
    layer = "conv: {filters: 4, kernel: 3, padding: 8, dilation: 8}"
    finding = only(spec("9x9x3", layer))
    assert finding.rule == "oversized-kernel" and finding.fix.startswith("a smaller dilation")
    assert finding.why.startswith("83.4 %")  # 1 - (11/27)^2
    assert found(spec("9x9x3", layer.replace("8", "2"))) == []


# -- receptive fields -------------------------------------------------------------------------------


def test_a_small_receptive_field_is_mended_by_as_many_layers_as_it_says() -> None:
    layers = [CONV[4:-1], "max_pool: 2"]
    finding = only(spec("32x32x3", *layers, "global_avg_pool", "dense: 10"))
    assert "have seen 4x4 of 32x32 pixels" in finding.message  # 3 + (2 - 1)*1
    assert finding.fix.startswith("7 more convolutions with a kernel of 3x3 on this map")  # 4 + 7*2*2 = 32
    assert found(spec("32x32x3", *layers, *[CONV[4:-1]] * 7, "global_avg_pool", "dense: 10")) == []
    assert found(spec("32x32x3", *layers, *[CONV[4:-1]] * 6, "global_avg_pool", "dense: 10")) != []


def test_a_flattened_map_is_read_as_a_whole() -> None:
    assert found(spec("8x8x3", CONV[4:-1], "flatten", "dense: 10")) == []


def test_a_gate_of_squeeze_and_excitation_is_no_classifier() -> None:
    gate = "multiply: [identity, [global_avg_pool, dense: 4, relu, dense: 16, sigmoid]]"
    assert found(spec("32x32x3", CONV[4:-1], gate, CONV[4:-1])) == []


def test_layers_after_the_border_layer_are_unproductive() -> None:
    # 9x9 pixels; fields 7, 11 and 13: the third layer reads 11 > 9, the second 7
    text = spec(
        "9x9x3",
        *(f"conv: {{filters: 4, kernel: {k}, padding: same, activation: relu}}" for k in (7, 5, 3, 3)),
    )
    finding = only(text)
    assert finding.layers == ("conv3", "conv4")
    assert finding.why.startswith("296 of 1,292 parameters (22.9 %)")  # 2*(9*4*4 + 4); with 592 + 404


def test_a_shortcut_around_a_layer_keeps_it_productive() -> None:
    wide = "conv: {filters: 3, kernel: 7, padding: 3, activation: relu}"
    assert ("unproductive-layers", 4) in found(spec("6x6x3", wide, wide))  # it reads a field of 7
    assert found(spec("6x6x3", *[f"add: [[{wide}], identity]"] * 2)) == []


# -- joins ------------------------------------------------------------------------------------------


def test_the_distance_of_centres_is_told_and_mended() -> None:
    # 3x3 with 0 before and 2 after is centred on pixel 1 for position 0, the shortcut on pixel 0
    text = """\
input: 32x32x8
layers:
  - add:
      main: [conv: {filters: 8, kernel: 3, padding: {bottom: 2, right: 2}}]
      shortcut: identity
"""
    finding = only(text)
    assert "'add1/shortcut/identity1' is centred on pixel 0, of 'add1/main/conv1' on 1" in finding.message
    assert finding.fix.startswith("1 more pixel of padding before the map in conv 'add1/main/conv1'")
    assert found(text.replace("{bottom: 2, right: 2}", "1")) == []


PYRAMID = """\
input: 64x64x3
layers:
  - conv: {name: fine, filters: 8, kernel: 3, stride: 2, padding: 1, activation: relu}
  - conv: {name: coarse, filters: 8, kernel: 3, stride: 2, padding: 1, activation: relu}
  - upsample: {name: up, scale: 2}
  - conv: {name: lateral, from: fine, filters: 8, kernel: 1}
  - add: {from: [up, lateral]}
"""


def test_what_an_upsampling_shifts_is_mended_by_even_kernels() -> None:
    # coarse is centred on 0, 4, 8, ...: up repeats it, 0 0 4 4, against 0 2 4 6: one pixel off in the mean.
    finding = only(PYRAMID)
    assert (finding.rule, finding.message.count("pixel -1")) == ("unaligned-paths", 1)
    assert finding.fix.startswith("even kernels") and "4 with padding 1 at stride 2" in finding.fix
    assert found(PYRAMID.replace("kernel: 3", "kernel: 4")) == []


def test_a_padding_that_would_move_both_paths_is_not_proposed() -> None:
    # One path leaves out rows 0 and 1, the other 0 and 31; the padding of 'stem' would move both
    text = """\
input: 32x32x3
layers:
  - conv: {name: stem, filters: 8, kernel: 3, padding: 1, activation: relu}
  - add:
      main: [crop: {border: {top: 2, left: 2}}]
      shortcut: [crop: {border: 1}]
"""
    finding = only(text)
    assert finding.rule == "unaligned-paths" and "'stem'" not in finding.fix


def test_half_pixels_of_upsampling_are_aligned_in_the_mean() -> None:
    assert found("extends: unet.yaml") == []


def test_paths_whose_positions_are_different_distances_apart() -> None:
    text = """\
input: 32x32x8
layers:
  - add:
      main: [conv: {filters: 8, kernel: 3, stride: 2, padding: 17}]  # floor((32 + 34 - 3)/2) + 1 = 32
      shortcut: identity
"""
    assert ("unaligned-paths", 3) in found(text)


# -- layers that say the same twice -----------------------------------------------------------------


def test_two_linear_convolutions_are_one() -> None:
    # 3 + (3 - 1)*2 = 7 pixels; 7*7*3*16 = 2,352 weights; in two layers 9*3*16 + 9*16*16 = 2,736
    finding = only(spec("33x33x3", "conv: {filters: 16, kernel: 3, stride: 2, padding: 1}", CONV[4:-1]))
    assert "2,736 weights" in finding.why and "one 7x7 convolution with 2,352" in finding.why


@pytest.mark.parametrize(
    "pair",
    [
        ("conv: {filters: 8, kernel: 1}", "conv: {filters: 64, kernel: 3, padding: 1}"),  # low rank: 8 < 16
        ("conv: {filters: 16, kernel: 1x7, padding: 0x3}", "conv: {filters: 16, kernel: 7x1, padding: 3x0}"),
        ("depthwise_conv: {kernel: 3, padding: 1}", "conv: {filters: 32, kernel: 1}"),
        ("conv: {filters: 16, kernel: 3, padding: 1, groups: 4}", "conv: {filters: 32, kernel: 1}"),
    ],
)
def test_factorizations_are_left_alone(pair: tuple[str, str]) -> None:
    assert found(spec("16x16x16", *pair)) == []


def test_a_normalization_between_two_convolutions_is_linear() -> None:
    text = spec(
        "16x16x16", "conv: {filters: 16, kernel: 3, padding: 1, bias: false}", "batch_norm", CONV[4:-1]
    )
    assert found(text) == [("missing-activation", 5)]


def test_a_pool_between_two_convolutions_is_not_looked_through() -> None:
    assert (
        found(spec("16x16x16", "conv: {filters: 16, kernel: 3, padding: 1}", "max_pool: 2", CONV[4:-1])) == []
    )


def test_a_bias_is_lost_only_where_nothing_else_reads_it() -> None:
    norm = "add: [[batch_norm], identity]"
    assert found(spec("16x16x16", "conv: {filters: 16, kernel: 3, padding: 1}", norm)) == []


def test_layer_normalization_keeps_a_bias() -> None:
    # It takes the mean over the channels, not of each channel: a bias per channel stays
    assert found(spec("16x16x16", "conv: {filters: 16, kernel: 3, padding: 1}", "layer_norm", "relu")) == []


# -- cost -------------------------------------------------------------------------------------------


def test_a_bottleneck_saves_below_the_figure_it_names() -> None:
    # 64*m + 9*m*64 < 9*64*64: m < 36,864/640 = 57.6
    finding = only(
        spec("8x8x64", "conv: {filters: 58, kernel: 1, activation: relu}", CONV[4:-1].replace("16", "64"))
    )
    assert finding.fix.startswith("57 filters or fewer")
    narrower = spec(
        "8x8x64", "conv: {filters: 57, kernel: 1, activation: relu}", CONV[4:-1].replace("16", "64")
    )
    assert found(narrower) == []


def test_a_dense_layer_is_told_what_pooling_would_leave() -> None:
    finding = only(spec("7x7x512", "flatten", "dense: 4096"))
    assert "102,764,544 of 102,764,544 parameters" in finding.message  # 7*7*512*4096 + 4096
    assert "2,101,248 parameters" in finding.fix  # 512*4096 + 4096


def test_the_share_itself_is_not_dominant_yet() -> None:
    # 16 x 16 x 4 = 1,024 values x 100 units + 100 = 102,500, all there are
    text = spec("16x16x4", "flatten", "dense: 100")
    for share, findings in (("0.99", 1), ("1", 0)):
        review = f"review: {{dominant-dense: {{share: {share}, parameters: 0}}}}\n"
        assert len(reviewed(review + text).findings) == findings


def test_one_axis_is_enough_for_a_checkerboard() -> None:
    layer = "transposed_conv: {filters: 4, kernel: 4x3, stride: 2}"
    finding = only(spec("8x8x4", layer))
    assert finding.rule == "checkerboard" and finding.fix.startswith("a kernel of 4x2 or 4x4")
    assert finding.why.startswith("some output pixels are the sum of 2 stamps and others of 4")  # 2*1, 2*2


@pytest.mark.parametrize(("rate", "findings"), [("0.5", 1), ("0", 0)])
def test_dropout_that_drops_nothing_changes_no_variance(rate: str, findings: int) -> None:
    conv = "conv: {filters: 4, kernel: 3, padding: 1, bias: false}"
    text = spec("8x8x3", conv, "relu", f"dropout: {rate}", conv, "batch_norm", "relu")
    assert len(reviewed(text).findings) == findings


def test_what_counts_as_dominant_is_a_setting() -> None:
    text = spec("7x7x512", "flatten", "dense: 4096")
    assert found("review: {dominant-dense: {parameters: 200_000_000}}\n" + text) == []


def test_channels_in_and_out_are_told_apart_where_they_differ() -> None:
    text = "review: {dtype: float16}\n" + spec(
        "8x8x16", *[f"conv: {{filters: {n}, kernel: 1, activation: relu}}" for n in (20, 20, 30, 3)]
    )
    fixes = [one.fix for one in reviewed(text).findings]
    assert fixes == [
        "16 or 24 in place of 20",
        "16 or 24 in place of 20",
        "16 or 24 in place of 20, 24 or 32 in place of 30",
        "24 or 32 in place of 30, 8 in place of 3",  # no multiple of 8 is below 3 but 0
    ]


def test_channels_are_padded_to_eight_in_half_precision() -> None:
    text = spec(
        "8x8x16", "conv: {filters: 84, kernel: 1, activation: relu}", "conv: {filters: 88, kernel: 1}"
    )
    assert found(text) == []
    findings = reviewed("review: {dtype: bfloat16}\n" + text).findings
    assert [one.layers for one in findings] == [("conv1",), ("conv2",)]  # 84 out of the one, into the other
    assert findings[0].fix == "80 or 88 in place of 84"
    assert findings[0].why.startswith("4.5 % of the tiles")  # 1 - 84/88


def test_what_leads_only_to_a_dead_end_is_counted() -> None:
    text = spec(
        "8x8x4",
        "relu: {name: start}",
        "conv: {name: a, filters: 4, kernel: 1}",
        "conv: {name: b, filters: 4, kernel: 3, activation: relu}",
        "conv: {name: c, from: start, filters: 4, kernel: 1}",
    )
    finding = next(one for one in reviewed(text).findings if one.rule == "unread-layers")
    assert finding.layers == ("relu1", "b", "a")
    # a: 4*4 + 4 = 20 and 64*16 = 1,024; b: 9*16 + 4 = 148 and 36*144 = 5,184
    assert finding.why == "168 parameters and 6,208 multiplies change no output"


def test_an_input_that_nothing_reads_is_found() -> None:
    text = "inputs: {a: 8x8x1, b: 8x8x1}\nlayers:\n  - conv: {from: a, filters: 2, kernel: 3}\n"
    assert found(text) == [("unread-layers", 1)]


def test_an_auxiliary_output_is_an_output() -> None:
    text = spec("8x8x4", "head: {name: aux, layers: [flatten, dense: 2]}", CONV[4:-1])
    assert found(text) == []


# -- dilation ---------------------------------------------------------------------------------------


def dilated(*rates: int) -> str:
    layers = (
        f"conv: {{filters: 4, kernel: 3, padding: {r}, dilation: {r}, activation: relu}}" for r in rates
    )
    return spec("64x64x4", *layers)


def holes(rates: tuple[int, ...]) -> int:
    """By tracing: which input positions one output position reads, of those between the first and last."""
    read = {0}
    for rate in rates:
        read = {position + step for position in read for step in (-rate, 0, rate)}
    return max(read) - min(read) + 1 - len(read)


@pytest.mark.parametrize(
    "rates", [(2, 2), (1, 2, 2), (1, 2, 5), (2, 4), (1, 2, 4), (2, 3), (1, 2, 3), (3, 2, 1), (4, 4, 1)]
)
def test_a_grid_is_found_exactly_where_tracing_finds_holes(rates: tuple[int, ...]) -> None:
    assert bool(found(dilated(*rates))) == bool(holes(rates))


def test_the_dilations_it_proposes_leave_no_hole() -> None:
    finding = only(dilated(2, 2, 4))
    assert finding.fix.startswith("dilations 1, 2, 4 from 'conv1' on")  # reach 1, 3, 7
    assert found(dilated(1, 2, 4)) == [] and holes((1, 2, 4)) == 0
    assert holes((2, 2, 4)) and "they read 9" in finding.why  # 0, 2, ..., 16 of 17 positions


def test_paths_that_part_begin_anew() -> None:
    # Dilations 2 and 12 in a row leave holes; in a pyramid (ASPP, arXiv:1706.05587) other paths read there
    assert found(dilated(2, 12)) != []
    conv = "conv: {filters: 4, kernel: 3, padding: %d, dilation: %d, activation: relu}"
    pyramid = f"concat: [[conv: {{filters: 4, kernel: 1}}], [{conv % (6, 6)}], [{conv % (12, 12)}]]"
    assert found(spec("64x64x4", conv % (2, 2), pyramid)) == []
    inside = f"add: [[{conv % (2, 2)}, {conv % (2, 2)}], identity]"
    assert [rule for rule, _ in found(spec("64x64x4", inside))] == ["dilation-gridding"]


def test_one_dilated_layer_is_no_grid() -> None:
    assert found(dilated(6)) == []


# -- order ------------------------------------------------------------------------------------------


def test_frozen_layers_at_the_bottom_are_in_order() -> None:
    frozen = CONV[4:-1].replace("activation", "trainable: false, activation")
    assert found(spec("8x8x16", frozen, frozen, CONV[4:-1])) == []
    assert found(spec("8x8x16", CONV[4:-1], frozen, frozen)) == [("frozen-above-trained", 4)]


def test_dropout_after_every_normalization_is_in_order() -> None:
    conv = "conv: {filters: 16, kernel: 3, padding: 1, bias: false}"
    assert found(spec("8x8x16", conv, "batch_norm", "relu", "dropout: 0.5", "flatten", "dense: 3")) == []
    finding = only(spec("8x8x16", "dropout: 0.2", conv, "batch_norm", "relu"))
    assert "1/(1 - 0.2) = 1.25 times" in finding.why


def test_a_softmax_that_weighs_is_left_alone() -> None:
    attention = "multiply: [identity, [conv: {filters: 1, kernel: 1}, softmax]]"
    assert found(spec("8x8x16", attention, CONV[4:-1])) == []


# -- names and repetition ---------------------------------------------------------------------------


def test_the_number_of_a_kind_that_ends_with_a_digit_is_no_given_name() -> None:
    text = """\
input: 8x8x3
blocks:
  unit: [conv: {filters: 4, kernel: 3, padding: 1}, relu6]
layers:
  - relu6
  - unit: {name: a}
  - unit: {name: b}
"""
    assert found(text, "repeated-names") == []
    assert (
        found(
            text.replace("- relu6\n", "- relu6: {name: act}\n").replace(", relu6]", ", relu6: {name: act}]"),
            "repeated-names",
        )
        != []
    )


def test_a_repeated_part_begins_with_a_layer_that_is_written() -> None:
    convs = (f"conv: {{filters: {n}, kernel: 3, padding: 1, activation: relu}}" for n in (8, 16, 16, 16))
    layers = [layer for conv in convs for layer in (conv, "max_pool: 2")]
    finding = only(spec("64x64x3", *layers), "repeat-by-hand")
    # from the pool after the first 16 on: relu, pool, conv would begin in the middle of a line
    assert "(max_pool, conv, relu) are written 3 times from 'max_pool1'" in finding.message


def test_a_softmax_in_the_middle_is_said_once() -> None:
    text = spec("8", "dense: 4", "softmax", "relu", "dense: 2")
    assert found(text) == [("inner-softmax", 4)]


# -- what counts is read, and what is linear -----------------------------------------------------------


def test_the_values_that_are_never_read_are_counted_to_the_border() -> None:
    # windows at 0, 3, ..., 54 read 2 pixels each: 38 of 56; 1 - (38/56)**2 = 54.0 %, not 1 - 4/9
    findings = reviewed(spec("56x56x8", "max_pool: {kernel: 2, stride: 3}")).findings
    finding = next(one for one in findings if one.rule == "skipped-pixels")
    assert finding.why.startswith("54.0 % of 25,088 values")
    assert finding.fix == "a kernel of 3 or more"


LINEAR_LENET = spec(
    "32x32x1",
    "conv: {filters: 6, kernel: 5}",
    "avg_pool: 2",
    "conv: {filters: 16, kernel: 5}",
    "avg_pool: 2",
    "flatten",
    "dense: 120",
    "dense: 84",
    "dense: 10",
)


def test_a_network_without_any_activation_is_told_so_at_each_layer() -> None:
    assert found(LINEAR_LENET, "missing-activation") == [("missing-activation", n) for n in (5, 8, 9, 10)]


def test_a_maximum_between_two_layers_is_no_linear_map() -> None:
    assert found(LINEAR_LENET.replace("avg", "max"), "missing-activation") == [
        ("missing-activation", n) for n in (9, 10)
    ]


@pytest.mark.parametrize(("widths", "told"), [((100, 64), True), ((16, 64), False), ((128, 64), True)])
def test_a_linear_bottleneck_is_a_design(widths: tuple[int, int], told: bool) -> None:
    # 128 -> 100 -> 64: fewer than before, but the second takes more away; 128 -> 16 -> 64: 16 * (128 + 64)
    # = 3,072 weights stand for 128 * 64 = 8,192
    text = spec("128", f"dense: {widths[0]}", f"dense: {widths[1]}", "relu")
    assert bool(found(text, "missing-activation")) is told
