"""Variants: other sizes and channels, and everything still fits together."""

import pytest
from helpers import network
from work import steps

import cnncalc
from cnncalc import SpecError
from cnncalc.language.find import bundled_names
from cnncalc.network import Network
from cnncalc.teaching.sheets.chance import Chance
from cnncalc.teaching.sheets.variant import FREE_DRAWS, variant, widths

LENET = cnncalc.load("lenet5")


def outputs(of: Network) -> list[str]:
    return [str(node.output) for node in of.nodes]


def test_a_seed_always_gives_the_same_network():
    # Written down once: a sheet that was handed out has to mean the same in the next version.
    found = dict(zip([node.name for node in LENET.nodes], outputs(variant(LENET, 17)), strict=True))
    assert [found[name] for name in ("input", "C1", "C3", "S4", "F5", "F6", "output")] == [
        "40x40x1", "36x36x7", "14x14x24", "7x7x24", "152", "64", "14",
    ]  # fmt: skip


def test_chance_is_what_python_promises_to_keep():
    # random.Random(0).random() by the Mersenne Twister: 0.8444218515250481, 0.7579544029403025
    chance = Chance(0)
    assert [chance.below(10), chance.below(10)] == [8, 7]


def test_a_class_of_thirty_gets_thirty_networks():
    assert len({tuple(outputs(variant(LENET, seed))) for seed in range(1, 31)}) == 30


def test_the_input_changes_by_whole_steps_of_the_last_map():
    # LeNet-5 halves twice: its last map steps 4 pixels. 32 + 4k, from 3/5 to 8/5 of 32.
    sizes = {variant(LENET, seed).inputs["input"].size for seed in range(200)}
    assert sizes == {(n, n) for n in (20, 24, 28, 36, 40, 44, 48)}


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_architecture_has_variants_that_fit_together(name):
    original = cnncalc.load(name)
    for seed in (1, 2):
        changed = variant(original, seed)
        assert [node.name for node in changed.nodes] == [node.name for node in original.nodes]
        assert outputs(changed) != outputs(original)
        largest = max(shape.values for shape in original.inputs.values())
        assert max(shape.values for shape in changed.inputs.values()) <= largest * 1.6**3
        assert cnncalc.summarize(changed).totals.parameters > 0


def test_equal_widths_stay_equal_so_that_a_residual_adds_up():
    resnet = variant(cnncalc.load("resnet18"), 5)
    joins = [node for node in resnet.layers if node.kind == "add"]
    assert joins and all(len({resnet.nodes[i].output for i in node.inputs}) == 1 for node in joins)


def test_a_depthwise_convolution_keeps_a_group_for_each_channel():
    net = network(
        "input: 32x32x3\nlayers:\n  - conv: {filters: 16, kernel: 3}\n"
        "  - conv: {name: each, filters: 16, kernel: 3, groups: 16}\n"
    )
    each = variant(net, 3).nodes[-1]
    assert each.layer is not None
    assert each.layer.groups == each.layer.filters == each.output.channels != 16


@pytest.mark.parametrize(
    ("count", "others"),
    [(1, [1]), (2, [1, 3]), (6, [3, 4, 5, 7, 8, 9]), (64, [32, 48, 80, 96]), (1000, range(504, 1501, 8))],
)
def test_channels_stay_round_from_half_to_half_as_many_again(count, others):
    assert [*widths(count)] == [n for n in others if n != count or count == 1]


def test_where_nothing_else_fits_only_the_size_changes():
    # The skip keeps 7 channels of 21: neither free draws nor a factor of eighths keeps both whole.
    net = network(
        "input: 32x32x3\nlayers:\n  - conv: {filters: 21, kernel: 1}\n"
        "  - add: [[conv: {filters: 21, kernel: 1}], identity]\n"
    )
    assert FREE_DRAWS and str(variant(net, 1).nodes[-1].output) != "32x32x21"


def test_sizes_that_are_tied_are_told():
    tied = network("input: 8x8x3\nlayers: [reshape: 192]\n")  # 8*8*3
    with pytest.raises(SpecError, match="no variant 4 of test was found"):
        variant(tied, 4)


def test_a_variant_of_an_input_of_a_billion_pixels_lists_no_sizes():
    net = network("input: 1000000000x1000000000x3\nlayers: [conv: {filters: 999983, kernel: 3, stride: 3}]\n")
    assert steps(lambda: variant(net, 0), most=10_000) < 10_000  # 400 million sizes, a million filters


def fields(of: Network) -> tuple[tuple[int, ...], ...]:
    return tuple(layer.receptive_field.size for layer in cnncalc.summarize(of))


def test_with_windows_receptive_fields_differ_between_students():
    found = [fields(variant(LENET, seed, windows=True)) for seed in range(1, 31)]
    assert len(set(found)) >= 20
    assert len({one[:7] for one in found}) >= 15  # up to flatten; behind it all of the input is read
    without = {fields(variant(LENET, seed))[:7] for seed in range(1, 31)}
    assert len(without) == 1


def test_a_seed_with_windows_always_gives_the_same_network():
    # Written down once, as above.
    changed = variant(LENET, 17, windows=True)
    told = {node.name: f"{node.layer.brief()} {node.output}" for node in changed.layers}
    assert str(changed.inputs["input"]) == "36x36x1"
    assert [told[name] for name in ("C1", "S2", "C3", "S4")] == [
        "conv 3x3 34x34x7", "avg_pool 2x2/2 17x17x7", "conv 3x3 15x15x24", "avg_pool 3x3/3 5x5x24",
    ]  # fmt: skip


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_architecture_has_variants_with_other_windows(name):
    original = cnncalc.load(name)
    changed = variant(original, 1, windows=True)
    assert [(node.name, node.kind) for node in changed.nodes] == [
        (node.name, node.kind) for node in original.nodes
    ]
    assert outputs(changed) != outputs(original)
    assert cnncalc.summarize(changed).totals.parameters > 0


def test_windows_leave_no_pixel_over_where_they_left_none():
    # LeNet-5: every window fits; n + 2*p - f is a multiple of s on every map of every variant
    for seed in range(60):
        changed = variant(LENET, seed, windows=True)
        for name in ("C1", "S2", "C3", "S4"):
            node = next(node for node in changed.layers if node.name == name)
            kernel, stride = node.layer.kernel, getattr(node.layer, "stride", 1) or node.layer.kernel
            n = changed.nodes[node.inputs[0]].output.size[0]
            assert (n + 2 * node.layer.padding - kernel) % stride == 0
            assert kernel <= n and node.output.size[0] > 1


def test_parallel_branches_change_their_strides_alike():
    resnet = cnncalc.load("resnet18")
    strides = set()
    for seed in range(12):
        changed = variant(resnet, seed, windows=True)
        joins = [node for node in changed.layers if node.kind == "add"]
        assert all(len({changed.nodes[i].output for i in node.inputs}) == 1 for node in joins)
        strides |= {node.layer.stride for node in changed.layers if node.kind == "conv"}
    assert strides == {1, 2, 3}  # one level at a time becomes 3
