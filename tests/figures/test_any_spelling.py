"""Any way of writing a value is read as that value, or refused; never as another one."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnncalc.analysis.base import Unit
from cnncalc.figures.arithmetic import NoArithmeticError, worked_out
from cnncalc.figures.keys import ComputedFigure
from cnncalc.figures.quoted import NotAFigureError, readings
from cnncalc.figures.says import UnreadableError, says
from cnncalc.shape import Shape

FULL_WIDTH = str.maketrans("0123456789,.+-*()", "０１２３４５６７８９，．＋－＊（）")
SEPARATORS = (",", "_", "'", " ", "\u202f", "\u00a0", "’", ".")
BEFORE = ("", "", "= ", "exactly ", "共", "约", "~", "about ")
BEHIND = ("", "", " ", ".", " parameters", "个", "个参数", " weights", " (incl. bias)", " in total")
TIMES = ("x", " x ", "×", "*", " by ", "·", ", ", "＊", "X")
PREFIXES = (("k", 10**3), ("M", 10**6), ("万", 10**4), ("亿", 10**8), (" million", 10**6), (" lakh", 10**5))

numbers = st.integers(1, 10**10)


@st.composite
def spelled(draw: st.DrawFn, value: int) -> str:
    """The value in full, in one of the ways in which people write it."""
    way = draw(st.sampled_from(["digits", "threes", "prefix", "sum", "product", "working", "ten thousands"]))
    text = str(value)
    if way == "threes":
        text = f"{value:,}".replace(",", draw(st.sampled_from(SEPARATORS)))
    elif way == "prefix":
        word, power = draw(st.sampled_from(PREFIXES))
        scaled = Fraction(value, power)
        digits = f"{int(scaled)}.{str(value % power).zfill(len(str(power)) - 1)}"
        text = digits.rstrip("0").rstrip(".") + word if value % power else f"{int(scaled)}{word}"
    elif way in ("sum", "working"):
        part = draw(st.integers(0, value))
        text = f"{part}+{value - part}" + (f" = {value}" if way == "working" else "")
    elif way == "product":
        divisor = draw(st.sampled_from([d for d in (1, 2, 3, 5, 7, 64) if value % d == 0]))
        text = f"{divisor}{draw(st.sampled_from(['*', ' * ', '·', '×', '＊']))}{value // divisor}"
    elif way == "ten thousands" and value > 10**4:
        text = f"{value // 10**4}万{value % 10**4:04}"
    text = draw(st.sampled_from(BEFORE)) + text + draw(st.sampled_from(BEHIND))
    return text.translate(FULL_WIDTH) if draw(st.booleans()) else text


def said_of(text: str, value: object, unit: Unit, name: str, layout: str = "hwc") -> bool | None:
    """Whether it is right; None if it is refused."""
    try:
        return says(text, ComputedFigure(value, unit, axes=2), name, layout).right
    except UnreadableError:
        return None


@settings(max_examples=600, deadline=None)
@given(st.data(), numbers)
def test_a_number_is_read_as_itself_or_refused(data: st.DataObject, value: int) -> None:
    text = data.draw(spelled(value))
    assert said_of(text, value, "count", "parameters") in (True, None), text


@settings(max_examples=300, deadline=None)
@given(st.data(), numbers, st.integers(1, 10**10))
def test_a_number_is_not_read_as_another(data: st.DataObject, value: int, other: int) -> None:
    assume(abs(value - other) * 4 > max(value, other))  # no rounding lies between them
    text = data.draw(spelled(value).filter(lambda text: "." not in text[:-1]))
    assume(not any(word in text for word in ("约", "~", "about")) or str(value).rstrip("0") == str(value))
    assume(len(str(value).rstrip("0")) > 2)
    assert said_of(text, other, "count", "parameters") in (False, None), text


@settings(max_examples=400, deadline=None)
@given(st.data(), st.lists(st.integers(1, 4096), min_size=3, max_size=3), st.sampled_from(["hwc", "chw"]))
def test_a_shape_is_read_as_itself_or_refused(data: st.DataObject, lengths: list[int], layout: str) -> None:
    height, width, channels = lengths
    shape = Shape(channels, (height, width))
    order = (channels, height, width) if layout == "chw" else (height, width, channels)
    ways = [
        data.draw(st.sampled_from(TIMES)).join(map(str, order)),
        f"({', '.join(map(str, order))})",
        f"(None, {', '.join(map(str, order))})",
        f"torch.Size([1, {', '.join(map(str, order))}])",
        f"{channels}@{height}x{width}",
        f"{height}x{width} with {channels} channels",
        f"{channels} maps of {height} by {width}",
        f"H={height}, W={width}, C={channels}",
        f"{height}×{width}，{channels}个通道",
    ]
    text = data.draw(st.sampled_from(ways))
    text = text.translate(FULL_WIDTH) if data.draw(st.booleans()) else text
    assert said_of(text, shape, "shape", "output", layout) in (True, None), text
    other = Shape(channels + 1, (height, width))
    assert said_of(text, other, "shape", "output", layout) in (False, None), text


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789,.'_ +-*x/^()=~<>%kMGBi万亿约个@²³：，（）", max_size=24))
def test_whatever_is_typed_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        for one in readings(text, products=True):
            assert one.low is None or one.high is None or one.low <= one.value <= one.high
    except NotAFigureError as error:
        assert str(error)
    for unit in ("shape", "extent", "share", "text", "bytes", "count"):
        value = Shape(3, (5, 5)) if unit == "shape" else (5, 5) if unit == "extent" else 5
        said_of(text, Fraction(1, 2) if unit == "share" else value, unit, "kernel")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2^65",  # 64 is the highest power
        "2^999999999",
        "10^19 * 10^18",  # beyond 10^36
        "((9^30)^60)^60",
        "(" * 30 + "1" + ")" * 30,
        "1/0",
        "0^-1",
        "2^0.5",
        "2^",
        "",
    ],
)
def test_arithmetic_is_bounded(text: str) -> None:
    with pytest.raises(NoArithmeticError):
        worked_out(text)
