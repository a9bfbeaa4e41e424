"""Expressions: arithmetic where a number or a yes/no stands, exact and bounded."""

import math
import re
from fractions import Fraction
from typing import Any

import pytest
from helpers import figures, network, summary
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncalc import Shape, SpecError
from cnncalc.language.env import Env, ExpressionError
from cnncalc.language.expression import evaluate

bounded = settings(max_examples=200, deadline=None, derandomize=True)


def value(text: str, input: Shape | None = None, **variables: Any) -> Any:
    return evaluate(text, Env(variables, input))


def why_not(text: str, input: Shape | None = None, **variables: Any) -> str:
    """The reason for which an expression has no value."""
    with pytest.raises(ExpressionError) as caught:
        value(text, input, **variables)
    return str(caught.value)


# -- arithmetic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("7 // 2", 3),
        ("-7 // 2", -4),
        ("7 % 3", 1),
        ("-7 % 3", 2),
        ("2 ** 10", 1024),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("6 / 3", 2),
        ("+5", 5),
        ("- -5", 5),
        ("1_000 * 2", 2000),
        ("10 - 4 - 3", 3),
        (" 3 ", 3),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("min([3, 1, 2])", 1),
        ("max(depths)", 6),
        ("len(depths)", 4),
        ("abs(-3)", 3),
        ("ceil(7/2)", 4),
        ("ceil(-7/2)", -3),
        ("floor(7/2)", 3),
        ("floor(-7/2)", -4),
        ("ceil(4)", 4),
        ("round(7/3)", 2),
        ("depths[0]", 3),
        ("depths[-1]", 3),
        ("depths[1 + 1]", 6),
        ("[1, 2, 4][2]", 4),
        ("[[1, 2], [3, 4]][1][0]", 3),
        ("1 if big else 2", 1),
        ("1 if not big else 2", 2),
        ("1 if false else 2 if false else 3", 3),
    ],
)
def test_arithmetic_is_that_of_python(text: str, expected: int) -> None:
    found = value(text, depths=(3, 4, 6, 3), big=True)
    assert found == expected
    assert type(found) is int


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < 2", True),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("2 <= 2", True),
        ("2 >= 3", False),
        ("2 > 1", True),
        ("2 == 2", True),
        ("2 != 2", False),
        ("0.1 * 3 == 0.3", True),
        ("kind == 'basic'", True),
        ("kind != 'basic'", False),
        ("true and false", False),
        ("true or false", True),
        ("True and not False", True),
        ("not 1 > 2", True),
        ("n == 3 and kind == 'basic' or false", True),
    ],
)
def test_comparisons_and_logic_give_yes_or_no(text: str, expected: bool) -> None:
    assert value(text, kind="basic", n=3) is expected


def test_logic_and_choices_look_no_further_than_they_have_to() -> None:
    assert value("n > 0 and 10 // n > 2", n=0) is False
    assert value("n == 0 or 10 // n > 2", n=0) is True
    assert value("10 // n if n > 0 else 0", n=0) == 0


def test_a_fraction_is_exact() -> None:
    assert value("0.1 * 3") == Fraction(3, 10)
    assert value("1 / 3 * 3") == 1
    assert value("0.1 + 0.2 == 0.3") is True
    assert value("0.1 * 30") == 3  # in floating point 3.0000000000000004 / 10
    assert value("1.4 * 10") == 14
    assert value("1e3") == 1000
    assert value("2.5e-1") == Fraction(1, 4)
    assert value("0.75 * 64") == 48
    assert value("1.1 ** 2") == Fraction(121, 100)


def test_an_exact_fraction_that_is_whole_is_a_count() -> None:
    assert str(network("input: 8x8x3\nlayers: [conv: {filters: 0.1 * 30, kernel: 3}]").nodes[-1].output) == (
        "6x6x3"
    )


