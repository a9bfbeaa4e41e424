"""The language by example: what can be written, and what it means."""

from collections.abc import Callable
from typing import Any

import pytest

from cnncalc import Network, Shape, SpecError, Summary, load, summarize

Read = Callable[..., Network]


@pytest.fixture
def path(tmp_path: Any) -> Callable[[str], str]:
    """A function that writes a spec and gives its path."""

    def written(text: str) -> str:
        file = tmp_path / "net.yaml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


@pytest.fixture
def read(path: Callable[[str], str]) -> Read:
    """A function that reads a spec from its text."""
    return lambda text, **options: load(path(text), **options)


def outputs(network: Network) -> dict[str, str]:
    """Each layer's name with the shape of its output."""
    return {node.name: str(node.output) for node in network.layers}


def reads(network: Network, name: str) -> list[str]:
    """The names of the layers that a layer reads."""
    (node,) = (node for node in network.nodes if node.name == name)
    return [network.nodes[i].name for i in node.inputs]


def last(network: Network) -> str:
    return str(network.nodes[-1].output)


def image(layer: str, size: str = "32x32x3") -> str:
    """A network of one layer."""
    return f"input: {size}\nlayers:\n  - {layer}\n"


# -- a whole network -------------------------------------------------------------------------------

LENET = """
name: LeNet-5                     # optional; the file's name otherwise
reference: LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791      # optional
input: 32x32x1                    # height x width x channels, as textbooks write it
layers:
  - conv: {name: C1, filters: 6, kernel: 5, activation: tanh}
  - avg_pool: {name: S2, kernel: 2}            # stride defaults to the kernel, as in every framework
  - conv: {name: C3, filters: 16, kernel: 5, activation: tanh}
  - avg_pool: {name: S4, kernel: 2}
  - flatten
  - dense: {name: F5, units: 120, activation: tanh}
  - dense: {name: F6, units: 84, activation: tanh}
  - dense: {name: output, units: 10}
  - softmax
expect:                           # published figures; `cnncalc check` holds the file to them
  parameters: 61706
  S4.output: 5x5x16
"""


def test_a_whole_network(read: Read) -> None:
    network = read(LENET)
    assert network.name == "LeNet-5"
    assert network.reference == "LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791"
    assert outputs(network) == {
        "C1": "28x28x6",  # 32 - 5 + 1
        "tanh1": "28x28x6",
        "S2": "14x14x6",
        "C3": "10x10x16",
        "tanh2": "10x10x16",
        "S4": "5x5x16",
        "flatten1": "400",  # 5*5*16
        "F5": "120",
        "tanh3": "120",
        "F6": "84",
        "tanh4": "84",
        "output": "10",
        "softmax1": "10",
    }
    # 156 + 2,416 + 48,120 + 10,164 + 850
    assert summarize(network).totals.parameters == 61_706


def test_expected_figures_are_kept_as_they_are_written_with_their_place(read: Read) -> None:
    expect = read(LENET).expect
    assert {name: figure.text for name, figure in expect.items()} == {
        "parameters": "61706",
        "S4.output": "5x5x16",
    }
    assert [figure.place.line for figure in expect.values() if figure.place] == [16, 17]


def test_a_network_without_a_name_has_the_name_of_its_file(read: Read) -> None:
    assert read(image("relu")).name == "net"


def test_json_is_a_spec_too(read: Read) -> None:
    text = '{"input": "32x32x1", "layers": [{"conv": {"filters": 6, "kernel": 5, "bias": false}}, "relu"]}'
    assert outputs(read(text)) == {"conv1": "28x28x6", "relu1": "28x28x6"}


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        ("dense: 120", "dense: {units: 120}"),
        ("dropout: 0.25", "dropout: {rate: 0.25}"),
        ("dropout", "dropout: {rate: 0.5}"),
        ("leaky_relu: 0.2", "leaky_relu: {slope: 0.2}"),
        ("relu", "relu: {}"),
        ("relu", "relu:"),
        ("relu", "relu: {name: relu1}"),
    ],
)
def test_a_layer_of_a_vector_with_one_obvious_field_takes_it_alone(read: Read, bare: str, full: str) -> None:
    assert read(image(bare, "784")).nodes[1].layer == read(image(full, "784")).nodes[1].layer


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        ("max_pool: 2", "max_pool: {kernel: 2}"),
        ("max_pool: 3x2", "max_pool: {kernel: [3, 2]}"),
        ("avg_pool: 2", "avg_pool: {kernel: 2, stride: 2}"),
        ("depthwise_conv: 3", "depthwise_conv: {kernel: 3, multiplier: 1}"),
        ("adaptive_avg_pool: 7x7", "adaptive_avg_pool: {output: 7}"),
        ("local_response_norm", "local_response_norm: 5"),
    ],
)
def test_a_layer_of_an_image_with_one_obvious_field_takes_it_alone(read: Read, bare: str, full: str) -> None:
    assert outputs(read(image(bare))) == outputs(read(image(full)))


