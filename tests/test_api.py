"""The public Python API: load and summarize, and what they return."""

import copy
import gc
import os
import pathlib
from collections.abc import Sequence
from fractions import Fraction

import pytest
from helpers import summary
from work import growth

import cnncalc
from cnncalc import LayerSummary, Network, Shape, SpecError, Summary, load, summarize

SMALL = "name: small\ninput: 8x8x3\nlayers:\n  - conv: {name: c, filters: 2, kernel: 3}\n  - relu\n"


@pytest.fixture
def spec(tmp_path: pathlib.Path) -> pathlib.Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    return file


SEQUENCE = "input: {length: 100, channels: 2}\nlayers: [conv: {filters: 4, kernel: 9}]"


def test_where_the_input_is_a_sequence_two_numbers_are_one(tmp_path):
    spec = tmp_path / "sequence.yaml"
    spec.write_text(SEQUENCE)
    assert load(spec, input="50x3").inputs == {"input": Shape(3, (50,))}
    assert str(load(spec, input="50x3").inputs["input"]) == "50x3"  # as it is printed
    with pytest.raises(SpecError, match="50x3 has no channels"):
        load("lenet5", input="50x3")


def test_one_shape_for_several_inputs_is_one_problem(tmp_path):
    spec = tmp_path / "two.yaml"
    spec.write_text("inputs: {a: 4, b: 8x8x3}\nlayers: [dense: {from: a, units: 2}, relu: {from: b}]")
    with pytest.raises(SpecError) as caught:
        load(spec, input="32x32x3")
    assert [p.message for p in caught.value.problems] == [
        "--input: there are several inputs; give NAME=SHAPE for a or b"
    ]


def test_a_setting_that_does_not_fit_is_named_at_the_place_where_it_does_not():
    with pytest.raises(SpecError) as caught:
        load("lenet5", settings={"classes": -1})
    (problem,) = caught.value.problems
    assert str(problem).startswith("lenet5.yaml:")
    assert "it must be 1 or more (with --set classes=-1)" in str(problem)
    with pytest.raises(SpecError, match=r"write a list in brackets: \[3,4,23,3\]"):
        load("resnet18", settings={"depths": "3,4,23,3"})


def test_a_mistake_of_the_spec_is_not_blamed_on_a_setting(tmp_path):
    spec = tmp_path / "wrong.yaml"
    spec.write_text("variables: {n: 3}\ninput: 8\nlayers: [dense: n, nosuch]")
    with pytest.raises(SpecError) as caught:
        load(spec, settings={"n": "4"})
    assert "--set" not in str(caught.value)


def test_the_names_of_the_package_are_those_it_lists():
    assert {*cnncalc.__all__} <= {*dir(cnncalc)}
    assert all(getattr(cnncalc, name) is not None for name in cnncalc.__all__)
    assert isinstance(cnncalc.__version__, str)
    with pytest.raises(AttributeError, match="no attribute 'sumarize'"):
        cnncalc.sumarize  # noqa: B018


# -- load ------------------------------------------------------------------------------------------


def test_load_gives_a_network_with_its_name_inputs_and_layers(spec):
    network = load(spec)
    assert isinstance(network, Network)
    assert network.name == "small"
    assert network.inputs == {"input": Shape(3, (8, 8))}
    assert [node.name for node in network.layers] == ["c", "relu1"]


def test_a_path_may_be_a_text_or_a_path(spec):
    assert load(str(spec)).name == load(spec).name == load(os.fspath(spec)).name == "small"


def test_a_bundled_name_is_a_spec():
    assert load("vgg16").name == "VGG-16"


def test_an_input_replaces_that_of_the_spec(spec):
    assert load(spec, input="10x12x3").inputs == {"input": Shape(3, (10, 12))}
    assert load(spec, input={"input": "10x12x3"}).inputs == {"input": Shape(3, (10, 12))}


