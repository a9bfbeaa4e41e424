"""The options of `cnncalc summarize`."""

from functools import cache

import pytest
from commandline import (
    BRANCHES,
    BUNDLED,
    CUSTOM,
    FORMATS,
    TWO_INPUTS,
    below_table,
    printed,
    record_of,
    refused,
    rows_of,
    run,
    table_rows,
)

import cnncalc
from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import BYTES


def record(*args: str, stdin: str = "") -> dict:
    return record_of("summarize", *args, stdin=stdin)


def csv_rows(*args: str, stdin: str = "") -> list[dict[str, str]]:
    return rows_of("summarize", *args, stdin=stdin)


def names(*args: str) -> list[str]:
    return [row["name"] for row in csv_rows(*args)]


# -- where a spec comes from -----------------------------------------------------------------------


def test_a_bundled_architecture_is_known_by_name_and_by_file_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert printed("summarize", "vgg16") == printed("summarize", "vgg16.yaml")


def test_a_file_in_the_working_folder_wins_over_a_bundled_architecture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vgg16.yaml").write_text("name: mine\ninput: 4\nlayers: [dense: 2]\n")
    assert record("vgg16.yaml")["network"] == "mine"


def test_a_dash_reads_standard_input():
    found = record("-", stdin="input: 4\nlayers: [dense: 2]\n")
    assert found["spec"] == "<stdin>"
    assert found["totals"]["parameters"] == 10  # 4*2 + 2


def test_another_input_replaces_that_of_the_spec():
    # LeNet-5 on 36x36: S4 is 6x6x16 = 576 values, so F5 has 576*120 + 120 instead of 400*120 + 120
    more = 120 * (576 - 400)
    assert record("lenet5", "--input", "36x36x1")["totals"]["parameters"] == 61706 + more


def test_several_inputs_are_replaced_by_name():
    found = record("-", "--input", "left=6x6x1", "--input", "right=6x6x1", stdin=TWO_INPUTS)
    assert found["input"] == {name: {"channels": 1, "size": [6, 6]} for name in ("left", "right")}


def test_an_input_with_one_axis_is_replaced_by_its_mapping():
    spec = "input: {length: 9, channels: 2}\nlayers: [conv: {filters: 4, kernel: 3}]\n"
    found = record("-", "--input", "{length: 5, channels: 2}", stdin=spec)
    assert found["input"] == {"channels": 2, "size": [5]}
    refused("summarize", "-", "--input", "{length: 5", stdin=spec)
    assert "is given twice" in refused(
        "summarize", "-", "--input", "{length: 5, length: 6, channels: 1}", stdin=spec
    )


def test_several_inputs_need_names():
    assert "NAME=SHAPE for left or right" in refused("summarize", "-", "--input", "6x6x1", stdin=TWO_INPUTS)


# -- which rows ------------------------------------------------------------------------------------


@cache
def totals_unfolded(spec):
    return record(spec)["totals"]


@pytest.mark.parametrize("depth", range(1, 5))
@pytest.mark.parametrize("spec", BUNDLED)
def test_folding_changes_no_total_and_rows_add_up_at_every_depth(spec, depth, worked_out_once):
    folded, totals = record(spec, "--depth", str(depth))["totals"], totals_unfolded(spec)
    rows = csv_rows(spec, "--depth", str(depth), "--columns", "name,parameters,multiplies,activations")
    assert folded == totals
    for total in ("parameters", "multiplies", "activations"):
        assert sum(int(row[total]) for row in rows) == totals[total]


def test_a_folded_block_is_one_row_with_its_sums_its_output_and_its_receptive_field():
    (row,) = [row for row in csv_rows("inception_block", "--depth", "1") if row["name"] == "inception_3a"]
    assert row["parameters"] == "163696"  # 163,328 weights + 368 biases
    assert row["multiplies"] == "128049152"
    assert (row["kind"], row["output"], row["receptive_field"]) == ("concat", "28x28x256", "5")


def test_a_folded_block_says_how_many_layers_it_stands_for():
    folded = printed("summarize", "-", "--depth", "1", "--format", "markdown", stdin=BRANCHES)
    assert "| block | concat, 6 layers |" in folded


def test_a_folded_block_says_what_it_is_at_a_glance():
    rows = table_rows(printed("summarize", "-", "--depth", "1", stdin=BRANCHES))
    assert ["block", "concat of 2 branches", "8x8x4", "26"] in [row[:4] for row in rows]
    # 4*2 + 2 = 10 in 1x1; 10 and 2*2 + 2 = 6 in 3x3


def test_folding_below_the_deepest_block_changes_nothing():
    assert printed("summarize", "googlenet", "--depth", "3") == printed("summarize", "googlenet")


