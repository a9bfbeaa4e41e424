"""darknet: the BFLOPs beside each layer."""

from cnncalc.design.reconcile.profile import Profile, Term, ToolFigure

PROFILE = Profile(
    name="darknet",
    about="the column BF or BFLOPs when a network is loaded",
    source="darknet's convolutional_layer.c; Redmon & Farhadi 2018, arXiv:1804.02767",
    counts=(
        ToolFigure(
            "BFLOPs",
            "flops",
            (Term("2 x multiplies of convolutions", lambda x: 2 * x.multiplies if x.y.size else 0),),
            2,
            remark="billions; layers other than convolutions count 0",
        ),
    ),
)
