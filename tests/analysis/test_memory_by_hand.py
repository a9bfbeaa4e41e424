"""Memory of published networks, with the arithmetic, and against sums of torchvision's tables."""

from itertools import pairwise
from math import prod

import pytest
from helpers import figures, read_rows

from cnncalc import Footprint, footprint, summarize

OVERWRITES = ("ReLU", "ReLU6", "Dropout")


def table(name: str) -> list[dict[str, str]]:
    return read_rows("reference", "torchvision", f"{name}.csv")


def values(chw: str) -> int:
    return prod(map(int, chw.split("x")))


def written(rows: list[dict[str, str]]) -> int:
    """The values of all outputs but those of activation functions and dropout."""
    return sum(values(row["output_chw"]) for row in rows if row["type"] not in OVERWRITES)


def at_peak(found: Footprint) -> tuple[str, bool, dict[str, str]]:
    """The layer, whether backwards, and what is alive then, with why."""
    nodes = found.network.nodes
    step = found.steps[found.peak]
    alive = {nodes[holding.node].name: role for holding, role in found.run.alive(found.peak)}
    return step.node.name, step.backward, alive


# -- activations in total ----------------------------------------------------------------------------


def test_vgg16_holds_60_35_mb_and_60_95_with_the_input() -> None:
    found = footprint("vgg16")
    assert found.activations == 15_087_080  # test_conventions.py has the sum
    assert found.activations * 4 == 60_348_320
    assert found.activations + found.inputs == 15_237_608  # and 224*224*3 = 150,528
    assert (found.activations + found.inputs) * 4 == 60_950_432


def test_resnet50_holds_what_the_tables_of_torchvision_add_up_to() -> None:
    rows = table("resnet50")
    behind_a_join = [
        row
        for before, row in pairwise(rows)
        if row["type"] == "ReLU" and before["name"].endswith(("bn3", "downsample.1"))
    ]
    assert len(behind_a_join) == 16  # the sums of the blocks are no modules; their ReLU has their shape
    joins = sum(values(row["input_chw"]) for row in behind_a_join)
    assert summarize("resnet50").totals.activations == written(rows) + joins


def test_densenet121_holds_what_the_tables_of_torchvision_add_up_to() -> None:
    rows = table("densenet121")
    reads_a_join = [
        row
        for row in rows
        if row["name"].endswith(
            ("norm1", "transition1.norm", "transition2.norm", "transition3.norm", "norm5")
        )
        and not row["name"].endswith("denselayer1.norm1")
    ]
    assert len(reads_a_join) == 58  # each of the 6 + 12 + 24 + 16 layers ends with a concatenation
    joins = sum(values(row["input_chw"]) for row in reads_a_join)
    global_pool = 1024  # a function of torchvision, no module
    assert summarize("densenet121").totals.activations == written(rows) + joins + global_pool


def test_mobilenet_v2_holds_what_the_tables_of_torchvision_add_up_to() -> None:
    rows = {row["name"]: row for row in table("mobilenet_v2")}
    ends = {i: rows[f"features.{i}.conv.3"]["output_chw"] for i in range(2, 18)}
    joined = [end for i, end in ends.items() if rows[f"features.{i}.conv.0.0"]["input_chw"] == end]
    assert len(joined) == 10  # blocks that keep their shape
    joins = sum(map(values, joined))
    global_pool = 1280
    assert summarize("mobilenet_v2").totals.activations == written([*rows.values()]) + joins + global_pool


# -- the peak at inference ---------------------------------------------------------------------------


def test_vgg16_peaks_at_its_first_relu() -> None:
    found = footprint("vgg16")
    assert found.peak_memory == 2 * (224 * 224 * 64) * 4 == 25_690_112  # what it reads and what it writes
    assert at_peak(found) == ("relu1", False, {"conv1_1": "read", "relu1": "written"})


def test_vgg16_in_place_peaks_at_its_second_convolution() -> None:
    found = footprint("vgg16", in_place=True)
    assert found.peak_memory == 2 * (224 * 224 * 64) * 4
    assert at_peak(found) == ("conv1_2", False, {"conv1_1": "read", "conv1_2": "written"})


