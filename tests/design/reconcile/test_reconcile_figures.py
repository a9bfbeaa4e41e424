"""Figures that are quoted, and what yields them; and numbers that nothing yields."""

import random
from functools import cache

import pytest
from helpers import read_rows

from cnncalc.design.reconcile.candidates import Start
from cnncalc.design.reconcile.fit import Explanation, plausible
from cnncalc.design.reconcile.search import Reconciliation, Search, reconcile
from cnncalc.language.find import find
from cnncalc.problem import Source, SpecError


@cache
def search(spec: str) -> Search:
    """The candidates of a bundled network, built once for all figures of it."""
    return Search(Start(find(spec), None, {}))


def answers(spec: str, *figures: str, layer: str | None = None) -> list[Reconciliation]:
    return search(spec).answers(figures, layer)


def answer(spec: str, figure: str, layer: str | None = None) -> Reconciliation:
    (one,) = answers(spec, figure, layer=layer)
    return one


def best(spec: str, figure: str) -> Explanation:
    return answer(spec, figure).explanations[0]


def of_text(text: str, figure: str) -> Reconciliation:
    (one,) = reconcile(Start(Source("test.yaml", text), None, {}), [figure])[1]
    return one


MAIN = "without auxiliary outputs"


# -- ResNet-50 in every tool -----------------------------------------------------------------------

MEASURED = read_rows("reference", "tools_resnet50.csv")


@pytest.mark.parametrize("row", MEASURED, ids=lambda row: f"{row['profile']}-{row['figure']}")
def test_each_figure_measured_for_resnet50_is_explained_by_name(row):
    found = answer("resnet50", row["value"]).explanations
    names = {(fit.total.profile.name, fit.total.figure.name) for fit in found if fit.match == "exact"}
    assert (row["profile"], row["figure"]) in names
    assert all(fit.candidate.text == "" and fit.value == int(row["value"]) for fit in found)


@pytest.mark.parametrize(
    ("figure", "profile", "amounts"),
    [
        ("4132436968", "ptflops", [9_608_704, 903_168]),  # ReLUs and pools, once more
        ("4133742592", "thop", [44_455_936]),  # 4 x 11,113,984 values of batch normalization
        ("4089238376", "torchinfo", [53_120]),  # 2C per normalization, not per value
        ("4111916032", "torchscan", [401_408]),  # 3 - 1 = 2 per output of a pool of 3x3: 2 * 56*56*64
    ],
)
def test_what_a_tool_does_wrong_is_named_a_defect(figure, profile, amounts):
    total = best("resnet50", figure).total
    assert total.profile.name == profile
    assert [part.amount for part in total.parts if part.defect] == amounts
    assert total.profile.defects


def test_the_counts_of_failed_calls_are_a_multiple():
    fit = best("resnet50", "85,872,869,376")  # 21 x 4,089,184,256
    assert (fit.total.profile.name, fit.times, fit.total.value) == ("calflops", 21, 4_089_184_256)
    assert "defect" in fit.total.figure.repeats


@pytest.mark.parametrize(("units", "times"), [(1_000, {3}), (999, set())])
def test_a_multiple_of_a_small_figure_is_a_chance_and_no_explanation(units, times):
    # 1,000 x 1,000 multiplies of a layer, three times, are 3,000,000; of 999 x 1,000 each it is not thought
    text = f"input: 1000\nlayers:\n  - dense: {{units: {units}, bias: false}}\n"
    found = of_text(text, f"{3 * units * 1000:,} MACs").explanations
    assert {fit.times for fit in found if fit.total.profile.name == "calflops"} == times


