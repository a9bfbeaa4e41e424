"""Mistakes with the size and the channels of an output."""

from cnncalc.formula import Quantity
from cnncalc.layers import transposed_conv
from cnncalc.layers.sliding import OUTPUT_SIZE, OUTPUT_SIZE_SAME, OUTPUT_SIZE_UNEVEN
from cnncalc.teaching.mistakes.base import SIZES, Mistake, Question
from cnncalc.teaching.mistakes.edit import Edit, FormulaChange, Instead, Plus, Rounded, Swap, Times, Without

BACKWARDS = (
    transposed_conv.OUTPUT_SIZE,
    transposed_conv.OUTPUT_SIZE_UNEVEN,
    transposed_conv.OUTPUT_SIZE_SAME,
)


def _in_size(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("n_out", edit),)


def _in_channels(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("C_out", edit),)


def _is_transposed(question: Question) -> bool:
    return any(part.formula in BACKWARDS for part in question.parts)


def _slides(question: Question) -> bool:
    return bool(question.symbols_of("n_out") & {"s", "p_before"}) and not _is_transposed(question)


def _is_same(question: Question) -> bool:
    return any(part.formula is OUTPUT_SIZE_SAME for part in question.parts)


def _has_a_kernel(question: Question) -> bool:
    return _slides(question) and "f" in question.symbols


def _is_pool(question: Question) -> bool:
    return _slides(question) and not question.learns and _has_a_kernel(question)


def _has_no_stride_written(question: Question) -> bool:
    return _is_pool(question) and getattr(question.layer.node.layer, "stride", 1) is None


def _is_crop(question: Question) -> bool:
    return question.layer.kind == "crop"


def _is_padded(question: Question) -> bool:
    p = question.symbols.get("p")
    return type(p) is int and p > 0 and not _is_crop(question)


def _has_stride(question: Question) -> bool:
    """Whether the window moves by more than one position along some axis."""
    return any(part.inputs.get("s", 1) != 1 for part in question.parts)


def _has_filters(question: Question) -> bool:
    return "K" in question.symbols_of("C_out")


def _swapped(parts: tuple[Quantity, ...]) -> tuple[Quantity, ...] | None:
    """Width before height."""
    return (parts[1], parts[0], parts[2]) if len(parts) == 3 and parts[0] != parts[1] else None


def _channels_first(parts: tuple[Quantity, ...]) -> tuple[Quantity, ...] | None:
    """Channels before the sizes."""
    return (parts[-1], *parts[:-1]) if len(parts) > 1 else None


