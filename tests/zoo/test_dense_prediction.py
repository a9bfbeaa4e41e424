"""U-Net and FCN-8s: the figures of their papers, and the sums."""

from fractions import Fraction
from functools import cache

import pytest

from cnncalc import LayerSummary, Summary, summarize

summary = cache(summarize)


def end(found: Summary, name: str) -> LayerSummary:
    """The layer of this name, or the last one of the block."""
    return [layer for layer in found if layer.name == name or layer.name.startswith(f"{name}/")][-1]


# -- U-Net -----------------------------------------------------------------------------------------


def test_unet_has_the_sizes_that_figure_1_prints() -> None:
    found = summary("unet")
    convolutions = [layer for layer in found if layer.kind == "conv"]
    assert [layer.output.size[0] for layer in convolutions] == [
        570, 568, 282, 280, 138, 136, 66, 64, 30, 28, 54, 52, 102, 100, 198, 196, 390, 388, 388,
    ]  # fmt: skip
    assert [layer.output.channels for layer in convolutions] == [
        64, 64, 128, 128, 256, 256, 512, 512, 1024, 1024, 512, 512, 256, 256, 128, 128, 64, 64, 2,
    ]  # fmt: skip
    joined = [str(layer.output) for layer in found if layer.kind == "concat"]
    assert joined == ["56x56x1024", "104x104x512", "200x200x256", "392x392x128"]


@pytest.mark.parametrize(
    ("channels", "classes", "parameters"),
    [(1, 2, 31_030_658), (1, 1, 31_030_593), (3, 1, 31_031_745)],
)
def test_unet_has_the_parameters_that_are_told_of_it(channels: int, classes: int, parameters: int) -> None:
    found = summarize("unet", input=f"572x572x{channels}", settings={"classes": classes})
    assert found.totals.parameters == parameters


def test_the_parameters_of_unet_by_hand() -> None:
    widths = [64, 128, 256, 512, 1024]
    # two 3x3 convolutions a level, downwards and upwards, with biases
    down = sum((9 * a + 1) * b + (9 * b + 1) * b for a, b in zip([1, *widths], widths, strict=False))
    up = sum((4 * 2 * b + 1) * b + (9 * 2 * b + 1) * b + (9 * b + 1) * b for b in widths[:-1])
    assert summary("unet").totals.parameters == down + up + (64 + 1) * 2


def test_an_up_convolution_costs_what_the_convolution_backwards_would() -> None:
    found = summary("unet")
    ups = [layer for layer in found if layer.kind == "transposed_conv"]
    sides = [(28, 1024), (52, 512), (100, 256), (196, 128)]
    assert [layer.multiplies for layer in ups] == [4 * c * c // 2 * n * n for n, c in sides]


def test_unet_has_23_convolutional_layers() -> None:
    assert summary("unet").totals.weight_layers == 23


def test_the_copies_of_unet_are_the_middles_of_the_maps_on_the_left() -> None:
    found = summary("unet")
    crops = [layer for layer in found if layer.kind == "crop"]
    assert [layer.inputs for layer in crops] == [["drop4"], ["conv3/relu2"], ["conv2/relu2"], ["conv1/relu2"]]
    for crop in crops:
        before, after = found[crop.inputs[0]].output.size[0], crop.output.size[0]
        jump = crop.receptive_field.jump[0]
        # as much is cut off at the end as at the beginning
        assert crop.receptive_field.first == ((before - after) // 2 * jump,) * 2
        assert (before - after) % 2 == 0


@pytest.mark.parametrize(("side", "output"), [(188, 4), (204, 20), (572, 388), (700, 516)])
def test_unet_takes_every_input_whose_maps_are_even(side: int, output: int) -> None:
    found = summarize("unet", input=f"{side}x{side}x1")
    assert found["conv10"].output.size == (output, output)
    assert found.totals.parameters == 31_030_658


# -- FCN-8s ----------------------------------------------------------------------------------------


def test_fcn_vgg16_is_what_table_1_prints() -> None:
    found = summary("fcn8s")
    score = end(found, "score_fr")
    until = found[: [layer.name for layer in found].index(score.name) + 1]
    assert len([layer for layer in until if layer.kind == "conv"]) == 16
    # 14,714,688 of VGG-16's convolutions; (7*7*512 + 1)*4096; (4096 + 1)*4096; (4096 + 1)*21
    assert sum(layer.parameters.total for layer in until) == 134_346_581
    assert score.receptive_field.size == (404, 404)
    assert score.receptive_field.jump == (32, 32)


def test_the_parameters_of_fcn8s_by_hand() -> None:
    totals = summary("fcn8s").totals
    # + (512 + 1)*21 + (256 + 1)*21 + 2 * 4*4*21*21 + 16*16*21*21
    assert totals.parameters == 134_346_581 + 10_773 + 5_397 + 2 * 7_056 + 112_896 == 134_489_759
    assert totals.frozen == 112_896  # the bilinear interpolation at the end


def test_fcn8s_has_the_weights_of_vgg16() -> None:
    ours = [layer.parameters.total for layer in summary("fcn8s") if layer.kind == "conv"][:15]
    theirs = [layer.parameters.total for layer in summary("vgg16") if layer.kind in ("conv", "dense")][:15]
    assert ours == theirs


@pytest.mark.parametrize("side", [*range(1, 65), 224, 375, 499, 500, 512])
def test_fcn8s_gives_a_map_of_the_size_of_the_image(side: int) -> None:
    found = summarize("fcn8s", settings={"image": side})
    assert str(found["score"].output) == f"{side}x{side}x21"


def centre(layer: LayerSummary) -> Fraction:
    """The middle of what unit 0 reads."""
    field = layer.receptive_field
    return field.first[0] + Fraction(field.size[0] - 1, 2)


def enlarged(middle: Fraction, jump: int, kernel: int, stride: int) -> Fraction:
    """The middle of unit 0 after a transposed convolution: a stamp's middle is its input's position."""
    return middle - jump * Fraction(kernel - 1, 2 * stride)


def test_the_crops_of_fcn8s_lay_centre_on_centre() -> None:
    found = summary("fcn8s")
    coarse = enlarged(centre(end(found, "score_fr")), 32, kernel=4, stride=2)
    assert centre(found["fuse_pool4/pool4/crop_as_release1/crop1"]) == coarse
    coarse = enlarged(coarse, 16, kernel=4, stride=2)
    assert centre(found["fuse_pool3/pool3/crop_as_release1/crop1"]) == coarse
    coarse = enlarged(coarse, 8, kernel=16, stride=8)
    assert coarse + 31 == 0  # unit 31 is unit 0 of the score, which lies on pixel 0