# -- inputs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("224x224x3", Shape(3, (224, 224))),
        ("[224, 224, 3]", Shape(3, (224, 224))),
        ("224 x 224 x 3", Shape(3, (224, 224))),
        ("224X224X3", Shape(3, (224, 224))),
        ("224×224×3", Shape(3, (224, 224))),
        ("'224x224x3'", Shape(3, (224, 224))),
        ("{height: 224, width: 112, channels: 3}", Shape(3, (224, 112))),
        ("{channels: 3, width: 112, height: 224}", Shape(3, (224, 112))),
        ("{length: 16000, channels: 1}", Shape(1, (16000,))),
        ("{depth: 16, height: 112, width: 96, channels: 3}", Shape(3, (16, 112, 96))),
        ("16x112x96x3", Shape(3, (16, 112, 96))),
        ("784", Shape(784)),
        ("1_000", Shape(1000)),
        ("[784]", Shape(784)),
        ("1x1x512", Shape(512, (1, 1))),
    ],
)
def test_forms_of_an_input(read: Read, written: str, shape: Shape) -> None:
    assert read(f"input: {written}\nlayers: [relu]\n").inputs == {"input": shape}


@pytest.mark.parametrize(
    ("size", "output"),
    [
        ("{length: 100, channels: 4}", "98x8"),  # 100 - 3 + 1
        ("32x20x4", "30x18x8"),
        ("16x32x20x4", "14x30x18x8"),
    ],
)
def test_one_conv_serves_sequences_images_and_volumes(read: Read, size: str, output: str) -> None:
    assert last(read(image("conv: {filters: 8, kernel: 3}", size))) == output


@pytest.mark.parametrize(
    ("size", "weights"),
    [
        ("{length: 100, channels: 4}", 96),  # 3 * 4 * 8
        ("32x20x4", 288),  # 3*3 * 4 * 8
        ("16x32x20x4", 864),  # 3*3*3 * 4 * 8
    ],
)
def test_the_rank_of_the_input_is_that_of_the_kernel(read: Read, size: str, weights: int) -> None:
    summary = summarize(read(image("conv: {filters: 8, kernel: 3, bias: false}", size)))
    assert summary.totals.parameters == weights


def test_one_pool_serves_sequences_images_and_volumes(read: Read) -> None:
    assert last(read(image("max_pool: 2", "{length: 100, channels: 4}"))) == "50x4"
    assert last(read(image("max_pool: 2", "32x20x4"))) == "16x10x4"
    assert last(read(image("max_pool: 2", "16x32x20x4"))) == "8x16x10x4"


def test_layers_of_a_vector(read: Read) -> None:
    network = read("input: 784\nlayers: [dense: 100, relu, dropout, dense: 10, softmax]\n")
    assert last(network) == "10"
    assert summarize(network).totals.parameters == 79_510  # (784 + 1)*100 + (100 + 1)*10


def test_another_input_than_the_specs(read: Read) -> None:
    assert last(read(image("max_pool: 2"), input="64x48x3")) == "32x24x3"
    assert str(summarize("vgg16", input="256x256x3")["pool5"].output) == "8x8x512"  # 256 / 2**5


def test_another_input_that_does_not_fit(read: Read) -> None:
    with pytest.raises(SpecError, match="a kernel of 5 does not fit the height"):
        read(image("conv: {filters: 8, kernel: 5}"), input="4x32x3")


def test_another_input_that_is_none(read: Read) -> None:
    with pytest.raises(SpecError, match="28x28 has no channels"):
        read(image("relu"), input="28x28")


TWO_INPUTS = """
inputs: {left: 224x224x3, right: 112x112x3}
layers:
  - conv: {name: a, filters: 8, kernel: 3, from: left}
  - relu
  - conv: {name: b, filters: 8, kernel: 3, from: right}
"""


def test_several_inputs_are_named_by_from(read: Read) -> None:
    network = read(TWO_INPUTS)
    assert network.inputs == {"left": Shape(3, (224, 224)), "right": Shape(3, (112, 112))}
    assert outputs(network) == {"a": "222x222x8", "relu1": "222x222x8", "b": "110x110x8"}
    assert (reads(network, "a"), reads(network, "relu1"), reads(network, "b")) == (["left"], ["a"], ["right"])


