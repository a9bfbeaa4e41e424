"""torchvision: the figures beside its pretrained weights."""

from cnncalc.design.reconcile.amounts import MULTIPLIES, parameters
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation

PROFILE = Profile(
    name="torchvision",
    about="the columns Params and GFLOPS of its tables of weights",
    source="num_params and _ops in the weights' meta data (torchvision pull request 6936)",
    counts=(
        ToolFigure("num_params", "parameters", (Term("parameters", parameters),), 1),
        ToolFigure(
            "GFLOPS", "macs", (MULTIPLIES,), 1, sees=in_evaluation,
            remark="called GFLOPS, but one per multiply-accumulate",
        ),
    ),
)  # fmt: skip
