"""Which fields give a size, and how many filters a budget allows: against answers worked out by hand."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from helpers import hwc, make

from cnncalc.figures.amount import read_amount, read_choices
from cnncalc.layers import CATALOGUE
from cnncalc.problem import LayerError, QuestionError
from cnncalc.solve.budget import how_many
from cnncalc.solve.fields import which_fields
from cnncalc.solve.solutions import Solutions


def solved(kind: str, x: str, output: tuple[int, ...], **given: Any) -> Solutions:
    options = {name: value if isinstance(value, (list, range)) else [value] for name, value in given.items()}
    return which_fields(CATALOGUE[kind], hwc(x), options, output)[0]


def triples(answer: Solutions) -> list[tuple[str, str, str]]:
    assert answer.found
    return [(row["kernel"], row["stride"], row["padding"]) for row in answer.rows]


def test_a_kernel_of_3_halves_56_with_stride_2_and_padding_1() -> None:
    # floor((56 + 2*1 - 3)/2) + 1 = 28, one pixel unread; same padding has 0 + 1 and reads all
    answer = solved("conv", "56x56x64", (28,), kernel=3)
    assert triples(answer) == [("3", "2", "1"), ("3", "2", "same")]
    assert [row["unread"] for row in answer.rows] == [1, 0]


@pytest.mark.parametrize(("kernel", "padding"), [(1, "0"), (3, "1"), (5, "2"), (7, "3"), (11, "5")])
def test_padding_that_keeps_the_size_is_half_of_an_odd_kernel(kernel: int, padding: str) -> None:
    assert triples(solved("conv", "56x56x64", (56,), kernel=kernel, stride=1)) == [
        (str(kernel), "1", padding)
    ]


def test_an_even_kernel_keeps_the_size_with_uneven_padding_alone() -> None:
    assert triples(solved("conv", "121x121x32", (121,), kernel=4, stride=1)) == [("4", "1", "same")]


def test_a_dilated_kernel_needs_the_padding_of_its_extent() -> None:
    # d*(f - 1) + 1 = 2*2 + 1 = 5, so p = 2
    assert triples(solved("conv", "56x56x64", (56,), kernel=3, stride=1, dilation=2)) == [("3", "1", "2")]


def test_kernels_and_strides_that_turn_56_into_28() -> None:
    # 2*28 - 2 <= 56 + 2p - f < 2*28: p = (f - 1)/2 for odd f, (f - 2)/2 for even f
    found = [row for row in triples(solved("conv", "56x56x64", (28,))) if row[2] != "same"]
    assert found == [(str(f), "2", str((f - 1) // 2)) for f in range(1, 12)]


def test_alexnet_takes_227_or_padding_for_its_55() -> None:
    # (227 - 11)/4 + 1 = 55; (224 + 4 - 11)/4 + 1 = 55.25, (224 + 6 - 11)/4 + 1 = 55.75, rounded down
    assert ("11", "4", "0") in triples(solved("conv", "227x227x3", (55,), kernel=11))
    assert triples(solved("conv", "224x224x3", (55,), kernel=11, stride=4)) == [
        ("11", "4", "2"),
        ("11", "4", "3"),
    ]


def test_a_long_run_of_strides_is_one_row() -> None:
    # one window of 5 on 10 pixels: every stride from 6 on leaves no room for a second one
    assert triples(solved("max_pool", "10x10x1", (1,), kernel=5, padding=0)) == [("5", "6..10", "0")]


def test_a_transposed_convolution_of_kernel_4_doubles_with_stride_2_and_padding_1() -> None:
    # (28 - 1)*2 - 2*1 + 4 = 56
    assert triples(solved("transposed_conv", "28x28x64", (56,), kernel=4)) == [("4", "2", "1")]


def test_axes_may_be_wanted_apart() -> None:
    # 8x8 with kernel 5x3 and padding 2x1 keeps the size (Dive into Deep Learning)
    assert triples(solved("conv", "8x8x1", (8, 8), kernel=(5, 3), stride=1, padding=(2, 1))) == [
        ("5x3", "1", "2x1")
    ]
    assert triples(solved("max_pool", "32x16x1", (16, 8), kernel=2, padding=0)) == [("2", "2", "0")]


def test_rounding_up_is_tried_where_it_may_be() -> None:
    # 111 with kernel 3 and stride 2: (111 - 3)/2 + 1 = 55; 112: 54.5 + 1, 55 or 56
    given = {"kernel": 3, "stride": 2, "padding": 0, "rounding": ["floor", "ceil"]}
    answer = solved("max_pool", "112x112x64", (56,), **given)
    assert [row["rounding"] for row in answer.rows] == ["ceil"]


def test_where_nothing_fits_the_nearest_are_shown() -> None:
    # floor((7 - 3)/3) + 1 = 2
    answer = solved("conv", "7x7x3", (3,), kernel=3, stride=3, padding=0)
    assert not answer.found
    assert [row["output"] for row in answer.rows] == ["2x2"]


@pytest.mark.parametrize("kind", ["conv", "max_pool", "depthwise_conv"])
@pytest.mark.parametrize(("n", "out"), [(14, 7), (13, 5), (9, 9), (12, 3)])
def test_no_solution_is_overlooked(kind: str, n: int, out: int) -> None:
    """All kernels up to 5, paddings less than them, and strides, one by one."""
    fields = {"filters": 8} if kind == "conv" else {}
    every = set()
    for f, s in product(range(1, 6), range(1, n + 1)):
        for p in range(f):
            try:
                y = make(kind, kernel=f, stride=s, padding=p, **fields).output_shape(hwc(f"{n}x{n}x8"))
            except LayerError:
                continue
            if set(y.size) == {out}:
                every.add((f, s, p))
    found = set()
    for f, s, p in triples(solved(kind, f"{n}x{n}x8", (out,), kernel=range(1, 6))):
        low, _, high = s.partition("..")
        if p != "same":
            found.update((int(f), stride, int(p)) for stride in range(int(low), int(high or low) + 1))
    assert found == every


# -- budgets ---------------------------------------------------------------------------------------


def most(kind: str, x: str, limits: dict[str, int], **fields: Any) -> Solutions:
    return how_many(
        CATALOGUE[kind], hwc(x), [fields], {name: Fraction(limit) for name, limit in limits.items()}
    )


def test_100_000_parameters_are_173_filters_of_3x3x64() -> None:
    # 3*3*64 + 1 = 577 each; 173 * 577 = 99,821, 174 * 577 = 100,398
    answer = most("conv", "56x56x64", {"parameters": 100_000}, kernel=3, padding=1)
    assert [(row["filters"], row["parameters"]) for row in answer.rows] == [(173, 99_821)]
    assert answer.notes == ("One more step, 174 filters, needs 100,398 parameters.",)


def test_a_budget_that_is_met_exactly_is_met() -> None:
    assert most("conv", "56x56x64", {"parameters": 577}, kernel=3).rows[0]["filters"] == 1


def test_both_budgets_hold() -> None:
    # 3*3*3*32*32 = 27,648 multiplies each: 10 are 276,480; 28 parameters each: 5 are 140
    limits = {"multiplies": 280_000, "parameters": 150}
    assert most("conv", "32x32x3", limits, kernel=3, padding=1).rows[0]["filters"] == 5


def test_filters_are_a_multiple_of_the_groups() -> None:
    # 4 groups: 3*3*16 + 1 = 145 each; 1000/145 = 6.9, so 4
    assert most("conv", "8x8x64", {"parameters": 1000}, kernel=3, groups=4).rows[0]["filters"] == 4


def test_50_000_parameters_are_124_units_on_400() -> None:
    assert most("dense", "400", {"parameters": 50_000}).rows[0]["units"] == 124  # 401 each: 124.7


def test_a_budget_for_not_even_one_filter_has_no_answer() -> None:
    answer = most("conv", "56x56x64", {"parameters": 576}, kernel=3)
    assert not answer.found
    assert [(row["filters"], row["parameters"]) for row in answer.rows] == [(1, 577)]


def test_pools_have_no_filters() -> None:
    with pytest.raises(QuestionError, match="max_pool has no number of filters or units"):
        most("max_pool", "8x8x64", {"parameters": 10}, kernel=2)


# -- what is written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100k", 100_000),
        ("1.5M", 1_500_000),
        ("4G", 4 * 10**9),
        ("61,706", 61_706),
        ("7", 7),
        ("1e9", 10**9),
        ("1B", 10**9),
        ("5 million", 5_000_000),
        ("6万", 60_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, number: int) -> None:
    assert read_amount(text, "--parameters") == number


@pytest.mark.parametrize("text", ["", "k", "1..2", "-3", "~5M", "61.706", "5 MB", "9" * 100, "10 kg"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="--parameters takes a number such as"):
        read_amount(text, "--parameters")


def test_a_range_goes_up_and_is_bounded() -> None:
    assert read_choices("1..3,7", "--kernel") == ["1", "2", "3", "7"]
    for text in ("3..1", "1..99999"):
        with pytest.raises(QuestionError, match="a range goes up"):
            read_choices(text, "--kernel")
