"""What is usually done wrong with a layer on numbers: each slip as the layer that was taken in its place."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from cnncalc.layers import CATALOGUE, Layer
from cnncalc.teaching.values.chain import Link
from cnncalc.teaching.values.matrix import Matrix

Slip = tuple[str, list[Link]]
"""What was done, and what stands in place of the layer."""


def slips(link: Link) -> Iterator[Slip]:
    """What is usually done wrong with this layer, the likeliest first."""
    for found in (_of_kernels, _of_biases, _of_windows, _of_padding, _of_pools, _of_vectors):
        yield from found(link)
    if link.layer.is_activation or link.layer.kind in ("dropout", "softmax"):
        yield f"{link.layer.kind} is left out", []


def _with(link: Link, **fields: Any) -> list[Link]:
    """The same with other fields of the layer."""
    return [link._replace(layer=type(link.layer)(**{**vars(link.layer), **fields}))]


def _given(link: Link, **numbers: Any) -> list[Link]:
    """The same with other numbers."""
    return [link._replace(given=link.given._replace(**numbers))]


def _of_kernels(link: Link) -> Iterator[Slip]:
    kernels = link.given.kernels
    if not kernels or link.layer.kind == "dense":
        return
    if link.given.flip:
        yield (
            "the kernel is not turned: that is cross-correlation, and convolution is asked for",
            _given(link, flip=False),
        )
    else:
        yield (
            "the kernel is turned by 180 degrees, as mathematics has convolution; networks cross-correlate",
            _given(link, flip=True),
        )
    if len(kernels[0][0]) == len(kernels[0][0][0]):
        turned = tuple(tuple(tuple(zip(*kernel, strict=True)) for kernel in one) for one in kernels)
        yield "the rows and columns of the kernel are swapped", _given(link, kernels=turned)
    mirrored = tuple(tuple(tuple(row[::-1] for row in kernel) for kernel in one) for one in kernels)
    yield "the kernel is mirrored from left to right", _given(link, kernels=mirrored)
    if len(kernels) > 1:
        yield (
            "the filters are in the wrong order",
            _given(link, kernels=kernels[::-1], biases=link.given.biases[::-1]),
        )
    several = max(map(len, kernels))
    for channel in range(several if several > 1 else 0):
        alone = tuple(tuple(_only(kernel, k == channel) for k, kernel in enumerate(one)) for one in kernels)
        yield (
            f"only channel {channel + 1} is read: the channels are not added up",
            _given(link, kernels=alone),
        )


def _only(kernel: Matrix, kept: bool) -> Matrix:
    return kernel if kept else tuple(tuple(Fraction(0) for _ in row) for row in kernel)


def _of_biases(link: Link) -> Iterator[Slip]:
    biases = link.given.biases
    if not any(biases):
        return
    yield "the bias is forgotten", _given(link, biases=())
    yield "the bias is taken off, not added", _given(link, biases=tuple(-bias for bias in biases))
    several = max(map(len, link.given.kernels))
    if several > 1:
        yield (
            "the bias is added once for each channel",
            _given(link, biases=tuple(several * b for b in biases)),
        )


def _of_windows(link: Link) -> Iterator[Slip]:
    fields = vars(link.layer)
    if "stride" not in fields:
        return
    stride = fields["kernel"] if fields["stride"] is None else fields["stride"]
    if stride not in (1, (1, 1)):
        yield "the stride is ignored", _with(link, stride=1)
    if fields.get("dilation", 1) not in (1, (1, 1)):
        yield "the dilation is ignored", _with(link, dilation=1)


def _of_padding(link: Link) -> Iterator[Slip]:
    fields, given = vars(link.layer), link.given
    if "padding" not in fields:
        return
    if fields["padding"] in (0, "valid", (0, 0)):
        yield "the image is padded, though nothing says so", _with(link, padding="same")
        return
    yield "the padding is forgotten", _with(link, padding=0)
    if given.fill:
        yield "the padding is filled with zeros", _given(link, fill=Fraction(0))
    if given.mode or fields.get("padding_mode", "zeros") != "zeros":
        mode = given.mode or fields["padding_mode"]
        yield (
            f"the padding is filled with zeros, not {mode}",
            [Link(_with(link, padding_mode="zeros")[0].layer, given._replace(mode=""))],
        )
    elif link.layer.kind == "conv":
        yield "the padding repeats the edge, where zeros are asked for", _given(link, mode="replicate")


POOLS = {
    "max_pool": ("avg_pool", "the average is taken, not the maximum"),
    "avg_pool": ("max_pool", "the maximum is taken, not the average"),
    "global_max_pool": ("global_avg_pool", "the average is taken, not the maximum"),
    "global_avg_pool": ("global_max_pool", "the maximum is taken, not the average"),
}


def _of_pools(link: Link) -> Iterator[Slip]:
    layer, fields = link.layer, vars(link.layer)
    if layer.kind in POOLS:
        other, sentence = POOLS[layer.kind]
        yield sentence, [link._replace(layer=_other_pool(layer, other))]
    if "rounding" in fields:
        if fields["rounding"] == "ceil":
            yield "the partly filled last window is left out", _with(link, rounding="floor")
        else:
            yield "a partly filled last window is counted", _with(link, rounding="ceil")
    if layer.kind == "avg_pool" and fields["padding"] not in (0, "valid"):
        counted = link.given.count_padding
        done = "are left out of the average" if counted else "are counted in the average"
        yield f"the zeros of the padding {done}", _given(link, count_padding=not counted)


def _other_pool(layer: Layer, kind: str) -> Layer:
    of: Callable[..., Layer] = CATALOGUE[kind]
    shared = CATALOGUE[kind].fields
    return of(**{name: value for name, value in vars(layer).items() if name in shared})


def _of_vectors(link: Link) -> Iterator[Slip]:
    given = link.given
    if link.layer.kind == "flatten":
        order = "channel after channel" if given.channels_last else "position after position"
        yield f"the values are laid out {order}", _given(link, channels_last=not given.channels_last)
    if link.layer.kind == "dense":
        weights = given.kernels[0][0]
        if len(weights) == len(weights[0]):
            turned = tuple(zip(*weights, strict=True))
            yield "the columns of the weights are taken for its rows", _given(link, kernels=((turned,),))
