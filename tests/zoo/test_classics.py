"""VGG, AlexNet, ZFNet, Network in Network, SqueezeNet, a course's own examples, neocognitron, M5 and C3D."""

from functools import cache
from typing import Any

import compare
import pytest

from cnncalc import Summary, summarize

D = [2, 2, 3, 3, 3]
E = [2, 2, 4, 4, 4]

NAMES = (
    "vgg11", "vgg13", "vgg19", "vgg_c", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn", "alexnet_torchvision",
    "zfnet", "network_in_network", "squeezenet1_0", "squeezenet1_1", "digit_net", "cat_net", "sample_convnet",
    "sample_convnet_avg", "mlp_2_1", "mlp_2_4_1", "mlp_2_4_4_3", "neocognitron", "m5", "c3d",
)  # fmt: skip

found = cache(summarize)


def with_set(name: str, **settings: Any) -> Summary:
    """The bundled network with other values for its variables."""
    return summarize(name, settings=settings)


def parameters(network: Summary, names: str) -> list[int]:
    return [network[name].parameters.total for name in names.split()]


def outputs(network: Summary, names: str) -> list[str]:
    return [str(network[name].output) for name in names.split()]


def figures(network: Summary) -> list[tuple[Any, ...]]:
    """What is known of each layer, without its name."""
    return [
        (each.kind, each.output, each.parameters, each.multiplies, each.operations, each.receptive_field)
        for each in network
    ]


# -- every file ------------------------------------------------------------------------------------------


