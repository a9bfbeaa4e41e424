"""Figures as people quote them, and the numbers that they may stand for."""

from fractions import Fraction

import pytest

from cnncalc.figures.quoted import NotAFigureError, read


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("4.13G", 4_125_000_000, 4_135_000_000, ""),  # half of 0.01 G either way
        ("4.13 GFLOPs", 4_125_000_000, 4_135_000_000, "flops"),
        ("4.13 GMac", 4_125_000_000, 4_135_000_000, "macs"),
        ("4.13G MACs", 4_125_000_000, 4_135_000_000, "macs"),
        ("300M MAdds", 299_500_000, 300_500_000, "macs"),
        ("65.86 BF", 65_855_000_000, 65_865_000_000, "flops"),  # darknet
        ("25.6M", 25_550_000, 25_650_000, ""),
        ("25 million parameters", 24_500_000, 25_500_000, "parameters"),
        ("93MB", 92_500_000, 93_500_000, "bytes"),
        ("93 mb", 92_500_000, 93_500_000, "bytes"),
        ("58 MiB", 57.5 * 1024**2, 58.5 * 1024**2, "bytes"),
        ("10 KiB", 9.5 * 1024, 10.5 * 1024, "bytes"),
        ("159K", 158_500, 159_500, ""),
        ("159k", 158_500, 159_500, ""),
        ("1.8e9", 1_750_000_000, 1_850_000_000, ""),
        ("1.8 x 10^9", 1_750_000_000, 1_850_000_000, ""),
        ("1.8×10⁹ FLOPs", 1_750_000_000, 1_850_000_000, "flops"),
        ("4,1G", 4_050_000_000, 4_150_000_000, ""),  # a comma before a single digit
        ("0.5 B", 450_000_000, 550_000_000, ""),  # a bare B is a billion
        ("60.5 %", Fraction("0.6045"), Fraction("0.6055"), "percent"),
        ("512 bytes", 512, 512, "bytes"),
    ],
)
def test_a_figure_stands_for_what_is_rounded_to_its_digits(text, low, high, unit):
    quoted = read(text)
    assert (quoted.low, quoted.high, quoted.unit) == (low, high, unit)
    assert quoted.relation == "="


@pytest.mark.parametrize(
    "text",
    [
        "25636712", "25,636,712", "25_636_712", "25'636'712", "25’636’712", "25 636 712",
        "25\u2009636\u2009712", "25\u202f636\u202f712", "25\u00a0636\u00a0712", " 25,636,712 ",
        "exactly 25,636,712", "25.636712M",
    ],
)  # fmt: skip
def test_a_whole_number_in_full_is_exact(text):
    quoted = read(text)
    assert quoted.exact
    assert quoted.value == 25_636_712
    assert quoted.holds(25_636_712)
    assert not quoted.holds(25_636_713)


@pytest.mark.parametrize(
    ("text", "relation", "held", "not_held"),
    [
        ("~60M", "~", 60_965_224, 65_000_001),  # the zero may be anything: 55 to 65
        ("about 60 million", "~", 55_000_000, 54_999_999),
        ("about 14 million", "~", 14_450_688, 14_500_001),  # both digits are shown
        ("≈60M", "~", 60_000_000, 66_000_000),
        ("about 60,000", "~", 61_706, 65_001),
        ("about 1000", "~", 1_100, 1_101),  # but no more than a tenth either way
        ("approx. 61,706", "~", 61_706, 61_707),
        ("more than 3M", ">", 3_000_001, 3_000_000),
        ("> 3M", ">", 10**15, 2_999_999),
        (">= 3M", ">=", 3_000_000, 2_999_999),
        ("at least 3M", ">=", 3_000_000, 2_999_999),
        ("60M+", ">=", 60_000_000, 59_999_999),
        ("less than 3M", "<", 2_999_999, 3_000_000),
        ("at most 3M", "<=", 3_000_000, 3_000_001),
        ("≤ 3M", "<=", 0, 3_000_001),
    ],
)
def test_what_stands_before_a_figure_is_kept_to(text, relation, held, not_held):
    quoted = read(text)
    assert quoted.relation == relation
    assert quoted.holds(held)
    assert not quoted.holds(not_held)


def test_digits_may_have_been_cut_off():
    paper = read("3.8G")  # 3,857,973,248 multiplies, rounded 3.9 G
    assert not paper.holds(3_857_973_248)
    assert paper.cuts(3_857_973_248)
    assert not paper.cuts(3_900_000_000)
    assert not paper.cuts(3_799_999_999)
    assert not read("3,857,973,248").cuts(3_857_973_248)  # nothing is cut off


def test_a_prefix_may_be_meant_in_1024():
    kilo = read("159K").binary
    assert kilo.value == 159 * 1024
    assert kilo.holds(163_328)  # 159.5 x 1024
    assert read("93MB").binary.value == 93 * 1024**2
    assert read("93 MiB").binary is None
    assert read("0.5 billion").binary is None
    assert read("163,328").binary is None


def test_a_bare_b_is_a_byte_where_bytes_are_asked_for():
    assert read("512 B").value == 512 * 10**9
    assert read("512 B").as_bytes.value == 512
    assert read("512 B").as_bytes.exact
    assert read("512 MB").as_bytes == read("512 MB")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found ''; expected a number such as"),
        ("many", "found 'many'; expected a number such as"),
        ("nan", "found 'nan'"),
        ("6,1706", "thousands are separated in threes, 25,557,032, and decimals by a point, 4.1"),
        ("61.706", "found '61.706', which may be 61.706 or 61706: write one of these"),
        ("5兆", "is 兆 a million or a trillion? Write the number in digits"),
        ("1,000,00", "thousands are separated in threes"),
        ("1.2.3", "decimals by a point"),
        ("28x28", "found '28x28', which is more than one number"),
        ("3-5M", "found '3-5M', which is more than one number"),
        ("5 furlongs", "found '5 furlongs': 'furlongs' is not a unit I know"),
        ("5f", "'f' is not a unit I know"),
        ("1e999", "found '1e999': beyond 10**30, which no network reaches"),
        ("9" * 31, "beyond 10**30"),
        ("9" * 101, "a number has at most 100 characters; found 101"),
        ("٣", "found '٣'"),
    ],
)
def test_what_is_no_figure_is_refused_with_what_would_fit(text, message):
    with pytest.raises(NotAFigureError) as caught:
        read(text)
    assert message in str(caught.value)