def test_sizes_of_one_number_and_of_several_are_sorted_together():
    spec = "input: 9x9x2\nlayers:\n"
    for kernel in ("3", "1x7", "3x5", "5", "3"):
        spec += f"  - conv: {{filters: 2, kernel: {kernel}, padding: same}}\n"
    found = record("-", "--sort", "kernel", "--columns", "kernel", stdin=spec)
    assert [layer["kernel"] for layer in found["layers"]] == [5, [3, 5], 3, 3, [1, 7]]


def test_sort_puts_the_largest_figures_first_and_keeps_the_order_of_equals():
    rows = csv_rows("vgg16", "--sort", "parameters", "--columns", "name,parameters")
    figures = [int(row["parameters"]) for row in rows]
    assert figures == sorted(figures, reverse=True)
    assert [row["name"] for row in rows[:3]] == ["fc6", "fc7", "fc8"]
    # six convolutions of 3*3*512*512 + 512 = 2,359,808: conv4_2, 4_3, 5_1, 5_2, 5_3 as written
    equal = [row["name"] for row in rows if row["parameters"] == "2359808"]
    assert equal == ["conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3"]


def test_sort_by_a_column_that_is_not_shown():
    assert names("vgg16", "--sort", "memory", "--columns", "name", "--top", "2") == ["conv1_1", "conv1_2"]


def test_what_is_not_known_comes_last_when_sorted():
    rows = csv_rows("-", "--sort", "multiplies", stdin=CUSTOM)
    assert [row["name"] for row in rows] == ["before", "behind", "unknown"]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts_every_row_of_a_network_with_branches(column, worked_out_once):
    assert sorted(names("googlenet", "--sort", column)) == sorted(names("googlenet"))


def test_top_shows_the_first_rows_and_says_so():
    text = printed("summarize", "vgg16", "--top", "3")
    assert [row[0] for row in table_rows(text)] == ["Layer", "conv1_1", "conv1_2", "pool1", "total"]
    assert "3 of 23 rows are shown" in below_table(text)
    expanded = printed("summarize", "vgg16", "--top", "3", "--expand")
    assert [row[0] for row in table_rows(expanded)] == ["Layer", "conv1_1", "relu1", "conv1_2", "total"]
    assert "3 of 40 rows are shown" in below_table(expanded)


def test_top_beyond_the_last_row_shows_all():
    assert len(csv_rows("lenet5", "--top", "999")) == 13
    assert "are shown" not in printed("summarize", "lenet5", "--top", "999")


def test_sorted_rows_carry_full_names_since_they_left_their_block():
    text = printed("summarize", "inception_block", "--sort", "parameters", "--top", "1")
    assert table_rows(text)[1][0] == "inception_3a/3x3/conv2"


def test_totals_are_those_of_all_layers_whatever_is_shown():
    assert record("vgg16", "--top", "1")["totals"] == record("vgg16")["totals"]
    total = table_rows(printed("summarize", "vgg16", "--top", "1"))[-1]
    assert total == ["total", "138,357,544", "100", "15,470,264,320", "100"]


def test_heads_count_unless_they_are_left_out():
    with_heads, without = record("googlenet"), record("googlenet", "--without-heads")
    assert with_heads["totals"]["parameters"] == 13_378_280
    assert with_heads["main_path"]["parameters"] == without["totals"]["parameters"] == 6_998_552
    # 3,188,840 + 3,190,888 = 13,378,280 - 6,998,552
    assert {name: head["parameters"] for name, head in with_heads["heads"].items()} == {
        "aux1": 3_188_840,
        "aux2": 3_190_888,
    }
    assert "heads" not in without and "main_path" not in without


def test_heads_have_a_line_below_the_table_and_their_costs_in_their_rows():
    text = printed("summarize", "googlenet", "--depth", "1", "--columns", "name,parameters,multiplies")
    assert "Heads 2 aux1 and aux2; without them 6,998,552 parameters, 1,582,671,872 MACs" in below_table(text)
    assert ["aux1", "3,188,840", "4,169,728"] in table_rows(text)
    assert ["aux2", "3,190,888", "4,202,496"] in table_rows(text)


# -- which columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("spec", ["lenet5", "googlenet", "resnet50", "mlp_2_1", "m5", "c3d"])
def test_every_column_prints_in_every_format(spec, format, worked_out_once):
    every = ",".join(COLUMNS)
    assert printed("summarize", spec, "--columns", every, "--format", format)
    assert printed("summarize", spec, "--columns", every, "--format", format, "--depth", "1")


