"""A frozen layer after one that is trained."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The first frozen weight layer on each path that has a trained one below it."""
    below: list[Node | None] = []  # for each node the nearest trained weight layer below or at it
    told: list[bool] = []
    for node in design.network.nodes:
        trained = max((t for i in node.inputs if (t := below[i])), key=lambda one: one.number, default=None)
        known = any(told[i] for i in node.inputs)
        weights = node.layer is not None and node.layer.weight_layer
        counts = design.figure("parameters", node)
        if weights and counts.frozen and trained is not None and not known:
            known = True
            yield _found(design, node, trained)
        below.append(node if weights and counts.trainable else trained)
        told.append(known)


def _found(design: Design, node: Node, trained: Node) -> Found:
    frozen = design.figure("parameters", node).frozen
    later = [
        one
        for one in design
        if one.number < node.number and design.figure("parameters", one).trainable and one.layer
    ]
    count = sum(design.figure("parameters", one).trainable or 0 for one in later)
    return Found(
        node,
        f"{described(node)} is frozen, and {described(trained)} below it is trained",
        f"its {frozen:,} weights were fitted to features that {count:,} trained parameters below now"
        " change; the gradient still passes through it, and only that of its own weights is saved",
        f"freeze '{trained.name}' and what is below it too, or train '{node.name}'",
        others=(trained,),
    )


RULE = Rule(
    name="frozen-above-trained",
    severity="warning",
    what="A frozen layer comes after one that is trained.",
    why=(
        "Usually the first layers are frozen, whose features are general, and the last ones are trained. A"
        " frozen layer in the middle expects what the layers below gave when it was trained; if these go on"
        " learning, the two no longer fit (fragile co-adaptation). Nor does it save much: the gradient for"
        " the layers below has to pass through it."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu, trainable: false}  # !
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu, trainable: false}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
""",
    source=(
        "Yosinski, Clune, Bengio & Lipson 2014, How transferable are features in deep neural networks?,"
        " arXiv:1411.1792, sections 2 and 4.1"
    ),
    find=find,
)
