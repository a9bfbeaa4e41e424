"""The glossary: each letter of the equations, and nothing that is no letter."""

import pytest
from helpers import bundled, figures, summary

from cnncalc.catalogue import kinds
from cnncalc.teaching.explain.letters import WORDS, letters_of
from cnncalc.teaching.explain.solution import calculated, worked


def meanings(pages) -> dict[str, str]:
    return {letter: one.meaning for one in letters_of(pages) for letter in one.letter.split(", ")}


@pytest.mark.parametrize("one", list(kinds()), ids=lambda one: one.name)
def test_every_letter_of_a_kind_has_its_meaning(one) -> None:
    pages = list(calculated(summary(f"input: {one.example_input}\nlayers:\n  {one.example}\n")))
    found = meanings(pages)
    for step in (step for page in pages for figure in page.derivations for step in figure.steps):
        symbols = {step.symbol} if step.quantity is None else {step.symbol, *step.quantity.inputs}
        for symbol in symbols - WORDS - {"sum"}:
            value = step.quantity.inputs.get(symbol) if step.quantity is not None else None
            if symbol == "f_eff" and symbol not in found:
                symbol = "f"  # it is named f where nothing is dilated
            if not isinstance(value, tuple):
                assert symbol in found or symbol.rpartition("_")[0] + "_k" in found, (one.name, symbol)


def test_a_letter_says_what_it_is_in_this_layer() -> None:
    conv = meanings(worked([bundled("vgg16")["conv1_1"]], ["output"]))
    assert (conv["s"], conv["n"]) == (
        "stride: pixels from one position to the next",
        "size of the input along an axis",
    )
    upsampled = figures("8x8x4", {"upsample": 2})["upsample1"]
    assert meanings(worked([upsampled], ["output"]))["s"].startswith("scale: ")


def test_sizes_along_the_axes_have_their_own_letters() -> None:
    found = meanings(worked([bundled("vgg16")["conv1_1"]], ["multiplies"]))
    assert found["H_out"] == found["W_out"] == "size of the output"


def test_parts_and_inputs_are_numbered_k() -> None:
    joined = figures("8x8x4", {"concat": [["identity"], [{"conv": {"filters": 2, "kernel": 1}}]]})
    assert meanings(worked([joined[-1]], ["output"]))["C_k"] == "channels of input k"
