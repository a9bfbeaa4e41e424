"""How each figure comes about: every line of the working beside what a hand writes down."""

from fractions import Fraction

import pytest
from helpers import bundled, figures, spec, summary
from work import growth

from cnncalc import summarize
from cnncalc.analysis import COLUMNS
from cnncalc.blocks import named
from cnncalc.formula import Formula
from cnncalc.language.find import bundled_names
from cnncalc.render import render
from cnncalc.report.working import Working
from cnncalc.shape import Shape
from cnncalc.teaching.explain import FIGURES, derive
from cnncalc.teaching.explain.derive import operations
from cnncalc.teaching.explain.solution import USUAL, whole

CONV = {"conv": {"name": "c", "filters": 4, "kernel": 3}}


def lines(layer, figure):
    """The equations of a derivation."""
    return [step.text() for step in derive(layer, figure).steps]


def along(layer, figure):
    """The equations with the axes they hold along."""
    return [(step.axes, step.text()) for step in derive(layer, figure).steps]


def conv(**fields):
    return {"conv": {"name": "c", "filters": 4, "kernel": 3, **fields}}


def path(**fields):
    """A branch of one convolution."""
    return [{"conv": {"filters": 4, "kernel": 3, "padding": 1, **fields}}]


# -- the same figures as the table ------------------------------------------------------------------


def in_table(layer, figure):
    return COLUMNS[figure].value(layer)


def last_line(derivation):
    """What the last line that is called like the figure comes to."""
    return [step.value for step in derivation.steps if step.symbol == derivation.figure][-1]


@pytest.mark.parametrize("name", bundled_names())
def test_every_derivation_comes_to_the_figure_of_the_table(name):
    for layer in bundled(name):
        size = in_table(layer, "receptive_field")
        field = derive(layer, "receptive_field")
        assert field.value.size == size
        assert {step.value for step in field.steps if step.symbol == "r"} == set(size)
        assert derive(layer, "output").value == in_table(layer, "output")
        for figure in ("parameters", "multiplies", "activations", "memory"):
            derivation = derive(layer, figure)
            assert derivation.value == in_table(layer, figure)
            assert derivation.value == 0 or last_line(derivation) == derivation.value


@pytest.mark.parametrize("name", bundled_names())
def test_the_lines_of_a_shape_are_the_shape(name):
    for layer in bundled(name):
        lines_of = derive(layer, "output").steps
        sizes = {step.value for step in lines_of if step.symbol == "n_out"}
        channels = [step.value for step in lines_of if step.symbol != "n_out"][-1]
        assert (sizes, channels) == (set(layer.output.size), layer.output.channels)


@pytest.mark.parametrize("name", ["googlenet", "resnet50", "densenet121", "mobilenet_v3_large", "unet"])
def test_every_sum_over_a_block_is_the_figure_of_the_block(name):
    for block in named(bundled(name)).values():
        for figure in ("parameters", "multiplies", "activations", "memory"):
            derivation = derive(block, figure)
            assert derivation.value == in_table(block, figure)
            assert derivation.value == 0 or last_line(derivation) == derivation.value


def test_a_formula_that_changes_moves_table_and_working_together(monkeypatch):
    monkeypatch.setattr(
        "cnncalc.layers.conv.WEIGHTS", Formula("weights", "prod(f) * (C_in + C_out)", "wrong")
    )
    monkeypatch.setattr("cnncalc.network._known", {})  # the wrong facts stay in this test
    layer = figures("8x8x3", CONV)["c"]
    assert layer.parameters.total == 67  # 3*3*(3 + 4) + 4
    assert lines(layer, "parameters") == [
        "weights = f_h * f_w * (C_in + C_out) = 3 * 3 * (3 + 4) = 63",
        "biases = C_out = 4",
        "parameters = weights + biases = 63 + 4 = 67",
    ]


def test_a_recurrence_that_changes_moves_table_and_working_together(monkeypatch):
    wrong = Formula("r", "r_in + f_eff * j_in", "one too many")
    monkeypatch.setattr("cnncalc.analysis.spans.SIZE", wrong)
    layer = figures("8x8x3", CONV)["c"]
    assert layer.receptive_field.size == (4, 4)
    assert lines(layer, "receptive_field")[0] == "r = r_in + f * j_in = 1 + 3 * 1 = 4"


