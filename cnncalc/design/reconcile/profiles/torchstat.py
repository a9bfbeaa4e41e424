"""torchstat: its two columns have each other's names."""

from cnncalc.design.reconcile.amounts import (
    MULTIPLIES,
    TWICE,
    WINDOW_POOLS,
    batch_norms,
    convolution_biases,
    given_by,
    outputs,
    read_by,
)
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation


def _window(less: int, kind: str) -> Term:
    def amount(layer: LayerFacts) -> int:
        return layer.y.values * (layer.taps - less) if layer.kind == kind else 0

    return Term(f"{'k*k - 1' if less else 'k*k'} per output of {kind}", amount)


PROFILE = Profile(
    name="torchstat",
    about="stat(net, input_size)",
    source="torchstat.compute_flops and compute_madd, 0.0.7",
    counts=(
        ToolFigure(
            "Flops", "macs",
            (
                MULTIPLIES,
                Term("1 per output of a convolution with biases", convolution_biases),
                Term("2 per value of batch normalization", batch_norms(2)),
                Term("1 per value of ReLU", given_by(("relu", "relu6", "prelu", "elu", "leaky_relu"))),
                Term("1 per value that a pool reads", read_by(WINDOW_POOLS)),
                Term("1 per value of an upsampling", given_by(("upsample",))),
            ),
            2, sees=in_evaluation,
            remark="called Flops, but one per multiply-accumulate",
        ),
        ToolFigure(
            "MAdd", "flops",
            (
                TWICE,
                Term("a sum of m terms takes m - 1 additions", lambda layer: -outputs(layer)),
                Term("1 per output of a convolution with biases", convolution_biases),
                Term("4 per value of batch normalization", batch_norms(4)),
                Term("1 per value of ReLU", given_by(("relu", "relu6"))),
                _window(1, "max_pool"),
                _window(0, "avg_pool"),
            ),
            2, sees=in_evaluation,
            remark="called MAdd, but two per multiply-accumulate",
        ),
    ),
    defects=(
        "names are swapped: Flops counts multiply-accumulates, MAdd two for each (torchstat issue 32)",
        "adaptive pools and functions count 0",
    ),
)  # fmt: skip
