"""Blocks, variables, repetition, extends and use: what they mean, and that they change no figure."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from helpers import network, summary
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from cnncalc import Network, SpecError, Summary, load, summarize
from cnncalc.network import Node

Write = Callable[..., str]

bounded = bounds(max_examples=60, deadline=None, derandomize=True)


@pytest.fixture
def write(tmp_path: Any) -> Write:
    """A function that writes a spec under a name and gives its path."""

    def written(text: str, name: str = "net.yaml") -> str:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


def outputs(net: Network) -> dict[str, str]:
    """Each layer's name with the shape of its output."""
    return {node.name: str(node.output) for node in net.layers}


def names(net: Network) -> list[str]:
    return list(outputs(net))


def problems(text: str) -> list[str]:
    """`line: message (calls)` for each problem of a spec."""
    with pytest.raises(SpecError) as caught:
        network(text)
    return [described(problem) for problem in caught.value.problems]


def described(problem: Any) -> str:
    calls = f" ({'; '.join(problem.within)})" if problem.within else ""
    return f"{problem.place.line if problem.place else '-'}: {problem.message}{calls}"


def refused(path: str, **options: Any) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load(path, **options)
    return [described(problem) for problem in caught.value.problems]


def same_figures(one: Summary, other: Summary) -> None:
    """Every figure of every layer agrees; only names, groups and places may differ."""
    assert len(one) == len(other)
    assert dict(one.totals) == dict(other.totals)
    for a, b in zip(one, other, strict=True):
        assert a.node.layer == b.node.layer
        assert (a.output, a.parameters, a.multiplies, a.operations) == (
            b.output, b.parameters, b.multiplies, b.operations,
        )  # fmt: skip
        assert a.receptive_field == b.receptive_field
        assert a.activations == b.activations
        assert a.node.inputs == b.node.inputs


# -- the example of the language ---------------------------------------------------------------------

RESNET = """
variables: {classes: 1000, depths: [3, 4, 6, 3], width: 64}     # `--set classes=10` overrides any of them
blocks:
  conv_bn:
    takes: {filters: required, kernel: required, stride: 1, padding: 0}
    layers:
      - conv: {filters: filters, kernel: kernel, stride: stride, padding: padding, bias: false}
      - batch_norm
  bottleneck:
    takes: {width: required, stride: 1, project: false}
    layers:
      - add:
          main:
            - conv_bn: {filters: width, kernel: 1}
            - relu
            - conv_bn: {filters: width, kernel: 3, stride: stride, padding: 1}
            - relu
            - conv_bn: {filters: 4 * width, kernel: 1}
          shortcut:
            - conv_bn: {filters: 4 * width, kernel: 1, stride: stride, when: project}
      - relu
  stage:
    takes: {width: required, depth: required, stride: 2}
    layers:
      - bottleneck: {width: width, stride: stride, project: true}
      - repeat: {times: depth - 1, layers: [bottleneck: {width: width}]}
input: 224x224x3
layers:
  - conv_bn: {name: conv1, filters: width, kernel: 7, stride: 2, padding: 3}
  - relu
  - max_pool: {kernel: 3, stride: 2, padding: 1}
  - stage: {name: conv2, width: width, depth: "depths[0]", stride: 1}
  - stage: {name: conv3, width: 2 * width, depth: "depths[1]"}
  - stage: {name: conv4, width: 4 * width, depth: "depths[2]"}
  - stage: {name: conv5, width: 8 * width, depth: "depths[3]"}
  - global_avg_pool
  - dense: classes
  - softmax
expect: {parameters: 25557032, multiplies: 4089184256}
"""


def test_resnet_50_in_thirty_lines() -> None:
    found = summary(RESNET)
    assert found.totals.parameters == 25_557_032  # torchvision
    assert found.totals.multiplies == 4_089_184_256
    assert found.totals.weight_layers == 54  # 1 + 3*16 + 4 projections + 1
    assert str(found["conv5/bottleneck1/relu1"].output) == "7x7x2048"


@pytest.mark.parametrize(
    ("settings", "parameters"),
    [
        ({"depths": [3, 4, 23, 3]}, 44_549_160),  # ResNet-101, torchvision
        ({"depths": "[3, 4, 23, 3]"}, 44_549_160),
        ({"classes": 10}, 25_557_032 - 990 * 2049),  # 2,048 weights and a bias for each class
        ({"classes": "10"}, 25_557_032 - 990 * 2049),
        ({"classes": "2 * 5"}, 25_557_032 - 990 * 2049),
        ({"depths": [3, 4, 23, 3], "classes": 10}, 44_549_160 - 990 * 2049),
        ({}, 25_557_032),
    ],
)
def test_settings_replace_variables(write: Write, settings: Any, parameters: int) -> None:
    path = write(RESNET)
    assert summarize(path, settings=settings).totals.parameters == parameters
    assert summarize(load(path, settings=settings)).totals.parameters == parameters


def test_a_tuple_is_a_list(write: Write) -> None:
    path = write(RESNET)
    assert summarize(path, settings={"depths": (3, 8, 36, 3)}).totals.parameters == 60_192_808  # ResNet-152


def test_resnet_152_by_the_list_of_its_depths(write: Write) -> None:
    found = summarize(write(RESNET), settings={"depths": [3, 8, 36, 3]})
    assert found.totals.parameters == 60_192_808  # torchvision


def test_the_names_say_where_a_layer_stands() -> None:
    found = names(network(RESNET))
    assert found[:5] == ["conv1/conv1", "conv1/batch_norm1", "relu1", "max_pool1", found[4]]
    assert "conv2/bottleneck1/add1/main/conv_bn1/conv1" in found
    assert "conv3/bottleneck1/add1/shortcut/conv_bn1/conv1" in found
    assert len(set(found)) == len(found)


