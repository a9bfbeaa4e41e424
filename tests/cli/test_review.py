"""`cnncalc review` and `cnncalc rule` on the command line."""

import json
import os

import pytest
from commandline import printed, record_of, refused, run

from cnncalc.design.review.rules import RULES

BROKEN = """\
input: 10x10x3
layers:
  - conv: {filters: 4, kernel: 3, stride: 4}
  - transposed_conv: {filters: 4, kernel: 3, stride: 2}
"""
CLEAN = "input: 10x10x3\nlayers:\n  - conv: {filters: 4, kernel: 3}\n  - relu\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of its own, and no CI around."""
    monkeypatch.chdir(str(tmp_path))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    write("broken.yaml", BROKEN)
    write("clean.yaml", CLEAN)
    return str(tmp_path)


def write(name: str, text: str) -> None:
    with open(name, "w", encoding="utf-8") as out:
        out.write(text)


def read(name: str) -> str:
    with open(name, encoding="utf-8") as file:
        return file.read()


def rules(*args: str) -> list[str]:
    """The rules that find something, in the order of the output."""
    return [one["rule"] for one in json.loads(run("review", *args, "--format", "json").out)["findings"]]


# -- exit codes -------------------------------------------------------------------------------------


def test_no_findings_end_with_0() -> None:
    assert printed("review", "clean.yaml") == "No findings in 1 spec.\n"


def test_findings_end_with_1() -> None:
    outcome = run("review", "clean.yaml", "broken.yaml")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.startswith("broken.yaml:3:5: warning dropped-pixels: ")
    assert outcome.out.endswith("in 2 specs.\n")


def test_a_spec_that_cannot_be_used_ends_with_2_and_the_others_are_reviewed() -> None:
    write("bad.yaml", "input: 3\nlayers: [densse: 2]\n")
    outcome = run("review", "bad.yaml", "broken.yaml", "nothing.yaml")
    assert outcome.code == 2
    assert "broken.yaml:3:5" in outcome.out
    assert "bad.yaml:2:10: error: " in outcome.err and "nothing.yaml" in outcome.err


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit", "markdown", "csv", "html"])
def test_a_format_never_changes_the_exit_code(form: str) -> None:
    assert run("review", "broken.yaml", "--format", form).code == 1
    assert run("review", "clean.yaml", "--format", form).code == 0


def test_settings_that_cannot_be_used_end_with_2() -> None:
    assert "did you mean 'checkerboard'?" in refused("review", "clean.yaml", "--ignore", "chekerboard")
    assert "--select: there is no rule 'x'" in refused("review", "clean.yaml", "--select", "x")
    assert "there is no dtype 'float17'" in refused("review", "clean.yaml", "--dtype", "float17")
    write(".cnncalc.yaml", "review: {ignore: [x]}")
    assert ".cnncalc.yaml:1:19: error: there is no rule 'x'" in refused("review", "clean.yaml")


# -- which rules ------------------------------------------------------------------------------------


def test_select_and_ignore_take_lists() -> None:
    assert rules("broken.yaml") == ["dropped-pixels", "skipped-pixels", "checkerboard", "missing-activation"]
    assert rules("broken.yaml", "--select", "checkerboard,dropped-pixels") == [
        "dropped-pixels",
        "checkerboard",
    ]
    assert rules(
        "broken.yaml", "--ignore", "checkerboard", "--ignore", "dropped-pixels,missing-activation"
    ) == ["skipped-pixels"]


def test_the_command_line_is_nearer_than_the_spec_and_the_spec_than_the_project() -> None:
    write(".cnncalc.yaml", "review: {select: [checkerboard]}")
    assert rules("broken.yaml") == ["checkerboard"]
    write("own.yaml", "review: {select: [skipped-pixels, dropped-pixels]}\n" + BROKEN)
    assert rules("own.yaml") == ["dropped-pixels", "skipped-pixels"]
    assert rules("own.yaml", "--select", "missing-activation") == ["missing-activation"]


def test_dtype_wakes_the_rule_that_asks_for_it() -> None:
    assert rules("clean.yaml", "--dtype", "fp16") == ["hardware-channels"]


