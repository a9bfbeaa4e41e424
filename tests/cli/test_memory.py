"""`cnncalc memory`: a row per step, the peak, all memory in sum."""

import json
from typing import Any

import pytest
from commandline import FORMATS, printed, refused, rows_of, table_rows


def record(*args: str) -> Any:
    return json.loads(printed("memory", *args, "--format", "json"))


def words(text: str) -> str:
    """What is printed, with single spaces."""
    return " ".join(text.split())


def rows(*args: str) -> list[dict[str, str]]:
    return rows_of("memory", *args)


def test_each_step_adds_up_what_it_writes_reads_and_waits_for():
    for row in rows("resnet18", "--training"):
        parts = ("written", "read", "waiting", "kept", "gradients")
        assert sum(int(row[part]) for part in parts) == int(row["alive"])


def test_the_peak_is_marked_once_and_said_below():
    text = printed("memory", "vgg16", "--exact")
    marked = [row for row in table_rows(text) if "peak" in row]
    assert [row[1] for row in marked] == ["relu1"]
    assert "Peak activations 25,690,112 B relu1, step 2 of 40" in words(text)
    assert "Alive at the peak: conv1_1 12,845,056 B (read), relu1 12,845,056 B (written)." in words(text)


def test_all_memory_is_what_stays_and_the_most_that_comes_and_goes():
    found = record("resnet50", "--optimizer", "adam")
    assert found["training"] and found["optimizer"] == "adam"
    stays = sum(part["bytes"] for name, part in found["parts"].items() if name != "gradients")
    moving = [step["alive"] + step["weight_gradients"] for step in found["steps"]]
    assert found["total"] == stays + max(moving)
    fullest = found["fullest"]
    assert fullest["step"] == moving.index(max(moving)) + 1
    assert fullest["alive"] + fullest["weight_gradients"] == max(moving)
    assert found["steps"][-1]["weight_gradients"] == found["parts"]["gradients"]["bytes"]
    assert sum(piece["bytes"] for piece in found["peak"]["alive"]) == found["peak"]["bytes"]


def test_outputs_stand_with_and_without_the_input():
    assert record("vgg16")["outputs"] == {"values": 15_087_080, "inputs": 150_528}
    assert "15,087,080 values; with the input 15,237,608" in words(printed("memory", "vgg16"))


def test_a_backward_pass_has_the_steps_in_the_opposite_order():
    found = rows("lenet5", "--training")
    assert [row["pass"] for row in found] == ["forward"] * 13 + ["backward"] * 13
    assert [row["layer"] for row in found[13:]] == [row["layer"] for row in found[12::-1]]


def test_what_works_in_place_says_in_whose_memory():
    found = {row["layer"]: row for row in rows("vgg16", "--in-place")}
    assert (found["relu1"]["lies_in"], found["relu1"]["written"]) == ("conv1_1", "0")
    assert "relu, in place" in printed("memory", "vgg16", "--in-place")
    assert "flatten, view" in printed("memory", "vgg16")


def test_top_keeps_the_steps_that_hold_most():
    found = rows("resnet50", "--top", "2")
    assert [int(row["alive"]) for row in found] == [9_633_792] * 2
    assert "2 of 175 steps are shown" in words(printed("memory", "resnet50", "--top", "2"))


def test_steps_name_what_waits():
    row = next(row for row in rows("resnet18") if row["layer"].endswith("unit.0/add1/main/residual/conv2"))
    assert row["waits"] == "pool1"
    step = next(step for step in record("densenet121")["steps"] if step["waits_in_all"])
    assert len(step["waits"]) == step["waits_in_all"]


def test_batch_dtype_and_input_are_heeded():
    small = record("vgg16", "--input", "64x64x3", "--batch", "3", "--dtype", "half")
    assert small["peak"]["bytes"] == 3 * 2 * 2 * 64 * 64 * 64
    assert (small["batch"], small["dtype"]) == (3, "float16")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_prints_a_training(format):
    assert printed("memory", "googlenet", "--training", "--format", format)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--dtype", "flaot16"], "there is no dtype 'flaot16'; did you mean 'float16'?"),
        (["--optimizer", "lion"], "'lion' is not one of 'sgd', 'momentum', 'adam'"),
        (["--batch", "0"], "0 is out of range"),
    ],
)
def test_what_cannot_be_is_said_and_ends_with_2(args, message):
    assert message in refused("memory", "lenet5", *args)


def test_nothing_is_left_of_a_network_without_layers():
    text = "input: 8x8x3\nlayers:\n  - relu: {when: false}\n"
    assert "Peak" not in printed("memory", "-", stdin=text)
    assert json.loads(printed("memory", "-", "--format", "json", stdin=text))["peak"] is None
