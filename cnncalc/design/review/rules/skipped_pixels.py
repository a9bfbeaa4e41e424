"""Windows with gaps between them: a stride larger than the kernel, or a stride and a dilation that agree."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import by, pixels_read, share_read, windows
from cnncalc.figures.spelling import percent
from cnncalc.network import Node
from cnncalc.shape import Window, size_text


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Layers that read less than every position of the map."""
    for node in design:
        along = windows(design, node)
        if along and node.output.positions > 1 and prod(map(share_read, along)) < 1:
            yield _found(design, node, along)


def _found(design: Design, node: Node, along: tuple[Window, ...]) -> Found:
    share = prod(map(share_read, along), start=Fraction(1))
    x = design.read(node).output
    read = prod(map(_share, along, x.size, node.output.size), start=Fraction(1))
    kernel, stride = by([w.kernel for w in along]), size_text(tuple(w.stride for w in along))
    dilation = size_text(tuple(w.dilation for w in along))
    dilated = f" with dilation {dilation}" if dilation != "1" else ""
    return Found(
        node,
        f"{described(node)} has a kernel of {kernel}{dilated} at stride {stride}: it reads"
        f" {share.numerator} of {share.denominator} positions of its input {x}",
        f"{percent(1 - read)} of {x.values:,} values are computed and never read by it",
        _fix(node, along),
    )


def _share(window: Window, n: int, n_out: int) -> Fraction:
    """Which part of n pixels the windows really read; that away from the borders where these are too long."""
    read = pixels_read(n, n_out, window)
    return share_read(window) if read is None else Fraction(read, n)


def _fix(node: Node, along: tuple[Window, ...]) -> str:
    stride = size_text(tuple(w.stride for w in along))
    if any(w.dilation > 1 for w in along):
        return f"no dilation where the stride is {stride}, or the stride in a layer before"
    if node.layer is not None and not node.layer.weight_layer:
        return f"a kernel of {stride} or more"
    return f"a kernel of {stride} or more, or 'avg_pool: {stride}' before it and stride 1"


RULE = Rule(
    name="skipped-pixels",
    severity="warning",
    what=(
        "The stride is larger than the kernel, or shares a divisor with the dilation: positions are never"
        " read."
    ),
    why=(
        "A 1x1 kernel at stride 2 reads one position of four. The other three quarters of the map were"
        " computed for nothing, as far as this path goes. In ResNet's projections, averaging 2x2 positions"
        " first and projecting at stride 1 (ResNet-D) raised the accuracy on ImageNet for hardly any cost."
    ),
    bad="""\
input: 56x56x64
layers:
  - conv: {filters: 128, kernel: 1, stride: 2}  # !
  - relu
""",
    good="""\
input: 56x56x64
layers:
  - avg_pool: 2
  - conv: {filters: 128, kernel: 1}
  - relu
""",
    source=(
        "He, Zhang, Zhang, Zhang, Xie & Li 2018, Bag of tricks for image classification with"
        " convolutional neural networks, arXiv:1812.01187, section 4"
    ),
    find=find,
)