# -- when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "there"),
    [("true", True), ("no", False), ("n > 3", True), ("n == 3", False), ("channels == 3", True),
     ("height > 8 and flag", False), ("not flag", True)],
)  # fmt: skip
def test_when_leaves_a_layer_out(condition: str, there: bool) -> None:
    text = f"variables: {{n: 4, flag: false}}\ninput: 8x8x3\nlayers: [tanh, relu: {{when: '{condition}'}}]"
    assert names(network(text)) == (["tanh1", "relu1"] if there else ["tanh1"])


def test_when_stands_on_every_kind_of_item() -> None:
    text = """
variables: {wanted: false}
blocks: {unit: [relu]}
input: 8x8x3
layers:
  - conv: {filters: 4, kernel: 3, when: wanted}
  - unit: {when: wanted}
  - add: {when: wanted, branches: [relu, identity]}
  - concat: {when: wanted, a: relu, b: identity}
  - repeat: {times: 3, when: wanted, layers: [relu]}
  - for: {each: [1, 2], as: x, when: wanted, layers: [relu]}
  - head: {name: aux, when: wanted, layers: [relu]}
  - tanh
"""
    assert names(network(text)) == ["tanh1"]
    assert len(names(network(text.replace("wanted: false", "wanted: true")))) == 15


def test_a_layer_that_is_left_out_is_not_read() -> None:
    text = "input: 8\nlayers: [conv: {filters: 4, kernel: 99, when: false}, relu]"
    assert names(network(text)) == ["relu1"]


def test_a_branch_of_which_all_is_left_out_passes_the_input_on() -> None:
    text = "input: 8x8x3\nlayers: [add: [[relu: {when: false}], tanh]]"
    net = network(text)
    assert [net.nodes[i].name for i in net.nodes[-1].inputs] == ["input", "add1/tanh1"]


# -- repeat ------------------------------------------------------------------------------------------


def test_a_repeated_layer_is_numbered_from_zero() -> None:
    text = "input: 16x16x3\nlayers: [repeat: {times: 3, layers: [conv: {name: c, filters: 4, kernel: 3}]}]"
    assert outputs(network(text)) == {"c.0": "14x14x4", "c.1": "12x12x4", "c.2": "10x10x4"}


def test_several_repeated_layers_stand_in_numbered_groups() -> None:
    text = "input: 8x8x3\nlayers: [repeat: {name: r, times: 2, layers: [relu, tanh: {name: t}]}]"
    assert names(network(text)) == ["r.0/relu1", "r.0/t", "r.1/relu1", "r.1/t"]


def test_a_repeated_block_takes_the_name_of_the_block() -> None:
    text = """
blocks: {unit: [relu, tanh]}
input: 8x8x3
layers:
  - repeat: {times: 2, layers: [unit: {name: u}]}
  - repeat: {times: 1, layers: [unit]}
"""
    assert names(network(text)) == ["u.0/relu1", "u.0/tanh1", "u.1/relu1", "u.1/tanh1",
                                    "unit1.0/relu1", "unit1.0/tanh1"]  # fmt: skip


def test_repeating_zero_times_leaves_the_input_as_it_is() -> None:
    for inner in ("relu", "relu, tanh"):
        text = f"input: 8x8x3\nlayers: [repeat: {{times: 0, layers: [{inner}]}}, softmax]"
        net = network(text)
        assert names(net) == ["softmax1"]
        assert net.nodes[-1].inputs == (0,)


def test_the_index_counts_from_zero() -> None:
    layers = "conv: {filters: 2 ** (i + 1), kernel: 1}, relu: {when: i > 0}"
    text = f"input: 8x8x3\nlayers: [repeat: {{name: r, times: 3, index: i, layers: [{layers}]}}]"
    assert outputs(network(text)) == {
        "r.0/conv1": "8x8x2", "r.1/conv1": "8x8x4", "r.1/relu1": "8x8x4", "r.2/conv1": "8x8x8",
        "r.2/relu1": "8x8x8",
    }  # fmt: skip


def test_times_may_be_any_expression_of_what_is_in_scope() -> None:
    text = "input: 8x8x3\nlayers: [repeat: {times: channels - 1, layers: [max_pool: 2]}]"
    assert outputs(network(text)) == {"max_pool1.0": "4x4x3", "max_pool1.1": "2x2x3"}


def test_repeats_nest() -> None:
    inner = "repeat: {times: i + 1, index: j, layers: [conv: {filters: 10 * i + j + 1, kernel: 1}]}"
    text = f"input: 8x8x3\nlayers: [repeat: {{times: 3, index: i, layers: [{inner}]}}]"
    net = network(text)
    assert [node.output.channels for node in net.layers] == [1, 11, 12, 21, 22, 23]
    assert len(set(names(net))) == 6


def test_the_layer_after_a_repeat_reads_the_last_round() -> None:
    text = """
input: 8x8x3
layers:
  - repeat: {name: r, times: 2, layers: [relu, conv: {filters: 5, kernel: 1}]}
  - tanh
  - relu: {from: r}
"""
    net = network(text)
    assert [net.nodes[net.nodes[k].inputs[0]].name for k in (-2, -1)] == ["r.1/conv1", "r.1/conv1"]


def test_a_round_can_be_read_by_its_name() -> None:
    text = """
input: 8x8x3
layers:
  - repeat: {times: 3, layers: [conv: {name: c, filters: 4, kernel: 3}]}
  - relu: {from: c.1}
"""
    assert outputs(network(text))["relu1"] == "4x4x4"


# -- for ---------------------------------------------------------------------------------------------


def test_for_takes_each_value_in_turn() -> None:
    text = "input: 8x8x3\nlayers: [for: {each: [64, 128], as: f, layers: [conv: {filters: f, kernel: 1}]}]"
    assert outputs(network(text)) == {"conv1.0": "8x8x64", "conv1.1": "8x8x128"}


