"""The JSON Schema: what is well formed passes, what is not does not."""

import glob
import os
import re
from functools import cache
from typing import Any

import pytest
from helpers import TESTS, read_text

from cnncalc.catalogue import kinds
from cnncalc.language.blocks import STATEMENTS
from cnncalc.language.build import read_network
from cnncalc.language.document import KEYS
from cnncalc.language.find import bundled_folder
from cnncalc.language.parse import parse
from cnncalc.language.schema import schema
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.layers import CATALOGUE
from cnncalc.problem import Problems, Source, SpecError

jsonschema = pytest.importorskip("jsonschema")

ROOT = os.path.dirname(TESTS)
GOOD = sorted(glob.glob(os.path.join(bundled_folder(), "**", "*.yaml"), recursive=True))

FILES = """
    activation_field activation_unknown branch_field_unknown branch_none branch_of_unknown_kinds
    branch_only_one branches_misindented choice concat_axis connections_type conv_bare_list conv_bare_number
    count_fraction count_not_a_number defaults_field defaults_kind defaults_type defaults_type_of_kind
    defaults_value expect_type expect_values field_misspelt field_of_another_kind field_unknown
    fields_misindented fields_of_keras fields_of_pytorch five_mistakes flag head_empty head_field
    head_without_layers input_and_inputs input_axes_misspelt input_axes_missing input_axes_value
    input_axes_zero input_five_axes input_negative input_nested_list input_none input_text
    input_without_channels input_zero inputs_empty inputs_list key_misspelt kind_by_other_names kind_empty
    kind_empty_mapping kind_in_a_sequence kind_misspelt kind_number kind_unknown layers_empty
    layers_empty_list layers_mapping layers_none layers_word missing_one_field missing_shorthand_field
    missing_two_fields name_list neither_input_nor_layers number_gigantic number_negative number_zero
    only_a_comment only_null padding_side padding_word real relu_bare_number share_relu size_not_a_number
    top_list top_scalar two_layers_in_one_item
    activation_of_a_pool branch_empty branch_field_of_a_layer branch_only_one_named custom_output
    field_without_a_space from_nothing head_inner input_empty input_fraction input_with_batch key_unknown
    layer_value_is_field mistakes_after_a_bad_layer name_of_a_join_is_list share_list size_parts_negative
    top_scalar_lines
"""
WRONG_IN_FORM = FILES.split()
"""Files of specs/bad/ whose mistakes can be seen without arithmetic and without looking up names."""


@cache
def validator() -> Any:
    return jsonschema.Draft202012Validator(schema())


def data(value: Value | None) -> Any:
    """A spec as an editor's YAML 1.2 sees it."""
    if isinstance(value, Mapping):
        return {key.text: data(of) for key, of in value}
    if isinstance(value, Sequence):
        return [data(of) for of in value.items]
    if value is None or value.empty:
        return None
    return _scalar(value)


def _scalar(value: Scalar) -> Any:
    if value.quoted:
        return value.text
    if value.text in ("true", "false"):
        return value.text == "true"
    if re.fullmatch(r"[-+]?\d+", value.text):
        return int(value.text)
    return float(value.text) if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)(e[-+]?\d+)?", value.text) else value.text


def faults(text: str) -> list[str]:
    """What the schema says is wrong with a spec."""
    tree = data(parse(Source("test.yaml", text), Problems()))
    return [
        f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in validator().iter_errors(tree)
    ]


def read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_it_knows_every_key_kind_and_statement():
    made = schema()
    assert {*made["properties"]} == {*KEYS}
    for dialect in ("plain", "defaults", "names", "names.calls.defaults"):
        known = made["$defs"][f"{dialect}.layer"]["anyOf"][1]["properties"]
        assert {*known} == {*CATALOGUE, *STATEMENTS}


def test_it_refers_to_nothing_that_is_not_there():
    made = schema()
    refs = set(re.findall(r"'#/\$defs/([^']*)'", str(made)))
    assert refs <= {*made["$defs"]}


@pytest.mark.parametrize("path", GOOD, ids=os.path.basename)
def test_a_bundled_spec_is_well_formed(path):
    assert faults(read(path)) == []


@pytest.mark.parametrize("name", WRONG_IN_FORM)
def test_a_spec_that_is_wrong_in_form_is_refused(name):
    assert faults(read_text("specs", "bad", f"{name}.yaml"))


@pytest.mark.parametrize("one", list(kinds()), ids=lambda one: one.name)
def test_the_example_of_each_kind_is_well_formed(one):
    assert faults(f"input: 28x28x64\nlayers:\n  {one.example}\n") == []


DOCUMENTED = [
    (name, match)
    for name in ["README.md", *sorted(glob.glob("docs/**/*.md", root_dir=ROOT, recursive=True))]
    for match in re.findall(r"^```yaml\n(# \S+\.yaml\n.*?)^```$", read(os.path.join(ROOT, name)), re.M | re.S)
]


