"""Input sizes of networks, stacks and bottlenecks: against answers worked out by hand or published."""

from fractions import Fraction
from unittest.mock import patch

import pytest
from helpers import hwc, network

import cnncalc
from cnncalc import Network, SpecError
from cnncalc.problem import QuestionError, Source
from cnncalc.solve.bottleneck import Costly, which_width
from cnncalc.solve.follow import Follower, layer_named
from cnncalc.solve.inputs import which_inputs
from cnncalc.solve.resize import resizable, resizable_source
from cnncalc.solve.smallest import smallest_input
from cnncalc.solve.solutions import Solutions
from cnncalc.solve.stack import how_many_layers


def inputs(spec: str, layer: str, *size: int) -> Solutions:
    found = resizable(spec, {})
    return which_inputs(found, layer_named(found.network, layer), size)


def smallest(spec: str) -> Solutions:
    return smallest_input(resizable(spec, {}), None)


def of_text(text: str, layer: str, *size: int) -> Solutions:
    """The inputs of a spec that is written here."""
    found = resizable_source(Source("test.yaml", text), {})
    return which_inputs(found, layer_named(found.network, layer), size)


def runs(answer: Solutions) -> list[tuple[str, int, int]]:
    assert answer.found
    return [(row["axis"], row["from"], row["to"]) for row in answer.rows]


# -- sizes -----------------------------------------------------------------------------------------


def test_vgg_16_ends_at_7x7_from_224_to_255() -> None:
    # five halvings, rounded down: 7 * 32 = 224, and all below 8 * 32 = 256
    assert runs(inputs("vgg16", "pool5", 7)) == [("height and width", 224, 255)]


def test_resnet_50_rounds_up_and_so_ends_at_7x7_from_193_to_224() -> None:
    # padded strides of 2 give ceil(n/2): ceil(n/32) = 7
    assert runs(inputs("resnet50", "conv5_x/unit.2/relu1", 7)) == [("height and width", 193, 224)]


def test_axes_are_solved_apart() -> None:
    assert runs(inputs("vgg16", "pool5", 7, 5)) == [("height", 224, 255), ("width", 160, 191)]


def test_every_size_between_the_ends_is_a_solution_and_none_beside_them() -> None:
    for n, out in ((223, 6), (224, 7), (240, 7), (255, 7), (256, 8)):
        assert cnncalc.summarize("vgg16", input=f"{n}x{n}x3")["pool5"].output.size == (out, out)


def test_a_u_net_gives_388_for_572_alone() -> None:
    # its pools need even sizes on every level, so that only every 16th input fits
    assert runs(inputs("unet", "softmax1", 388)) == [("height and width", 572, 572)]


def test_a_size_that_no_input_gives_has_near_ones() -> None:
    answer = inputs("unet", "softmax1", 389)
    assert not answer.found
    assert {(row["from"], row["output"]) for row in answer.rows} == {(572, 388)}


def test_a_sequence_has_one_axis() -> None:
    text = "input: {length: 100, channels: 1}\nlayers: [conv: {filters: 1, kernel: 80, stride: 4}]"
    assert runs(of_text(text, "conv1", 6)) == [("length", 100, 103)]  # (n - 80)/4 + 1


def test_where_every_size_will_do_the_first_are_listed() -> None:
    answer = of_text("input: 8x8x3\nlayers: [adaptive_avg_pool: {output: 7}]", "adaptive_avg_pool1", 7)
    assert answer.found
    assert "The first 2,000 sizes; larger ones give it too." in answer.notes


def test_layers_whose_fields_follow_the_size_are_built_anew() -> None:
    # kernel 5 from 5 on, else the whole map: every n up to 5 ends at 1, and 6 at 2
    text = "input: 8x8x3\nlayers: [conv: {filters: 4, kernel: 'min(5, height)'}]"
    assert runs(of_text(text, "conv1", 1)) == [("height and width", 1, 5)]
    with pytest.raises(QuestionError, match="give one size for all axes"):
        of_text(text, "conv1", 1, 2)
    flat = "input: 8x8x3\nlayers: [conv: {name: a, filters: 4, kernel: 3}, flatten, dense: channels]"
    assert resizable_source(Source("test.yaml", flat), {}).depends