def test_one_of_several_inputs_is_replaced_by_its_name(read: Read) -> None:
    network = read(TWO_INPUTS, input={"right": "64x64x3"})
    assert network.inputs == {"left": Shape(3, (224, 224)), "right": Shape(3, (64, 64))}


@pytest.mark.parametrize("given", ["64x64x3", {"middle": "64x64x3"}])
def test_an_input_for_none_of_several_is_an_error(read: Read, given: Any) -> None:
    with pytest.raises(SpecError, match="left or right"):
        read(TWO_INPUTS, input=given)


def test_a_join_of_two_inputs(read: Read) -> None:
    text = "inputs: {left: 8x8x3, right: 8x8x4}\nlayers:\n  - concat: {from: [left, right]}\n"
    assert last(read(text)) == "8x8x7"  # 3 + 4


def test_branches_that_each_read_an_input_of_their_own(read: Read) -> None:
    network = read(
        "inputs: {left: 8x8x3, right: 8x8x3}\n"
        "layers:\n"
        "  - concat:\n"
        "      a: [conv: {name: c, filters: 4, kernel: 3, from: left}]\n"
        "      b: [conv: {name: d, filters: 4, kernel: 3, from: right}]\n"
    )
    assert last(network) == "6x6x8"
    assert (reads(network, "concat1/a/c"), reads(network, "concat1/b/d")) == (["left"], ["right"])


# -- sizes, padding, rounding ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "output"),
    [
        ("3", "30x30x8"),
        ("3x5", "30x28x8"),  # height x width
        ("[3, 5]", "30x28x8"),
        ("[3]", "30x30x8"),
        ("3 x 5", "30x28x8"),
        ("3×5", "30x28x8"),
        ("1x7", "32x26x8"),
    ],
)
def test_forms_of_a_size(read: Read, kernel: str, output: str) -> None:
    assert last(read(image(f"conv: {{filters: 8, kernel: {kernel}}}"))) == output


def test_sizes_of_a_volume_have_the_depth_first(read: Read) -> None:
    assert last(read(image("conv: {filters: 8, kernel: 3x1x5}", "16x32x32x3"))) == "14x32x28x8"


@pytest.mark.parametrize(
    ("padding", "output"),
    [
        ("0", "28x28x8"),  # 32 - 5 + 1
        ("2", "32x32x8"),  # 32 + 2*2 - 5 + 1
        ("1x2", "30x32x8"),
        ("[1, 2]", "30x32x8"),
        ("valid", "28x28x8"),
        ("same", "32x32x8"),
        ("SAME", "32x32x8"),
        ("full", "36x36x8"),  # 32 + 2*4 - 5 + 1
        ("{top: 0, bottom: 1, left: 0, right: 1}", "29x29x8"),  # 32 + 1 - 5 + 1
        ("{bottom: 3}", "31x28x8"),
        ("{left: 1, right: 2}", "28x31x8"),
        ("{}", "28x28x8"),
    ],
)
def test_forms_of_padding(read: Read, padding: str, output: str) -> None:
    assert last(read(image(f"conv: {{filters: 8, kernel: 5, padding: {padding}}}"))) == output


@pytest.mark.parametrize(
    ("n", "kernel", "stride", "out"),
    [
        (224, 3, 2, 112),  # ceil(224 / 2)
        (13, 6, 5, 3),  # ceil(13 / 5)
        (7, 3, 2, 4),
        (5, 1, 3, 2),
    ],
)
def test_same_gives_one_output_for_every_stride(
    read: Read, n: int, kernel: int, stride: int, out: int
) -> None:
    layer = f"conv: {{filters: 1, kernel: {kernel}, stride: {stride}, padding: same}}"
    assert last(read(image(layer, f"{n}x{n}x1"))) == f"{out}x{out}x1"


def test_same_puts_the_odd_pixel_after(read: Read) -> None:
    # 13 wide, kernel 6, stride 5: (3 - 1)*5 + 6 - 13 = 3 pixels, 1 before and 2 after
    summary = summarize(read(image("conv: {filters: 1, kernel: 6, stride: 5, padding: same}", "13x13x1")))
    assert summary["conv1"].receptive_field.first == (-1, -1)
    # 224 wide, kernel 3, stride 2: 1 pixel, after
    summary = summarize(read(image("conv: {filters: 1, kernel: 3, stride: 2, padding: same}", "224x224x1")))
    assert summary["conv1"].receptive_field.first == (0, 0)


