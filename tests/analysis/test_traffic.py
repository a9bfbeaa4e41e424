"""Bytes moved, arithmetic intensity, weight memory, what training keeps of a layer: one by one, by hand."""

from fractions import Fraction
from typing import Any

import pytest
from helpers import figures

from cnncalc import summarize
from cnncalc.analysis import COLUMNS
from cnncalc.blocks import named


def cell(layer: Any, column: str) -> Any:
    return COLUMNS[column].value(layer)


def test_a_convolution_reads_its_input_and_weights_and_writes_its_output() -> None:
    conv1_1 = summarize("vgg16")["conv1_1"]
    # 224*224*3 values in, 3*3*3*64 + 64 weights, 224*224*64 values out, 4 bytes each
    assert cell(conv1_1, "bytes_moved") == 4 * (150_528 + 1_792 + 3_211_264)
    # 27 multiplications and 27 additions, the bias included, for each value that it gives
    assert cell(conv1_1, "intensity") == Fraction(2 * 27 * 3_211_264, 4 * 3_363_584)


def test_a_dense_layer_of_one_image_moves_its_weights() -> None:
    fc6 = summarize("vgg16")["fc6"]
    assert cell(fc6, "bytes_moved") == 4 * (25_088 + 102_764_544 + 4_096)
    assert float(cell(fc6, "intensity")) == pytest.approx(
        0.5, abs=0.001
    )  # two operations per weight of 4 bytes


def test_weights_are_read_once_for_a_batch() -> None:
    fc6 = summarize("vgg16", batch=100, dtype="float16")["fc6"]
    assert cell(fc6, "bytes_moved") == 2 * (100 * 25_088 + 102_764_544 + 100 * 4_096)
    assert float(cell(fc6, "intensity")) == pytest.approx(100, rel=0.05)


def test_an_activation_reads_and_writes_every_value() -> None:
    relu = summarize("vgg16")["relu1"]
    assert cell(relu, "bytes_moved") == 4 * 2 * 3_211_264
    assert cell(relu, "intensity") == Fraction(1, 8)  # a comparison for 4 bytes in and 4 out


def test_a_join_reads_all_that_it_joins() -> None:
    found = figures("4x4x2", {"concat": {"branches": ["relu", {"conv": {"filters": 3, "kernel": 1}}]}})
    assert cell(found[-1], "bytes_moved") == 4 * 16 * (2 + 3 + 5)


@pytest.mark.parametrize("view", ["flatten", "identity", "dropout", {"reshape": "2x8x2"}])
def test_a_view_moves_nothing_and_has_no_intensity(view: Any) -> None:
    layer = figures("4x4x2", view)[0]
    assert cell(layer, "bytes_moved") == 0
    assert cell(layer, "intensity") is None


def test_a_layer_that_shares_weights_reads_them_again() -> None:
    dense = {"dense": {"name": "a", "from": "input", "units": 3, "bias": False}}
    found = figures("5", dense, {"dense": {"name": "b", "from": "input", "share": "a"}})
    assert [cell(layer, "bytes_moved") for layer in found] == [4 * (5 + 15 + 3)] * 2
    assert [cell(layer, "parameter_memory") for layer in found] == [4 * 15, 0]


def test_what_is_not_told_makes_the_bytes_a_lower_bound() -> None:
    layer = figures("4x4x2", {"custom": {"output": "4x4x2"}})[0]
    moved = cell(layer, "bytes_moved")
    assert (moved, moved.complete) == (4 * 2 * 32, False)
    assert cell(layer, "intensity") is None


def test_a_block_moves_what_its_layers_move_and_holds_what_the_largest_holds() -> None:
    summary = summarize("resnet18")
    block = named(summary)["conv2_x/unit.0"]
    layers = [layer for layer in summary if layer.name.startswith("conv2_x/unit.0/")]
    for column in ("bytes_moved", "kept", "parameter_memory"):
        assert cell(block, column) == sum(cell(layer, column) for layer in layers)
    assert cell(block, "alive") == max(cell(layer, "alive") for layer in layers)


