"""An even kernel where the map is meant to keep its size."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import axes, windows
from cnncalc.network import Node
from cnncalc.shape import Window

Uneven = tuple[str, int, int, Window]


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Layers at stride 1 whose padding nearly keeps the size, or keeps it off centre."""
    for node in design:
        if windows(design, node):
            found = [axis for axis in axes(design, node) if _is_uneven(*axis[1:]) and not _is_causal(axis)]
            if found:
                yield _found(node, found)


def _is_uneven(n: int, out: int, window: Window) -> bool:
    """Whether an even window at stride 1, n -> out, was meant to keep the size."""
    if window.stride > 1 or window.extent % 2 or not (window.before or window.after):
        return False
    symmetric = window.before == window.after and abs(out - n) == 1
    shifted = abs(window.before - window.after) == 1 and out == n
    return symmetric or shifted


def _is_causal(uneven: Uneven) -> bool:
    """Whether all of the padding stands before a sequence: no output reads what comes after it."""
    axis, *_, window = uneven
    return axis == "length" and not window.after


def _found(node: Node, found: list[Uneven]) -> Found:
    axis, n, out, window = found[0]
    f, p = window.extent, window.before
    if out == n:
        message = (
            f"{described(node)} keeps its size with an even kernel of {f}: {_pixels(p)} of padding before"
        )
        message += f" and {window.after} after"
        why = "the map moves by half a pixel, and by a whole one after two such layers"
    else:
        message = f"{described(node)} has an even kernel of {f} and {_pixels(p)} of padding on each side:"
        message += f" the {axis} goes from {n} to {out}"
        why = f"each such layer changes the {axis} by one, and it no longer fits what it is joined with"
    odd = f - 1 or 1
    return Found(
        node, message, why, f"a kernel of {f + 1} with padding {f // 2}, or of {odd} with {odd // 2}"
    )


def _pixels(number: int) -> str:
    return f"{number} pixel{'' if number == 1 else 's'}"


RULE = Rule(
    name="even-kernel",
    severity="warning",
    what="An even kernel at stride 1 cannot keep the size of a map without shifting it by half a pixel.",
    why=(
        "With p pixels on each side, n becomes n + 2p - f + 1: for an even f one less or one more than n."
        " With more padding on one side the size is kept, but every layer shifts the features by half a"
        " pixel in one direction, and the shifts add up. A sequence that is padded at its beginning only is"
        " causal on purpose, and is not reported."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 4, padding: 2}  # !
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 5, padding: 2}
  - relu
""",
    source=(
        "Wu, Wang, Zhang, Ding, Zhang & Li 2019, Convolution with even-sized kernels and symmetric"
        " padding, arXiv:1903.08385, section 3 (the shift problem)"
    ),
    find=find,
)
