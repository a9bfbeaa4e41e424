"""Papers, courses and model pages: the customs by which figures are worked out by hand."""

from cnncalc.design.reconcile.amounts import (
    BIASES,
    MULTIPLIES,
    TWICE,
    below_the_classifier,
    outputs,
    parameters,
    twice_the_multiplies,
)
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure


def _weights(layer: LayerFacts) -> int:
    return layer.weights if layer.weighs else 0


def _biases(layer: LayerFacts) -> int:
    return layer.biases if layer.weighs else 0


def _others(layer: LayerFacts) -> int:
    return 0 if layer.weighs else layer.parameters


def _convolution_parameters(layer: LayerFacts) -> int:
    return layer.parameters if layer.weighs and layer.y.size else 0


def _convolution_multiplies(layer: LayerFacts) -> int:
    return layer.multiplies if layer.y.size else 0


def _kept_bias(layer: LayerFacts) -> int:
    return layer.y.channels if layer.weighs and layer.y.size and not layer.biased else 0


def _all_operations(layer: LayerFacts) -> int:
    return sum(count for count in layer.operations[:-1] if isinstance(count, int))


def _weight_layer(layer: LayerFacts) -> int:
    return int(layer.weighs and bool(layer.weights))


WEIGHTS = Term("weights of convolutions and dense layers", _weights)
OWN_BIASES = Term("their biases, one per filter or unit", _biases)
OTHERS = Term("scales and shifts of normalizations, and other parameters", _others)
KEPT = Term("one bias per filter of the convolutions that have none", _kept_bias)

PROFILE = Profile(
    name="papers",
    about="numbers computed by hand",
    source="the tables of the papers; CS231n's notes; Canziani et al. 2016, arXiv:1605.07678",
    counts=(
        ToolFigure("parameters", "parameters", (WEIGHTS, OWN_BIASES, OTHERS), 0),
        ToolFigure(
            "weights without biases",
            "parameters",
            (WEIGHTS,),
            2,
            remark="as in table 1 of GoogLeNet's paper and in CS231n's notes",
        ),
        ToolFigure(
            "parameters but for normalizations", "parameters", (WEIGHTS, OWN_BIASES), 3,
            remark="normalizations are left out",
        ),
        ToolFigure(
            "parameters without the classifier",
            "parameters",
            (Term("parameters but for those of dense layers", below_the_classifier),),
            3,
            remark="what is left where the network is another one's backbone",
        ),
        ToolFigure(
            "parameters of convolutions",
            "parameters",
            (Term("weights and biases of convolutions", _convolution_parameters),),
            4,
        ),
        ToolFigure(
            "parameters, all biases kept", "parameters", (WEIGHTS, OWN_BIASES, OTHERS, KEPT), 3,
            remark="biases before a normalization are kept, as Keras' ResNet keeps them",
        ),
        ToolFigure("multiplies", "macs", (MULTIPLIES,), 0, remark="one FLOP is one multiply-accumulate"),
        ToolFigure(
            "FLOPs (2 x multiplies)", "flops", (TWICE,), 1, remark="two FLOPs are one multiply-accumulate"
        ),
        ToolFigure("multiplies with biases", "macs", (MULTIPLIES, BIASES), 3),
        ToolFigure("FLOPs with biases", "flops", (TWICE, BIASES), 3),
        ToolFigure(
            "FLOPs, sums less one addition",
            "flops",
            (
                Term("2 x multiplies", twice_the_multiplies),
                Term("a sum of m terms takes m - 1 additions", lambda layer: -outputs(layer)),
            ),
            4,
        ),
        ToolFigure(
            "multiplies of convolutions",
            "macs",
            (Term("multiplies of convolutions", _convolution_multiplies),),
            4,
        ),
        ToolFigure(
            "FLOPs of convolutions",
            "flops",
            (Term("2 x multiplies of convolutions", lambda layer: 2 * _convolution_multiplies(layer)),),
            4,
        ),
        ToolFigure(
            "all operations",
            "flops",
            (Term("operations of every kind in every layer", _all_operations),),
            5,
        ),
        ToolFigure(
            "layers with weights", "layers", (Term("convolutions and dense layers", _weight_layer),), 1
        ),
        ToolFigure(
            "memory of parameters, float32", "bytes",
            (Term("4 bytes per parameter", lambda layer: 4 * parameters(layer)),), 0,
        ),
        ToolFigure(
            "memory of parameters, float16", "bytes",
            (Term("2 bytes per parameter", lambda layer: 2 * parameters(layer)),), 3,
        ),
        ToolFigure(
            "memory of parameters, int8", "bytes", (Term("1 byte per parameter", parameters),), 4
        ),
    ),
)  # fmt: skip
