"""A bias in front of a normalization that takes each channel's mean away again."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.network import Node

SUBTRACT_THE_MEAN = ("batch_norm", "instance_norm")


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Weight layers with biases that only such a normalization reads."""
    for node in design:
        biases = design.figure("parameters", node).biases
        readers = design.readers[node.number]
        if not (biases and readers and node.layer and node.layer.weight_layer):
            continue
        if all(_subtracts(reader, node) for reader in readers):
            yield Found(
                node,
                f"{described(node)} has a bias, and '{readers[0].name}' after it subtracts each"
                " channel's mean",
                f"{biases:,} parameters that change nothing",
                "bias: false",
                others=tuple(readers),
            )


def _subtracts(reader: Node, node: Node) -> bool:
    """Whether the mean is taken over what one bias was added to."""
    return reader.kind in SUBTRACT_THE_MEAN and node.kind != "locally_connected"


RULE = Rule(
    name="bias-before-norm",
    severity="warning",
    what="A convolution or dense layer has a bias, and only a batch or instance normalization reads it.",
    why=(
        "The normalization subtracts each channel's mean, and with it any constant that was added to the"
        " channel; its own shift takes the place of the bias. One number per channel is stored, trained and"
        " decayed for nothing: 4,224 of them in VGG-16 with batch normalization."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 64, kernel: 3, padding: 1}  # !
  - batch_norm
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 64, kernel: 3, padding: 1, bias: false}
  - batch_norm
  - relu
""",
    source="Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167, section 3.2",
    find=find,
)
