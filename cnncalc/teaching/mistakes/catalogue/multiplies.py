"""Mistakes with multiplies, and the other ways in which they are counted."""

from cnncalc.teaching.mistakes.base import MULTIPLIES, Mistake, Question
from cnncalc.teaching.mistakes.edit import Edit, FormulaChange, Instead, Minus, Plus, Swap, Times, Without


def _in_multiplies(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("multiplies", edit),)


def _on_a_map(question: Question) -> bool:
    return "N_out" in question.symbols_of("multiplies") and "f" in question.symbols_of("multiplies")


def _has_a_kernel(question: Question) -> bool:
    return "f" in question.symbols_of("multiplies")


def _is_transposed(question: Question) -> bool:
    used = question.symbols_of("multiplies")
    return "N" in used and "f" in used


def _has_biases(question: Question) -> bool:
    return bool(getattr(question.layer.node.layer, "bias", False))


def _is_dense(question: Question) -> bool:
    return "N_in" in question.symbols_of("multiplies")


def _filters_channels_alone(question: Question) -> bool:
    """Whether a kernel sees one channel only: depthwise and separable convolutions."""
    return "m" in question.symbols_of("multiplies")


def _shares_weights(question: Question) -> bool:
    return _on_a_map(question) and question.layer.kind != "locally_connected"


def _multiplies_nothing(question: Question) -> bool:
    return question.values == (0,)