def test_columns_stand_in_the_order_asked_for():
    text = printed("summarize", "lenet5", "--columns", "parameters, name,output", "--format", "csv")
    assert text.splitlines()[:2] == ["parameters,name,output", "156,C1,28x28x6"]  # (5*5*1 + 1)*6


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_other_words_for_a_column_give_that_column(alias, name):
    assert [*csv_rows("lenet5", "--columns", alias)[0]] == [name]


@pytest.mark.parametrize("column", [name for name, of in COLUMNS.items() if of.unit in ("count", "bytes")])
def test_a_column_of_counts_adds_up_to_the_total_below_it(column):
    rows = table_rows(printed("summarize", "vgg16", "--columns", f"name,{column}", "--exact"))
    *figures, total = (int(row[1].replace(",", "")) for row in rows[1:])
    assert sum(figures) == total


def test_shares_add_up_to_everything():
    rows = csv_rows("lenet5", "--columns", "parameters_share,multiplies_share")
    for name in ("parameters_share", "multiplies_share"):
        assert abs(sum(float(row[name]) for row in rows) - 1) < 1e-5


def test_a_column_that_was_asked_for_is_added_to_json():
    layer = record("lenet5", "--columns", "memory")["layers"][0]
    assert layer["memory"] == 28 * 28 * 6 * 4
    assert [*layer][:5] == ["name", "kind", "inputs", "line", "head"]


# -- how figures are written -----------------------------------------------------------------------


def test_figures_are_exact_while_there_is_room_for_them(monkeypatch):
    exact = ["total", "138,357,544", "100", "15,470,264,320", "100"]
    assert table_rows(printed("summarize", "vgg16"))[-1] == exact
    monkeypatch.setenv("COLUMNS", "80")
    header, *_, total = table_rows(printed("summarize", "vgg16"))
    assert (header[5], total[3]) == ("MACs (M)", "15,470.3")  # 15,470,264,320 / 10**6
    assert table_rows(printed("summarize", "vgg16", "--exact"))[-1][-1] == "15,470,264,320"


def test_large_figures_are_rounded_in_documents_and_exact_ones_one_option_away():
    def last_row(*args):
        text = printed("summarize", "vgg16", "--format", "html", *args)
        return text.rpartition("total")[2]

    assert "138.36 M" in last_row() and "15.47 G" in last_row()
    assert "138,357,544" in last_row("--exact") and "15,470,264,320" in last_row("--exact")


@pytest.mark.parametrize("format", ["table", "markdown", "latex", "html", "csv"])
def test_the_layout_writes_channels_first(format):
    text = printed("summarize", "lenet5", "--layout", "chw", "--format", format)
    assert "6x28x28" in text
    assert "28x28x6" not in text


def test_the_layout_changes_nothing_in_json():
    assert record("lenet5", "--layout", "chw") == record("lenet5")


def test_a_batch_scales_activations_and_their_memory_and_nothing_else():
    one, many = record("lenet5"), record("lenet5", "--batch", "32")
    assert many["totals"] == {**one["totals"], "activations": 32 * 8094}
    assert many["memory"] == {**one["memory"], "activations": 32 * 8094 * 4}
    assert all(
        {**layer, "activations": 0} == {**single, "activations": 0}
        for layer, single in zip(many["layers"], one["layers"], strict=True)
    )


@pytest.mark.parametrize(("dtype", "width"), BYTES.items())
def test_a_dtype_scales_memory_and_nothing_else(dtype, width):
    of_float32, found = record("lenet5"), record("lenet5", "--dtype", dtype)
    assert found["memory"] == {"parameters": 61706 * width, "activations": 8094 * width}
    assert {**found, "memory": 0, "dtype": 0} == {**of_float32, "memory": 0, "dtype": 0}


def test_memory_names_its_unit_the_dtype_and_the_batch():
    # 15,087,080 values * 2 bytes * 8 images = 241,393,280 bytes = 230.21 * 1,048,576
    below = below_table(printed("summarize", "vgg16", "--dtype", "float16", "--batch", "8"))
    assert "Activations 120,696,640 values, 230.21 MiB as float16, batch of 8" in below


def test_a_sum_over_what_is_not_known_is_a_lower_bound():
    text = printed("summarize", "-", stdin=CUSTOM)
    unknown, total = (table_rows(text)[i] for i in (2, 4))
    assert unknown[:5] == ["unknown", "custom deformable", "6x6x4", "?", "?"]
    # 3*3*3*4 + 4 = 112, and 3*3*4*2 + 2 = 74
    assert total[:2] == ["total", ">= 186"]
    below = below_table(text)
    assert "Parameters >= 186" in below
    assert "unknown: the spec does not give its multiplies." in below


def test_a_receptive_field_that_is_not_known_is_marked_as_unknown():
    _, before, unknown, behind, _ = table_rows(printed("summarize", "-", stdin=CUSTOM))
    assert (before[-1], unknown[-1], behind[-1]) == ("3", "?", "?")


