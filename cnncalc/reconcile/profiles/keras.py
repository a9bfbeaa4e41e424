"""Keras: the totals below `model.summary()`."""

from cnncalc.reconcile.amounts import below_the_classifier, parameters, statistics
from cnncalc.reconcile.profile import Count, Profile, Term

TRAINABLE = Term("trained parameters", lambda layer: parameters(layer) if layer.trainable else 0)
FROZEN = Term("frozen parameters", lambda layer: 0 if layer.trainable else parameters(layer))
BELOW = Term("parameters but for those of dense layers", below_the_classifier)
MOVING = Term("moving statistics of batch normalization", statistics)

PROFILE = Profile(
    name="Keras",
    about="model.summary()",
    source="keras.utils.summary_utils; keras.applications",
    counts=(
        Count(
            "Total params", "parameters", (TRAINABLE, FROZEN, MOVING), 1,
            remark="moving statistics count as parameters that are not trained",
        ),
        Count(
            "Total params, include_top=False", "parameters", (BELOW, MOVING), 2,
            remark="keras.applications without its dense layers",
        ),
        Count("Trainable params", "parameters", (TRAINABLE,), 1),
        Count("Non-trainable params", "parameters", (FROZEN, MOVING), 2),
    ),
)  # fmt: skip
