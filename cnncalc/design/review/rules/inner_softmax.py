"""A softmax whose output goes on into layers with weights."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import is_norm, passes_on
from cnncalc.layers.activations import Activation
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Softmax layers that a layer with weights, a normalization or an activation reads."""
    for node in design:
        if node.kind != "softmax":
            continue
        behind = design.next_beyond(node, lambda one: passes_on(one) or one.kind in ("flatten", "reshape"))
        if behind is not None and _takes_it_for_features(behind):
            c = node.output.channels
            yield Found(
                node,
                f"{described(node)} is not the last layer: {described(behind)} reads it",
                f"its {c:,} values add up to 1, {1 / c:.2g} each on average, and at most a quarter of the"
                " gradient passes each",
                "'relu' or another activation here, and the softmax after the last layer",
                others=(behind,),
            )


def _takes_it_for_features(node: Node) -> bool:
    assert node.layer is not None
    return node.layer.weight_layer or is_norm(node) or isinstance(node.layer, Activation)


RULE = Rule(
    name="inner-softmax",
    severity="warning",
    what="A softmax is read by a layer with weights, a normalization or another activation.",
    why=(
        "A softmax turns C numbers into probabilities that add up to 1. As features they are small, about"
        " 1/C, tied to each other, and flat where one of them wins: the derivative p(1 - p) is at most a"
        " quarter and almost zero at either end. A softmax that weighs things, as in attention, is read by"
        " a `multiply`, and is not reported."
    ),
    bad="""\
input: 784
layers:
  - dense: 100
  - softmax  # !
  - dense: 10
  - softmax
""",
    good="""\
input: 784
layers:
  - dense: 100
  - relu
  - dense: 10
  - softmax
""",
    source="Goodfellow, Bengio & Courville 2016, Deep learning, MIT Press, section 6.2.2.3 (softmax units)",
    find=find,
)
