"""Layers after the border layer: their receptive field has outgrown the image already."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import by, windows
from cnncalc.figures.spelling import percent
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The first layer whose input has seen the whole image on its narrowest path, with those after it."""
    image = design.image
    late = [node for node in design if image and _is_unproductive(design, node, image)]
    if not late:
        return
    first, *others = late
    weights = sum(design.figure("parameters", node).total or 0 for node in late)
    total = int(design.summary.totals.parameters)
    share = percent(Fraction(weights, total or 1))
    field = design.field(design.read(first))
    more = f" and {len(others)} more after it widen" if others else " widens"
    yield Found(
        first,
        f"{described(first)}{more} a receptive field that is {by(field.smallest)} on its narrowest path;"
        f" the image is {by(image)}",
        f"{weights:,} of {total:,} parameters ({share}) are in layers that have no context left to add",
        f"an image larger than {by(field.smallest)}, one stride or pool fewer, or remove these layers",
        others=tuple(others),
    )


def _is_unproductive(design: Design, node: Node, image: tuple[int, ...]) -> bool:
    """Whether a layer with weights widens a field that is larger than the image on every axis."""
    along = windows(design, node)
    if all(window.extent == 1 for window in along) or not design.figure("parameters", node).total:
        return False
    field = design.field(design.read(node))
    return bool(
        field
        and not field.whole_input  # a gate has looked at everything
        and len(field.smallest) == len(image)
        and all(r > n for r, n in zip(field.smallest, image, strict=True))
    )


RULE = Rule(
    name="unproductive-layers",
    severity="note",
    what="Convolutions widen a receptive field that is already larger than the image.",
    why=(
        "A layer is productive while its kernel brings in pixels that its input has not seen. The border"
        " layer is the first one whose input has seen the whole image, on the narrowest path if there are"
        " several. Probes trained on the features after each layer show that from there on predictions"
        " hardly improve: such layers cost parameters and multiplies and can often be left out."
    ),
    bad="""\
input: 9x9x3
layers:
  - conv: {filters: 16, kernel: 7, padding: 3, activation: relu}
  - conv: {filters: 16, kernel: 5, padding: 2, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}  # !
  - global_avg_pool
  - dense: 10
""",
    good="""\
input: 16x16x3
layers:
  - conv: {filters: 16, kernel: 7, padding: 3, activation: relu}
  - conv: {filters: 16, kernel: 5, padding: 2, activation: relu}
  - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
  - flatten
  - dense: 10
""",
    source=(
        "Richter, Schoening, Wiedenroth & Krumnack 2021, Should you go deeper? Optimizing convolutional"
        " neural network architectures without training, arXiv:2106.12307 (border layer, minimal receptive"
        " field)"
    ),
    find=find,
)