# -- shapes -------------------------------------------------------------------------------------------


def test_a_size_that_both_axes_share_is_worked_out_once():
    layer = figures("32x32x3", conv(padding=1, stride=2))["c"]
    assert along(layer, "output") == [
        ("height and width", "n_out = floor((n + 2 * p - f) / s) + 1 = floor((32 + 2 * 1 - 3) / 2) + 1 = 16"),
        ("", "C_out = K = 4"),
    ]


def test_axes_that_differ_are_worked_out_one_by_one():
    layer = figures("9x16x16x3", conv(kernel=3))["c"]
    assert [axes for axes, _ in along(layer, "output")] == ["depth", "height and width", ""]


def test_dilation_makes_the_kernel_larger_first():
    assert lines(figures("32x32x3", conv(dilation=2))["c"], "output")[:2] == [
        "f_eff = d * (f - 1) + 1 = 2 * (3 - 1) + 1 = 5",
        "n_out = floor((n + 2 * p - f_eff) / s) + 1 = floor((32 + 2 * 0 - 5) / 1) + 1 = 28",
    ]


def test_what_keeps_the_shape_says_so():
    relu = figures("8x8x3", "relu")["relu1"]
    assert lines(relu, "output") == ["n_out = n = 8", "C_out = C_in = 3"]


def test_flatten_lays_every_value_out():
    assert lines(figures("5x5x16", "flatten")["flatten1"], "output") == [
        "N = H_in * W_in * C_in = 5 * 5 * 16 = 400"
    ]


def test_the_channels_of_a_concat_add_up():
    joined = figures("8x8x3", {"concat": [path(), path(filters=6), "identity"]})[-1]
    assert lines(joined, "output") == ["n_out = n = 8", "C_out = C_1 + C_2 + C_3 = 4 + 6 + 3 = 13"]
    assert derive(joined, "output").remarks == ("the channels may differ, height and width may not",)


def test_an_add_needs_equal_shapes():
    add = figures("8x8x4", {"add": [[conv(padding=1)], "identity"]})[-1]
    assert lines(add, "output") == ["n_out = n = 8", "C_out = C_in = 4"]
    assert derive(add, "output").remarks == (
        "values are combined one by one: all inputs must have the same shape",
    )


def test_a_gate_of_one_position_stands_beside_every_other():
    gate = figures("8x8x4", {"multiply": ["identity", ["global_avg_pool", "sigmoid"]]})[-1]
    assert lines(gate, "output") == ["n_out = n = 8", "C_out = C_in = 4"]
    assert (
        "an input of one position is broadcast to every position of the other"
        in derive(gate, "output").remarks
    )


# -- parameters ---------------------------------------------------------------------------------------


def test_weights_biases_and_their_sum():
    assert lines(figures("32x32x3", conv(filters=10, kernel=5))["c"], "parameters") == [
        "weights = f_h * f_w * C_in * C_out = 5 * 5 * 3 * 10 = 750",
        "biases = C_out = 10",
        "parameters = weights + biases = 750 + 10 = 760",
    ]


def test_groups_divide_the_channels_first():
    assert lines(figures("8x8x6", conv(groups=2))["c"], "parameters")[:2] == [
        "C_g = C_in / g = 6 / 2 = 3",
        "weights = C_out * f_h * f_w * C_g = 4 * 3 * 3 * 3 = 108",
    ]


def test_a_layer_without_biases_says_so():
    derivation = derive(figures("8x8x3", conv(bias=False))["c"], "parameters")
    assert [(step.text(), step.because) for step in derivation.steps[1:]] == [
        ("biases = 0", "it has no biases"),
        ("parameters = weights + biases = 108 + 0 = 108", "what is learnt"),
    ]


def test_running_statistics_stand_beside_the_parameters():
    derivation = derive(figures("8x8x3", "batch_norm")["batch_norm1"], "parameters")
    assert derivation.value == 6  # 2*3; the other 2*3 are statistics
    assert [step.text() for step in derivation.steps] == [
        "weights = C = 3",
        "biases = C = 3",
        "parameters = weights + biases = 3 + 3 = 6",
        "statistics = 2 * C = 2 * 3 = 6",
    ]
    assert derivation.remarks == (
        "running statistics are kept, not trained: they are counted apart from the parameters",
    )


