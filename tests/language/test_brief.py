"""Layers in short form, and options that stand for fields: the same as the spec they are short for."""

from typing import Any

import pytest
from helpers import figures

from cnncalc import Network, SpecError
from cnncalc.catalogue import kinds
from cnncalc.language.brief import read_chain
from cnncalc.language.options import read_single
from cnncalc.layers import CATALOGUE, Layer


def layers(network: Network) -> list[Layer]:
    return [node.layer for node in network.layers if node.layer]


def written(shape: str, *items: Any) -> list[Layer]:
    """The layers of a spec."""
    return layers(figures(shape, *items).network)


@pytest.mark.parametrize(
    ("short", "item"),
    [
        ("conv 10 k5 p2", {"conv": {"filters": 10, "kernel": 5, "padding": 2}}),
        ("conv 10 k5", {"conv": {"filters": 10, "kernel": 5}}),
        ("conv K10 f5 s2 p1", {"conv": {"filters": 10, "kernel": 5, "stride": 2, "padding": 1}}),
        (
            "conv 64 3x5/2x1 p1x2",
            {"conv": {"filters": 64, "kernel": [3, 5], "stride": [2, 1], "padding": [1, 2]}},
        ),
        ("conv 64 k3/2 same", {"conv": {"filters": 64, "kernel": 3, "stride": 2, "padding": "same"}}),
        (
            "conv 32 3x3 d2 g4 bias=false",
            {"conv": {"filters": 32, "kernel": [3, 3], "dilation": 2, "groups": 4, "bias": False}},
        ),
        (
            "conv filters=8 kernel=3 padding_mode=reflect",
            {"conv": {"filters": 8, "kernel": 3, "padding_mode": "reflect"}},
        ),
        (
            "conv 8 k3 circular s=2",
            {"conv": {"filters": 8, "kernel": 3, "padding_mode": "circular", "stride": 2}},
        ),
        ("conv 8 k3 activation=relu", {"conv": {"filters": 8, "kernel": 3, "activation": "relu"}}),
        ("max_pool 2", {"max_pool": 2}),
        ("max_pool 3x3/2 ceil", {"max_pool": {"kernel": [3, 3], "stride": 2, "rounding": "ceil"}}),
        ("avg_pool k2 s1", {"avg_pool": {"kernel": 2, "stride": 1}}),
        ("depthwise_conv 3 p1 m2", {"depthwise_conv": {"kernel": 3, "padding": 1, "multiplier": 2}}),
        (
            "transposed_conv 8 k3/2 p1 o1",
            {"transposed_conv": {"filters": 8, "kernel": 3, "stride": 2, "padding": 1, "output_padding": 1}},
        ),
        ("relu", "relu"),
        ("dropout 0.5", {"dropout": 0.5}),
        ("reshape 16x16x256", {"reshape": "16x16x256"}),
        ("adaptive_avg_pool 7", {"adaptive_avg_pool": 7}),
        ("conv: {filters: 8, kernel: 3}", {"conv": {"filters": 8, "kernel": 3}}),
        ("add: [[relu], identity]", {"add": [["relu"], "identity"]}),
    ],
)
def test_a_layer_in_short_is_the_layer_of_a_spec(short: str, item: Any) -> None:
    assert layers(read_chain("32x32x64", [short])) == written("32x32x64", item)


