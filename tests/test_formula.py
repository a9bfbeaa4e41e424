"""Formulas: what they may say, how they are evaluated, and how they are written out."""

import ast
import importlib
import inspect
import pkgutil
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from helpers import make
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncalc.layers
from cnncalc import Shape
from cnncalc.formula import Formula, Quantity, parse
from cnncalc.notation import PLAIN, UNICODE, axis_symbols, write
from cnncalc.shape import Size

bounded = settings(max_examples=100, deadline=None, derandomize=True)

FUNCTIONS = {"floor", "ceil", "min", "max", "prod"}
MODULES = [
    importlib.import_module(f"cnncalc.layers.{module.name}")
    for module in pkgutil.iter_modules(cnncalc.layers.__path__)
]


def formulas_of(module: ModuleType) -> dict[str, Formula]:
    """The formulas that a module holds, those in dictionaries too, by a readable name."""
    found: dict[str, Formula] = {}
    for name, value in vars(module).items():
        items = value.items() if isinstance(value, dict) else [("", value)]
        for key, item in items:
            if isinstance(item, Formula):
                found[f"{module.__name__}.{name}{f'[{key}]' if key else ''}"] = item
    return found


FORMULAS = {name: formula for module in MODULES for name, formula in formulas_of(module).items()}
every_formula = pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS.keys())


