"""The convolution as a matrix, and how often a pixel is read."""

import pytest

from cnncalc.problem import LayerError
from cnncalc.teaching.values.chain import is_image, read_chain, read_image
from cnncalc.teaching.values.linear import as_matrix, coverage

COUNTING = "1 2 3; 4 5 6; 7 8 9"


def stage(*arguments: str):
    images = next(i for i, text in enumerate(arguments) if not is_image(text))
    return read_chain(read_image(arguments[:images]), arguments[images:], images + 1)[-1]


def test_a_convolution_is_a_matrix_of_shared_weights() -> None:
    found = as_matrix(stage(COUNTING, "conv 1 2; 3 4"))
    assert found.matrix == (
        (1, 2, 0, 3, 4, 0, 0, 0, 0),
        (0, 1, 2, 0, 3, 4, 0, 0, 0),
        (0, 0, 0, 1, 2, 0, 3, 4, 0),
        (0, 0, 0, 0, 1, 2, 0, 3, 4),
    )
    assert (found.entries, found.not_zero, found.shared) == (36, 16, 4)  # 4 rows x 9, 4 weights in each row


def test_padding_leaves_weights_out_and_mirrored_pixels_add_them_up() -> None:
    assert as_matrix(stage("1 2", "conv 3 4 5 padding=0x1")).matrix == ((4, 5), (3, 4))
    assert as_matrix(stage("1 2", "conv 3 4 5 padding=0x1 replicate")).matrix == ((7, 5), (3, 9))


def test_channels_stand_beside_each_other_and_filters_below() -> None:
    found = as_matrix(stage("1 2", "3 4", "conv 5 | 6 || 7 | 8"))
    assert found.matrix == ((5, 0, 6, 0), (0, 5, 0, 6), (7, 0, 8, 0), (0, 7, 0, 8))
    assert (found.not_zero, found.shared) == (8, 4)
    assert as_matrix(stage("1 2", "3 4", "conv 5 | 6 g2")).matrix == (
        (5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 6, 0), (0, 0, 0, 6),
    )  # fmt: skip


@pytest.mark.parametrize("words", ["s2 p1", "d2 p2", "p1 reflect", "p1 symmetric flip", "p1 s2 circular"])
def test_the_matrix_times_the_pixels_is_the_output(words: str) -> None:
    found = stage(COUNTING, "2 0 1; 1 3 0; 0 1 2", f"conv 1 -2; 3 4 | 0 1; 5 -1 {words}")
    pixels = [value for rows in found.before.maps for row in rows for value in row]
    outputs = [value for rows in found.after.maps for row in rows for value in row]
    matrix = as_matrix(found).matrix
    assert [sum(w * x for w, x in zip(row, pixels, strict=True)) for row in matrix] == outputs


def test_what_no_matrix_says_is_refused() -> None:
    with pytest.raises(LayerError, match="adds a constant"):
        as_matrix(stage("1 2", "conv 1 p1 fill=2"))
    with pytest.raises(LayerError, match="a matrix of 400 x 400 is too large"):
        as_matrix(stage("; ".join([" ".join(["1"] * 20)] * 20), "conv 1"))


def test_how_many_windows_read_each_pixel() -> None:
    # 2x2 windows at 2 x 2 places of 3x3: a corner is read once, the middle by all four
    assert coverage(stage(COUNTING, "conv 1 1; 1 1")) == ((1, 2, 1), (2, 4, 2), (1, 2, 1))
    assert coverage(stage(COUNTING, "max_pool 2")) == ((1, 1, 0), (1, 1, 0), (0, 0, 0))
    assert coverage(stage(COUNTING, "avg_pool 3/1 p1")) == ((4, 6, 4), (6, 9, 6), (4, 6, 4))
    assert coverage(stage("1 2 3 4 5", "conv 1 1 d2")) == ((1, 1, 2, 1, 1),)