def test_layers_follow_each_other() -> None:
    chain = read_chain("32x32x3", ["conv 10 k5 p2", "relu", "max_pool 2", "flatten", "dense 10"])
    assert [str(node.output) for node in chain.layers] == ["32x32x10", "32x32x10", "16x16x10", "2560", "10"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["32x32", "relu"], "argument 1:1:1: error: 32x32 has no channels"),
        (["8x8x3", "rellu"], "argument 2:1:1: error: there is no layer kind 'rellu'; did you mean 'relu'?"),
        (
            ["8x8x3", "linear 3"],
            "argument 2:1:1: error: there is no layer kind 'linear'; here it is called 'dense'",
        ),
        (["8x8x3", "conv 10 k0"], "argument 2:1:10: error: 'kernel' of conv is 0; it must be 1 or more"),
        (["8x8x3", "conv 10 k5 7"], "argument 2:1:12: error: 'filters' of conv is given twice"),
        (
            ["8x8x3", "conv 10 k5 q2"],
            "argument 2:1:12: error: conv has no field with the letter 'q'; it has N (filters), kN (kernel)",
        ),
        (
            ["8x8x3", "conv 10 k3 sme"],
            "argument 2:1:12: error: conv does not know 'sme'; did you mean 'same'?",
        ),
        (
            ["8x8x3", "conv 10 k3 strid=2"],
            "argument 2:1:12: error: conv has no field 'strid'; did you mean 'stride'?",
        ),
        (["8x8x3", "conv 10 k3 stride=x"], "argument 2:1:19: error: 'stride' of conv takes a whole number"),
        (["8x8x3", "conv 10"], "argument 2:1:1: error: conv needs 'kernel'"),
        (
            ["8x8x3", "conv 10 k9"],
            "argument 2:1:10: error: conv 'conv1': a kernel of 9 does not fit the height, 8 + 2*0 = 8",
        ),
        (
            ["8x8x3", "dense 10"],
            "argument 2:1:1: error: dense 'dense1': it reads a vector; its input is a map of 8x8x3",
        ),
        (["8x8x3", "relu 3"], "argument 2:1:6: error: relu has no fields of its own; found '3'"),
        (["8x8x3", "add 3"], "argument 2:1:1: error: add needs branches"),
        (["8x8x3", "conv: {filters: 3"], "argument 2:1:7: error: "),
        (["8x8x3", ""], "argument 2:1:1: error: a layer is missing"),
        (["8x8x3", "relu " * 3000], "argument 2:1:1: error: an argument has at most 10,000 characters"),
    ],
)
def test_what_is_wrong_has_its_place_in_the_argument(arguments: list[str], said: str) -> None:
    with pytest.raises(SpecError) as raised:
        read_chain(arguments[0], arguments[1:])
    assert str(raised.value).startswith(said)


def test_everything_wrong_is_said_in_the_order_of_the_arguments() -> None:
    with pytest.raises(SpecError) as raised:
        read_chain("8x8", ["conv 1 k3 ceil", "rellu"])
    assert [found.place.source.name for found in raised.value.problems if found.place] == [
        "argument 1",
        "argument 2",
        "argument 3",
    ]


def test_what_fits_no_more_is_said_once() -> None:
    """Layers after one that does not fit are read, but nothing is said of their shapes."""
    with pytest.raises(SpecError) as raised:
        read_chain("8x8x3", ["max_pool 9", "dense 10"])
    assert len(raised.value.problems) == 1


# -- options ---------------------------------------------------------------------------------------


def test_options_are_the_fields() -> None:
    options = {"filters": "10", "kernel": "5", "padding": "{top: 1}", "bias": "false"}
    fields = {"filters": 10, "kernel": 5, "padding": {"top": 1}, "bias": False}
    assert layers(read_single("conv", ("32x32x3",), options)) == written("32x32x3", {"conv": fields})


def test_an_activation_is_a_layer_of_its_own() -> None:
    network = read_single("conv", ("8x8x3",), {"filters": "2", "kernel": "3", "activation": "relu"})
    assert [node.kind for node in network.layers] == ["conv", "relu"]


def test_a_join_reads_several_inputs() -> None:
    network = read_single("concat", ("8x8x3", "8x8x4"), {})
    assert str(network.nodes[-1].output) == "8x8x7"


@pytest.mark.parametrize(
    ("shapes", "options", "said"),
    [
        (("8x8",), {"filters": "2", "kernel": "3"}, "error: INPUT: 8x8 has no channels"),
        (
            ("8x8x3",),
            {"filters": "2", "kernel": "x"},
            "error: --kernel: 'kernel' of conv takes a whole number",
        ),
        (
            ("8x8x3",),
            {"filters": "2", "kernel": "9"},
            "error: --kernel: conv 'conv1': a kernel of 9 does not fit",
        ),
        (("8x8x3",), {"filters": "2", "kernel": "[3"}, "error: --kernel: "),
        (("8x8x3",), {"kernel": "3"}, "error: conv needs 'filters'"),
        (
            ("8x8x3",),
            {"filters": "2", "kernel": "3", "padding_mode": "zero"},
            "error: --padding-mode: 'padding_mode' of conv",
        ),
    ],
)
def test_what_is_wrong_is_said_after_the_option(shapes: Any, options: dict[str, str], said: str) -> None:
    with pytest.raises(SpecError) as raised:
        read_single("conv", shapes, options)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("kind", sorted(CATALOGUE))
def test_every_kind_has_a_short_form_or_says_why_not(kind: str) -> None:
    with pytest.raises(SpecError) as raised:
        read_chain("8x8x4", [f"{kind} not_a_word"])
    assert len(raised.value.problems) == 1


def test_all_kinds_are_known_here() -> None:
    assert {about.name for about in kinds()} == set(CATALOGUE)
