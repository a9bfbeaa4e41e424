"""`--depth`: a folded row stands for all layers below its name, at every level of any network."""

import pytest
from helpers import summary

from cnncalc import LayerSummary, Summary
from cnncalc.blocks import Block, Folded, named
from cnncalc.report.summary import SummaryReport, View

NESTED = """
input: 16x16x3
blocks:
  unit:
    takes: {width: required}
    layers:
      - add:
          main: [conv: {filters: width, kernel: 3, padding: 1}, batch_norm]
          short: [conv: {filters: width, kernel: 1}]
      - relu
  stage:
    takes: {width: required, depth: required}
    layers:
      - unit: {width: width}
      - repeat: {times: depth - 1, layers: [unit: {width: width}]}
      - head: {name: aux, layers: [global_avg_pool, dense: 10]}
layers:
  - conv: {name: stem, filters: 8, kernel: 3, padding: 1}
  - stage: {name: first, width: 8, depth: 3}
  - repeat:
      name: tail
      times: 2
      layers: [unit: {width: 16}, for: {each: [4, 8], as: f, layers: [conv: {filters: f, kernel: 1}, relu]}]
  - global_avg_pool
  - dense: 10
"""

DEEPEST = 8


def rows(figures: Summary, depth: int, **view) -> list[LayerSummary]:
    """The rows that show figures."""
    report = SummaryReport(figures, View(depth=depth, **view))
    return [entry.item for entry in report.entries if not isinstance(entry.item, Block)]


def below(figures: Summary, name: str) -> list[LayerSummary]:
    """The layers of a block, found by their names alone."""
    return [layer for layer in figures if layer.name == name or layer.name.startswith(f"{name}/")]


@pytest.mark.parametrize("depth", range(1, DEEPEST))
def test_the_json_of_a_row_has_its_own_figures(depth):
    report = SummaryReport(summary(NESTED), View(depth=depth, collapse=True))
    rows = [entry.item for entry in report.entries if not isinstance(entry.item, Block)]
    for row, record in zip(rows, report.record["layers"], strict=True):
        assert record["operations"] == row.operations._asdict()
        assert record["activations"] == row.activations
        assert record["parameters"]["total"] == row.parameters.total


@pytest.mark.parametrize("depth", range(1, DEEPEST))
def test_a_row_is_the_sum_of_the_layers_below_its_name(depth):
    figures = summary(NESTED)
    for row in rows(figures, depth):
        layers = below(figures, row.name) if isinstance(row, Folded) else [figures[row.name]]
        assert row.parameters.total == sum(layer.parameters.total for layer in layers)
        assert row.multiplies == sum(layer.multiplies for layer in layers)
        assert row.activations == sum(layer.activations for layer in layers)
        assert row.operations.additions == sum(layer.operations.additions for layer in layers)


@pytest.mark.parametrize("depth", range(1, DEEPEST))
def test_each_layer_is_in_exactly_one_row(depth):
    figures = summary(NESTED)
    shown = [
        layer.name
        for row in rows(figures, depth)
        for layer in (row.layers if isinstance(row, Folded) else [row])
    ]
    assert sorted(shown) == sorted(layer.name for layer in figures)


def test_no_name_of_a_row_has_more_parts_than_levels():
    for depth in range(1, DEEPEST):
        assert max(row.name.count("/") for row in rows(summary(NESTED), depth)) < depth


def test_the_rows_of_the_first_level_are_the_layers_as_written():
    names = [row.name for row in rows(summary(NESTED), 1)]
    assert names == ["stem", "first", "tail.0", "tail.1", "global_avg_pool1", "dense1"]


def test_deep_enough_every_row_is_a_layer():
    figures = summary(NESTED)
    assert [row.name for row in rows(figures, DEEPEST)] == [layer.name for layer in figures]


def test_a_block_gives_what_its_path_gives_though_an_auxiliary_output_is_written_last():
    first = rows(summary(NESTED), 1)[1]
    assert (first.name, str(first.output)) == ("first", "16x16x8")
    assert first.receptive_field.size == (9, 9)  # stem and three units of 3x3: 1 + 4*2


def test_an_auxiliary_output_by_itself_gives_what_its_last_layer_gives():
    aux = next(row for row in rows(summary(NESTED), 2) if row.name == "first/aux")
    assert str(aux.output) == "10"
    assert aux.parameters.total == 90  # 8*10 + 10


def test_a_sum_over_what_is_not_known_is_a_lower_bound_at_every_level():
    text = "input: 8x8x3\nblocks: {odd: [[custom: {output: 8x8x3}], relu]}\nlayers: [odd, relu]\n"
    text = text.replace("[[custom: {output: 8x8x3}], relu]", "[custom: {output: 8x8x3}, dense_part]")
    text = text.replace("dense_part", "conv: {filters: 2, kernel: 1}")
    odd, _ = rows(summary(text), 1)
    assert (int(odd.parameters.total), odd.parameters.total.complete) == (8, False)  # 3*2 + 2
    report = SummaryReport(summary(text), View(("name", "multiplies", "flops"), depth=1, in_full=True))
    assert [cell.complete for cell in report.table.rows[0].cells[1:]] == [False, False]


def test_a_name_means_its_block_with_the_sums():
    found = named(summary(NESTED))
    assert found["first"].parameters.total == rows(summary(NESTED), 1)[1].parameters.total
    assert found["stem"].kind == "conv"
    assert found["first/unit1/add1"].parameters.total == 584 + 16 + 72  # 3*3*8*8 + 8, 2*8, 8*8 + 8


def test_figures_of_folded_rows_in_the_record_are_their_own_however_often_it_is_told() -> None:
    found = summary(
        "input: {length: 4, channels: 3}\n"
        "blocks: {none: [relu]}\n"
        "layers:\n"
        "  - for:\n"
        "      each: [1, 3, 2]\n"
        "      as: n\n"
        "      layers: [conv: {filters: n, kernel: 3, padding: same}, none: {when: 2 > 3}]\n"
        "  - global_avg_pool\n"
    )
    for _ in range(100):
        rows = SummaryReport(found, View(depth=1)).record["layers"]
        assert [row["activations"] for row in rows] == [4 * 1, 4 * 3, 4 * 2, 2]
