"""The bundled networks against the figures that are published of them, with the sums."""

import os
from itertools import pairwise

import pytest
from helpers import bundled, read_rows

from cnncalc import Shape, Summary, summarize
from cnncalc.language.find import bundled_folder, bundled_names

summary = bundled


def table1() -> dict[str, dict[str, str]]:
    """GoogLeNet's table 1, with the widths it gives and the weights and multiplies that follow from them."""
    return {row["layer"]: row for row in read_rows("reference", "googlenet_table1.csv")}


TABLE1 = table1()


def outputs(network: Summary, names: str) -> list[str]:
    return [str(network[name].output) for name in names.split()]


# -- every bundled file ----------------------------------------------------------------------------


def test_every_bundled_file_is_found_by_name() -> None:
    files = [
        file
        for file in os.listdir(bundled_folder())
        if os.path.isfile(os.path.join(bundled_folder(), file)) and not file.startswith(".")
    ]
    assert sorted(files) == [f"{name}.yaml" for name in bundled_names()]


def test_the_networks_that_courses_and_papers_begin_with_are_bundled() -> None:
    first = """
        lenet5 lenet5_1998 alexnet alexnet_grouped alexnet_torchvision zfnet network_in_network
        vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn vgg_c
        googlenet googlenet_torchvision inception_block inception_block_naive
        inception_v3 inception_v4 inception_resnet_v2
        resnet18 resnet34 resnet50 resnet101 resnet152 resnet50_paper resnext50_32x4d wide_resnet50_2
        se_resnet50 densenet121 densenet161 densenet169 densenet201 squeezenet1_0 squeezenet1_1
        mobilenet_v1 mobilenet_v2 mobilenet_v3_large mobilenet_v3_small shufflenet_v2_x1_0 mnasnet1_0
        xception efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4
        efficientnet_b5 efficientnet_b6 efficientnet_b7 efficientnet_v2_s regnet_x_400mf regnet_y_400mf
        convnext_tiny unet fcn8s darknet53 neocognitron m5 c3d
        digit_net cat_net sample_convnet sample_convnet_avg mlp_2_1 mlp_2_4_1 mlp_2_4_4_3
    """
    assert set(first.split()) <= set(bundled_names())


WITHOUT_CLASSES = {
    "inception_block", "inception_block_naive", "lenet5_1998", "neocognitron", "mlp_2_1", "mlp_2_4_1",
    "mlp_2_4_4_3",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted({*bundled_names()} - WITHOUT_CLASSES))
def test_the_number_of_classes_can_be_set_wherever_there_are_some(name: str) -> None:
    scores = [layer for layer in summarize(name, settings={"classes": 7}) if layer.kind != "softmax"]
    assert scores[-1].output.channels == 7


def test_what_cannot_be_told_classes_is_no_classifier_or_is_as_published() -> None:
    without = {name for name in bundled_names() if "classes" not in bundled(name).network.variables}
    assert without == WITHOUT_CLASSES


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_spec_names_its_source_and_the_figures_it_is_held_to(name: str) -> None:
    network = summary(name).network
    assert network.reference
    assert network.expect


@pytest.mark.parametrize("name", bundled_names())
def test_every_figure_of_a_bundled_network_is_known(name: str) -> None:
    assert summary(name).notes == ()
    assert summary(name).status == "complete"


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_spec_opens_with_what_it_is(name: str) -> None:
    with open(os.path.join(bundled_folder(), f"{name}.yaml"), encoding="utf-8") as file:
        assert file.readline().startswith("# ")


# -- LeNet-5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "output", "parameters"),
    [
        ("C1", "28x28x6", 156),  # (5*5*1 + 1) * 6
        ("S2", "14x14x6", 12),  # (1 + 1) * 6
        ("C3", "10x10x16", 1516),  # 5*5*(6*3 + 9*4 + 1*6) + 16 = 25*60 + 16
        ("S4", "5x5x16", 32),  # (1 + 1) * 16
        ("C5", "1x1x120", 48120),  # (5*5*16 + 1) * 120
        ("F6", "84", 10164),  # (120 + 1) * 84
        ("output", "10", 0),  # prototypes drawn by hand
    ],
)
def test_lenet5_as_published_layer_by_layer(layer: str, output: str, parameters: int) -> None:
    found = summary("lenet5_1998")[layer]
    assert (str(found.output), found.parameters.total) == (output, parameters)


