"""What is told of a wrong answer: lines that compute, words that fit the layer, and never a crash."""

import ast
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from helpers import figures
from work import growth

import cnncalc
from cnncalc import Summary
from cnncalc.report.sheet import passage
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.mistakes.engine import WrongAnswers

LENET = cnncalc.summarize("lenet5")
AXES = re.compile(r" \((depth|height|width|length)( and \w+)?\)$")


def mark(network: Summary, key: str, text: str, **how: Any) -> Mark:
    return marks(network, {key: text}, **how)[-1]


def marks(network: Summary, answers: dict[str, str], **how: Any) -> list[Mark]:
    found = Marker(network, **how).mark([Claim(key, text) for key, text in answers.items()])
    assert all(isinstance(one, Mark) for one in found), found
    return [one for one in found if isinstance(one, Mark)]


def told(network: Summary, key: str, text: str) -> list[str]:
    return list(passage(mark(network, key, text)).lines)


def one(kind: str, size: str = "28x28x32", **fields: Any) -> Summary:
    return figures(size, {kind: {"name": "c", **fields}})


KINDS = [
    one("conv", filters=64, kernel=5, padding=2, groups=2, stride=2),
    figures({"length": 100, "channels": 4}, {"conv": {"name": "c", "filters": 8, "kernel": 9, "stride": 4}}),
    one("conv", "8x16x16x2", filters=8, kernel=3, padding=1),
    one("conv", "20x31x4", filters=8, kernel=[3, 5], stride=[1, 2], padding=[1, 2]),
    one("separable_conv", filters=64, kernel=3, stride=2),
    one("depthwise_conv", kernel=3, padding=1, multiplier=2),
    one("locally_connected", filters=8, kernel=3),
    one("transposed_conv", filters=8, kernel=4, stride=2, padding=1, groups=2),
    one("max_pool", "27x27x4", kernel=2),
    one("crop", border=2),
    one("group_norm", groups=4),
    figures("28x28x8", {"max_pool": 2}, "flatten", {"maxout": {"name": "c", "units": 10, "pieces": 3}}),
]
ASKED = ("output", "parameters", "weights", "multiplies", "flops", "memory", "receptive_field")


def value(text: str) -> float:
    words = {"floor": math.floor, "ceil": math.ceil, "min": min, "max": max}
    return float(eval(compile(ast.parse(text, mode="eval"), "line", "eval"), {"__builtins__": {}}, words))


@pytest.mark.parametrize("network", KINDS, ids=lambda network: f"{network['c'].kind}-{network['c'].output}")
@pytest.mark.parametrize("figure", ASKED)
def test_every_wrong_line_computes_to_what_it_says(network: Summary, figure: str) -> None:
    answers = WrongAnswers(network["c"], figure)
    for wrong in [*answers.single, *answers.double]:
        for line in wrong.working:
            if line.startswith("layer after layer"):
                continue
            *_, numbers, result = AXES.sub("", line).split(" = ")
            if re.search("[a-zA-Z]", re.sub("floor|ceil|min", "", numbers)) is None:
                assert value(numbers) == float(result), (wrong.code, line)


@pytest.mark.parametrize("network", KINDS, ids=lambda network: f"{network['c'].kind}-{network['c'].output}")
@pytest.mark.parametrize("figure", ASKED)
def test_two_mistakes_at_a_time_are_two_different_ones(network: Summary, figure: str) -> None:
    for wrong in WrongAnswers(network["c"], figure).double:
        one, other = (mistake.code for mistake in wrong.mistakes)
        assert one != other, wrong.values


@pytest.mark.parametrize(
    ("network", "answer", "line"),
    [
        # 3x3x3 kernels: 5 weights of one side, 5 * 5 are meant
        (
            one("conv", "32x32x3", filters=10, kernel=5),
            "160",
            "weights = side * C_in * C_out = 5 * 3 * 10 = 150",
        ),
        # 28x28x8 before the pool: 784 * 8 * 5 + 5
        (
            figures("28x28x8", {"max_pool": 2}, "flatten", {"dense": {"name": "c", "units": 5}}),
            "31,365",
            "weights = H_before * W_before * C * N_out = 28 * 28 * 8 * 5 = 31360",
        ),
        # 14 * 14 * 5 + 5, the channels left out
        (
            figures("28x28x8", {"max_pool": 2}, "flatten", {"dense": {"name": "c", "units": 5}}),
            "985",
            "weights = H * W * N_out = 14 * 14 * 5 = 980",
        ),
    ],
)
def test_wrong_lines_use_letters_that_a_reader_knows(network: Summary, answer: str, line: str) -> None:
    assert f"wrong: {line}" in told(network, "c.parameters", answer)


