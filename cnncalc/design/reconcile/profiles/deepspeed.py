"""DeepSpeed's flops profiler, and calflops, which counts as it does: patched functions."""

from cnncalc.design.reconcile.amounts import (
    GLOBAL_POOLS,
    MULTIPLIES,
    OWN_STATISTICS,
    TWICE,
    WINDOW_POOLS,
    batch_norms,
    convolution_biases,
    kept_map,
    parameters,
    read_by,
)
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation

ACTIVATIONS = ("relu", "relu6", "prelu", "elu", "leaky_relu", "silu", "gelu", "softmax")

FLOPS = (
    TWICE,
    Term("1 per output of a convolution with biases", convolution_biases),
    Term("2 per value of batch normalization", batch_norms(2)),
    Term("5 per value of layer, group and instance normalization", read_by(OWN_STATISTICS, 5)),
    Term("1 per value of ReLU, SiLU, GELU and softmax", read_by(ACTIVATIONS)),
    Term("1 per value that a pool reads", read_by((*WINDOW_POOLS, *GLOBAL_POOLS))),
)

OPTIONS = (
    ProgramOption(
        "the global average is written as a mean, which it does not see",
        lambda layer: -read_by(("global_avg_pool",))(layer),
    ),
    ProgramOption("an adaptive pool that keeps the map comes before flatten", kept_map),
)

PROFILE = Profile(
    name="DeepSpeed",
    about="the flops profiler, get_model_profile",
    source="deepspeed.profiling.flops_profiler.profiler, 0.19.8",
    counts=(
        ToolFigure("MACs", "macs", (MULTIPLIES,), 1, sees=in_evaluation),
        ToolFigure(
            "flops", "flops", FLOPS, 1, OPTIONS, in_evaluation,
            "the biases of linear layers are left out, those of convolutions are not",
        ),
        ToolFigure("params", "parameters", (Term("parameters", parameters),), 2),
    ),
    defects=("the operators + and * and torch.cat count 0, torch.add and torch.mul do not",),
)  # fmt: skip
