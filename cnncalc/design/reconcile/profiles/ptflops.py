"""ptflops: the backend `pytorch` puts hooks on modules and on functions, the backend `aten` on operators."""

from cnncalc.design.reconcile.amounts import (
    BIASES,
    GLOBAL_POOLS,
    MULTIPLIES,
    WINDOW_POOLS,
    batch_norms,
    given_by,
    kept_map,
    read_by,
    window_pools_in_branches,
)
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation

TWICE_SEEN = ("relu", "prelu", "elu", "gelu")
"""Modules that it knows and that call a function which it knows too."""
ONCE_SEEN = ("relu6", "leaky_relu", "silu", "softmax")
POOLS = (*WINDOW_POOLS, *GLOBAL_POOLS)


def _grouped_norms(layer: LayerFacts) -> int:
    return read_by(("group_norm", "instance_norm"), 2 if layer.parameters else 1)(layer)


def _responses(layer: LayerFacts) -> int:
    """Two products, a sum, and a pool that reads the channels with half a window of zeros on each side."""
    if not layer.neighbours:
        return 0
    padded = layer.x.channels + layer.neighbours - 1
    return 3 * layer.x.values + padded * layer.x.positions


PYTORCH = (
    MULTIPLIES,
    BIASES,
    Term("2 per value of batch normalization", batch_norms(2)),
    Term("1 per value of layer normalization", read_by(("layer_norm",))),
    Term("2 per value of group and instance normalization, 1 if not affine", _grouped_norms),
    Term("1 per value of ReLU, GELU, ELU, PReLU", given_by(TWICE_SEEN)),
    Term("the same once more: the module and its function", given_by(TWICE_SEEN), defect=True),
    Term("1 per value of ReLU6, leaky ReLU, SiLU, softmax", given_by(ONCE_SEEN)),
    Term("local response normalization: 3 per value, and what its pool over channels reads", _responses),
    Term("1 per value that a pool reads", read_by(POOLS)),
    Term("the same once more: the module and its function", read_by(POOLS), defect=True),
    Term(
        "2 per value of an upsampling: the module and its function", given_by(("upsample",), 2), defect=True
    ),
)

OPTIONS = (
    ProgramOption(
        "activations are written as functions, so they count once",
        lambda layer: -given_by(TWICE_SEEN)(layer),
    ),
    ProgramOption(
        "the global average is written as a function, so it counts once",
        lambda layer: -read_by(("global_avg_pool",))(layer),
        "global average",
    ),
    ProgramOption(
        "the global average is written as a mean, which it does not see",
        lambda layer: -2 * read_by(("global_avg_pool",))(layer),
        "global average",
    ),
    ProgramOption(
        "pools in branches are written as functions, so they count once",
        lambda layer: -window_pools_in_branches(layer),
    ),
    ProgramOption(
        "an adaptive pool that keeps the map comes before flatten", lambda layer: 2 * kept_map(layer)
    ),
    ProgramOption(
        "layer normalizations outside of branches are torchvision's LayerNorm2d, unknown to it",
        lambda layer: -layer.x.values if layer.kind == "layer_norm" and not layer.in_branch else 0,
    ),
)

PROFILE = Profile(
    name="ptflops",
    about="get_model_complexity_info(net, size), with backend=pytorch or aten",
    source="ptflops.pytorch_ops and aten_ops, 0.7.5",
    counts=(
        ToolFigure("MACs (pytorch)", "macs", PYTORCH, 1, OPTIONS, in_evaluation),
        ToolFigure(
            "MACs (aten)", "macs", (MULTIPLIES, BIASES), 1, sees=in_evaluation,
            remark="convolutions and matrix products with their biases",
        ),
    ),
    defects=(
        "backend pytorch: every ReLU and pool counts twice, as a module and as the function that it calls",
        "backend pytorch: convolutions that are called as functions count 0",
    ),
)  # fmt: skip
