"""A kernel larger than its input, or one that meets padding more often than pixels."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod

from cnncalc.design.review.base import Design, Found, Option, Rule, described
from cnncalc.design.review.windows import axes, by, taps_inside, windows
from cnncalc.figures.spelling import percent
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Layers whose kernel does not fit the map without its padding, or lies mostly in the padding."""
    for node in design:
        if not windows(design, node):
            continue
        counted = [(n, out, w, taps_inside(n, out, w)) for _, n, out, w in axes(design, node)]
        known = [(n, out, w, taps) for n, out, w, taps in counted if taps]
        if len(known) < len(counted):
            continue
        inside = prod((Fraction(taps[0], out * w.kernel) for _, out, w, taps in known), start=Fraction(1))
        dead = prod(w.kernel for *_, w, _ in known) - prod(taps[1] for *_, taps in known)
        if dead or 1 - inside > Fraction(values["padding"]):
            yield _found(design, node, dead, inside)


def _found(design: Design, node: Node, dead: int, inside: Fraction) -> Found:
    along = windows(design, node)
    x = design.read(node).output
    kernel = by([w.extent for w in along])
    taps = prod(w.kernel for w in along)
    weights = design.figure("parameters", node).weights or 0
    never = f"; {dead} of its {taps} taps never meet a pixel" if dead else ""
    unused = f", {weights * dead // taps:,} of its {weights:,} weights never change anything" if dead else ""
    what = "its multiplies meet" if weights else "what its windows hold is"
    return Found(
        node,
        f"{described(node)} puts a kernel of {kernel} on a map of {by(x.size)}{never}",
        f"{percent(1 - inside)} of {what} padding{unused if weights else ''}",
        _fix(design, node),
    )


def _fix(design: Design, node: Node) -> str:
    if all(w.extent <= n for _, n, _, w in axes(design, node)):
        return "less padding"
    if any(w.dilation > 1 for w in windows(design, node)):
        return "a smaller dilation, or fewer strides and pools before it"
    sizes = [min(w.kernel, n) for _, n, _, w in axes(design, node)]
    if all(n == 1 for n in sizes):
        return "a kernel of 1 without padding: the same result"
    return f"a kernel of {by(sizes)} at most, or fewer strides and pools before it"


RULE = Rule(
    name="oversized-kernel",
    severity="warning",
    what="The kernel is larger than the map it slides over, or mostly lies in the padding.",
    why=(
        "Padding holds zeros, and weights that only meet zeros learn nothing and cost as much as others: a"
        " 3x3 kernel with padding 1 on a 1x1 map is a 1x1 kernel at nine times the price. Feature maps this"
        " small mean that the network has too many strides for its input."
    ),
    bad="""\
input: 1x1x64
layers:
  - conv: {filters: 64, kernel: 3, padding: 1}  # !
  - relu
""",
    good="""\
input: 4x4x64
layers:
  - conv: {filters: 64, kernel: 3, padding: 1}
  - relu
""",
    source=(
        "Richter, Schoening, Wiedenroth & Krumnack 2021, Should you go deeper? Optimizing convolutional"
        " neural network architectures without training, arXiv:2106.12307; Dumoulin & Visin,"
        " arXiv:1603.07285, section 2.2 (zeros are padded)"
    ),
    find=find,
    options={
        "padding": Option(0.5, "the share of padding in its windows from which a layer is reported", most=1)
    },
)
