"""torchinfo: parameters times output positions for convolutions, parameters for everything else."""

from cnncalc.design.reconcile.amounts import BYTES, MULTIPLIES, ON_OUTPUT_GRID, biases, parameters
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure, in_evaluation


def _norms(layer: LayerFacts) -> int:
    return 0 if layer.weighs or layer.kind == "layer_scale" else layer.parameters


def _as_linear(layer: LayerFacts) -> int:
    """What a 1x1 convolution in a branch loses where it is a linear layer over the map."""
    if layer.kind != "conv" or layer.taps != 1 or not layer.in_branch:
        return 0
    return layer.parameters * (1 - layer.y.positions)


def _outputs(layer: LayerFacts) -> int:
    return 2 * BYTES * layer.y.values if layer.parameters else 0


def _with_parameters(layer: LayerFacts) -> int:
    return BYTES * layer.parameters


PROFILE = Profile(
    name="torchinfo",
    about="summary(net, input_size)",
    source="torchinfo.layer_info and model_statistics, 1.8.0",
    counts=(
        ToolFigure("Total params", "parameters", (Term("parameters", parameters),), 1),
        ToolFigure(
            "Total mult-adds",
            "macs",
            (
                MULTIPLIES,
                Term("1 per output of a layer with biases", biases),
                Term("parameters of normalizations, per channel and not per value", _norms, defect=True),
                ON_OUTPUT_GRID,
            ),
            1,
            (
                ProgramOption(
                    "1x1 convolutions in branches are written as linear layers over the map, which count"
                    " for one position only (a defect)",
                    _as_linear,
                ),
            ),
            in_evaluation,
            repeats="the batch counts: so many images",
        ),
        ToolFigure(
            "Forward/backward pass", "bytes",
            (Term("2 x 4 bytes per output of layers with parameters", _outputs),), 2,
            sees=in_evaluation,
            remark="its MB is 10**6 bytes",
        ),
        ToolFigure(
            "Params size", "bytes", (Term("4 bytes per parameter", _with_parameters),), 2
        ),
    ),
    defects=(
        "a normalization costs its 2C parameters, not something per value",
        "a linear layer over a map costs one position: ConvNeXt-T has 322 M where 4.46 G are right",
        "transposed convolutions are costed on their output grid: stride 2 gives four times too much",
        "convolutions that are called as functions count 0",
        "the mult-adds are those of the whole batch",
    ),
)  # fmt: skip