def test_frozen_parameters_are_counted_and_told():
    derivation = derive(figures("8x8x3", conv(trainable=False))["c"], "parameters")
    assert (derivation.value, derivation.remarks) == (112, ("frozen: training does not change them",))


def test_shared_parameters_are_counted_where_they_stand():
    twins = figures("8x8x4", CONV, {"conv": {"name": "twin", "share": "c"}})
    (step,) = derive(twins["twin"], "parameters").steps
    assert (step.text(), step.because) == ("parameters = 0", "shared: they are counted in c")


def test_nothing_to_learn_is_said_with_its_reason():
    (step,) = derive(figures("8x8x3", {"max_pool": 2})["max_pool1"], "parameters").steps
    assert (step.value, step.because) == (0, "pooling picks or averages; there is nothing to learn")


def test_what_a_spec_does_not_tell_is_not_worked_out():
    unknown = figures("8x8x3", {"custom": {"output": "6x6x4"}})[0]
    for figure in ("parameters", "multiplies"):
        assert derive(unknown, figure)[1:] == (None, (), ("the spec does not say how many",))
    assert derive(unknown, "receptive_field")[1:] == (None, (), ("the receptive field is not known here",))
    assert derive(unknown, "output").value == Shape(4, (6, 6))


def test_a_shape_that_a_spec_tells_is_not_taken_for_kept():
    told = figures("8x8x3", {"custom": {"output": "8x8x3"}})[0]
    assert [(step.text(), step.because) for step in derive(told, "output").steps] == [
        ("n_out = 8", "the size is given"),
        ("C_out = 3", "the number of channels is given"),
    ]


def test_what_a_spec_tells_is_taken_from_it():
    told = figures("8x8x3", {"custom": {"output": "6x6x4", "weights": 50, "multiplies": 900}})[0]
    assert derive(told, "parameters").steps[0].because == "as the spec says"
    assert [(step.text(), step.because) for step in derive(told, "multiplies").steps] == [
        ("multiplies = 900", "as the spec says")
    ]


# -- multiplies, activations, memory ------------------------------------------------------------------


def test_multiplies_are_a_kernel_for_each_output_value():
    assert lines(figures("32x32x3", conv(filters=10, kernel=5))["c"], "multiplies") == [
        "multiplies = f_h * f_w * C_in * H_out * W_out * C_out = 5 * 5 * 3 * 28 * 28 * 10 = 588000"
    ]


def test_a_layer_that_multiplies_no_weights_says_what_it_does_instead():
    (step,) = derive(figures("8x8x3", {"max_pool": 2})["max_pool1"], "multiplies").steps
    assert step.because == "no weights are multiplied; it takes 144 comparisons"  # (2*2 - 1) * 4*4 * 3


def test_a_batch_multiplies_activations_and_a_dtype_gives_the_bytes():
    layer = figures("8x8x3", CONV)["c"]
    assert lines(layer, "memory") == [
        "activations = H_out * W_out * C_out = 6 * 6 * 4 = 144",
        "memory = activations * b = 144 * 4 = 576",
    ]
    layer = summary(
        '{"input": "8x8x3", "layers": [{"conv": {"filters": 4, "kernel": 3}}]}', batch=32, dtype="float16"
    )[0]
    assert lines(layer, "activations") == [
        "activations = H_out * W_out * C_out = 6 * 6 * 4 = 144",
        "activations = B * activations = 32 * 144 = 4608",
    ]
    assert derive(layer, "memory").value == 9216  # 2 bytes each
    assert derive(layer, "memory").remarks == ("b = 2: float16",)


def test_a_layer_that_works_in_place_holds_nothing():
    relu = figures("8x8x3", "relu")[0]
    assert [(step.text(), step.because) for step in derive(relu, "memory").steps] == [
        ("activations = 0", "it works in place of its input")
    ]


# -- the receptive field --------------------------------------------------------------------------------