def test_padding_of_a_sequence_and_of_a_volume_per_side(read: Read) -> None:
    causal = image("conv: {filters: 1, kernel: 3, padding: {left: 2}}", "{length: 10, channels: 1}")
    assert last(read(causal)) == "10x1"  # 10 + 2 - 3 + 1
    volume = image("conv: {filters: 1, kernel: 3, padding: {front: 1, back: 1, top: 2}}", "5x5x5x1")
    assert last(read(volume)) == "5x5x3x1"


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_what_the_padding_holds_changes_no_count(read: Read, mode: str) -> None:
    plain = summarize(read(image("conv: {filters: 8, kernel: 3, padding: 1}")))
    other = summarize(read(image(f"conv: {{filters: 8, kernel: 3, padding: 1, padding_mode: {mode}}}")))
    assert {**plain.totals} == {**other.totals}
    assert other["conv1"].node.layer.padding_mode == mode


@pytest.mark.parametrize(
    ("n", "fields", "floor", "ceil"),
    [
        (112, "kernel: 3, stride: 2", 55, 56),  # (112 - 3)/2 = 54.5
        (54, "kernel: 3, stride: 2", 26, 27),  # (54 - 3)/2 = 25.5
        (55, "kernel: 3, stride: 2", 27, 27),  # (55 - 3)/2 = 26
        (5, "kernel: 2, stride: 2, padding: 1", 3, 3),  # ceil((5 + 2 - 2)/2) + 1 = 4, but 3*2 >= 5 + 1
        (3, "kernel: 2, stride: 2, padding: 1", 2, 2),  # ceil((3 + 2 - 2)/2) + 1 = 3, but 2*2 >= 3 + 1
        (32, "kernel: 1, stride: 2", 16, 16),  # ceil((32 - 1)/2) + 1 = 17, but 16*2 >= 32
        (7, "kernel: 2", 3, 4),  # (7 - 2)/2 = 2.5
        (7, "kernel: 3, stride: 3, padding: {left: 1, top: 1}", 2, 3),  # (8 - 3)/3 = 1.7
    ],
)
@pytest.mark.parametrize("kind", ["max_pool", "avg_pool"])
def test_pools_round_down_or_up(read: Read, kind: str, n: int, fields: str, floor: int, ceil: int) -> None:
    size = f"{n}x{n}x1"
    assert last(read(image(f"{kind}: {{{fields}}}", size))) == f"{floor}x{floor}x1"
    assert last(read(image(f"{kind}: {{{fields}, rounding: floor}}", size))) == f"{floor}x{floor}x1"
    assert last(read(image(f"{kind}: {{{fields}, rounding: ceil}}", size))) == f"{ceil}x{ceil}x1"


def test_a_pools_stride_is_its_kernel(read: Read) -> None:
    assert last(read(image("max_pool: 3x2", "9x8x1"))) == "3x4x1"
    assert last(read(image("max_pool: {kernel: 3x2, stride: 1}", "9x8x1"))) == "7x7x1"


@pytest.mark.parametrize("word", ["false", "no", "off", "False", "NO"])
def test_words_for_no(read: Read, word: str) -> None:
    # 3*3*3*8 without 8 biases
    assert summarize(read(image(f"conv: {{filters: 8, kernel: 3, bias: {word}}}"))).totals.parameters == 216


@pytest.mark.parametrize("word", ["true", "yes", "on", "True", "YES"])
def test_words_for_yes(read: Read, word: str) -> None:
    assert summarize(read(image(f"conv: {{filters: 8, kernel: 3, bias: {word}}}"))).totals.parameters == 224


@pytest.mark.parametrize("name", ["on", "yes", "no", "null_", "1", "1.5", "3x3", "true", "conv", "0x10"])
def test_a_name_is_a_name_whatever_yaml_makes_of_it_elsewhere(read: Read, name: str) -> None:
    assert list(outputs(read(image(f"relu: {{name: {name}}}")))) == [name]


def test_groups_dilation_and_frozen_layers(read: Read) -> None:
    text = "conv: {filters: 64, kernel: 3, groups: 32, dilation: 2, bias: false, trainable: false}"
    summary = summarize(read(image(text, "16x16x128")))
    assert summary["conv1"].output == Shape(64, (12, 12))  # 16 - (2*2 + 1) + 1
    assert summary.totals.frozen == summary.totals.parameters == 2_304  # 3*3*(128/32)*64
    assert summary.totals.trainable == 0


# -- activations and defaults ----------------------------------------------------------------------


