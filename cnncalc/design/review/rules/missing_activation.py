"""Two layers with weights and nothing but linear layers between them: together they are one."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import is_linear
from cnncalc.design.review.windows import by, windows
from cnncalc.network import Node

MULTIPLIED_OUT = ("conv", "dense", "transposed_conv")
"""Kinds of which two in a row are a matrix product."""


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Pairs of such layers that no factorization explains."""
    for first in design:
        if first.kind not in MULTIPLIED_OUT or _groups(first) > 1:
            continue
        second = design.next_beyond(first, _multiplies_out)
        if second is None or second.kind not in MULTIPLIED_OUT or _groups(second) > 1:
            continue
        if not _is_low_rank(design, first, second) and not _is_separable(design, first, second):
            yield _found(design, first, second)


def _groups(node: Node) -> int:
    connections = getattr(node.layer, "connections", None)
    return 2 if connections else getattr(node.layer, "groups", 1)


def _multiplies_out(node: Node) -> bool:
    """Whether a layer is linear: averages, values laid out again or repeated, scales."""
    return is_linear(node) or node.kind in LINEAR


LINEAR = ("avg_pool", "global_avg_pool", "adaptive_avg_pool", "flatten", "upsample")


def _is_low_rank(design: Design, first: Node, second: Node) -> bool:
    """Whether the first layer takes channels away and the second adds none: a linear bottleneck, a design."""
    before, between = design.read(first).output.channels, first.output.channels
    return between < before and between <= second.output.channels


def _is_separable(design: Design, first: Node, second: Node) -> bool:
    """Whether the kernels lie along different axes, such as 1x7 and 7x1."""
    one, other = (windows(design, node) for node in (first, second))
    spans = [(a.extent > 1, b.extent > 1) for a, b in zip(one, other, strict=False)]
    return any(a for a, _ in spans) and any(b for _, b in spans) and not any(a and b for a, b in spans)


def _found(design: Design, first: Node, second: Node) -> Found:
    one, other = (design.figure("parameters", node).weights or 0 for node in (first, second))
    return Found(
        second,
        f"{described(second)} reads {described(first)} without a non-linearity between them",
        f"a product of two linear maps is one: {one + other:,} weights in two layers compute nothing that"
        f" {_together(design, first, second)} cannot",
        f"an activation after '{first.name}', or one layer in place of the two",
        others=(first,),
    )


def _together(design: Design, first: Node, second: Node) -> str:
    """The one layer that both are, with its weights where they can be counted."""
    n, k = design.read(first).output.channels, second.output.channels
    if design.next_beyond(first, is_linear) is not second:
        return "one linear layer"
    if first.kind == second.kind == "dense":
        return f"one dense layer with {n * k:,}"
    along = list(zip(windows(design, first), windows(design, second), strict=False))
    if first.kind != "conv" or second.kind != "conv" or not along:
        return "one layer"
    kernel = [a.extent + (b.extent - 1) * a.stride for a, b in along]
    weights = n * k
    for f in kernel:
        weights *= f
    return f"one {by(kernel)} convolution with {weights:,}"


RULE = Rule(
    name="missing-activation",
    severity="warning",
    what="A layer with weights reads another one, and nothing between them is non-linear.",
    why=(
        "Linear maps multiply out: two 3x3 convolutions without a non-linearity between them are one 5x5"
        " convolution, and the depth adds nothing to what the network can tell apart. Deliberate"
        " factorizations are not reported: fewer channels in the middle (MobileNetV2's linear bottlenecks),"
        " kernels along different axes (1x7, then 7x1), grouped and depthwise convolutions."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1}
  - conv: {filters: 16, kernel: 3, padding: 1}  # !
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
""",
    source=(
        "Simonyan & Zisserman 2014, arXiv:1409.1556, section 2.3 (a stack of 3x3 layers with non-"
        " linearities in between); Goodfellow, Bengio & Courville 2016, Deep learning, section 6.1"
    ),
    find=find,
)
