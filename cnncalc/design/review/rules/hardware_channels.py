"""Channels that do not fill the tiles in which tensor cores multiply."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.figures.spelling import percent
from cnncalc.network import Node

MULTIPLES = {"float16": 8, "bfloat16": 8, "int8": 16, "float8": 16}
"""16 bytes of channels, by dtype."""


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Convolutions and dense layers in half precision or less whose channels are no multiple."""
    dtype = design.summary.settings.dtype
    multiple = MULTIPLES.get(dtype)
    if multiple is None:
        return
    for node in design:
        if node.layer and node.layer.weight_layer and design.figure("multiplies", node):
            channels = _per_group(design, node)
            if channels and any(c % multiple for c in channels):
                yield _found(design, node, channels, multiple, dtype)


def _per_group(design: Design, node: Node) -> tuple[int, ...]:
    """Channels in and out of each group; none for a depthwise layer. The image's own are not chosen here."""
    groups = getattr(node.layer, "groups", 1)
    source = design.read(node)
    if node.kind == "depthwise_conv" or groups == source.output.channels > 1:
        return ()
    inside = source.output.channels // groups
    return (
        (node.output.channels // groups,)
        if source.layer is None
        else (inside, node.output.channels // groups)
    )


def _found(design: Design, node: Node, channels: tuple[int, ...], multiple: int, dtype: str) -> Found:
    filled = Fraction(1)
    for c in channels:
        filled *= Fraction(c, -(-c // multiple) * multiple)
    wrong = list(dict.fromkeys(c for c in channels if c % multiple))
    multiplies = design.figure("multiplies", node)
    better = ", ".join(f"{_multiples(c, multiple)} in place of {c}" for c in wrong)
    group = " in each group" if getattr(node.layer, "groups", 1) > 1 else ""
    told = " and ".join(map(str, wrong))
    return Found(
        node,
        f"{described(node)} has {told} channels{group}, not a multiple of {multiple} as {dtype} needs",
        f"{percent(1 - filled)} of the tiles in which its {multiplies:,} multiplies run are filled"
        " with zeros,"
        " or it runs without tensor cores",
        better,
    )


def _multiples(channels: int, multiple: int) -> str:
    """The multiples below and above: `16 or 24`."""
    below = channels // multiple * multiple
    return f"{below} or {below + multiple}" if below else f"{multiple}"


RULE = Rule(
    name="hardware-channels",
    severity="note",
    what="At the dtype of the review, channels are not a multiple of what tensor cores process at a time.",
    why=(
        "Tensor cores multiply tiles whose sides are 16 bytes of channels: 8 in half precision, 16 in"
        " int8. Other numbers are padded with zeros, or run on slower units: 84 channels cost as much as"
        " 88. The rule runs where `dtype` is float16, bfloat16, float8 or int8: `--dtype float16`."
    ),
    bad="""\
review: {dtype: float16}
input: 32x32x3
layers:
  - conv: {filters: 30, kernel: 3, padding: 1, activation: relu}  # !
  - max_pool: 2
""",
    good="""\
review: {dtype: float16}
input: 32x32x3
layers:
  - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
  - max_pool: 2
""",
    source=(
        "NVIDIA, Deep learning performance documentation: Convolutional layers user's guide, channels in"
        " and out (divisible by 8 for FP16, by 16 for INT8)"
    ),
    find=find,
)
