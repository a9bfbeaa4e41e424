"""Convolution and pooling of numbers, against figures of the course and sums done by hand."""

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from helpers import make, read_yaml

from cnncalc.problem import LayerError
from cnncalc.teaching.values.kernels import KERNELS, find_kernel
from cnncalc.teaching.values.matrix import Matrix, read_matrix
from cnncalc.teaching.values.slide import MOST_PRODUCTS, exercise, maps

CLAIMS = {claim["id"]: claim for claim in read_yaml("reference", "course_claims.yaml")}

EDGES = "3 0 1 2 7 4; 1 5 8 9 3 1; 2 7 2 5 1 3; 0 1 3 1 7 8; 4 2 1 6 2 8; 2 4 5 2 3 9"
HALF = "; ".join(["10 10 10 0 0 0"] * 6)
MIRRORED = "; ".join(["0 0 0 10 10 10"] * 6)
CHECKER = "; ".join(["10 10 10 0 0 0"] * 3 + ["0 0 0 10 10 10"] * 3)
POOLED = "1 3 2 1; 2 9 1 1; 1 3 2 3; 5 6 1 2"
BRIGHT = "29 15 28 184; 0 100 70 38; 12 12 7 2; 12 12 45 6"
ONES = "1 1 1; 1 1 1; 1 1 1"
STRIPE = "; ".join(["1 1 1 0 1 1 1"] * 4)
NICKED = STRIPE.replace("1 1 1 0 1 1 1", "1 1 1 1 1 1 1", 1)


def matrix(text: str) -> Matrix:
    return read_matrix(text, "matrix 1")


def kernel(text: str) -> Matrix:
    named = find_kernel(text)
    return named.matrix if named else matrix(text)


def convolved(image: str | list[str], *kernels: str, **fields: Any) -> list[list[Fraction]]:
    """The output map of a convolution."""
    read = [kernel(text) for text in kernels]
    more = {name: fields.pop(name) for name in ("flip", "bias") if name in fields}
    size = (len(read[0]), len(read[0][0]))
    layer = make("conv", filters=1, kernel=size, **fields)
    images = [matrix(text) for text in ([image] if isinstance(image, str) else image)]
    (rows,) = maps(exercise(layer, images, read, **more))
    return [[cell.value for cell in row] for row in rows]


def pooled(kind: str, image: str, **fields: Any) -> list[list[Fraction]]:
    """The output map of a pool on one channel."""
    more = {name: fields.pop(name) for name in ("count_padding",) if name in fields}
    (rows,) = maps(exercise(make(kind, **fields), [matrix(image)], **more))
    return [[cell.value for cell in row] for row in rows]


def named_rows(name: str) -> list[list[int]]:
    return [[int(value) for value in row] for row in KERNELS[name].matrix]


# -- the course ------------------------------------------------------------------------------------

