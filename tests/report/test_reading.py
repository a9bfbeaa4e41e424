"""What readers see of a tree: riding layers, patterns of blocks, single levels as one, and what is folded."""

import pytest
from helpers import bundled, figures, spec, summary

from cnncalc.blocks import Block, named
from cnncalc.language.find import bundled_names
from cnncalc.report.outline import ROOM, every, opened_by_level, outline, too_long, up_to
from cnncalc.report.pattern import brief, projections
from cnncalc.report.reading import Carrier, reading
from cnncalc.report.tree import collapsed

CONV = {"conv": {"filters": 4, "kernel": 3, "padding": 1}}


def kinds(*layers, input="8x8x4", **rest) -> list[str]:
    """The kinds in the rows of these layers, blocks open."""
    return [row.kind for row in outline(reading(figures(input, *layers, **rest)))]


def names(network, is_open=every, collapse=list) -> list[str]:
    return [row.label for row in outline(reading(network), is_open, collapse)]


def folded(network) -> dict[str, str]:
    """The rows of a network that is folded by itself, by their names."""
    items = reading(network)
    return {row.label: row.kind for row in outline(items, opened_by_level(items), collapsed)}


# -- riding layers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rider", ["relu", "prelu", "hard_swish", "dropout", "drop_path"])
def test_an_activation_or_idle_layer_rides_in_the_row_of_the_layer_it_reads(rider):
    assert kinds(CONV, rider) == [f"conv 3x3 p1 +{rider}"]


def test_several_ride_in_one_row():
    assert kinds({"dense": 5}, "relu", "dropout", input="8") == ["dense +relu +dropout"]


@pytest.mark.parametrize("kind", ["softmax", "batch_norm", "identity", "flatten"])
def test_no_other_layer_rides(kind):
    assert len(kinds(CONV, kind)) == 2


def test_what_reads_the_input_of_the_network_has_a_row():
    assert kinds("relu", "dropout") == ["relu +dropout"]


def test_a_layer_that_another_one_reads_too_carries_nothing():
    taps = [{"conv": {"name": "a", "filters": 4, "kernel": 1}}, "relu", {"add": {"from": ["a", "relu1"]}}]
    assert kinds(*taps) == ["conv 1x1", "relu", "add"]


def test_a_layer_does_not_ride_on_one_that_stands_elsewhere():
    assert kinds({"conv": {"name": "a", "filters": 4, "kernel": 1}}, {"head": {"layers": ["relu"]}}) == [
        "conv 1x1",
        "relu",
    ]


def test_the_sum_of_two_paths_carries_what_follows_it():
    assert kinds({"add": [[CONV], "identity"]}, "relu")[-1] == "add +relu"


def test_a_layer_that_begins_a_block_does_not_leave_it():
    network = summary(
        "input: 8x8x4\nblocks: {unit: [prelu, conv: {filters: 4, kernel: 1}]}\n"
        "layers: [conv: {filters: 4, kernel: 3}, unit]\n"
    )
    assert [row.kind for row in outline(reading(network))] == ["conv 3x3", "[1x1]", "prelu", "conv 1x1"]


def test_a_row_has_the_sums_the_output_of_the_last_and_the_fields_of_the_first():
    (row,) = reading(figures("8x8x4", CONV, "prelu", "dropout"))
    assert isinstance(row, Carrier)
    assert row.parameters.total == 152  # 3*3*4*4 + 4, and 4 slopes
    assert (row.multiplies, row.activations) == (9216, 256)  # 9*4 * 8*8*4; the others work in place
    assert (str(row.output), row.receptive_field.size) == ("8x8x4", (3, 3))
    assert (row.name, row.kind, row.node.layer.kernel) == ("conv1", "conv", 3)


def test_a_hidden_layer_is_still_found_by_its_name():
    found = named(figures("8x8x4", CONV, "relu"))
    assert found["relu1"].kind == "relu"


def test_vgg16_has_23_rows_rather_than_40():
    network = bundled("vgg16")
    assert len(network) == 40  # 13 + 3 weight layers, 15 ReLU, 5 pools, flatten, 2 dropouts, softmax
    rows = names(network)
    assert len(rows) == 23  # 13 + 3, 5 pools, flatten, softmax
    assert rows[-5:] == ["flatten1", "fc6", "fc7", "fc8", "softmax1"]