def test_a_kept_fraction_is_told_with_its_numbers() -> None:
    # (224 + 2 - 3) / 2 + 1 = 112.5
    network = one("conv", "224x224x3", filters=8, kernel=3, stride=2, padding=1)
    line = "wrong: n_out = (n + 2 * p - f) / s + 1 = (224 + 2 * 1 - 3) / 2 + 1 = 112.5"
    assert line in told(network, "c.height", "112.5")


def test_axes_are_named_where_they_differ() -> None:
    # 8 frames of 16x16, the padding forgotten: 8 - 3 + 1 = 6 and 16 - 3 + 1 = 14
    lines = told(one("conv", "8x16x16x2", filters=8, kernel=3, padding=1), "c.output", "6x14x14x8")
    assert "wrong: n_out = floor((n - f) / s) + 1 = floor((8 - 3) / 1) + 1 = 6 (depth)" in lines
    assert "wrong: n_out = floor((n - f) / s) + 1 = floor((16 - 3) / 1) + 1 = 14 (height and width)" in lines


def test_a_wrong_field_stands_beside_the_right_one() -> None:
    # VGG-16's pool5: (154 - 1) * 2 + 2 = 308 instead of 196 + 1 * 16 = 212
    lines = told(cnncalc.summarize("vgg16"), "pool5.receptive_field", "308")
    assert "wrong: r = (r_in - 1) * s + f = (154 - 1) * 2 + 2 = 308" in lines
    assert "right: r = r_in + (f - 1) * j_in = 196 + (2 - 1) * 16 = 212" in lines


def titles(network: Summary, key: str, text: str) -> list[str]:
    return [mistake.title for cause in mark(network, key, text).causes for mistake in cause.mistakes]


@pytest.mark.parametrize(
    ("network", "key", "text", "title"),
    [
        # 28 - 2, one side of the border
        (one("crop", border=2), "c.height", "26", "the border is cut off on one side only"),
        # 3 * 3 * 2, with biases 64
        (
            one("depthwise_conv", kernel=3, padding=1, multiplier=2),
            "c.parameters",
            "82",
            "the channels are forgotten",
        ),
        # 3 * 3 * 32 * 8 + 8: a convolution's count
        (
            one("locally_connected", filters=8, kernel=3),
            "c.parameters",
            "2312",
            "the weights are taken for shared",
        ),
        # one scale for each of 32 channels
        (one("group_norm", groups=4), "c.parameters", "32", "there is one parameter per channel"),
        # 64 filters of 32 / 2 slices: 5 * 5 * 16 * 64 + 64 * 16
        (
            one("conv", filters=64, kernel=5, groups=2),
            "c.parameters",
            "26,624",
            "there is one bias for every slice of a kernel",
        ),
    ],
)
def test_the_title_fits_the_kind_of_layer(network: Summary, key: str, text: str, title: str) -> None:
    assert titles(network, key, text) == [title]


def test_no_padding_is_no_padded_channel() -> None:
    # without padding 3 channels + 2 * 0 are the input's, nothing is padded
    assert titles(one("conv", "32x32x3", filters=8, kernel=5), "c.channels", "3") == [
        "the channels of the input are kept"
    ]


def test_nothing_is_divided_by_a_stride_of_1() -> None:
    codes = {cause.code for cause in mark(LENET, "C1.output", "32x32x6").causes}
    assert codes == {"S8", "S10"}


# -- conventions -----------------------------------------------------------------------------------


def test_a_rounded_answer_is_right_by_a_declared_convention() -> None:
    # ResNet-18: 2 * 1,814,073,344 = 3.63G
    resnet = cnncalc.summarize("resnet18")
    assert mark(resnet, "total.multiplies", "3.6G").conventions == ["flops"]
    assert mark(resnet, "total.multiplies", "3.6G", conventions=["flops"]).word == "right"


def test_conventions_are_declared_together_on_totals_too() -> None:
    # LeNet-5: 2 * 416,520 and a MAC for each output that has a bias: 6 * 784 + 16 * 100 + 120 + 84 + 10
    both = mark(LENET, "total.multiplies", "839,558", conventions=["flops", "bias_as_mac"])
    assert (both.word, mark(LENET, "total.multiplies", "839,558", conventions=["flops"]).word) == (
        "right",
        "wrong",
    )


def test_a_mebibyte_is_declared_together_with_another_convention() -> None:
    # conv1_1 of VGG-16: 2 * 12.25 MiB, written MB
    vgg = cnncalc.summarize("vgg16")
    declared = ["mebibytes", "with_gradients"]
    assert mark(vgg, "conv1_1.memory", "24.5 MB", conventions=declared).word == "right"
    assert mark(vgg, "conv1_1.memory", "24.5 MB", conventions=["with_gradients"]).word == "wrong"


@pytest.mark.parametrize(("name", "layers"), [("resnet18", "18"), ("googlenet", "22"), ("resnet50", "50")])
def test_the_depth_in_a_name_is_another_way_of_counting(name: str, layers: str) -> None:
    assert mark(cnncalc.summarize(name), "weight_layers", layers).conventions == ["depth"]


