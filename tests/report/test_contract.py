"""The JSON contract `cnncalc.summary/1`: what other programs read stays as it is, key for key."""

import json

import pytest
from helpers import bundled, summary

from cnncalc import summarize
from cnncalc.analysis import COLUMNS
from cnncalc.language.find import bundled_names
from cnncalc.render import render
from cnncalc.report.summary import SummaryReport, View

KEYS = [
    "schema", "network", "spec", "input", "batch", "dtype", "conventions", "layers", "totals", "memory",
    "status", "lower_bounds", "notes", "unread",
]  # fmt: skip

CONV1_1 = """
{"name": "conv1_1", "kind": "conv", "inputs": ["input"], "line": 9, "head": null,
 "output": {"channels": 64, "size": [224, 224]},
 "parameters": {"total": 1792, "weights": 1728, "biases": 64, "trainable": 1792, "frozen": 0,
                "statistics": 0},
 "multiplies": 86704128,
 "operations": {"multiplications": 86704128, "additions": 86704128, "comparisons": 0, "divisions": 0,
                "exponentials": 0},
 "activations": 3211264,
 "receptive_field": {"size": [3, 3], "jump": [1, 1], "first": [-1, -1], "whole_input": false,
                     "aligned": true}}
"""
TOTALS = """
{"parameters": 138357544, "trainable": 138357544, "frozen": 0, "statistics": 0, "multiplies": 15470264320,
 "activations": 15087080, "weight_layers": 16}
"""


def record(figures, **view) -> dict:
    return json.loads(render(SummaryReport(figures, View(**{"columns": (), **view})), "json"))


def same_text(found: object, wanted: str) -> bool:
    """Equal with their keys in the same order."""
    return json.dumps(found) == json.dumps(json.loads(wanted))


def test_the_first_layer_of_vgg_16_is_the_example_of_the_contract():
    layer = record(summarize("vgg16"))["layers"][0]
    assert isinstance(layer["line"], int)
    assert same_text({**layer, "line": 9}, CONV1_1)


def test_the_totals_of_vgg_16_are_the_example_of_the_contract():
    assert same_text(record(summarize("vgg16"))["totals"], TOTALS)


def test_the_head_of_the_record_is_the_example_of_the_contract():
    found = record(summarize("vgg16"))
    assert [*found] == KEYS
    assert (found["schema"], found["network"], found["spec"]) == ("cnncalc.summary/1", "VGG-16", "vgg16.yaml")
    assert found["input"] == {"channels": 3, "size": [224, 224]}
    assert {"multiplies", "parameters"} <= {*found["conventions"]}
    assert (found["status"], found["notes"]) == ("complete", [])
    assert found["unread"] == {"layers": [], "variables": [], "blocks": []}


def test_what_nothing_reads_is_named():
    found = record(
        summary(
            """
variables: {width: 4, widht: 8}
blocks: {used: [relu], not_used: [relu]}
input: 8x8x3
layers:
  - conv: {name: a, filters: width, kernel: 1}
  - conv: {name: b, from: input, filters: width, kernel: 1, activation: relu}
  - used: {from: b}
"""
        )
    )
    assert found["unread"] == {"layers": ["a", "relu1"], "variables": ["widht"], "blocks": ["not_used"]}
    assert found["status"] == "complete"


DEAD_ENDS = """
inputs: {image: 8x8x3, flag: 4}
layers:
  - conv: {name: a, from: image, filters: 4, kernel: 1}
  - conv: {name: b, from: image, filters: 4, kernel: 1}
  - head: {name: side, layers: [global_avg_pool, dense: 2]}
  - relu
"""


def test_a_note_names_what_nothing_reads_but_no_output():
    notes = list(SummaryReport(summary(DEAD_ENDS)).notes)
    assert "Nothing reads the input 'flag'." in notes
    assert [note for note in notes if "the layer " in note] == [
        "Nothing reads the layer 'a', which is not the output; it counts all the same."
        " An auxiliary output is a head."
    ]
    many = DEAD_ENDS + "".join(f"  - tanh: {{name: t{i}, from: b}}\n" for i in range(13))
    (told,) = [note for note in SummaryReport(summary(many)).notes if "the layers " in note]
    assert "'t7' and 4 more, which are no outputs" in told  # a, relu1 and t0 to t11, of which ten are named


