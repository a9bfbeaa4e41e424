"""Layers on numbers, one behind the other: each matrix by hand."""

from fractions import Fraction

import pytest

from cnncalc.problem import SpecError
from cnncalc.teaching.values.chain import MOST_LAYERS, is_image, read_chain, read_image
from cnncalc.teaching.values.slide import MOST_PRODUCTS

COUNTING = "1 2 3; 4 5 6; 7 8 9"


def stages(*arguments: str):
    images = next(i for i, text in enumerate(arguments) if not is_image(text))
    return read_chain(read_image(arguments[:images]), arguments[images:], images + 1)


def result(*arguments: str):
    """The maps behind the last layer."""
    return [[list(row) for row in rows] for rows in stages(*arguments)[-1].after.maps]


def vector(*arguments: str):
    last = stages(*arguments)[-1].after
    assert last.is_vector
    return list(last.maps[0][0])


def refused(*arguments: str) -> str:
    with pytest.raises(SpecError) as raised:
        stages(*arguments)
    return str(raised.value)


# -- a chain ---------------------------------------------------------------------------------------


def test_each_matrix_of_an_exam_question_is_there() -> None:
    # conv: 1*1 - 1*5 = -4, 2 - 6, 4 - 8, 5 - 9; plus 5: 1 everywhere; relu keeps it; the largest is 1
    found = stages(COUNTING, "conv 1 0; 0 -1 bias=5", "relu", "max_pool 2")
    assert [stage.after.maps[0] for stage in found] == [((1, 1), (1, 1)), ((1, 1), (1, 1)), ((1,),)]


def test_a_dense_layer_reads_the_flattened_maps() -> None:
    # 1 2 3 4 is read: 1*1 + 2*0 + 3*0 + 4*1 + 1 = 6, 1*2 + 2*1 + 0 + 0 - 1 = 3
    assert vector("1 2; 3 4", "flatten", "dense 1 0 0 1; 2 1 0 0 bias=1,-1") == [6, 3]


def test_an_activation_among_the_words_is_a_layer_of_its_own() -> None:
    found = stages("1 -2", "conv -1 activation=relu")
    assert [stage.link.layer.kind for stage in found] == ["conv", "relu"]
    assert found[-1].after.maps[0] == ((0, 2),)


def test_two_filters_on_one_channel_give_two_maps() -> None:
    # 1*1 + 4*1 = 5; 2*2 + 3*2 = 10
    assert result("1 2; 3 4", "conv 1 0; 0 1 | 0 2; 2 0") == [[[5]], [[10]]]


def test_two_filters_are_stacked_on_two_channels() -> None:
    # filter 1: 1*1 + 10*2 = 21, 2 + 40 = 42...; filter 2: 1*3 + 10*0 = 3
    image = ("1 2; 3 4", "10 20; 30 40")
    stacked = [[[21, 42], [63, 84]], [[3, 6], [9, 12]]]
    assert result(*image, "conv 1 | 2 || 3 | 0") == stacked
    assert result(*image, "conv 1 | 2 | 3 | 0") == stacked  # a filter reads two channels: two each


def test_one_kernel_may_serve_all_channels_of_its_filter() -> None:
    # 1 + 10 = 11 and 2 + 20 = 22; then each twice
    assert result("1 2", "10 20", "conv 1 || 2") == [[[11, 22]], [[22, 44]]]


def test_each_filter_has_its_bias() -> None:
    assert result("1 2", "conv 1 | 1 bias=10,-1") == [[[11, 12]], [[0, 1]]]
    assert result("1 2", "conv 1 | 1 bias=1/2") == [[[Fraction(3, 2), Fraction(5, 2)]]] * 2


def test_groups_read_their_own_channels() -> None:
    assert result("1 2", "3 4", "conv 10 | 100 g2") == [[[10, 20]], [[300, 400]]]


def test_stride_padding_and_dilation_are_those_of_the_layer() -> None:
    # 0 1 2 3 4 5 0, taps 2 apart, every second: 0 + 2, 2 + 4, 4 + 0
    assert result("1 2 3 4 5", "conv 1 1 d2 s2 padding=0x1") == [[[2, 6, 4]]]


@pytest.mark.parametrize(
    ("word", "row"),
    [
        ("", [0 + 10, 1 + 20, 2 + 30, 3 + 0]),
        ("fill=7", [7 + 10, 1 + 20, 2 + 30, 3 + 70]),
        ("reflect", [2 + 10, 1 + 20, 2 + 30, 3 + 20]),
        ("symmetric", [1 + 10, 1 + 20, 2 + 30, 3 + 30]),
        ("replicate", [1 + 10, 1 + 20, 2 + 30, 3 + 30]),
        ("circular", [3 + 10, 1 + 20, 2 + 30, 3 + 10]),
    ],
)
def test_padding_holds_what_is_said(word: str, row: list[int]) -> None:
    assert result("1 2 3", f"conv 1 10 padding=0x1 {word}") == [[row]]