def test_training_keeps_what_the_next_layer_needs_and_marks_of_its_own() -> None:
    found = figures(
        "4x4x2",
        {"conv": {"filters": 3, "kernel": 1}},  # its output: batch_norm needs what it read
        "batch_norm",  # a mean and a deviation per channel
        "relu",  # its output, from which it tells its slope
        {"max_pool": 2},  # its output, which dense needs, and 8 bytes for each value
        "flatten",
        {"dropout": 0.5},  # a byte for each value, and its output
        {"dense": 2},  # the output of the network is held in any case
    )
    kept = [4 * 48, 4 * 2 * 3, 4 * 48, 8 * 12, 0, 12 + 4 * 12, 0]
    assert [cell(layer, "kept") for layer in found] == kept


def test_the_share_of_activations_is_of_their_total() -> None:
    conv1_1 = summarize("vgg16")["conv1_1"]
    assert cell(conv1_1, "activations_share") == Fraction(3_211_264, 15_087_080)


# -- padding -----------------------------------------------------------------------------------------


def padding(layer: Any) -> Any:
    return cell(layer, "padding_share")


def test_a_corner_of_a_padded_convolution_reads_five_zeros_of_nine() -> None:
    conv = {"conv": {"filters": 1, "kernel": 3, "padding": 1}}
    found = figures("8x8x1", conv, conv)
    assert padding(found[0]) == Fraction(5, 9)  # 2*2 of 3*3 are pixels
    assert padding(found[1]) == 1 - Fraction(3 * 3, 5 * 5)


def test_nothing_is_padding_without_padding() -> None:
    assert padding(figures("8x8x1", {"conv": {"filters": 1, "kernel": 3}})[0]) == 0


def test_the_larger_end_counts_where_the_sides_differ() -> None:
    conv = {"conv": {"filters": 1, "kernel": 3, "padding": {"right": 2}}}
    assert padding(figures("8x8x1", conv)[0]) == Fraction(2, 3)  # the last one reads 1 pixel of 3 across


def test_a_corner_is_what_a_window_on_paper_says() -> None:
    """Every position of a map is laid out and its pixels are counted, for windows of several kinds."""
    for n, f, s, p in [(7, 3, 2, 1), (9, 5, 1, 2), (6, 4, 3, 3), (5, 5, 1, 4), (12, 2, 2, 0), (10, 3, 4, 2)]:
        conv = {"conv": {"filters": 1, "kernel": f, "stride": s, "padding": p}}
        shares = []
        for start in range(-p, n + p - f + 1, s):
            inside = sum(1 for pixel in range(start, start + f) if 0 <= pixel < n)
            shares.append(Fraction(f - inside, f))
        along = max(shares[0], shares[-1])
        assert padding(figures(f"{n}x{n}x1", conv)[0]) == 1 - (1 - along) ** 2


# -- smallest and largest path -----------------------------------------------------------------------


def test_the_smallest_and_the_largest_path_are_those_of_all_paths() -> None:
    """Each path is followed by itself: r + (f - 1)*jump along its windows of stride 1."""
    branches = {
        "a": [{"conv": {"filters": 2, "kernel": 3, "padding": 1}}],
        "b": [{"conv": {"filters": 2, "kernel": 5, "padding": 2}}] * 2,
        "c": "identity",
    }
    found = figures("16x16x2", {"concat": {"branches": branches}}, {"conv": {"filters": 2, "kernel": 3}})
    paths = [[3, 3], [5, 5, 3], [3]]
    sizes = [1 + sum(f - 1 for f in path) for path in paths]
    field = found[-1].receptive_field
    assert (field.smallest, field.size) == ((min(sizes),) * 2, (max(sizes),) * 2)


def test_the_stretch_of_unaligned_paths_may_be_longer_than_the_longest_path() -> None:
    left = {"conv": {"filters": 2, "kernel": 2, "padding": {"left": 1, "top": 1}}}
    right = {"conv": {"filters": 2, "kernel": 2, "padding": {"right": 1, "bottom": 1}}}
    field = figures("8x8x2", {"add": {"branches": {"l": left, "r": right}}})[-1].receptive_field
    assert (field.size, field.smallest, field.aligned) == ((3, 3), (2, 2), False)  # -1 ... 0 and 0 ... 1
