"""Padding of a pool that is larger than half its kernel."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import axes
from cnncalc.layers.pooling import Pool


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Pools with more padding than half their window."""
    for node in design:
        if not isinstance(node.layer, Pool):
            continue
        excess = [
            (max(w.before, w.after), w.extent)
            for *_, w in axes(design, node)
            if max(w.before, w.after) > w.extent // 2
        ]
        if excess:
            p, f = excess[0]
            empty = "lies wholly in the padding" if p >= f else f"sees {f - p} of {f} pixels at most"
            yield Found(
                node,
                f"{described(node)} has {p} pixels of padding; half its kernel of {f} is {f // 2}",
                f"the first window {empty}, and PyTorch refuses to build the layer",
                f"a padding of {f // 2} at most",
            )


RULE = Rule(
    name="pool-padding",
    severity="error",
    what="A pool has more padding than half its kernel.",
    why=(
        "A window that begins in the padding then holds more padding than map, or none of the map: the"
        " largest of no values is minus infinity, and their mean has no meaning. PyTorch raises an error:"
        " pad should be at most half of effective kernel size."
    ),
    bad="""\
input: 32x32x16
layers:
  - max_pool: {kernel: 2, stride: 2, padding: 2}  # !
""",
    good="""\
input: 32x32x16
layers:
  - max_pool: {kernel: 3, stride: 2, padding: 1}
""",
    source="PyTorch, torch.nn.MaxPool2d: padding is at most half the kernel size",
    find=find,
)