@bounded
@given(st.fractions(max_denominator=50, min_value=-50, max_value=50), st.integers(-40, 40).filter(bool))
def test_rounding_is_exact_at_every_fraction(x: Fraction, n: int) -> None:
    text = f"({x.numerator} / {x.denominator})"
    assert value(f"floor({text})") == math.floor(x)
    assert value(f"ceil({text})") == math.ceil(x)
    assert value(f"round({text})") == round(x)
    assert value(f"abs({text})") == abs(x)
    assert value(f"{text} * {n}") == x * n
    assert value(f"{text} // {n}") == x // n
    assert value(f"{text} % {n}") == x % n


LEAF = st.one_of(st.integers(0, 9).map(str), st.sampled_from(["n", "w", "0.5", "1.25"]))


def _grown(inner: Any) -> Any:
    pair = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner)
    return st.one_of(
        pair.map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda e: f"-{e}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} < {t[2]} else {t[0]})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
    )


@bounded
@given(st.recursive(LEAF, _grown, max_leaves=12))
def test_random_expressions_have_the_value_that_exact_fractions_give_them(text: str) -> None:
    exact = re.sub(r"\d+(\.\d+)?", lambda m: f"F('{m.group()}')", text)
    names = {"F": Fraction, "n": Fraction(7), "w": Fraction(64), "max": max}
    try:
        expected = eval(exact, {"__builtins__": {}}, names)
    except ZeroDivisionError:
        assert "divides by zero" in why_not(text, n=7, w=64)
    else:
        assert value(text, n=7, w=64) == expected


# -- round_to --------------------------------------------------------------------------------------


