"""torchprofile: multiply-accumulates of the operators in a trace."""

from cnncalc.design.reconcile.amounts import (
    AVERAGES_OF_ALL,
    MULTIPLIES,
    ON_OUTPUT_GRID,
    OWN_STATISTICS,
    batch_norms,
    bilinear,
    given_by,
    read_by,
)
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation

PROFILE = Profile(
    name="torchprofile",
    about="profile_macs(net, inputs)",
    source="torchprofile.handlers, 0.1.0",
    counts=(
        ToolFigure(
            "MACs",
            "macs",
            (
                MULTIPLIES,
                Term("1 per value of batch normalization", batch_norms(1)),
                Term("1 per value of layer and group normalization", read_by(OWN_STATISTICS)),
                Term("3 per value of local response normalization", read_by(("local_response_norm",), 3)),
                Term("1 per value that an average pool gives", given_by(("avg_pool", *AVERAGES_OF_ALL))),
                Term("1 per value of an elementwise product", given_by(("multiply",))),
                Term("4 per value of a bilinear upsampling", bilinear(4)),
                ON_OUTPUT_GRID,
            ),
            1,
            sees=in_evaluation,
        ),
    ),
    defects=("transposed convolutions are costed on their output grid: stride 2 gives four times too much",),
)
