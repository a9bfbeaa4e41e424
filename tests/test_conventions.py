"""What is counted, kind by kind: operations per value and small cases worked by hand."""

from typing import Any

import pytest
from helpers import cost, figures, hwc, make, with_tests_of_their_own

from cnncalc import Shape
from cnncalc.layers import CATALOGUE, Operations
from cnncalc.problem import LayerError

MAP = Shape(6, (4, 5))  # 6*4*5 = 120 values
VECTOR = Shape(7)


def counts(found: Operations) -> dict[str, int]:
    """What is not zero."""
    return {name: value for name, value in found._asdict().items() if value and name != "because"}


PER_VALUE: dict[str, dict[str, int]] = {
    "relu": {"comparisons": 1},  # max(0, x)
    "relu6": {"comparisons": 2},  # min(max(0, x), 6)
    "leaky_relu": {"comparisons": 1, "multiplications": 1},  # x < 0 ? slope * x : x
    "prelu": {"comparisons": 1, "multiplications": 1},  # the same, with a trained slope
    # x < 0 ? alpha * (exp(x) - 1) : x
    "elu": {"comparisons": 1, "exponentials": 1, "additions": 1, "multiplications": 1},
    # scale * (x < 0 ? alpha * (exp(x) - 1) : x)
    "selu": {"comparisons": 1, "exponentials": 1, "additions": 1, "multiplications": 2},
    # x * (1 + erf(x * c)) * 0.5: three products, one sum, erf as an exponential
    "gelu": {"exponentials": 1, "additions": 1, "multiplications": 3},
    "sigmoid": {"exponentials": 1, "additions": 1, "divisions": 1},  # 1 / (1 + exp(-x))
    # x * sigmoid(x)
    "silu": {"exponentials": 1, "additions": 1, "divisions": 1, "multiplications": 1},
    "hard_sigmoid": {"additions": 1, "comparisons": 2, "divisions": 1},  # min(max(0, x + 3), 6) / 6
    # x * hard_sigmoid(x)
    "hard_swish": {"additions": 1, "comparisons": 2, "divisions": 1, "multiplications": 1},
    # 1 - 2 / (exp(2 * x) + 1)
    "tanh": {"multiplications": 1, "exponentials": 1, "additions": 2, "divisions": 1},
    "batch_norm": {"multiplications": 1, "additions": 1},  # folded: a * x + b
}


@pytest.mark.parametrize("kind", PER_VALUE)
def test_operations_per_value(kind: str) -> None:
    for x in (MAP, VECTOR, Shape(2, (3,)), Shape(2, (3, 4, 5))):
        layer = make(kind)
        assert layer.output_shape(x) == x
        assert counts(cost(layer, x)) == {name: n * x.values for name, n in PER_VALUE[kind].items()}


def test_every_activation_is_counted_here() -> None:
    activations = {name for name, kind in CATALOGUE.items() if kind.is_activation}
    assert activations <= {*PER_VALUE, "softmax"} | with_tests_of_their_own()


def test_softmax_takes_an_exponential_and_a_division_per_value_and_adds_the_exponentials_up() -> None:
    # of 10 scores: 10 exponentials, 10 - 1 additions, 10 divisions
    assert counts(cost(make("softmax"), Shape(10))) == {"exponentials": 10, "additions": 9, "divisions": 10}
    # 6 channels at each of 20 positions: 6*20 exponentials, (6 - 1)*20 additions, 6*20 divisions
    assert counts(cost(make("softmax"), MAP)) == {"exponentials": 120, "additions": 100, "divisions": 120}


@pytest.mark.parametrize("size", [1, 5])
def test_local_response_normalization(size: int) -> None:
    # per value x / (k + alpha * sum)**beta, the sum over n squares: a square and alpha * sum: 2 products;
    # n - 1 additions within the sum and one for k: n; a power; a division
    assert counts(cost(make("local_response_norm", size=size), MAP)) == {
        "multiplications": 2 * 120,
        "additions": size * 120,
        "exponentials": 120,
        "divisions": 120,
    }


def test_pools() -> None:
    # 6 channels, windows of 2x2 on 4x4: 2*2 positions, 24 outputs
    x = Shape(6, (4, 4))
    assert counts(cost(make("max_pool", kernel=2), x)) == {"comparisons": 72}  # (4 - 1) * 24
    assert counts(cost(make("avg_pool", kernel=2), x)) == {"additions": 72, "divisions": 24}
    assert counts(cost(make("max_pool", kernel=1), x)) == {}  # one value is its own maximum
    assert counts(cost(make("avg_pool", kernel=(1, 2)), x)) == {"additions": 48, "divisions": 48}


def test_a_partly_filled_window_is_counted_in_full() -> None:
    # 5 pixels, windows of 2 from 0, 2 and 4: the third is half empty; 3 * (2 - 1)
    assert counts(cost(make("max_pool", kernel=2, rounding="ceil"), Shape(1, (5,)))) == {"comparisons": 3}


