"""`cnncalc layers`: the kinds, and one of them in detail."""

import pytest
from commandline import FORMATS, printed, record_of, refused

from cnncalc.layers import CATALOGUE


def described(*args: str) -> list[dict]:
    record = record_of("layers", *args)
    assert record["schema"] == "cnncalc.layers/1"
    return record["kinds"]


def test_every_kind_is_listed():
    assert [kind["kind"] for kind in described()] == sorted(CATALOGUE)
    assert all(kind in printed("layers") for kind in CATALOGUE)


def test_required_fields_are_marked():
    row = next(line for line in printed("layers").splitlines() if line.startswith("conv "))
    assert "filters*, kernel*, groups" in row


def test_a_kind_is_told_with_fields_formulas_and_an_example():
    text = " ".join(printed("layers", "conv").split())
    assert "filters required K a whole number, 1 or more kernels, and so output channels" in text
    assert "multiplies prod(f) * C_in * prod(N_out) * C_out each output value is one kernel's" in text
    assert "Example: - conv: {filters: 64, kernel: 3}" in text


def test_json_has_the_same_for_programs():
    (conv,) = described("conv")
    assert conv["fields"][0] == {
        "name": "filters", "takes": "a whole number, 1 or more", "required": True, "default": None,
        "letter": "K", "doc": "kernels, and so output channels",
    }  # fmt: skip
    assert {
        "name": "biases", "formula": "C_out", "because": "one bias per kernel", "when": "bias is true",
    } in conv["formulas"]  # fmt: skip


def test_a_bare_value_and_branches_are_told():
    assert "A bare value, as in 'dense: ...', sets 'units'." in printed("layers", "dense")
    assert "It takes a list of branches" in printed("layers", "add")
    assert "'share'" not in printed("layers", "relu")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", [[], ["conv"], ["relu"], ["concat"]])
def test_every_format_has_something_to_say(kind, form):
    assert printed("layers", *kind, "--format", form)


def test_a_narrow_terminal_does_not_name_an_option_that_is_not_there(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert "--columns" in " ".join(
        printed("layers", "conv").partition("Hidden (terminal too narrow): ")[2].split()
    )
    monkeypatch.setenv("COLUMNS", "30")
    hidden = printed("calc", "values", "kernels").partition("Hidden (terminal too narrow):")[2]
    assert hidden
    assert "--columns" not in hidden


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("conv2d", "did you mean 'conv'?"),
        ("Linear", "here it is called 'dense'"),
        ("attention", "'cnncalc layers' lists them"),
    ],
)
def test_an_unknown_kind_gets_a_hint(word, hint):
    assert hint in " ".join(refused("layers", word).split())