@pytest.mark.parametrize("name", bundled_names())
def test_each_layer_is_in_exactly_one_row(name):
    network = bundled(name)
    items = reading(network)
    for is_open in (every, up_to(1), up_to(2), opened_by_level(items)):
        rows = [row.layer for row in outline(items, is_open, collapsed) if not row.opened]
        layers = [one.name for row in rows for one in getattr(row, "layers", [row])]
        assert layers == [layer.name for layer in network]


@pytest.mark.parametrize("name", bundled_names())
def test_what_stands_in_a_block_adds_up_to_it(name):
    network = bundled(name)
    items = reading(network)
    found = list(outline(items, opened_by_level(items), collapsed))
    for i, row in enumerate(found):
        if row.opened:
            inner = []
            for other in found[i + 1 :]:
                if len(other.trail) <= len(row.trail):
                    break
                inner += [other.layer] if len(other.trail) == len(row.trail) + 1 else []
            assert row.layer.parameters.total == sum(one.parameters.total for one in inner)
            assert row.layer.multiplies == sum(one.multiplies for one in inner)


# -- levels with a single child --------------------------------------------------------------------

NESTED = spec(
    "8x8x4",
    [{"outer": {}}, {"global_avg_pool": {}}],
    blocks={"outer": ["inner"], "inner": [{"add": {"main": [CONV], "short": ["identity"]}}]},
)


def test_a_level_with_a_single_child_is_folded_into_it():
    assert names(summary(NESTED)) == [
        "outer1/inner1/add1", "main/conv1", "short/identity1", "add1", "global_avg_pool1",
    ]  # fmt: skip


def test_a_folded_block_is_called_by_its_own_name():
    assert names(summary(NESTED), up_to(1)) == ["outer1", "global_avg_pool1"]
    assert names(summary(NESTED), up_to(2)) == ["outer1", "global_avg_pool1"]
    assert names(summary(NESTED), up_to(4))[:2] == ["outer1/inner1/add1", "main"]


# -- patterns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([CONV, CONV], "[3x3, 3x3]"),
        ([CONV, "relu", {"conv": {"filters": 4, "kernel": 1, "stride": 2}}], "[3x3, 1x1/2]"),
        ([CONV, CONV, CONV], "[3 x 3x3]"),
        ([{"depthwise_conv": 3}, {"conv": {"filters": 8, "kernel": 1}}], "[dw 3x3, 1x1]"),
        ([{"separable_conv": {"filters": 8, "kernel": 3}}, {"max_pool": 2}], "[sep 3x3, pool 2x2/2]"),
        ([{"conv": {"filters": 8, "kernel": 3, "groups": 4}}, CONV], "[3x3 g4, 3x3]"),
        ([{"transposed_conv": {"filters": 4, "kernel": 2, "stride": 2}}, CONV], "[up 2x2/2, 3x3]"),
        ([{"add": [[CONV, CONV], "identity"]}, "relu"], "[3x3, 3x3]"),
        ([{"add": [[CONV, CONV], [{"conv": {"filters": 4, "kernel": 1}}]]}], "[3x3, 3x3] +proj"),
        ([{"add": [[CONV], [CONV]]}, "relu"], "add of 2 branches"),  # neither is the main path
        ([{"concat": [[CONV], [CONV], ["identity"]]}], "concat of 3 branches"),
        ([{"concat": [[CONV], ["identity"]]}], "[3x3]"),
        (
            [CONV, {"multiply": [["identity"], ["global_avg_pool", {"dense": 4}]]}, CONV],
            "[3x3, 3x3] +gate",
        ),
        ([{"add": [[CONV, CONV], "identity"]}, {"add": [[CONV, CONV], "identity"]}], "unit, 8 layers"),
        ([{"multiply": [[CONV], ["global_avg_pool", {"dense": 4}]]}, CONV], "unit, 5 layers"),
        (["batch_norm", "identity"], "unit, 2 layers"),
        ([{"repeat": {"times": 5, "layers": [CONV]}}], "5 x conv 3x3 p1"),
        ([{"conv": {"filters": 4, "kernel": [i, 1]}} for i in (1, 2)] * 3, "unit, 6 layers"),  # too long
    ],
)  # fmt: skip
def test_a_block_is_told_in_a_few_words(layers, told):
    network = summary(spec("32x32x4", ["unit"], blocks={"unit": layers}))
    assert [row.kind for row in outline(reading(network), up_to(1), collapsed)] == [told]


