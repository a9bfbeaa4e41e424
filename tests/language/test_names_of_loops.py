"""What a name means after a loop, a block, a head and a join; figures with their arithmetic."""

import pytest
from helpers import network, summary

from cnncalc import SpecError

TWICE = "repeat: {times: 2, layers: [dense: {name: a, units: 3}]}"  # on 8: 8*3 + 3 and 3*3 + 3, together 39


def parameters(layers: str, input: str = "8", blocks: str = "") -> int:
    """The parameters of these layers."""
    return int(summary(f"input: {input}\n{blocks}\nlayers: [{layers}]").totals.parameters)


def reads(layers: str, blocks: str = "") -> dict[str, list[str]]:
    """What each layer reads, on a vector of 8."""
    net = network(f"input: 8\n{blocks}\nlayers: [{layers}]")
    return {node.name: [net.nodes[i].name for i in node.inputs] for node in net.layers}


# -- a layer that is repeated ------------------------------------------------------------------------


def test_the_name_of_a_repeated_layer_is_its_last_round() -> None:
    # 39, 3*100 + 100 and 100*10 + 10
    assert parameters(f"{TWICE}, dense: {{from: a, units: 100}}, dense: 10") == 39 + 400 + 1010


def test_parameters_are_shared_with_the_last_round() -> None:
    layers = "repeat: {times: 2, layers: [conv: {name: c, filters: 3, kernel: 1}]}, conv: {share: c}"
    # 2 * (3*3 + 3), nothing, and 3*3*3*100 + 100
    assert parameters(f"{layers}, conv: {{filters: 100, kernel: 3}}", "8x8x3") == 24 + 2800


def test_a_loop_shares_with_a_loop() -> None:
    first = "repeat: {times: 2, layers: [conv: {name: c, filters: 3, kernel: 1}]}"
    second = "repeat: {times: 3, layers: [conv: {name: d, share: c}]}"
    net = network(f"input: 8x8x3\nlayers: [{first}, {second}, conv: {{share: d}}]")
    assert {net.nodes[node.owner].name for node in net.nodes if node.owner is not None} == {"c.1"}


ACTIVATED = "repeat: {times: 2, layers: [dense: {name: a, units: 3, activation: relu}]}"


def test_the_name_of_a_repeated_layer_is_the_layer_and_not_its_activation() -> None:
    found = reads(f"{ACTIVATED}, dense: {{name: b, units: 3}}, add: {{name: c, from: [a, b]}}")
    assert found["b"] == ["relu2"]  # the next layer reads the activation
    assert found["c"] == ["a.1", "b"]


def test_parameters_are_shared_with_the_last_round_before_its_activation() -> None:
    # 8*3 + 3, 3*3 + 3, nothing, and 3*10 + 10
    assert parameters(f"{ACTIVATED}, dense: {{share: a}}, dense: 10") == 27 + 12 + 40


def test_a_round_that_is_left_out_leaves_the_name_to_the_one_before() -> None:
    layer = "dense: {name: a, units: 3, activation: relu, when: n < 2}"
    loop = f"for: {{each: [0, 1, 2], as: n, layers: [{layer}]}}"
    found = reads(f"{loop}, dense: {{name: b, from: a, units: 2}}")
    assert found["b"] == ["a.1"]


def test_the_name_of_a_loop_of_several_layers_is_what_its_last_round_gives() -> None:
    loop = "repeat: {name: r, times: 2, layers: [dense: 4, dense: {units: 3, activation: relu}]}"
    assert reads(f"{loop}, dense: {{name: b, from: r, units: 2}}")["b"] == ["r.1/relu1"]


def test_a_join_reads_the_last_round() -> None:
    # 39 and, of 3 + 8 features, 11*10 + 10
    assert parameters(f"{TWICE}, concat: {{from: [a, input]}}, dense: 10") == 39 + 120


def test_branches_start_from_the_last_round() -> None:
    assert parameters(f"{TWICE}, add: {{from: a, branches: [[dense: 3], [dense: 3]]}}") == 39 + 12 + 12


def test_an_expression_counts_the_channels_of_the_last_round() -> None:
    # 3*2 units, of 3 features: 3*6 + 6
    assert parameters(f"{TWICE}, dense: {{from: a, units: channels * 2}}") == 39 + 24


def test_a_head_reads_the_last_round() -> None:
    # 39, in the head 3*100 + 100, and on the main path 3*10 + 10
    head = "head: {name: h, from: a, layers: [dense: 100]}"
    assert parameters(f"{TWICE}, {head}, dense: 10") == 39 + 400 + 40


