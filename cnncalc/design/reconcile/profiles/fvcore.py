"""fvcore: FlopCountAnalysis follows a trace of the network, so it sees functions too."""

from cnncalc.design.reconcile.amounts import (
    AVERAGES_OF_ALL,
    MULTIPLIES,
    OWN_STATISTICS,
    batch_norms,
    bilinear,
    kept_map,
    nearest,
    parameters,
    read_by,
)
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation

PROFILE = Profile(
    name="fvcore",
    about="FlopCountAnalysis",
    source="fvcore.nn.flop_count and jit_handles, 0.1.5",
    counts=(
        ToolFigure(
            "flops",
            "macs",
            (
                MULTIPLIES,
                Term("2 per value of batch normalization", batch_norms(2)),
                Term("5 per value of layer and group normalization", read_by(OWN_STATISTICS, 5)),
                Term("1 per value that adaptive and global average pools read", read_by(AVERAGES_OF_ALL)),
                Term("1 per value of an upsampling by repetition", nearest(1)),
                Term("4 per value of a bilinear upsampling", bilinear(4)),
            ),
            1,
            (
                ProgramOption(
                    "the global average is written as a mean, which it does not count",
                    lambda layer: -read_by(("global_avg_pool",))(layer),
                ),
                ProgramOption("an adaptive pool that keeps the map comes before flatten", kept_map),
            ),
            in_evaluation,
            "one per multiply-accumulate, though it is called flops",
        ),
        ToolFigure("flops of conv and linear", "macs", (MULTIPLIES,), 2, sees=in_evaluation),
        ToolFigure("parameter_count", "parameters", (Term("parameters", parameters),), 2),
    ),
)
