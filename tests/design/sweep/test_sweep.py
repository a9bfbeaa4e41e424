"""Every combination of settings, and conditions on figures."""

import random
from fractions import Fraction

import pytest
from work import steps

from cnncalc import summarize
from cnncalc.analysis.base import Figure
from cnncalc.design.compare.pareto import Goal
from cnncalc.design.sweep import grid as sweep_grid
from cnncalc.design.sweep.grid import GridError, alternatives, grid, input_shape, variable
from cnncalc.design.sweep.run import Sweep, choose, reasons
from cnncalc.design.sweep.where import ConditionError, holds, read_condition
from cnncalc.problem import SpecError
from cnncalc.shape import Shape

# 20 layers and more: depth pairs of convolutions at three widths, each with an activation
TWENTY = """
variables: {width: 8, depth: 1, kernel: 3, bias: true, widths: [1, 2, 4]}
input: 32x32x3
defaults: {conv: {padding: same, activation: relu, bias: bias}}
layers:
  - for:
      each: widths
      as: w
      name: stage
      layers:
        - repeat: {times: depth, name: unit, layers: [conv: {filters: w * width, kernel: kernel}]}
        - conv: {name: down, filters: w * width, kernel: 3, stride: 2}
        - batch_norm: {activation: relu}
  - global_avg_pool
  - dense: {name: fc, units: 10}
"""


@pytest.fixture
def twenty(tmp_path) -> str:
    path = tmp_path / "twenty.yaml"
    path.write_text(TWENTY)
    return str(path)


def sweep(spec: str, *settings: str, inputs=(), **options) -> Sweep:
    return Sweep(spec, grid([*map(variable, settings), *map(input_shape, inputs)]), **options)


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("32,48,64", "32 48 64"),
        ("2:6", "2 3 4 5 6"),  # both ends
        ("2:10:2", "2 4 6 8 10"),
        ("2:9:3", "2 5 8"),  # 11 would be beyond the end
        ("6:2:-2", "6 4 2"),
        ("1,4:6,9", "1 4 5 6 9"),
        ("[3,4,6,3]", "[3,4,6,3]"),
        ("[3,4,6,3],[3,4,23,3]", "[3,4,6,3] [3,4,23,3]"),
        ("0.5,true,same", "0.5 true same"),
        ("3,3,3", "3"),
    ],
)
def test_values_are_lists_and_ranges_and_commas_in_brackets_are_part_of_a_value(text, values):
    assert " ".join(alternatives("--set x", text)) == values


@pytest.mark.parametrize("text", ["", "1,,2", "5:2", "1:5:0", "1:5:-1", "1:999999999999", "1,"])
def test_values_that_are_none_are_refused(text):
    with pytest.raises(GridError):
        alternatives("--set x", text)


def test_a_range_with_more_values_than_are_tried_is_refused_before_it_is_spelled(monkeypatch):
    monkeypatch.setattr(sweep_grid, "_decimal", None)  # which spells a number
    with pytest.raises(GridError, match="has 1,000,000 values; at most 30 are tried"):
        variable("v=1:1000000", 30)


def test_a_variable_has_a_million_values_at_most_whatever_is_allowed(monkeypatch):
    with pytest.raises(GridError, match="has more than 1,000,000 values"):
        variable(f"v={','.join(['1:300000'] * 4)}", 10**9)
    monkeypatch.setattr(sweep_grid, "_decimal", None)  # which spells a number
    with pytest.raises(GridError, match="has more than 1,000,000 values"):
        variable("v=0:1000000", 10**9)


def test_values_that_are_written_twice_count_once():
    assert grid([variable("v=1:3,2:4,3", 4)], 4).size == 4
    with pytest.raises(GridError, match="4 combinations"):
        grid([variable("v=1:3,2:4,3", 3)], 3)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("-0.5:0.5:0.5", "-0.5 0 0.5"),
        ("1:0.7:-0.1", "1 0.9 0.8 0.7"),
        ("0:0.000000000000003:0.000000000000002", "0 0.000000000000002"),
    ],
)
def test_decimals_in_a_range_are_exact(text, values):
    assert " ".join(alternatives("--set x", text)) == values


def test_combinations_are_all_pairs_and_the_last_axis_changes_fastest():
    found = grid([variable("a=1,2"), variable("b=x,y,z")])
    assert found.size == 6
    assert ["".join(values) for values in found] == ["1x", "1y", "1z", "2x", "2y", "2z"]


def test_too_many_combinations_are_refused_with_their_number():
    with pytest.raises(GridError, match=r"1,000,000 combinations \(1,000 of a x 1,000 of b\)"):
        grid([variable("a=1:1000"), variable("b=1:1000")])