def test_paths_that_are_not_centred_on_each_other_are_said_to_be_unaligned():
    # a kernel of 2 padded below and to the right reads 0..1, centred on 0.5; identity reads 0
    spec = """
input: 8x8x3
layers:
  - add: {name: join, branches: [[conv: {filters: 3, kernel: 2, padding: {bottom: 1, right: 1}}], identity]}
"""
    assert "unaligned" in printed("summarize", "-", stdin=spec)


def test_kernels_are_written_with_as_many_axes_as_they_have():
    audio = "input: {length: 64, channels: 1}\nlayers: [conv: {filters: 2, kernel: 8, stride: 4}]\n"
    video = "input: {depth: 8, height: 8, width: 8, channels: 1}\nlayers: [conv: {filters: 2, kernel: 3}]\n"
    assert table_rows(printed("summarize", "-", stdin=audio))[1][1] == "conv 8/4"
    assert table_rows(printed("summarize", "-", stdin=video))[1][1] == "conv 3x3x3"


def test_running_statistics_and_frozen_weights_are_told_apart():
    spec = """
input: 4x4x3
layers:
  - conv: {filters: 2, kernel: 1, trainable: false}
  - batch_norm
"""
    # 1*1*3*2 + 2 = 8 frozen; scale and shift of 2 channels = 4 trainable; 4 running statistics
    totals = record("-", stdin=spec)["totals"]
    found = {key: totals[key] for key in ("parameters", "trainable", "frozen", "statistics")}
    assert found == {"parameters": 12, "trainable": 4, "frozen": 8, "statistics": 4}
    below = below_table(printed("summarize", "-", stdin=spec))
    assert "4 trainable, 8 frozen" in below
    assert "4 running statistics" in below


def test_a_network_of_vectors_has_no_figures_of_space():
    text = printed("summarize", "-", stdin="name: MLP\ninput: 784\nlayers: [dense: 300, dense: 10]\n")
    # 784*300 + 300 + 300*10 + 10 = 238,510
    assert table_rows(text)[-1] == ["total", "238,510", "100", "238,200", "100"]


def test_the_same_input_gives_the_same_bytes():
    for form in FORMATS:
        first = run("summarize", "googlenet", "--format", form)
        assert run("summarize", "googlenet", "--format", form) == first


def test_a_run_after_a_failed_one_gives_the_same_bytes():
    first = printed("summarize", "vgg16")
    refused("summarize", "-", stdin="input: 8x8x3\nlayers: [conv: 3]\n")
    assert printed("summarize", "vgg16") == first


def test_reading_through_the_command_and_through_python_agree():
    vgg = cnncalc.summarize("vgg16")
    assert record("vgg16")["totals"] == {name: int(figure) for name, figure in vgg.totals.items()}


def test_an_image_that_looks_channels_first_is_remarked_on():
    found = printed("summarize", "-", stdin="input: 3x32x32\nlayers: [relu]\n")
    remark = "the input 3x32x32 is read as height 3, width 32 and 32 channels; is 32x32x3 meant?"
    assert remark in " ".join(found.split())
    assert "is read as" not in printed("summarize", "-", stdin="input: 32x32x3\nlayers: [relu]\n")


def test_a_table_without_heads_says_which_are_left_out():
    assert "without aux1 and aux2" in printed("summarize", "googlenet", "--without-heads")
    assert "without" not in printed("summarize", "googlenet").splitlines()[1]


@pytest.mark.parametrize(("word", "bytes_of_one"), [("float", 4), ("fp32", 4), ("half", 2), ("bf16", 2)])
def test_a_dtype_is_known_by_its_other_names(word, bytes_of_one):
    found = record("-", "--dtype", word, stdin="input: 4\nlayers: [dense: 2]\n")
    assert found["memory"]["parameters"] == 10 * bytes_of_one  # 4*2 + 2


def test_one_row_is_no_rows(tmp_path):
    spec = tmp_path / "net.yaml"
    spec.write_text("input: 8x8x3\nlayers:\n  - conv: {filters: 4, kernel: 3, activation: relu}\n")
    assert "2 layers in 1 row (--expand" in printed("summarize", str(spec))
    folded = "input: 8x8x3\nblocks: {unit: {layers: [relu, sigmoid]}}\nlayers: [unit]\n"
    spec.write_text(folded)
    assert "2 steps in 1 row (--expand" in printed("memory", str(spec), "--depth", "1")


def test_one_value_is_no_values():
    told = " ".join(refused("calc", "dense", "1x1x1", "--units", "3").split())
    assert "'flatten' before it (1 value) or 'global_avg_pool' (1 value)" in told