def test_for_goes_through_rows_of_a_table() -> None:
    text = """
variables:
  table: [[16, 1, 1], [24, 2, 2], [32, 2, 1]]
input: 16x16x3
layers:
  - for:
      name: stage
      each: table
      as: row
      index: k
      layers:
        - repeat: {times: "row[1]", index: i, layers: [conv: {filters: "row[0]", kernel: 1,
            stride: "row[2] if i == 0 else 1"}]}
        - relu: {when: k == 0}
"""
    net = network(text)
    assert [str(node.output) for node in net.layers if node.kind == "conv"] == [
        "16x16x16", "8x8x24", "8x8x24", "8x8x32", "8x8x32",
    ]  # fmt: skip
    assert [node.name for node in net.layers if node.kind == "relu"] == ["stage.0/relu1"]


def test_for_goes_through_words() -> None:
    text = """
input: 8x8x3
layers:
  - for: {each: [relu, tanh], as: act, layers: [conv: {filters: 2, kernel: 1, activation: act}]}
"""
    assert [node.kind for node in network(text).layers] == ["conv", "relu", "conv", "tanh"]


def test_for_over_nothing_leaves_nothing() -> None:
    text = "input: 8x8x3\nlayers: [for: {each: [], as: f, layers: [relu]}, tanh]"
    assert names(network(text)) == ["tanh1"]


# -- blocks ------------------------------------------------------------------------------------------


def block(takes: str, call: str, layers: str = "dense: a") -> Network:
    return network(f"blocks: {{b: {{takes: {takes}, layers: [{layers}]}}}}\ninput: 8\nlayers: [{call}]")


def test_arguments_stand_for_parameters() -> None:
    assert outputs(block("{a: required}", "b: {a: 5}")) == {"b1/dense1": "5"}


def test_the_list_form_of_takes_has_only_required_parameters() -> None:
    assert outputs(block("[a]", "b: {a: 5}")) == {"b1/dense1": "5"}
    with pytest.raises(SpecError, match="b needs 'a'"):
        block("[a]", "b")


def test_a_single_value_is_the_first_argument() -> None:
    assert outputs(block("{a: required, c: 2}", "b: 5")) == {"b1/dense1": "5"}


def test_defaults_see_the_parameters_before_them_and_the_variables() -> None:
    text = """
variables: {k: 10}
blocks: {b: {takes: {a: required, c: 2 * a, d: c + k}, layers: [dense: a, dense: c, dense: d]}}
input: 8
layers: [b: 3, b: {a: 3, c: 1}, b: {a: 3, c: 1, d: 2}]
"""
    net = network(text)
    assert [node.output.channels for node in net.layers] == [3, 6, 16, 3, 1, 11, 3, 1, 2]


def test_defaults_see_the_input_of_the_block() -> None:
    text = """
blocks: {squeeze: {takes: {width: channels // 4}, layers: [conv: {filters: width, kernel: 1}]}}
input: 8x8x32
layers: [squeeze, squeeze]
"""
    assert outputs(network(text)) == {"squeeze1/conv1": "8x8x8", "squeeze2/conv1": "8x8x2"}


def test_a_default_does_not_see_what_stands_after_it() -> None:
    with pytest.raises(SpecError, match="there is no variable"):
        block("{a: 2 * c, c: 3}", "b")


def test_arguments_are_read_where_the_call_stands() -> None:
    text = """
variables: {n: 3}
blocks:
  inner: {takes: [n], layers: [dense: n]}
  outer: {takes: [n], layers: [inner: {n: n + 1}, inner: {n: n * 2}]}
input: 8
layers: [outer: {n: n * 10}, inner: {n: n}]
"""
    assert [node.output.channels for node in network(text).layers] == [31, 60, 3]


def test_a_block_does_not_see_the_arguments_of_the_block_that_calls_it() -> None:
    text = """
blocks:
  inner: [dense: hidden]
  outer: {takes: [hidden], layers: [inner]}
input: 8
layers: [outer: {hidden: 5}]
"""
    with pytest.raises(SpecError, match="'units' of dense takes a whole number"):
        network(text)


def test_a_block_sees_the_variables_of_the_spec_but_its_own_parameters_win() -> None:
    text = """
variables: {a: 7, c: 9}
blocks: {b: {takes: [a], layers: [dense: a, dense: c]}}
input: 8
layers: [b: 2]
"""
    assert [node.output.channels for node in network(text).layers] == [2, 9]


@pytest.mark.parametrize(("act", "kinds"), [("relu", ["conv", "relu"]), ("none", ["conv"]),
                                            ("silu", ["conv", "silu"])])  # fmt: skip
def test_words_are_arguments(act: str, kinds: list[str]) -> None:
    text = f"""
blocks: {{unit: {{takes: {{act: relu, pad: valid}}, layers: [conv: {{filters: 2, kernel: 3, padding: pad,
  activation: act}}]}}}}
input: 8x8x3
layers: [unit: {{act: {act}, pad: same}}]
"""
    net = network(text)
    assert [node.kind for node in net.layers] == kinds
    assert str(net.nodes[-1].output) == "8x8x2"


def test_lists_are_arguments() -> None:
    text = """
blocks:
  branches:
    takes: {widths: required, kernels: [1, 3]}
    layers:
      - concat:
          a: [conv: {filters: "widths[0]", kernel: "kernels[0]", padding: same}]
          b: [conv: {filters: "widths[1]", kernel: "kernels[1]", padding: same}]
  row: {takes: [size], layers: [conv: {filters: 2, kernel: size}]}
input: 8x8x3
layers: [branches: {widths: [4, 6]}, row: {size: 1x7}, row: {size: [7, 1]}]
"""
    net = network(text)
    assert outputs(net)["branches1/concat1"] == "8x8x10"
    assert [str(node.output) for node in net.nodes[-2:]] == ["8x2x2", "2x2x2"]


def test_yes_and_no_are_arguments() -> None:
    text = """
blocks: {b: {takes: {bias: true}, layers: [dense: {units: 2, bias: bias}]}}
input: 8
layers: [b, b: {bias: no}, b: {bias: 1 > 2}]
"""
    assert [layer.parameters.biases for layer in summary(text)] == [2, 0, 0]