def test_the_three_recurrences_of_a_strided_layer():
    found = figures("32x32x3", conv(name="a", stride=2, padding=1), conv(name="b", kernel=5, padding=2))
    assert lines(found["b"], "receptive_field") == [
        "r = r_in + (f - 1) * j_in = 3 + (5 - 1) * 2 = 11",
        "j = j_in * s = 2 * 1 = 2",
        "first = first_in - p * j_in = -1 - 2 * 2 = -5",
    ]


def test_dilation_spreads_the_window():
    assert lines(figures("32x32x3", conv(dilation=3))["c"], "receptive_field")[:2] == [
        "f_eff = d * (f - 1) + 1 = 3 * (3 - 1) + 1 = 7",
        "r = r_in + (f_eff - 1) * j_in = 1 + (7 - 1) * 1 = 7",
    ]


def test_a_kernel_that_differs_by_axis_is_worked_out_by_axis():
    found = along(figures("32x32x3", conv(kernel=[1, 7]))["c"], "receptive_field")
    assert [(axes, text) for axes, text in found if text.startswith("r =")] == [
        ("height", "r = r_in + (f - 1) * j_in = 1 + (1 - 1) * 1 = 1"),
        ("width", "r = r_in + (f - 1) * j_in = 1 + (7 - 1) * 1 = 7"),
    ]


def test_a_join_reaches_from_the_first_pixel_of_any_path_to_the_last():
    add = figures("8x8x4", {"add": [path(), path(kernel=5, padding=2), "identity"]})[-1]
    assert lines(add, "receptive_field") == [
        "r = max(last_1, last_2, last_3) - min(first_1, first_2, first_3) + 1"
        " = max(1, 2, 0) - min(-1, -2, 0) + 1 = 5"
    ]


def test_paths_that_read_the_same_keep_the_number_of_the_first():
    joined = figures("8x8x4", {"concat": [path(), path(), path(kernel=5, padding=2)]})[-1]
    (line,) = lines(joined, "receptive_field")
    assert line.startswith("r = max(last_1, last_3) - min(first_1, first_3) + 1 = max(1, 2)")


def test_paths_that_all_read_the_same_need_no_arithmetic():
    joined = figures("8x8x4", {"concat": [path(), path()]})[-1]
    assert lines(joined, "receptive_field") == ["r = r_in = 3"]


def test_unaligned_paths_are_told():
    joined = figures("8x8x4", {"add": [[conv(padding={"top": 2, "left": 2})], "identity"]})[-1]
    assert (
        "the paths that met are unaligned: their centres differ" in derive(joined, "receptive_field").remarks
    )


@pytest.mark.parametrize("reader", ["global_avg_pool", "flatten"])
def test_what_reads_the_whole_map_spans_all_its_positions(reader):
    found = figures("32x32x3", conv(stride=2, padding=1), reader, {"dense": 10})
    layer = found["dense1"] if reader == "flatten" else found["global_avg_pool1"]
    # 16 positions, 2 pixels apart, each 3 wide: 3 + 15*2 = 33, one more than the image
    assert lines(layer, "receptive_field") == [
        "f = n = 16",
        "r = r_in + (f - 1) * j_in = 3 + (16 - 1) * 2 = 33",
    ]
    assert "16x16 positions, like a 16x16 kernel" in derive(layer, "receptive_field").steps[0].because
    assert derive(layer, "receptive_field").remarks == (
        "a whole map was read on the way: all positions share this field",
        "larger than the image of 32x32x3: the rest lies in the padding",
    )


def test_after_a_whole_map_nothing_is_added():
    found = figures("8x8x3", "flatten", {"dense": 10}, {"dense": 5})
    assert lines(found["dense2"], "receptive_field") == ["r = r_in = 8"]


def test_several_inputs_are_worked_out_one_by_one():
    siamese = summary(
        "inputs: {left: 8x8x1, right: 16x8x1}\n"
        "layers:\n"
        "  - conv: {name: a, from: left, filters: 2, kernel: 3, padding: 1}\n"
        "  - conv: {name: b, from: right, filters: 2, kernel: 5, stride: 2x1, padding: 2}\n"
        "  - concat: {name: both, from: [a, b]}\n"
    )
    assert ("of left, height and width", "r = r_in + (f - 1) * j_in = 1 + (3 - 1) * 1 = 3") in along(
        siamese["a"], "receptive_field"
    )
    assert along(siamese["both"], "receptive_field") == [
        ("of left, height and width", "r = r_in = 3"),
        ("of right, height and width", "r = r_in = 5"),
    ]