def test_lenet5_as_published_trains_60000_parameters() -> None:
    # 156 + 12 + 1,516 + 32 + 48,120 + 10,164
    assert summary("lenet5_1998").totals.trainable == 60_000


def test_lenet5_as_published_multiplies() -> None:
    # 25*1*6*28*28 + 25*60*10*10 + 25*16*120 + 120*84 = 117,600 + 150,000 + 48,000 + 10,080
    assert summary("lenet5_1998").totals.multiplies == 325_680


def test_connections_of_c3_are_six_times_three_nine_times_four_and_one_times_six_maps() -> None:
    connections = summary("lenet5_1998")["C3"].node.layer.connections
    assert [len(maps) for maps in connections] == [3] * 6 + [4] * 9 + [6]
    # Table I has 10 connections in the row of each map of S2: 60 = 6 * 10
    assert [sum(m in maps for maps in connections) for m in range(6)] == [10] * 6


def test_every_convolution_and_subsampling_of_lenet5_as_published_is_squashed() -> None:
    kinds = [layer.kind for layer in summary("lenet5_1998")]
    squashed = [before for before, after in pairwise(kinds) if after == "tanh"]
    assert squashed == ["conv", "subsample", "conv", "subsample", "conv", "dense"]


def test_lenet5_as_taught() -> None:
    lenet = summary("lenet5")
    # 156 + (25*6 + 1)*16 + (400 + 1)*120 + (120 + 1)*84 + (84 + 1)*10 = 156 + 2,416 + 48,120 + 10,164 + 850
    assert lenet.totals.parameters == 61_706
    # 117,600 + 25*6*16*100 + 400*120 + 120*84 + 84*10 = 117,600 + 240,000 + 48,000 + 10,080 + 840
    assert lenet.totals.multiplies == 416_520
    assert outputs(lenet, "C1 S2 C3 S4 F5 F6 output") == [
        "28x28x6", "14x14x6", "10x10x16", "5x5x16", "120", "84", "10",
    ]  # fmt: skip


# -- AlexNet ---------------------------------------------------------------------------------------

ALEXNET = "conv1 pool1 conv2 pool2 conv3 conv4 conv5 pool5 fc6 fc7 fc8"


@pytest.mark.parametrize("name", ["alexnet", "alexnet_grouped"])
def test_alexnet_sizes(name: str) -> None:
    assert outputs(summary(name), ALEXNET) == [
        "55x55x96", "27x27x96", "27x27x256", "13x13x256", "13x13x384", "13x13x384", "13x13x256", "6x6x256",
        "4096", "4096", "1000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "one_tower", "grouped"),
    [
        ("conv1", 34_944, 34_944),  # (11*11*3 + 1) * 96
        ("conv2", 614_656, 307_456),  # (25*96 + 1) * 256; (25*48 + 1) * 256
        ("conv3", 885_120, 885_120),  # (9*256 + 1) * 384: reads the maps of both GPUs
        ("conv4", 1_327_488, 663_936),  # (9*384 + 1) * 384; (9*192 + 1) * 384
        ("conv5", 884_992, 442_624),  # (9*384 + 1) * 256; (9*192 + 1) * 256
        ("fc6", 37_752_832, 37_752_832),  # (6*6*256 + 1) * 4096
        ("fc7", 16_781_312, 16_781_312),  # (4096 + 1) * 4096
        ("fc8", 4_097_000, 4_097_000),  # (4096 + 1) * 1000
    ],
)
def test_alexnet_parameters_of_every_layer(layer: str, one_tower: int, grouped: int) -> None:
    assert summary("alexnet")[layer].parameters.total == one_tower
    assert summary("alexnet_grouped")[layer].parameters.total == grouped