def test_blocks_nest_and_names_are_looked_up_outwards() -> None:
    text = """
blocks:
  inner: {layers: [relu: {name: r}, add: {from: [r, start]}]}
  outer: {layers: [tanh: {name: start}, inner: {name: i}, relu: {from: i/r}]}
input: 8x8x3
layers: [sigmoid: {name: start}, outer: {name: o}, relu: {from: o}]
"""
    net = network(text)
    assert names(net) == ["start", "o/start", "o/i/r", "o/i/add1", "o/relu1", "relu1"]
    add = next(node for node in net.nodes if node.kind == "add")
    assert [net.nodes[i].name for i in add.inputs] == ["o/i/r", "o/start"]
    assert net.nodes[-1].inputs == (net.nodes[-2].number,)


def test_a_block_may_read_another_layer_than_the_one_before() -> None:
    text = """
blocks: {b: [conv: {filters: channels * 2, kernel: 1}]}
input: 8x8x3
layers: [relu: {name: early}, conv: {filters: 7, kernel: 1}, b: {from: early}]
"""
    assert outputs(network(text))["b1/conv1"] == "8x8x6"


def test_the_empty_block_and_a_block_of_nothing_pass_the_input_on() -> None:
    block = "{takes: {wanted: false}, layers: [relu: {when: wanted}]}"
    text = f"blocks: {{b: {block}}}\ninput: 8\nlayers: [b, tanh: {{from: b1}}]"
    assert names(network(text)) == ["tanh1"]


def test_a_default_field_applies_inside_blocks() -> None:
    text = """
defaults: {conv: {bias: false, padding: same}}
blocks: {b: [conv: {filters: 4, kernel: 3}]}
input: 8x8x3
layers: [b]
"""
    assert summary(text)[0].parameters.total == 108
    assert str(summary(text)[0].output) == "8x8x4"


def test_variables_may_be_expressions_of_those_above_them() -> None:
    text = "variables: {a: 3, b: a * 2, c: [a, b], d: 'c[1] + 1'}\ninput: d\nlayers: [dense: a]"
    assert str(network(text).nodes[0].output) == "7"


def test_a_setting_changes_what_follows_from_the_variable(write: Write) -> None:
    path = write("variables: {a: 3, b: a * 2}\ninput: b\nlayers: [dense: a]")
    assert str(load(path, settings={"a": 5}).nodes[0].output) == "10"
    assert str(load(path, settings={"b": "a + 1"}).nodes[0].output) == "4"


@pytest.mark.parametrize(("setting", "units"), [(True, 1), (False, 2), ("yes", 1), ("1 > 2", 2)])
def test_a_yes_or_no_is_a_setting(write: Write, setting: Any, units: int) -> None:
    path = write("variables: {small: true}\ninput: 8\nlayers: [dense: 1 if small else 2]")
    assert load(path, settings={"small": setting}).nodes[-1].output.channels == units


def test_a_setting_from_a_fraction_of_python_is_exact(write: Write) -> None:
    path = write("variables: {alpha: 1.0}\ninput: 8\nlayers: [dense: alpha * 30]")
    assert load(path, settings={"alpha": 0.1}).nodes[-1].output.channels == 3


# -- extends and use ---------------------------------------------------------------------------------

BASE = """
name: base
reference: A & B
variables: {n: 4, m: 2}
defaults: {conv: {bias: false}, max_pool: {stride: 1}}
blocks: {unit: [conv: {filters: n, kernel: 1}], other: [relu]}
input: 8x8x3
layers: [unit, other, max_pool: {kernel: 2}, dense: {units: m, when: false}]
expect: {parameters: 12}
"""


@pytest.fixture
def child(write: Write) -> Callable[[str], str]:
    """A function that writes a spec which extends the base."""
    write(BASE, "base.yaml")
    return lambda text: write(f"extends: base.yaml\n{text}", "child.yaml")


def test_extends_changes_the_name_and_keeps_the_rest(child: Callable[[str], str]) -> None:
    net = load(child("name: child\n"))
    assert (net.name, net.reference) == ("child", "A & B")
    assert outputs(net) == {"unit1/conv1": "8x8x4", "other1/relu1": "8x8x4", "max_pool1": "7x7x4"}


def test_a_child_without_a_name_is_called_as_its_file(child: Callable[[str], str]) -> None:
    assert load(child("input: 9x9x3\n")).name == "child"


def test_extends_changes_some_variables_and_keeps_the_others(child: Callable[[str], str]) -> None:
    assert outputs(load(child("variables: {n: 6}\n")))["unit1/conv1"] == "8x8x6"


def test_extends_changes_the_input(child: Callable[[str], str]) -> None:
    assert outputs(load(child("input: 16x12x1\n")))["max_pool1"] == "15x11x4"


def test_extends_changes_the_defaults_of_a_kind(child: Callable[[str], str]) -> None:
    found = summarize(child("defaults: {conv: {bias: true}}\n"))
    assert found.totals.parameters == 16
    assert str(found["max_pool1"].output) == "7x7x4"  # its default stride is still 1


def test_extends_keeps_the_fields_of_a_kind_that_it_does_not_name(child: Callable[[str], str]) -> None:
    found = summarize(child("defaults: {conv: {padding: 1}, max_pool: {padding: 1}}\n"))
    assert found.totals.parameters == 3 * 4  # 1x1 kernels, and still no bias
    assert str(found["unit1/conv1"].output) == "10x10x4"  # 8 + 2*1
    assert str(found["max_pool1"].output) == "11x11x4"  # (10 + 2*1 - 2)/1 + 1


def test_a_new_variable_is_welcome_where_something_reads_it(child: Callable[[str], str]) -> None:
    text = (
        "variables: {k: 3, n: 2 * k}\nblocks: {unit: [conv: {filters: n, kernel: k}, third], third: [tanh]}\n"
    )
    assert outputs(load(child(text)))["unit1/conv1"] == "6x6x6"