MISTAKES = (
    Mistake(
        "M1",
        "multiplications and additions are counted",
        "A multiplication and an addition each: 2 per multiply (FLOPs); the column counts multiplies (MACs).",
        ("multiplies",),
        _in_multiplies(Times("2")),
        convention="flops",
        likely=0,
    ),
    Mistake(
        "M1",
        "multiplies are counted, not FLOPs",
        "A multiply is a multiplication and an addition: 2 FLOPs. Many papers call one multiply a FLOP.",
        ("flops",),
        (FormulaChange("flops", Without("2")),),
        convention="macs",
        likely=0,
    ),
    Mistake(
        "M2",
        "the positions of the input are counted",
        "A kernel is applied once for each output position.",
        MULTIPLIES,
        _in_multiplies(Swap("prod(N_out)", "prod(N)")),
        when=_on_a_map,
    ),
    Mistake(
        "M3",
        "the stride is applied along one axis only",
        "The window moves by the stride along both axes: both sides of the output are smaller.",
        MULTIPLIES,
        _in_multiplies(Times("s")),
        when=lambda q: _on_a_map(q) and len(q.symbols["N_out"]) == 2,
    ),
    Mistake(
        "M4",
        "the bias is counted as a multiply",
        "A bias is added, not multiplied. Some tools count it all the same.",
        MULTIPLIES,
        _in_multiplies(Plus("prod(N_out) * C_out")),
        convention="bias_as_mac",
        when=lambda q: _has_biases(q) and not _is_dense(q),
    ),
    Mistake(
        "M4",
        "the bias is counted as a multiply",
        "A bias is added, not multiplied. Some tools count it all the same.",
        MULTIPLIES,
        _in_multiplies(Plus("biases")),
        convention="bias_as_mac",
        when=lambda q: _has_biases(q) and _is_dense(q),
    ),
    Mistake(
        "M4",
        "the additions of the biases are counted besides",
        "FLOPs are 2 per multiply here; the biases are left aside, as most papers do.",
        ("flops",),
        (FormulaChange("flops", Plus("biases * prod(N_out)")),),
        when=lambda q: _has_biases(q) and _shares_weights(q),
    ),
    Mistake(
        "M5",
        "the input channels are forgotten",
        "Each output value sums over the window in every input channel.",
        MULTIPLIES,
        _in_multiplies(Without("C_in")),
        when=lambda q: not _filters_channels_alone(q),
        likely=0,
    ),
    Mistake(
        "M5",
        "the channels are forgotten",
        "Every input channel is filtered, each with a kernel of its own.",
        MULTIPLIES,
        _in_multiplies(Without("C_in")),
        when=_filters_channels_alone,
        likely=0,
    ),
    Mistake(
        "M6",
        "the weights are given, not the multiplies",
        "Each weight is used once for every output position.",
        MULTIPLIES,
        _in_multiplies(Without("prod(N_out)")),
        when=_shares_weights,
        likely=0,
    ),
    Mistake(
        "M7",
        "the 1x1 convolution after the depthwise one is left out",
        "A separable convolution has two steps, and the 1x1 step is most of the work.",
        MULTIPLIES,
        _in_multiplies(Instead("prod(f) * C_in * m * prod(N_out)")),
        when=lambda q: _filters_channels_alone(q) and "C_out" in q.symbols_of("multiplies"),
    ),
    Mistake(
        "M8",
        "all images of the batch are counted",
        "Multiplies are given for one image, whatever the batch.",
        MULTIPLIES,
        _in_multiplies(Times("B")),
        convention="batch",
    ),
    *(
        Mistake(
            "M10",
            "additions are counted one by one",
            f"m products take m - 1 additions, and a bias one more; {beside}.",
            (figure,),
            (FormulaChange(figure, edit),),
            convention="operations",
            when=lambda q: not _multiplies_nothing(q),
        )
        for figure, edit, beside in (
            ("multiplies", Plus("additions"), "the column counts the multiplies alone"),
            ("flops", Instead("multiplies + additions"), "FLOPs are 2 per multiply here"),
        )
    ),
    *(
        Mistake(
            "M10",
            "additions are counted one by one, but not those of the biases",
            f"m products take m - 1 additions, and a bias one more; {beside}.",
            (figure,),
            (*(FormulaChange(figure, edit) for edit in edits), FormulaChange(figure, Minus(values))),
            when=when,
        )
        for figure, edits, beside in (
            ("multiplies", (Times("2"),), "the column counts the multiplies alone"),
            ("flops", (), "FLOPs are 2 per multiply here"),
        )
        for values, when in (
            ("prod(N_out) * C_out", lambda q: _has_biases(q) and not _is_dense(q)),
            ("C_out", lambda q: _has_biases(q) and _is_dense(q)),
        )
    ),
    *(
        Mistake(
            "M10",
            "the additions are counted",
            "Its additions are work, but no multiplies: the column counts weights times activations.",
            (figure,),
            (FormulaChange(figure, Instead("additions")),),
            convention="operations",
            when=_multiplies_nothing,
        )
        for figure in MULTIPLIES
    ),
    Mistake(
        "M12",
        "the positions of the output are counted",
        "Each input value is multiplied once with every weight of its kernels: count the input's positions.",
        MULTIPLIES,
        _in_multiplies(Swap("prod(N)", "prod(N_out)")),
        when=_is_transposed,
    ),
    Mistake(
        "M5",
        "the filters are forgotten",
        "Every filter computes the whole output map.",
        MULTIPLIES,
        _in_multiplies(Without("C_out")),
        when=lambda q: not _filters_channels_alone(q),
    ),
    *(
        Mistake("P8", title, advice, MULTIPLIES, _in_multiplies(Swap("prod(f)", new)), when=when)
        for title, advice, new, when in (
            (
                "the kernel's side is counted once",
                "A kernel is a square (or a cube) of weights: its side counts once for each axis.",
                "side",
                lambda q: _has_a_kernel(q) and len(q.symbols["prod(f)"]) > 1,
            ),
            (
                "the kernel's length is squared",
                "Along a sequence a kernel has one side: f weights per channel, not f * f.",
                "side * side",
                lambda q: _has_a_kernel(q) and len(q.symbols["prod(f)"]) == 1,
            ),
        )
    ),
    Mistake(
        "P17",
        "the depthwise or separable convolution is taken for a full one",
        "Here a kernel sees one channel only; a full convolution has a slice for every one.",
        MULTIPLIES,
        _in_multiplies(Instead("prod(f) * C_in * prod(N_out) * C_out")),
        when=_filters_channels_alone,
    ),
    Mistake(
        "P12",
        "a layer without weights is given multiplies",
        "It compares or adds up the values of its window: it multiplies them with no weights.",
        MULTIPLIES,
        _in_multiplies(Instead("prod(f) * prod(N_out) * C_out")),
        when=lambda q: _multiplies_nothing(q) and "prod(f)" in q.symbols and not q.learns,
        likely=3,
    ),
)