def test_auxiliary_outputs_left_out_are_named() -> None:
    # GoogLeNet without its two auxiliary outputs
    googlenet = cnncalc.summarize("googlenet")
    main = int(googlenet.main_path["parameters"])
    assert "main_path" in mark(googlenet, "total.parameters", str(main)).conventions


# -- rough answers, and answers that go on from wrong ones -------------------------------------------


def test_of_a_rough_answer_it_is_said_that_it_is_rough() -> None:
    assert told(LENET, "total.parameters", "60k") == ["Too few digits to tell what led to it."]


def test_digits_that_are_cut_off_are_named() -> None:
    # 1,792 is 1.8k
    assert told(cnncalc.summarize("vgg16"), "conv1_1.parameters", "1.7k")[0].startswith(
        "The number is truncated"
    )


def test_the_same_mistake_made_again_on_a_wrong_input_is_named() -> None:
    # VGG-16 without padding: 224 - 3 + 1 = 222, then 222 - 3 + 1 = 220
    vgg = cnncalc.summarize("vgg16")
    _, again = marks(vgg, {"conv1_1.output": "222x222x64", "conv1_2.output": "220x220x64"})
    assert (again.word, [cause.code for cause in again.causes]) == ("wrong", ["S5"])
    assert "starts from an earlier answer" in again.remark


@pytest.mark.parametrize("shape", ["400", "5x5x5x16", "0x0x0", "1x1x16", "9x9x3"])
def test_a_shape_with_which_no_later_layer_can_work_stops_nothing(shape: str) -> None:
    found = marks(
        LENET, {"S2.output": shape, "C3.parameters": "1", "F5.multiplies": "1", "total.memory": "1"}
    )
    assert [one.word for one in found] == ["wrong"] * 4


@pytest.mark.parametrize(
    "answers",
    [{"total.parameters": "4711", "total.multiplies": "4711"}, {"c9.receptive_field": "12345"}],
    ids=["totals", "a layer"],
)
def test_the_work_of_marking_grows_with_the_layers_and_no_faster(answers: dict[str, str]) -> None:
    def marking(count: int) -> Callable[[], object]:
        chain = chain_of(count)
        return lambda: marks(chain, answers)

    assert growth(marking, 100) < 2.3


def test_the_work_of_marking_grows_with_the_answers_and_no_faster() -> None:
    chain, wrong = chain_of(200), [f"c{i}.receptive_field" for i in range(100, 200)]
    assert growth(lambda count: lambda: marks(chain, dict.fromkeys(wrong[:count], "12345")), 10) < 2.3


def chain_of(count: int) -> Summary:
    conv = {"filters": 4, "kernel": 3, "padding": 1}
    return figures("64x64x3", *[{"conv": {"name": f"c{i}", **conv}} for i in range(count)])


def test_a_unit_of_1024_is_right_only_where_it_is_declared() -> None:
    vgg = cnncalc.summarize("vgg16")  # 4 * 138,357,544 bytes are 527.79 MiB
    assert mark(vgg, "total.parameter_memory", "527.79 MB", conventions=["flops"]).word == "wrong"
    assert mark(vgg, "total.parameter_memory", "527.79 MB", conventions=["mebibytes"]).word == "right"
    # 61,706 / 1024 = 60.3
    assert mark(LENET, "total.parameters", "60k", conventions=["k_1024"]).word == "right"


def test_a_shape_of_another_rank_stops_nothing() -> None:
    answers = {"group.2/pool.output": "3x3x512", "output.multiplies": "1"}
    assert [one.word for one in marks(cnncalc.summarize("m5"), answers)] == ["wrong", "wrong"]


def test_one_wrong_path_is_told_once() -> None:
    # bottleneck 2 of MobileNetV2: the identity, which is both the shortest path and the last, sees 11
    key = "bottleneck2/inverted_residual1.1/add1.receptive_field"
    causes = mark(cnncalc.summarize("mobilenet_v2"), key, "11").causes
    assert [cause.code for cause in causes] == ["R9"]


def test_a_wrong_field_is_found_along_each_axis() -> None:
    # C3D: 1 + 2 + 0 + 2 + 1 = 6 frames; 1 + 2 + 1 + 2 + 1 = 7 rows and columns
    assert [
        cause.code for cause in mark(cnncalc.summarize("c3d"), "pool2.receptive_field", "6x7x7").causes
    ] == ["R1"]


def test_an_answer_follows_by_a_declared_convention_too() -> None:
    # 4 * 4 * 16 * 120 weights, no biases
    answers = {"S4.output": "4x4x16", "F5.parameters": "30,720"}
    assert marks(LENET, answers, conventions=["no_biases"])[-1].word == "follows"
