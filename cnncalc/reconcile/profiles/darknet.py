"""darknet: the BFLOPs beside each layer."""

from cnncalc.reconcile.profile import Count, Profile, Term

PROFILE = Profile(
    name="darknet",
    about="the column BF or BFLOPs when a network is loaded",
    source="darknet's convolutional_layer.c; Redmon & Farhadi 2018, arXiv:1804.02767",
    counts=(
        Count(
            "BFLOPs",
            "flops",
            (Term("2 x multiplies of convolutions", lambda x: 2 * x.multiplies if x.y.size else 0),),
            2,
            remark="billions; layers other than convolutions count 0",
        ),
    ),
)