def test_resnet50_peaks_in_the_first_shortcut() -> None:
    # three maps of 56x56x256: the main path waits, the projection is read, its normalization is written;
    # the stem has two of 112x112x64, 1,605,632 values
    found = footprint("resnet50")
    assert found.peak_memory == 3 * (56 * 56 * 256) * 4 == 9_633_792
    add = "conv2_x/unit.0/add1"
    assert at_peak(found) == (
        f"{add}/shortcut/projection1/batch_norm1",
        False,
        {
            f"{add}/main/residual/batch_norm3": "waiting",
            f"{add}/shortcut/projection1/conv1": "read",
            f"{add}/shortcut/projection1/batch_norm1": "written",
        },
    )


def test_densenet121_peaks_where_its_first_block_is_widest() -> None:
    # the sixth layer reads 64 + 5*32 = 224 channels: they wait for the concatenation, while the relu
    # reads them normalized and writes them
    found = footprint("densenet121")
    assert found.peak_memory == 3 * (56 * 56 * 224) * 4
    assert at_peak(found)[0] == "dense_block1/layer.5/concat1/new/relu1"


def test_mobilenet_v2_peaks_where_its_first_block_expands_to_96_channels() -> None:
    found = footprint("mobilenet_v2")
    assert found.peak_memory == 2 * (112 * 112 * 96) * 4
    assert sorted(at_peak(found)[2].values()) == ["read", "written"]


