"""PyTorch itself: `parameters()`, a state dict, and torch.utils.flop_counter."""

from cnncalc.design.reconcile.amounts import TWICE, parameters, statistics
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation

ALL = Term("parameters", parameters)

PROFILE = Profile(
    name="PyTorch",
    about="sum(p.numel() for p in net.parameters()), state_dict(), FlopCounterMode",
    source="torch.utils.flop_counter of PyTorch 2.13",
    counts=(
        ToolFigure("numbers in parameters()", "parameters", (ALL,), 1),
        ToolFigure(
            "numbers in state_dict()",
            "parameters",
            (
                ALL,
                Term("running statistics of batch normalization", statistics),
                Term("a counter of batches per normalization", lambda layer: int(layer.statistics > 0)),
            ),
            3,
        ),
        ToolFigure(
            "FlopCounterMode",
            "flops",
            (TWICE,),
            1,
            sees=in_evaluation,
            remark="no biases, normalizations, activations or pools",
        ),
    ),
)
