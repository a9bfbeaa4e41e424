"""What is said of each layer kind is what its code does."""

import pytest
from helpers import hwc, network

from cnncalc.catalogue import Kind, kind, kinds
from cnncalc.formula import Quantity
from cnncalc.layers import CATALOGUE

ALL = list(kinds())
INPUTS = ("28x28x64", "784")
"""An example fits the map, or else the vector."""


def built(one: Kind):
    """The last layer of a network with the example, and what it reads."""
    for shape in INPUTS:
        text = f"input: {shape}\nlayers:\n  {one.example}\n"
        try:
            made = network(text)
        except Exception:
            continue
        node = made.nodes[-1]
        return node, made.x(node)
    raise AssertionError(f"the example of {one.name} fits no input: {one.example}")


def names_of(quantity: object) -> set[str]:
    """The formulas behind a number, as texts."""
    return {step.formula.text for step in quantity.steps()} if isinstance(quantity, Quantity) else set()


def test_every_kind_is_described():
    assert [one.name for one in ALL] == sorted(CATALOGUE)
    assert all(one.summary.endswith((".", ")")) for one in ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_an_example_works_and_is_of_the_kind(one):
    node, _ = built(one)
    assert node.kind == one.name


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_every_formula_that_the_example_uses_is_told(one):
    node, x = built(one)
    shape = node.layer.output_shape(x)
    used = set().union(
        *map(names_of, (shape.channels, *shape.size)),
        *map(names_of, node.layer.parameters(x)),
        *map(names_of, node.layer.operations(x, node.output)),
    )
    assert used - {"0"} <= {formula.text for formula in one.formulas}


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


def test_the_inputs_of_the_examples_are_shapes():
    assert [hwc(text).rank for text in INPUTS] == [2, 0]
