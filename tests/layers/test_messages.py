"""What layers say when they do not fit: after `maxout 'fc': `, so that the kind is not said again."""

import pytest
from helpers import network

from cnncalc import Shape
from cnncalc.catalogue import kinds
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.problem import LayerError, SpecError, listing

INPUTS = ("16", "16x16x5", "4x4x4x5", "{length: 16, channels: 5}")
SINGLE = [one for one in kinds() if not one.joins]


def message(example: str, shape: str) -> str:
    """The first problem of one layer on one input; empty if it fits."""
    try:
        network(f"input: {shape}\nlayers:\n  {example}\n")
    except SpecError as error:
        return error.problems[0].message
    return ""


@pytest.mark.parametrize("one", SINGLE, ids=lambda one: one.name)
def test_a_message_names_the_kind_once(one):
    for shape in INPUTS:
        if told := message(one.example, shape):
            start = f"{one.name} '{one.name}1': "
            assert told.startswith(start)
            assert one.name not in told.removeprefix(start).split()


def test_kinds_that_need_a_map_say_so_alike():
    told = {one.name: message(one.example, "16") for one in SINGLE}
    alike = "it reads a map; its input is a vector of 16 values; does 'flatten' come too early?"
    need_a_map = {name: text for name, text in told.items() if "map" in text}
    assert need_a_map == {name: f"{name} '{name}1': {alike}" for name in need_a_map}
    assert {"conv", "max_pool", "global_avg_pool", "pad", "pixel_shuffle", "upsample"} <= {*need_a_map}


def test_an_activation_that_is_none_brings_the_list_of_all() -> None:
    told = message("- conv: {filters: 8, kernel: 3, activation: cosine}", "16x16x5")
    all_of_them = sorted(name for name, kind in CATALOGUE.items() if kind.is_activation)
    assert told == f"there is no activation 'cosine'; there are {listing(all_of_them)}"


@pytest.mark.parametrize("kind", ["dense", "maxout", "rbf"])
def test_kinds_that_need_a_vector_say_how_to_get_one(kind: str):
    layer: Layer = CATALOGUE[kind](units=10)
    with pytest.raises(LayerError) as told:
        layer.output_shape(Shape(5, (16, 16)))
    assert told.value.message == (
        "it reads a vector; its input is a map of 16x16x5; put 'flatten' before it (1,280 values)"
        " or 'global_avg_pool' (5 values)"
    )


def refusal(kind: str, *inputs: Shape, **fields: object) -> str:
    """Why a layer does not fit."""
    with pytest.raises(LayerError) as told:
        CATALOGUE[kind](**fields).facts(inputs)
    return told.value.message


def test_a_slice_that_ends_where_it_begins_holds_no_channel() -> None:
    assert refusal("slice", Shape(8), start=3, stop=3) == "no channel is left from 3 up to 3"
    assert CATALOGUE["slice"](start=3, stop=4).facts((Shape(8),)).shape == Shape(1)  # 4 - 3


def test_a_field_is_left_empty_only_where_that_is_its_default() -> None:
    assert refusal("conv", filters=None, kernel=3).startswith("'filters' of conv takes a whole number")
    assert CATALOGUE["max_pool"](kernel=2, stride=None) == CATALOGUE["max_pool"](kernel=2)


def test_a_gate_of_one_channel_has_the_size_of_the_map_or_one_position() -> None:
    x = Shape(6, (4, 4))
    assert CATALOGUE["multiply"]().facts((x, Shape(1, (4, 4)))).shape == x
    assert refusal("multiply", x, Shape(1, (2, 2))) == "height, width and channels differ"


def test_a_vector_and_a_map_of_one_position_add_up_to_the_map_in_either_order() -> None:
    vector, pixel = Shape(8), Shape(8, (1, 1))
    assert CATALOGUE["add"]().facts((vector, pixel)).shape == pixel
    assert CATALOGUE["add"]().facts((pixel, vector)).shape == pixel
