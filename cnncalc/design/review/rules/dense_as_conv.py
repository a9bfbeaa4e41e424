"""A 1x1 convolution on a 1x1 map: a dense layer by another name."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import windows


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Convolutions with a kernel of 1 on a map of one position."""
    for node in design:
        along = windows(design, node)
        x = design.read(node).output
        if node.kind == "conv" and along and x.positions == 1 and all(w.kernel == 1 for w in along):
            yield Found(
                node,
                f"{described(node)} on {x} is a dense layer of {node.output.channels} units",
                f"the same {design.figure('parameters', node).total:,} parameters and multiplies; a"
                " reader looks"
                " for a map that is not there",
                f"'dense: {node.output.channels}' after a global pool",
            )


RULE = Rule(
    name="dense-as-conv",
    severity="note",
    what="A 1x1 convolution on a map of one position is a dense layer.",
    why=(
        "With one position there is nothing to slide over: the same weights, the same multiplies, the same"
        " result. `dense` tells the reader that no map is left. As a convolution the layer would work on"
        " larger maps too, which is a reason to keep it. A matter of taste: off by default."
    ),
    bad="""\
input: 7x7x512
layers:
  - adaptive_avg_pool: 1
  - conv: {filters: 10, kernel: 1}  # !
""",
    good="""\
input: 7x7x512
layers:
  - global_avg_pool
  - dense: 10
""",
    source=(
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks for semantic segmentation,"
        " arXiv:1411.4038, section 3.1 (dense layers are convolutions that cover their whole input)"
    ),
    find=find,
    default=False,
)