def test_a_base_may_leave_variables_and_blocks_to_those_that_extend_it(write: Write) -> None:
    write("input: 8\nlayers: [unit, dense: classes]", "base.yaml")
    path = write("extends: base.yaml\nvariables: {classes: 3}\nblocks: {unit: [relu]}\n")
    assert outputs(load(path)) == {"unit1/relu1": "8", "dense1": "3"}


def test_blocks_that_are_used_may_read_a_new_variable(write: Write, child: Callable[[str], str]) -> None:
    write("blocks: {unit: [conv: {filters: n * k, kernel: 1}]}", "units.yaml")
    write("name: x\nuse: units.yaml\nvariables: {k: 2}\ninput: 8x8x3\nlayers: [unit]\n", "x.yaml")
    path = write("extends: x.yaml\nvariables: {n: 3}\n")
    assert outputs(load(path))["unit1/conv1"] == "8x8x6"


def unread(text: str) -> dict[str, list[str]]:
    return {key: list(names) for key, names in network(text).unread.items() if names}


@pytest.mark.parametrize(
    "text",
    [
        "variables: {n: 3}\ninput: 8\nlayers: [dense: n + 1]",
        "variables: {n: 3, m: n}\ninput: 8\nlayers: [dense: m]",
        "variables: {n: 3}\ninput: [n, n, 3]\nlayers: [relu]",
        "variables: {n: 3}\ninput: 8\ndefaults: {dense: {units: n}}\nlayers: [dense]",
        "variables: {n: 2}\ninput: 8\nlayers: [repeat: {times: n, index: n, layers: [relu]}]",
        "variables: {channels: 5}\ninput: 8\nlayers: [dense: channels]",
        "blocks: {b: {takes: {n: 1}, layers: [dense: n]}}\ninput: 8\nlayers: [add: [[b], [b: 1]]]",
        "blocks: {b: [c], c: [relu]}\ninput: 8\nlayers: [head: {layers: [b]}, relu]",
    ],
)
def test_what_is_read_anywhere_is_not_called_unread(text: str) -> None:
    assert unread(text) == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("variables: {n: 3}\ninput: 8\nlayers: [dense: 4]", {"variables": ["n"]}),
        (
            "variables: {n: 3}\nblocks: {b: {takes: [n], layers: [dense: n]}}\ninput: 8\nlayers: [b: 4]",
            {"variables": ["n"]},  # the block reads its parameter
        ),
        (
            "variables: {n: 3}\ninput: 8\nlayers: [for: {each: [1, 2], as: n, layers: [dense: n]}]",
            {"variables": ["n"]},  # the loop reads its counter
        ),
        ("blocks: {b: [relu]}\ninput: 8\nlayers: [dense: 4]", {"blocks": ["b"]}),
    ],
)
def test_what_nothing_reads_is_known(text: str, names: dict[str, list[str]]) -> None:
    assert unread(text) == names


def test_what_the_extended_spec_leaves_unread_is_its_own_matter(child: Callable[[str], str]) -> None:
    assert not any(load(child("blocks: {unit: [relu]}\n")).unread.values())  # n is read by nothing now
    assert load(child("variables: {n: 9}\nblocks: {unit: [relu]}\n")).unread["variables"] == ("n",)


def test_extends_changes_a_block(child: Callable[[str], str]) -> None:
    assert "unit1/tanh1" in outputs(load(child("blocks: {unit: [tanh]}\n")))


def test_expect_is_not_inherited_and_may_be_given(child: Callable[[str], str]) -> None:
    assert load(child("")).expect == {}
    assert load(child("expect: {parameters: 13}\n")).expect["parameters"].text == "13"


def test_a_grandchild_extends_its_parent(write: Write, child: Callable[[str], str]) -> None:
    child("variables: {n: 6}\ninput: 9x9x3\n")
    path = write("extends: child.yaml\nvariables: {m: 3}\nname: third\n", "third.yaml")
    assert outputs(load(path))["unit1/conv1"] == "9x9x6"


def test_settings_reach_the_variables_of_the_spec_that_is_extended(child: Callable[[str], str]) -> None:
    assert outputs(load(child(""), settings={"n": 9}))["unit1/conv1"] == "8x8x9"


def test_a_variable_of_the_child_may_use_one_of_the_parent(child: Callable[[str], str]) -> None:
    assert outputs(load(child("variables: {m: 5, n: m + 1}\n")))["unit1/conv1"] == "8x8x6"


def test_extends_takes_a_bundled_architecture_by_its_name(write: Write) -> None:
    found = summarize(write("extends: lenet5\nname: my LeNet\ninput: 32x32x3\n"))
    assert found.name == "my LeNet"
    assert found.totals.parameters == 61_706 + 2 * 25 * 6  # two more channels in, 6 kernels of 5x5


def test_the_file_that_is_extended_stands_beside_the_one_that_extends_it(write: Write) -> None:
    write(BASE, "deep/er/base.yaml")
    write("extends: er/base.yaml\n", "deep/child.yaml")
    assert len(load(write("extends: deep/child.yaml\n"))) > 0


UNITS = "blocks: {unit: {takes: [n], layers: [dense: n]}, twice: {takes: [n], layers: [unit: n, unit: n]}}\n"


def test_use_takes_the_blocks_of_another_file(write: Write) -> None:
    write(UNITS, "parts/units.yaml")
    path = write("use: [parts/units.yaml]\ninput: 8\nlayers: [twice: 3]")
    assert outputs(load(path)) == {"twice1/unit1/dense1": "3", "twice1/unit2/dense1": "3"}