@pytest.mark.parametrize(
    ("spec", "depends"), [("vgg16", False), ("efficientnet_b7", False), ("inception_v3", True)]
)
def test_a_spec_that_asks_for_a_size_is_told_from_one_with_a_variable_width(spec: str, depends: bool) -> None:
    assert resizable(spec, {}).depends is depends


@pytest.mark.parametrize(
    ("spec", "size", "reason"),
    [
        ("vgg16", "32x32x3", "at 31, pool5: a kernel of 2 does not fit the height, 1 + 2*0 = 1."),
        ("lenet5", "16x16x1", "at 15, S4: a kernel of 2 does not fit"),  # (16 - 4)/2 = 6, (6 - 4)/2 = 1
    ],
)
def test_the_smallest_input_that_is_survived(spec: str, size: str, reason: str) -> None:
    answer = smallest(spec)
    assert [(row["what"], row["input"]) for row in answer.rows] == [("whole network", size)]
    assert answer.notes[0].startswith(f"Whole network: {reason}")


def test_an_auxiliary_output_counts_in_the_whole_network_but_not_in_its_main_path() -> None:
    """Keras, which has no auxiliary output, documents 75; with it its 5x5 pool has to fit."""
    rows = smallest("inception_v3").rows
    assert [(row["what"], row["input"]) for row in rows] == [
        ("whole network", "107x107x3"),
        ("main path", "75x75x3"),
    ]
    cnncalc.load("inception_v3", input="107x107x3")
    with pytest.raises(SpecError, match="aux/avg_pool1"):
        cnncalc.load("inception_v3", input="106x106x3")


def test_gaps_above_the_smallest_input_are_told_of() -> None:
    answer = smallest("unet")
    # 4 convolutions of 3x3 per level and even sizes before each pool: 188 -> 184/2 = 92 -> 88/2 = 44 -> 40/2
    # = 20 -> 16/2 = 8 -> 4, and up again 8 - 4 = 4 -> 8 - 4 = 4 -> 4 -> 4
    assert (answer.rows[0]["input"], answer.rows[0]["output"]) == ("188x188x1", "4x4x2")
    assert answer.notes[1].startswith("Whole network: not every larger one is accepted; at 189, up4/concat1")


def test_the_smallest_input_of_one_layer() -> None:
    vgg = resizable("vgg16", {})
    answer = smallest_input(vgg, layer_named(vgg.network, "pool3"))
    assert [(row["input"], row["output"]) for row in answer.rows] == [("8x8x3", "1x1x256")]  # 2**3


def test_several_inputs_and_vectors_are_refused() -> None:
    with pytest.raises(QuestionError, match="a vector"):
        smallest("mlp_2_1")
    siamese = "inputs: {a: 8x8x1, b: 8x8x1}\nlayers: [add: {from: [a, b]}]"
    with pytest.raises(QuestionError, match="several inputs"):
        of_text(siamese, "add1", 4)


def test_the_largest_bundled_network_is_followed_to_a_few_sizes_only() -> None:
    with patch.object(Follower, "outcome", autospec=True, side_effect=Follower.outcome) as tried:
        assert inputs("efficientnet_b7", "stage9/silu1", 19).found
    assert tried.call_count < 2 * 600  # every size up to its own, along both axes


@pytest.mark.parametrize(("name", "found"), [("conv1_1", "conv1_1"), ("relu3", "conv2_x/unit.0/relu1")])
def test_a_layer_is_found_by_its_name_or_a_unique_ending(name: str, found: str) -> None:
    built: Network = cnncalc.load("vgg16" if name == "conv1_1" else "resnet50")
    if name == "conv1_1":
        assert layer_named(built, name).name == found
    else:
        with pytest.raises(QuestionError, match="no layer is called 'relu3'"):
            layer_named(built, name)


