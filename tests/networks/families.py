"""Specs of larger torchvision networks, put together from their repeating parts as plain data.

Every function gives the layers of one network for an input of 224x224x3. Blocks bear torchvision's
names (`layer1.0`, `inception3a`), so that rows of the reference tables find them.
"""

from typing import Any

Layers = list[Any]


def conv(filters: int, kernel: int, stride: int = 1, **more: Any) -> dict[str, Any]:
    """A convolution padded to keep the size at stride 1, as these networks pad theirs."""
    fields = {"filters": filters, "kernel": kernel, "stride": stride, "padding": kernel // 2, **more}
    return {"conv": fields}


def conv_bn(filters: int, kernel: int, stride: int = 1, **more: Any) -> Layers:
    return [conv(filters, kernel, stride, bias=False, **more), "batch_norm"]


def vgg16() -> Layers:
    layers: Layers = []
    for filters, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        layers += [conv(filters, 3, activation="relu")] * depth + [{"max_pool": 2}]
    classifier = [{"dense": {"units": 4096, "activation": "relu"}}, "dropout"] * 2 + [{"dense": 1000}]
    return [*layers, {"adaptive_avg_pool": 7}, "flatten", *classifier]


def resnet(depths: tuple[int, ...], bottleneck: bool) -> Layers:
    layers: Layers = [
        conv(64, 7, 2, bias=False, name="conv1"),
        "batch_norm",
        "relu",
        {"max_pool": {"name": "maxpool", "kernel": 3, "stride": 2, "padding": 1}},
    ]
    channels = 64
    for stage, depth in enumerate(depths, 1):
        width = 32 * 2**stage  # 64, 128, 256, 512
        for i in range(depth):
            stride = 2 if i == 0 and stage > 1 else 1
            if bottleneck:
                narrow = [*conv_bn(width, 1), "relu", *conv_bn(width, 3, stride), "relu"]
                main = [*narrow, *conv_bn(4 * width, 1)]
            else:
                main = [*conv_bn(width, 3, stride), "relu", *conv_bn(width, 3)]
            out = 4 * width if bottleneck else width
            shortcut = conv_bn(out, 1, stride) if (stride, channels) != (1, out) else "identity"
            layers += [{"add": {"name": f"layer{stage}.{i}", "branches": [main, shortcut]}}, "relu"]
            channels = out
    return [*layers, "global_avg_pool", {"dense": 1000}]


INCEPTION = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""Filters of 1x1, of 3x3 and of "5x5" (each behind its reduction), and behind the pool."""


def googlenet() -> Layers:
    """Without auxiliary heads; the branch called 5x5 in the paper has 3x3 kernels in torchvision."""

    def unit(filters: int, kernel: int, stride: int = 1, **more: Any) -> Layers:
        return [*conv_bn(filters, kernel, stride, **more), "relu"]

    def halved(name: str, kernel: int) -> dict[str, Any]:
        return {"max_pool": {"name": name, "kernel": kernel, "stride": 2, "rounding": "ceil"}}

    def inception(name: str) -> dict[str, Any]:
        one, before_three, three, before_five, five, projection = INCEPTION[name]
        pool = {"max_pool": {"kernel": 3, "stride": 1, "padding": 1, "rounding": "ceil"}}
        branches = [
            unit(one, 1),
            [*unit(before_three, 1), *unit(three, 3)],
            [*unit(before_five, 1), *unit(five, 3)],
            [pool, *unit(projection, 1)],
        ]
        return {"concat": {"name": f"inception{name}", "branches": branches}}

    return [
        *unit(64, 7, 2, name="conv1"),
        halved("maxpool1", 3),
        *unit(64, 1, name="conv2"),
        *unit(192, 3, name="conv3"),
        halved("maxpool2", 3),
        *(inception(name) for name in ("3a", "3b")),
        halved("maxpool3", 3),
        *(inception(name) for name in ("4a", "4b", "4c", "4d", "4e")),
        halved("maxpool4", 2),
        *(inception(name) for name in ("5a", "5b")),
        {"adaptive_avg_pool": 1},
        "flatten",
        "dropout",
        {"dense": 1000},
    ]


def densenet121() -> Layers:
    layers: Layers = [
        conv(64, 7, 2, bias=False, name="features.conv0"),
        "batch_norm",
        "relu",
        {"max_pool": {"name": "features.pool0", "kernel": 3, "stride": 2, "padding": 1}},
    ]
    last = "features.pool0"
    channels = 64
    for block, depth in enumerate((6, 12, 24, 16), 1):
        grown = [last]  # every layer of a block reads the outputs of all before it
        for i in range(1, depth + 1):
            name = f"block{block}.{i}"
            if i > 1:
                layers.append({"concat": {"name": f"{name}.joined", "from": list(grown)}})
            layers += [
                "batch_norm",
                "relu",
                conv(128, 1, bias=False),
                "batch_norm",
                "relu",
                conv(32, 3, bias=False, name=name),
            ]
            grown.append(name)
        layers.append({"concat": {"name": f"features.denseblock{block}", "from": grown}})
        channels += 32 * depth
        if block < 4:
            channels //= 2
            last = f"features.transition{block}"
            layers += ["batch_norm", "relu", conv(channels, 1, bias=False)]
            layers.append({"avg_pool": {"name": last, "kernel": 2}})
    return [*layers, "batch_norm", "relu", "global_avg_pool", {"dense": 1000}]


def lenet5() -> Layers:
    """With its third convolution written as one, 5x5 on a map of 5x5."""
    return [
        {"conv": {"name": "conv1", "filters": 6, "kernel": 5}},
        {"avg_pool": {"name": "pool1", "kernel": 2}},
        {"conv": {"name": "conv2", "filters": 16, "kernel": 5}},
        {"avg_pool": {"name": "pool2", "kernel": 2}},
        {"conv": {"name": "conv3", "filters": 120, "kernel": 5}},
        "flatten",
        {"dense": 84},
        {"dense": 10},
    ]