def test_use_takes_one_file_or_several_and_own_blocks_win(write: Write) -> None:
    write(UNITS, "one.yaml")
    write("blocks: {third: [relu], unit: {takes: [n], layers: [dense: n * 10]}}\n", "two.yaml")
    assert outputs(load(write("use: one.yaml\ninput: 8\nlayers: [unit: 3]"))) == {"unit1/dense1": "3"}
    assert outputs(load(write("use: [one.yaml, two.yaml]\ninput: 8\nlayers: [unit: 3, third]"))) == {
        "unit1/dense1": "30", "third1/relu1": "30",
    }  # fmt: skip
    own = "blocks: {unit: {takes: [n], layers: [dense: n + 1]}}\n"
    path = write(f"use: one.yaml\n{own}input: 8\nlayers: [twice: 3]")
    assert outputs(load(path))["twice1/unit2/dense1"] == "4"


def test_a_used_file_may_be_a_whole_spec(write: Write) -> None:
    write(BASE, "base.yaml")
    assert names(load(write("use: base.yaml\ninput: 8x8x3\nlayers: [other]"))) == ["other1/relu1"]


def test_a_file_of_blocks_may_use_another(write: Write) -> None:
    write(UNITS, "one.yaml")
    write("use: one.yaml\nblocks: {more: [unit: 5]}\n", "two.yaml")
    assert outputs(load(write("use: two.yaml\ninput: 8\nlayers: [more]"))) == {"more1/unit1/dense1": "5"}


def test_a_mistake_in_a_used_block_is_placed_in_its_own_file(write: Write) -> None:
    write("blocks:\n  unit:\n    - rleu\n", "one.yaml")
    with pytest.raises(SpecError) as caught:
        load(write("use: one.yaml\ninput: 8\nlayers: [unit]"))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.source.name, problem.place.line) == ("one.yaml", 3)
    assert problem.within == ("in unit, called from line 3",)


def test_a_mistake_in_the_extended_spec_is_placed_in_its_own_file(write: Write) -> None:
    write("input: 8\nlayers:\n  - rleu\n", "base.yaml")
    with pytest.raises(SpecError) as caught:
        load(write("extends: base.yaml\n"))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.source.name, problem.place.line) == ("base.yaml", 3)
    assert problem.place.excerpt().startswith("    3 |   - rleu")


def test_a_spec_that_others_use_many_times_is_read_once(write: Write) -> None:
    for i in range(40):  # 2**40 readings otherwise
        write(f"use: [u{i + 1}.yaml, u{i + 1}.yaml]\n", f"u{i}.yaml")
    write(UNITS, "u40.yaml")
    assert outputs(load(write("use: u0.yaml\ninput: 8\nlayers: [unit: 3]"))) == {"unit1/dense1": "3"}


@pytest.mark.parametrize("word", ["extends", "use"])
def test_specs_stand_on_each_other_only_so_deep(write: Write, word: str) -> None:
    for i in range(600):
        write(f"{word}: c{i + 1}.yaml\n", f"c{i}.yaml")
    write(UNITS + "input: 8\nlayers: [unit: 3]", "c600.yaml")
    found = refused(write(f"{word}: c0.yaml\n" + ("input: 8\nlayers: [relu]" if word == "use" else "")))
    assert "1: specs extend or use each other more than 50 levels deep" in found


def test_what_is_extended_is_a_file_and_not_standard_input_or_a_folder(write: Write) -> None:
    assert refused(write("extends: '-'\n"))[0].startswith("1: there is no file or bundled architecture '-'")
    write("", "parts/empty.yaml")
    assert refused(write("extends: parts\n"))[0] == "1: 'parts' is a folder; a spec is one YAML file"


# -- inputs ------------------------------------------------------------------------------------------


def test_several_inputs_are_read_by_their_names_in_blocks_too() -> None:
    text = """
variables: {size: 16}
blocks: {tower: [conv: {filters: 4, kernel: 3}, global_avg_pool]}
inputs: {left: [size, size, 3], right: [size, 2 * size, 1]}
layers:
  - tower: {name: l, from: left}
  - tower: {name: r, from: right}
  - concat: {from: [l, r]}
  - dense: 2
"""
    found = summary(text)
    assert [str(layer.output) for layer in found][-1] == "2"
    assert set(found["dense1"].receptive_field) == {"left", "right"}


# -- layers named by parameters ------------------------------------------------------------------------


def test_a_parameter_names_the_layer_that_is_read() -> None:
    text = """
blocks:
  up:
    takes: [skip]
    layers: [upsample: 2, conv: {filters: 4, kernel: 1}, concat: {from: [conv1, skip]}]
input: 8x8x3
layers: [conv: {filters: 5, kernel: 1}, max_pool: 2, up: {skip: conv1}, up: {skip: max_pool1, when: false}]
"""
    net = network(text)
    # 4 channels of the block's own conv1, and 5 of the conv1 that stands where the call does
    assert outputs(net)["up1/concat1"] == "8x8x9"


def test_a_parameter_that_is_handed_on_means_the_layer_that_the_first_call_meant() -> None:
    text = """
blocks:
  inner: {takes: [skip], layers: [add: [[relu: {from: skip}], identity]]}
  outer: {takes: [skip], layers: [tanh: {name: r}, inner: {skip: skip}]}
input: 8x8x3
layers: [relu: {name: r}, sigmoid, outer: {skip: r}]
"""
    net = network(text)
    (relu,) = (node for node in net.layers if node.name == "outer1/inner1/add1/relu1")
    assert [net.nodes[i].name for i in relu.inputs] == ["r"]


def test_the_value_of_a_loop_names_the_layer_that_is_read_and_shared() -> None:
    text = """
input: 8
layers:
  - dense: {name: a, units: 8}
  - dense: {name: b, units: 8}
  - for: {each: [a, b], as: one, layers: [dense: {name: twin, from: one, share: one}]}
"""
    found = summary(text)
    assert [found[f"twin.{i}"].inputs for i in (0, 1)] == [["a"], ["b"]]
    assert found.totals.parameters == 144  # 2 * (8*8 + 8)


def test_a_condition_sees_the_size_of_the_layer_that_a_parameter_names() -> None:
    text = """
blocks: {b: {takes: [skip], layers: [relu: {from: skip, when: channels == 5}]}}
input: 8x8x3
layers: [conv: {name: c, filters: 5, kernel: 1}, conv: {filters: 2, kernel: 1}, b: {skip: c}]
"""
    assert names(network(text))[-1] == "b1/relu1"


