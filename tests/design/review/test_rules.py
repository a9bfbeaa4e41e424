"""Every rule by its own examples: what it has to find, what it may not, and how it is told to be quiet."""

import pytest
from reviewing import found, reviewed

from cnncalc.design.review.base import Rule
from cnncalc.design.review.rules import RULES

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def marked(rule: Rule) -> list[tuple[str, int]]:
    """The lines of the bad example where something must be found."""
    lines = rule.bad.split("\n")
    return [(rule.name, number) for number, line in enumerate(lines, 1) if line.endswith("!")]


@each_rule
def test_the_bad_spec_is_found_at_the_marked_line_and_nothing_else_in_it(rule: Rule) -> None:
    assert marked(rule)
    assert found(rule.bad, rule.name) == marked(rule)


@each_rule
def test_the_good_spec_is_silent(rule: Rule) -> None:
    assert found(rule.good, rule.name) == []


@each_rule
def test_a_comment_on_the_line_silences_the_rule(rule: Rule) -> None:
    mark = (
        ",unused-ignore" if rule.name == "unused-ignore" else f"cnncalc: ignore={rule.name} because we say so"
    )
    ignored = rule.bad.replace(" !" if mark[0] == "," else "!", mark)
    result = reviewed(ignored, rule.name)
    assert (result.findings, result.ignored) == ((), 1)


@each_rule
def test_a_rule_is_quiet_where_it_is_not_asked(rule: Rule) -> None:
    asked = [name for name, other in RULES.items() if other.default and name != rule.name]
    assert [one.rule for one in reviewed(rule.bad, *asked, default=False).findings] == []


@each_rule
def test_a_rule_says_what_why_and_by_whom(rule: Rule) -> None:
    assert rule.what.endswith(".") and rule.why.endswith(".")
    assert any(char.isdigit() for char in rule.source) or "docs/" in rule.source or "PyTorch" in rule.source


@each_rule
def test_a_finding_says_what_where_why_in_numbers_and_what_would_mend_it(rule: Rule) -> None:
    for finding in reviewed(rule.bad, rule.name).findings:
        assert finding.message and finding.fix and finding.why and finding.place is not None
        if rule.name not in ("unused-ignore",):
            assert any(char.isdigit() for char in finding.why + finding.message)
            assert finding.layers


def test_rules_without_a_solid_source_are_off_by_default() -> None:
    off = [name for name, rule in RULES.items() if not rule.default]
    assert off == ["dense-as-conv", "repeat-by-hand", "repeated-names"]


def test_a_rule_has_the_name_of_its_file() -> None:
    for name, rule in RULES.items():
        assert rule.find.__module__.rpartition(".")[2].replace("_", "-") == name


@each_rule
def test_no_rule_stumbles_over_any_kind_of_network(rule: Rule) -> None:
    """Vectors, sequences, volumes, several inputs, unknown receptive fields and unknown counts."""
    for text in (
        "input: 10\nlayers: [dense: 5, relu, softmax]",
        "input: {length: 100, channels: 2}\nlayers: [conv: {filters: 4, kernel: 9}, max_pool: 2, flatten]",
        "input: 8x8x8x1\nlayers: [conv: {filters: 4, kernel: 3, dilation: 2}, global_max_pool]",
        "inputs: {a: 8x8x1, b: 8x8x1}\nlayers: [add: {from: [a, b]}, conv: {filters: 2, kernel: 3}]",
        "input: 8x8x4\nlayers: [reshape: 4x4x16, conv: {filters: 4, kernel: 3}, global_avg_pool]",
        "input: 8x8x4\nlayers: [custom: {output: 8x8x4}, conv: {filters: 4, kernel: 3}, flatten, dense: 2]",
        "input: 8x8x4\nlayers: [upsample: 2, transposed_conv: {filters: 2, kernel: 2, stride: 2}]",
        "input: 1x1x1\nlayers: [conv: {filters: 1, kernel: 1000000, padding: 1000000}]",
    ):
        reviewed(text, rule.name)
