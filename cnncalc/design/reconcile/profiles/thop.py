"""thop (pytorch-OpCounter): hooks on the modules whose class it knows; functions are not seen."""

from cnncalc.design.reconcile.amounts import (
    AVERAGES_OF_ALL,
    MULTIPLIES,
    ON_OUTPUT_GRID,
    batch_norms,
    bilinear,
    given_by,
    kept_map,
    nearest,
    parameters,
    read_by,
)
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation

NORMS = ("layer_norm", "instance_norm")
UNKNOWN = ("layer_scale", "group_norm")


def _averages(layer: LayerFacts) -> int:
    """A pool to a given size: its sum over the window, and a division."""
    return layer.x.values + layer.y.values if layer.kind in AVERAGES_OF_ALL else 0


def _softmax(layer: LayerFacts) -> int:
    return 3 * layer.y.values - 1 if layer.kind == "softmax" else 0


def _known(layer: LayerFacts) -> int:
    return 0 if layer.kind in UNKNOWN else parameters(layer)


def _outer_layer_norm(layer: LayerFacts) -> bool:
    return layer.kind == "layer_norm" and not layer.in_branch


LAYER_NORM_2D = "layer normalizations outside of branches are torchvision's LayerNorm2d, unknown to it"

MACS = (
    MULTIPLIES,
    Term("4 per value of batch normalization", batch_norms(4), defect=True),
    Term("4 per value of layer and instance normalization", read_by(NORMS, 4), defect=True),
    Term("1 per value of PReLU", read_by(("prelu",))),
    Term("1 per value that an average pool gives", given_by(("avg_pool",))),
    Term("1 per value that a global or adaptive average reads and gives", _averages),
    Term("3n - 1 for a softmax of n", _softmax),
    Term("1 per value of an upsampling by repetition", nearest(1)),
    Term("11 per value of a bilinear upsampling", bilinear(11), defect=True),
    ON_OUTPUT_GRID,
)

OPTIONS = (
    ProgramOption(
        "the global average is written as a function, which hooks do not see",
        lambda layer: -_averages(layer) if layer.kind == "global_avg_pool" else 0,
    ),
    ProgramOption(
        "average pools in branches are written as functions, which hooks do not see",
        lambda layer: -layer.y.values if layer.kind == "avg_pool" and layer.in_branch else 0,
    ),
    ProgramOption(
        "an adaptive pool that keeps the map comes before flatten", lambda layer: 2 * kept_map(layer)
    ),
    ProgramOption(LAYER_NORM_2D, lambda layer: -4 * layer.x.values if _outer_layer_norm(layer) else 0),
)

PROFILE = Profile(
    name="thop",
    about="profile(net, inputs), also behind the GFLOPs of ultralytics",
    source="thop.vision.basic_hooks and calc_func, 0.1.1.post2209072238",
    counts=(
        ToolFigure(
            "macs", "macs", MACS, 1, OPTIONS, in_evaluation,
            "says that it counts multiplications only, and counts 4 per value of a normalization",
        ),
        ToolFigure(
            "ultralytics, 2 x macs", "flops",
            tuple(
                Term(f"2 x ({term.text})", lambda layer, term=term: 2 * term.amount(layer), term.defect)  # type: ignore[misc]
                for term in MACS
            ),
            3,
            tuple(
                ProgramOption(option.text, lambda layer, option=option: 2 * option.amount(layer))  # type: ignore[misc]
                for option in OPTIONS
            ),
            in_evaluation,
        ),
        ToolFigure(
            "params", "parameters", (Term("parameters of modules that it knows and that ran", _known),), 2,
            (ProgramOption(LAYER_NORM_2D, lambda x: -parameters(x) if _outer_layer_norm(x) else 0),),
            in_evaluation,
            "auxiliary outputs do not run in evaluation, so they are missing",
        ),
    ),
    defects=(
        "batch and layer normalization cost 4 per value, though at inference two vectors fold into one each",
        "transposed convolutions are costed on their output grid: stride 2 gives four times too much",
        "modules of a class that it does not know, and functions, count 0 without a word",
    ),
)  # fmt: skip