def test_an_activation_is_a_layer_of_its_own_after(read: Read) -> None:
    network = read(image("conv: {name: c, filters: 8, kernel: 3, activation: relu}"))
    assert outputs(network) == {"c": "30x30x8", "relu1": "30x30x8"}
    assert reads(network, "relu1") == ["c"]


def test_an_activation_may_have_fields(read: Read) -> None:
    network = read(image("conv: {filters: 8, kernel: 3, activation: {leaky_relu: {name: act, slope: 0.2}}}"))
    assert list(outputs(network)) == ["conv1", "act"]
    assert network.nodes[-1].layer.slope == 0.2
    network = read(image("conv: {filters: 8, kernel: 3, activation: {leaky_relu: 0.3}}"))
    assert network.nodes[-1].layer.slope == 0.3


@pytest.mark.parametrize(
    "layer",
    ["depthwise_conv: {kernel: 3, ", "separable_conv: {filters: 8, kernel: 3, ", "subsample: {kernel: 2, "],
)
def test_the_kin_of_conv_take_an_activation_too(read: Read, layer: str) -> None:
    assert [node.kind for node in read(image(layer + "activation: sigmoid}")).layers][1:] == ["sigmoid"]


def test_from_a_layer_with_an_activation_reads_what_is_before_the_activation(read: Read) -> None:
    network = read(image("conv: {name: c, filters: 8, kernel: 3, activation: relu}\n  - tanh: {from: c}"))
    assert reads(network, "tanh1") == ["c"]


def test_defaults_are_for_every_layer_of_a_kind(read: Read) -> None:
    network = read(
        "input: 32x32x3\n"
        "defaults: {conv: {kernel: 3, padding: same, bias: false, activation: relu}, max_pool: {kernel: 2}}\n"
        "layers: [conv: {filters: 8}, max_pool, conv: {filters: 16, kernel: 5, activation: tanh}]\n"
    )
    assert outputs(network) == {
        "conv1": "32x32x8",
        "relu1": "32x32x8",
        "max_pool1": "16x16x8",
        "conv2": "16x16x16",
        "tanh1": "16x16x16",
    }
    assert summarize(network).totals.parameters == 3_416  # 3*3*3*8 + 5*5*8*16


def test_defaults_reach_into_branches_and_heads(read: Read) -> None:
    network = read(
        "input: 8x8x4\n"
        "defaults: {conv: {kernel: 3, padding: 1, bias: false}}\n"
        "layers:\n"
        "  - add: [[conv: {filters: 4}], identity]\n"
        "  - head: {name: aux, layers: [conv: {filters: 2}]}\n"
    )
    assert outputs(network) == {
        "add1/conv1": "8x8x4",
        "add1/identity1": "8x8x4",
        "add1": "8x8x4",
        "aux/conv1": "8x8x2",
    }


# -- names and from --------------------------------------------------------------------------------


def test_unnamed_layers_are_numbered_by_kind(read: Read) -> None:
    network = read("input: 32x32x3\nlayers: [relu, tanh, relu, max_pool: 2, relu, max_pool: 2]\n")
    assert list(outputs(network)) == ["relu1", "tanh1", "relu2", "max_pool1", "relu3", "max_pool2"]


def test_a_number_that_is_taken_is_left_out(read: Read) -> None:
    network = read("input: 8x8x3\nlayers: [relu: {name: relu1}, relu, relu: {name: relu3}, relu, relu]\n")
    assert list(outputs(network)) == ["relu1", "relu2", "relu3", "relu4", "relu5"]


def test_named_layers_are_not_numbered(read: Read) -> None:
    network = read("input: 8x8x3\nlayers: [relu: {name: a}, relu, relu: {name: b}, relu]\n")
    assert list(outputs(network)) == ["a", "relu1", "b", "relu2"]


def test_layers_within_a_named_block_are_block_and_layer(read: Read) -> None:
    network = read(
        "input: 8x8x4\n"
        "layers:\n"
        "  - add: {name: block, branches: {main: [relu, relu: {name: act}], short: identity}}\n"
        "  - add: {name: other, branches: [[relu, tanh], [relu]]}\n"
        "  - add: [[relu], identity]\n"
    )
    assert list(outputs(network)) == [
        "block/main/relu1", "block/main/act", "block/short/identity1", "block",
        "other/relu1", "other/tanh1", "other/relu2", "other",
        "add1/relu1", "add1/identity1", "add1",
    ]  # fmt: skip


