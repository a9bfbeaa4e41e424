"""Budgets: which figures they limit, which layers are named, and where a finding stands."""

import pytest
from reviewing import reviewed

from cnncalc import SpecError
from cnncalc.design.review.base import Finding

NESTED = """\
budget: BUDGET
input: 32x32x3
blocks:
  unit:
    takes: [filters]
    layers:
      - conv: {filters: filters, kernel: 3, padding: 1, bias: false}
      - batch_norm
layers:
  - unit: {name: fine, filters: 16}
  - max_pool: {name: half, kernel: 2}
  - unit: {name: coarse, filters: 48}
  - flatten
  - dense: {name: out, units: 10}
"""
# fine/conv1: 3*3*3*16 = 432 weights, 432 * 32*32 = 442,368 multiplies
# coarse/conv1: 3*3*16*48 = 6,912 weights, 6,912 * 16*16 = 1,769,472 multiplies
# out: 16*16*48*10 = 122,880 weights and multiplies, 10 biases; batch norms: 32 and 96


def findings(budget: str, text: str = NESTED) -> list[Finding]:
    return list(reviewed(text.replace("BUDGET", budget), "budget", default=False).findings)


def only(budget: str) -> Finding:
    (finding,) = findings(budget)
    return finding


def test_a_budget_that_is_kept_says_nothing() -> None:
    assert findings("{parameters: 130362, multiplies: 2.4M, peak_memory: 128KiB, receptive_field: 8}") == []


def test_the_layers_that_cost_most_are_named_and_how_far_they_must_shrink() -> None:
    finding = only("{parameters: 20k}")
    # 432 + 32 + 6,912 + 96 + 122,890 = 130,362; 130,362 - 20,000 = 110,362; 122,890 - 110,362 = 12,528
    assert finding.severity == "error"
    assert (
        "'parameters' is 130,362, which exceeds the budget '20k' (test.yaml:1:10) by 110,362"
        in finding.message
    )
    assert finding.why.startswith(
        "'out' 122,890 (94.3 %), 'coarse/conv1' 6,912 (5.3 %), 'fine/conv1' 432 (0.3 %)"
    )
    assert finding.fix == "reduce 'out' from 122,890 to 12,528 at most, by 89.8 %"
    assert finding.layers == ("out", "coarse/conv1", "fine/conv1")


def test_as_many_layers_are_named_as_have_to_shrink() -> None:
    # 2,334,720 - 200,000 = 2,134,720: more than coarse/conv1 has, less than it and fine/conv1 have
    finding = only("{multiplies: 200k}")
    assert "'coarse/conv1', 'fine/conv1' together from 2,211,840 to 77,120 at most, by 96.5 %" in finding.fix


def test_a_limit_broken_in_a_block_stands_on_the_line_of_the_layer_and_of_the_call() -> None:
    finding = only("{coarse/conv1.parameters: 5k}")
    assert finding.place is not None
    assert (finding.place.line, [call.place.line for call in finding.calls]) == (7, [12])
    assert "of conv 'coarse/conv1' is 6,912" in finding.message


def test_the_network_s_limit_stands_at_the_layer_that_costs_most_with_its_call() -> None:
    finding = only("{multiplies: 2M}")
    assert finding.place is not None
    assert (finding.place.line, [call.place.line for call in finding.calls]) == (7, [12])


def test_a_peak_stands_at_the_layer_where_most_is_held() -> None:
    # fine/conv1 is read and fine/batch_norm1 written: 2 * 32*32*16 * 4 = 131,072 bytes
    finding = only("{peak_memory: 64KiB}")
    assert finding.layers[0] == "fine/batch_norm1"
    assert "'peak_memory' is 128.00 KiB" in finding.message
    assert "'fine/conv1' 64.00 KiB (50.0 %, read)" in finding.why
    assert finding.fix == "reduce what is held there from 128.00 KiB to 64.00 KiB at most, by 50.0 %"


def test_training_memory_counts_weights_gradients_and_what_is_kept() -> None:
    # 2 * 130,362 numbers and 128 statistics of 4 bytes, and the peak
    weights = 4 * (2 * 130_362 + 128)
    finding = only(f"{{training_memory: {weights}}}")
    assert "'out' 960.08 KiB" in finding.why  # 2 * 122,890 * 4 = 983,120 bytes


