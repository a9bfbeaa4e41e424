"""A classifier that averages over features each of which has seen only a part of the image."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import by
from cnncalc.figures.spelling import percent
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The layer that takes the mean or maximum over the last map, where that map's fields are small."""
    image = design.image
    if not image:
        return
    for output in design.outputs:
        pool = _last_pool(design, output)
        if pool is None:
            continue
        field = design.field(design.read(pool))
        if field is None or field.whole_input or len(field.size) != len(image):
            continue
        if max(field.size) > 1 and any(r < n for r, n in zip(field.size, image, strict=True)):
            yield _found(design, pool, image, field)


def _last_pool(design: Design, output: Node) -> Node | None:
    """The layer without weights that makes one value of each channel of a map, before the output."""
    node: Node = output
    while node.layer is not None and node.output.positions == 1:
        x = design.read(node).output
        if x.positions > 1:
            reduces = node.output.channels == x.channels and not design.figure("parameters", node).total
            return node if reduces else None
        node = design.read(node)
    return None


def _found(design: Design, pool: Node, image: tuple[int, ...], field: object) -> Found:
    size: tuple[int, ...] = field.size  # type: ignore[attr-defined]
    jump: tuple[Fraction, ...] = field.jump  # type: ignore[attr-defined]
    source = design.read(pool)
    share = prod((Fraction(min(r, n), n) for r, n in zip(size, image, strict=True)), start=Fraction(1))
    layers = max(-int((r - n) // (2 * j)) for r, n, j in zip(size, image, jump, strict=True))
    s = "s" if layers > 1 else ""
    seen = "positions" if len(size) == 1 else "pixels"
    return Found(
        pool,
        f"{described(pool)} pools features that have seen {by(size)} of {by(image)} {seen} each",
        f"each of the {source.output.positions} positions knows {percent(share)} of the input at most;"
        " what is further apart is never seen together",
        f"{layers} more convolution{s} with a kernel of {by([3] * len(size))} on this map, which"
        f" widen{'' if layers > 1 else 's'} the field by"
        f" {by([int(2 * j) for j in jump])} each",
        others=(source,),
    )


RULE = Rule(
    name="small-receptive-field",
    severity="warning",
    what="The features that a classifier pools have seen only a part of the image.",
    why=(
        "Global pooling takes a mean or a maximum over the positions, so nothing after it can combine what"
        " two positions have seen. Across published ImageNet networks accuracy grows with the logarithm of"
        " the receptive field: a large one is necessary, though not sufficient."
    ),
    bad="""\
input: 64x64x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - max_pool: 2
  - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
  - global_avg_pool  # !
  - dense: 10
""",
    good="""\
input: 8x8x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - max_pool: 2
  - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
  - global_avg_pool
  - dense: 10
""",
    source=(
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks,"
        " doi:10.23915/distill.00021 (accuracy over the size of the field)"
    ),
    find=find,
)