def test_blocks_within_blocks(read: Read) -> None:
    network = read(
        "input: 8x8x4\n"
        "layers:\n"
        "  - concat:\n"
        "      name: outer\n"
        "      branches:\n"
        "        a: [add: {name: inner, branches: {x: [relu], y: identity}}, tanh]\n"
        "        b: [relu]\n"
    )
    assert list(outputs(network)) == [
        "outer/a/inner/x/relu1", "outer/a/inner/y/identity1", "outer/a/inner", "outer/a/tanh1",
        "outer/b/relu1", "outer",
    ]  # fmt: skip
    assert last(network) == "8x8x8"


LOOKUP = """
input: 8x8x4
layers:
  - relu: {name: a}
  - add:
      name: block
      branches:
        main:
          - tanh
          - relu: {name: a}
          - elu: {name: read_inner, from: a}
        other:
          - elu: {name: read_outer, from: a}
          - elu: {name: read_full, from: block/main/a}
  - elu: {name: read_top, from: a}
"""


def test_a_name_is_looked_up_from_the_innermost_block_outwards(read: Read) -> None:
    network = read(LOOKUP)
    assert reads(network, "block/main/read_inner") == ["block/main/a"]
    assert reads(network, "block/other/read_outer") == ["a"]
    assert reads(network, "block/other/read_full") == ["block/main/a"]
    assert reads(network, "read_top") == ["a"]


def test_any_layer_may_read_another_than_the_one_before(read: Read) -> None:
    network = read(
        "input: 8x8x4\nlayers: [relu: {name: a}, max_pool: 2, tanh: {from: a}, elu: {from: input}]\n"
    )
    assert (reads(network, "tanh1"), reads(network, "elu1")) == (["a"], ["input"])
    assert outputs(network)["tanh1"] == "8x8x4"


def test_a_join_of_layers_above(read: Read) -> None:
    network = read(
        "input: 8x8x4\n"
        "layers:\n"
        "  - conv: {name: a, filters: 8, kernel: 3, padding: 1}\n"
        "  - conv: {name: b, filters: 8, kernel: 3, padding: 1}\n"
        "  - add: {from: [a, b]}\n"
        "  - concat: {name: joined, from: [a, b, input]}\n"
        "  - relu\n"
    )
    assert outputs(network)["add1"] == "8x8x8"
    assert outputs(network)["joined"] == "8x8x20"  # 8 + 8 + 4
    assert reads(network, "relu1") == ["joined"]


def test_branches_may_start_from_a_layer_above(read: Read) -> None:
    network = read(
        "input: 8x8x4\nlayers: [relu: {name: a}, max_pool: 2, add: {from: a, branches: [[tanh], identity]}]\n"
    )
    assert reads(network, "add1/tanh1") == ["a"]
    assert last(network) == "8x8x4"


# -- branches --------------------------------------------------------------------------------------

INCEPTION = """
input: 28x28x192
layers:
  - concat:                       # parallel branches, joined along the channels
      name: inception_3a
      branches:
        1x1:  [conv: {filters: 64, kernel: 1, activation: relu}]
        3x3:
          - conv: {filters: 96, kernel: 1, activation: relu}
          - conv: {filters: 128, kernel: 3, padding: 1, activation: relu}
        5x5:
          - conv: {filters: 16, kernel: 1, activation: relu}
          - conv: {filters: 32, kernel: 5, padding: 2, activation: relu}
        pool:
          - max_pool: {kernel: 3, stride: 1, padding: 1}
          - conv: {filters: 32, kernel: 1, activation: relu}
  - add: [[conv: {filters: 256, kernel: 3, padding: 1}, batch_norm], identity]     # a residual connection
  - multiply: [identity, [global_avg_pool, dense: 16, relu, dense: 256, sigmoid]]  # squeeze and excite
"""


@pytest.fixture
def inception(read: Read) -> Summary:
    return summarize(read(INCEPTION))


def test_an_inception_block(inception: Summary) -> None:
    block = inception["inception_3a"]
    assert block.output == Shape(256, (28, 28))  # 64 + 128 + 32 + 32
    assert block.inputs == [
        f"inception_3a/{end}" for end in ("1x1/relu1", "3x3/relu2", "5x5/relu2", "pool/relu1")
    ]
    inside = [layer for layer in inception if layer.name.startswith("inception_3a/")]
    assert sum(layer.parameters.total for layer in inside) == 163_696
    assert sum(layer.multiplies for layer in inside) == 128_049_152


def test_a_residual_connection(inception: Summary) -> None:
    assert inception["add1"].output == Shape(256, (28, 28))
    assert inception["add1"].inputs == ["add1/batch_norm1", "add1/identity1"]
    assert inception["add1/conv1"].inputs == ["inception_3a"]
    assert inception["add1/conv1"].parameters.total == 590_080  # 3*3*256*256 + 256


