"""Mistakes with parameters: of convolutions, normalizations and layers that have none."""

from cnncalc.teaching.mistakes.base import PARAMETERS, Mistake, Question
from cnncalc.teaching.mistakes.edit import Edit, FormulaChange, Instead, Plus, Swap, Times, Without


def _in_weights(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("weights", edit),)


def _in_biases(edit: Edit) -> tuple[FormulaChange, ...]:
    return (FormulaChange("biases", edit),)


def _is_dense(question: Question) -> bool:
    return "N_in" in question.symbols_of("weights")


def _is_sliding(question: Question) -> bool:
    return "f" in question.symbols_of("weights")


def _has_axes(question: Question) -> bool:
    """Whether the kernel slides along more than one axis."""
    return _is_sliding(question) and len(question.symbols["prod(f)"]) > 1


def _is_separable(question: Question) -> bool:
    return "m" in question.symbols_of("weights")


def _is_depthwise(question: Question) -> bool:
    """Whether a channel is filtered by itself, and nothing mixes the channels afterwards."""
    return _is_separable(question) and "C_out" not in question.symbols_of("weights")


def _is_shared(question: Question) -> bool:
    """Whether the same kernels are used at every position."""
    return _is_sliding(question) and "N_out" not in question.symbols_of("weights")


def _is_local(question: Question) -> bool:
    """Whether each position has kernels of its own."""
    return _is_sliding(question) and not _is_shared(question)


def _is_normalization(question: Question) -> bool:
    return question.layer.kind.endswith("_norm") and question.learns


def _keeps_statistics(question: Question) -> bool:
    return bool(question.symbols["statistics"])


def _has_biases(question: Question) -> bool:
    return bool(question.symbols_of("biases"))


def _lacks_biases(question: Question) -> bool:
    return _is_sliding(question) and not _has_biases(question)


def _is_subsampling(question: Question) -> bool:
    """Whether the layer is a pool with a trained factor and bias per channel."""
    return question.layer.kind == "subsample"


VALUES_IN = "prod(N) * C"