MISTAKES = (
    Mistake(
        "S1",
        "the + 1 is forgotten",
        "The quotient counts the steps; the first position comes on top.",
        SIZES,
        _in_size(Without("1")),
        when=lambda q: _slides(q) and not _is_same(q),
        likely=0,
    ),
    Mistake(
        "S2",
        "the stride is ignored",
        "With a stride of s the window moves s positions at a time, so about n / s of them are left.",
        SIZES,
        _in_size(Without("s")),
        when=lambda q: _slides(q) and not _has_no_stride_written(q),
    ),
    Mistake(
        "S3",
        "the kernel is ignored: the size is divided by the stride",
        "The window has to fit: its size is taken off before dividing.",
        SIZES,
        _in_size(Instead("floor(n / s)")),
        when=lambda q: _slides(q) and not _is_same(q) and _has_stride(q),
    ),
    Mistake(
        "S4",
        "the padding is counted once",
        "Padding is added on both sides: 2p. (Where p is the total of both sides, it is counted once.)",
        SIZES,
        _in_size(Swap("2 * p", "p")),
        convention="total_padding",
        when=_slides,
        likely=0,
    ),
    Mistake(
        "S4",
        "the padding is counted once",
        "Padding is added on both sides.",
        SIZES,
        _in_size(Without("p_after")),
        when=lambda q: not _has_a_kernel(q) and not _is_crop(q),
        likely=0,
    ),
    Mistake(
        "S4",
        "the border is cut off on one side only",
        "A border goes round the whole map: it is cut off at both ends of every axis.",
        SIZES,
        _in_size(Without("p_after")),
        when=_is_crop,
        likely=0,
    ),
    Mistake(
        "S5",
        "the padding is forgotten",
        "The padded map is what the window slides over.",
        SIZES,
        _in_size(Without("2 * p")),
        when=_slides,
        likely=0,
    ),
    Mistake(
        "S6",
        "the quotient is rounded up",
        "A window that does not fit whole is left out: round down, unless the layer says ceil.",
        SIZES,
        _in_size(Rounded("ceil")),
        convention="ceil",
        when=lambda q: _slides(q) and not _is_same(q),
    ),
    Mistake(
        "S11",
        "the quotient is rounded down",
        "This layer says `rounding: ceil`: a last window that is only partly filled counts.",
        SIZES,
        _in_size(Instead(OUTPUT_SIZE_UNEVEN.text)),
        convention="floor",
        when=lambda q: _slides(q) and "p_before" in q.symbols_of("n_out"),
    ),
    Mistake(
        "S8",
        "the size is believed to be kept",
        "`same` keeps the size only at stride 1; with a stride of s it gives n / s, rounded up.",
        SIZES,
        _in_size(Instead("n")),
        when=_is_same,
    ),
    Mistake(
        "S8",
        "the size is believed to be kept",
        "Only a stride of 1 with (f - 1) / 2 of padding on each side keeps the size.",
        SIZES,
        _in_size(Instead("n")),
        when=lambda q: _has_a_kernel(q) and not _is_same(q),
    ),
    Mistake(
        "S8",
        "the size is believed to be kept",
        "The border changes the size: it counts at both ends of every axis.",
        SIZES,
        _in_size(Instead("n")),
        when=lambda q: _slides(q) and not _has_a_kernel(q) and not _is_same(q),
    ),
    *(
        Mistake(
            "S9",
            f"`same` is read as {read} pixels on each side",
            "`same` gives n / s rounded up; that fixed padding gives another size for even kernels.",
            SIZES,
            _in_size(Instead(f"floor((n + 2 * {padding} - f) / s) + 1")),
            when=lambda q: _is_same(q) and "f" in q.symbols,
        )
        for read, padding in (("(f - 1) / 2", "floor((f - 1) / 2)"), ("f / 2", "floor(f / 2)"))
    ),
    Mistake(
        "S10",
        "`same` padding is assumed",
        "n / s rounded up belongs to `padding: same`; here the padding is a fixed number, 0 if none is said.",
        SIZES,
        _in_size(Instead(OUTPUT_SIZE_SAME.text)),
        convention="same",
        when=lambda q: _slides(q) and not _is_same(q),
    ),
    Mistake(
        "S10",
        "no padding is assumed",
        "This layer says `same`: it is padded until n / s windows fit, rounded up.",
        SIZES,
        _in_size(Instead("floor((n - f) / s) + 1")),
        convention="valid",
        when=lambda q: _is_same(q) and "f" in q.symbols,
    ),
    Mistake(
        "S10",
        "a padding of 1 is assumed",
        "This layer says `same`: it is padded until n / s windows fit, rounded up.",
        SIZES,
        _in_size(Instead("floor((n + 2 * 1 - f) / s) + 1")),
        when=lambda q: _is_same(q) and "f" in q.symbols,
        likely=2,
    ),
    Mistake(
        "S12",
        "the pool is believed to halve the size",
        "Its kernel, stride and padding decide; a kernel of 2 with a stride of 2 does halve.",
        SIZES,
        _in_size(Instead("floor(n / 2)")),
        when=_is_pool,
    ),
    Mistake(
        "S13",
        "the pool is given a stride of 1",
        "A pool whose stride is not written moves by its kernel.",
        SIZES,
        _in_size(Without("s")),
        when=_has_no_stride_written,
    ),
    Mistake(
        "S14",
        "the channels are divided by the stride",
        "A pool works on each channel by itself: there are as many after it as before.",
        SIZES,
        _in_channels(Instead("C_in / s")),
        when=_is_pool,
    ),
    Mistake(
        "S15",
        "the channels of the input are kept",
        "Each filter gives one output channel, whatever the depth of the input.",
        SIZES,
        _in_channels(Instead("C_in")),
        when=_has_filters,
        likely=0,
    ),
    Mistake(
        "S16",
        "the channels are padded as well",
        "Padding widens the map, not its depth.",
        SIZES,
        _in_channels(Instead("C_in + 2 * p")),
        when=_is_padded,
    ),
    Mistake(
        "S16",
        "the filters are multiplied with the input channels",
        "A filter adds up over the input channels and gives one output channel.",
        SIZES,
        _in_channels(Times("C_in")),
        when=_has_filters,
    ),
    Mistake(
        "S17",
        "the dilation is ignored",
        "A dilated kernel spans d * (f - 1) + 1 positions.",
        SIZES,
        (FormulaChange("f_eff", Instead("f")),),
        likely=0,
    ),
    Mistake(
        "S18",
        "the kernel is multiplied by the dilation",
        "There are f - 1 gaps between f taps: d * (f - 1) + 1.",
        SIZES,
        (FormulaChange("f_eff", Instead("f * d")),),
    ),
    Mistake(
        "S19",
        "a dilation of 0 is taken for the ordinary kernel",
        "Here 1 is ordinary, as in PyTorch and Keras; in CS231n's notes it is 0.",
        SIZES,
        (FormulaChange("f_eff", Instead("f + (f - 1) * d")),),
        convention="dilation_from_0",
    ),
    Mistake(
        "S20",
        "width and height are swapped",
        "Sizes are written height x width x channels.",
        ("output",),
        rearrange=_swapped,
    ),
    Mistake(
        "S20",
        "the channels come first",
        "Sizes are written first here, channels last; a sheet may say `layout: chw`.",
        ("output",),
        rearrange=_channels_first,
        convention="channels_first",
        likely=0,
    ),
    Mistake(
        "T1",
        "the formula of the forward convolution is used",
        "A transposed convolution goes the other way: it makes the map larger by its stride.",
        SIZES,
        _in_size(Instead(OUTPUT_SIZE.text)),
        when=_is_transposed,
        likely=0,
    ),
    Mistake(
        "T2",
        "it is taken for plain upsampling",
        "Only with `same` padding the size is multiplied by the stride.",
        SIZES,
        _in_size(Instead(transposed_conv.OUTPUT_SIZE_SAME.text)),
        when=_is_transposed,
    ),
    Mistake(
        "T3",
        "the padding is added",
        "Padding of a transposed convolution is cut off its output.",
        SIZES,
        _in_size(Swap("(n - 1) * s - 2 * p", "(n - 1) * s + 2 * p")),
        when=_is_transposed,
        likely=0,
    ),
    Mistake(
        "T4",
        "the - 1 is forgotten",
        "n stamps lie n - 1 strides apart.",
        SIZES,
        _in_size(Swap("n - 1", "n")),
        when=_is_transposed,
    ),
    Mistake(
        "T5",
        "the output padding is forgotten",
        "It is added at the end: it says which of the sizes that a convolution maps alike is meant.",
        SIZES,
        _in_size(Without("a")),
        when=_is_transposed,
    ),
    Mistake(
        "T5",
        "the output padding is added on both sides",
        "It is added at the end only.",
        SIZES,
        _in_size(Plus("a")),
        when=_is_transposed,
    ),
)