def test_a_variable_names_the_layer_that_is_read_unless_a_layer_is_called_so() -> None:
    layers = "[relu: {name: a}, tanh: {name: b}, relu: {from: tap}, relu: {from: b}]"
    text = f"variables: {{tap: a, b: a}}\ninput: 8\nlayers: {layers}"
    net = network(text)
    assert [net.nodes[node.inputs[0]].name for node in net.nodes[-2:]] == ["a", "b"]


def test_a_parameter_that_is_no_name_says_what_it_is() -> None:
    text = "blocks: {b: {takes: [s], layers: [relu: {from: s}]}}\ninput: 8\nlayers: [b: {s: [1, 2]}]"
    assert problems(text)[0].startswith("1: no layer above is called 's'; 's' stands for [1, 2]")


def test_a_parameter_that_names_no_layer() -> None:
    block = "{b: {takes: [skip], layers: [relu: {from: skip}]}}"
    text = f"blocks: {block}\ninput: 8\nlayers: [relu, b: {{skip: rleu1}}]"
    (found,) = problems(text)
    assert found.startswith(
        "1: no layer above is called 'rleu1', which 'skip' stands for; did you mean 'relu1'?"
    )


def test_unnamed_layers_of_a_kind_that_ends_in_a_digit_are_numbered_after_a_line() -> None:
    layers = "[relu6, relu6, unit2, repeat: {times: 1, layers: [relu6]}]"
    text = f"blocks: {{unit2: [tanh]}}\ninput: 8\nlayers: {layers}"
    assert names(network(text)) == ["relu6_1", "relu6_2", "unit2_1/tanh1", "relu6_3.0"]


# -- laws --------------------------------------------------------------------------------------------


def written_out(times: int, item: str) -> str:
    return ", ".join([item] * times)


@pytest.mark.parametrize("times", [0, 1, 2, 5])
@pytest.mark.parametrize(
    "item",
    ["conv: {filters: channels + 1, kernel: 3, padding: 1}", "relu", "add: [[tanh], identity]",
     "concat: [[conv: {filters: 2, kernel: 1}], identity]"],
)  # fmt: skip
def test_writing_a_repeat_out_changes_no_figure(item: str, times: int) -> None:
    mapped = f"{{{item}}}" if ":" in item else item
    repeated = f"input: 12x12x3\nlayers: [relu, repeat: {{times: {times}, layers: [{mapped}]}}, tanh]"
    plain = f"input: 12x12x3\nlayers: [{', '.join(['relu', *[mapped] * times, 'tanh'])}]"
    same_figures(summary(repeated), summary(plain))


def test_writing_the_blocks_of_resnet_out_changes_no_figure() -> None:
    def conv_bn(filters: int, kernel: int, stride: int = 1, padding: int = 0) -> list[Any]:
        fields = {"filters": filters, "kernel": kernel, "stride": stride, "padding": padding, "bias": False}
        return [{"conv": fields}, "batch_norm"]

    layers: list[Any] = [
        *conv_bn(64, 7, 2, 3),
        "relu",
        {"max_pool": {"kernel": 3, "stride": 2, "padding": 1}},
    ]
    for stage, depth in enumerate((3, 4, 6, 3)):
        width = 64 * 2**stage
        for unit in range(depth):
            stride = 2 if stage and not unit else 1
            main = [*conv_bn(width, 1), "relu", *conv_bn(width, 3, stride, 1), "relu", *conv_bn(4 * width, 1)]
            shortcut = conv_bn(4 * width, 1, stride) if not unit else ["identity"]
            layers += [{"add": {"main": main, "shortcut": shortcut}}, "relu"]
    layers += ["global_avg_pool", {"dense": 1000}, "softmax"]
    plain = summary(json.dumps({"input": "224x224x3", "layers": layers}))
    blocks = summary(RESNET)
    assert dict(plain.totals) == dict(blocks.totals)
    kept = [layer for layer in plain if layer.kind != "identity"]
    for a, b in zip(kept, blocks, strict=True):
        assert (a.node.layer, a.output, a.parameters, a.receptive_field) == (
            b.node.layer, b.output, b.parameters, b.receptive_field,
        )  # fmt: skip


@st.composite
def programs(draw: Any) -> tuple[str, str]:
    """A chain with blocks, loops and conditions, and the same chain written out by hand."""
    a, k = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    lines, plain = [], []
    for _ in range(draw(st.integers(1, 5))):
        form = draw(st.sampled_from(["plain", "repeat", "for", "block", "when", "nested"]))
        n = draw(st.integers(0, 3))
        if form == "plain":
            lines.append(f"dense: {n + 1}")
            plain.append(n + 1)
        elif form == "repeat":
            lines.append(f"repeat: {{times: {n}, index: i, layers: [dense: a + i, dense: 2 * i + 1]}}")
            plain += [units for i in range(n) for units in (a + i, 2 * i + 1)]
        elif form == "for":
            values = draw(st.lists(st.integers(1, 5), max_size=3))
            lines.append(f"for: {{each: {values}, as: v, layers: [dense: v * a]}}")
            plain += [v * a for v in values]
        elif form == "block":
            lines.append(f"unit: {{n: {n} + 1}}")
            plain += [n + 1 + k, a]
        elif form == "when":
            lines.append(f"dense: {{units: 9, when: a > {n}}}")
            plain += [9] * (a > n)
        else:
            lines.append(f"repeat: {{times: {n}, index: i, layers: [unit: {{n: i + 1, k: i}}]}}")
            plain += [units for i in range(n) for units in (i + 1 + i, a)]
    blocks = f"{{unit: {{takes: {{n: required, k: {k}}}, layers: [dense: n + k, dense: a]}}}}"
    body = "".join(f"  - {line}\n" for line in ["relu", *lines])
    written = "".join(f"  - {line}\n" for line in ["relu", *(f"dense: {units}" for units in plain)])
    return (
        f"variables: {{a: {a}}}\nblocks: {blocks}\ninput: 6\nlayers:\n{body}",
        f"input: 6\nlayers:\n{written}",
    )