# -- figures of papers, courses and model pages ----------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "figure", "match", "value", "name", "network"),
    [
        ("resnet50", "3.8G", "cut off", 3_857_973_248, "multiplies", "resnet50_paper"),
        ("resnet50", "7.7G", "rounded", 7_715_946_496, "FLOPs (2 x multiplies)", "resnet50_paper"),
        ("resnet50", "4.1G", "rounded", 4_089_184_256, "multiplies", ""),
        ("resnet50", "4.1 GFLOPs", "rounded", 4_089_184_256, "multiplies", ""),
        ("resnet50", "8.2G", "rounded", 8_178_368_512, "FLOPs (2 x multiplies)", ""),
        ("resnet50", "8.18G", "rounded", 8_178_368_512, "FLOPs (2 x multiplies)", ""),
        ("resnet50", "25.6M", "rounded", 25_557_032, "parameters", ""),
        ("resnet50", "25,636,712", "exact", 25_636_712, "Total params", "resnet50_keras"),
        ("resnet50", "25,610,152", "exact", 25_610_152, "Total params", ""),  # + 53,120 statistics
        ("resnet50", "25,583,592", "exact", 25_583_592, "parameters", "resnet50_keras"),  # + 26,560 biases
        ("resnet50", "25610205", "exact", 25_610_205, "numbers in state_dict()", ""),  # + 53 counters
        ("resnet50", "102MB", "rounded", 102_228_128, "memory of parameters, float32", ""),
        ("resnet50", "97.5 MiB", "rounded", 102_228_128, "memory of parameters, float32", ""),
        ("resnet50", "427", "exact", 427, "receptive field of the last map", ""),
        ("resnet50", "483", "exact", 483, "receptive field of the last map", "resnet50_paper"),
        ("vgg16", "pool5.receptive_field=212", "exact", 212, "receptive field", ""),
        ("resnet50", "54", "exact", 54, "layers with weights", ""),
        ("vgg16", "138M", "rounded", 138_357_544, "parameters", ""),
        ("vgg16", "15.5G", "rounded", 15_470_264_320, "multiplies", ""),
        ("vgg16", "30.94 GFLOPs", "rounded", 30_940_528_640, "FLOPs (2 x multiplies)", ""),
        ("vgg16", "553MB", "rounded", 553_430_176, "memory of parameters, float32", ""),
        ("vgg16", "528MB", "rounded", 553_430_176, "memory of parameters, float32", ""),  # of 1024**2
        ("vgg16", "218.59MB", "rounded", 229_207_872, "Forward/backward pass", ""),
        ("vgg16", "138,344,128", "exact", 138_344_128, "weights without biases", ""),  # CS231n's table
        ("vgg16", "15.2M values", "rounded", 15_237_608, "activations and input, values", ""),
        ("vgg16", "60.95MB", "rounded", 60_950_432, "activations and input, float32", ""),  # 4 x 15,237,608
        ("alexnet", "62.4M", "rounded", 62_378_344, "parameters", ""),
        ("alexnet", "61.1M", "rounded", 61_100_840, "parameters", "alexnet_torchvision"),
        ("alexnet", "60.97M", "rounded", 60_965_224, "parameters", "alexnet_grouped"),
        ("inception_v3", "27.2M", "rounded", 27_161_264, "parameters", ""),
        ("inception_v3", "23.8M", "rounded", 23_834_568, "parameters", MAIN),
        ("inception_v3", "23,851,784", "exact", 23_851_784, "Total params", f"--set bn_scale=false, {MAIN}"),
        ("googlenet", "13.0M", "rounded", 13_004_888, "parameters", "googlenet_torchvision"),
        ("googlenet", "6,624,904", "exact", 6_624_904, "parameters", f"googlenet_torchvision, {MAIN}"),
        ("googlenet", "inception_3a=159K", "rounded", 163_328, "weights without biases", ""),  # 159.5 x 1024
        ("googlenet", "inception_3a.multiplies=128M", "rounded", 128_049_152, "multiplies", ""),
        ("densenet121", "8,062,504", "exact", 8_062_504, "Total params", ""),  # Keras: + 83,648 statistics
        ("xception", "22,910,480", "exact", 22_910_480, "Total params", ""),  # 22,855,952 + 54,528
        ("mobilenet_v2", "0.3 GMac", "rounded", 300_774_272, "multiplies", ""),
        # keras.applications with include_top=False, as model.summary() prints it
        ("resnet50", "23,587,712", "exact", 23_587_712, "Total params, include_top=False", "resnet50_keras"),
        ("vgg16", "14,714,688", "exact", 14_714_688, "Total params, include_top=False", ""),
        ("xception", "20,861,480", "exact", 20_861_480, "Total params, include_top=False", ""),
        ("mobilenet_v2", "2,257,984", "exact", 2_257_984, "Total params, include_top=False", ""),
        ("densenet121", "7,037,504", "exact", 7_037_504, "Total params, include_top=False", ""),
        # torchvision's backbones: 25,557,032 - 2,049,000 and 11,689,512 - 513,000
        ("resnet50", "23.5M", "rounded", 23_508_032, "parameters without the classifier", ""),
        ("resnet18", "11,176,512", "exact", 11_176_512, "parameters without the classifier", ""),
        ("se_resnet50", "26,039,024", "exact", 26_039_024, "parameters without the classifier", ""),
        ("lenet5", "60,000", "exact", 60_000, "parameters", "lenet5_1998"),
    ],
)  # fmt: skip
def test_the_likeliest_explanation_of_a_published_figure(spec, figure, match, value, name, network):
    fit = best(spec, figure)
    assert (fit.match, fit.value, fit.total.figure.name, fit.candidate.short) == (match, value, name, network)


FROZEN = """
input: 8x8x3
layers:
  - conv: {filters: 100, kernel: 3, bias: false, trainable: false}  # 3*3*3*100 = 2,700
  - batch_norm  # 2*100 trained, 2*100 moving
  - global_avg_pool
  - dense: 7  # 100*7 + 7 = 707
"""


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        ("3,807", "Total params"),  # 2,700 + 200 + 200 + 707
        ("907", "Trainable params"),  # 200 + 707
        ("2,900", "Non-trainable params"),  # 2,700 + 200
        ("3,100", "Total params, include_top=False"),  # 2,700 + 200 + 200
    ],
)
def test_keras_counts_frozen_layers_among_the_total_only(figure, name):
    found = of_text(FROZEN, f"parameters={figure}").explanations
    assert name in {fit.total.figure.name for fit in found if fit.match == "exact"}


