"""What was changed between two networks, and what merely follows."""

import re
from collections import Counter
from functools import cache

import pytest
from helpers import network, spec
from work import growth

from cnncalc import summarize
from cnncalc.design.diff.changes import Change, difference
from cnncalc.design.diff.rows import Renaming, rows
from cnncalc.language.find import bundled_names


def conv(filters=8, kernel=3, **fields):
    return {"conv": {"filters": filters, "kernel": kernel, "padding": kernel // 2, **fields}}


def diff(a, b, input="16x16x3"):
    """The difference between two lists of layers, or two bundled networks."""
    read = [summarize(x) if isinstance(x, str) else summarize(network(spec(input, x))) for x in (a, b)]
    return difference(*read)


def told(a, b) -> list[tuple]:
    """What the spec changed: word, name before, name after, fields."""
    return [
        (change.word, change.a and change.a.name, change.b and change.b.name, change.fields)
        for change in diff(a, b).changes
        if change.word not in ("same", "follows")
    ]


def words(a, b) -> Counter:
    return Counter(change.word for change in diff(a, b).changes)


# -- the zoo ---------------------------------------------------------------------------------------


def test_resnet50_and_the_one_of_the_paper_differ_in_the_moved_strides_and_in_nothing_else():
    # in the first unit of conv3_x to conv5_x the stride of 2 is in the first 1x1, not in the 3x3
    assert told("resnet50", "resnet50_paper") == [
        (
            "changed",
            f"{stage}/unit.0/add1/main/residual/{layer}",
            f"{stage}/unit.0/add1/main/residual/{layer}",
            f,
        )
        for stage in ("conv3_x", "conv4_x", "conv5_x")
        for layer, f in (("conv1", {"stride": (1, 2)}), ("conv2", {"stride": (2, 1)}))
    ]


def test_torchvisions_googlenet_has_3x3_where_the_paper_has_5x5_in_all_nine_blocks():
    kernels = [one for one in told("googlenet", "googlenet_torchvision") if "kernel" in one[3]]
    of_blocks = [one for one in kernels if one[1].startswith("inception")]
    assert [one[1] for one in of_blocks] == [
        f"inception_{block}/5x5/conv2" for block in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
    ]
    assert all(one[3]["kernel"] == (5, 3) and one[3]["padding"] == ("2", "1") for one in of_blocks)
    assert [one[1:] for one in kernels if one not in of_blocks] == [("pool4", "pool4", {"kernel": (3, 2)})]


def test_torchvisions_googlenet_differs_further_as_its_file_says():
    found = diff("googlenet", "googlenet_torchvision").changes
    # 57 convolutions on the main path, and one in each auxiliary output, each with a normalization
    added = Counter(change.b.kind for change in found if change.word == "added")
    assert added == {"batch_norm": 59, "adaptive_avg_pool": 2}
    removed = Counter(change.a.kind for change in found if change.word == "removed")
    assert removed == {"local_response_norm": 2, "avg_pool": 2}
    assert sum(change.fields.get("bias") == (True, False) for change in found) == 59
    others = {name for change in found for name in change.fields} - {"bias", "kernel", "padding"}
    assert others == {"kind", "rate"}  # pool5 pools adaptively; dropout of 0.2, not 0.4


@pytest.mark.parametrize("name", bundled_names())
def test_a_network_and_itself_do_not_differ(name):
    found = diff(name, name)
    assert not found.differ
    assert {change.word for change in found.changes} <= {"same"}


def test_vgg_with_normalization_has_thirteen_more_though_its_layers_have_other_names():
    # its file says: and it pools to 7x7 before the dense layers
    there = {"batch_norm": 13, "adaptive_avg_pool": 1}
    changes = diff("vgg16", "vgg16_bn").changes
    assert Counter(change.b.kind for change in changes if change.word == "added") == there
    back = diff("vgg16_bn", "vgg16").changes
    assert Counter(change.a.kind for change in back if change.word == "removed") == there
    assert not any(change.word == "removed" for change in changes)


def test_a_deeper_network_has_units_more_and_nothing_else_changed():
    found = words("resnet18", "resnet34")
    # 2, 2, 2, 2 units become 3, 4, 6, 3: 8 more, each of conv, norm, relu, conv, norm, add, relu
    assert (found["added"], found["removed"], found["changed"]) == (8 * 7, 0, 0)


@pytest.mark.parametrize(("a", "b"), [("vgg16", "resnet50"), ("lenet5", "googlenet"), ("unet", "alexnet")])
def test_every_layer_of_both_is_told_once_in_its_order(a, b):
    found = diff(a, b)
    for side, summary in (("a", found.a), ("b", found.b)):
        there = [layer.node.number for change in found.changes if (layer := getattr(change, side))]
        assert there == [node.number for node in summary.network.nodes]


# -- which layers belong together ------------------------------------------------------------------


def test_a_layer_put_in_between_moves_the_numbers_after_it_and_nothing_else():
    a = [conv(64), "relu", conv(64), "relu", conv(128), "relu", conv(256), "relu"]
    b = [conv(64), "relu", conv(64), "relu", conv(32), "relu", conv(128), "relu", conv(256), "relu"]
    assert [one[:3] for one in told(a, b)] == [("added", None, "conv3"), ("added", None, "relu3")]


def test_half_the_width_is_a_change_of_each_layer_not_layers_that_move():
    a = [conv(f) for f in (64, 128, 256)]
    b = [conv(f) for f in (32, 64, 128)]
    assert [one[3]["filters"] for one in told(a, b)] == [(64, 32), (128, 64), (256, 128)]


def test_a_layer_with_another_name_is_renamed_not_removed_and_added():
    a = [conv(name="stem"), "relu", conv(16, name="body"), {"dense": {"units": 3, "name": "fc"}}]
    a.insert(3, "flatten")
    b = [conv(name="entry"), "relu", conv(16, name="body"), "flatten", {"dense": {"units": 3, "name": "fc"}}]
    assert told(a, b) == [("renamed", "stem", "entry", {})]


def test_a_name_in_the_place_of_a_number_is_a_name():
    assert told([conv(), "relu"], [conv(name="stem"), "relu"]) == [("renamed", "conv1", "stem", {})]


def test_a_block_around_layers_gives_them_no_other_name():
    text = "blocks: {unit: {layers: [conv: {filters: 8, kernel: 3}, relu]}}\ninput: 16x16x3\nlayers: [unit]"
    plain = "input: 16x16x3\nlayers: [conv: {filters: 8, kernel: 3}, relu]"
    assert not difference(*(summarize(network(one)) for one in (plain, text))).differ


def test_a_renamed_block_is_one_row():
    text = "input: 16x16x3\nlayers: [concat: {name: NAME, branches: {a: [C, relu], b: [C, relu]}}]"
    text = text.replace("C", "conv: {filters: 8, kernel: 3}")
    a, b = (summarize(network(text.replace("NAME", name))) for name in ("mixed", "inception"))
    assert list(rows(difference(a, b))) == [Renaming("mixed", "inception", 5)]


def test_another_kind_under_the_same_name_is_a_change_of_kind():
    pool = {"name": "pool", "kernel": 2}
    assert told([{"max_pool": pool}], [{"avg_pool": pool}]) == [
        ("changed", "pool", "pool", {"kind": ("max_pool", "avg_pool")})
    ]


def test_a_moved_layer_is_removed_and_added():
    a = [conv(8), {"dropout": {"rate": 0.5, "name": "d"}}, conv(16), conv(32)]
    b = [conv(8), conv(16), conv(32), {"dropout": {"rate": 0.5, "name": "d"}}]
    assert sorted(one[0] for one in told(a, b)) == ["added", "removed"]


# -- causes and what follows -----------------------------------------------------------------------


def test_a_changed_stride_is_the_cause_and_the_shapes_after_it_follow():
    a, b = ([conv(stride=s, name="c1"), "relu", conv(16, name="c2"), "relu"] for s in (1, 2))
    found = diff(a, b).changes
    assert [change.word for change in found] == ["same", "changed", "follows", "follows", "follows"]
    assert found[1].fields == {"stride": (1, 2)}
    assert found[3].figures == ("output", "multiplies", "receptive_field")  # as many parameters as before


def test_another_input_is_a_change_of_the_input():
    layers = [conv(), "relu"]
    a, b = (summarize(network(spec(size, layers))) for size in ("16x16x3", "32x32x3"))
    found = difference(a, b).changes
    assert (found[0].word, found[0].fields) == ("changed", {"shape": ("16x16x3", "32x32x3")})
    assert [change.word for change in found[1:]] == ["follows", "follows"]


def test_reading_another_layer_is_a_change():
    a, b = ([conv(name="x"), conv(name="y"), {"conv": {"filters": 8, "kernel": 1, "from": f}}] for f in "xy")
    assert [one[3] for one in told(a, b)] == [{"from": ("x", "y")}]


def test_reading_a_layer_that_was_put_in_between_is_none():
    a = [conv(name="x"), {"conv": {"filters": 8, "kernel": 1, "name": "z"}}]
    b = [a[0], {"batch_norm": {"name": "new"}}, a[1]]
    assert [one[0] for one in told(a, b)] == ["added"]


def test_a_branch_more_is_layers_more_and_no_change_of_the_join():
    a = [{"concat": {"name": "j", "branches": {"a": [conv(4)], "b": [conv(6)]}}}]
    b = [{"concat": {"name": "j", "branches": {"a": [conv(4)], "b": [conv(6)], "c": [conv(8)]}}}]
    assert [one[:3] for one in told(a, b)] == [("added", None, "j/c/conv1")]


def test_a_projection_in_the_place_of_the_identity_is_no_change_of_the_join():
    a = [conv(), {"add": {"name": "s", "branches": {"m": [conv()], "i": "identity"}}}]
    b = [conv(), {"add": {"name": "s", "branches": {"m": [conv()], "i": [conv(8, 1)]}}}]
    assert [one[:3] for one in told(a, b)] == [
        ("removed", "s/i/identity1", None),
        ("added", None, "s/i/conv1"),
    ]


def test_sharing_parameters_is_a_change():
    a = [conv(3, name="x"), conv(3, name="y")]
    b = [conv(3, name="x"), {"conv": {"share": "x", "name": "y"}}]
    assert [one[3] for one in told(a, b)] == [{"share": (None, "x")}]


def test_freezing_is_a_change_though_no_figure_of_it_differs():
    assert told([conv()], [conv(trainable=False)])[0][3] == {"trainable": (True, False)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"kernel": 3}, {"kernel": "3x3"}),
        ({"kernel": 3, "padding": 0}, {"kernel": 3, "padding": "valid"}),
        ({"kernel": 3, "stride": 1}, {"kernel": 3}),
    ],
)
def test_values_that_mean_the_same_are_no_difference(a, b):
    assert not diff([{"conv": {"filters": 8, **a}}], [{"conv": {"filters": 8, **b}}]).differ