def test_squeeze_and_excite(inception: Summary) -> None:
    assert inception["multiply1"].output == Shape(256, (28, 28))
    assert inception["multiply1"].inputs == ["multiply1/identity1", "multiply1/sigmoid1"]
    assert inception["multiply1/dense1"].parameters.total == 4_112  # 256*16 + 16
    assert inception["multiply1/dense2"].parameters.total == 4_352  # 16*256 + 256


FORMS = [
    "add: [[relu], identity]",
    "add: [relu, identity]",
    "add: {branches: [[relu], identity]}",
    "add: {a: [relu], b: identity}",
    "add: {a: relu, b: identity}",
    "add: {branches: {a: [relu], b: [identity]}}",
    "add: {name: add1, a: [relu], b: identity}",
    "add: [[relu], []]",
    "add: {a: [relu], b: []}",
]


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_branches(read: Read, form: str) -> None:
    network = read(image(form))
    assert last(network) == "32x32x3"
    assert [network.nodes[i].kind for i in network.nodes[-1].inputs] in (
        ["relu", "identity"],
        ["relu", "input"],
    )


@pytest.mark.parametrize(
    ("kind", "output"),
    [
        ("add", "8x8x4"),
        ("multiply", "8x8x4"),
        ("maximum", "8x8x4"),
        ("average", "8x8x4"),
        ("concat", "8x8x8"),
    ],
)
def test_kinds_of_joins(read: Read, kind: str, output: str) -> None:
    assert last(read(image(f"{kind}: [[relu], identity]", "8x8x4"))) == output


def test_a_concat_along_another_axis(read: Read) -> None:
    assert (
        last(read(image("concat: {axis: height, branches: [[relu], [max_pool: 2x1]]}", "8x6x4"))) == "12x6x4"
    )
    assert last(read(image("concat: {axis: width, a: [relu], b: [tanh]}", "8x6x4"))) == "8x12x4"


def test_a_vector_or_a_map_of_one_position_is_broadcast(read: Read) -> None:
    assert last(read(image("add: [identity, [global_avg_pool]]", "8x8x4"))) == "8x8x4"
    assert last(read(image("multiply: [identity, [adaptive_avg_pool: 1]]", "8x8x4"))) == "8x8x4"
    assert last(read(image("multiply: [identity, [conv: {filters: 1, kernel: 1}]]", "8x8x4"))) == "8x8x4"


def test_layers_may_be_repeated_by_yamls_aliases(read: Read) -> None:
    network = read(
        "input: 8x8x4\n"
        "layers:\n"
        "  - add: [&body [conv: {filters: 4, kernel: 3, padding: 1}, relu], identity]\n"
        "  - add: [*body , identity]\n"
    )
    assert list(outputs(network)) == [
        "add1/conv1", "add1/relu1", "add1/identity1", "add1",
        "add2/conv1", "add2/relu1", "add2/identity1", "add2",
    ]  # fmt: skip
    assert summarize(network).totals.parameters == 296  # 2 * (3*3*4*4 + 4)


# -- heads -----------------------------------------------------------------------------------------

HEADS = """
input: 8x8x4
layers:
  - conv: {name: body, filters: 8, kernel: 3}
  - head:
      name: aux1
      layers: [global_avg_pool, dense: {name: out, units: 5}, softmax: {from: out}]
  - relu
  - head: {layers: [flatten, dense: 3], from: body}
  - global_avg_pool
  - dense: 10
"""


def test_the_main_path_goes_on_from_the_layer_before_a_head(read: Read) -> None:
    network = read(HEADS)
    assert reads(network, "relu1") == ["body"]
    assert reads(network, "aux1/global_avg_pool1") == ["body"]
    assert reads(network, "aux1/softmax1") == ["aux1/out"]
    assert last(network) == "10"


def test_heads_count_under_their_own_line(read: Read) -> None:
    summary = summarize(read(HEADS))
    assert list(summary.heads) == ["aux1", "head1"]
    assert summary.heads["aux1"].parameters == 45  # (8 + 1)*5
    assert summary.heads["head1"].parameters == 867  # (6*6*8 + 1)*3
    assert summary.main_path.parameters == 386  # (3*3*4 + 1)*8 + (8 + 1)*10 = 296 + 90
    assert summary.totals.parameters == 1_298  # 386 + 45 + 867


def test_a_network_without_its_heads(read: Read) -> None:
    network = read(HEADS)
    summary = summarize(network, heads=False)
    assert [layer.name for layer in summary] == ["body", "relu1", "global_avg_pool1", "dense1"]
    assert summary.totals.parameters == 386
    assert summary["dense1"].inputs == ["global_avg_pool1"]