def test_global_pools() -> None:
    assert counts(cost(make("global_max_pool"), MAP)) == {"comparisons": 114}  # (20 - 1) * 6
    assert counts(cost(make("global_avg_pool"), MAP)) == {"additions": 114, "divisions": 6}


def test_a_mean_or_a_maximum_over_some_axes() -> None:
    # 20 positions of 6 channels each: 5 additions and 1 division, or 5 comparisons
    assert counts(cost(make("mean", axes=("channels",)), MAP)) == {"additions": 100, "divisions": 20}
    assert counts(cost(make("max", axes=("channels",)), MAP)) == {"comparisons": 100}
    # 6 channels of 4 rows of 5 each: 24 * (5 - 1)
    assert counts(cost(make("mean", axes=("width",)), MAP)) == {"additions": 96, "divisions": 24}


def test_a_fixed_factor_is_a_multiplication_per_value_and_no_multiply() -> None:
    assert counts(cost(make("scale", factor=0.17), MAP)) == {"multiplications": 120}


def test_adaptive_pool() -> None:
    # 5 pixels to 2: windows 0-2 and 2-4; 3 - 1 additions each, one division each
    layer = make("adaptive_avg_pool", output=2)
    assert counts(cost(layer, Shape(1, (5,)))) == {"additions": 4, "divisions": 2}


def test_trainable_pooling_of_lenet5() -> None:
    # 6 maps, 14x14 outputs: 1176 sums of 4 values take 3 additions, one product, one bias
    layer, x = make("subsample", kernel=2), hwc("28x28x6")
    assert counts(cost(layer, x)) == {"multiplications": 1176, "additions": 4 * 1176}
    assert layer.parameters(x)[:2] == (6, 6)  # a coefficient and a bias per map


def test_radial_basis_functions_of_lenet5() -> None:
    # 10 units, 84 inputs: 84 differences, 84 squares, 83 additions each
    layer = make("rbf", units=10)
    assert counts(cost(layer, Shape(84))) == {"multiplications": 840, "additions": (84 + 83) * 10}
    assert layer.parameters(Shape(84))[:3] == (0, 0, 0)  # the prototypes are not trained


@pytest.mark.parametrize(
    "kind, expected",
    [
        ("add", {"additions": 2 * 120}),  # a + b + c
        ("maximum", {"comparisons": 2 * 120}),
        ("multiply", {"multiplications": 2 * 120}),
        ("average", {"additions": 2 * 120, "divisions": 120}),
    ],
)
def test_joining_three_maps_takes_two_steps_per_value(kind: str, expected: dict[str, int]) -> None:
    join = make(kind)
    y = join.output_shape((MAP, MAP, MAP))
    assert y == MAP
    assert counts(join.operations((MAP, MAP, MAP), y)) == expected


def test_a_gate_multiplies_every_value_and_is_no_weight() -> None:
    gate = make("multiply")
    shapes = (MAP, Shape(6))
    y = gate.output_shape(shapes)
    assert y == MAP
    assert counts(gate.operations(shapes, y)) == {"multiplications": 120}


def test_concatenation_adds_channels_and_costs_nothing() -> None:
    concat = make("concat")
    shapes = (Shape(6, (4, 5)), Shape(2, (4, 5)), Shape(3, (4, 5)))
    y = concat.output_shape(shapes)
    assert y == Shape(11, (4, 5))  # 6 + 2 + 3
    assert counts(concat.operations(shapes, y)) == {}


@pytest.mark.parametrize("kind", ["dropout", "identity", "flatten"])
def test_what_only_passes_values_on_costs_nothing_and_says_why(kind: str) -> None:
    layer = make(kind)
    found = cost(layer, MAP)
    assert counts(found) == {}
    assert found.because
    assert layer.parameters(MAP)[:3] == (0, 0, 0)
    assert layer.parameters(MAP).because


def test_biases_are_additions() -> None:
    # 3*3*2 = 18 terms take 17 additions, with a bias 18; 3 filters at 2x3 positions: 18 outputs
    x = Shape(2, (4, 5))
    assert counts(cost(make("conv", filters=3, kernel=3), x)) == {"multiplies": 324, "additions": 18 * 18}
    bare = cost(make("conv", filters=3, kernel=3, bias=False), x)
    assert counts(bare) == {"multiplies": 324, "additions": 17 * 18}


def test_multiplications_of_a_layer_include_its_multiplies() -> None:
    found = figures("4x5x2", {"conv": {"filters": 3, "kernel": 3}}, "leaky_relu")
    assert found["conv1"].multiplies == found["conv1"].operations.multiplications == 324
    assert found["leaky_relu1"].multiplies == 0
    assert found["leaky_relu1"].operations.multiplications == 18
    assert found.totals.multiplies == 324


