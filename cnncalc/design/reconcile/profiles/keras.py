"""Keras: the totals below `model.summary()`."""

from cnncalc.design.reconcile.amounts import below_the_classifier, parameters, statistics
from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure

TRAINABLE = Term("trained parameters", lambda layer: parameters(layer) if layer.trainable else 0)
FROZEN = Term("frozen parameters", lambda layer: 0 if layer.trainable else parameters(layer))
BELOW = Term("parameters but for those of dense layers", below_the_classifier)
MOVING = Term("running statistics of batch normalization", statistics)

PROFILE = Profile(
    name="Keras",
    about="model.summary()",
    source="keras.utils.summary_utils; keras.applications",
    counts=(
        ToolFigure(
            "Total params", "parameters", (TRAINABLE, FROZEN, MOVING), 1,
            remark="running statistics count as parameters that are not trained",
        ),
        ToolFigure(
            "Total params, include_top=False", "parameters", (BELOW, MOVING), 2,
            remark="keras.applications without its dense layers",
        ),
        ToolFigure("Trainable params", "parameters", (TRAINABLE,), 1),
        ToolFigure("Non-trainable params", "parameters", (FROZEN, MOVING), 2),
    ),
)  # fmt: skip
