"""Comments that ignore findings: on the line, above it, at the call; and those that nobody needs."""

import pytest
from reviewing import found, reviewed

BIAS = """\
input: 32x32x3
blocks:
  unit:
    - conv: {filters: 4, kernel: 3, padding: 1}
    - batch_norm: {activation: relu}
layers:
  - unit: {name: a}
  - unit: {name: b}
"""


def test_a_comment_on_the_line_of_the_layer_speaks_for_every_call() -> None:
    result = reviewed(BIAS.replace("padding: 1}", "padding: 1}  # cnncalc: ignore=bias-before-norm"))
    assert (result.findings, result.ignored) == ((), 2)


def test_a_comment_at_a_call_speaks_for_that_call() -> None:
    result = reviewed(BIAS.replace("{name: a}", "{name: a}  # cnncalc: ignore=bias-before-norm it stays"))
    assert ([one.layers[0] for one in result.findings], result.ignored) == (["b/conv1"], 1)


def test_a_finding_in_a_block_names_the_line_and_the_calls() -> None:
    finding = reviewed(BIAS).findings[0]
    assert finding.place is not None and (finding.place.line, finding.place.column) == (4, 7)
    assert [(call.block, call.place.line) for call in finding.calls] == [("unit", 7)]


def test_a_comment_alone_on_a_line_speaks_for_the_next_one() -> None:
    text = BIAS.replace("    - conv", "    # cnncalc: ignore=bias-before-norm\n    # because\n\n    - conv")
    assert reviewed(text).findings == ()


def test_several_names_and_a_reason() -> None:
    text = "input: 10x10x3\nlayers:\n  - conv: {filters: 4, kernel: 3, stride: 4}  # cnncalc: %s\n"
    assert found(text.replace("%s", "")) == [
        ("dropped-pixels", 3),
        ("skipped-pixels", 3),
        ("unused-ignore", 3),
    ]
    assert found(text.replace("%s", "ignore=dropped-pixels, skipped-pixels: as published")) == []


def test_an_ignore_that_nothing_needs_is_found_where_it_stands() -> None:
    text = "input: 9x9x3\nlayers:\n  - conv: {filters: 4, kernel: 3}  # cnncalc: ignore=checkerboard\n"
    (finding,) = reviewed(text).findings
    assert finding.rule == "unused-ignore" and finding.place is not None
    assert finding.place.column == text.split("\n")[2].index("checkerboard") + 1


def test_a_name_that_no_rule_has_gets_a_hint() -> None:
    text = "input: 9x9x3\nlayers:\n  - conv: {filters: 4, kernel: 3}  # cnncalc: ignore=checkerbord\n"
    (finding,) = reviewed(text).findings
    assert finding.message == "there is no rule 'checkerbord'; did you mean 'checkerboard'?"


def test_a_comment_that_says_something_else_is_found() -> None:
    text = "input: 9x9x3\nlayers:\n  - conv: {filters: 4, kernel: 3}  # cnncalc: disable=all\n"
    assert found(text) == [("unused-ignore", 3)]


def test_of_rules_that_did_not_look_nobody_knows_whether_an_ignore_is_needed() -> None:
    text = "input: 9x9x3\nlayers:\n  - conv: {filters: 4, kernel: 3}  # cnncalc: ignore=repeat-by-hand\n"
    assert found(text) == []
    assert found(text, "repeat-by-hand") == [("unused-ignore", 3)]


def test_where_the_network_is_changed_no_ignore_is_unused() -> None:
    text = "input: 9x9x3\nlayers:\n  - conv: {filters: 4, kernel: 3}  # cnncalc: ignore=checkerboard\n"
    assert reviewed(text, as_written=False).findings == ()


@pytest.mark.parametrize(
    "reference",
    [
        '"a # cnncalc: ignore=checkerboard"',
        "'it # cnncalc: ignore=nothing'",
        "|\n  text\n  # cnncalc: ignore=x",
    ],
)
def test_a_hash_inside_a_text_begins_no_comment(reference: str) -> None:
    assert found(f"reference: {reference}\ninput: 9x9x3\nlayers: [conv: {{filters: 4, kernel: 3}}]\n") == []


def test_a_block_used_from_another_file_is_ignored_there(tmp_path: object) -> None:
    import os

    from reviewing import subject

    from cnncalc import load
    from cnncalc.design.review.run import review

    blocks = os.path.join(str(tmp_path), "blocks.yaml")
    comment = "  # cnncalc: ignore=bias-before-norm,checkerboard"
    with open(blocks, "w") as out:
        out.write(
            "blocks:\n  unit:\n" + f"    - conv: {{filters: 4, kernel: 3}}{comment}\n    - batch_norm\n"
        )
    spec = os.path.join(str(tmp_path), "net.yaml")
    with open(spec, "w") as out:
        out.write("use: blocks.yaml\ninput: 9x9x3\nlayers: [unit, relu]\n")
    result = review([subject(load(spec))])
    assert (result.findings, result.ignored) == ((), 1)  # nothing is said of checkerboard: others may need it
