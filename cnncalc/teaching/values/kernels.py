"""Kernels that have names, as image processing knows them.

Signs are those of the course: left minus right for vertical edges, top minus bottom for horizontal ones,
for cross-correlation as it stands. Sources: Prewitt 1970; Sobel & Feldman 1968; Scharr 2000 (3, 10, 3);
Roberts 1963; blurs are binomial, as in Gonzalez & Woods, "Digital Image Processing", chapter 3.
"""

from fractions import Fraction
from typing import NamedTuple

from cnncalc.teaching.values.matrix import Matrix


class Named(NamedTuple):
    """A kernel, and what it does."""

    name: str
    matrix: Matrix
    doc: str


def _matrix(rows: str, over: int = 1) -> Matrix:
    return tuple(tuple(Fraction(int(word), over) for word in row.split()) for row in rows.split(";"))


def _turned(matrix: Matrix) -> Matrix:
    """Rows become columns: left minus right becomes top minus bottom."""
    return tuple(zip(*matrix, strict=True))


def _edges() -> list[Named]:
    """Each edge detector in both directions."""
    found = []
    for name, rows, whose in (
        ("{}_edge", "1 0 -1; 1 0 -1; 1 0 -1", "Prewitt"),
        ("sobel_{}", "1 0 -1; 2 0 -2; 1 0 -1", "Sobel"),
        ("scharr_{}", "3 0 -3; 10 0 -10; 3 0 -3", "Scharr"),
    ):
        vertical = _matrix(rows)
        found.append(Named(name.format("vertical"), vertical, f"vertical edges ({whose})"))
        found.append(Named(name.format("horizontal"), _turned(vertical), f"horizontal edges ({whose})"))
    return found


_OTHERS = (
    Named("roberts", _matrix("1 0; 0 -1"), "diagonal edges (Roberts)"),
    Named("roberts_anti", _matrix("0 1; -1 0"), "edges along the other diagonal"),
    Named("laplacian", _matrix("0 1 0; 1 -4 1; 0 1 0"), "Laplacian of 4 neighbours"),
    Named("laplacian_8", _matrix("1 1 1; 1 -8 1; 1 1 1"), "Laplacian of 8 neighbours"),
    Named("sharpen", _matrix("0 -1 0; -1 5 -1; 0 -1 0"), "the pixel minus its Laplacian"),
    Named("emboss", _matrix("-2 -1 0; -1 1 1; 0 1 2"), "relief, lit along the diagonal"),
    Named("identity", _matrix("0 0 0; 0 1 0; 0 0 0"), "the pixel itself"),
    Named("box_blur", _matrix("1 1 1; 1 1 1; 1 1 1", 9), "the mean of 3x3 pixels"),
    Named("gaussian_blur", _matrix("1 2 1; 2 4 2; 1 2 1", 16), "a mean weighted 1, 2, 1"),
)

KERNELS = {kernel.name: kernel for kernel in (*_edges(), *_OTHERS)}
"""Every named kernel."""

SHORT = {
    "vertical": "vertical_edge",
    "horizontal": "horizontal_edge",
    "prewitt_vertical": "vertical_edge",
    "prewitt_horizontal": "horizontal_edge",
    "prewitt": "vertical_edge",
    "sobel": "sobel_vertical",
    "scharr": "scharr_vertical",
    "box": "box_blur",
    "mean": "box_blur",
    "gaussian": "gaussian_blur",
}
"""Other names of the same kernels."""


def find_kernel(name: str) -> Named | None:
    """The kernel of this name."""
    return KERNELS.get(SHORT.get(name, name))