# -- sharing ---------------------------------------------------------------------------------------

SIAMESE = """
inputs: {left: 8x8x3, right: 8x8x3}
layers:
  - conv: {name: conv1, filters: 4, kernel: 3, from: left}
  - flatten: {name: a}
  - conv: {name: twin, share: conv1, from: right}
  - flatten: {name: b}
  - concat: {from: [a, b]}
  - dense: 1
"""


def test_shared_parameters_count_once(read: Read) -> None:
    summary = summarize(read(SIAMESE))
    assert summary["conv1"].parameters.total == 112  # 3*3*3*4 + 4
    assert summary["twin"].parameters.total == 0
    assert summary["twin"].output == Shape(4, (6, 6))
    assert summary["twin"].multiplies == summary["conv1"].multiplies == 3_888  # 108 * 6*6
    assert summary.totals.parameters == 401  # 112 + (2*6*6*4 + 1)*1
    assert summary.totals.weight_layers == 2


def test_what_shares_takes_the_fields_of_what_it_shares_and_may_say_others(read: Read) -> None:
    network = read(
        "input: 16x16x4\n"
        "layers:\n"
        "  - conv: {name: a, filters: 4, kernel: 3, padding: 1}\n"
        "  - conv: {name: b, share: a}\n"
        "  - conv: {name: c, share: b, stride: 2}\n"
    )
    assert outputs(network) == {"a": "16x16x4", "b": "16x16x4", "c": "8x8x4"}
    assert summarize(network).totals.parameters == 148  # 3*3*4*4 + 4
    assert [node.owner for node in network.layers] == [None, 1, 1]


# -- further layers --------------------------------------------------------------------------------


def test_identity_passes_its_input_on(read: Read) -> None:
    summary = summarize(read(image("identity")))
    assert summary["identity1"].output == Shape(3, (32, 32))
    assert summary.totals.parameters == 0


def test_a_layer_that_is_not_known_makes_totals_lower_bounds(read: Read) -> None:
    summary = summarize(
        read(image("custom: {output: 16x16x8, note: deformable}\n  - conv: {filters: 1, kernel: 1}"))
    )
    assert summary["conv1"].output == Shape(1, (16, 16))
    assert summary.status == "lower bound"
    assert summary.totals.parameters == 9  # 8*1 + 1, and what the custom layer has
    assert not summary.totals.parameters.complete


def test_depthwise_multiplier_and_separable(read: Read) -> None:
    depthwise, separable = "kernel: 3, multiplier: 2, padding: 1", "filters: 8, kernel: 3"
    summary = summarize(read(image(f"depthwise_conv: {{{depthwise}}}\n  - separable_conv: {{{separable}}}")))
    assert summary["depthwise_conv1"].output == Shape(6, (32, 32))
    assert summary["depthwise_conv1"].parameters.total == 60  # 3*3*3*2 + 6
    assert summary["separable_conv1"].output == Shape(8, (30, 30))
    assert summary["separable_conv1"].parameters.total == 110  # 3*3*6 + 6*8 + 8


def test_connections_of_filters(read: Read) -> None:
    layer = "conv: {filters: 2, kernel: 3, connections: [[0, 1], [2]]}"
    assert summarize(read(image(layer))).totals.parameters == 29  # 3*3*(2 + 1) + 2


def test_a_head_in_a_head_reads_what_stands_before_it_in_the_outer_one(read: Read) -> None:
    inner = "{head: {name: b, layers: [conv: {name: c, from: a1, filters: 2, kernel: 1}]}}"
    network = read(image(f"head: {{name: a, layers: [relu: {{name: a1}}, tanh, {inner}]}}"))
    reads = {node.name: [network.nodes[i].name for i in node.inputs] for node in network.layers}
    assert reads["a/b/c"] == ["a/a1"]


def test_what_shares_has_a_kernel_of_the_same_sides_not_only_of_the_same_size(read: Read) -> None:
    share = "conv: {name: a, filters: 3, kernel: 3x5}\n  - conv: {share: a, kernel: 5x3}"
    with pytest.raises(SpecError, match="cannot share the parameters of 'a': their kernels differ"):
        read(image(share))


def test_operations_of_a_custom_layer_are_unknown_and_not_zero(read: Read) -> None:
    summary = summarize(read(image("custom: {output: 8, weights: 5, multiplies: 7}")))
    assert summary["custom1"].multiplies == 7
    assert set(summary["custom1"].operations) == {None}
