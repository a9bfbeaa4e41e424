"""Networks side by side: ratios, accuracies, order, Pareto front."""

import itertools
import os
from fractions import Fraction

import pytest
from helpers import network

from cnncalc import summarize
from cnncalc.design.compare.configurations import all_or_problems, read_configuration, split, summary_of
from cnncalc.design.compare.networks import Comparison, compare
from cnncalc.design.compare.pareto import Goal, front, read_goal
from cnncalc.figures.measures import Measured
from cnncalc.problem import SpecError


def compared(*specs: str, **options) -> Comparison:
    configurations = [read_configuration(spec) for spec in specs]
    return compare(configurations, all_or_problems(configurations, {}, {}), **options)


def written(folder, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


TINY = "input: 4x4x1\nlayers: [conv: {filters: 2, kernel: 3}, flatten, dense: 3]\n"


# -- a spec with settings of its own ---------------------------------------------------------------


def test_settings_stand_in_brackets_after_a_spec():
    configuration = read_configuration("resnet50[depths=[3,4,23,3], width=32]")
    assert (configuration.spec, configuration.settings) == (
        "resnet50",
        {"depths": "[3,4,23,3]", "width": "32"},
    )


def test_input_among_the_settings_is_the_input():
    assert read_configuration("vgg16[input=64x64x3]").inputs == {"": "64x64x3"}
    assert read_configuration("siamese[input=left=8x8x1]").inputs == {"left": "8x8x1"}


def test_a_file_of_exactly_that_name_wins(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a[b=1]").write_text(TINY)
    assert read_configuration("a[b=1]").spec == "a[b=1]"


@pytest.mark.parametrize("text", ["a[b", "[b=1]", "a[b]", "a[=1]", "a[b=]", "a[b=1,b=2]", "a[b=1]c"])
def test_settings_that_are_none_are_refused(text):
    with pytest.raises(SpecError):
        read_configuration(text)


def test_commas_in_brackets_and_quotes_separate_nothing():
    assert split("a,[b,(c,d)],'e,f',g") == ["a", "[b,(c,d)]", "'e,f'", "g"]


def test_own_settings_come_before_those_for_all():
    summary = summary_of(read_configuration("resnet50[classes=10]"), {"classes": "100", "width": "32"})
    assert summary["fc"].output.channels == 10
    assert summary["conv1"].output.channels == 32


def test_the_problems_of_all_specs_are_reported_each_with_its_spec():
    with pytest.raises(SpecError) as error:
        compared("vgg17", "resnet50[widht=3]", "vgg16")
    first, second = (problem.message for problem in error.value.problems)
    assert first.startswith("vgg17: there is no file")
    assert second.startswith("resnet50[widht=3]: there is no variable 'widht'")


# -- figures ---------------------------------------------------------------------------------------


def test_figures_are_those_of_the_reference_and_ratios_are_to_the_first():
    vgg, resnet = compared("vgg16", "resnet50").networks
    assert vgg.figures["parameters"] == 138_357_544  # torchvision, tests/reference
    assert resnet.figures["parameters"] == 25_557_032
    assert resnet.ratios["parameters"] == Fraction(25_557_032, 138_357_544)
    assert vgg.ratios["multiplies"] == 1


def test_the_receptive_field_is_that_of_the_last_map():
    # 212 before the classifier of VGG-16 (Araujo et al. 2019, table 1), which sees the whole image
    assert compared("vgg16").networks[0].figures["receptive_field"] == (212, 212)


def test_the_output_is_that_of_the_main_path_not_of_a_head_written_below():
    head = "head: {layers: [conv: {filters: 9, kernel: 3}]}"
    text = f"input: 8x8x1\nlayers: [conv: {{filters: 2, kernel: 3}}, {head}]"
    figures = Measured(summarize(network(text)))
    assert str(figures["output"].value) == "6x6x2"
    assert figures["receptive_field"].value == (3, 3)


def test_a_figure_that_only_some_networks_have_is_unknown_in_the_others():
    vgg, resnet = compared("vgg16", "resnet50", keys=["fc.parameters"]).networks
    assert vgg.figures["fc.parameters"] is None
    assert resnet.figures["fc.parameters"] == 2_049_000  # 2,048 x 1,000 + 1,000
    assert resnet.ratios["fc.parameters"] is None


def test_a_figure_has_one_column_whatever_it_is_called():
    comparison = compared(
        "vgg16", "resnet50", keys=["params", "parameters"], goals=[Goal("params", False)], sort="params"
    )
    assert list(comparison.units) == ["parameters"]
    assert [one.on_front for one in comparison.networks] == [False, True]


def test_a_figure_that_no_network_has_is_refused():
    with pytest.raises(ValueError, match="did you mean 'parameters'"):
        compared("vgg16", keys=["paramters"])


def test_a_lower_bound_has_no_ratio_and_is_on_no_front(tmp_path):
    bound = TINY.replace("flatten", "custom: {output: 2x2x2}, flatten")
    paths = [written(tmp_path, "a.yaml", TINY), written(tmp_path, "b.yaml", bound)]
    whole, lower = compared(*paths, goals=[Goal("multiplies", False)]).networks
    assert (lower.ratios["multiplies"], lower.on_front, whole.on_front) == (None, False, True)


def test_networks_are_sorted_largest_first_and_ratios_stay_to_the_first_that_was_given():
    comparison = compared("resnet18", "vgg16", "resnet50", sort="parameters")
    assert [one.label for one in comparison.networks] == ["vgg16", "resnet50", "resnet18"]
    assert comparison.networks[2].ratios["parameters"] == 1
    smallest = compared("resnet18", "vgg16", sort="parameters", smallest_first=True)
    assert [one.label for one in smallest.networks] == ["resnet18", "vgg16"]


# -- accuracy --------------------------------------------------------------------------------------


def test_accuracies_that_specs_state_are_compared(tmp_path):
    a = written(tmp_path, "a.yaml", TINY + "accuracy: {top-1: 76.13 %, top-5: 0.9286}\n")
    b = written(tmp_path, "b.yaml", TINY + "accuracy: {top-1: 71.5 %}\n")
    comparison = compared(a, b, goals=[read_goal("accuracy.top-1")])
    one, other = comparison.networks
    assert one.figures["accuracy.top-1"] == Fraction(7613, 10000)
    assert one.figures["accuracy.top-5"] == Fraction(9286, 10000)
    assert other.figures["accuracy.top-5"] is None
    assert (one.on_front, other.on_front) == (True, False)  # one wants more of it


def test_an_accuracy_is_that_of_the_network_as_written_and_of_no_other(tmp_path):
    text = "variables: {f: 2}\n" + TINY.replace("filters: 2", "filters: f") + "accuracy: {top-1: 76 %}\n"
    path = written(tmp_path, "a.yaml", text)
    child = written(tmp_path, "b.yaml", "extends: a.yaml\nvariables: {f: 3}\n")
    assert summary_of(read_configuration(path)).network.accuracy == {"top-1": Fraction(76, 100)}
    assert summary_of(read_configuration(f"{path}[f=3]")).network.accuracy == {}
    assert summary_of(read_configuration(f"{path}[input=9x9x1]")).network.accuracy == {}
    assert summary_of(read_configuration(child)).network.accuracy == {}


def test_which_accuracy_is_meant_has_to_be_said_where_there_are_several(tmp_path):
    path = written(tmp_path, "a.yaml", TINY + "accuracy: {top-1: 76.13 %, top-5: 0.9286}\n")
    with pytest.raises(ValueError, match=r"accuracy.top-1' or 'accuracy.top-5"):
        compared(path, goals=[read_goal("accuracy")])


# -- the Pareto front ------------------------------------------------------------------------------


def beaten(row, others, goals) -> bool:
    """The definition: another is nowhere worse and somewhere better."""
    cost = [[-v if g.largest else v for v, g in zip(r, goals, strict=True)] for r in (row, *others)]
    mine, *theirs = cost
    return any(all(a <= b for a, b in zip(t, mine, strict=True)) and t != mine for t in theirs)


@pytest.mark.parametrize("dimensions", [1, 2, 3])
@pytest.mark.parametrize("largest", [True, False])
def test_the_front_is_what_no_other_beats(dimensions, largest):
    rows = list(itertools.product(range(3), repeat=dimensions))[::2] * 2
    rows = [tuple((7 * v + 3 * i) % 5 for i, v in enumerate(row)) for row in rows]
    goals = [Goal("a", largest), *[Goal("b", False)] * (dimensions - 1)]
    assert front(rows, goals) == [i for i, row in enumerate(rows) if not beaten(row, rows, goals)]


def test_what_is_unknown_is_not_on_the_front():
    assert front([(1, None), (2, 2), (None, 0)], [Goal("a", False), Goal("b", False)]) == [1]


def test_a_goal_says_itself_in_which_direction_it_is_better_or_is_told():
    assert read_goal("multiplies") == Goal("multiplies", False)
    assert read_goal("accuracy.ImageNet top-1") == Goal("accuracy.ImageNet top-1", True)
    assert read_goal("max:activations") == Goal("activations", True)
    assert read_goal("min:receptive_field") == Goal("receptive_field", False)


def test_the_null_device_is_a_network_of_nothing():
    summary = summary_of(read_configuration(os.devnull))
    assert (len(summary), summary.totals.parameters) == (0, 0)