ANSWERS: dict[str, Any] = {
    "ng-edge-first": lambda: convolved(EDGES, "vertical_edge")[0][0],
    "ng-edge-second": lambda: convolved(EDGES, "vertical_edge")[0][1],
    "ng-edge-30": lambda: convolved(HALF, "vertical_edge")[0],
    "ng-edge-minus30": lambda: convolved(MIRRORED, "vertical_edge")[0][1],
    "ng-edge-horizontal": lambda: [convolved(CHECKER, "horizontal_edge")[1][i] for i in (0, -1)],
    "ng-sobel": lambda: named_rows("sobel_vertical")[1],
    "ng-positions": lambda: sum(map(len, convolved(EDGES, "vertical_edge"))),
    "ng-pool-9": lambda: pooled("max_pool", POOLED, kernel=2)[0][0],
    "nin-1x1-two": lambda: Fraction(convolved(EDGES, "2")[3][4], 7),
    "nin-36": lambda: sum(map(len, convolved(EDGES, "2"))),
    "s4-max-values": lambda: pooled("max_pool", BRIGHT, kernel=2),
    "s4-avg-36": lambda: pooled("avg_pool", BRIGHT, kernel=2)[0][0],
    "s4-avg-12": lambda: pooled("avg_pool", BRIGHT, kernel=2)[1][0],
    "s4-shift-conv": lambda: convolved(STRIPE, "1 -1")[0],
    "s4-shift-pool": lambda: pooled("max_pool", "; ".join(["0 0 1 -1 0 0"] * 4), kernel=2, stride=1)[0].count(
        1
    ),
    "s4-avg-kernel": lambda: float(pooled("avg_pool", "1 0; 0 0", kernel=2)[0][0]),
    "s3-xcorr-example": lambda: sum(map(len, taps_of("1 2 3 4 5 6; " * 5, 0, 1))),
    "ng-corner-once": lambda: convolved(pixel(0, 0), ONES)[0][0],
    "ng-pad1-coverage": lambda: [
        sum(map(sum, convolved(pixel(*at), ONES, padding=1))) for at in ((0, 0), (0, 3), (3, 3))
    ],
    "s4-shift-invariant": lambda: pool_of_edges(NICKED) == pool_of_edges(STRIPE),
}
"""Every item of the course that is about the values of pixels."""


def taps_of(image: str, row: int, column: int) -> Any:
    """What a cell of a 3x3 convolution reads."""
    layer = make("conv", filters=1, kernel=3)
    (rows,) = maps(exercise(layer, [matrix(image)], [kernel("vertical_edge")]))
    return rows[row][column].taps


def pixel(row: int, column: int) -> str:
    """A 6x6 image with a single 1."""
    return "; ".join(" ".join("1" if (i, j) == (row, column) else "0" for j in range(6)) for i in range(6))


def pool_of_edges(image: str) -> list[list[Fraction]]:
    edges = "; ".join(" ".join(map(str, row)) for row in convolved(image, "1 -1"))
    return pooled("max_pool", edges, kernel=2, stride=1)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_item_of_the_course_has_its_right_value(name: str) -> None:
    assert ANSWERS[name]() == CLAIMS[name]["correct"], CLAIMS[name]["why"]


def test_every_item_about_values_of_pixels_is_here() -> None:
    about = ("output_values", "pooled_values", "coverage_count", "positions")
    assert {name for name, claim in CLAIMS.items() if claim["quantity"] in about} <= set(ANSWERS)


@pytest.mark.parametrize(
    ("name", "variant", "found"),
    [
        ("ng-edge-second", "full_output", lambda: convolved(EDGES, "vertical_edge")),
        ("ng-pool-9", "full_output", lambda: pooled("max_pool", POOLED, kernel=2)),
        ("s4-avg-36", "full_output", lambda: pooled("avg_pool", BRIGHT, kernel=2)),
        ("ng-sobel", "scharr", lambda: named_rows("scharr_vertical")),
        ("s4-shift-pool", "stride_1_row", lambda: pool_of_edges(STRIPE)[0]),
        ("ng-corner-once", "central_pixel", lambda: sum(map(sum, convolved(pixel(2, 2), ONES)))),
        ("ng-pad1-coverage", "padding_2_all_pixels",
         lambda: sum(map(sum, convolved(pixel(0, 0), ONES, padding=2)))),
    ],
)  # fmt: skip
def test_so_has_a_variant_of_it(name: str, variant: str, found: Any) -> None:
    assert found() == CLAIMS[name]["variants"][variant]


def test_a_pool_of_stride_two_sees_one_column_of_the_stripe() -> None:
    edges = "; ".join(["0 0 1 -1 0 0"] * 4)
    assert pooled("max_pool", edges, kernel=2)[0] == CLAIMS["s4-shift-pool"]["variants"]["stride_2_row"]


# -- by hand ---------------------------------------------------------------------------------------