def test_symmetric_padding_mirrors_the_edge_too() -> None:
    # 2 1 1 2 3 3 2 behind two mirrored pixels on each side; the sum of each three
    assert result("1 2 3", "conv 1 1 1 padding=0x2 symmetric") == [[[4, 4, 6, 8, 8]]]
    assert result("1 2 3", "conv 1 1 1 padding=0x2 reflect") == [[[6, 5, 6, 7, 6]]]  # 3 2 1 2 3 2 1


def test_flip_is_convolution_as_mathematics_has_it() -> None:
    assert result("1 2 3", "conv 1 10 flip") == [[[12, 23]]]  # 2*1 + 1*10, 3*1 + 2*10


def test_a_kernel_may_have_a_name() -> None:
    assert result(COUNTING, "conv sobel") == [[[1 * 1 + 4 * 2 + 7 - 3 - 6 * 2 - 9]]]


def test_stamps_of_a_transposed_convolution_add_up() -> None:
    # stride 1: 1*(1 2) at 0 and 3*(1 2) at 1: 1, 2 + 3, 6
    assert result("1 3", "transposed_conv 1 2") == [[[1, 5, 6]]]
    assert result("1 3", "transposed_conv 1 2 s2") == [[[1, 2, 3, 6]]]
    assert result("1 3", "transposed_conv 1 2 s2 bias=1") == [[[2, 3, 4, 7]]]
    assert result("1 3", "2 0", "transposed_conv 1 2 | 10 0 s2") == [[[21, 2, 3, 6]]]
    assert result("1 3", "transposed_conv 1 2 s2 padding=0x1") == [[[2, 3]]]  # 1 and 6 are cut off


def test_an_average_may_leave_the_padding_out() -> None:
    assert result("4 8", "avg_pool 1x2 s1 padding=0x1") == [[[2, 6, 4]]]
    assert result("4 8", "avg_pool 1x2 s1 padding=0x1 without_padding") == [[[4, 6, 8]]]


def test_global_pools_leave_a_vector() -> None:
    assert vector("1 2; 3 4", "5 5; 5 9", "global_avg_pool") == [Fraction(5, 2), 6]
    assert vector("1 2; 3 4", "5 5; 5 9", "global_max_pool") == [4, 9]


def test_a_flatten_goes_channel_by_channel_or_position_by_position() -> None:
    assert vector("1 2", "3 4", "flatten") == [1, 2, 3, 4]
    assert vector("1 2", "3 4", "flatten channels_last") == [1, 3, 2, 4]


# -- functions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "row"),
    [
        ("relu", [0, 0, 8]),
        ("relu6", [0, 0, 6]),
        ("leaky_relu 0.1", [Fraction(-2, 10), 0, 8]),
        ("hard_sigmoid", [Fraction(1, 6), Fraction(1, 2), 1]),
        ("hard_swish", [Fraction(-1, 3), 0, 8]),
        ("identity", [-2, 0, 8]),
        ("dropout 0.5", [-2, 0, 8]),
    ],
)
def test_what_is_exact_stays_a_fraction(layer: str, row: list[Fraction]) -> None:
    last = stages("-2 0 8", layer)[-1].after
    assert last.exact
    assert [*last.maps[0][0]] == row


@pytest.mark.parametrize(
    ("layer", "x", "value"),
    [  # tables of exp and erf: e = 2.718281828459045, erf(1/sqrt 2) = 0.682689492137086
        ("sigmoid", "1", 0.7310585786300049),  # 1 / (1 + 1/e)
        ("sigmoid", "-1", 0.2689414213699951),
        ("tanh", "1", 0.7615941559557649),  # (e*e - 1) / (e*e + 1)
        ("silu", "1", 0.7310585786300049),
        ("elu 2", "-1", -1.2642411176571153),  # 2 * (1/e - 1)
        ("selu", "-1", -1.1113307378125625),  # 1.0507... * 1.6732... * (1/e - 1)
        ("gelu", "1", 0.8413447460685429),  # (1 + 0.6827) / 2
        ("gelu", "-1", -0.15865525393145707),
        ("gelu", "20", 20.0),
    ],
)
def test_what_is_not_exact_is_right_to_all_digits_of_a_float(layer: str, x: str, value: float) -> None:
    last = stages(x, layer)[-1].after
    assert not last.exact
    assert abs(float(last.maps[0][0][0]) - value) < 1e-15 * max(1, abs(value))


