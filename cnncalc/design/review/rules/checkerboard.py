"""Transposed convolutions whose stamps overlap unevenly."""

from collections.abc import Iterator, Mapping
from math import prod

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import by
from cnncalc.layers.sliding import per_axis
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Transposed convolutions whose kernel the stride does not divide."""
    for node in design:
        if node.kind != "transposed_conv":
            continue
        rank, layer = node.output.rank, node.layer
        kernel = per_axis(getattr(layer, "kernel", 1), rank, "kernel")
        stride = per_axis(getattr(layer, "stride", 1), rank, "stride")
        if any(f % s for f, s in zip(kernel, stride, strict=True)):
            yield _found(node, kernel, stride)


def _found(node: Node, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Found:
    pairs = list(zip(kernel, stride, strict=True))
    least, most = prod(f // s for f, s in pairs), prod(-(-f // s) for f, s in pairs)
    below, above = [f // s * s for f, s in pairs], [-(-f // s) * s for f, s in pairs]
    kernels = f"{by(below)} or {by(above)}" if all(below) else by(above)
    stamps = f"{least} stamp{'' if least == 1 else 's'}"
    return Found(
        node,
        f"{described(node)} stamps a kernel of {by(kernel)} every {by(stride)} pixels, and the stride does"
        " not divide the kernel",
        f"some output pixels are the sum of {stamps} and others of {most}: a checkerboard of that contrast"
        " before training",
        f"a kernel of {kernels}, or 'upsample' and a convolution",
    )


RULE = Rule(
    name="checkerboard",
    severity="warning",
    what="The stride of a transposed convolution does not divide its kernel.",
    why=(
        "Stamps of f pixels, s apart, overlap evenly only if s divides f. A kernel of 3 at stride 2 covers"
        " every second pixel twice along each axis, so in two dimensions some pixels get four times the sum"
        " of others: a checkerboard that training has to unlearn, and usually does not."
    ),
    bad="""\
input: 16x16x64
layers:
  - transposed_conv: {filters: 32, kernel: 3, stride: 2, padding: 1, output_padding: 1}  # !
  - relu
""",
    good="""\
input: 16x16x64
layers:
  - transposed_conv: {filters: 32, kernel: 4, stride: 2, padding: 1}
  - relu
""",
    source=(
        "Odena, Dumoulin & Olah 2016, Deconvolution and checkerboard artifacts, Distill,"
        " doi:10.23915/distill.00003"
    ),
    find=find,
)