def expected_figure(network: Summary, key: str) -> str:
    """The figure that `parameters` or `conv1.output` names in `expect`."""
    layer, _, figure = key.rpartition(".")
    if not layer:
        return str(int(network.totals[figure]))
    value: Any = getattr(network[layer], figure)
    if figure == "parameters":
        return str(value.total)
    if figure == "receptive_field":
        return "x".join(map(str, value.size[:1] if len({*value.size}) == 1 else value.size))
    return str(value)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_that_a_spec_expects_is_met(name: str) -> None:
    expected = {key: value.text for key, value in found(name).network.expect.items()}
    assert len(expected) >= 3
    assert {key: expected_figure(found(name), key) for key in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_layer_is_fully_known(name: str) -> None:
    assert found(name).status == "complete"
    assert found(name).notes == ()


# -- VGG -------------------------------------------------------------------------------------------------


def test_vgg16_is_that_of_keras_layer_by_layer() -> None:
    assert not compare.keras(found("vgg16"), "VGG16")
    trained = sum(int(row["trainable"]) for row in compare.table("keras", "VGG16.csv"))
    assert found("vgg16").totals.parameters == trained == 138_357_544


def test_the_family_gives_vgg16_layer_by_layer() -> None:
    written_out = found("vgg16")
    family = with_set("vgg11", depths=D)
    assert figures(family) == figures(written_out)
    assert family.totals.activations == written_out.totals.activations == 15_087_080


@pytest.mark.parametrize(
    ("name", "millions", "layers"),
    [("vgg11", 133, 11), ("vgg13", 133, 13), ("vgg_c", 134, 16), ("vgg16", 138, 16), ("vgg19", 144, 19)],
)
def test_vgg_has_the_millions_of_parameters_that_table_2_prints(
    name: str, millions: int, layers: int
) -> None:
    assert round(found(name).totals.parameters / 10**6) == millions
    assert found(name).totals.weight_layers == layers


def test_configuration_c_adds_three_1x1_convolutions_to_b() -> None:
    c, b = found("vgg_c").totals, found("vgg13").totals
    # (256 + 1)*256 + 2*(512 + 1)*512 = 65,792 + 525,312
    assert c.parameters - b.parameters == 591_104
    # 256*256*56*56 + 512*512*28*28 + 512*512*14*14 = 205,520,896 + 205,520,896 + 51,380,224
    assert c.multiplies - b.multiplies == 462_422_016
    # a kernel of 1 sees no further
    assert found("vgg_c")["block5/pool"].receptive_field.size == (156, 156)
    assert found("vgg13")["block5/pool"].receptive_field.size == (156, 156)


@pytest.mark.parametrize(
    ("plain", "normalized", "channels", "published"),
    [
        ("vgg11", "vgg11_bn", 64 + 128 + 2 * 256 + 4 * 512, 132_868_840),  # 2,752
        ("vgg13", "vgg13_bn", 2 * (64 + 128 + 256 + 512 + 512), 133_053_736),  # 2,944
        ("vgg16", "vgg16_bn", 2 * (64 + 128) + 3 * (256 + 512 + 512), 138_365_992),  # 4,224
        ("vgg19", "vgg19_bn", 2 * (64 + 128) + 4 * (256 + 512 + 512), 143_678_248),  # 5,504
    ],
)
def test_batch_normalization_adds_a_scale_and_a_shift_to_every_channel(
    plain: str, normalized: str, channels: int, published: int
) -> None:
    without, with_norms = found(plain).totals, found(normalized).totals
    assert with_norms.parameters == without.parameters + 2 * channels == published
    assert with_norms.statistics == 2 * channels
    assert with_norms.multiplies == without.multiplies


def test_torchvisions_adaptive_pool_makes_the_dense_layers_fit_other_inputs() -> None:
    larger = summarize("vgg11_bn", input="256x320x3")
    assert outputs(larger, "block5/pool fc6") == ["8x10x512", "4096"]
    assert larger.totals.parameters == found("vgg11_bn").totals.parameters
    # without it fc6 grows: 8*8*512*4096 - 7*7*512*4096 = 15*512*4096
    grown = summarize("vgg11", input="256x256x3").totals.parameters
    assert grown - found("vgg11").totals.parameters == 31_457_280


def test_vgg_takes_other_classes_widths_and_depths() -> None:
    # (4096 + 1)*10 = 40,970 in place of (4096 + 1)*1000
    assert with_set("vgg19", classes=10).totals.parameters == 143_667_240 - 4_097_000 + 40_970
    narrow = with_set("vgg11", width=8)
    assert outputs(narrow, "block1/pool block5/pool") == ["112x112x8", "7x7x64"]
    assert with_set("vgg11", depths=E).totals.parameters == found("vgg19").totals.parameters


# -- AlexNet and ZFNet -----------------------------------------------------------------------------------


def test_alexnet_of_torchvision_is_not_the_one_of_2012() -> None:
    network = found("alexnet_torchvision")
    # (363 + 1)*64, (1600 + 1)*192, (1728 + 1)*384, (3456 + 1)*256, (2304 + 1)*256
    convolutions = parameters(network, "conv1 conv2 conv3 conv4 conv5")
    assert convolutions == [23_296, 307_392, 663_936, 884_992, 590_080]
    # the dense layers are the same: 37,752,832 + 16,781,312 + 4,097,000
    assert parameters(network, "fc6 fc7 fc8") == parameters(found("alexnet"), "fc6 fc7 fc8")
    assert found("alexnet").totals.parameters - network.totals.parameters == 1_277_504


def test_zfnet_layer_by_layer() -> None:
    zfnet = found("zfnet")
    assert outputs(zfnet, "conv1 pool1 conv2 pool2 conv3 conv4 conv5 pool5") == [
        "110x110x96",  # floor((224 + 2 - 7)/2) + 1
        "55x55x96",  # ceil((110 - 3)/2) + 1
        "26x26x256",  # (55 - 5)/2 + 1
        "13x13x256",  # ceil((26 - 3)/2) + 1
        "13x13x384",
        "13x13x384",
        "13x13x256",
        "6x6x256",  # (13 - 3)/2 + 1
    ]
    assert parameters(zfnet, "conv1 conv2 conv3 conv4 conv5 fc6 fc7 fc8") == [
        14_208,  # (7*7*3 + 1)*96
        614_656,  # (5*5*96 + 1)*256
        885_120,  # (9*256 + 1)*384
        1_327_488,  # (9*384 + 1)*384
        884_992,  # (9*384 + 1)*256
        37_752_832,  # (6*6*256 + 1)*4096
        16_781_312,  # (4096 + 1)*4096
        4_097_000,  # (4096 + 1)*1000
    ]
    assert zfnet.totals.parameters == 62_357_608
    # 14112*110^2 + 614400*26^2 + (884736 + 1327104 + 884736)*13^2 + 9216*4096 + 4096*4096 + 4096*1000
    # = 170,755,200 + 415,334,400 + 523,321,344 + 58,621,952
    assert zfnet.totals.multiplies == 1_168_032_896


def test_the_wider_zfnet_of_table_3() -> None:
    # 107,627,624 in the list of PyTorchCV, as "ZFNet-b"
    assert with_set("zfnet", filters=[512, 1024, 512]).totals.parameters == 107_627_624


# -- Network in Network and SqueezeNet -------------------------------------------------------------------


def test_network_in_network_layer_by_layer() -> None:
    network = found("network_in_network")
    names = " ".join(f"mlpconv{i}/{part}" for i in (1, 2, 3) for part in ("conv", "cccp1", "cccp2"))
    assert parameters(network, names) == [
        14_592,  # (25*3 + 1)*192
        30_880,  # (192 + 1)*160
        15_456,  # (160 + 1)*96
        460_992,  # (25*96 + 1)*192
        37_056,  # (192 + 1)*192
        37_056,
        331_968,  # (9*192 + 1)*192
        37_056,
        1_930,  # (192 + 1)*10
    ]
    assert outputs(network, "pool1 pool2 pool3") == ["16x16x96", "8x8x192", "10"]
    # 966,986 as well in the list of PyTorchCV
    assert network.totals.parameters == 966_986
    # (14400 + 30720 + 15360)*1024 + (460800 + 36864*2)*256 + (331776 + 36864 + 1920)*64
    # = 61,931,520 + 136,839,168 + 23,715,840
    assert network.totals.multiplies == 222_486_528


def test_a_fire_module_squeezes_and_expands() -> None:
    squeezenet = found("squeezenet1_0")
    fire2 = "fire2/squeeze fire2/expand/1x1/conv1 fire2/expand/3x3/conv1"
    # (96 + 1)*16, (16 + 1)*64, (9*16 + 1)*64; 11,920 in table 1 of the paper
    assert parameters(squeezenet, fire2) == [1_552, 1_088, 9_280]
    assert sum(parameters(squeezenet, fire2)) == 11_920
    assert squeezenet["fire2/expand"].output.channels == 128  # 64 + 64


def test_squeezenet_has_the_parameters_and_on_227_pixels_the_sizes_of_table_1() -> None:
    paper = summarize("squeezenet1_0", input="227x227x3")
    assert paper.totals.parameters == 1_248_424
    # floor((227 - 7)/2) + 1, ceil((111 - 3)/2) + 1, ceil((55 - 3)/2) + 1, ceil((27 - 3)/2) + 1
    assert outputs(paper, "conv1 pool1 pool4 pool8 conv10") == [
        "111x111x96", "55x55x96", "27x27x256", "13x13x512", "13x13x1000",
    ]  # fmt: skip


def test_squeezenet_1_1_uses_the_fire_modules_of_1_0() -> None:
    fires = [layer.parameters.total for layer in found("squeezenet1_1") if layer.name.startswith("fire9/")]
    assert fires == [
        layer.parameters.total for layer in found("squeezenet1_0") if layer.name.startswith("fire9/")
    ]
    # 818,924,576 / 349,151,936 = 2.345...
    ratio = found("squeezenet1_0").totals.multiplies / found("squeezenet1_1").totals.multiplies
    assert round(ratio, 2) == 2.35


# -- the examples of a course ----------------------------------------------------------------------------


def test_the_digit_network_has_a_bias_per_unit() -> None:
    digits = found("digit_net")
    # (75 + 1)*6, (150 + 1)*16, (400 + 1)*120, (120 + 1)*84, (84 + 1)*10
    assert parameters(digits, "conv1 conv2 fc3 fc4 output") == [456, 2_416, 48_120, 10_164, 850]
    assert digits.totals.parameters == 62_006
    assert outputs(digits, "conv1 pool1 conv2 pool2 flatten1") == [
        "28x28x6", "14x14x6", "10x10x16", "5x5x16", "400",
    ]  # fmt: skip
    # 75*6*28*28 + 150*16*10*10 + 400*120 + 120*84 + 84*10
    assert digits.totals.multiplies == 651_720


def test_the_digit_network_with_eight_filters() -> None:
    # (75 + 1)*8 = 608, (200 + 1)*16 = 3,216, and 48,120 + 10,164 + 850
    assert with_set("digit_net", filters=8).totals.parameters == 62_958


def test_the_cat_network() -> None:
    cat = found("cat_net")
    assert outputs(cat, "conv1 conv2 conv3 features output") == [
        "37x37x10",  # 39 - 3 + 1
        "17x17x20",  # floor((37 - 5)/2) + 1
        "7x7x40",  # floor((17 - 5)/2) + 1
        "1960",  # 7*7*40
        "1",
    ]
    # (27 + 1)*10, (250 + 1)*20, (500 + 1)*40, 1960 + 1
    assert parameters(cat, "conv1 conv2 conv3 output") == [280, 5_020, 20_040, 1_961]
    assert cat.totals.parameters == 27_301
    # 270*37*37 + 5000*17*17 + 20000*7*7 + 1960
    assert cat.totals.multiplies == 2_796_590


def test_the_cat_network_ends_in_one_logistic_unit_or_in_a_softmax() -> None:
    assert [layer.kind for layer in found("cat_net")][-2:] == ["dense", "sigmoid"]
    several = with_set("cat_net", classes=3)
    assert [layer.kind for layer in several][-2:] == ["dense", "softmax"]
    assert several.totals.parameters == 27_301 + 2 * 1_961


def test_the_sample_network_and_its_average() -> None:
    whole, averaged = found("sample_convnet"), found("sample_convnet_avg")
    # (27 + 1)*10 = 280, (90 + 1)*10 = 910 five times, (160 + 1)*10 = 1,610
    assert whole.totals.parameters == 280 + 5 * 910 + 1_610 == 6_440
    # (10 + 1)*10 = 110 in place of 1,610
    assert averaged.totals.parameters == 4_940
    pools = "stage1/pool stage2/pool stage3/pool"
    assert outputs(whole, pools) == outputs(averaged, pools) == ["16x16x10", "8x8x10", "4x4x10"]
    # 270*32*32 + 900*(32*32 + 2*16*16 + 2*8*8) + 1600 = 276,480 + 1,497,600 + 1,600
    assert whole.totals.multiplies == 1_775_680
    # any size fits the average: the same parameters on 64x64
    assert summarize("sample_convnet_avg", input="64x64x3").totals.parameters == 4_940


@pytest.mark.parametrize(
    ("name", "total", "layers"),
    [
        ("mlp_2_1", 3, [3]),  # 2 + 1
        ("mlp_2_4_1", 17, [12, 5]),  # (2 + 1)*4, 4 + 1
        ("mlp_2_4_4_3", 47, [12, 20, 15]),  # (2 + 1)*4, (4 + 1)*4, (4 + 1)*3
    ],
)
def test_perceptrons(name: str, total: int, layers: list[int]) -> None:
    network = found(name)
    assert network.totals.parameters == total
    assert [layer.parameters.total for layer in network if layer.kind == "dense"] == layers
    assert network[-1].kind == "dense"  # no activation after the outputs


def test_perceptrons_read_from_the_other_side_have_other_parameters() -> None:
    # (1 + 1)*4 + (4 + 1)*2 = 18; (3 + 1)*4 + (4 + 1)*4 + (4 + 1)*2 = 46
    assert with_set("mlp_2_4_1", inputs=1, outputs=2).totals.parameters == 18
    assert with_set("mlp_2_4_4_3", inputs=3, outputs=2).totals.parameters == 46


def test_a_perceptron_on_a_grey_image_of_285x350() -> None:
    large = with_set("mlp_2_4_4_3", inputs=285 * 350, hidden=[1000, 1000, 1000])
    # (99,750 + 1)*1000 + 2*(1000 + 1)*1000 + (1000 + 1)*3
    assert large.totals.parameters == 101_756_003


# -- neocognitron, M5, C3D -------------------------------------------------------------------------------


def test_neocognitron_has_the_layers_of_1980() -> None:
    neocognitron = found("neocognitron")
    assert str(neocognitron.network.nodes[0].output) == "16x16x1"
    assert outputs(neocognitron, "US1 UC1 US2 UC2 US3 UC3") == [
        "16x16x24",  # 16 + 2*2 - 5 + 1
        "10x10x24",  # floor((16 + 7 - 5)/2) + 1
        "8x8x24",  # 10 + 2*1 - 5 + 1
        "6x6x24",  # floor((8 + 7 - 5)/2) + 1
        "2x2x24",  # 6 - 5 + 1
        "1x1x24",
    ]
    # 16*16*24 + 10*10*24 + 8*8*24 + 6*6*24 + 2*2*24 + 24 cells = 6144 + 2400 + 1536 + 864 + 96 + 24
    assert neocognitron.totals.activations == 11_064
    # the last cells see the whole image
    assert neocognitron["UC3"].receptive_field.size[0] >= 16


@pytest.mark.parametrize(
    ("settings", "parameters", "millions", "layers"),
    [
        # 80*256 + 3*256*256 weights, 2*256 biases, 4*256 of the norms, 2,570
        ({"first": 256, "widths": [256], "depths": [1]}, 221_194, "0.221", 3),
        # 10,240 + 49,152 + 98,304 + 393,216 weights, 1,024 biases, 2,048 of the norms, (512 + 1)*10
        ({}, 559_114, "0.559", 5),
        # 5,120 + 24,576 + 73,728 + 491,520 + 1,179,648 weights, 2,240 biases, 4,480, 5,130
        ({"first": 64, "widths": [64, 128, 256, 512], "depths": [2, 2, 3, 2]}, 1_786_442, "1.786", 11),
        # 5,120 + 49,152 + 172,032 + 688,128 + 2,752,512 weights, 3,904 biases, 7,808, 5,130
        ({"first": 64, "widths": [64, 128, 256, 512], "depths": [4, 4, 4, 4]}, 3_683_786, "3.7", 18),
    ],
    ids=["M3", "M5", "M11", "M18"],
)
def test_m3_to_m18_have_the_parameters_that_the_paper_prints(
    settings: dict[str, Any], parameters: int, millions: str, layers: int
) -> None:
    network = with_set("m5", **settings)
    assert network.totals.parameters == parameters
    assert round(parameters / 10**6, len(millions) - 2) == float(millions)
    assert network.totals.weight_layers == layers


def test_m5_shortens_32000_samples_by_four_each_time() -> None:
    # 32000/4 = 8000, /4 = 2000, 500, 125, ceil(125/4) = 32
    names = "conv1/conv1 pool1 group.0/pool group.1/pool group.2/pool"
    assert outputs(found("m5"), names) == ["8000x128", "2000x128", "500x128", "125x256", "32x512"]
    # 80*128*8000 + 3*128*128*2000 + 3*128*256*500 + 3*256*512*125 + 5120
    assert found("m5").totals.multiplies == 278_533_120


C3D = "conv1a pool1 conv2a pool2 conv3a conv3b pool3 conv4a conv4b pool4 conv5a conv5b pool5 fc6 fc7 fc8"


def test_c3d_layer_by_layer() -> None:
    c3d = found("c3d")
    # as Keras and torchsummary list it
    assert outputs(c3d, C3D) == [
        "16x112x112x64", "16x56x56x64", "16x56x56x128", "8x28x28x128", "8x28x28x256", "8x28x28x256",
        "4x14x14x256", "4x14x14x512", "4x14x14x512", "2x7x7x512", "2x7x7x512", "2x7x7x512", "1x4x4x512",
        "4096", "4096", "487",
    ]  # fmt: skip
    assert [count for count in parameters(c3d, C3D) if count] == [
        5_248,  # (27*3 + 1)*64
        221_312,  # (27*64 + 1)*128
        884_992,  # (27*128 + 1)*256
        1_769_728,  # (27*256 + 1)*256
        3_539_456,  # (27*256 + 1)*512
        7_078_400,  # (27*512 + 1)*512
        7_078_400,
        7_078_400,
        33_558_528,  # (4*4*512 + 1)*4096
        16_781_312,
        1_995_239,  # (4096 + 1)*487
    ]
    assert c3d.totals.parameters == 79_991_015


def test_c3d_multiplies() -> None:
    # 5184*16*112^2 + 221184*16*56^2 + (884736 + 1769472)*8*28^2 + (3538944 + 7077888)*4*14^2
    # + 2*7077888*2*7^2 + 8192*4096 + 4096*4096 + 4096*487
    assert found("c3d").totals.multiplies == 38_548_959_232


def test_c3d_for_101_classes() -> None:
    # (4096 + 1)*101 = 413,797 in place of 1,995,239
    assert with_set("c3d", classes=101).totals.parameters == 78_409_573
