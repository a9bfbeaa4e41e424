"""`--collapse`: equal repeats in one row, with the sums of all."""

import json

import pytest
from helpers import summary
from work import growth

from cnncalc import summarize
from cnncalc.render import render
from cnncalc.report.summary import SummaryReport, View

UNITS = """
input: 8x8x4
blocks:
  unit:
    takes: {width: required}
    layers: [add: [[conv: {filters: width, kernel: 3, padding: 1}], identity], relu]
layers:
"""
CONV = "conv: {filters: 4, kernel: 3, padding: 1}"


def names(layers: str, **view) -> list[str]:
    """The names of the rows."""
    figures = summary(UNITS + layers)
    return [entry.item.name for entry in SummaryReport(figures, View(depth=1, collapse=True, **view)).entries]


def rows(text: str, **view) -> list[dict]:
    report = SummaryReport(summary(text), View(columns=(), collapse=True, **view))
    return json.loads(render(report, "json"))["layers"]


def test_equal_blocks_stand_in_one_row():
    assert names("  - repeat: {times: 5, layers: [unit: 4]}\n") == ["unit1.0 ... unit1.4 (x 5)"]


def test_equal_layers_stand_in_one_row_with_their_geometry():
    report = SummaryReport(
        summary(UNITS + f"  - repeat: {{times: 3, layers: [{CONV}]}}\n"), View(collapse=True)
    )
    (row,) = report.table.rows
    assert row.shown[:2] == ("conv1.0 ... conv1.2 (x 3)", "conv 3x3 p1")


def test_a_layer_and_its_activation_are_repeated_together():
    layers = f"  - repeat: {{times: 3, layers: [{CONV[:-1]}, activation: relu}}]}}\n  - relu\n"
    assert names(layers) == ["conv1.0 ... conv1.2 (x 3)", "relu4"]


def test_several_layers_are_repeated_together():
    assert names(f"  - repeat: {{name: u, times: 2, layers: [{CONV}, relu]}}\n") == ["u.0 ... u.1 (x 2)"]


def test_a_repeat_with_other_figures_stands_apart():
    # the first reads 4 channels and gives 8, the others read 8
    layers = "  - repeat: {times: 4, layers: [conv: {filters: 8, kernel: 3, padding: 1}]}\n"
    assert names(layers) == ["conv1.0", "conv1.1 ... conv1.3 (x 3)"]


def test_a_repeat_with_another_structure_stands_apart():
    layers = f"  - repeat: {{name: u, times: 4, index: i, layers: [{CONV}, relu: {{when: i > 1}}]}}\n"
    assert names(layers) == ["u.0 ... u.1 (x 2)", "u.2 ... u.3 (x 2)"]


def test_a_repeat_that_reads_something_else_stands_apart():
    layers = f"""
  - conv: {{name: stem, filters: 4, kernel: 1}}
  - {CONV.replace("{", "{name: c.0, ")}
  - {CONV.replace("{", "{name: c.1, ")}
  - {CONV.replace("{", "{name: c.2, from: stem, ")}
"""
    assert names(layers) == ["stem", "c.0 ... c.1 (x 2)", "c.2"]


def test_numbers_that_do_not_follow_each_other_are_no_repeat():
    layers = "".join(f"  - {CONV.replace('{', f'{{name: c.{i}, ')}\n" for i in (1, 3, 4, 2))
    assert names(layers) == ["c.1", "c.3 ... c.4 (x 2)", "c.2"]


def test_what_is_not_numbered_is_not_folded():
    assert names(f"  - {CONV}\n  - {CONV}\n") == ["conv1", "conv2"]


def test_one_that_shares_parameters_is_not_equal_to_the_one_that_has_them():
    owner, others = (
        CONV.replace("{", "{name: c.0, "),
        "".join(f"  - conv: {{name: c.{i}, share: c.0}}\n" for i in (1, 2)),
    )
    assert names(f"  - {owner}\n{others}") == ["c.0", "c.1 ... c.2 (x 2)"]


def test_repeats_inside_a_block_are_folded_where_the_block_is_open():
    text = UNITS.replace("layers:\n", "") + (
        "  stage: {takes: {n: required}, layers: [unit: 4, repeat: {times: n, layers: [unit: 4]}]}\n"
        "layers: [stage: {name: a, n: 3}, stage: {name: b, n: 1}]\n"
    )
    assert [row["name"] for row in rows(text, depth=2)] == [
        "a/unit1", "a/unit2.0 ... unit2.2 (x 3)", "b/unit1", "b/unit2.0",
    ]  # fmt: skip


def test_a_row_has_the_sums_of_all_and_the_output_and_receptive_field_of_the_last():
    (row,) = rows(UNITS + "  - repeat: {times: 5, layers: [unit: 4]}\n")
    # a unit: 3*3*4*4 + 4 = 148 parameters and 8*8*144 = 9,216 multiplies; 1 + 5*2 = 11 pixels
    assert (row["parameters"]["total"], row["multiplies"]) == (5 * 148, 5 * 9216)
    assert (row["kind"], row["output"]["channels"], row["receptive_field"]["size"]) == ("unit", 4, [11, 11])


@pytest.mark.parametrize("depth", [None, 1, 2, 3])
def test_rows_add_up_to_the_totals(depth):
    text = UNITS + "  - repeat: {times: 5, layers: [unit: 4]}\n  - repeat: {times: 3, layers: [unit: 4]}\n"
    found = rows(text, depth=depth)
    totals = summary(text).totals
    assert sum(row["parameters"]["total"] for row in found) == totals.parameters
    assert sum(row["multiplies"] for row in found) == totals.multiplies
    assert sum(row["activations"] for row in found) == totals.activations


def test_a_network_without_repeats_looks_the_same():
    figures = summarize("googlenet")
    assert render(SummaryReport(figures, View(collapse=True)), "table") == render(
        SummaryReport(figures), "table"
    )


def test_a_note_says_what_the_row_holds():
    report = SummaryReport(
        summary(UNITS + "  - repeat: {times: 5, layers: [unit: 4]}\n"), View(collapse=True)
    )
    assert any("five equal repeats" in note for note in report.notes)


def test_the_note_takes_its_number_from_a_row_of_the_table():
    report = SummaryReport(
        summary(UNITS + "  - repeat: {times: 3, layers: [unit: 4]}\n"), View(collapse=True, depth=1)
    )
    assert any(note.startswith("(x 3): three equal repeats in one row") for note in report.notes)
    assert not any("x 5" in note for note in report.notes)


def test_the_work_for_a_long_chain_of_repeats_grows_with_them_and_no_faster():
    def collapsing(times):
        text = UNITS + f"  - repeat: {{times: {times}, layers: [{CONV[:-1]}, activation: relu}}]}}\n"
        assert [row["name"] for row in rows(text)] == [f"conv1.0 ... conv1.{times - 1} (x {times})"]
        return lambda: rows(text)

    assert growth(collapsing, 300) < 2.2
