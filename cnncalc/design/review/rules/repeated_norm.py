"""Two normalizations, one right after the other."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.passing import is_norm, passes_on


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Normalizations whose only input is the output of another one that nothing else reads."""
    for node in design:
        if not is_norm(node):
            continue
        before = design.read(node)
        while passes_on(before):
            before = design.read(before)
        if is_norm(before):
            own = design.figure("parameters", before)
            count = (own.total or 0) + own.statistics
            yield Found(
                node,
                f"{described(node)} normalizes what {described(before)} has normalized",
                f"the {count:,} numbers that '{before.name}' keeps have no effect: '{node.name}' removes"
                " mean and deviation again",
                f"remove '{before.name}'",
                others=(before,),
            )


RULE = Rule(
    name="repeated-norm",
    severity="warning",
    what="A normalization reads another one, without weights or a non-linearity between them.",
    why=(
        "Normalizing removes mean and deviation. If another normalization has just scaled and shifted a"
        " channel, that scale and shift are exactly what is removed: 2C trained numbers and 2C statistics"
        " for nothing, and two passes over the map."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 64, kernel: 3, padding: 1, bias: false}
  - batch_norm
  - batch_norm  # !
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 64, kernel: 3, padding: 1, bias: false}
  - batch_norm
  - relu
""",
    source="Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167, section 3 and algorithm 1",
    find=find,
)