def test_a_flipped_kernel_is_convolution_as_mathematics_has_it() -> None:
    # (1 2 3) * (1 10): 2*1 + 1*10 = 12, 3*1 + 2*10 = 23; cross-correlation gives 1 + 20 = 21 and 2 + 30 = 32
    assert convolved("1 2 3", "1 10", flip=True) == [[12, 23]]
    assert convolved("1 2 3", "1 10") == [[21, 32]]


def test_channels_are_added_up() -> None:
    # 1*1 + 2*10 = 21 from the first channel, 3*100 + 4*1000 = 4300 from the second
    assert convolved(["1 2", "3 4"], "1 10", "100 1000") == [[4321]]


def test_one_kernel_serves_every_channel() -> None:
    assert convolved(["1 2", "3 4"], "1 1") == [[10]]  # 1 + 2 + 3 + 4


def test_a_bias_is_added_once_to_each_sum() -> None:
    assert convolved(["1 2", "3 4"], "1 1", bias=Fraction(1, 2)) == [[Fraction(21, 2)]]


def test_dilation_leaves_pixels_out() -> None:
    assert convolved("1 2 3 4 5", "1 10", dilation=3) == [[41, 52]]  # 1 + 40, 2 + 50


def test_a_stride_leaves_positions_out() -> None:
    assert convolved("1 2 3 4 5", "1 1", stride=2) == [[3, 7]]  # 1 + 2, 3 + 4; the 5 is not reached


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("zeros", [21, 32, 3]),  # 3 is followed by nothing
        ("reflect", [21, 32, 23]),  # 3 is followed by 2
        ("replicate", [21, 32, 33]),  # by 3
        ("circular", [21, 32, 13]),  # by 1
    ],
)
def test_padding_holds_what_its_mode_says(mode: str, row: list[int]) -> None:
    # same padding of a kernel of 2 adds one pixel at the end: 1 + 20, 2 + 30, 3 + 10*x
    assert convolved("1 2 3", "1 10", padding="same", padding_mode=mode) == [row]


def test_decimals_and_fractions_stay_exact() -> None:
    assert convolved("0.1 0.2", "1 1") == [[Fraction(3, 10)]]
    assert convolved("1 1 1; 1 1 1; 1 1 2", "box_blur") == [[Fraction(10, 9)]]


def test_padding_never_wins_a_maximum() -> None:
    assert pooled("max_pool", "-5 -3; -2 -9", kernel=2, stride=2, padding=1) == [[-5, -3], [-2, -9]]


def test_a_last_window_that_is_partly_filled_counts_with_ceil() -> None:
    assert pooled("max_pool", "1 2 3; 4 5 6; 7 8 9", kernel=2, rounding="ceil") == [[5, 6], [8, 9]]


def test_an_average_divides_by_the_padding_too_unless_told_otherwise() -> None:
    # the corner window of 3x3 with padding 1 holds 1 2 4 5 and five zeros: 12/9, or 12/4
    whole = pooled("avg_pool", "1 2 3; 4 5 6; 7 8 9", kernel=3, stride=1, padding=1)
    alone = pooled("avg_pool", "1 2 3; 4 5 6; 7 8 9", kernel=3, stride=1, padding=1, count_padding=False)
    assert (whole[0][0], alone[0][0], whole[1][1]) == (Fraction(4, 3), 3, 5)


def test_an_average_does_not_count_what_lies_beyond_the_padding() -> None:
    # 3 pixels, kernel 2, stride 2, rounded up: the last window holds the 3 alone (as in PyTorch)
    assert pooled("avg_pool", "1 2 3; 1 2 3", kernel=2, rounding="ceil") == [[Fraction(3, 2), 3]]


# -- laws ------------------------------------------------------------------------------------------