def test_a_softmax_adds_up_to_one() -> None:
    found = vector("1 2 3", "flatten", "softmax")
    assert abs(sum(found) - 1) < Fraction(1, 10**50)
    assert [f"{float(value):.4f}" for value in found] == ["0.0900", "0.2447", "0.6652"]  # e/(e + e**2 + e**3)


def test_a_softmax_of_maps_goes_over_their_channels() -> None:
    found = result("0 5", "0 5", "softmax")
    assert found == [[[Fraction(1, 2)] * 2]] * 2


def test_a_large_number_does_no_harm() -> None:
    assert vector("1000000000 0", "flatten", "softmax") == [1, 0]
    assert float(result("-1000000000", "sigmoid")[0][0][0]) == 0.0
    assert float(result("1000000000", "tanh")[0][0][0]) == 1.0


# -- what does not fit -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1 2", "rellu"), "argument 2:1:1: error: there is no layer kind 'rellu'; did you mean 'relu'?"),
        (
            ("1 2", "conv"),
            "2:1:1: error: conv needs its kernel in numbers, such as 'conv 1 0; 0 -1'",
        ),
        (("1 2", "conv: {filters: 1, kernel: 1}"), "conv needs its kernel in numbers"),
        (("1 2", "flatten", "dense p1"), "dense needs its weights, a row for each unit in numbers"),
        (("1 2", "conv 1 2; 3"), "argument 2:1:11: error: row 2 has 1 value; row 1 has 2"),
        (("1 2", "conv 1 q3"), "argument 2:1:8: error: conv has no field with the letter 'q'"),
        (("1 2", "conv 1 k2"), "argument 2:1:1: error: 'kernel' of conv is given twice"),
        (("1 2", "conv 1; 1"), "a kernel of 2 does not fit the height, 1 + 2*0 = 1"),
        (("1 2", "conv sobl_vertical"), "argument 2:1:6: error: there is no kernel 'sobl_vertical'"),
        (("1", "1", "conv 1 | 1 | 1"), "3 kernels for 2 channels: a filter has one for each channel"),
        (("1", "1", "conv 1 | 1 | 1 || 1"), "a filter has 3 kernels; it reads 2 channels"),
        (("1", "conv 1 || 1 1"), "the kernels of a layer are of one size"),
        (("1", "conv 1 bias=1,2"), "2 biases for 1 outputs: give one, or one for each"),
        (("1", "conv 1 bias="), "'bias' takes numbers such as bias=1 or bias=1,2; found ''"),
        (("1", "conv 1 p1 fill=1,2"), "'fill' takes one number; found 2"),
        (("1 2", "conv 1 p1 reflect fill=1"), "padding of reflect takes pixels of the image"),
        (("1 2", "conv 1 padding=0x3 symmetric"), "padding of 3 cannot mirror 2 pixels"),
        (("1 2", "flatten", "dense 1"), "a row of the weights has 1 numbers, one for each input; it reads 2"),
        (("1 2", "flatten", "dense 1 1 | 1 1"), "the weights of dense are one matrix"),
        (("1 2", "dense 1 1"), "it reads a vector"),
        (("1 2", "batch_norm"), "batch_norm is not worked out on numbers; there are avg_pool, conv, dense"),
        (("1 2000", "elu", "flatten", "softmax", "relu", "pad 1"), "pad"),
        (("1 2", "3", "relu"), "the channels differ in size: 1x2 and 1x1"),
        (("1", *["relu"] * (MOST_LAYERS + 1)), "101 layers; there are at most 100"),
        (("1", "1", "transposed_conv 1 | 1 | 1 | 1 g2"), "groups of a transposed convolution"),
    ],
)
def test_what_does_not_fit_is_said(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(*arguments)


def test_there_is_a_bound_on_the_work() -> None:
    image = "; ".join([" ".join(["1"] * 300)] * 300)
    assert f"at most {MOST_PRODUCTS:,}" in refused(image, "conv " + " | ".join(["1 1"] * 10))
    # 300 * 300 = 90,000 comparisons, then 11 * 300 * 290 = 957,000 products
    assert "1,047,000 products are too many" in refused(image, "relu", "conv" + " 1" * 11)
    assert f"at most {MOST_PRODUCTS:,}" in refused(image, "transposed_conv " + " | ".join(["1 1"] * 10))


def test_numbers_do_not_grow_without_end() -> None:
    large = "conv " + "9" * 30
    assert "its numbers grow beyond 1,000 digits" in refused("1", *[large] * 40)  # 30 digits more each time
    assert len(str(result("1", *[large] * 30)[0][0][0])) == 900