def test_inputs_by_name(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text("inputs: {a: 4, b: 6}\nlayers: [concat: {from: [a, b]}]\n")
    assert load(file, input={"b": "7"}).inputs == {"a": Shape(4), "b": Shape(7)}


@pytest.mark.parametrize(
    ("given", "message"),
    [("8x8", "has no channels"), ("big", "expected a shape"), ({"x": "8x8x3"}, "there is no input 'x'")],
)
def test_an_input_that_is_no_shape_or_no_input_is_refused(given, message, spec):
    with pytest.raises(SpecError, match=message):
        load(spec, input=given)


def test_a_spec_that_is_not_there_is_refused_with_a_hint():
    with pytest.raises(SpecError, match="did you mean 'lenet5'"):
        load("lenet55")


def test_all_problems_of_a_spec_are_reported_with_their_places(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("input: 8x8x3\nlayers:\n  - conv: {filer: 2, kernel: 3}\n  - dense: many\n")
    with pytest.raises(SpecError) as caught:
        load(file)
    places = [(problem.place.line, problem.place.column) for problem in caught.value.problems]
    assert {(3, 12), (4, 12)} <= {*places}
    assert places == sorted(places)
    assert f"{file}:3:12: error: " in str(caught.value)


# -- summarize -------------------------------------------------------------------------------------


def test_summarize_takes_a_network_a_path_or_a_bundled_name(spec):
    found = [summarize(load(spec)), summarize(spec), summarize(str(spec))]
    assert all(isinstance(figures, Summary) for figures in found)
    assert len({figures.totals.parameters for figures in found}) == 1
    assert summarize("lenet5").totals.parameters == 61706


def test_totals_by_attribute_and_by_name():
    totals = summarize("lenet5").totals
    assert totals.parameters == totals["parameters"] == 61706
    assert [*totals][:2] == ["parameters", "trainable"]
    assert len(totals) == 7
    assert totals.complete
    with pytest.raises(AttributeError, match="no total 'flops'"):
        totals.flops  # noqa: B018
    with pytest.raises(KeyError):
        totals["flops"]


def test_every_figure_of_a_layer_is_typed():
    layer = summarize("lenet5")["C3"]
    assert (layer.name, layer.kind, layer.inputs, layer.head) == ("C3", "conv", ["S2"], None)
    assert layer.output == Shape(16, (10, 10))
    # 5*5*6*16 = 2,400 weights and 16 biases; 10*10 positions of 2,400 multiplies
    assert layer.parameters == (2416, 2400, 16, 2416, 0, 0)
    assert (layer.parameters.weights, layer.parameters.biases) == (2400, 16)
    assert layer.multiplies == 240_000
    assert layer.operations.additions == 240_000
    assert layer.activations == 1600
    assert layer.receptive_field.size == (14, 14)  # (6 - 1) * 1 + 1 = 6 after S2, then 6 + 4 * 2
    assert isinstance(layer.line, int)


def test_a_layer_has_no_other_figures():
    with pytest.raises(AttributeError, match="no value 'flop'"):
        summarize("lenet5")["C3"].flop  # noqa: B018


def test_a_batch_multiplies_activations_and_not_multiplies():
    one, many = summarize("lenet5"), summarize("lenet5", batch=32)
    assert many.totals.activations == 32 * one.totals.activations
    assert many.totals.multiplies == one.totals.multiplies


def test_a_dtype_is_for_figures_in_bytes():
    figures = summarize("lenet5", dtype="float16")
    assert figures.bytes("parameters") == 2 * 61706
    assert figures.totals == summarize("lenet5").totals


@pytest.mark.parametrize("batch", [0, -1, 2.5, 2.0, True, "2", None])
def test_a_batch_that_is_no_number_of_images_is_refused(batch):
    with pytest.raises(ValueError, match=f"batch is {batch!r}; it must be a whole number, 1 or more"):
        summarize("lenet5", batch=batch)


def test_an_unknown_dtype_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'half' is not one of float64, float32"):
        summarize("lenet5", dtype="half")


def test_an_input_for_a_network_that_is_already_built_is_refused(spec):
    with pytest.raises(ValueError, match="already built"):
        summarize(load(spec), input="8x8x3")


def test_heads_count_unless_they_are_left_out():
    figures = summarize("googlenet")
    assert figures.totals.parameters == 13_378_280
    assert figures.main_path.parameters == 6_998_552
    assert summarize("googlenet", heads=False).totals == figures.main_path
    assert {name: int(head.parameters) for name, head in figures.heads.items()} == {
        "aux1": 3_188_840,
        "aux2": 3_190_888,
    }
    assert summarize("googlenet", heads=False).heads == {}


def test_what_is_not_known_makes_totals_lower_bounds(tmp_path):
    file = tmp_path / "custom.yaml"
    layers = "[conv: {filters: 2, kernel: 3}, custom: {name: odd, output: 6x6x2}]"
    file.write_text(f"input: 8x8x3\nlayers: {layers}\n")
    figures = summarize(file)
    assert figures["odd"].multiplies is None
    assert figures.status == "lower bound"
    assert not figures.totals.complete
    assert not figures.totals.parameters.complete
    assert figures.totals.parameters == 56  # 3*3*3*2 + 2
    assert {note.layer for note in figures.notes} == {"odd"}
    assert figures["conv1"].share("parameters") is None


# -- a summary is a sequence of layers -------------------------------------------------------------


def test_a_summary_is_a_sequence_of_its_layers():
    figures = summarize("lenet5")
    assert isinstance(figures, Sequence)
    assert len(figures) == 13
    assert [layer.name for layer in figures][:3] == ["C1", "tanh1", "S2"]
    assert figures[0].name == "C1"
    assert figures[-1].name == "softmax1"
    assert isinstance(figures[0], LayerSummary)
    with pytest.raises(IndexError):
        figures[13]


def test_a_slice_of_a_summary_is_a_list_of_layers():
    assert [layer.name for layer in summarize("lenet5")[:4:2]] == ["C1", "S2"]


def test_a_layer_by_name_and_a_name_that_is_none():
    figures = summarize("inception_block")
    assert figures["inception_3a/5x5/conv1"].output == Shape(16, (28, 28))
    with pytest.raises(KeyError, match="conv1"):
        figures["conv1"]


def test_layers_add_up_to_the_totals():
    figures = summarize("googlenet")
    assert sum(layer.parameters.total for layer in figures) == figures.totals.parameters
    assert sum(layer.multiplies for layer in figures) == figures.totals.multiplies
    assert sum(layer.activations for layer in figures) == figures.totals.activations


def test_a_share_is_an_exact_part_of_a_total():
    figures = summarize("lenet5")
    assert figures["C3"].share("multiplies") == Fraction(240_000, 416_520)
    assert figures["F5"].share("parameters") == Fraction(48_120, 61_706)  # 400*120 + 120
    assert sum(layer.share("parameters") for layer in figures) == 1


def test_a_share_of_nothing_is_nothing(tmp_path):
    file = tmp_path / "nothing.yaml"
    file.write_text("input: 8x8x3\nlayers: [relu]\n")
    assert summarize(file)[0].share("parameters") == 0


def test_objects_say_what_they_are():
    figures = summarize("lenet5")
    assert repr(figures) == "<LeNet-5: 13 layers, 61,706 parameters>"
    assert repr(figures["S4"]) == "<S4: avg_pool, 5x5x16>"
    assert repr(figures.totals).startswith("Totals({'parameters': 61706")


def test_the_library_leaves_the_garbage_collector_alone():
    assert gc.isenabled()
    summarize("lenet5")
    assert gc.isenabled()


def test_a_layer_of_a_summary_can_be_copied(spec):
    layer = copy.deepcopy(summarize(spec)["c"])
    assert (layer.name, layer.parameters.total) == ("c", 56)  # 3*3*3*2 + 2


def test_the_work_of_adding_up_the_heads_of_a_network_grows_with_their_number_and_no_faster():
    def adding_up(count):
        text = "input: 8x8x1\nlayers:\n" + "  - head: {layers: [global_avg_pool, dense: 3]}\n" * count
        assert len(summary(text).heads) == count
        figures = summary(text)
        return lambda: figures.heads

    assert growth(adding_up, 100) < 2.3  # a pass over all layers for each head: 4


def test_a_summary_knows_its_layers_and_their_names(spec):
    found = summarize(spec)
    assert "c" in found
    assert "d" not in found
    assert found[0] in found
    assert found[0] not in summarize(spec)
    with pytest.raises(KeyError):
        found["d"]
