"""The bundled networks that are those of torchvision, by torchvision's names of them."""

from functools import cache
from typing import Any, NamedTuple

from cnncalc import Summary, summarize

D = [2, 2, 3, 3, 3]


class Ours(NamedTuple):
    """The bundled network that is one of torchvision's."""

    name: str
    settings: dict[str, Any] = {}
    functional: tuple[str, ...] = ()  # layers that are functions there, which no hook sees
    heads: bool = True


MEAN = ("global_avg_pool1",)
POOLS = ("*/pool/avg_pool1", "*/pool/max_pool1")  # in the branches of Inception v3

TABLES = {
    "alexnet": Ours("alexnet_torchvision"),
    "vgg11": Ours("vgg11", {"adaptive_pool": True}),
    "vgg13": Ours("vgg13", {"adaptive_pool": True}),
    "vgg16": Ours("vgg11", {"adaptive_pool": True, "depths": D}),
    "vgg19": Ours("vgg19", {"adaptive_pool": True}),
    "densenet121": Ours("densenet121", functional=MEAN),
    "densenet169": Ours("densenet169", functional=MEAN),
    "googlenet": Ours("googlenet_torchvision", heads=False),
    "googlenet_aux": Ours("googlenet_torchvision"),
    "inception_v3": Ours("inception_v3", functional=POOLS),
    "inception_v3_noaux": Ours("inception_v3", functional=POOLS, heads=False),
    "mnasnet1_0": Ours("mnasnet1_0", functional=MEAN),
    "mobilenet_v2": Ours("mobilenet_v2", functional=MEAN),
    "shufflenet_v2_x1_0": Ours("shufflenet_v2_x1_0", functional=MEAN),
    **{
        name: Ours(name)
        for name in (
            "vgg16_bn", "squeezenet1_0", "squeezenet1_1", "resnet18", "resnet34", "resnet50", "resnet101",
            "resnet152", "resnext50_32x4d", "wide_resnet50_2", "mobilenet_v3_large", "mobilenet_v3_small",
            "efficientnet_b0", "efficientnet_b3", "efficientnet_v2_s", "regnet_x_400mf", "regnet_y_400mf",
            "convnext_tiny",
        )
    },
}  # fmt: skip


@cache
def network(model: str) -> Summary:
    """The bundled network for one of torchvision's."""
    name, settings, _, heads = TABLES[model]
    return summarize(name, settings=settings, heads=heads)