def test_a_shortcut_waits_and_is_not_overwritten() -> None:
    block = {"add": {"main": [{"conv": {"filters": 2, "kernel": 1}}, "relu"], "shortcut": "identity"}}
    found = footprint(figures("4x4x2", "relu", block).network, in_place=True)
    # in bytes of 4*4*2 values: relu reads the input and writes; conv reads that and writes, relu works in
    # place while what conv has read waits; add reads both and writes a third
    assert [step.alive // 128 for step in found.steps] == [2, 2, 2, 2, 3]
    assert [step.waiting // 128 for step in found.steps] == [0, 0, 1, 1, 0]


def test_batch_and_dtype_multiply_what_is_held() -> None:
    assert footprint("vgg16", batch=16, dtype="float16").peak_memory == 16 * 25_690_112 // 2


def test_outputs_of_the_network_are_held_to_the_end() -> None:
    layers = [
        {"conv": {"name": "a", "filters": 1, "kernel": 1}},
        {"conv": {"from": "input", "filters": 3, "kernel": 1}},
    ]
    found = footprint(figures("4x4x2", *layers).network)
    assert [step.alive for step in found.steps] == [4 * 16 * (2 + 1), 4 * 16 * (2 + 1 + 3)]


def test_heads_that_are_left_out_hold_nothing() -> None:
    with_heads, without = footprint("googlenet"), footprint("googlenet", heads=False)
    assert with_heads.steps[-1].alive - without.steps[-1].alive == 2 * 4 * 1000  # what aux1 and aux2 gave


# -- training ----------------------------------------------------------------------------------------


def test_vgg16_in_training_peaks_when_the_backward_pass_reaches_its_last_map() -> None:
    # kept: the image, what the thirteen ReLUs gave, what pool1 to pool4 gave, and 8 bytes for each of the
    # latter, which say where the largest value stood; fc6 to pool5 are done already
    image = 224 * 224 * 3
    relus = 224**2 * 64 * 2 + 112**2 * 128 * 2 + 56**2 * 256 * 3 + 28**2 * 512 * 3 + 14**2 * 512 * 3
    pools = 112**2 * 64 + 56**2 * 128 + 28**2 * 256 + 14**2 * 512
    assert (relus, pools) == (13_547_520, 1_505_280)
    kept = 4 * (image + relus + pools) + 8 * pools
    gradients = 4 * 2 * (14 * 14 * 512)  # of what relu13 gave and of what it read
    output = 4 * 1000
    found = footprint("vgg16", training=True)
    step = found.steps[found.peak]
    assert (step.node.name, step.backward) == ("relu13", True)
    assert (step.kept, step.gradients, step.waiting) == (kept, gradients, output)
    assert found.peak_memory == kept + gradients + output == 73_662_368


def test_resnet50_in_training_keeps_what_the_tables_of_torchvision_add_up_to() -> None:
    # of its convolutions what they read, of its normalizations what they read and two numbers per channel,
    # of its ReLUs what they gave, of the pool 8 bytes per value; the backward pass is at its last ReLU
    rows = table("resnet50")
    image = values(rows[0]["input_chw"])  # every other input is what something below gave
    of_type = {
        kind: sum(values(row["output_chw"]) for row in rows if row["type"] == kind)
        for kind in ("Conv2d", "ReLU", "MaxPool2d")
    }
    statistics = 53_120
    kept = image + sum(of_type.values()) + statistics
    found = footprint("resnet50", training=True)
    step = found.steps[found.peak]
    assert (step.node.name, step.backward) == ("conv5_x/unit.2/relu1", True)
    assert step.kept == 4 * kept + 8 * of_type["MaxPool2d"]
    assert step.gradients == 4 * 2 * (7 * 7 * 2048)


@pytest.mark.parametrize(("optimizer", "states"), [("sgd", 0), ("momentum", 1), ("adam", 2)])
def test_an_optimizer_keeps_numbers_for_each_trained_parameter(optimizer: str, states: int) -> None:
    found = footprint("resnet50", training=True, optimizer=optimizer)
    parts = {part.name: part.bytes for part in found.parts}
    parameters = 4 * 25_557_032
    assert parts == {
        "weights": parameters,
        "statistics": 4 * 53_120,
        "gradients": parameters,
        "optimizer": states * parameters,
    }
    # the volumes peak at the last ReLU, when only the dense layer after it has the gradients of its weights
    dense = 4 * (2048 * 1000 + 1000)
    stay = sum(parts.values()) - parts["gradients"]
    assert found.made[found.peak] == dense
    assert stay + found.peak_memory + dense < found.total < sum(parts.values()) + found.peak_memory
    assert found.made[-1] == parts["gradients"]


def test_gradients_of_weights_appear_one_by_one_in_the_backward_pass() -> None:
    wide = {"dense": {"name": "wide", "units": 1000}}
    narrow = {"dense": {"name": "narrow", "units": 10}}
    again = {"dense": {"name": "again", "from": "narrow", "share": "square"}}
    square = {"dense": {"name": "square", "units": 10}}
    found = footprint(figures("8", wide, narrow, square, again).network, training=True)
    assert [step.node.name for step in found.steps[4:]] == ["again", "square", "narrow", "wide"]
    # 10*10 + 10 shared numbers with the first that reads them, 1000*10 + 10, then 8*1000 + 1000
    assert found.made == [0, 0, 0, 0, 4 * 110, 4 * 110, 4 * 10_120, 4 * 19_120]
    # the last step: the input, the gradient of 1000 values, and two outputs of the network for its caller
    assert found.steps[-1].alive == 4 * (8 + 1000 + 2 * 10)
    assert found.fullest == 7
    assert found.total == 4 * (19_120 + 19_120) + found.steps[-1].alive


def test_a_frozen_front_keeps_nothing_and_has_no_backward_pass() -> None:
    frozen = {"conv": {"filters": 2, "kernel": 1, "trainable": False}}
    found = footprint(
        figures("4x4x2", frozen, "relu", "flatten", {"dense": {"units": 3}}).network, training=True
    )
    assert [step.node.kind for step in found.steps if step.backward] == ["dense"]
    # dense keeps the 32 values that it reads; 3 outputs and their gradient
    assert found.steps[-1].alive == 4 * (32 + 3 + 3)
    assert {part.name: part.numbers for part in found.parts}["gradients"] == 32 * 3 + 3


def test_a_kind_that_does_not_say_what_it_keeps_makes_a_lower_bound() -> None:
    custom = {"custom": {"name": "c", "output": "4x4x2", "weights": 5, "multiplies": 0}}
    net = figures("4x4x2", custom).network
    assert footprint(net).complete
    found = footprint(net, training=True)
    assert not found.complete and [note.layer for note in found.notes] == ["c"]