def test_a_transposed_convolution_divides_the_jump():
    up = {"transposed_conv": {"name": "up", "filters": 4, "kernel": 4, "stride": 2}}
    layer = figures("32x32x3", conv(stride=2, padding=1), up)["up"]
    derivation = derive(layer, "receptive_field")
    # output j lies under the stamps of the inputs floor(j/2) - 1 and floor(j/2): 2 positions, 2 pixels apart
    assert [step.text() for step in derivation.steps] == [
        "f_eff = 2",
        "r = r_in + (f_eff - 1) * j_in = 3 + (2 - 1) * 2 = 5",
        "j = 1",
        "first = first_in + start * j_in = -1 + (-1) * 2 = -3",
    ]
    assert derivation.value.size == (5, 5)


def test_a_jump_of_half_a_pixel_is_a_fraction():
    up = figures("8x8x3", {"upsample": 2})[0]
    (jump,) = (step for step in derive(up, "receptive_field").steps if step.symbol == "j")
    assert (jump.value, jump.because) == (Fraction(1, 2), "a step of 1 in the input now holds 2 positions")
    assert jump.text() == "j = 1/2"


def test_stretches_of_unequal_length_are_told_by_the_longest():
    up = {"transposed_conv": {"name": "up", "filters": 4, "kernel": 2, "stride": 2}}
    layer = figures("8x8x3", up, conv())["c"]
    (r, *_) = derive(layer, "receptive_field").steps
    # three neighbours of half a pixel each: 0 0 1 or 0 1 1, always two pixels
    assert (r.value, r.because) == (2, "the longest stretch, as positions see stretches of unequal length")


def test_a_position_between_all_stamps_is_told_to_read_nothing():
    up = {"transposed_conv": {"filters": 4, "kernel": 1, "stride": 2, "padding": 1}}
    join = {"add": ["identity", {"conv": {"filters": 4, "kernel": 3, "padding": 1}}]}
    for layer in ("transposed_conv1", "add1/identity1"):
        derivation = derive(figures("8x8x3", up, join)[layer], "receptive_field")
        assert "position 0 reads nothing" in derivation.remarks[0]
        assert not [step for step in derivation.steps if step.symbol == "first"]
    joined = derive(figures("8x8x3", up, join)["add1"], "receptive_field")
    assert (joined.value.size, joined.value.first) == ((2, 2), (0, 0))  # of the map positions -1 and 1


def test_a_vector_has_no_positions():
    derivation = derive(figures("16", {"dense": 4})[0], "receptive_field")
    assert derivation.remarks == ("the input of the network is a vector: it has no positions to look at",)


def test_after_what_is_not_known_nothing_is_known():
    found = figures("8x8x3", {"custom": {"output": "6x6x4"}}, CONV)
    assert derive(found["c"], "receptive_field")[1:] == (None, (), ("the receptive field is not known here",))


# -- blocks ---------------------------------------------------------------------------------------------


def test_the_parts_of_a_block_add_up():
    block = named(
        figures("8x8x4", {"concat": {"name": "b", "branches": {"left": [CONV], "right": [CONV, "relu"]}}})
    )["b"]
    assert [(step.text(), step.because) for step in derive(block, "parameters").steps] == [
        ("P_1 = 148", "left"),  # 3*3*4*4 + 4
        ("P_2 = 148", "right"),
        ("parameters = P_1 + P_2 = 148 + 148 = 296", "the parts add up"),
    ]


def test_a_block_passes_its_last_layers_shape_on():
    block = named(figures("8x8x4", {"concat": {"name": "b", "branches": [path(), path()]}}))["b"]
    derivation = derive(block, "output")
    assert derivation.value == Shape(8, (8, 8))
    assert derivation.remarks[0] == "what leaves the block is what its concat gives"