def test_an_ambiguous_ending_is_refused() -> None:
    text = "input: 8x8x3\nlayers: [head: {name: a, layers: [relu]}, head: {name: b, layers: [relu]}]"
    with pytest.raises(QuestionError, match="'relu1' may be a/relu1 or b/relu1: write more of the name"):
        layer_named(network(text), "relu1")


# -- stacks ----------------------------------------------------------------------------------------


def test_five_layers_of_3x3_see_what_one_11x11_sees() -> None:
    # 1 + 5*2 = 11; 5*9*64*64 = 184,320 weights against 121*64*64 = 495,616: 45/121 = 37.19 %
    answer = how_many_layers(hwc("56x56x64"), [3], 11, bias=False)
    assert [(row["layers"], row["parameters"]) for row in answer.rows] == [
        ("5 x conv 3x3", 184_320),
        ("1 x conv 11x11", 495_616),
    ]
    assert answer.rows[0]["share"] == Fraction(45, 121)


def test_three_layers_of_3x3_cost_27_c2_and_one_7x7_costs_49_c2() -> None:
    answer = how_many_layers(hwc("56x56x10"), [3], 7, bias=False)
    assert [row["parameters"] for row in answer.rows] == [2_700, 4_900]


def test_biases_are_counted_on_request() -> None:
    answer = how_many_layers(hwc("56x56x10"), [3], 5, bias=True)
    assert [row["parameters"] for row in answer.rows] == [1_820, 2_510]  # 2*(900 + 10), 2500 + 10


def test_layers_that_see_too_little_or_too_much_are_near_misses() -> None:
    answer = how_many_layers(hwc("56x56x64"), [5], 11, bias=False)  # 1 + 2*4 = 9, 1 + 3*4 = 13
    assert not answer.found
    assert [(row["layers"], row["sees"]) for row in answer.rows][:2] == [
        ("2 x conv 5x5", "9"),
        ("3 x conv 5x5", "13"),
    ]


@pytest.mark.parametrize(("kernel", "sees", "x"), [(1, 3, "8x8x1"), (2, 999, "8x8x1"), (3, 5, "64")])
def test_stacks_that_cannot_be(kernel: int, sees: int, x: str) -> None:
    with pytest.raises(QuestionError):
        how_many_layers(hwc(x), [kernel], sees, bias=False)


# -- bottlenecks -----------------------------------------------------------------------------------


def test_a_width_of_15_saves_a_factor_of_10_where_16_does_not() -> None:
    # 28*28*192*32*25 = 120,422,400 multiplies; a width w costs 28*28*w*(192 + 25*32) = 777,728 w
    # 120,422,400/10/777,728 = 15.48; the course's 16 saves 9.68
    answer = which_width(Costly(hwc("28x28x192"), 5, 32), Fraction(10), "multiplies")
    assert [(row["width"], row["multiplies"], row["saves"]) for row in answer.rows] == [
        ("direct", 120_422_400, "1.00"),
        ("15", 11_665_920, "10.32"),
        ("16", 12_443_648, "9.68"),
    ]


def test_a_bottleneck_of_resnet_widens_again() -> None:
    # 256*64 + 9*64*64 + 64*256 = 69,632 weights against 9*256*256 = 589,824: 8.47 times fewer
    answer = which_width(Costly(hwc("56x56x256"), 3, 256, expand=True), Fraction(8), "parameters")
    widths = {row["width"]: row["parameters"] for row in answer.rows}
    assert widths["direct"] == 589_824
    answer = which_width(Costly(hwc("56x56x256"), 3, 256, expand=True), Fraction("8.47"), "parameters")
    assert (answer.rows[1]["width"], answer.rows[1]["parameters"]) == ("64", 69_632)


def test_a_factor_that_no_width_saves_has_no_answer() -> None:
    answer = which_width(Costly(hwc("28x28x192"), 5, 32), Fraction(1000), "multiplies")
    assert not answer.found
    assert answer.rows[1]["width"] == "1"