def test_each_layer_of_a_kind_and_each_block_of_a_name_is_held_to_a_limit() -> None:
    assert [one.layers[0] for one in findings("{layers: {conv: {multiplies: 400k}}}")] == [
        "fine/conv1",
        "coarse/conv1",
    ]
    assert [one.layers[0] for one in findings("{layers.parameters: 5k}")] == ["coarse/conv1", "out"]
    (block,) = findings("{blocks: {unit: {parameters: 500}}}")
    assert "of unit 'coarse' is 7,008" in block.message  # 6,912 + 96; fine has 464


def test_names_may_have_stars() -> None:
    assert [one.layers[0] for one in findings('{"*/conv1.multiplies": 1M}')] == ["coarse/conv1"]


def test_mappings_nest_and_lists_hold_several_limits() -> None:
    assert findings("{out: {parameters: 122_890, output: 10}}") == []
    (under,) = findings('{parameters: [">= 1M", "<= 2M"]}')
    assert "misses the budget '>= 1M'" in under.message


def test_outputs_are_compared_as_shapes() -> None:
    assert findings("{half.output: 16x16x16, output: 10}") == []
    finding = only("{half.output: 8x8x16}")
    assert finding.message.startswith("'output' of max_pool 'half' is 16x16x16; the budget '8x8x16'")


def test_a_receptive_field_that_is_too_small_says_what_widens_it() -> None:
    finding = only('{receptive_field: ">= 12"}')
    # the last map is that of coarse, after a stride of 2: 3 + 1 + 2*2 = 8
    assert "'receptive_field' is 8, which misses the budget '>= 12'" in finding.message
    assert finding.fix == "one more 3x3 kernel at this depth widens it by 2 * 2 = 4 pixels"
    assert finding.layers == ("coarse/batch_norm1",)


def test_what_is_not_known_cannot_keep_a_limit() -> None:
    text = "budget: BUDGET\ninput: 8x8x3\nlayers:\n  - custom: {name: c, output: 8x8x3}\n"
    (finding,) = findings("{parameters: 5M}", text)
    assert "is >= 0: the budget '5M'" in finding.message
    assert "'c': the spec does not give its weights" in finding.why


def test_several_limits_broken_on_one_line_are_told_each() -> None:
    from cnncalc.design.review.run import merged

    assert len(list(merged(findings("{parameters: 20k, parameter_memory: 1KiB}")))) == 2


def test_heads_are_limited_by_themselves() -> None:
    text = """\
budget: BUDGET
input: 8
layers:
  - dense: {name: a, units: 4}
  - head: {name: side, layers: [dense: {name: b, units: 100}]}
  - dense: {name: c, units: 2}
"""
    # a 8*4 + 4 = 36, b 4*100 + 100 = 500, c 4*2 + 2 = 10
    assert findings("{main_path.parameters: 46, head.side.parameters: 500, parameters: 546}", text) == []
    (finding,) = findings("{main_path.parameters: 40}", text)
    assert finding.why.startswith("'a' 36")


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        (
            "25M",
            "1:9: error: a budget takes a mapping such as {parameters: 25M, peak_memory: 64MiB}",
        ),
        ("{paramters: 5}", "1:10: error: there is no value 'paramters'; did you mean 'parameters'?"),
        ("{fin/conv1.parameters: 5}", "no layer is called 'fin/conv1'; did you mean 'fine/conv1'?"),
        ("{parameters: lots}", "'parameters' takes a limit such as 25M, >= 224, 3M to 5M"),
        ("{multiplies: 4 GFLOPs}", "not in flops; found '4 GFLOPs'"),
        ("{blocks: {unti: {parameters: 5}}}", "no layer or block is called 'unti'"),
        ("{parameters: }", "'parameters' takes a limit such as 25M; found nothing"),
        ("{layers.conv.wdth: 5}", "a layer has no value 'wdth'"),
    ],
)
def test_what_is_wrong_with_a_budget_is_said_with_its_place(budget: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        findings(budget)
    assert message in str(caught.value)


def test_all_that_is_wrong_with_a_budget_is_said_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        findings("{paramters: 5, multiplies: lots, nobody.output: 3}")
    assert len(caught.value.problems) == 3


def test_what_was_found_is_said_once() -> None:
    with pytest.raises(SpecError) as caught:
        findings("{peak_memory: 3 zB}")
    (problem,) = caught.value.problems
    assert problem.message.count("found '3 zB'") == 1
