"""torchscan: rules for each class of module, after the textbook's sums of k products and k - 1 additions."""

from math import prod

from cnncalc.design.reconcile.amounts import (
    MULTIPLIES,
    ON_OUTPUT_GRID,
    TWICE,
    batch_norms,
    biases,
    given_by,
    outputs,
    transposed,
)
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure, in_evaluation


def _kernel(layer: LayerFacts) -> int:
    """Its pools take a kernel that is given as one number for the number of values in the window."""
    return layer.sides[0] if len(set(layer.sides)) == 1 else layer.taps


def _window(layer: LayerFacts) -> int:
    """The side of the windows of an adaptive pool, multiplied out."""
    sizes = layer.y.size or (1,) * layer.x.rank
    return prod(n // out if n % out == 0 else n % out + 1 for n, out in zip(layer.x.size, sizes, strict=True))


def _max_pool(layer: LayerFacts) -> int:
    return layer.y.values * (_kernel(layer) - 1) if layer.kind == "max_pool" else 0


def _avg_pool(layer: LayerFacts) -> int:
    return layer.y.values * (_kernel(layer) - 1 + layer.x.rank) if layer.kind == "avg_pool" else 0


def _adaptive(layer: LayerFacts) -> int:
    if layer.kind in ("global_avg_pool", "adaptive_avg_pool"):
        return layer.y.values * (_window(layer) - 1 + layer.x.rank)
    if layer.kind in ("global_max_pool", "adaptive_max_pool"):
        return layer.y.values * (_window(layer) - 1)
    return 0


def _roots(layer: LayerFacts) -> int:
    return 2 * layer.x.channels if layer.kind == "batch_norm" else 0


def _padding(layer: LayerFacts) -> int:
    return 4 * layer.x.rank if layer.kind == "transposed_conv" else 0


POOLS = (
    Term("a max pool's kernel less one per output, the kernel not squared", _max_pool, defect=True),
    Term("an average pool's kernel and one per output, the kernel not squared", _avg_pool, defect=True),
    Term("an adaptive or global pool's window and one per output", _adaptive),
)
PROFILE = Profile(
    name="torchscan",
    about="summary(net, input_shape), module_macs, module_flops",
    source="torchscan.modules.macs and flops, 0.2.0",
    counts=(
        ToolFigure(
            "macs", "macs",
            (
                MULTIPLIES,
                Term("2 per value of batch normalization", batch_norms(2)),
                *POOLS,
                ON_OUTPUT_GRID,
                Term("4 per axis of a transposed convolution", _padding, defect=True),
            ),
            2, sees=in_evaluation,
        ),
        ToolFigure(
            "flops", "flops",
            (
                TWICE,
                Term("a sum of m terms takes m - 1 additions", lambda layer: -outputs(layer)),
                Term("1 per output of a layer with biases", biases),
                Term("4 per value of batch normalization", batch_norms(4)),
                Term("2 per channel of batch normalization", _roots),
                Term("1 per value of ReLU", given_by(("relu",))),
                Term("2 per value of ReLU6", given_by(("relu6",))),
                Term("4 per value of sigmoid and leaky ReLU", given_by(("sigmoid", "leaky_relu"), 4)),
                Term("6 per value of tanh and ELU", given_by(("tanh", "elu"), 6)),
                Term("1 per value of dropout, in evaluation too", given_by(("dropout",)), defect=True),
                *POOLS,
                Term("2 x as much on the output grid", lambda x: 2 * transposed(x), defect=True),
                Term("8 per axis of a transposed convolution", lambda x: 2 * _padding(x), defect=True),
            ),
            2, sees=in_evaluation,
        ),
    ),
    defects=(
        "a pool's kernel that is given as one number is not squared",
        "transposed convolutions are costed on their output grid, and 4 per axis are added for the padding",
        "receptive fields double at each pool: 308 at VGG-16's pool5, where 212 is right",
    ),
)  # fmt: skip