@bounded
@given(programs())
def test_random_programs_are_what_they_unfold_to(pair: tuple[str, str]) -> None:
    same_figures(summary(pair[0]), summary(pair[1]))


def test_reading_twice_gives_the_same_network() -> None:
    one, other = network(RESNET), network(RESNET)
    assert list(map(without_places, one.nodes)) == list(map(without_places, other.nodes))


def without_places(one: Any) -> Any:
    """A node, or a group and those around it, but for the places: they belong to one reading."""
    if one is None:
        return None
    around = "group" if isinstance(one, Node) else "parent"
    return one._replace(place=None, **{around: without_places(getattr(one, around))})


# -- mistakes in settings and calls --------------------------------------------------------------------

SMALL = "variables: {depths: [1, 2], n: 3, act: relu}\ninput: 8\nlayers: [dense: n]"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dephts": 3}, "there is no variable 'dephts' to set; did you mean 'depths'?"),
        ({"zzz": 3}, "there is no variable 'zzz' to set; there are depths, n and act"),
        ({"n": "[1, 2"}, "--set n: "),
        ({"n": ""}, "--set n: there is no value"),
        ({"n": "{a: 3}"}, "expected a number, true or false, a word or a list; found a mapping"),
        ({"n": "3 +"}, "'3 +'"),
        ({"n": "1/0"}, "'1/0' has no value: it divides by zero"),
        ({"n": "9**9**9"}, "'9**9**9' has no value: its value is too large"),
        ({"n": "x" * 100_000 + "+1"}, "an expression has at most 500 characters"),
        ({"n": "&a [*a]"}, "--set n: '*a' is used inside its own anchor '&a'"),
        ({"n": "\0"}, "--set n: not a text"),
        ({"n": "half"}, "'units' of dense takes a whole number"),
        ({"n": 0.5}, "its value is 0.5"),
        ({"n": -3}, "'units' of dense is -3; it must be 1 or more"),
    ],
)
def test_a_setting_that_means_nothing_is_an_error(write: Write, settings: Any, message: str) -> None:
    found = refused(write(SMALL), settings=settings)
    assert any(message in problem for problem in found), found


def test_a_setting_for_a_spec_without_variables(write: Write) -> None:
    (found,) = refused(write("input: 8\nlayers: [dense: 3]"), settings={"n": 3})
    assert found.endswith("there is no variable 'n' to set; the spec has none")


def test_what_follows_from_a_setting_without_a_value_is_not_reported(write: Write) -> None:
    (found,) = refused(write(SMALL), settings={"n": "1/0"})
    assert "None" not in found


def test_several_wrong_settings_are_all_reported(write: Write) -> None:
    found = refused(write(SMALL), settings={"a": 1, "b": 2})
    assert len(found) == 2


def test_settings_that_are_no_yaml_are_all_reported(write: Write) -> None:
    assert refused(write(SMALL), settings={"n": "[", "act": None}) == [
        "-: --set n: a comma or a closing bracket is missing before this",
        "-: --set act: there is no value",
    ]


def test_a_setting_of_a_network_that_is_built_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="already built"):
        summarize(load(write(SMALL)), settings={"n": 4})


def test_an_error_inside_a_block_names_the_line_and_the_calls() -> None:
    text = """blocks:
  inner:
    takes: [k]
    layers:
      - conv: {filters: 4, kernel: k}
  outer:
    takes: [k]
    layers:
      - relu
      - inner: {k: k}
input: 8x8x3
layers:
  - outer: {k: 3}
  - outer: {k: 7}
  - inner: {k: 9}
"""
    assert problems(text) == [
        "5: conv 'outer2/inner1/conv1': a kernel of 7 does not fit the height, 6 + 2*0 = 6"
        " (in outer, called from line 14; in inner, called from line 10)",
    ]
    with pytest.raises(SpecError) as caught:
        network(text)
    head = str(caught.value).split("\n")[0]
    assert head.startswith("test.yaml:5:")
    assert head.endswith("(in outer, called from line 14; in inner, called from line 10)")


def test_the_same_mistake_in_a_block_is_reported_once() -> None:
    text = "blocks: {b: [rleu]}\ninput: 8\nlayers: [repeat: {times: 50, layers: [b]}]"
    assert len(problems(text)) == 1


def test_mistakes_of_a_block_that_nobody_calls_are_not_looked_for_but_its_form_is() -> None:
    assert names(network("blocks: {b: [rleu]}\ninput: 8\nlayers: [relu]")) == ["relu1"]
    assert problems("blocks: {b: {layrs: [relu]}}\ninput: 8\nlayers: [relu]")


# -- the names of rounds -----------------------------------------------------------------------------


def test_a_round_is_read_by_the_name_that_the_table_gives() -> None:
    loop = "repeat: {name: r, times: 3, layers: [conv: {filters: 4, kernel: 1}, relu]}"
    net = network(f"input: 8x8x3\nlayers: [{loop}, add: {{name: both, from: [r.0, r.1]}}]")
    assert [net.nodes[i].name for i in net.nodes[-1].inputs] == ["r.0/relu1", "r.1/relu1"]


def test_loops_without_a_name_are_called_by_their_word() -> None:
    text = """
input: 8
layers:
  - for: {each: [3, 4], as: n, layers: [dense: n, relu]}
  - repeat: {times: 1, layers: [relu, tanh]}
  - dense: {from: for1.0, units: 2}
"""
    assert names(network(text)) == [
        "for1.0/dense1", "for1.0/relu1", "for1.1/dense1", "for1.1/relu1", "repeat1.0/relu1",
        "repeat1.0/tanh1", "dense1",
    ]  # fmt: skip
