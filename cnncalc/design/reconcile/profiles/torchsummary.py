"""torchsummary (pytorch-summary): every module's output, twice."""

from cnncalc.design.reconcile.amounts import BYTES, kept_map, parameters
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation

FUNCTIONS = ("flatten", "concat", "add", "multiply", "identity", "slice", "channel_shuffle", "reshape")
"""What is written as a function, which its hooks do not see."""


def _outputs(layer: LayerFacts) -> int:
    return 0 if layer.kind in FUNCTIONS else 2 * BYTES * layer.y.values


PASS = Term("2 x 4 bytes per value that a module gives, activations and dropout included", _outputs)
PARAMS = Term("4 bytes per parameter", lambda layer: BYTES * parameters(layer))
OPTIONS = (
    ProgramOption(
        "an adaptive pool that keeps the map comes before flatten",
        lambda layer: 2 * BYTES * kept_map(layer),
    ),
    ProgramOption(
        "residual blocks are modules, so their outputs count once more",
        lambda layer: 2 * BYTES * layer.y.values if layer.kind == "add" else 0,
    ),
)

PROFILE = Profile(
    name="torchsummary",
    about="summary(net, input_size)",
    source="torchsummary.torchsummary, 1.5.1",
    counts=(
        ToolFigure("Total params", "parameters", (Term("parameters", parameters),), 2, sees=in_evaluation),
        ToolFigure(
            "Forward/backward pass", "bytes", (PASS,), 2, OPTIONS, in_evaluation,
            "the outputs count twice, for the gradients; the input is left out", binary=True,
        ),
        ToolFigure("Params size", "bytes", (PARAMS,), 2, sees=in_evaluation, binary=True),
    ),
    defects=(
        "ReLU in place, dropout and other modules without memory of their own count as outputs",
        "blocks that are modules count their output once more beside the layers in them",
        "several inputs are multiplied where they should be added",
    ),
)  # fmt: skip