def names(tree: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - FUNCTIONS


def per_axis(tree: ast.expr) -> set[str]:
    """The names that stand in a prod()."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    inside = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "prod"]
    return {argument.id for argument in inside if isinstance(argument, ast.Name)}


def plain(tree: ast.expr) -> str:
    return write(tree, PLAIN, lambda name: name)


# -- every formula of the layers -------------------------------------------------------------------------


def test_the_layers_hold_formulas() -> None:
    assert len(FORMULAS) > 30


@every_formula
def test_a_formula_is_within_the_language(formula: Formula) -> None:
    assert ast.dump(formula.tree) == ast.dump(parse(formula.text))


@every_formula
def test_what_is_printed_can_be_read_again(formula: Formula) -> None:
    assert ast.dump(parse(plain(formula.tree))) == ast.dump(formula.tree)


@every_formula
def test_a_formula_says_why(formula: Formula) -> None:
    assert formula.because.strip() == formula.because
    assert len(formula.because.split()) >= 3
    assert not formula.because.endswith(".")
    assert formula.name.isidentifier()


@every_formula
def test_every_symbol_of_a_formula_counts(formula: Formula) -> None:
    symbols = sorted(names(formula.tree))
    tuples = per_axis(formula.tree)

    def values(changed: str) -> set[int]:
        """What comes of it with other numbers for one symbol; numbers that leave a rest are passed over."""
        found = set()
        for number in (1, 2, 3, 12, 48, 96):
            numbers = {**dict.fromkeys(symbols, 24), changed: number}
            beside = {symbol: 5 + i for i, symbol in enumerate(symbols)}
            with suppress(ArithmeticError):
                found.add(formula(**{s: (n, beside[s]) if s in tuples else n for s, n in numbers.items()}))
        return found

    for symbol in symbols:
        assert len(values(symbol)) > 1, f"{symbol} changes nothing"


@every_formula
def test_a_formula_takes_its_own_symbols_and_no_others(formula: Formula) -> None:
    tuples = per_axis(formula.tree)
    inputs: dict[str, Any] = {name: (6, 6) if name in tuples else 6 for name in names(formula.tree)}
    assert isinstance(formula(**inputs), Quantity)
    with pytest.raises(TypeError):
        formula(**inputs, unheard_of=1)
    for name in inputs:
        with pytest.raises(TypeError):
            formula(**{other: value for other, value in inputs.items() if other != name})


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_formula_is_written_and_never_used(module: ModuleType) -> None:
    own = [
        target.id
        for statement in parsed(module).body
        if isinstance(statement, ast.Assign) and "Formula(" in ast.unparse(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    assert set(own) <= names_read()


@cache
def parsed(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def names_read() -> set[str]:
    """Every name that the modules read."""
    return {
        node.id
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


# -- the language ----------------------------------------------------------------------------------------

leaves = st.one_of(st.sampled_from(["a", "b", "n", "C_in"]), st.integers(0, 12).map(str))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Longer expressions, every part in brackets, so that the printer alone decides which it needs."""
    shapes = (
        *("({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / ({})", "({}) ** ({})", "-({})"),
        *("floor(({}) / ({}))", "ceil(({}) / ({}))", "min({}, {})", "max({}, {})"),
    )
    return st.builds(lambda shape, a, b: shape.format(a, b), st.sampled_from(shapes), inner, inner)


@settings(bounded, max_examples=500)
@given(st.recursive(leaves, grown, max_leaves=8))
def test_any_expression_that_is_printed_can_be_read_again(text: str) -> None:
    tree = parse(text)
    assert ast.dump(parse(plain(tree))) == ast.dump(tree)


@pytest.mark.parametrize(
    "text, printed",
    [
        ("(a + b) * c", "(a + b) * c"),
        ("(a * b) + (c * d)", "a * b + c * d"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a / (b * c)", "a / (b * c)"),
        ("(a / b) * c", "a / b * c"),
        ("a * (b / c)", "a * (b / c)"),
        ("(a ** b) ** c", "(a**b)**c"),
        ("a ** (b ** c)", "a**b**c"),
        ("(-a) ** 2", "(-a)**2"),
        ("-(a ** 2)", "-a**2"),
        ("-(a + b)", "-(a + b)"),
        ("floor(((n + (2 * p)) - f) / s) + 1", "floor((n + 2 * p - f) / s) + 1"),
    ],
)
def test_only_needed_brackets_are_printed(text: str, printed: str) -> None:
    assert plain(parse(text)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "a.b",
        "a[0]",
        "open(a)",
        "__import__(a)",
        "f(a)(b)",
        "floor(a / b, ndigits=1)",
        "'text'",
        "1.5",
        "1e3",
        "2j",
        "True",
        "None",
        "a < b",
        "a == b",
        "a and b",
        "not a",
        "a if b else c",
        "a // b",
        "a % b",
        "a @ b",
        "a << b",
        "~a",
        "+a",
        "(a, b)",
        "[a]",
        "{a: b}",
        "[x for x in a]",
        "lambda: a",
        "(a := 1)",
        "min(*a)",
        "f'{a}'",
        "...",
        "a; b",
        "a = 1",
        "",
        "(",
        "a b",
    ],
)
def test_what_is_not_arithmetic_is_no_formula(text: str) -> None:
    with pytest.raises(ValueError, match=r"not (part of )?a formula"):
        _ = Formula("value", text, "it should not be possible").tree


@pytest.mark.parametrize("text", ["floor(a)", "ceil(a + b)", "floor(a * b)"])
def test_rounding_needs_a_fraction_to_round(text: str) -> None:
    with pytest.raises(ValueError, match="not part of a formula"):
        Formula("value", text, "there is nothing to round")(a=1, b=2)


def test_division_that_leaves_a_rest_is_a_defect_and_no_rounding() -> None:
    half = Formula("half", "a / 2", "both parts are alike")
    assert half(a=6) == 3
    with pytest.raises(ArithmeticError, match="7 / 2 is not whole"):
        half(a=7)
    with pytest.raises(ArithmeticError):
        half(a=-1)
    with pytest.raises(ZeroDivisionError):
        Formula("ratio", "a / b", "one per other")(a=1, b=0)


@bounded
@given(st.integers(-50, 50), st.integers(1, 9))
def test_floor_rounds_down_and_ceil_up_below_zero_too(a: int, b: int) -> None:
    down, up = Formula("down", "floor(a / b)", "-"), Formula("up", "ceil(a / b)", "-")
    assert down(a=a, b=b) * b <= a < (down(a=a, b=b) + 1) * b
    assert (up(a=a, b=b) - 1) * b < a <= up(a=a, b=b) * b


@pytest.mark.parametrize(
    "text, inputs, value",
    [
        ("floor((n + 2*p - f) / s) + 1", {"n": 224, "p": 3, "f": 7, "s": 2}, 112),  # floor(223/2) + 1
        ("ceil((n - f) / s) + 1", {"n": 10, "f": 3, "s": 2}, 5),  # ceil(7/2) + 1
        ("floor(ceil(a / 2) / 2)", {"a": 7}, 2),  # 7/2 -> 4, 4/2 = 2
        ("a**2 - 3", {"a": 5}, 22),
        ("-a + 2 * -b", {"a": 1, "b": 3}, -7),
        ("max(a, b) - min(a, b, 2)", {"a": 5, "b": 9}, 7),  # 9 - 2
        ("prod(f) * C", {"f": (3, 5), "C": 7}, 105),
        ("prod(f)", {"f": ()}, 1),  # a vector has one position
        ("a * b / b", {"a": 10**30, "b": 7}, 10**30),  # exact at any size
    ],
)
def test_values(text: str, inputs: dict[str, Any], value: int) -> None:
    assert Formula("value", text, "worked by hand")(**inputs) == value


# -- working ---------------------------------------------------------------------------------------------


def working(value: Any) -> str:
    assert isinstance(value, Quantity)
    return value.working()


def test_the_weights_of_a_convolution_are_worked_as_a_teacher_writes_them() -> None:
    conv = make("conv", filters=16, kernel=5)
    weights = conv.parameters(Shape(6, (14, 14))).weights
    assert working(weights) == "weights = f_h * f_w * C_in * C_out = 5 * 5 * 6 * 16 = 2400"
    assert working(conv.parameters(Shape(6, (14, 14))).biases) == "biases = C_out = 16"


def test_a_zero_that_is_a_formula_is_written_once() -> None:
    assert working(Formula("weights", "1", "a single slope")()) == "weights = 1"


@pytest.mark.parametrize(
    "size, kernel, written",
    [
        ((9,), (3,), "weights = f * C_in * C_out = 3 * 2 * 4 = 24"),
        ((9, 9), (3, 5), "weights = f_h * f_w * C_in * C_out = 3 * 5 * 2 * 4 = 120"),
        ((9, 9, 9), (2, 3, 5), "weights = f_d * f_h * f_w * C_in * C_out = 2 * 3 * 5 * 2 * 4 = 240"),
    ],
)
def test_symbols_are_named_by_their_axis(size: Size, kernel: Size, written: str) -> None:
    assert working(make("conv", filters=4, kernel=kernel).parameters(Shape(2, size)).weights) == written


def test_sizes_are_named_by_the_letters_of_the_axes() -> None:
    assert axis_symbols("N_out", 1) == ("L_out",)
    assert axis_symbols("N_out", 2) == ("H_out", "W_out")
    assert axis_symbols("N", 3) == ("D", "H", "W")
    assert axis_symbols("f", 3) == ("f_d", "f_h", "f_w")
    volume = make("conv", filters=4, kernel=1)
    multiplies = volume.operations(Shape(2, (3, 4, 5)), Shape(4, (3, 4, 5))).multiplies
    assert working(multiplies) == (
        "multiplies = f_d * f_h * f_w * C_in * D_out * H_out * W_out * C_out"
        " = 1 * 1 * 1 * 2 * 3 * 4 * 5 * 4 = 480"
    )


def test_dilation_is_a_step_before_the_size() -> None:
    (n_out,) = make("conv", filters=1, kernel=3, dilation=4).output_shape(Shape(1, (20,))).size
    assert [step.working() for step in n_out.steps()] == [
        "f_eff = d * (f - 1) + 1 = 4 * (3 - 1) + 1 = 9",
        "n_out = floor((n + 2 * p - f_eff) / s) + 1 = floor((20 + 2 * 0 - 9) / 1) + 1 = 12",
    ]


def test_without_dilation_the_size_is_one_step_in_the_textbooks_letters() -> None:
    (n_out,) = make("conv", filters=1, kernel=7, stride=2, padding=3).output_shape(Shape(3, (224,))).size
    assert [step.working() for step in n_out.steps()] == [
        "n_out = floor((n + 2 * p - f) / s) + 1 = floor((224 + 2 * 3 - 7) / 2) + 1 = 112"
    ]


def test_groups_are_a_step_before_the_weights() -> None:
    weights = make("conv", filters=8, kernel=3, groups=4).parameters(Shape(12, (9, 9))).weights
    assert [step.working() for step in weights.steps()] == [
        "C_g = C_in / g = 12 / 4 = 3",
        "weights = C_out * f_h * f_w * C_g = 8 * 3 * 3 * 3 = 216",
    ]


def test_a_step_that_is_used_twice_is_shown_once() -> None:
    part = Formula("part", "a / 2", "half of all")(a=8)
    whole = Formula("whole", "p * q", "two parts")(p=part, q=part)
    assert [step.formula.name for step in whole.steps()] == ["part", "whole"]


def test_ceil_without_and_with_the_window_that_is_taken_back() -> None:
    def n_out(n: int) -> str:
        pool = make("max_pool", kernel=2, stride=2, padding=1, rounding="ceil")
        return working(pool.output_shape(Shape(1, (n,))).size[0])

    assert n_out(6) == (
        "n_out = ceil((n + p_before + p_after - f) / s) + 1 = ceil((6 + 1 + 1 - 2) / 2) + 1 = 4"
    )
    assert n_out(5) == "n_out = ceil((n + p_before + p_after - f) / s) = ceil((5 + 1 + 1 - 2) / 2) = 3"


def test_unicode_spelling() -> None:
    (n_out,) = make("conv", filters=1, kernel=7, stride=2, padding=3).output_shape(Shape(3, (224,))).size
    assert n_out.working(UNICODE) == ("n_out = ⌊(n + 2 × p − f) / s⌋ + 1 = ⌊(224 + 2 × 3 − 7) / 2⌋ + 1 = 112")
    (n_out,) = make("conv", filters=1, kernel=3, stride=2, padding="same").output_shape(Shape(3, (7,))).size
    assert n_out.working(UNICODE) == "n_out = ⌈n / s⌉ = ⌈7 / 2⌉ = 4"


def test_a_negative_number_is_bracketed_where_it_has_to_be() -> None:
    assert working(Formula("y", "a**2 - b", "-")(a=-3, b=-1)) == "y = a**2 - b = (-3)**2 - (-1) = 10"


def test_the_product_of_an_axis_list_is_bracketed_after_a_division() -> None:
    ratio = Formula("ratio", "n / prod(f)", "windows side by side")(n=60, f=(3, 5))
    assert working(ratio) == "ratio = n / (f_h * f_w) = 60 / (3 * 5) = 4"


def test_a_quantity_is_a_number_like_any_other() -> None:
    weights = make("conv", filters=16, kernel=5).parameters(Shape(6, (14, 14))).weights
    assert weights == 2400
    assert weights + 16 == 2416
    assert f"{weights:,}" == "2,400"
    assert hash(weights) == hash(2400)
