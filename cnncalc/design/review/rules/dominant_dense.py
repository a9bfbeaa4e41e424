"""One dense layer after a flattened map that holds most of the network's parameters."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cnncalc.design.review.base import Design, Found, Option, Rule, described
from cnncalc.design.review.passing import passes_on
from cnncalc.figures.spelling import percent
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """The dense layers on a map whose share of the parameters is too large."""
    total = design.summary.totals.parameters
    if not total.complete:
        return
    for node in design:
        own = design.figure("parameters", node).total
        if node.kind != "dense" or not own or own < values["parameters"]:
            continue
        flat = _flattened(design, node)
        if flat is not None and own > values["share"] * total:
            yield _found(node, flat, own, int(total))


def _flattened(design: Design, node: Node) -> Node | None:
    """The map whose values a dense layer reads one by one, if it has more than one position."""
    source = design.read(node)
    while passes_on(source) or source.kind == "flatten":
        source = design.read(source)
    return (
        source
        if source.output.positions > 1 and source.output.values == design.read(node).output.values
        else None
    )


def _found(node: Node, flat: Node, own: int, total: int) -> Found:
    x, units = flat.output, node.output.channels
    pooled = x.channels * units + units
    return Found(
        node,
        f"{described(node)} holds {own:,} of {total:,} parameters ({percent(Fraction(own, total))})",
        f"a weight for each of {x} = {x.values:,} values and each of {units:,} units, which fits one"
        " image size"
        " and overfits first",
        f"'global_avg_pool' before it: {x.channels:,} x {units:,} + {units:,} = {pooled:,} parameters",
    )


RULE = Rule(
    name="dominant-dense",
    severity="note",
    what="One dense layer after a flattened map holds most of the parameters.",
    why=(
        "In a flattened map each position has weights of its own: 7x7x512 values and 4,096 units take"
        " 102,764,544 of VGG-16's 138,357,544 parameters, for 0.7 % of its multiplies. They fit one image"
        " size only, and such networks overfit there. A mean over the positions before the layer leaves a"
        " 49th of them."
    ),
    bad="""\
input: 56x56x64
layers:
  - conv: {filters: 64, kernel: 3, padding: 1, activation: relu}
  - flatten
  - dense: 10  # !
""",
    good="""\
input: 3x3x64
layers:
  - conv: {filters: 64, kernel: 3, padding: 1, activation: relu}
  - global_avg_pool
  - dense: 10
""",
    source="Lin, Chen & Yan 2013, Network in network, arXiv:1312.4400, section 3.2 (global average pooling)",
    find=find,
    options={
        "share": Option(0.5, "the share of all parameters above which a layer is reported", most=1),
        "parameters": Option(
            1_000_000, "the parameters below which a layer is too small to matter", whole=True
        ),
    },
)
