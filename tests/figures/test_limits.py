"""Limits as people write them: what they allow, and what they are not."""

from fractions import Fraction
from typing import Any

import pytest

from cnncalc.analysis.base import Figure, Unit
from cnncalc.figures.limit import read_limit
from cnncalc.figures.says import UnreadableError
from cnncalc.shape import Shape


def word(text: str, value: Any, unit: Unit = "count", name: str = "parameters", exact: bool = False) -> str:
    return read_limit(text, unit, name, exact).judge(value)[0]


@pytest.mark.parametrize(
    ("text", "allowed", "not_allowed", "wrong"),
    [
        ("25M", 25_000_000, 25_000_001, "over"),
        ("25,000,000", 25_000_000, 25_000_001, "over"),
        ("<= 25 million", 25_000_000, 25_000_001, "over"),
        ("< 25M", 24_999_999, 25_000_000, "over"),
        ("at most 25M", 0, 25_000_001, "over"),
        (">= 3M", 3_000_000, 2_999_999, "under"),
        ("> 3M", 3_000_001, 3_000_000, "under"),
        ("3M to 5M", 3_000_000, 2_999_999, "under"),
        ("3M .. 5M", 5_000_000, 5_000_001, "over"),
        ("3M...5M", 4_000_000, 5_000_001, "over"),
        ("= 61706", 61_706, 61_705, "under"),
        ("exactly 61,706", 61_706, 61_707, "over"),
        ("= 25.6M", 25_557_032, 25_500_000, "under"),  # 25,550,000 to 25,650,000 round to 25.6M
        ("~25.6M", 25_557_032, 25_700_000, "over"),
        ("25M parameters", 1, 25_000_001, "over"),
    ],
)
def test_a_limit_of_a_count(text: str, allowed: int, not_allowed: int, wrong: str) -> None:
    assert word(text, allowed) == "kept"
    assert word(text, not_allowed) == wrong


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("64MiB", 64 * 1024**2),
        ("64 MB", 64 * 1000**2),
        ("512 KiB", 512 * 1024),
        ("100 B", 100),
        ("100 B", 100),
        ("1024", 1024),
        ("1 GB", 10**9),
    ],
)
@pytest.mark.parametrize("unit", ["bytes", "level"])
def test_a_limit_of_bytes_takes_units_of_bytes(text: str, most: int, unit: Unit) -> None:
    assert word(text, most, unit, "memory") == "kept"
    assert word(text, most + 1, unit, "memory") == "over"


def test_a_share_is_a_part_or_a_percentage() -> None:
    assert word("50 %", Fraction(1, 2), "share") == word("0.5", Fraction(1, 2), "share") == "kept"
    assert word("50 %", Fraction(51, 100), "share") == "over"


def test_a_bare_size_is_exactly_what_is_meant_on_every_axis() -> None:
    assert word("212", (212, 212), "extent", "receptive_field") == "kept"
    assert word("212", (212, 213), "extent", "receptive_field") == "over"
    assert word(">= 224", (300, 212), "extent", "receptive_field") == "under"
    assert word("3x5", (3, 5), "size", "kernel") == "kept"
    assert word("3x5", (5, 3), "size", "kernel") == "differs"
    assert word("64", 63, "count", "channels", exact=True) == "under"


def test_each_input_has_to_keep_a_limit() -> None:
    assert word(">= 10", {"left": (12,), "right": (9,)}, "extent", "receptive_field") == "under"
    assert word(">= 10", {"left": (12,), "right": None}, "extent", "receptive_field") == "unknown"


def test_a_shape_is_as_written() -> None:
    assert word("7x7x512", Shape(512, (7, 7)), "shape", "output") == "kept"
    assert word("7x7x512", Shape(512, (8, 7)), "shape", "output") == "differs"


def test_of_a_lower_bound_only_what_is_certain_is_said() -> None:
    at_least = Figure.of(5_000_000, complete=False)
    assert word("4M", at_least) == "over"
    assert word("6M", at_least) == "unknown"
    assert word(">= 4M", at_least) == "kept"
    assert word(">= 6M", at_least) == "unknown"
    assert word("= 6M", at_least) == "unknown"
    assert word("6M", None) == "unknown"


@pytest.mark.parametrize(
    ("text", "unit", "name", "message"),
    [
        ("lots", "count", "parameters", "a limit such as 25M, >= 224, 3M to 5M"),
        ("4 GFLOPs", "count", "multiplies", "not in flops"),
        ("25M parameters", "bytes", "memory", "not in parameters"),
        ("5M to 3M", "count", "parameters", "from the smaller number to the larger"),
        ("< 3M to 5M", "count", "parameters", "from the smaller number to the larger"),
        ("1 .. 2 .. 3", "count", "parameters", "a limit such as"),
        ("seven", "shape", "output", "a shape such as 28x28x6"),
        ("3xx5", "size", "kernel", "a limit such as"),
    ],
)
def test_what_is_no_limit_is_said_with_what_would_fit(text: str, unit: Unit, name: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read_limit(text, unit, name)


@pytest.mark.parametrize("text", ["3", "< 3", "3 to 5 MiB", "1,023"])
def test_a_small_number_of_bytes_is_asked_for_its_unit(text: str) -> None:
    first = text.partition(" to ")[0]
    with pytest.raises(UnreadableError, match=f"with its unit: write '{first} MiB' or '{first} B'"):
        read_limit(text, "level", "peak_memory")


def test_nothing_needs_no_unit_and_a_count_has_none() -> None:
    assert word("0", 1, "bytes", "memory") == "over"
    assert word("3", 4) == "over"
