"""calflops: DeepSpeed's functions in a package of their own."""

from cnncalc.design.reconcile.amounts import MULTIPLIES, parameters
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation
from cnncalc.design.reconcile.profiles.deepspeed import FLOPS, OPTIONS

LEAK = "the counts of calls that failed earlier in the same process are added (a defect)"

PROFILE = Profile(
    name="calflops",
    about="calculate_flops(net, input_shape)",
    source="calflops.flops_counter, 0.3.2",
    counts=(
        ToolFigure("MACs", "macs", (MULTIPLIES,), 1, sees=in_evaluation, repeats=LEAK),
        ToolFigure("FLOPs", "flops", FLOPS, 2, OPTIONS, in_evaluation, repeats=LEAK),
        ToolFigure("Params", "parameters", (Term("parameters", parameters),), 2),
    ),
    defects=(
        "a call that fails leaves its state behind: after 20 of them the next prints 21 times the MACs",
        "a depthwise transposed convolution counts 0",
    ),
)