def make_divisible(v: float, divisor: int) -> int:
    """MobileNet's rule as it was published: in floating point, never more than a tenth below."""
    new_v = max(divisor, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v


@pytest.mark.parametrize("divisor", [1, 4, 8, 16])
def test_round_to_is_mobilenets_rule(divisor: int) -> None:
    for n in range(1, 2000):
        assert value(f"round_to({n}, {divisor})") == make_divisible(n, divisor), n


@pytest.mark.parametrize("width", ["0.25", "0.35", "0.5", "0.75", "1.0", "1.3", "1.4"])
def test_round_to_with_the_widths_of_mobilenet(width: str) -> None:
    for channels in range(1, 1500):
        exact = channels * Fraction(width)
        found = value(f"round_to({channels} * width, 8)", width=Fraction(width))
        if found != make_divisible(channels * float(width), 8):
            # 180 * 1.4 is 252, half-way from 248 to 256; in floating point 251.99999999999997
            assert exact % 8 == 4
            assert Fraction(channels * float(width)) < exact
            assert channels not in (16, 24, 32, 40, 64, 80, 96, 112, 128, 160, 192, 256, 320, 512, 1024, 1280)


def test_round_to_with_the_widths_of_efficientnet() -> None:
    for width in ("1.0", "1.1", "1.2", "1.4", "1.6", "1.8", "2.0"):
        for channels in (16, 24, 32, 40, 80, 112, 192, 320, 1280):
            found = value(f"round_to({channels} * {width}, 8)")
            assert found == make_divisible(channels * float(width), 8), (channels, width)


def test_known_channels_of_mobilenet() -> None:
    # MobileNetV2 x 0.35: 32 -> 11.2 -> 16 (8 is less than nine tenths of it); x 1.4: 320 -> 448
    assert [value(f"round_to({c} * 0.35, 8)") for c in (32, 24, 96)] == [16, 8, 32]
    assert value("round_to(320 * 1.4, 8)") == 448
    assert value("round_to(36, 8)") == 40  # a half goes up


# -- names -----------------------------------------------------------------------------------------


def test_channels_and_sizes_are_those_of_the_input_of_the_layer() -> None:
    found = figures(
        "20x30x4",
        {"conv": {"filters": "channels * 2", "kernel": 3, "padding": 1}},
        {"max_pool": {"kernel": "2"}},
        {"conv": {"filters": "channels * 4", "kernel": "height // 2", "padding": "0"}},
        {"conv": {"filters": "width", "kernel": 1}},
    )
    # 10x15x8; kernel 10 // 2 = 5: 6x11x32; width 11
    assert [str(layer.output) for layer in found] == ["20x30x8", "10x15x8", "6x11x32", "6x11x11"]


@pytest.mark.parametrize(
    ("input", "names"),
    [
        ("7", {"channels": 7}),
        ("{length: 9, channels: 2}", {"channels": 2, "length": 9}),
        ("5x6x3", {"channels": 3, "height": 5, "width": 6}),
        ("4x5x6x3", {"channels": 3, "depth": 4, "height": 5, "width": 6}),
    ],
)
def test_the_names_of_the_axes_are_those_of_the_rank(input: str, names: dict[str, int]) -> None:
    for name, number in names.items():
        net = network(f"input: {input}\nlayers: [flatten, custom: {{output: 3}}, relu]")
        assert net.nodes[0].output.rank == len(names) - 1
        text = f"input: {input}\nlayers:\n  - custom: {{output: '{name} * 2', weights: 0, multiplies: 0}}"
        assert network(text).nodes[-1].output == Shape(2 * number)


def test_a_name_of_another_rank_means_nothing() -> None:
    assert "'height'" in why_not("height", Shape(3, (9,)))
    assert "'length'" in why_not("length", Shape(3, (9, 9)))


def test_a_variable_wins_over_the_size_of_the_input() -> None:
    text = "variables: {width: 64}\ninput: 8x8x3\nlayers: [conv: {filters: width, kernel: 1}]"
    assert str(network(text).nodes[-1].output) == "8x8x64"


def test_words_that_a_field_knows_win_over_variables() -> None:
    text = """
variables: {same: 3, valid: 5, floor: 1, full: 7}
input: 9x9x1
layers:
  - conv: {filters: 1, kernel: 3, padding: same}
  - conv: {filters: 1, kernel: 3, padding: valid}
  - max_pool: {kernel: 2, rounding: floor}
  - conv: {filters: 1, kernel: same, padding: full}
"""
    outputs = [str(node.output) for node in network(text).layers]
    assert outputs == ["9x9x1", "7x7x1", "3x3x1", "5x5x1"]  # 3 + 2*2 - 3 + 1 = 5


def test_a_word_may_be_the_value_of_a_variable() -> None:
    text = """
variables: {pad: same, act: relu, way: ceil, no_bias: false}
input: 9x9x1
layers:
  - conv: {filters: 2, kernel: 3, padding: pad, activation: act, bias: no_bias}
  - max_pool: {kernel: 2, rounding: way}
"""
    found = summary(text)
    assert [str(layer.output) for layer in found] == ["9x9x2", "9x9x2", "5x5x2"]
    assert found[1].kind == "relu"
    assert found[0].parameters.total == 18


WORDS = """
variables: {{swish: {swish}, same: 3, relu: tanh}}
input: 9x9x4
layers:
  - conv: {{filters: 2, kernel: 3, activation: {activation}, padding: {padding}}}
  - max_pool: {{kernel: 2, rounding: {rounding}}}
"""


@pytest.mark.parametrize("quote", ["", "'"])
@pytest.mark.parametrize(("swish", "kinds", "output"), [("yes", ["conv", "silu", "max_pool"], "5x5x2"),
                                                        ("no", ["conv", "max_pool"], "3x3x2")])  # fmt: skip
def test_an_expression_chooses_a_word_that_the_field_knows(
    quote: str, swish: str, kinds: list[str], output: str
) -> None:
    def choice(one: str, other: str) -> str:
        return f'"{quote}{one}{quote} if swish else {quote}{other}{quote}"'

    text = WORDS.format(
        swish=swish, activation=choice("silu", "none"), padding=choice("same", "valid"),
        rounding=choice("ceil", "floor"),
    )  # fmt: skip
    net = network(text)
    assert [node.kind for node in net.layers] == kinds
    assert str(net.nodes[-1].output) == output  # ceil(9 / 2) = 5; floor((9 - 3 + 1) / 2) = 3


def test_an_activation_that_the_language_knows_wins_over_a_variable() -> None:
    net = network(WORDS.format(swish="yes", activation="relu", padding="valid", rounding="floor"))
    assert [node.kind for node in net.layers] == ["conv", "relu", "max_pool"]


def test_the_activation_is_chosen_by_the_input_of_its_layer() -> None:
    text = (
        "input: 9x9x4\nlayers: [conv: {filters: 2, kernel: 3, activation: silu if channels == 4 else relu}]"
    )
    assert network(text).nodes[-1].kind == "silu"


@pytest.mark.parametrize("act", ["silu if n > 2 else relu", "\"'silu' if n > 2 else 'relu'\"", "a"])
def test_an_argument_and_a_variable_may_be_a_word_that_an_expression_chooses(act: str) -> None:
    text = f"""
variables: {{n: 3, a: silu if n > 2 else relu}}
blocks: {{unit: {{takes: [act], layers: [conv: {{filters: 2, kernel: 3, activation: act}}]}}}}
input: 9x9x4
layers: [unit: {{act: {act}}}]
"""
    assert network(text).nodes[-1].kind == "silu"


def test_yes_and_no_are_words_of_expressions() -> None:
    text = "input: 8x8x4\nlayers: [conv: {filters: 2, kernel: 1, bias: no if channels > 3 else yes}]"
    assert summary(text)[0].parameters.biases == 0


def test_true_and_false_are_words_of_yaml_and_of_python() -> None:
    text = "input: 9x9x1\nlayers: [conv: {filters: 2, kernel: 3, bias: 'not true'}, relu: {when: True}]"
    found = summary(text)
    assert found[0].parameters.biases == 0
    assert len(found) == 2


# -- everywhere that a number stands ---------------------------------------------------------------


def test_expressions_stand_in_sizes_paddings_sides_shapes_and_rates() -> None:
    text = """
variables: {k: 3, n: 16, p: 0.5, sizes: [3, 5]}
input: [2 * n, 2 * n + 1, k]
layers:
  - conv: {filters: n, kernel: [k, k + 2], padding: [k // 2, (k + 2) // 2], stride: k - 2}
  - conv: {filters: n, kernel: sizes, padding: {top: k - 2, left: k - 1, bottom: 1, right: 2}}
  - max_pool: {kernel: k - 1}
  - dropout: p / 2
  - dropout: {rate: 1 - p}
  - custom: {output: [n, n, k * 2], weights: n * n, multiplies: 0}
"""
    net = network(text)
    assert [str(node.output) for node in net.nodes] == [
        "32x33x3", "32x33x16", "32x33x16", "16x16x16", "16x16x16", "16x16x16", "16x16x6",
    ]  # fmt: skip
    assert [vars(node.layer)["rate"] for node in net.nodes[4:6]] == [0.25, 0.5]


def test_a_list_is_a_size_for_each_axis() -> None:
    text = "variables: {k: 1x7}\ninput: 9x9x2\nlayers: [conv: {filters: 4, kernel: k}]"
    assert str(network(text).nodes[-1].output) == "9x3x4"


def test_numbers_may_be_written_in_any_of_their_forms() -> None:
    for written in ("64", "64.0", "6.4e1", '"64"', "6_4", "+64", "128 / 2", "'8 * 8'"):
        text = f"input: 8x8x1\nlayers: [conv: {{filters: {written}, kernel: 3}}]"
        assert network(text).nodes[-1].output.channels == 64, written


# -- what has no value -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("widht", "there is no variable 'widht'; did you mean 'width'?"),
        ("zzz", "there is no variable 'zzz'"),
        ("width / 0", "'width / 0' divides by zero"),
        ("width // 0", "'width // 0' divides by zero"),
        ("width % 0", "'width % 0' divides by zero"),
        ("width.real", "'width.real' is not allowed in an expression"),
        ("width.__class__", "'width.__class__' is not allowed in an expression"),
        ("().__class__.__bases__[0]", None),
        ("(lambda: 1)()", None),
        ("[x for x in depths]", "'[x for x in depths]' is not allowed in an expression"),
        ("{1: 2}", "'{1: 2}' is not allowed in an expression"),
        ("(1, 2)", "'(1, 2)' is not allowed in an expression"),
        ("width if 1 else 2", "1 is neither true nor false"),
        ("1 and 2", "1 is neither true nor false"),
        ("not 0", "0 is neither true nor false"),
        ("true + 1", "true is not a number"),
        ("-true", "true is not a number"),
        ("depths + 1", "[3, 4] is not a number"),
        ("'a' + 'b'", "'a' is not a number"),
        ("'a' * 1000000", "'a' is not a number"),
        ("depths * 3", "[3, 4] is not a number"),
        ("~width", "'~' is not allowed in an expression"),
        ("width & 1", "'width & 1' is not allowed in an expression"),
        ("width | 1", "'width | 1' is not allowed in an expression"),
        ("width ^ 1", "a power is written '**'"),
        ("1 << 100", "'1 << 100' is not allowed in an expression"),
        ("depths[2]", "'depths' has 2 items, counted from 0; there is no item 2"),
        ("depths[-3]", "'depths' has 2 items, counted from 0; there is no item -3"),
        ("depths[1/2]", "'depths' has 2 items, counted from 0; there is no item 0.5"),
        ("depths[true]", "'depths' has 2 items, counted from 0; there is no item true"),
        ("depths[0:1]", None),
        ("width[0]", "'width' is 64, not a list"),
        ("1 in depths", "'1 in depths' is not allowed in an expression"),
        ("1 is 1", "'1 is 1' is not allowed in an expression"),
        ("1 < 'a'", "1 and 'a' cannot be compared"),
        ("2 ** -1", "an exponent is a whole number, 0 or more; found -1"),
        ("2 ** 0.5", None),
        ("1j", "1j is not allowed in an expression"),
        ("None", None),
        ("...", None),
        ("b'abc'", None),
        ("f'{width}'", None),
        ("x := 3", None),
        ("width; width", None),
        ("import os", None),
        ("min()", "min() has no value"),
        ("min(1)", "min(1) has no value"),
        ("round(1, 2, 3)", "round(1, 2, 3) has no value"),
        ("round_to(3)", "round_to(3) has no value"),
        ("round_to(3, 0)", "round_to(3, 0) has no value"),
        ("max('a', 1)", "max('a', 1) has no value"),
        ("min(3, 4, key=abs)", None),
        ("min(*depths)", None),
    ],
)
def test_what_is_not_arithmetic_is_refused_with_its_reason(text: str, reason: str | None) -> None:
    found = why_not(text, width=64, depths=(3, 4))
    assert reason is None or found == reason


