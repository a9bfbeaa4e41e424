"""A 1x1 convolution that narrows the map for the next one, but saves nothing."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import is_linear, is_norm
from cnncalc.design.review.windows import by, windows
from cnncalc.layers.activations import Activation
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """1x1 convolutions with fewer filters than channels, and as many multiplies as they save."""
    for first in design:
        if first.kind != "conv" or not _is_full(design, first) or not _is_point(design, first):
            continue
        second = design.next_beyond(first, _is_between)
        if second is None or second.kind != "conv" or not _is_full(design, second):
            continue
        channels, middle = design.read(first).output.channels, first.output.channels
        if _is_point(design, second, strided=True) or middle >= channels:
            continue
        both = sum(design.figure("parameters", node).weights or 0 for node in (first, second))
        direct = (design.figure("parameters", second).weights or 0) // middle * channels
        if both >= direct:
            yield _found(design, first, second, both, direct)


def _is_full(design: Design, node: Node) -> bool:
    return getattr(node.layer, "groups", 1) == 1 and not getattr(node.layer, "connections", None)


def _is_point(design: Design, node: Node, strided: bool = False) -> bool:
    """Whether the kernel is 1 on every axis."""
    along = windows(design, node)
    return all(w.extent == 1 and (strided or w.stride == 1) for w in along)


def _is_between(node: Node) -> bool:
    return isinstance(node.layer, Activation) or is_norm(node) or is_linear(node)


def _found(design: Design, first: Node, second: Node, both: int, direct: int) -> Found:
    channels, middle, out = design.read(first).output.channels, first.output.channels, second.output.channels
    taps = (design.figure("parameters", second).weights or 0) // (middle * out)
    most = -(-taps * channels * out // (channels + taps * out)) - 1
    kernel = by([w.kernel for w in windows(design, second)])
    return Found(
        first,
        f"{described(first)} narrows {channels} channels to {middle} for '{second.name}', and saves nothing",
        f"the two have {both:,} weights; a {kernel} convolution from {channels} to {out} channels"
        " without it has"
        f" {direct:,}",
        f"{most} filters or fewer, or no {first.kind} '{first.name}'",
        others=(second,),
    )


RULE = Rule(
    name="idle-bottleneck",
    severity="note",
    what="A 1x1 convolution narrows the map before a larger kernel, but costs as much as it saves.",
    why=(
        "From C channels through m to K with a kernel of k x k: C × m + k² × m × K weights, against"
        " k² × C × K without the bottleneck. It saves only if m < k² × C × K / (C + k² × K): from 64 through"
        " 60 to 64 with a 3x3 kernel it is 38,400 against 36,864, and one more layer to train."
    ),
    bad="""\
input: 28x28x64
layers:
  - conv: {filters: 60, kernel: 1, activation: relu}  # !
  - conv: {filters: 64, kernel: 3, padding: 1, activation: relu}
""",
    good="""\
input: 28x28x64
layers:
  - conv: {filters: 16, kernel: 1, activation: relu}
  - conv: {filters: 64, kernel: 3, padding: 1, activation: relu}
""",
    source=(
        "Szegedy et al. 2014, Going deeper with convolutions, arXiv:1409.4842, section 4 (reductions"
        " before the expensive convolutions); He et al. 2015, arXiv:1512.03385, figure 5"
    ),
    find=find,
)
