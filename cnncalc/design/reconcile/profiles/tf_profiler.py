"""TensorFlow's profiler: statistics of the operators in a graph, two per multiply-accumulate."""

from cnncalc.design.reconcile.amounts import AVERAGES_OF_ALL, BIASES, TWICE, given_by, read_by
from cnncalc.design.reconcile.facts import LayerFacts
from cnncalc.design.reconcile.profile import Profile, ProgramOption, Term, ToolFigure


def _pools(layer: LayerFacts) -> int:
    return layer.y.values * layer.taps if layer.kind in ("max_pool", "avg_pool") else 0


PROFILE = Profile(
    name="TF profiler",
    about="tf.profiler (tfprof), total_float_ops",
    source="tensorflow/python/profiler/internal/flops_registry.py",
    counts=(
        ToolFigure(
            "total_float_ops",
            "flops",
            (
                TWICE,
                BIASES,
                Term("k*k per value that a pool gives", _pools),
                Term("1 per value that a global average reads", read_by(AVERAGES_OF_ALL)),
                Term("1 per value of an addition or a product of maps", given_by(("add", "multiply"))),
                Term("5 per value of softmax", given_by(("softmax",), 5)),
            ),
            1,
            (
                ProgramOption("the network ends in logits", lambda layer: -given_by(("softmax",), 5)(layer)),
            ),
            remark="a fused batch normalization counts 0",
        ),
        ToolFigure(
            "Conv2D and MatMul", "flops", (TWICE,), 2,
            remark="also the FLOPs of the TF-slim and Keras model pages",
        ),
    ),
)  # fmt: skip
