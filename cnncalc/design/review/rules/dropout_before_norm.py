"""Dropout in front of a batch normalization: its statistics do not fit what it sees at inference."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Dropouts with a batch normalization somewhere after them."""
    reached: dict[int, Node] = {}  # for each node the first batch normalization after it
    for node in reversed(design.network.nodes):
        for reader in design.readers[node.number]:
            norm = reader if reader.kind == "batch_norm" else reached.get(reader.number)
            if norm is not None and (node.number not in reached or norm.number < reached[node.number].number):
                reached[node.number] = norm
    for node in design:
        rate = getattr(node.layer, "rate", 0)
        if node.kind == "dropout" and 0 < rate < 1 and node.number in reached:
            yield _found(node, reached[node.number], rate)


def _found(node: Node, norm: Node, rate: float) -> Found:
    return Found(
        node,
        f"{described(node)} comes before {described(norm)}",
        f"while training with rate {rate:g} a value's variance is up to 1/(1 - {rate:g}) ="
        f" {1 / (1 - rate):.3g}"
        " times that at inference, and the running variance stores the larger one",
        "dropout after the last batch normalization, or none",
        others=(norm,),
    )


RULE = Rule(
    name="dropout-before-norm",
    severity="warning",
    what="Dropout comes before a batch normalization.",
    why=(
        "Dropout scales what it keeps by 1/(1 - rate), which keeps the mean but not the variance: at rate"
        " 0.5 a value of mean zero has twice the variance in training that it has at inference. Batch"
        " normalization stores the variance of training and divides by it at inference, and every later"
        " layer is off. With dropout after the last normalization the paper's four networks got better;"
        " with dropout before it, worse."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - dropout: 0.5  # !
  - conv: {filters: 16, kernel: 3, padding: 1, bias: false}
  - batch_norm
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, bias: false}
  - batch_norm
  - relu
  - flatten
  - dropout: 0.5
  - dense: 10
""",
    source=(
        "Li, Chen, Hu & Yang 2018, Understanding the disharmony between dropout and batch normalization"
        " by variance shift, arXiv:1801.05134, sections 3 and 4"
    ),
    find=find,
)