def test_alexnet_totals() -> None:
    one_tower, grouped = summary("alexnet").totals, summary("alexnet_grouped").totals
    # 34,944 + 614,656 + 885,120 + 1,327,488 + 884,992 + 37,752,832 + 16,781,312 + 4,097,000
    assert one_tower.parameters == 62_378_344
    # 34,944 + 307,456 + 885,120 + 663,936 + 442,624 + 37,752,832 + 16,781,312 + 4,097,000
    assert grouped.parameters == 60_965_224
    # 363*96*55*55 + 2400*256*27*27 + (2304*384 + 3456*384 + 3456*256)*13*13
    # + 9216*4096 + 4096*4096 + 4096*1000
    assert one_tower.multiplies == 1_135_256_096
    # the same with conv2, conv4 and conv5 halved
    assert grouped.multiplies == 724_406_816
    assert (one_tower.weight_layers, grouped.weight_layers) == (8, 8)


def test_grouping_saves_half_of_three_layers_multiplies() -> None:
    one_tower, grouped = summary("alexnet"), summary("alexnet_grouped")
    halved = sum(one_tower[name].multiplies for name in ("conv2", "conv4", "conv5")) // 2
    # (447,897,600 + 224,280,576 + 149,520,384) / 2 = 410,849,280
    assert one_tower.totals.multiplies - grouped.totals.multiplies == halved == 410_849_280


def test_alexnet_receptive_field_of_pool5() -> None:
    field = summary("alexnet")["pool5"].receptive_field
    # 1 + 10*1 + 2*4 + 4*8 + 2*8 + 2*16 + 2*16 + 2*16 + 2*16: conv1 11, pool1 3, conv2 5, ..., pool5 3
    assert field.size == (195, 195)
    assert field.jump == (32, 32)  # 4 * 2 * 2 * 2


def test_alexnet_normalizes_before_it_pools() -> None:
    kinds = [layer.kind for layer in summary("alexnet")]
    assert kinds[:4] == ["conv", "relu", "local_response_norm", "max_pool"]
    assert kinds[4:8] == kinds[:4]


# -- VGG-16 ----------------------------------------------------------------------------------------


def test_vgg16_totals() -> None:
    vgg = summary("vgg16")
    assert vgg.name == "VGG-16"
    # convolutions 14,714,688; fc6 102,764,544 + fc7 16,781,312 + fc8 4,097,000
    assert vgg.totals.parameters == 138_357_544
    # convolutions 15,346,630,656; 25088*4096 + 4096*4096 + 4096*1000 = 123,633,664
    assert vgg.totals.multiplies == 15_470_264_320
    # 224^2*64*2 + 112^2*(64 + 128*2) + 56^2*(128 + 256*3) + 28^2*(256 + 512*3) + 14^2*(512 + 512*3) + 7^2*512
    # + 4096*2 + 1000
    assert vgg.totals.activations == 15_087_080
    assert vgg.totals.weight_layers == 16


def test_vgg16_memory_of_its_activations() -> None:
    assert summary("vgg16").bytes("activations") == 60_348_320  # 15,087,080 * 4


@pytest.mark.parametrize(
    ("layer", "size", "jump", "first"),
    [
        ("conv1_2", 5, 1, -2),  # 1 + 2 + 2; -1 - 1
        ("pool1", 6, 2, -2),  # 5 + 1
        ("pool2", 16, 4, -6),  # 6 + 2*2*2 + 2; -2 - 2*2
        ("pool3", 44, 8, -18),  # 16 + 3*2*4 + 4; -6 - 3*4
        ("pool4", 100, 16, -42),  # 44 + 3*2*8 + 8; -18 - 3*8
        ("pool5", 212, 32, -90),  # 100 + 3*2*16 + 16; -42 - 3*16
    ],
)
def test_vgg16_receptive_fields(layer: str, size: int, jump: int, first: int) -> None:
    field = summary("vgg16")[layer].receptive_field
    assert (field.size, field.jump, field.first) == ((size,) * 2, (jump,) * 2, (first,) * 2)


