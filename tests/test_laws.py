"""Laws: what must be true of every network, whatever its numbers are."""

import os
from itertools import product
from typing import Any

import pytest
from helpers import cost, figures, make, network, spec, summary, total_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncalc import Shape, SpecError, Summary, load, summarize
from cnncalc.language.find import bundled_folder
from cnncalc.layers import CATALOGUE, Layer

bounded = settings(max_examples=100, deadline=None, derandomize=True)

X = Shape(12, (9, 7))
GEOMETRIES = [
    {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    for kernel, stride, padding, dilation in product((1, 3, (2, 5)), (1, 2), (0, "same", (1, 2)), (1, (2, 1)))
]


def twin(one: Layer, other: Layer, x: Shape = X) -> None:
    """Two layers that do the same work: equal in shape, windows, parameters and operations."""
    assert one.output_shape(x) == other.output_shape(x)
    assert one.windows(x) == other.windows(x)
    assert one.parameters(x)[:3] == other.parameters(x)[:3]
    assert cost(one, x) == cost(other, x)


# -- convolutions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_groups_divide_weights_and_multiplies_and_leave_biases(groups: int) -> None:
    for geometry in GEOMETRIES:
        full = make("conv", filters=18, **geometry)
        grouped = make("conv", filters=18, groups=groups, **geometry)
        assert grouped.output_shape(X) == full.output_shape(X)
        assert grouped.parameters(X).weights * groups == full.parameters(X).weights
        assert grouped.parameters(X).biases == full.parameters(X).biases == 18
        assert cost(grouped, X).multiplies * groups == cost(full, X).multiplies


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("multiplier", [1, 2])
def test_depthwise_is_a_convolution_with_a_group_per_channel(multiplier: int, bias: bool) -> None:
    for geometry in GEOMETRIES:
        depthwise = make("depthwise_conv", multiplier=multiplier, bias=bias, **geometry)
        grouped = make("conv", filters=12 * multiplier, groups=12, bias=bias, **geometry)
        twin(depthwise, grouped)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("multiplier", [1, 3])
def test_separable_is_a_depthwise_and_a_1x1_convolution(multiplier: int, bias: bool) -> None:
    for geometry in GEOMETRIES:
        separable = make("separable_conv", filters=5, multiplier=multiplier, bias=bias, **geometry)
        depthwise = make("depthwise_conv", multiplier=multiplier, bias=False, **geometry)
        pointwise = make("conv", filters=5, kernel=1, bias=bias)
        between = depthwise.output_shape(X)
        first, second, both = cost(depthwise, X), cost(pointwise, between), cost(separable, X)
        assert separable.output_shape(X) == pointwise.output_shape(between)
        assert separable.windows(X) == depthwise.windows(X)
        parts = total_parameters(depthwise, X) + total_parameters(pointwise, between)
        assert total_parameters(separable, X) == parts
        assert both.multiplies == first.multiplies + second.multiplies
        assert both.additions == first.additions + second.additions


def test_a_full_table_of_connections_is_a_plain_convolution() -> None:
    every = tuple(range(12))
    twin(make("conv", filters=4, kernel=3, connections=(every,) * 4), make("conv", filters=4, kernel=3))


def test_a_table_of_connections_in_groups_is_a_grouped_convolution() -> None:
    halves = (tuple(range(6)),) * 2 + (tuple(range(6, 12)),) * 2
    twin(make("conv", filters=4, kernel=3, connections=halves), make("conv", filters=4, kernel=3, groups=2))


def ranks(kind: str, padding: int, sizes: dict[str, int], own: dict[str, Any]) -> list[tuple[Layer, Shape]]:
    """The same layer along one axis, along the second of two and along the last of three."""
    result = []
    for ones in ((), (1,), (1, 1)):
        fields = {name: (*ones, pixels) for name, pixels in sizes.items()}
        beside = (0,) * len(ones)
        result.append((make(kind, padding=(*beside, padding), **fields, **own), Shape(6, (*ones, 15))))
    return result


@pytest.mark.parametrize(
    "kind, own",
    [
        ("conv", {"filters": 4, "groups": 2}),
        ("depthwise_conv", {"multiplier": 2}),
        ("separable_conv", {"filters": 4}),
        ("max_pool", {"rounding": "ceil"}),
        ("avg_pool", {}),
        ("subsample", {}),
    ],
)
def test_one_axis_costs_the_same_whatever_axes_of_one_pixel_stand_beside_it(kind: str, own: Any) -> None:
    for kernel, stride, padding in product((1, 2, 5), (1, 2, 3), (0, 1)):
        layers = ranks(kind, padding, {"kernel": kernel, "stride": stride}, own)
        outputs = [layer.output_shape(x) for layer, x in layers]
        assert len({(y.channels, y.size[-1], y.values) for y in outputs}) == 1
        assert len({layer.parameters(x)[:3] for layer, x in layers}) == 1
        assert len({cost(layer, x) for layer, x in layers}) == 1
        assert len({layer.windows(x)[-1] for layer, x in layers}) == 1


@bounded
@given(st.integers(1, 5), st.tuples(st.integers(1, 6), st.integers(1, 6)), st.integers(1, 5), st.booleans())
def test_dense_on_a_flat_map_is_a_valid_convolution_as_large_as_the_map(
    channels: int, size: tuple[int, int], units: int, bias: bool
) -> None:
    before = {"conv": {"filters": channels, "kernel": 3, "padding": "same"}}
    image = f"{size[0]}x{size[1]}x2"
    dense = figures(image, before, "flatten", {"dense": {"units": units, "bias": bias}})[-1]
    conv = figures(image, before, {"conv": {"filters": units, "kernel": list(size), "bias": bias}})[-1]
    assert conv.output == Shape(units, (1, 1))
    assert dense.output == Shape(units)
    assert dense.parameters == conv.parameters
    assert dense.multiplies == conv.multiplies
    assert dense.operations == conv.operations
    assert dense.receptive_field.size == conv.receptive_field.size
    assert dense.receptive_field.first == conv.receptive_field.first


def test_a_global_pool_is_a_pool_as_large_as_the_map() -> None:
    for kind in ("avg_pool", "max_pool"):
        whole, window = make(f"global_{kind}"), make(kind, kernel=X.size)
        assert whole.output_shape(X).values == window.output_shape(X).values
        assert cost(whole, X) == cost(window, X)


def test_an_adaptive_pool_whose_output_divides_the_map_is_an_average_pool() -> None:
    x = Shape(5, (12, 6))
    twin(make("adaptive_avg_pool", output=(4, 3)), make("avg_pool", kernel=(3, 2)), x)


def test_an_adaptive_pool_to_one_position_costs_a_global_pool() -> None:
    adaptive, pool = make("adaptive_avg_pool", output=1), make("global_avg_pool")
    assert cost(adaptive, X) == cost(pool, X)
    assert adaptive.windows(X) is pool.windows(X)


@pytest.mark.parametrize("kind", ["max_pool", "avg_pool", "subsample"])
def test_a_pool_strides_by_its_kernel_unless_told(kind: str) -> None:
    for kernel in (1, 2, (3, 2)):
        twin(make(kind, kernel=kernel), make(kind, kernel=kernel, stride=kernel))


def test_valid_is_no_padding_and_same_is_half_an_odd_kernel() -> None:
    for kernel in (1, 3, 5):
        twin(
            make("conv", filters=2, kernel=kernel, padding="valid"),
            make("conv", filters=2, kernel=kernel, padding=0),
        )
        twin(
            make("conv", filters=2, kernel=kernel, padding="same"),
            make("conv", filters=2, kernel=kernel, padding=kernel // 2),
        )
        twin(
            make("conv", filters=2, kernel=kernel, padding="full"),
            make("conv", filters=2, kernel=kernel, padding=kernel - 1),
        )


def test_what_the_padding_holds_changes_no_count() -> None:
    for mode in ("reflect", "replicate", "circular"):
        fields = {"filters": 2, "kernel": 3, "padding": 1}
        twin(make("conv", padding_mode=mode, **fields), make("conv", **fields))


# -- ways of writing -------------------------------------------------------------------------------------


def rows(found: Summary) -> list[tuple[Any, ...]]:
    """Every figure of every layer, without the names."""
    return [
        (each.kind, each.output, each.parameters, each.multiplies, each.operations, each.activations,
         each.receptive_field)
        for each in found
    ]  # fmt: skip


def same_figures(one: Summary, *others: Summary) -> None:
    for other in others:
        assert rows(other) == rows(one)
        assert dict(other.totals) == dict(one.totals)


WAYS = {
    "short": [{"conv": {"filters": 3, "kernel": 1}}],
    "long": [
        {"conv": {"filters": 4, "kernel": 1, "activation": "relu"}},
        {"conv": {"filters": 5, "kernel": 3, "padding": 1}},
    ],
    "pool": [{"max_pool": {"kernel": 3, "stride": 1, "padding": 1}}, {"conv": {"filters": 2, "kernel": 1}}],
}
STEM = {"conv": {"name": "stem", "filters": 6, "kernel": 3, "stride": 2, "activation": "relu"}}


def test_inlining_a_named_branch_changes_no_figure() -> None:
    named = figures("17x17x3", STEM, {"concat": {"name": "block", "branches": WAYS}}, "batch_norm")
    short_form = figures("17x17x3", STEM, {"concat": WAYS}, "batch_norm")
    unnamed = figures("17x17x3", STEM, {"concat": list(WAYS.values())}, "batch_norm")
    inline = figures(
        "17x17x3",
        STEM,
        "identity",
        {"conv": {"name": "a", "filters": 3, "kernel": 1}},
        {"conv": {"from": "identity1", "filters": 4, "kernel": 1, "activation": "relu"}},
        {"conv": {"name": "b", "filters": 5, "kernel": 3, "padding": 1}},
        {"max_pool": {"from": "identity1", "kernel": 3, "stride": 1, "padding": 1}},
        {"conv": {"name": "c", "filters": 2, "kernel": 1}},
        {"concat": {"from": ["a", "b", "c"]}},
        "batch_norm",
    )
    same_figures(named, short_form, unnamed)
    assert [row for row in rows(inline) if row[0] != "identity"] == rows(named)
    assert dict(inline.totals) == dict(named.totals)


@pytest.mark.parametrize("kind", ["conv", "depthwise_conv", "separable_conv", "dense", "subsample"])
def test_an_activation_among_the_fields_is_a_layer_of_its_own(kind: str) -> None:
    fields: dict[str, Any] = {"kernel": 3}
    if kind in ("conv", "separable_conv"):
        fields["filters"] = 4
    if kind == "dense":
        fields = {"units": 4}
    before = ["flatten"] if kind == "dense" else []
    short = figures("8x8x3", *before, {kind: {**fields, "activation": "relu"}})
    same_figures(figures("8x8x3", *before, {kind: fields}, "relu"), short)
    assert [layer.name for layer in short][-2:] == [f"{kind}1", "relu1"]


def test_an_activation_with_fields_of_its_own_is_a_layer_with_those_fields() -> None:
    leaky = {"leaky_relu": {"slope": 0.2}}
    short = figures("8x8x3", {"conv": {"filters": 2, "kernel": 3, "activation": leaky}})
    same_figures(figures("8x8x3", {"conv": {"filters": 2, "kernel": 3}}, leaky), short)
    assert short[-1].node.layer == CATALOGUE["leaky_relu"](slope=0.2)


def test_defaults_are_fields_written_everywhere() -> None:
    plain = [{"conv": {"filters": 2, "kernel": 3}}, {"conv": {"filters": 4, "kernel": 3, "padding": 0}}]
    written = [
        {"conv": {"filters": 2, "kernel": 3, "padding": "same", "bias": False, "activation": "relu"}},
        {"conv": {"filters": 4, "kernel": 3, "padding": 0, "bias": False, "activation": "relu"}},
    ]
    defaults = {"conv": {"padding": "same", "bias": False, "activation": "relu"}}
    same_figures(figures("8x8x3", *written), figures("8x8x3", *plain, defaults=defaults))


def test_one_number_for_all_axes_is_that_number_for_each() -> None:
    one = figures("8x8x3", {"conv": {"filters": 2, "kernel": 3, "stride": 2, "padding": 1}})
    for kernel in ("3x3", [3, 3]):
        each = {"filters": 2, "kernel": kernel, "stride": "2x2", "padding": [1, 1]}
        same_figures(one, figures("8x8x3", {"conv": each}))


# -- sums ------------------------------------------------------------------------------------------------


def check_sums(found: Summary) -> None:
    """The rows add up to the totals, and trained and frozen parameters to all."""
    totals = found.totals
    assert totals.parameters == sum(layer.parameters.total for layer in found)
    assert totals.parameters == sum(layer.parameters.weights + layer.parameters.biases for layer in found)
    assert totals.parameters == totals.trainable + totals.frozen
    assert totals.statistics == sum(layer.parameters.statistics for layer in found)
    assert totals.multiplies == sum(layer.multiplies for layer in found)
    assert totals.activations == sum(layer.activations for layer in found)
    parts = [found.main_path, *found.heads.values()]
    for name, total in totals.items():
        assert total == sum(part[name] for part in parts), name


@pytest.mark.parametrize(
    "name", ["lenet5", "alexnet_torchvision", "vgg11", "vgg16_bn", "squeezenet1_0", "googlenet"]
)
def test_the_rows_add_up_to_the_totals(name: str) -> None:
    check_sums(summarize(name))


HEADED = [
    {"conv": {"filters": 4, "kernel": 3, "bias": False}},
    "batch_norm",
    {"head": {"name": "aux", "layers": ["global_avg_pool", {"dense": {"units": 5, "trainable": False}}]}},
    {"conv": {"filters": 2, "kernel": 3}},
]


def test_the_rows_add_up_with_an_auxiliary_output_too_and_leaving_it_out_leaves_the_main_path() -> None:
    found = figures("9x9x3", *HEADED)
    check_sums(found)
    assert found.heads["aux"].parameters == 25  # 4*5 + 5
    bare = summarize(network(spec("9x9x3", HEADED)), heads=False)
    assert dict(bare.totals) == dict(found.main_path)
    assert [layer.name for layer in bare] == ["conv1", "batch_norm1", "conv2"]
    same_figures(figures("9x9x3", *HEADED[:2], HEADED[3]), bare)


def test_a_layer_that_does_not_tell_its_cost_makes_totals_a_lower_bound() -> None:
    found = figures("8x8x3", {"custom": {"output": "8x8x4"}}, {"conv": {"filters": 2, "kernel": 3}})
    assert found.totals.parameters == 3 * 3 * 4 * 2 + 2  # 74, and what custom1 has
    assert not found.totals.parameters.complete
    assert not found.totals.multiplies.complete
    assert found.totals.activations.complete
    assert found.status == "lower bound"
    assert {note.layer for note in found.notes} == {"custom1"}


# -- settings --------------------------------------------------------------------------------------------

TRAINED = ["conv", "depthwise_conv", "separable_conv", "dense", "batch_norm", "prelu", "subsample"]


def frozen_or_not(kind: str, trainable: bool) -> Summary:
    needed = {"filters": 4, "kernel": 3, "units": 4}
    fields = {name: needed[name] for name, field in CATALOGUE[kind].fields.items() if field.required}
    before = ["flatten"] if kind == "dense" else []
    return figures("8x8x3", *before, {kind: {**fields, "trainable": trainable}})


@pytest.mark.parametrize("kind", TRAINED)
def test_freezing_moves_parameters_from_trained_to_frozen_and_changes_nothing_else(kind: str) -> None:
    free, frozen = frozen_or_not(kind, True), frozen_or_not(kind, False)
    total = free.totals.parameters
    assert total > 0
    assert (free.totals.trainable, free.totals.frozen) == (total, 0)
    assert (frozen.totals.trainable, frozen.totals.frozen) == (0, total)
    moved = ("trainable", "frozen")
    assert {name: n for name, n in frozen.totals.items() if name not in moved} == {
        name: n for name, n in free.totals.items() if name not in moved
    }
    for one, other in zip(free, frozen, strict=True):
        restored = other.parameters._replace(trainable=one.parameters.trainable, frozen=0)
        assert restored == one.parameters
        assert (one.output, one.operations) == (other.output, other.operations)


def test_every_kind_with_parameters_of_its_own_can_be_frozen() -> None:
    learned = {name for name, kind in CATALOGUE.items() if "trainable" in kind.fields}
    assert learned >= set(TRAINED)


def test_shared_layers_count_their_parameters_once_and_their_work_every_time() -> None:
    conv = {"filters": 3, "kernel": 3, "padding": 1}
    shared = figures("8x8x3", {"conv": {"name": "a", **conv}}, {"conv": {"name": "b", "share": "a"}})
    apart = figures("8x8x3", {"conv": conv}, {"conv": conv})
    assert shared.totals.parameters == 3 * 3 * 3 * 3 + 3  # 84
    assert apart.totals.parameters == 2 * 84
    assert shared.totals.multiplies == apart.totals.multiplies == 2 * 3 * 3 * 3 * 8 * 8 * 3
    assert shared.totals.activations == apart.totals.activations
    assert (shared.totals.weight_layers, apart.totals.weight_layers) == (1, 2)
    check_sums(shared)


def test_a_shared_layer_of_a_shared_layer_is_the_first_ones() -> None:
    conv = {"name": "a", "filters": 3, "kernel": 3, "padding": 1}
    found = figures("8x8x3", {"conv": conv}, *({"conv": {"name": n, "share": s}} for n, s in ("ba", "cb")))
    assert found.totals.parameters == 84
    assert found.network.nodes[found["c"].node.owner].name == "a"


@pytest.mark.parametrize("batch", [2, 7, 256])
def test_a_batch_multiplies_the_activations_and_nothing_else(batch: int) -> None:
    one, many = summarize("lenet5"), summarize("lenet5", batch=batch)
    assert many.totals.activations == batch * one.totals.activations
    for a, b in zip(one, many, strict=True):
        assert b.activations == batch * a.activations
        assert (a.output, a.parameters, a.multiplies) == (b.output, b.parameters, b.multiplies)
        assert (a.operations, a.receptive_field) == (b.operations, b.receptive_field)


@pytest.mark.parametrize("dtype, size", [("float64", 8), ("float32", 4), ("float16", 2), ("int8", 1)])
def test_a_dtype_changes_bytes_and_no_count(dtype: str, size: int) -> None:
    found = summarize("lenet5", dtype=dtype)
    assert dict(found.totals) == dict(summarize("lenet5").totals)
    assert found.bytes("parameters") == size * 61706


@pytest.mark.parametrize("settings", [{"batch": 0}, {"batch": -1}, {"dtype": "float31"}])
def test_a_batch_or_dtype_that_is_none_is_an_error(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"batch|dtype"):
        summarize("lenet5", **settings)


# -- one process -----------------------------------------------------------------------------------------


def test_two_runs_in_one_process_agree() -> None:
    same_figures(summarize("lenet5"), summarize("lenet5"), summarize(load("lenet5")))


@pytest.mark.parametrize(
    "wrong",
    [
        "input: 8x8x3\nlayers: [conv: {filters: 2, kernel: 30}]",
        "input: 8x8x3\ndefaults: {conv: {padding: same}}\nlayers: [conv: 64, nothing, {add: [[relu]]}]",
        "input: [",
        "",
    ],
)
def test_a_failed_read_leaves_nothing_behind(wrong: str) -> None:
    before = summary(spec("17x17x3", HEADED))
    with pytest.raises(SpecError):
        network(wrong)
    same_figures(before, summary(spec("17x17x3", HEADED)))


def test_figures_of_another_input_are_those_of_a_spec_with_that_input() -> None:
    path = os.path.join(bundled_folder(), "squeezenet1_0.yaml")
    with open(path, encoding="utf-8") as file:
        changed = file.read().replace("input: 224x224x3", "input: 96x128x1")
    same_figures(summary(changed), summarize(path, input="96x128x1"))
