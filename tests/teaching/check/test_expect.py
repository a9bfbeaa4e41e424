"""Published figures against computed ones: which key means what, and how a figure may be written."""

import pytest
from helpers import summary

from cnncalc import summarize
from cnncalc.figures.keys import ComputedFigure
from cnncalc.figures.says import UnreadableError
from cnncalc.figures.written import agrees
from cnncalc.language.find import bundled_names
from cnncalc.teaching.check.expect import Checked, check_expect

SPEC = """
input: 8x16x3
blocks: {unit: [conv: {filters: 4, kernel: 3, padding: 1}, relu]}
layers:
  - conv: {name: c1, filters: 4, kernel: 3x5, stride: 2}
  - unit: {name: block}
  - repeat: {times: 2, layers: [unit]}
  - head: {name: aux, layers: [global_avg_pool, dense: {name: out, units: 5}]}
  - add: {name: sum, branches: {left: [conv: {filters: 4, kernel: 1, trainable: false}], right: identity}}
  - batch_norm
"""
# c1: 3*5*3*4 + 4 = 184, output floor((8 - 3)/2) + 1 = 3 x floor((16 - 5)/2) + 1 = 6
# block and its repeats: 3*3*4*4 + 4 = 148 each; out: 4*5 + 5 = 25; left: 4*4 + 4 = 20; batch_norm: 8
TOTAL = 184 + 3 * 148 + 25 + 20 + 8


def check(expect: str) -> Checked:
    return check_expect(summary(f"{SPEC}expect: {expect}\n"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("parameters", TOTAL),
        ("params", TOTAL),
        ("trainable", TOTAL - 20),
        ("frozen", 20),
        ("statistics", 8),
        ("weight_layers", 6),
        ("main_path.parameters", TOTAL - 25),
        ("head.aux.parameters", 25),
        ("aux.parameters", 25),
        ("aux/out.biases", 5),
        ("c1.output", "3x6x4"),
        ("c1.height", 3),
        ("c1.width", 6),
        ("c1.channels", 4),
        ("c1.input", "8x16x3"),
        ("c1.kernel", "3x5"),
        ("c1.stride", 2),
        ("c1.jump", 2),
        ("c1.kind", "conv"),
        ("c1.receptive_field", "3x5"),
        ("c1.rf", "3 x 5"),
        ("block.first", -2),  # padding of 1, two pixels of the input apart
        ("block.parameters", 148),
        ("block/conv1.parameters", 148),
        ("unit1.1.parameters", 148),
        ("unit1.parameters", 2 * 148),  # all rounds of the loop
        ("unit1.output", "3x6x4"),  # of the last one
        ("unit1.1/conv1.parameters", 148),
        ("sum.parameters", 20),
        ("sum/left.parameters", 20),
        ("sum.output", "3x6x4"),
    ],
)
def test_a_key_names_a_figure(key, value):
    (verdict,) = check(f'{{{key}: "{value}"}}').verdicts
    assert verdict.word == "agrees", verdict
    assert check(f"{{{key}: '{value}'}}").status == "agrees"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("61706", 61706, "count"),
        ("61,706", 61706, "count"),
        ("61_706", 61706, "count"),
        ("28x28x6", (6, (28, 28)), "shape"),
        ("784", (784, ()), "shape"),
        ("212", (212, 212), "extent"),
        ("212x212", (212, 212), "extent"),
        ("1,311", (1311, 1311), "extent"),
        ("-90", (-90, -90), "extent"),
        ("0.605", 0.6054, "share"),
        ("60.5 %", 0.6054, "share"),
    ],
)
def test_a_figure_may_be_written_in_these_ways(text, value, unit):
    from fractions import Fraction

    from cnncalc import Shape

    value = Shape(*value) if unit == "shape" else Fraction(value) if unit == "share" else value
    assert agrees(text, ComputedFigure(value, unit))


def test_a_fraction_of_a_pixel_may_be_written_either_way():
    from fractions import Fraction

    half = (Fraction(1, 2), Fraction(1, 2))
    assert agrees("1/2", ComputedFigure(half, "extent"))
    assert agrees("0.5", ComputedFigure(half, "extent"))
    assert not agrees("0.25", ComputedFigure(half, "extent"))


@pytest.mark.parametrize("text", ["61705", "6,1706", "61707"])
def test_another_number_does_not_agree(text):
    if text == "6,1706":  # separators stand at thousands
        with pytest.raises(UnreadableError):
            agrees(text, ComputedFigure(61706, "count"))
    else:
        assert agrees(text, ComputedFigure(61706, "count")) is False