@pytest.mark.parametrize(
    "fields, trained",
    [({}, (64, 64)), ({"affine": False}, (0, 0)), ({"scale": False}, (0, 64))],
)
def test_batch_norm_trains_2c_and_keeps_2c_statistics(fields: Any, trained: tuple[int, int]) -> None:
    for x in (Shape(64, (8, 8)), Shape(64), Shape(64, (3, 4, 5))):
        assert make("batch_norm", **fields).parameters(x)[:3] == (*trained, 128)
    found = figures("8x8x64", {"batch_norm": fields})
    assert found.totals.parameters == sum(trained)
    assert found.totals.statistics == 128


def test_prelu_has_a_slope_per_channel_or_one() -> None:
    assert make("prelu").parameters(MAP)[:2] == (6, 0)
    assert make("prelu", shared=True).parameters(MAP)[:2] == (1, 0)


# -- memory ----------------------------------------------------------------------------------------------


def vgg16_layers() -> list[Any]:
    """VGG-16 as published, its activations and dropouts written out."""
    layers: list[Any] = []
    for filters, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        conv = {"conv": {"filters": filters, "kernel": 3, "padding": 1}}
        layers += [conv, "relu"] * depth + [{"max_pool": 2}]
    hidden: list[Any] = [{"dense": 4096}, "relu", "dropout"]
    return [*layers, "flatten", *hidden, *hidden, {"dense": 1000}, "softmax"]


def test_vgg16_holds_15_087_080_activations() -> None:
    # 224*224*64*2 + 112*112*(64 + 128*2) + 56*56*(128 + 256*3) + 28*28*(256 + 512*3)
    #   + 14*14*(512 + 512*3) + 7*7*512 + 4096*2 + 1000
    # = 6422528 + 4014080 + 2809856 + 1404928 + 401408 + 25088 + 8192 + 1000 = 15087080
    found = figures("224x224x3", *vgg16_layers())
    assert found.totals.activations == 15_087_080
    assert found.totals.activations + 224 * 224 * 3 == 15_237_608
    assert found.bytes("activations") == 4 * 15_087_080
    assert found.totals.parameters == 138_357_544
    assert found.totals.weight_layers == 16


def test_what_works_in_place_adds_no_activations() -> None:
    in_place = ["relu", "dropout", "identity", "flatten", "softmax"]
    found = figures("8x8x3", {"conv": {"filters": 2, "kernel": 3}}, *in_place)
    assert [layer.activations for layer in found] == [72, 0, 0, 0, 0, 0]  # 6*6*2
    assert {name for name, kind in CATALOGUE.items() if kind.is_activation} <= {
        name for name, kind in CATALOGUE.items() if kind.in_place
    }


def test_norms_and_joins_add_activations() -> None:
    found = figures("8x8x3", "batch_norm", {"add": {"branches": [["relu"], "identity"]}})
    assert [layer.activations for layer in found] == [192, 0, 0, 192]


# -- channels and shapes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["add", "multiply"])
@pytest.mark.parametrize("small", [Shape(6), Shape(6, (1, 1))])
def test_one_value_per_channel_is_spread_over_the_map(kind: str, small: Shape) -> None:
    assert make(kind).output_shape((MAP, small)) == make(kind).output_shape((small, MAP)) == MAP


@pytest.mark.parametrize("kind", ["maximum", "average"])
def test_maximum_and_average_need_equal_shapes(kind: str) -> None:
    with pytest.raises(LayerError, match="differ"):
        make(kind).output_shape((MAP, Shape(6, (1, 1))))


def test_one_map_gates_every_channel_in_multiply_alone() -> None:
    gate = Shape(1, (4, 5))
    assert make("multiply").output_shape((MAP, gate)) == MAP
    for kind in ("add", "maximum", "average"):
        with pytest.raises(LayerError, match="channels differ"):
            make(kind).output_shape((MAP, gate))


@pytest.mark.parametrize("kind", ["add", "multiply", "maximum", "average", "concat"])
def test_joins_need_maps_of_one_size(kind: str) -> None:
    with pytest.raises(LayerError, match="height differ"):
        make(kind).output_shape((MAP, Shape(6, (3, 5))))


def test_concatenation_along_another_axis_needs_equal_channels() -> None:
    assert make("concat", axis="width").output_shape((MAP, Shape(6, (4, 2)))) == Shape(6, (4, 7))
    with pytest.raises(LayerError, match="channels differ"):
        make("concat", axis="width").output_shape((MAP, Shape(5, (4, 2))))


@pytest.mark.parametrize("filters, groups", [(12, 4), (9, 2), (9, 6)])
def test_groups_divide_the_channels_on_both_sides(filters: int, groups: int) -> None:
    with pytest.raises(LayerError, match="do not divide") as caught:  # 6 by 4, 9 by 2, 9 by 6
        make("conv", filters=filters, kernel=1, groups=groups).output_shape(MAP)
    assert caught.value.field == "groups"


def test_flatten_and_dense_give_vectors() -> None:
    assert make("flatten").output_shape(MAP) == Shape(120)  # 4*5*6
    assert make("dense", units=9).output_shape(Shape(120)) == Shape(9)
    with pytest.raises(LayerError, match="flatten"):
        make("dense", units=9).output_shape(MAP)