@pytest.mark.parametrize(("name", "text"), DOCUMENTED, ids=[text.split("\n")[0] for _, text in DOCUMENTED])
def test_an_example_of_the_documents_is_well_formed_unless_it_is_wrong(name, text):
    try:
        read_network(Source("test.yaml", text))
    except SpecError:
        return
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "input: 32x32x3\nlayers: [conv: {filters: channels * 4, kernel: 3}]",
        "input: 32x32x3\nlayers: [max_pool: 3x2, max_pool: {kernel: [3, 2], padding: same}]",
        "input: [32, 32, 3]\nlayers:\n  - relu:",
        "input: 3 + 4\nlayers: [dense: 2 * 8]",
        "input: {length: 100, channels: 1}\nlayers: [conv: {filters: 2, kernel: 8, bias: no}]",
        "input: 8x8x3\nlayers: [add: [identity, [relu]], concat: {name: c, a: identity, b: [relu]}]",
        "input: 8x8x3\nlayers: [conv: {filters: 3, kernel: 1, name: 1x1}, conv: {share: 1x1, from: input}]",
        "input: 8x8x3\nlayers: [multiply: {axis_1: identity, b: [global_avg_pool, dense: 3]}]",
        "input: 8x8x3\nlayers: [for: {each: [64, 128], as: f, layers: [conv: {filters: f, kernel: 3}]}]",
        "input: 8x8x3\nlayers: [repeat: {times: 2, index: i, layers: [conv: {filters: 2 ** i, kernel: 1}]}]",
        "defaults: {conv: {kernel: 3, activation: relu}}\ninput: 8x8x3\nlayers: [conv: {filters: 3}]",
        "variables: {n: 3, p: same}\ninput: 8x8x3\nlayers: [conv: {filters: n, kernel: n, padding: p}]",
        "blocks: {unit: {takes: [n], layers: [dense: n]}}\ninput: 3\nlayers: [unit: 4, unit: {n: 5}]",
        "use: blocks/unit.yaml\ninput: 3\nlayers: [unit: {n: 4}]",
        "extends: resnet50.yaml\nvariables: {depths: [3, 4, 23, 3]}\nexpect: {parameters: '44,549,160'}",
        "blocks: {unit: [relu]}",
        "input: '8x8x3'\nlayers: [conv: {filters: '64', kernel: '3', padding: '1', bias: 'No'}]",
        "input: '8x8x3'\nlayers: [dropout: '0.5', max_pool: '3x3']",
        "input: '784'\nlayers: [dense: '6_4', dense: 64.0, relu: {when: TRUE}]",
        "input: 8x8x3\nlayers: [conv: {filters: 3, kernel: 3, activation: silu if height > 4 else none}]",
        "input: 8x8x3\nlayers: [conv: {filters: 3, kernel: 3, padding: SAME if height > 4 else valid}]",
        "input: 8x8x3\nlayers: [max_pool: {kernel: 2, padding: SAME, rounding: ceil if 1 > 2 else floor}]",
        "variables: {n: 3}\ninput: 8x8x3\nlayers: [repeat: {times: n, index: i, layers: [dense: i + n]}]",
    ],
)
def test_every_way_of_writing_is_well_formed(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "input: 8x8x3\nlayers: [unit: {n: 4}]",
        "input: 8x8x3\nlayers: [unit]",
        "input: 8x8x3\nlayers: [conv: {filters: widht, kernel: 3}]",
        "input: 8x8x3\nlayers: [conv: {filters: 3}]",
        "input: 8x8x3\nlayers: [conv: {filters: 3x3, kernel: 3}]",
        "defaults: {conv: {kernel: 3}}\ninput: 8x8x3\nlayers: [konv: {filters: 3}]",
        "blocks: {unit: [relu]}\ninput: 8x8x3\nlayers: [conv: {filers: 3, kernel: 3}]",
        "blocks: {conv: [relu]}\ninput: 8x8x3\nlayers: [conv]",
        "extends: resnet50.yaml\nlayers: [relu]",
        "input: 8x8x3\nlayers: [repeat: {times: 2}]",
        "input: 8x8x3\nlayers: [for: {each: 3, layers: [relu]}]",
        "input: 8x8x3\nlayers: [add: [identity]]",
        "input: 32x32\nlayers: [relu]",
        "variables: {n: 3}\ninput: 8x8x3\nlayers: [konv: {filters: n, kernel: 3}]",
        "variables: {n: 3}\ninput: 8x8x3\nlayers: [rleu]",
        "variables: {n: 3}\ninput: 8x8x3\nlayers: [repeat: {times: n, layers: [rleu]}]",
        "variables: {n: 3}\ninput: 8x8x3\nlayers: [conv: {filters: n}]",
        "variables: {n: 3}\ndefaults: {conv: {kernel: 3}}\ninput: 8x8x3\nlayers: [konv: {filters: n}]",
        "input: 8x8x3\nlayers: [for: {each: [3, 4], as: f, layers: [konv: {filters: f, kernel: 3}]}]",
        "blocks: {unit: [relu]}\ninput: 8x8x3\nlayers: [unit, conv: {filters: 3}]",
        "variables: {on: 3}\ninput: 8\nlayers: [relu]",
        "variables: {Null: 3}\ninput: 8\nlayers: [relu]",
        "variables: {if: 3}\ninput: 8\nlayers: [relu]",
        "input: 8x8x3\nlayers: [conv: {filters: '0', kernel: 3}]",
    ],
)
def test_what_is_not_well_formed_is_refused(text):
    assert faults(text)
