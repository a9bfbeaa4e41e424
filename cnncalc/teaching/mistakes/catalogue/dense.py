"""Mistakes on the way from a map into a dense layer: in the flatten itself, and in what reads it."""

from cnncalc.teaching.mistakes.base import MULTIPLIES, PARAMETERS, SIZES, VOLUMES, Mistake, Question
from cnncalc.teaching.mistakes.edit import FormulaChange, Instead, Swap, Times


def _behind_a_map(question: Question) -> bool:
    return bool(question.symbols.get("flattened"))


def _behind_an_image(question: Question) -> bool:
    return bool(question.symbols.get("image"))


def _behind_a_pool(question: Question) -> bool:
    return "N_before" in question.symbols


def _behind_a_global_pool(question: Question) -> bool:
    return bool(question.symbols.get("pooled"))


def _is_global_pool(question: Question) -> bool:
    return question.layer.kind.startswith("global_") and bool(question.symbols["N"])


def _reading(new: str) -> tuple[tuple[tuple[str, ...], tuple[FormulaChange, ...]], ...]:
    """Another number of inputs, in the vector itself, in the weights and in what is computed with them."""
    return (
        (PARAMETERS, (FormulaChange("weights", Swap("N_in", new)),)),
        (MULTIPLIES, (FormulaChange("multiplies", Swap("N_in", new)),)),
        (SIZES, (FormulaChange("N", Instead(new)),)),
    )


AVERAGED = "A global pool gives one value for each channel, whatever the size of the map."

MISTAKES = tuple(
    Mistake(code, title, advice, figures, changes, when=when, likely=likely)
    for code, title, advice, new, when, likely in (
        (
            "F1",
            "the pool before the dense layer is forgotten",
            "The map that is flattened is the one after the pool.",
            "prod(N_before) * C",
            _behind_a_pool,
            1,
        ),
        (
            "F2",
            "the map is not flattened: only its channels are counted",
            "A dense layer after a flatten reads every value of the map, not one for each channel.",
            "C",
            _behind_a_map,
            0,
        ),
        (
            "F3",
            "only one side of the map is counted",
            "Every side of the map counts: all its values go into the dense layer.",
            "n * C",
            _behind_a_map,
            1,
        ),
        (
            "F4",
            "the channels are forgotten",
            "Every channel is laid out: positions x channels values go into the dense layer.",
            "prod(N)",
            lambda q: _behind_a_map(q) and not _behind_an_image(q),
            1,
        ),
        (
            "F6",
            "the channels of the image are forgotten",
            "A colour image has three values per pixel, and each has a weight.",
            "prod(N)",
            _behind_an_image,
            0,
        ),
        (
            "F7",
            "the sizes before are rounded the other way",
            "Whether the last window counts is said at each layer: floor unless it says ceil.",
            "prod(N_rounded) * C",
            lambda q: "N_rounded" in q.symbols,
            2,
        ),
        (
            "F8",
            "the global pool is taken for a flatten",
            AVERAGED,
            "prod(N) * C",
            _behind_a_global_pool,
            0,
        ),
    )
    for figures, changes in _reading(new)
) + tuple(
    Mistake(
        "F8",
        "the global pool is taken for a flatten",
        AVERAGED,
        figures,
        (FormulaChange(formula, Times("prod(N)")),),
        when=_is_global_pool,
        likely=0,
    )
    for figures, formula in ((SIZES, "C_out"), (VOLUMES, "activations"))
)