def test_what_is_varied_twice_is_refused():
    with pytest.raises(GridError, match="'a' is given twice"):
        grid([variable("a=1"), variable("a=2")])


# -- variants --------------------------------------------------------------------------------------

KEYS = ("parameters", "multiplies", "activation_memory", "receptive_field", "output", "fc.parameters")


def test_a_random_sample_equals_summarizing_each_by_hand(twenty):
    axes = ("width=1:40", "depth=1:5", "kernel=1,3,5", "bias=true,false")
    found = sweep(twenty, *axes, inputs=["32x32x3,48x40x1"], keys=[*KEYS, "widths"])
    sample = random.Random(7).sample(list(found.grid), 60)
    for values in sample:
        *settings, size = values
        given = dict(zip(("width", "depth", "kernel", "bias"), settings, strict=True))
        by_hand = summarize(twenty, settings=given, input=size)
        last_map = [layer for layer in by_hand if layer.output.positions > 1][-1]
        assert found.result(values).figures == {
            "parameters": by_hand.totals.parameters,
            "multiplies": by_hand.totals.multiplies,
            "activation_memory": by_hand.totals.activations * 4,
            "receptive_field": last_map.receptive_field.size,
            "output": by_hand["fc"].output,
            "fc.parameters": by_hand["fc"].parameters.total,
            "widths": "[1,2,4]",
        }


def test_variants_do_not_hang_on_those_before_them(twenty):
    found = sweep(twenty, "width=0,4,0,8")
    assert [bool(result.problems) for result in found] == [True, False, False]
    alone = sweep(twenty, "width=8").result(("8",)).figures
    assert list(found)[-1].figures == alone


def test_bundled_networks_have_the_figures_of_the_reference():
    variants = list(sweep("resnet50", "depths=[3,4,6,3],[3,4,23,3],[3,8,36,3]"))
    # torchvision: resnet50, resnet101, resnet152
    assert [one.figures["parameters"] for one in variants] == [25_557_032, 44_549_160, 60_192_808]


def test_a_variant_of_a_network_of_twenty_layers_takes_so_much_work_and_no_more(twenty):
    found = sweep(twenty, "width=1:1000", "depth=1:2", "kernel=1:9:2")
    assert found.grid.size == 10_000
    part = list(found.grid)[::100]
    assert steps(lambda: [found.result(values) for values in part]) < 20_000 * 100  # 1,000 for each layer


def test_a_variant_that_does_not_fit_is_told_with_its_problems(twenty):
    chosen = choose(found := sweep(twenty, "width=0:2", "kernel=3,99x"), found)
    # width 0 has no filters, and 99x is no kernel: 1 and 2 with a kernel of 3 remain
    assert [result.values for result in chosen.results] == [("1", "3"), ("2", "3")]
    assert (len(chosen.failed), chosen.tried) == (4, 6)
    assert all(result.problems for result in chosen.failed)


