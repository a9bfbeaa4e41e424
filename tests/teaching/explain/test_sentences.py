"""What stands beside the equations: sentences that are true of the layer at hand."""

from helpers import bundled, figures

from cnncalc.catalogue import kinds
from cnncalc.notation import UNICODE
from cnncalc.render.equations import figure_lines
from cnncalc.report.working import Working
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Marker
from cnncalc.teaching.explain import derive
from cnncalc.teaching.explain.solution import worked


def reasons(layer, figure: str) -> dict[str, str]:
    return {step.symbol: step.because for step in derive(layer, figure).steps}


def conv(**fields):
    return {"conv": {"filters": 8, "kernel": 3, **fields}}


def test_a_batch_norm_has_weights_but_no_multiplies() -> None:
    norm = figures("4x4x2", "batch_norm")["batch_norm1"]
    assert reasons(norm, "multiplies")[
        "multiplies"
    ] == (  # 4*4*2 values, each times its scale, plus its shift
        "only convolutions and dense layers have multiplies; it takes 32 multiplications and 32 additions"
    )


def test_a_grouped_kernel_is_as_deep_as_its_group() -> None:
    assert reasons(figures("8x8x4", conv(groups=2))["conv1"], "parameters")["weights"] == (
        "C_out kernels, each as deep as its group"
    )
    assert "as deep as its input" in reasons(figures("8x8x4", conv())["conv1"], "parameters")["weights"]


def test_joined_channels_are_stacked() -> None:
    joined = figures("8x8x4", {"concat": [["identity"], [conv(padding=1)]]})[-1]
    assert reasons(joined, "output")["C_out"] == "the channels of all inputs are stacked"


def test_a_pool_that_rounds_up_says_so() -> None:
    pool = figures("8x8x4", {"max_pool": {"kernel": 3, "stride": 2, "rounding": "ceil"}})["max_pool1"]
    assert reasons(pool, "output")["n_out"].startswith("rounded up: ")


def test_f_eff_stands_only_where_it_comes_from() -> None:
    plain, dilated = (figures("16x16x4", conv(dilation=d))["conv1"] for d in (1, 2))
    assert [step.symbol for step in derive(plain, "receptive_field").steps] == ["r", "j", "first"]
    assert [step.text() for step in derive(dilated, "receptive_field").steps][:2] == [
        "f_eff = d * (f - 1) + 1 = 2 * (3 - 1) + 1 = 5",
        "r = r_in + (f_eff - 1) * j_in = 1 + (5 - 1) * 1 = 5",
    ]


def test_the_first_position_is_moved_back_by_the_padding_before_it() -> None:
    same = figures("8x8x4", conv(stride=2, padding="same"))["conv1"]  # 1 pixel in all: 0 before, 1 behind
    lines = [step.text() for step in derive(same, "receptive_field").steps]
    assert lines[2:] == ["p_before = 0", "first = first_in - p_before * j_in = 0 - 0 * 1 = 0"]
    uneven = figures("8x8x4", conv(padding={"top": 2, "left": 2, "bottom": 0, "right": 0}))["conv1"]
    lines = [step.text() for step in derive(uneven, "receptive_field").steps]
    assert lines[2:] == ["p_before = 2", "first = first_in - p_before * j_in = 0 - 2 * 1 = -2"]


def test_the_letter_a_stands_for_one_thing() -> None:
    with_a = [one.name for one in kinds() if any("+ a" in formula.text for formula in one.formulas)]
    assert with_a == ["transposed_conv"]


def test_a_sequence_has_no_pixels() -> None:
    summary = bundled("m5")
    for sheet in Working(
        summary, worked(list(summary)[:6], ["output", "multiplies", "receptive_field"])
    ).sheets:
        for figure in sheet.figures:
            said = [figure.meaning, *figure.remarks, *(step.because for step in figure.steps)]
            assert not [text for text in said if "pixel" in text or "image" in text]


def test_the_steps_of_a_separable_convolution_have_a_line_each() -> None:
    layer = figures("32x32x4", {"separable_conv": {"filters": 8, "kernel": 3}})["separable_conv1"]
    (sheet,) = Working(figures("32x32x4", "relu"), worked([layer], ["multiplies"])).sheets
    lines = [line.text.strip() for line in figure_lines(sheet.figures[0], UNICODE, 70)]
    assert lines[1:3] == [
        "multiplies = f_h × f_w × C_in × m × H_out × W_out",
        "+ C_in × m × C_out × H_out × W_out",
    ]


def test_a_grouped_layer_that_is_counted_wrong_is_still_diagnosed() -> None:
    network = figures("8x8x4", conv(groups=2))
    (mark,) = Marker(network).mark([Claim("conv1.parameters", "80")])  # 3*3*8 + 8, the depth left out
    assert any("channels" in mistake.title for cause in mark.causes for mistake in cause.mistakes)
    (mark,) = Marker(network).mark([Claim("conv1.parameters", "296")])  # 3*3*4*8 + 8, the groups ignored
    assert any("group" in mistake.title for cause in mark.causes for mistake in cause.mistakes)
