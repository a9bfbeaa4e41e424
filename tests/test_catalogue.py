"""What is said of each layer kind is what its code does."""

from contextlib import suppress

import pytest
from helpers import network

from cnncalc.catalogue import Kind, kind, kinds
from cnncalc.formula import Formula, Quantity
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.facts import Facts
from cnncalc.network import Node
from cnncalc.problem import LayerError
from cnncalc.shape import Shape, Sides

ALL = list(kinds())


def built(one: Kind) -> Node:
    """The last layer of a network with the example."""
    return network(f"input: {one.example_input}\nlayers:\n  {one.example}\n").nodes[-1]


def formulas_in(facts: Facts) -> set[str]:
    """The formulas behind all numbers of these facts, but for sizes and channels that are taken over."""
    y = facts.output
    numbers = [y.channels, *y.size, *facts.parameters, *facts.operations]
    steps = [step for number in numbers if isinstance(number, Quantity) for step in number.steps()]
    return {step.formula.text for step in steps if not is_taken_over(step.formula)}


def is_taken_over(formula: Formula) -> bool:
    """Whether a size or a number of channels is that of an input, of the filters, or given."""
    return formula.name in ("n_out", "C_out") and (formula.text.isidentifier() or formula.text.isdecimal())


def test_every_kind_is_described():
    assert [one.name for one in ALL] == sorted(CATALOGUE)
    assert all(one.summary.endswith((".", ")")) for one in ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_an_example_works_and_is_of_the_kind(one):
    assert built(one).kind == one.name


VARIED = {
    "stride": [2],
    "kernel": [2],
    "padding": [1, "same", Sides(top=1)],
    "rounding": ["ceil"],
    "dilation": [2],
    "groups": [2],
    "connections": [((0,),) * 64],
    "shared": [True],
    "affine": [True],
    "mode": ["linear"],
    "axes": [("height",)],
    "channels": [2],
}
"""What a field may hold instead, so that other formulas are used."""


def variations(layer: Layer) -> list[Layer]:
    """The layer, and those in which one or two fields hold something else."""
    found = [layer]
    for name in VARIED.keys() & layer.fields.keys():
        found += [type(layer)(**{**vars(one), name: value}) for one in found for value in VARIED[name]]
    return found


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_the_formulas_that_are_told_are_those_that_its_numbers_come_from(one):
    node = built(one)
    example_input = built(kind("identity")._replace(example_input=one.example_input)).output
    used = formulas_in(node.facts)
    for layer in variations(node.layer):
        for x in [example_input, Shape(64, (28, 28)), Shape(64, (27, 29)), Shape(784)]:
            with suppress(LayerError):
                used |= formulas_in(layer.facts((x, x) if layer.joins else (x,)))
    assert used == {formula.text for formula in one.formulas}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_no_formula_is_told_twice_and_each_has_its_reason(one):
    told = [(formula.name, formula.text) for formula in one.formulas]
    assert len(told) == len(set(told))
    assert all(formula.because for formula in one.formulas)


def test_a_kind_has_only_the_formulas_of_its_own_costs():
    assert [formula.name for formula in kind("relu").formulas] == ["comparisons"]
    assert {formula.name for formula in kind("global_max_pool").formulas} == {"comparisons"}
    assert {formula.name for formula in kind("batch_norm").formulas} == {
        "weights", "biases", "statistics", "multiplications", "additions",
    }  # fmt: skip


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_formulas_of_one_name_stand_together_and_hang_on_a_field_of_the_kind(one):
    names = [formula.name for formula in one.formulas]
    assert names == sorted(names, key=names.index)
    for formula in one.formulas:
        assert formula.when.partition(" ")[0] in ("", *one.fields)


@pytest.mark.parametrize(
    ("name", "told"),
    [("conv", ["n_out", "weights", "multiplies"]), ("prelu", ["weights"]), ("max_pool", ["n_out"])],
)
def test_of_several_formulas_for_one_figure_each_says_when_it_holds(name, told):
    for figure in told:
        whens = [formula.when for formula in kind(name).formulas if formula.name == figure]
        assert len(whens) > 1
        assert len(set(whens)) == len(whens)


def test_rounding_and_dilation_are_told_only_where_there_are_such_fields():
    assert not any("ceil((" in formula.text for formula in kind("conv").formulas)
    assert any("ceil((" in formula.text for formula in kind("max_pool").formulas)
    assert "f_eff" not in {formula.name for formula in kind("avg_pool").formulas}


def test_a_kind_is_told_with_its_fields_and_their_letters():
    conv = kind("conv")
    assert [name for name, field in conv.fields.items() if field.required] == ["filters", "kernel"]
    assert {name: field.letter for name, field in conv.fields.items()}["dilation"] == "d"
    assert (conv.takes_activation, conv.shares, conv.joins, conv.shorthand) == (True, True, False, None)
    assert (kind("dense").shorthand, kind("add").joins, kind("relu").shares) == ("units", True, False)


def test_a_kind_that_is_none_is_a_key_error():
    with pytest.raises(KeyError):
        kind("attention")