def test_vgg16_fc6_reads_what_all_of_pool5_reads() -> None:
    field = summary("vgg16")["fc6"].receptive_field
    assert field.size == (404, 404)  # 212 + 6*32
    assert field.whole_input


def test_vgg16_has_the_names_of_its_authors_model() -> None:
    convolutions = [layer.name for layer in summary("vgg16") if layer.kind == "conv"]
    per_stage = {1: 2, 2: 2, 3: 3, 4: 3, 5: 3}
    assert convolutions == [f"conv{s}_{i}" for s, n in per_stage.items() for i in range(1, n + 1)]
    assert [layer.name for layer in summary("vgg16") if layer.kind == "dense"] == ["fc6", "fc7", "fc8"]


# -- GoogLeNet -------------------------------------------------------------------------------------


def parts(name: str) -> list:
    """The layers that a row of table 1 stands for: a block's branches, conv2 with its reduction."""
    prefix = {"conv2": "conv2_reduce"}.get(name, f"{name}/")
    return [layer for layer in summary("googlenet") if layer.name == name or layer.name.startswith(prefix)]


@pytest.mark.parametrize("name", TABLE1)
def test_googlenet_weights_multiplies_and_output_of_every_row_of_table_1(name: str) -> None:
    layers = parts(name)
    assert str(summary("googlenet")[name].output) == TABLE1[name]["output"]
    assert sum(layer.parameters.weights for layer in layers) == int(TABLE1[name]["weights"])
    assert sum(layer.multiplies for layer in layers) == int(TABLE1[name]["multiplies"])


@pytest.mark.parametrize("name", [name for name, row in TABLE1.items() if row["c1"]])
def test_googlenet_widths_of_every_inception_block(name: str) -> None:
    convolutions = [layer for layer in parts(name) if layer.kind == "conv"]
    widths = {layer.name.removeprefix(f"{name}/"): layer.output.channels for layer in convolutions}
    row = {key: int(value) for key, value in list(TABLE1[name].items())[2:8]}
    assert widths == {
        "1x1/conv1": row["c1"],
        "3x3/conv1": row["r3"],
        "3x3/conv2": row["c3"],
        "5x5/conv1": row["r5"],
        "5x5/conv2": row["c5"],
        "pool/conv1": row["pool_proj"],
    }
    thickness = row["c1"] + row["c3"] + row["c5"] + row["pool_proj"]
    assert summary("googlenet")[name].output.channels == thickness


@pytest.mark.parametrize("name", [name for name, row in TABLE1.items() if row["c1"]])
def test_googlenet_multiplies_of_every_layer_of_every_inception_block(name: str) -> None:
    row = TABLE1[name]
    c1, r3, c3, r5, c5, pool_proj = (int(row[key]) for key in ("c1", "r3", "c3", "r5", "c5", "pool_proj"))
    network = summary("googlenet")
    read = network[network[f"{name}/1x1/conv1"].inputs[0]].output
    by_hand = {
        "1x1/conv1": c1 * read.channels,
        "3x3/conv1": r3 * read.channels,
        "3x3/conv2": 3 * 3 * r3 * c3,
        "5x5/conv1": r5 * read.channels,
        "5x5/conv2": 5 * 5 * r5 * c5,
        "pool/conv1": pool_proj * read.channels,
    }  # weights; every block keeps its height and width
    for layer, weights in by_hand.items():
        found = network[f"{name}/{layer}"]
        assert (found.parameters.weights, found.multiplies) == (weights, weights * read.positions)
        assert found.output.size == read.size