def test_a_stride_that_says_what_the_kernel_says_is_no_difference():
    assert not diff([{"max_pool": 2}], [{"max_pool": {"kernel": 2, "stride": 2}}]).differ


# -- rows ------------------------------------------------------------------------------------------


def test_a_block_that_came_whole_is_one_row_with_its_sums():
    shown = [row for row in rows(diff("resnet18", "resnet34")) if isinstance(row, Change)]
    assert [row.b.name for row in shown] == [
        *["conv2_x/unit.2", "conv3_x/unit.2", "conv3_x/unit.3"],
        *[f"conv4_x/unit.{i}" for i in (2, 3, 4, 5)],
        "conv5_x/unit.2",
    ]
    # two 3x3 convolutions of 64 without biases, two normalizations of 64
    assert shown[0].b.parameters.total == 2 * 3 * 3 * 64 * 64 + 2 * 2 * 64


def test_everything_is_each_layer_and_those_that_follow():
    found = diff("resnet18", "resnet34")
    counts = Counter(change.word for change in found.changes)
    assert len(list(rows(found, everything=True))) == counts["added"] + counts["follows"]


# -- work ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["one more", "other filters", "other names", "nothing alike"])
def test_the_work_of_comparing_grows_with_the_layers_and_no_faster(change):
    def layers(side, count):
        for i in range(count):
            filters = (16, 24, 8)[i % 3] if change == "other filters" and side == "b" else 8
            name = f", name: {side}{i}" if change == "other names" else ""
            yield f"conv: {{filters: {filters}, kernel: 3, padding: 1{name}}}"
            yield "relu"
        if change == "one more" and side == "b":
            yield "sigmoid"

    def layers_of(side, count):
        alike = change != "nothing alike" or side == "a"
        listed = layers(side, count) if alike else ["avg_pool: {kernel: 1}", "gelu"] * count
        return "".join(f"  - {layer}\n" for layer in listed)

    @cache
    def comparing(count):
        a, b = (summarize(network(f"input: 8x8x8\nlayers:\n{layers_of(side, count)}")) for side in "ab")
        assert difference(a, b).differ
        return lambda: difference(a, b)

    assert growth(comparing, 250) < 2.3  # 2 layers each


def test_names_of_layers_that_are_mere_numbers_say_nothing():
    assert re.fullmatch(r"conv\d+", diff([conv()], [conv()]).changes[1].a.name)


def test_numbers_after_a_kind_that_ends_with_a_digit_are_no_names():
    # relu6_1 and relu6_2: the layer before them moves both on, and neither is renamed
    before = [conv(4), "relu6", conv(8), "relu6"]
    assert words(before, ["relu6", *before]) == {"added": 1, "same": 5}
    assert not any(change.renamed for change in diff(before, ["relu6", *before]).changes)


def test_a_join_that_reads_one_more_layer_that_was_there_before_is_a_change():
    layers = [conv(8, 1, name=name) for name in ("a", "b", "c")]
    before, after = ([*layers, {"add": {"from": read}}] for read in (["b", "c"], ["a", "b", "c"]))
    assert told(before, after) == [("changed", "add1", "add1", {"from": ("b, c", "a, b, c")})]