def test_resnet18_is_told_as_in_its_paper():
    assert folded(bundled("resnet18")) == {
        "conv1": "conv 7x7/2 p3",
        "norm1": "batch_norm +relu",
        "pool1": "max_pool 3x3/2 p1",
        "conv2_x": "2 x [3x3, 3x3]",
        "conv3_x": "2 units",
        "conv4_x": "2 units",
        "conv5_x": "2 units",
        "unit.0": "[3x3/2, 3x3] +proj",
        "unit.1": "[3x3, 3x3]",
        "pool5": "global_avg_pool",
        "fc": "dense",
        "softmax1": "softmax",
    }


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("resnet152", "unit.1-35", "35 x [1x1, 3x3, 1x1]"),  # 36 units, the first one with a projection
        ("densenet121", "dense_block3", "24 x [1x1, 3x3]"),  # as in table 1 of the paper
        ("googlenet", "inception_3a", "concat of 4 branches"),
        ("googlenet", "aux1", "head, 9 layers"),
        ("mobilenet_v2", "bottleneck3", "3 inverted residuals"),
        ("mobilenet_v2", "bottleneck1", "[dw 3x3, 1x1]"),
        ("efficientnet_b0", "stage8", "[1x1, dw 3x3, 1x1] +gate"),
        ("convnext_tiny", "res2", "3 x [dw 7x7, 1x1, 1x1]"),
        ("xception", "middle.0-7", "8 x [3 x sep 3x3]"),
        ("inception_resnet_v2", "block17.0-19", "20 x block17"),
    ],
)
def test_blocks_of_known_networks_are_told_as_in_their_papers(name, row, told):
    assert folded(bundled(name))[row] == told


@pytest.mark.parametrize(
    ("name", "count"), [("resnet18", 3), ("resnet50", 4), ("xception", 4), ("vgg16", 0), ("se_resnet50", 4)]
)
def test_projections_are_the_shortcuts_with_weights(name, count):
    assert projections(reading(bundled(name))) == count


# -- folded by itself ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", bundled_names())
def test_a_folded_network_has_room_on_a_screen(name):
    items = reading(bundled(name))
    if too_long(items):
        rows = list(outline(items, opened_by_level(items), collapsed))
        assert len(rows) <= max(ROOM, len(collapsed(items)))
        assert all(len(row.kind) <= 32 for row in rows)


def test_a_network_with_few_rows_is_not_folded():
    assert not too_long(reading(bundled("vgg16")))
    assert not too_long(reading(figures("8x8x4", *[CONV] * 60)))
    assert too_long(reading(figures("8x8x4", *[CONV] * 61)))


def test_a_level_is_opened_whole_or_not_at_all():
    odd = {"concat": [[CONV], [CONV]]}
    blocks = {"unit": [CONV, "batch_norm", odd, odd], "stage": [{"unit": {"name": "a"}}, odd]}
    stages = [{"stage": {"name": f"s{i}"}} for i in range(10)]
    deep = summary(spec("8x8x4", stages, blocks=blocks))
    rows = list(outline(reading(deep), opened_by_level(reading(deep)), collapsed))
    assert len(rows) == 30  # 10 stages with two rows each; another level would have 6 more in each
    assert {len(row.trail) for row in rows} == {1, 2}


def test_units_are_not_equal_if_other_layers_ride_in_them():
    unit = {"takes": {"a": 1}, "layers": [CONV, {"relu": {"when": "a == 1"}}, {"silu": {"when": "a == 2"}}]}
    rounds = {"for": {"each": [1, 2], "as": "a", "layers": [{"unit": {"a": "a"}}]}}
    network = summary(spec("8x8x4", [rounds], blocks={"unit": unit}))
    assert len(list(outline(reading(network), up_to(1), collapsed))) == 2
    same = summary(spec("8x8x4", [{"for": {**rounds["for"], "each": [1, 1]}}], blocks={"unit": unit}))
    assert len(list(outline(reading(same), up_to(1), collapsed))) == 1


def test_brief_is_the_kind_with_its_geometry():
    (row,) = reading(figures("8x8x4", CONV, "relu"))
    assert brief(row) == "conv 3x3 p1 +relu"
    assert not isinstance(row, Block)
