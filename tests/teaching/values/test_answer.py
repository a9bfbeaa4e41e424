"""An answered matrix: what is wrong in it, and the slip that explains all of it."""

from fractions import Fraction

import pytest

from cnncalc.teaching.values.answer import CheckedValues, checked, says
from cnncalc.teaching.values.chain import is_image, read_chain, read_image
from cnncalc.teaching.values.matrix import read_matrix

COUNTING = "1 2 3; 4 5 6; 7 8 9"


def check(arguments: tuple[str, ...], *answers: str) -> CheckedValues:
    images = next(i for i, text in enumerate(arguments) if not is_image(text))
    image = read_image(arguments[:images])
    stages = read_chain(image, arguments[images:], images + 1)
    links = [stage.link for stage in stages]
    return checked([read_matrix(text, "answer") for text in answers], links, image, stages[-1].after)


def slips(arguments: tuple[str, ...], *answers: str) -> list[str]:
    return [sentence for _, sentence in check(arguments, *answers).slips]


def test_a_right_answer_is_right() -> None:
    assert check((COUNTING, "conv 1 0; 0 -1"), "-4 -4; -4 -4").right
    assert check(("1 2", "conv 1 | 2"), "1 2", "2 4").right


def test_wrong_entries_have_their_places() -> None:
    found = check((COUNTING, "conv 1 0; 0 -1"), "-4 -4; 4 -4")
    assert [tuple(one) for one in found.wrong] == [(0, 1, 0, 4, -4)]
    assert (found.right, found.slips, found.entries) == (False, (), 4)


def test_another_size_is_wrong() -> None:
    found = check((COUNTING, "conv 1 0; 0 -1"), "1 2")
    assert (found.right, found.sizes) == (False, ("1x2", "2x2"))
    assert check(("1 2", "conv 1 | 2"), "1 2").sizes == ("1x2", "2 maps of 1x2")


def test_a_vector_may_be_written_as_a_column() -> None:
    assert check(("1 2; 3 4", "flatten"), "1; 2; 3; 4").right
    assert check(("1 2; 3 4", "flatten"), "1 2 3").sizes == ("3 values", "4 values")


@pytest.mark.parametrize(
    ("arguments", "answer", "said"),
    [
        # 1*4 + 2*3 + 4*2 + 5*1 = 23, not 1 + 4 + 12 + 20 = 37
        ((COUNTING, "conv 1 2; 3 4"), "23 33; 53 63", "the kernel is turned by 180 degrees"),
        ((COUNTING, "conv 1 2; 3 4 flip"), "37 47; 67 77", "the kernel is not turned"),
        # 1*1 + 2*3 + 4*2 + 5*4 = 35
        ((COUNTING, "conv 1 2; 3 4"), "35 45; 65 75", "the rows and columns of the kernel are swapped"),
        (("1 2 3", "conv 1 1 padding=0x1"), "3 5", "the padding is forgotten"),
        (("1 2 3 4", "conv 1 2 s2"), "5 8 11", "the stride is ignored"),
        (("1 2 3", "conv 1 2 d2"), "5 8", "the dilation is ignored"),
        (("1 2 3", "conv 1 2 bias=3"), "5 8", "the bias is forgotten"),
        (("1 2 3", "conv 1 2 bias=3"), "2 5", "the bias is taken off"),
        (("1 2", "3 4", "conv 1 | 1 bias=3"), "10 12", "the bias is added once for each channel"),
        (("1 2", "3 4", "conv 1 | 10"), "1 2", "only channel 1 is read"),
        (("1 2 3", "conv 1 10 padding=0x1 reflect"), "10 21 32 3", "filled with zeros, not reflect"),
        (("1 2 3", "conv 1 10 padding=0x1 fill=7"), "10 21 32 3", "the padding is filled with zeros"),
        (("1 -2", "conv 2", "relu"), "2 -4", "relu is left out"),
        (("1 2; 3 4", "max_pool 2"), "2.5", "the average is taken, not the maximum"),
        (("1 2; 3 4", "avg_pool 2"), "4", "the maximum is taken, not the average"),
        (("1 2; 3 4", "flatten", "dense 1 2 0 0; 0 0 1 1 bias=1,1"), "5 7", "the bias is forgotten"),
        (("1 2", "flatten", "dense 1 2; 3 4"), "7 10", "the columns of the weights are taken for its rows"),
        (("1 2", "3 4", "flatten"), "1 3 2 4", "the values are laid out position after position"),
        (("4 8", "avg_pool 1x2 s1 padding=0x1"), "4 6 8", "the zeros of the padding are left out"),
        (("1 2 3", "max_pool 1x2"), "2 3", "a partly filled last window is counted"),
        (("1 3", "transposed_conv 1 2"), "2 7 3", "the kernel is turned by 180 degrees"),
    ],
)
def test_the_slip_that_explains_all_of_it_is_named(
    arguments: tuple[str, ...], answer: str, said: str
) -> None:
    assert any(said in sentence for sentence in slips(arguments, answer))


def test_a_slip_in_the_middle_of_a_chain_is_found_with_its_layer() -> None:
    # padding forgotten in layer 1: 3 and 5 are left, of which the larger is 5; right are 1 3 5 3 -> 3, 5
    found = check(("1 2 3", "conv 1 1 padding=0x1", "relu", "max_pool 1x2"), "5")
    assert (0, "the padding is forgotten") in found.slips


def test_what_is_too_large_is_not_searched(monkeypatch) -> None:
    monkeypatch.setattr("cnncalc.teaching.values.answer.MOST_SEARCHED", 10)
    found = check((COUNTING, "conv 1 2; 3 4"), "23 33; 53 63")  # 4 * 4 products for each of its slips
    assert (found.right, found.searched, found.slips) == (False, False, ())


def test_a_slip_that_explains_only_some_of_it_is_not_named() -> None:
    assert slips((COUNTING, "conv 1 2; 3 4"), "23 33; 53 64") == []


@pytest.mark.parametrize(
    ("answer", "value", "right"),
    [
        ("0.33", Fraction(1, 3), True),
        ("0.3333", Fraction(1, 3), True),
        ("0.34", Fraction(1, 3), False),
        ("0.3", Fraction(1, 3), False),  # one decimal is too few
        ("0.67", Fraction(2, 3), True),
        ("0.25", Fraction(1, 4), True),
        ("0.3", Fraction(1, 4), False),  # 0.25 ends: it needs no rounding
        ("1/3", Fraction(1, 3), True),
    ],
)
def test_what_does_not_end_may_be_rounded(answer: str, value: Fraction, right: bool) -> None:
    assert says(Fraction(answer), value) is right