def test_8_2_gflops_are_two_per_multiply_accumulate():
    values = {fit.value for fit in answer("resnet50", "8.2G").explanations if plausible(fit) == "likely"}
    assert {8_178_368_512, 8_211_108_352} <= values  # 2 x MACs; DeepSpeed


def test_flops_that_are_called_macs_are_less_likely():
    assert plausible(best("resnet50", "8.2 GMACs")) == "possible"  # 2 x 4.09 G, which are no MACs
    assert plausible(best("resnet50", "8.2 GFLOPs")) == "likely"


def test_58_megabytes_of_vgg16_are_its_activations():
    found = answer("vgg16", "58MB").explanations  # 60,950,432 / 1024**2 = 58.13
    assert [(fit.value, fit.total.figure.name, fit.reading) for fit in found] == [
        (60_348_320, "activations, float32", "MiB"),
        (60_950_432, "activations and input, float32", "MiB"),
    ]


def test_93_megabytes_of_vgg16_are_a_misprint_and_so_is_24_million():
    for figure in ("93MB", "93 MB", "memory=93MB", "24M values"):
        found = answer("vgg16", figure)
        (misprint,) = found.misprints
        assert "CS231n" in misprint.where
        assert "15,237,608" in misprint.why
        assert found.explained


def test_a_misprint_of_one_network_says_nothing_of_another():
    assert answer("vgg19", "93MB").misprints == ()


def test_both_figures_of_a_block_by_one_option():
    parameters, work = answers("googlenet", "159K", "128M", layer="inception_3a")
    assert parameters.explanations[0].reading == "K = 1024"
    assert work.explanations[0].total.figure.name == "multiplies"


def test_another_input_is_found():
    fit = best("resnet50", "5.34G")  # 4.089 x (256/224)**2
    assert (fit.candidate.text, fit.total.figure.name) == ("input 256x256x3", "multiplies")


def test_a_switch_of_a_spec_of_one_s_own_is_tried():
    text = """
variables: {bias: false}
defaults: {conv: {bias: bias}}
input: 32x32x3
layers: [conv: {filters: 64, kernel: 3}, conv: {filters: 128, kernel: 3}]
"""
    # 3*3*3*64 + 3*3*64*128 = 75,456 weights, and 64 + 128 biases
    fit = of_text(text, "75,648").explanations[0]
    assert (fit.candidate.text, fit.total.figure.name) == ("--set bias=true", "parameters")


# -- no false confidence ---------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ["resnet50", "vgg16", "googlenet", "mobilenet_v2", "lenet5"])
def test_a_random_number_is_not_explained_exactly(spec):
    numbers = random.Random(20240607)
    figures = [str(round(10 ** numbers.uniform(7, 10.5))) for _ in range(40)]
    assert [one.asked.text for one in answers(spec, *figures) if one.explained] == []


@pytest.mark.parametrize("spec", ["resnet50", "googlenet"])
def test_a_random_number_of_four_digits_has_no_likely_explanation(spec):
    numbers = random.Random(5)
    figures = [f"{10 ** numbers.uniform(0, 1):.3f}{numbers.choice('MG')}" for _ in range(40)]
    found = [plausible(fit) for one in answers(spec, *figures) for fit in one.explanations]
    assert "likely" not in found
    assert len(found) < 4


def test_a_number_one_off_is_near_and_not_explained():
    found = answer("resnet50", "4,089,184,257")
    assert not found.explained
    assert (found.nearest[0].total.value, found.nearest[0].difference) == (4_089_184_256, 1)
    assert found.nearest[0].parts == ()


def test_a_difference_that_has_a_name_is_explained():
    found = answer("resnet50", "25,529,472")  # 25,502,912 weights and 26,560 biases, which it does not have
    assert not found.explained
    near = found.nearest[0]
    assert (near.total.figure.name, near.total.value) == ("weights without biases", 25_502_912)
    assert near.parts == ((26_560, "one bias per filter of the convolutions that have none", False),)


def test_few_digits_fit_many_figures_and_that_is_said():
    found = answer("resnet50", "4G")
    assert len(found.explanations) > 10
    assert found.tried >= len({fit.value for fit in found.explanations})


def test_cut_digits_are_less_plausible_than_rounded_ones():
    fits = answer("resnet50", "25.5M").explanations
    assert [(fit.match, fit.value) for fit in fits][:2] == [("rounded", 25_502_912), ("cut off", 25_557_032)]


def test_all_that_is_wrong_with_the_figures_is_said_at_once():
    with pytest.raises(SpecError) as caught:
        answers("googlenet", "many", "inceptoin_3a=5M", "33 %", "parameters=5MB", "5M")
    assert [problem.message for problem in caught.value.problems] == [
        "found 'many'; expected a number such as 4.13G, 25,557,032, 93 MB, 1.8e9 or ~60 million",
        "no layer or block is called 'inceptoin_3a'; did you mean 'inception_3a'?",
        "'33 %' is a share; give the number that it is a share of",
        "'parameters=5MB': parameters are not counted in bytes",
    ]