def test_variants_that_fail_alike_are_counted_together(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("variables: {k: 3}\ninput: 8x8x1\nlayers: [conv: {filters: 2, kernel: k}]\n")
    chosen = choose(found := sweep(str(path), "k=7:12"), found)
    ((count, first),) = reasons(chosen.failed)
    assert (count, first.values) == (4, ("9",))  # 9 to 12 do not fit 8 pixels


def test_where_no_variant_fits_the_problems_of_the_first_are_the_error(twenty):
    with pytest.raises(SpecError, match="none of the 3 variants fits together; with width -2"):
        list(sweep(twenty, "width=-2:0"))


def test_a_variable_that_is_none_is_refused_at_once(twenty):
    with pytest.raises(SpecError, match="did you mean 'width'"):
        next(iter(sweep(twenty, "widht=1:99999")))


def test_a_figure_that_no_variant_has_is_refused_and_one_that_some_have_is_not(twenty):
    deeper = sweep(twenty, "depth=1,3", keys=["stage.0/unit.2.parameters"])
    assert [one.figures["stage.0/unit.2.parameters"] for one in deeper] == [None, 8 * 8 * 9 + 8]
    with pytest.raises(ValueError, match="no layer is called 'nothing'"):
        list(sweep(twenty, "depth=1,3", keys=["nothing.parameters"]))
    with pytest.raises(ValueError, match="did you mean 'parameters'"):
        next(iter(sweep(twenty, "depth=1,3", keys=["parameter"])))


def test_the_front_the_order_and_the_first_are_taken_in_this_order(twenty):
    found = sweep(twenty, "width=1:3", "kernel=1,3", also=["parameters", "receptive_field"])
    goals = [Goal("parameters", False), Goal("receptive_field", True)]
    chosen = choose(found, found, goals, sort="parameters")
    # the narrowest network has the fewest parameters for each receptive field
    assert [one.values for one in chosen.results] == [("1", "3"), ("1", "1")]
    assert [one.values for one in choose(found, found, goals, "parameters", top=1).results] == [("1", "3")]
    smallest = choose(found, found, sort="width", smallest_first=True)
    assert [one.values[0] for one in smallest.results] == ["1", "1", "2", "2", "3", "3"]


def test_a_figure_has_one_column_whatever_it_is_called(twenty):
    condition = read_condition("params <= 7")
    found = sweep(twenty, "depth=1,2", keys=["params", "parameters", "rf"], conditions=[condition])
    assert found.columns == ("parameters", "receptive_field")
    chosen = choose(found, found, [Goal("params", False)], sort="macs")
    assert (chosen.tried, chosen.met) == (2, 0)  # more than 7 parameters each
    wide = sweep(twenty, "depth=1,2", keys=["params"], conditions=[read_condition("params > 7")])
    assert choose(wide, wide).met == 2


def test_conditions_leave_variants_out(twenty):
    condition = read_condition("2 <= width < 4 and kernel == 3")
    chosen = choose(found := sweep(twenty, "width=1:5", "kernel=1,3", conditions=[condition]), found)
    assert [one.values for one in chosen.results] == [("2", "3"), ("3", "3")]
    assert (chosen.met, chosen.tried) == (2, 10)


def test_a_condition_may_hang_on_figures_that_are_not_shown(twenty):
    conditions = [read_condition("fc.parameters <= 330"), read_condition("output = 10")]
    chosen = choose(found := sweep(twenty, "width=7,8,9", keys=["output"], conditions=conditions), found)
    # 4 x 8 channels x 10 units + 10 = 330
    assert [one.values for one in chosen.results] == [("7",), ("8",)]


# -- conditions ------------------------------------------------------------------------------------

FIGURES = {
    "parameters": 5_000_000,
    "memory": 10 * 2**20,
    "receptive_field": (224, 112),
    "output": Shape(64, (7, 7)),
    "share": Fraction(1, 4),
    "norm": "batch",
    "bias": True,
    "depths": "[3,4]",
    "unknown": None,
    "bound": Figure.of(100, complete=False),
}


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("parameters < 5M", False),
        ("parameters <= 5M", True),
        ("parameters == 5,000,000", True),
        ("parameters = 5000K", True),
        ("parameters != 0.005G", False),
        ("4.9M < parameters < 5.1M", True),
        ("5M < parameters < 6M", False),
        ("5M>=parameters", True),
        ("memory <= 10 MiB", True),
        ("memory <= 10MB", False),  # 10,485,760 bytes
        ("memory >= 10240KiB", True),
        ("receptive_field >= 112", True),
        ("receptive_field >= 113", False),  # along every axis
        ("receptive_field <= 224", True),
        ("output == 7x7x64", True),
        ("output != 7x7x64", False),
        ("share < 30 %", True),
        ("norm == batch", True),
        ("norm != batch", False),
        ("bias == true", True),
        ("depths == [3, 4]", True),
        ("unknown < 5", False),
        ("unknown > 5", False),
        ("bound > 50", True),  # it may be more, never less
        ("bound < 200", False),
        ("200 > bound", False),
        ("parameters > 1 and memory < 1", False),
        ("parameters < 1 or memory > 1", True),
        ("parameters < 1 and memory > 1 or bias = true", True),
    ],
)
def test_a_condition_holds_or_not(text, true):
    assert holds(read_condition(text), lambda key: FIGURES.get(key, key)) is true


@pytest.mark.parametrize(
    "text",
    [
        "",
        "parameters",
        "parameters <",
        "< 5",
        "a < b <",
        "parameters < 5Q",
        "and",
        "a and b",
        "x" * 501,
    ],
)
def test_a_condition_that_is_none_is_refused(text):
    with pytest.raises(ConditionError):
        read_condition(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("parameters < 1B", 10**9),  # a billion of what is counted
        ("parameter_memory < 1B", 1),  # a byte of what is held
        ("parameters < 5 million", 5_000_000),
        ("conv1.multiplies < 3.4万", 34_000),
        ("multiplies < 1 GFLOPs", 500_000_000),  # two for each multiply
        ("parameters < 2^20", 1_048_576),
        ("memory < 512 MB", 512_000_000),
    ],
)
def test_a_quantity_is_read_for_the_figure_that_it_is_compared_with(text, number):
    (((one,),),) = (read_condition(text),)
    assert one.right == number