def slow(image: list[list[int]], weights: list[list[int]], s: int, p: int, d: int) -> list[list[int]]:
    """Cross-correlation by laying the image out in zeros and reading every window from it."""
    height, width, reach = len(image), len(image[0]), d * (len(weights) - 1)
    laid = {(i + p, j + p): image[i][j] for i, j in product(range(height), range(width))}
    return [
        [
            sum(
                laid.get((top + d * a, left + d * b), 0) * weights[a][b]
                for a, b in product(range(len(weights)), repeat=2)
            )
            for left in range(0, width + 2 * p - reach, s)
        ]
        for top in range(0, height + 2 * p - reach, s)
    ]


def test_it_agrees_with_windows_read_one_by_one() -> None:
    random = Random(4)
    for f, s, p, d in product((1, 2, 3), (1, 2, 3), (0, 1, 2), (1, 2)):
        image = [[random.randint(-9, 9) for _ in range(7)] for _ in range(6)]
        weights = [[random.randint(-3, 3) for _ in range(f)] for _ in range(f)]
        texts = ["; ".join(" ".join(map(str, row)) for row in rows) for rows in (image, weights)]
        assert convolved(*texts, stride=s, padding=p, dilation=d) == slow(image, weights, s, p, d)


def test_the_working_of_a_cell_adds_up_to_its_value() -> None:
    layer = make("conv", filters=1, kernel=3, padding=1)
    (rows,) = maps(exercise(layer, [matrix(EDGES)], [kernel("sobel")]))
    for cell in (cell for row in rows for cell in row):
        assert cell.value == sum((tap.pixel or 0) * tap.weight for row in cell.taps for tap in row)


@pytest.mark.parametrize("name", KERNELS)
def test_a_named_kernel_says_on_a_flat_image_what_it_is(name: str) -> None:
    flat = "; ".join(["7 7 7 7 7"] * 5)
    value = convolved(flat, name)[0][0]
    keeps = ("identity", "sharpen", "box_blur", "gaussian_blur", "emboss")
    assert value == (7 if name in keeps else 0)  # edge detectors see no edge; the others keep the brightness


@pytest.mark.parametrize("name", ["edge", "sobel", "scharr"])
def test_a_horizontal_kernel_is_the_vertical_one_turned(name: str) -> None:
    vertical, horizontal = ("vertical_edge", "horizontal_edge") if name == "edge" else (
        f"{name}_vertical", f"{name}_horizontal")  # fmt: skip
    assert named_rows(horizontal) == [list(row) for row in zip(*named_rows(vertical), strict=True)]


# -- what does not fit -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("images", "kernels", "fields", "message"),
    [
        (["1 2", "3"], ["1"], {}, "the channels differ in size: 1x1 and 1x2"),
        (["1", "2", "3"], ["1", "1"], {}, "2 kernels for 3 channels: give one, or one for each channel"),
        (["1 2"] * 2, ["1", "1 1"], {}, "the kernels of one filter must have the same size"),
        (["1 2"], ["1 1 1"], {}, "a kernel of 3 does not fit the width, 2 + 2*0 = 2"),
        (["1 2"], ["1 1"], {"padding": 1, "padding_mode": "reflect"}, "padding of 1 cannot mirror 1 pixels"),
        (["1 2"], ["1 1"], {"padding": 3, "padding_mode": "circular"}, "padding of 3 cannot wrap around 1"),
    ],
)
def test_what_does_not_fit_is_said(images: Any, kernels: Any, fields: Any, message: str) -> None:
    with pytest.raises(LayerError, match=message.replace("+", r"\+").replace("*", r"\*")):
        convolved(images, *kernels, **fields)


def test_a_window_in_the_padding_alone_has_no_maximum() -> None:
    with pytest.raises(LayerError, match="cell 1,1 lies entirely in the padding"):
        pooled("max_pool", "1 2; 3 4", kernel=1, stride=1, padding=1)


def test_there_is_a_bound_on_the_work() -> None:
    image = "; ".join([" ".join(["1"] * 300)] * 300)
    with pytest.raises(LayerError, match=f"at most {MOST_PRODUCTS:,}"):
        convolved(image, "; ".join(["1 1 1 1"] * 4))