def test_one_number_of_two_axes_that_differ_does_not_agree():
    assert agrees("3", ComputedFigure((3, 5), "extent")) is False


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{paramters: 5}", "there is no total 'paramters'; did you mean 'parameters'?"),
        ("{c1: 5}", "'c1' is a layer: say which of its values, such as c1.output"),
        ("{clock.output: 5}", "no layer is called 'clock'; did you mean 'block'?"),
        ("{c1.outptu: 5}", "a layer has no value 'outptu'; did you mean 'output'?"),
        ("{c1.depth: 5}", "the output of 'c1', 3x6x4, has no depth"),
        ("{block/conv2.output: 3}", "no layer is called 'block/conv2'; did you mean 'block/conv1'?"),
        (
            "{c1.nothing: 3}",
            "a layer has no value 'nothing'; it has output, height, width, channels, parameters,"
            " multiplies, receptive_field and others",
        ),
        ("{block/relu1.kernel: 3}", "relu 'block/relu1' has no kernel"),
        ("{head.aux2.parameters: 5}", "there is no auxiliary output 'aux2'; did you mean 'aux'?"),
        ("{parameters: many}", "'parameters' takes a whole number such as 61,706; found 'many'"),
        ("{c1.output: 3x6xC}", "'c1.output' takes a shape such as 28x28x6; found '3x6xC'"),
    ],
)
def test_a_key_that_names_nothing_is_answered_with_what_may_be_meant(expect, message):
    checked = check(expect)
    assert [problem.message for problem in checked.problems] == [message]
    assert str(checked.problems[0].place).startswith("test.yaml:11:10")
    assert checked.status == "unusable"


def test_the_other_figures_are_judged_all_the_same():
    checked = check("{paramters: 5, c1.height: 4, c1.width: 6}")
    assert [verdict.word for verdict in checked.verdicts] == ["differs", "agrees"]


def test_a_figure_that_is_not_known_agrees_with_nothing_and_contradicts_a_smaller_claim():
    text = "input: 8x8x3\nlayers: [conv: {filters: 1, kernel: 1}, custom: {name: odd, output: 4}]\n"
    checked = check_expect(summary(f"{text}expect: {{parameters: 4, multiplies: 3, odd.parameters: 3}}\n"))
    # parameters >= 3 + 1 = 4, multiplies >= 8*8*3 = 192
    assert [verdict.word for verdict in checked.verdicts] == ["not known", "differs", "not known"]
    assert checked.status == "differs"


def test_receptive_fields_of_several_inputs_are_compared_by_input():
    text = """
inputs: {a: 8x8x1, b: 8x8x1}
layers:
  - conv: {from: a, filters: 1, kernel: 3}
  - conv: {name: c2, from: b, filters: 1, kernel: 3}
  - add: {name: j, from: [conv1, c2]}
"""
    assert check_expect(summary(f"{text}expect: {{j.receptive_field: 'a 3, b 3'}}\n")).status == "agrees"


def test_a_spec_that_expects_nothing_says_so():
    assert check_expect(summary(SPEC)).status == "nothing expected"


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_network_has_the_figures_that_it_expects(name):
    checked = check_expect(summarize(name))
    assert checked.problems == ()
    assert [verdict for verdict in checked.verdicts if verdict.word != "agrees"] == []


def test_a_very_long_claim_is_no_figure():
    with pytest.raises(UnreadableError):
        agrees("9" * 100_000, ComputedFigure(5, "count"))


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ("{c1.kernel: 3x5x3}", "agrees"),  # with its depth: it reads 3 channels
        ("{c1.kernel: 3x5x4}", "differs"),
        ("{block/conv1.kernel: 3x3x4}", "agrees"),
        ("{block/conv1.kernel: 3x3x3}", "differs"),  # no longer any number of equal ones
        ("{block/conv1.stride: 1x1x1}", "unusable"),
        ("{c1.receptive_field: 3x5x5}", "unusable"),
        ("{C1.Output: 3x6x4}", "agrees"),
        ("{c1.parameters: 3*5*3*4 + 4}", "agrees"),
        ("{c1.parameters: 0.18k}", "agrees"),  # 184, from 175 to 185
        ("{c1.parameters: 0.2k}", "unusable"),  # from 150 to 250
        ("{c1.parameters: more than 1}", "unusable"),
        ("{c1.parameters: 184 bytes}", "differs"),
        ("{c1.output: 3x6}", "differs"),  # a spec says all of it
    ],
)
def test_a_spec_is_read_as_answers_are(expect, status):
    assert check(expect).status == status