def test_a_long_sum_is_told_and_not_written_out():
    long = figures("8x8x4", {"concat": [path(kernel=1, padding=0) * 30, "identity"]})
    branch = named(long)["concat1/branch 1"]
    assert [(step.text(), step.because) for step in derive(branch, "parameters").steps] == [
        ("parameters = 600", "the sum over its 30 layers")  # 30 * (4*4 + 4)
    ]


def test_a_sum_over_what_is_not_known_is_a_lower_bound():
    block = named(figures("8x8x3", {"add": [[{"custom": {"output": "8x8x3"}}], "identity"]}))["add1"]
    derivation = derive(block, "parameters")
    assert (derivation.value.complete, derivation.steps) == (False, ())
    assert derivation.remarks == ("part of it is not known: this is a lower bound",)


def test_figures_are_derived_by_name_and_no_others():
    assert list(FIGURES) == ["output", "parameters", "multiplies", "receptive_field", "activations", "memory"]
    with pytest.raises(KeyError):
        derive(figures("8x8x3", CONV)["c"], "flops")


@pytest.mark.parametrize("format", ["json", "text", "latex"])
def test_the_work_for_a_long_chain_grows_with_the_lines_of_its_working_and_no_faster(format) -> None:
    def working(count):
        chain = figures("32x32x4", *[{"conv": {"filters": 4, "kernel": 3, "padding": 1}}, "relu"] * count)
        text = render(Working(chain, whole(chain, USUAL)), format)
        assert (text.count('"symbol"') if format == "json" else text.count("\n")) > 12 * count
        return lambda: render(Working(chain, whole(chain, USUAL)), format)

    assert growth(working, 40) < 2.3


# -- the shape of a block, and shapes that only look kept ------------------------------------------------


def test_the_output_of_a_block_is_worked_out_at_the_layer_that_last_changed_it():
    conv6 = named(summarize("unet"))["conv6"]  # 56 -> 54 -> 52, and 1024 channels become 512
    derivation = derive(conv6, "output")
    assert derivation.value == Shape(512, (52, 52))
    assert [step.text() for step in derivation.steps] == [
        "n_out = floor((n + 2 * p - f) / s) + 1 = floor((54 + 2 * 0 - 3) / 1) + 1 = 52",
        "C_out = K = 512",
    ]
    assert derivation.remarks == (
        "what leaves the block is what conv6/conv2 gives",
        "56x56x1024 -> 54x54x512 -> 52x52x512: conv1, conv2",
    )


@pytest.mark.parametrize(
    ("input", "layer", "lines"),
    [
        (
            "8x8x3",
            {"adaptive_avg_pool": 8},
            [("n_out = 8", "the size is given"), ("C_out = C_in = 3", "the channels are kept")],
        ),
        (
            "8x8x3",
            {"permute": ["width", "height", "channels"]},
            [
                ("n_out = n = 8", "the width of the input"),
                ("n_out = n = 8", "the height of the input"),
                ("C_out = C_in = 3", "the channels of the input"),
            ],
        ),
        (
            "4x4x8",
            {"pixel_shuffle": 2},  # 8 / 2**2 = 2 channels of 8x8
            [
                ("n_out = n * r = 4 * 2 = 8", "r positions in place of one"),
                ("q = r**d = 2**2 = 4", "positions of a block of r along each of d axes"),
                ("C_out = C_in / q = 8 / 4 = 2", "q channels are laid out as the blocks of one"),
            ],
        ),
    ],
)
def test_a_size_that_is_the_same_by_chance_has_the_reason_of_its_layer(input, layer, lines):
    derivation = derive(figures(input, layer)[0], "output")
    assert [(step.text(), step.because) for step in derivation.steps] == lines


def test_a_mean_over_any_axes_numbers_the_sizes_that_it_takes_together():
    over = {"mean": {"name": "m", "axes": ["depth", "width", "channels", "height"]}}
    layer = summary(spec("5x4x1x2", [over]))["m"]
    assert operations(layer).steps[0].text() == (
        "additions = (R_1 * R_2 * R_3 * R_4 - 1) * C_out * D_out * H_out * W_out"
        " = (5 * 4 * 1 * 2 - 1) * 1 * 1 * 1 * 1 = 39"  # a sum of 40 values
    )