def test_another_input_is_reviewed_as_it_is() -> None:
    assert rules("broken.yaml", "--input", "11x11x3", "--select", "dropped-pixels") == []


def test_a_file_that_a_spec_stands_on_is_named_by_its_path() -> None:
    os.mkdir("nets")
    write(os.path.join("nets", "base.yaml"), BROKEN)
    write(os.path.join("nets", "small.yaml"), "extends: base.yaml\ninput: 14x14x3\n")
    outcome = run("review", "nets/small.yaml", "--select", "checkerboard", "--format", "github")
    assert outcome.out.startswith("::warning file=nets/base.yaml,line=4,")


def test_standard_input_is_reviewed() -> None:
    outcome = run("review", "-", stdin=BROKEN)
    assert outcome.code == 1 and outcome.out.startswith("<stdin>:3:5: ")


# -- the baseline -----------------------------------------------------------------------------------


def test_what_is_in_the_baseline_is_not_reported_again() -> None:
    assert run("review", "broken.yaml", "--write-baseline", "known.json").code == 0
    outcome = run("review", "broken.yaml", "--baseline", "known.json")
    assert (outcome.code, outcome.out) == (0, "No findings in 1 spec; 4 in the baseline.\n")


def test_a_new_finding_is_reported_though_lines_moved() -> None:
    run("review", "broken.yaml", "--write-baseline", "known.json")
    write("broken.yaml", "# moved\n" + BROKEN + "  - relu\n  - relu\n")
    outcome = run("review", "broken.yaml", "--baseline", "known.json")
    assert outcome.code == 1
    assert outcome.out.startswith("broken.yaml:7:5: warning repeated-activation: ")


def test_what_is_gone_from_the_baseline_is_told() -> None:
    run("review", "broken.yaml", "--write-baseline", "known.json")
    write("broken.yaml", CLEAN)
    assert "4 gone from the baseline" in run("review", "broken.yaml", "--baseline", "known.json").out


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": "cnncalc.baseline/1"}', '{"schema": "x", "findings": []}', "[" * 100_000]
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    write("known.json", text)
    assert "'known.json' is not a baseline" in refused("review", "broken.yaml", "--baseline", "known.json")
    assert "cannot read 'none.json'" in refused("review", "broken.yaml", "--baseline", "none.json")


# -- where it is written ----------------------------------------------------------------------------


def test_the_ending_of_the_file_gives_the_format() -> None:
    assert run("review", "broken.yaml", "-o", "out.sarif").code == 1
    assert json.loads(read("out.sarif"))["version"] == "2.1.0"
    assert "does not end like a format" in refused("review", "broken.yaml", "-o", "out.pdf")


def test_on_github_annotations_are_chosen_and_the_page_of_the_job_gets_a_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    write("page.md", "before\n")
    outcome = run("review", "broken.yaml")
    assert outcome.code == 1
    assert outcome.out.startswith(
        "::warning file=broken.yaml,line=3,col=5,endColumn=9,title=cnncalc dropped-pixels::"
    )
    assert read("page.md").startswith(
        "before\n"
    ) and "| broken.yaml:3:5 | warning | dropped-pixels |" in read("page.md")
    assert run("review", "broken.yaml", "--format", "text").out.startswith("broken.yaml:3:5: ")


def test_a_page_that_cannot_be_written_changes_no_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.path.join("no", "folder", "page.md"))
    outcome = run("review", "clean.yaml", "--format", "github")
    assert (outcome.code, "cannot write the job's summary" in outcome.err) == (0, True)


# -- rules ------------------------------------------------------------------------------------------


def test_rule_lists_every_rule() -> None:
    listed = record_of("rules")["rules"]
    assert [rule["name"] for rule in listed] == sorted(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_explains_itself(name: str) -> None:
    text = printed("rules", name)
    assert all(line.strip() in text for line in RULES[name].bad.splitlines())
    assert " ".join(RULES[name].source.split())[:30] in " ".join(text.split())
    assert f"### {name}" in printed("rules", name, "--format", "markdown")


def test_a_rule_that_is_none_gets_a_hint() -> None:
    assert "did you mean 'even-kernel'?" in refused("rules", "even-kernels")