def test_googlenet_totals() -> None:
    google = summary("googlenet")
    # weights of table 1: 6,990,272; biases: 64 + 256 + 6,960 of the blocks + 1,000 = 8,280
    assert google.main_path.parameters == 6_998_552
    assert google.main_path.multiplies == 1_582_671_872  # the sum of table 1
    # + 3,188,840 + 3,190,888 of the heads
    assert google.totals.parameters == 13_378_280
    assert summarize("googlenet", heads=False).totals.parameters == 6_998_552


def test_googlenet_heads() -> None:
    heads = summary("googlenet").heads
    # (512 + 1)*128 + (4*4*128 + 1)*1024 + (1024 + 1)*1000 = 65,664 + 2,098,176 + 1,025,000
    assert heads["aux1"].parameters == 3_188_840
    # (528 + 1)*128 + 2,098,176 + 1,025,000
    assert heads["aux2"].parameters == 3_190_888
    # 512*128*16 + 2048*1024 + 1024*1000 = 1,048,576 + 2,097,152 + 1,024,000
    assert heads["aux1"].multiplies == 4_169_728


def test_googlenet_heads_read_4a_and_4d_and_the_main_path_goes_on_from_there() -> None:
    google = summary("googlenet")
    assert google["aux1/avg_pool1"].inputs == ["inception_4a"]
    assert google["aux2/avg_pool1"].inputs == ["inception_4d"]
    # floor((14 - 5) / 3) + 1 = 4
    assert outputs(google, "aux1/avg_pool1 aux2/avg_pool1") == ["4x4x512", "4x4x528"]
    assert google["inception_4b/1x1/conv1"].inputs == ["inception_4a"]
    assert google["inception_4e/1x1/conv1"].inputs == ["inception_4d"]


def test_googlenet_is_22_layers_deep() -> None:
    google = summary("googlenet")
    depth: dict[str, int] = {"input": 0}
    for layer in google:
        depth[layer.name] = max(depth[name] for name in layer.inputs) + layer.node.layer.weight_layer
    assert depth["fc"] == 22  # 1 + 2 + 9*2 + 1, the paper's column "depth"


def test_googlenet_pools_round_up() -> None:
    # ceil((n - 3) / 2) + 1 for 112, 56, 28, 14; rounded down they would be 55, 27, 13, 6
    assert outputs(summary("googlenet"), "conv1 pool1 pool2 pool3 pool4 pool5") == [
        "112x112x64", "56x56x64", "28x28x192", "14x14x480", "7x7x832", "1x1x1024",
    ]  # fmt: skip


# -- one inception block ---------------------------------------------------------------------------


def test_inception_block() -> None:
    block = summary("inception_block")
    assert block["inception_3a"].output == Shape(256, (28, 28))  # 64 + 128 + 32 + 32
    # weights 192*64 + 192*96 + 9*96*128 + 192*16 + 25*16*32 + 192*32 = 163,328
    # biases 64 + 96 + 128 + 16 + 32 + 32 = 368
    assert block.totals.parameters == 163_696
    assert block.totals.multiplies == 128_049_152  # 163,328 * 28*28


def test_the_bottleneck_saves_nine_tenths_of_the_5x5_branch() -> None:
    block, naive = summary("inception_block"), summary("inception_block_naive")
    assert naive["inception_3a/5x5/conv1"].multiplies == 120_422_400  # 25*192*32 * 28*28
    # 192*16 * 28*28 + 25*16*32 * 28*28
    assert block["inception_3a/5x5/conv1"].multiplies == 2_408_448
    assert block["inception_3a/5x5/conv2"].multiplies == 10_035_200


def test_the_naive_block_differs_in_its_5x5_branch_alone() -> None:
    naive = summary("inception_block_naive")
    assert naive["inception_3a"].output == Shape(256, (28, 28))  # 64 + 128 + 32 + 32, as with the bottleneck
    # 163,696 - (192*16 + 16 + 25*16*32 + 32) + (25*192*32 + 32) = 163,696 - 15,920 + 153,632
    assert naive.totals.parameters == 301_408
    # 128,049,152 - 12,443,648 + 120,422,400
    assert naive.totals.multiplies == 236_027_904