MISTAKES = (
    Mistake(
        "P1",
        "the input channels are forgotten",
        "A kernel is as deep as its input: it has a slice of weights for every input channel.",
        PARAMETERS,
        _in_weights(Without("C_in")),
        when=lambda q: _is_sliding(q) and not _is_separable(q),
        likely=0,
    ),
    Mistake(
        "P1",
        "the channels are forgotten",
        "Each input channel has a flat kernel of its own: there are as many kernels as channels.",
        PARAMETERS,
        _in_weights(Without("C_in")),
        when=_is_separable,
        likely=0,
    ),
    Mistake(
        "P2",
        "the biases are left out",
        "Each output channel or unit has a bias besides its weights. Some tables leave biases out.",
        PARAMETERS,
        (FormulaChange("parameters", Without("biases")),),
        convention="no_biases",
        when=lambda q: not _is_normalization(q),
        likely=0,
    ),
    Mistake(
        "P2",
        "the biases are counted among the weights",
        "Weights and biases together are the parameters; the weights alone are fewer.",
        ("weights",),
        _in_weights(Plus("biases")),
        when=lambda q: bool(q.symbols["biases"]),
        likely=0,
    ),
    Mistake(
        "P3",
        "there is one bias for the whole layer",
        "Every filter or unit has a bias of its own: as many biases as output channels, not one.",
        PARAMETERS,
        _in_biases(Instead("1")),
        when=lambda q: _has_biases(q) and not _is_normalization(q) and not _is_subsampling(q),
        likely=0,
    ),
    Mistake(
        "P6",
        "there is one bias for every slice of a kernel",
        "A filter adds up its slices and then adds one bias: one for each filter, not for each slice.",
        PARAMETERS,
        _in_biases(Times("C_in")),
        when=lambda q: _is_shared(q) and not _is_separable(q) and q.symbols["g"] == 1,
    ),
    Mistake(
        "P6",
        "there is one bias for every slice of a kernel",
        "A filter adds up its slices and then adds one bias: one for each filter, not for each slice.",
        PARAMETERS,
        _in_biases(Times("(C_in / g)")),
        when=lambda q: _is_sliding(q) and q.symbols["g"] > 1,
    ),
    Mistake(
        "P7",
        "the number of filters is forgotten",
        "That is one filter; the layer has one for each output channel.",
        PARAMETERS,
        (*_in_weights(Without("C_out")), *_in_biases(Without("C_out"))),
        when=lambda q: _is_sliding(q) and _has_biases(q),
    ),
    Mistake(
        "P7",
        "the number of filters is forgotten",
        "That is one filter; the layer has one for each output channel.",
        PARAMETERS,
        _in_weights(Without("C_out")),
        when=lambda q: _is_sliding(q) and (q.figure == "weights" or not _has_biases(q)),
    ),
    Mistake(
        "P8",
        "the kernel's side is counted once",
        "A kernel is a square (or a cube) of weights: its side counts once for each axis.",
        PARAMETERS,
        _in_weights(Swap("prod(f)", "side")),
        when=_has_axes,
    ),
    Mistake(
        "P8",
        "the kernel's length is squared",
        "Along a sequence a kernel has one side: f weights per channel, not f * f.",
        PARAMETERS,
        _in_weights(Swap("prod(f)", "side * side")),
        when=lambda q: _is_sliding(q) and not _has_axes(q),
        likely=0,
    ),
    Mistake(
        "P9",
        "the weights are not shared",
        "The same kernels are used at every position; only a locally connected layer has its own at each.",
        PARAMETERS,
        (FormulaChange("parameters", Times("prod(N_out)")),),
        when=_is_shared,
    ),
    Mistake(
        "P9",
        "the weights are not shared",
        "The same kernels are used at every position; only a locally connected layer has its own at each.",
        ("weights", "biases"),
        _in_weights(Times("prod(N_out)")),
        when=_is_shared,
    ),
    Mistake(
        "P9",
        "the weights are not shared, the biases are",
        "The same kernels are used at every position; only a locally connected layer has its own at each.",
        ("parameters",),
        _in_weights(Times("prod(N_out)")),
        when=lambda q: _is_shared(q) and _has_biases(q),
    ),
    Mistake(
        "P9",
        "the weights are taken for shared",
        "Here each position has kernels of its own; only a convolution uses the same at all of them.",
        ("parameters",),
        (*_in_weights(Without("prod(N_out)")), *_in_biases(Without("prod(N_out)"))),
        when=lambda q: _is_local(q) and _has_biases(q),
        likely=0,
    ),
    Mistake(
        "P9",
        "the weights are taken for shared",
        "Here each position has kernels of its own; only a convolution uses the same at all of them.",
        ("parameters", "weights"),
        _in_weights(Without("prod(N_out)")),
        when=_is_local,
        likely=0,
    ),
    Mistake(
        "P3",
        "there is one bias for each filter, whatever the position",
        "Here each position has kernels of its own, each with a bias of its own.",
        ("parameters", "biases"),
        _in_biases(Without("prod(N_out)")),
        when=lambda q: q.layer.kind == "locally_connected" and _has_biases(q),
    ),
    Mistake(
        "P10",
        "there is a bias for every output value",
        "A filter has one bias, the same at every position.",
        PARAMETERS,
        _in_biases(Times("prod(N_out)")),
        when=_is_shared,
    ),
    Mistake(
        "P11",
        "the size of the input stands for the kernel's",
        "The kernel's size decides how many weights a filter has, however large its input is.",
        PARAMETERS,
        _in_weights(Swap("prod(f)", "prod(N)")),
        when=_is_sliding,
    ),
    *(
        Mistake(
            "P12",
            "a layer that learns nothing is given parameters",
            "There is nothing to train here: this layer has no weights and no biases.",
            PARAMETERS,
            (FormulaChange("weights", Instead(text)),),
            when=when,
            likely=3,
        )
        for text, when in (
            *(
                (text, lambda q: _learns_nothing(q) and "prod(f)" in q.symbols)
                for text in (
                    "prod(f) * C_in",
                    "prod(f)",
                    "(prod(f) + 1) * C_in",
                    "(prod(f) * C_in + 1) * C_in",
                )
            ),
            *(
                (text, lambda q: _learns_nothing(q))
                for text in ("C_in", "2 * C_in", VALUES_IN, f"({VALUES_IN} + 1) * prod(N_out) * C_out")
            ),
        )
    ),
    Mistake(
        "P13",
        "the groups are ignored",
        "With g groups a kernel sees only the C_in / g channels of its own group.",
        (*PARAMETERS, "multiplies", "flops"),
        (FormulaChange("C_g", Instead("C_in")),),
        likely=0,
    ),
    Mistake(
        "P14",
        "the filters are divided by the groups as well",
        "Groups divide the channels that each kernel sees; there are still as many kernels.",
        PARAMETERS,
        _in_weights(Swap("C_out", "C_out / g")),
        when=lambda q: _is_sliding(q) and q.symbols["g"] > 1,
    ),
    Mistake(
        "P15",
        "the 1x1 convolution after the depthwise one is left out",
        "A separable convolution has two steps: a flat kernel per channel, then 1x1 kernels across them.",
        PARAMETERS,
        _in_weights(Without("C_in * m * C_out")),
        when=_is_separable,
    ),
    Mistake(
        "P16",
        "the depthwise step has biases too",
        "In Keras only the 1x1 step has them. Two layers of PyTorch in its place have both.",
        PARAMETERS,
        _in_biases(Plus("C_in * m")),
        convention="depthwise_biases",
        when=lambda q: _is_separable(q) and not _is_depthwise(q),
    ),
    Mistake(
        "P17",
        "the depthwise or separable convolution is taken for a full one",
        "Here a kernel sees one channel only; a full convolution has a slice for every one.",
        PARAMETERS,
        _in_weights(Instead("prod(f) * C_in * C_out")),
        when=_is_separable,
    ),
    Mistake(
        "P19",
        "every map is connected with every filter",
        "Here each filter reads only some of the maps (LeNet-5's table of connections).",
        PARAMETERS,
        _in_weights(Instead("prod(f) * C_in * C_out")),
        convention="full_connections",
        when=lambda q: "c" in q.symbols_of("weights"),
    ),
    Mistake(
        "B2",
        "the running mean and variance are counted",
        "They are kept but not trained: Keras adds them to its total, papers and PyTorch do not.",
        PARAMETERS,
        (FormulaChange("parameters", Plus("statistics")),),
        convention="moving_statistics",
        when=_keeps_statistics,
        likely=0,
    ),
    Mistake(
        "B3",
        "there is one parameter per channel",
        "A normalization learns two numbers per channel: a scale and a shift.",
        PARAMETERS,
        (FormulaChange("parameters", Without("biases")),),
        when=_is_normalization,
    ),
    Mistake(
        "B4",
        "the parameters are counted for every value of the map",
        "All positions of a channel share one scale and one shift.",
        PARAMETERS,
        (FormulaChange("parameters", Times("prod(N)")),),
        when=_is_normalization,
    ),
    Mistake(
        "B5",
        "the convolution keeps its biases before the normalization",
        "The shift of the normalization stands in for them; some versions keep them all the same.",
        PARAMETERS,
        (FormulaChange("parameters", Plus("C_out")),),
        convention="biases_before_norm",
        when=_lacks_biases,
        likely=2,
    ),
    Mistake(
        "B6",
        "PyTorch's counter of batches is counted",
        "`num_batches_tracked` is one number per normalization, and no parameter.",
        PARAMETERS,
        (FormulaChange("parameters", Plus("1")),),
        when=_keeps_statistics,
        likely=2,
    ),
)


def _learns_nothing(question: Question) -> bool:
    return question.values == (0,) and not question.symbols["statistics"]