@pytest.mark.parametrize("spec", bundled_names())
def test_every_layer_of_every_network_has_the_same_keys(spec):
    found = record(bundled(spec))
    keys = [*json.loads(CONV1_1)]
    assert all([*layer] == keys for layer in found["layers"])
    assert not any(found["unread"].values())
    assert [*found["totals"]] == [*json.loads(TOTALS)]
    assert [key for key in found if key not in ("heads", "main_path")] == KEYS


@pytest.mark.parametrize("view", [{}, {"columns": tuple(COLUMNS)}, {"in_full": True}, {"layout": "chw"}])
def test_how_a_table_is_shown_changes_no_key_and_no_figure_of_a_layer(view):
    plain, found = record(summarize("lenet5")), record(summarize("lenet5"), **view)
    for layer, shown in zip(plain["layers"], found["layers"], strict=True):
        assert {key: shown[key] for key in layer} == layer
        assert [*shown][: len(layer)] == [*layer]


def test_a_network_with_heads_has_their_totals_after_those_of_all():
    found = record(summarize("googlenet"))
    assert [*found] == [*KEYS[:9], "main_path", "heads", *KEYS[9:]]
    assert [*found["heads"]] == ["aux1", "aux2"]
    totals = [found["totals"], found["main_path"], *found["heads"].values()]
    assert all([*of] == [*totals[0]] for of in totals)
    for name, whole in found["totals"].items():
        assert sum(of[name] for of in totals[1:]) == whole


def test_layers_of_a_head_name_it_and_the_others_none():
    heads = {layer["name"]: layer["head"] for layer in record(summarize("googlenet"))["layers"]}
    assert heads["aux1/conv1"] == "aux1"
    assert heads["inception_4b"] is None


def test_layers_stand_in_the_order_of_writing_and_activations_are_rows_of_their_own():
    names = [layer["name"] for layer in record(summarize("vgg16"))["layers"]]
    assert names[:5] == ["conv1_1", "relu1", "conv1_2", "relu2", "pool1"]


def test_an_activation_stands_on_the_line_of_the_layer_that_it_belongs_to():
    text = "input: 8x8x3\nlayers:\n  - conv: {filters: 2, kernel: 3, activation: relu}\n"
    conv, relu = record(summary(text))["layers"]
    assert conv["line"] == relu["line"] == 3


def test_an_activation_of_the_defaults_stands_on_the_line_of_the_layer_too():
    layers = {layer["name"]: layer for layer in record(summarize("vgg16"))["layers"]}
    assert layers["relu2"]["line"] == layers["conv1_2"]["line"]


def test_a_vector_has_no_size():
    layer = record(summary("input: 784\nlayers: [dense: {name: d, units: 10}]\n"))["layers"][0]
    assert layer["output"] == {"channels": 10, "size": []}
    assert record(summary("input: 784\nlayers: [dense: 10]\n"))["input"] == {"channels": 784, "size": []}


def test_several_inputs_are_a_mapping_by_name_and_so_are_receptive_fields():
    found = record(summary(TWO_INPUTS))
    assert found["input"] == {
        "left": {"channels": 1, "size": [8, 8]},
        "right": {"channels": 1, "size": [8, 8]},
    }
    both = found["layers"][-1]
    assert both["inputs"] == ["a", "b"]
    assert {name: field["size"] for name, field in both["receptive_field"].items()} == {
        "left": [3, 3],
        "right": [3, 3],
    }


def test_parameters_that_are_shared_count_where_they_stand_first():
    layers = {layer["name"]: layer for layer in record(summary(TWO_INPUTS))["layers"]}
    assert layers["a"]["parameters"]["total"] == 20  # 3*3*1*2 + 2
    assert layers["b"]["parameters"]["total"] == 0
    assert layers["a"]["multiplies"] == layers["b"]["multiplies"] == 648  # 6*6 * 3*3*1*2


def test_what_is_not_known_is_null_with_a_note_and_totals_are_lower_bounds():
    found = record(summary(CUSTOM))
    unknown, behind = found["layers"][1:]
    assert unknown["parameters"]["total"] is None
    assert unknown["multiplies"] is None
    assert unknown["operations"]["additions"] is None
    assert unknown["receptive_field"] is behind["receptive_field"] is None
    assert found["status"] == "lower bound"
    assert found["lower_bounds"] == ["parameters", "trainable", "frozen", "multiplies"]
    assert {note["layer"] for note in found["notes"]} == {"unknown"}
    assert all(note["reason"] for note in found["notes"])
    assert found["totals"]["parameters"] == 186  # 3*3*3*4 + 4 = 112, and 3*3*4*2 + 2 = 74


