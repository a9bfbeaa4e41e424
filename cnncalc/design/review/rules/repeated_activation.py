"""Two activation functions, one right after the other."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import passes_on
from cnncalc.layers.activations import Activation

IDEMPOTENT = ("relu", "relu6")


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Activation functions whose only input is the output of another one."""
    for node in design:
        if not isinstance(node.layer, Activation):
            continue
        before = design.read(node)
        while passes_on(before):
            before = design.read(before)
        if isinstance(before.layer, Activation) and before.kind != "softmax":  # inner-softmax says that
            same = node.kind == before.kind and node.kind in IDEMPOTENT
            effect = "changes nothing" if same else f"bends what '{before.name}' has already bent"
            yield Found(
                node,
                f"{described(node)} reads {described(before)}: there are no weights between the two",
                f"the second {effect}, for {node.output.values:,} values",
                "remove one of them, or put a layer with weights between them",
                others=(before,),
            )


RULE = Rule(
    name="repeated-activation",
    severity="warning",
    what="An activation function reads another one, without weights between them.",
    why=(
        "max(0, max(0, x)) is max(0, x): the second of two rectifiers does nothing. Other pairs are no"
        " worse on paper than one function, but saturate sooner, and their gradients are multiplied: a"
        " sigmoid passes on a quarter of the gradient at most, two of them a sixteenth. Usually the line is"
        " left over from an earlier version."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - relu  # !
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
""",
    source=(
        "Glorot, Bordes & Bengio 2011, Deep sparse rectifier neural networks, AISTATS, section 3 (the"
        " rectifier); Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward"
        " neural networks, AISTATS (saturation)"
    ),
    find=find,
)