@pytest.mark.parametrize(
    "name", ["eval", "exec", "open", "__import__", "print", "getattr", "pow", "sum", "range", "int", "sqrt"]
)
def test_no_function_but_those_of_the_language_can_be_called(name: str) -> None:
    assert why_not(f"{name}(1)").startswith(f"there is no function '{name}'")


def test_a_slip_in_the_name_of_a_function_gets_the_one_that_was_meant() -> None:
    assert why_not("rount_to(9, 8)") == "there is no function 'rount_to'; did you mean 'round_to'?"


@pytest.mark.parametrize("text", ["3 +", "a b", "(1", "1)", "= 3", "a = 3", "3 3"])
def test_what_is_no_expression_at_all_is_quoted_and_the_message_is_whole(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        network(f"variables: {{a: 1, c: '{text}'}}\ninput: 8\nlayers: [relu]")
    (problem,) = caught.value.problems
    assert problem.message.startswith(f"'{text[:50]}")
    assert not problem.message.endswith(": ")


def test_values_are_bounded() -> None:
    assert value("10 ** 30") == 10**30
    assert value("(-1) ** 1000001") == -1
    assert value("1 ** 10000000000000") == 1
    for text in ("10 ** 31", "10 ** 30 + 1", "9**9**9**9", "2 ** 101", "1e300", "1e400", "1e-300", "9**9**9"):
        assert why_not(text) == "its value is too large", text
    assert why_not("(1 / 10**30) ** 2") == "its value is too large"


@pytest.mark.parametrize("field", ["filters", "kernel", "stride", "padding", "groups"])
def test_half_a_filter_is_an_error_that_names_the_value(field: str) -> None:
    fields = {"filters": 8, "kernel": 1} | {field: "5 / 2"}
    with pytest.raises(SpecError, match=rf"'{field}' of conv takes .*; found '5 / 2': its value is 2.5"):
        figures("8x8x4", {"conv": fields})