def test_a_missing_receptive_field_alone_leaves_the_totals_complete_and_the_figures_incomplete():
    known = "custom: {name: p, output: 4x4x3, weights: 5, multiplies: 7}"
    found = record(summary(f"input: 8x8x3\nlayers: [{known}]\n"))
    assert (found["totals"]["parameters"], found["totals"]["multiplies"]) == (5, 7)
    assert found["status"] == "incomplete"
    assert [note["layer"] for note in found["notes"]] == ["p"]


def test_paths_with_different_centres_are_not_aligned():
    text = """
input: 8x8x3
layers:
  - add: {name: join, branches: [[conv: {filters: 3, kernel: 2, padding: {bottom: 1, right: 1}}], identity]}
"""
    assert record(summary(text))["layers"][-1]["receptive_field"]["aligned"] is False


def test_a_layer_that_reads_a_whole_map_says_so():
    layers = {layer["name"]: layer["receptive_field"] for layer in record(summarize("lenet5"))["layers"]}
    assert layers["S4"]["whole_input"] is False
    assert layers["F5"]["whole_input"] is True
    assert layers["F5"]["size"] == [32, 32]


def test_a_number_of_any_size_stays_a_whole_number():
    text = "input: 100000x100000x1000\nlayers: [conv: {filters: 1000000, kernel: 99, padding: same}]\n"
    layer = record(summary(text))["layers"][0]
    assert layer["multiplies"] == 100_000**2 * 99**2 * 1000 * 1_000_000


def test_folded_blocks_stand_in_json_as_in_a_table():
    found = record(summarize("inception_block"), depth=1)
    (block,) = found["layers"]
    assert (block["name"], block["kind"]) == ("inception_3a", "concat")
    assert block["parameters"]["total"] == found["totals"]["parameters"] == 163_696
    assert [*block] == [*json.loads(CONV1_1), "lower_bounds"]


TWO_INPUTS = """
inputs: {left: 8x8x1, right: 8x8x1}
layers:
  - conv: {name: a, from: left, filters: 2, kernel: 3}
  - conv: {name: b, from: right, share: a}
  - add: {name: both, from: [a, b]}
"""

CUSTOM = """
input: 8x8x3
layers:
  - conv: {name: before, filters: 4, kernel: 3}
  - custom: {name: unknown, output: 6x6x4, note: deformable}
  - conv: {name: behind, filters: 2, kernel: 3}
"""


HEAD_IN_A_BRANCH = """
input: 8x8x4
layers:
  - conv: {name: before, filters: 4, kernel: 3, padding: 1}
  - concat:
      name: join
      branches:
        a:
          - conv: {filters: 4, kernel: 3, padding: 1}
          - head: {name: aux, layers: [global_avg_pool, dense: 10]}
        b: [conv: {from: input, filters: 4, kernel: 1}]
        c: [head: {name: other, layers: [flatten]}]
"""


def test_a_folded_branch_gives_what_it_passes_on_and_not_what_a_head_in_it_gives():
    a, b, c = record(summary(HEAD_IN_A_BRANCH), depth=2)["layers"][1:4]
    assert (a["name"], a["output"]) == ("join/a", {"channels": 4, "size": [8, 8]})
    assert (a["receptive_field"]["size"], a["receptive_field"]["whole_input"]) == ([5, 5], False)
    assert a["parameters"]["total"] == 198  # 3*3*4*4 + 4 = 148, and the head's 4*10 + 10 = 50
    assert (b["name"], b["inputs"]) == ("join/b", ["input"])
    assert (c["name"], c["output"]) == ("join/c", {"channels": 4, "size": [8, 8]})
    assert c["receptive_field"]["size"] == [3, 3]


def test_a_folded_block_reads_all_that_its_branches_read_outside_of_it():
    assert record(summary(HEAD_IN_A_BRANCH), depth=1)["layers"][1]["inputs"] == ["before", "input"]
