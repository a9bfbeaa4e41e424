"""Whoever adds up the rows of a table gets its totals: every bundled network, every format, every depth."""

from functools import lru_cache

import pytest
from formats import READERS
from helpers import bundled, summary

from cnncalc.analysis import COLUMNS as EVERY
from cnncalc.language.find import bundled_names
from cnncalc.render import formats_of, render
from cnncalc.report import TABLE
from cnncalc.report.summary import SummaryReport, View

COLUMNS = ("name", "parameters", "multiplies", "activations")


@lru_cache(maxsize=4)
def report(spec: str, columns: tuple[str, ...] = COLUMNS, **view) -> SummaryReport:
    """What there is to say of a network: the formats, one after another, say the same."""
    return SummaryReport(bundled(spec), View(columns, in_full=True, **view))


def read_back(spec: str, format: str, **view) -> tuple[list[int], list[int] | None]:
    """The sums of the columns, and the totals, as they stand in the output."""
    found = READERS[format](render(report(spec, **view), format))
    sums = [sum(int(cells[i].replace(",", "")) for cells in found.rows) for i in (1, 2, 3)]
    total = [int(cell.replace(",", "")) for cell in found.total[1:]] if found.total else None
    return sums, total


def totals(spec: str) -> list[int]:
    return [int(bundled(spec).totals[name]) for name in COLUMNS[1:]]


def test_every_format_is_read_back():
    assert {*READERS} == {one.name for one in formats_of(TABLE)}


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("spec", bundled_names())
def test_rows_add_up_to_the_totals(spec, format):
    sums, total = read_back(spec, format)
    assert sums == totals(spec)
    assert total in (None, sums)


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_rows_add_up_to_the_totals_however_deep_they_are_folded(depth, format):
    sums, total = read_back("googlenet", format, depth=depth)
    assert sums == totals("googlenet")
    assert total in (None, sums)


REPEATS = """
input: 8x8x4
blocks:
  unit: [add: [[conv: {filters: 4, kernel: 3, padding: 1}], identity], relu]
layers: [repeat: {times: 5, layers: [unit]}, repeat: {times: 2, layers: [unit, relu]}]
"""


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("depth", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("collapse", [False, True])
def test_rows_add_up_to_the_totals_however_repeats_are_shown(depth, collapse, format):
    repeats = SummaryReport(summary(REPEATS), View(COLUMNS, depth, collapse, in_full=True))
    found = READERS[format](render(repeats, format))
    sums = [sum(int(cells[i].replace(",", "")) for cells in found.rows) for i in (1, 2, 3)]
    assert sums == [int(summary(REPEATS).totals[name]) for name in COLUMNS[1:]]


@pytest.mark.parametrize("format", READERS)
def test_sorting_changes_no_sum(format):
    assert read_back("googlenet", format, sort="parameters") == read_back("googlenet", format)


@pytest.mark.parametrize("format", ["csv", "json", "markdown", "latex", "html"])
def test_each_layer_has_a_row_under_its_full_name_or_in_its_block(format):
    names = [cells[0] for cells in READERS[format](render(report("inception_block"), format)).rows]
    layers = [layer.name for layer in bundled("inception_block")]
    assert names == (layers if format != "html" else [name.rpartition("/")[2] for name in layers])


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("depth", [None, 1])
@pytest.mark.parametrize("spec", bundled_names())
def test_every_column_of_every_network_prints_in_every_format(spec, depth, format):
    assert render(report(spec, tuple(EVERY), depth=depth), format)