def test_a_block_reads_the_last_round() -> None:
    # 39 and 3*3 + 3 on a, whose parameter takes it too: 3*7 + 7
    blocks = "blocks: {b: {takes: [skip], layers: [dense: 3, dense: {from: skip, units: 7}]}}"
    assert parameters(f"{TWICE}, dense: 50, b: {{from: a, skip: a}}", "8", blocks) == 39 + 200 + 12 + 28


def test_for_names_its_last_value() -> None:
    # 8*4 + 4, 4*5 + 5, and of 5: 5*2 + 2
    loop = "for: {each: [4, 5], as: n, layers: [dense: {name: a, units: n}]}"
    assert parameters(f"{loop}, dense: {{from: a, units: 2}}") == 36 + 25 + 12


def test_a_name_is_no_expression_even_where_a_counter_is_called_so() -> None:
    loop = "for: {each: [left, right], as: n, layers: [dense: {name: n, units: 3}]}"
    assert reads(f"{loop}, relu: {{from: n}}") == {"n.0": ["input"], "n.1": ["n.0"], "relu1": ["n.1"]}


def test_for_may_go_through_the_names_that_its_layers_read() -> None:
    two = "dense: {name: left, units: 4}, dense: {name: right, units: 5}"
    loop = "for: {each: [left, right], as: n, layers: [dense: {from: n, units: 3}]}"
    assert reads(f"{two}, {loop}") == {
        "left": ["input"], "right": ["left"], "dense1.0": ["left"], "dense1.1": ["right"],
    }  # fmt: skip


# -- loops in loops ----------------------------------------------------------------------------------


def test_a_layer_in_two_loops_keeps_its_name() -> None:
    loops = "repeat: {times: 2, layers: [repeat: {times: 3, layers: [relu: {name: a}]}]}"
    found = reads(f"{loops}, tanh: {{from: a}}, tanh: {{from: a.0}}, tanh: {{from: a.1.0}}")
    assert list(found)[:6] == ["a.0.0", "a.0.1", "a.0.2", "a.1.0", "a.1.1", "a.1.2"]
    assert list(found.values())[6:] == [["a.1.2"], ["a.0.2"], ["a.1.0"]]


def test_a_loop_in_a_block_in_a_loop() -> None:
    blocks = f"blocks: {{b: [{TWICE}, dense: {{from: a, units: 4}}]}}"
    layers = "repeat: {times: 2, layers: [b: {name: q}]}, relu: {from: q}, relu: {from: q.0/a}"
    found = reads(layers, blocks)
    assert (found["q.1/a.0"], found["relu1"], found["relu2"]) == (["q.0/dense1"], ["q.1/dense1"], ["q.0/a.1"])


# -- what is left out --------------------------------------------------------------------------------


def test_no_rounds_give_what_is_before_them() -> None:
    # 8*4 + 4, and 4*2 + 2
    loop = "repeat: {times: 0, layers: [dense: {name: a, units: 3}]}"
    assert parameters(f"dense: 4, {loop}, dense: {{from: a, units: 2}}") == 36 + 10


def test_a_round_that_is_left_out_gives_the_one_before() -> None:
    # 8*3 + 3, and 3*2 + 2
    loop = "repeat: {times: 2, index: i, layers: [dense: {name: a, units: 3, when: i == 0}]}"
    assert parameters(f"{loop}, dense: {{from: a, units: 2}}") == 27 + 8


# -- a name within what it names ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "layer",
    [
        "dense: {name: a, from: a, units: 2}",
        "repeat: {times: 2, layers: [dense: {name: a, from: a, units: 2}]}",
    ],
)
def test_within_a_layer_its_name_is_that_of_one_further_out(layer: str) -> None:
    found = reads("dense: {name: a, units: 5}, b", f"blocks: {{b: [{layer}]}}")
    assert {tuple(read) for name, read in found.items() if name.startswith("b1/")} == {("a",)}


def test_a_head_may_have_the_name_of_the_layer_further_out_that_it_reads() -> None:
    blocks = "blocks: {b: [head: {name: a, from: a, layers: [relu]}]}"
    assert reads("dense: {name: a, units: 5}, tanh, b", blocks)["b1/a/relu1"] == ["a"]


def test_a_call_may_have_the_name_that_it_is_given() -> None:
    blocks = """blocks:
  up: {takes: [skip], layers: [dense: {from: skip, units: 2}]}
  outer: [up: {name: fine, skip: fine}]"""
    assert reads("relu: {name: fine}, tanh, outer", blocks)["outer1/fine/dense1"] == ["fine"]


def test_sizes_are_not_known_where_no_input_is_said() -> None:
    text = "inputs: {l: 8, r: 5}\nlayers: [repeat: {times: channels, layers: [dense: {from: l, units: 2}]}]"
    with pytest.raises(SpecError, match="found 'channels'"):
        network(text)
