"""What terms count of a layer: amounts that several profiles share.

Where a tool decides by the class of a module, the kind is asked for, as the tool does.
"""

from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Amount, Term

BYTES = 4
"""of a float32"""

WINDOW_POOLS = ("max_pool", "avg_pool", "subsample")
GLOBAL_POOLS = ("global_avg_pool", "global_max_pool", "adaptive_avg_pool", "adaptive_max_pool")
AVERAGES_OF_ALL = ("global_avg_pool", "adaptive_avg_pool")
OWN_STATISTICS = ("layer_norm", "group_norm", "instance_norm")


def multiplies(layer: LayerFacts) -> int:
    """Multiplications of weights with activations."""
    return layer.multiplies


def twice_the_multiplies(layer: LayerFacts) -> int:
    """Two operations for each multiply-accumulate."""
    return 2 * layer.multiplies


def parameters(layer: LayerFacts) -> int:
    """Weights and biases."""
    return layer.parameters


def statistics(layer: LayerFacts) -> int:
    """Running means and variances."""
    return layer.statistics


def below_the_classifier(layer: LayerFacts) -> int:
    """Weights and biases but for those of dense layers, which end a network; gates in branches stay."""
    return 0 if layer.weighs and not layer.y.size and not layer.in_branch else layer.parameters


def biases(layer: LayerFacts) -> int:
    """One addition for each output value of a layer with biases."""
    return layer.y.values if layer.weighs and layer.biased else 0


def convolution_biases(layer: LayerFacts) -> int:
    """The same, convolutions only."""
    return biases(layer) if layer.y.size else 0


def batch_norms(times: int) -> Amount:
    """This many per value of batch normalization: of what keeps running statistics."""
    return lambda layer: times * layer.x.values if layer.kind == "batch_norm" else 0


def read_by(kinds: tuple[str, ...], times: int = 1) -> Amount:
    """This many per value that layers of these kinds read."""
    return lambda layer: times * layer.x.values if layer.kind in kinds else 0


def given_by(kinds: tuple[str, ...], times: int = 1) -> Amount:
    """This many per value that layers of these kinds give."""
    return lambda layer: times * layer.y.values if layer.kind in kinds else 0


def outputs(layer: LayerFacts) -> int:
    """Output values of convolutions and dense layers."""
    return layer.y.values if layer.weighs else 0


def transposed(layer: LayerFacts) -> int:
    """What is counted too much where a transposed convolution is costed on its output grid."""
    if layer.kind != "transposed_conv" or not layer.x.positions:
        return 0
    return layer.multiplies * layer.y.positions // layer.x.positions - layer.multiplies


def bilinear(times: int) -> Amount:
    """This many per value that a bilinear interpolation gives."""
    return lambda layer: (
        times * layer.y.values if layer.kind == "upsample" and layer.operations.multiplications else 0
    )


def nearest(times: int) -> Amount:
    """This many per value that an upsampling by repetition gives."""
    return lambda layer: (
        times * layer.y.values if layer.kind == "upsample" and not layer.operations.multiplications else 0
    )


def kept_map(layer: LayerFacts) -> int:
    """The values of a map that is flattened for a dense layer: what an adaptive pool before it reads."""
    return layer.x.values if layer.kind == "flatten" and layer.x.positions > 1 else 0


def window_pools_in_branches(layer: LayerFacts) -> int:
    """What pools in the branches of a join read."""
    return layer.x.values if layer.kind in WINDOW_POOLS and layer.in_branch else 0


MULTIPLIES = Term("multiplies", multiplies)
TWICE = Term("2 x multiplies", twice_the_multiplies)
BIASES = Term("1 per output of a layer with biases", biases)
ON_OUTPUT_GRID = Term("transposed convolutions costed on their output grid", transposed, defect=True)
