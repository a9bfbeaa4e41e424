"""Which layer somebody means."""

import pytest
from helpers import figures

from cnncalc import summarize
from cnncalc.figures.layer_names import NoLayerError
from cnncalc.problem import SpecError
from cnncalc.teaching.explain.find import find


@pytest.fixture(scope="module")
def googlenet():
    return summarize("googlenet")


def found(summary, word):
    (layer,) = find(summary, [word])
    return layer.name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("conv1", "conv1"),  # a full name, though other names end so
        ("inception_3a/3x3/conv2", "inception_3a/3x3/conv2"),
        ("3a/3x3/conv2", "inception_3a/3x3/conv2"),  # an ending within a part
        ("inception_4e", "inception_4e"),  # a block
        ("#1", "conv1"),
        ("#161", "softmax1"),
        ("total", "total"),
    ],
)
def test_a_layer_is_known_by_its_name_its_ending_or_its_number(googlenet, word, name):
    assert found(googlenet, word) == name


def test_numbers_count_the_layers_in_the_order_of_writing(googlenet):
    assert [layer.name for layer in find(googlenet, [f"#{i}" for i in range(1, 162)])] == [
        layer.name for layer in googlenet
    ]


def test_several_words_are_several_layers(googlenet):
    assert [layer.name for layer in find(googlenet, ["conv2", "conv1"])] == ["conv2", "conv1"]


def test_a_name_means_the_block_and_its_number_the_join():
    resnet = summarize("resnet18")
    add = next(i for i, layer in enumerate(resnet, 1) if layer.kind == "add")
    block, join = find(resnet, [resnet[add - 1].name, f"#{add}"])
    assert block.name == join.name
    assert (block.parameters.total > 0, join.parameters.total) == (True, 0)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("conv1_11", "no layer is called 'conv1_11'; did you mean 'conv1_1'?"),
        ("conv", "no layer is called 'conv'; try conv1_1, conv1_2, conv2_1, conv2_2, conv3_1"),
        ("Conv1_1", "did you mean 'conv1_1'?"),
        ("#0", "there is no layer '#0'; layers are numbered from #1 to #40"),
        ("#41", "layers are numbered from #1 to #40"),
        ("#one", "layers are numbered from #1 to #40"),
        ("", "no layer is called ''"),
        ("_1", "'_1' may be conv1_1, conv2_1, conv3_1, conv4_1 or conv5_1: write more of the name"),
        ("x" * 500, "no layer is called 'xxxxx"),
    ],
)
def test_a_word_that_means_no_layer_or_several_is_answered_with_what_would_fit(word, message):
    with pytest.raises(NoLayerError) as error:
        find(summarize("vgg16"), [word])
    assert message in str(error.value)
    assert len(str(error.value)) < 300


def test_whole_parts_of_a_name_win_over_endings_within_a_part():
    conv = {"filters": 2, "kernel": 1}
    branches = {"a": [{"conv": {"name": "up", **conv}}], "b": [{"conv": {"name": "group", **conv}}]}
    network = figures("8x8x3", {"concat": {"name": "join", "branches": branches}})
    assert found(network, "up") == "join/a/up"
    assert found(network, "oup") == "join/b/group"


def test_no_layer_is_called_total_so_that_total_is_the_network():
    with pytest.raises(SpecError, match="'total', which means the whole network"):
        figures("8", {"dense": {"name": "total", "units": 2}})


def test_a_word_that_is_said_again_means_nothing_more(googlenet):
    assert [layer.name for layer in find(googlenet, ["conv1", "inception_4e"] * 1000)] == [
        "conv1",
        "inception_4e",
    ]
