"""Old words of the command line work with a note; one long name for -o; synonyms of formats and figures."""

import json
import shlex

import pytest
from commandline import printed, record_of, refused, rows_of, run

from cnncalc.cli.main import commands

RULE_NOTE = "note: 'rule' is now called 'rules'; the old name works until version 1.0\n"
OUTPUT_NOTE = "note: '--output' is now called '--file'; the old name works until version 1.0\n"


def test_rule_is_rules_with_a_note():
    for args in ([], ["even-kernel"], ["--format", "json"]):
        old, new = run("rule", *args), run("rules", *args)
        assert (old.code, old.out, old.err) == (0, new.out, RULE_NOTE)
    assert "rule" not in commands.list_commands(None)


def test_output_is_file_with_a_note(tmp_path):
    path = tmp_path / "out.csv"
    for option in (["--output", str(path)], [f"--output={path}"]):
        outcome = run("summarize", "lenet5", *option)
        assert (outcome.code, outcome.out, outcome.err) == (0, "", OUTPUT_NOTE)
        assert path.read_text() == printed("summarize", "lenet5", "--format", "csv")


WRITE = [
    "summarize lenet5", "explain lenet5 C1", "memory lenet5", "review lenet5", "rules",
    "compare lenet5 alexnet", "diff lenet5 lenet5_1998", "sweep lenet5 --set classes=5,10",
    "reconcile lenet5 61706",
    "calc conv 8x8x3 --filters 2 --kernel 3", "calc 8x8x3 relu", "calc upsample 8x8x3 --output 16",
    "calc values max_pool '1 2; 3 4' --kernel 2", "solve conv 8x8x3 --output 8", "solve lenet5",
    "solve stack 8x8x3 --sees 5", "worksheet lenet5", "check lenet5", "zoo --filter lenet5",
    "zoo show lenet5", "layers conv", "schema", "conventions",
]  # fmt: skip


@pytest.mark.parametrize("line", WRITE)
def test_o_and_file_write_a_file_in_every_command(line, tmp_path):
    for option in ("-o", "--file"):
        path = tmp_path / f"out{option}.md"
        outcome = run(*shlex.split(line), option, str(path))
        assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
        assert path.read_text(encoding="utf-8")


def test_output_is_still_the_wanted_size_where_it_was():
    assert record_of("solve", "conv", "8x8x3", "--kernel", "3", "--output", "8")["found"]
    assert "16x16x3" in printed("calc", "upsample", "8x8x3", "--output", "16")


def test_a_copy_is_named_by_o_or_by_its_argument(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert printed("zoo", "copy", "lenet5", "-o", "mine.yaml") == "mine.yaml\n"
    assert "named twice, 'a.yaml' and -o 'b.yaml'" in refused(
        "zoo", "copy", "lenet5", "a.yaml", "-o", "b.yaml"
    )


@pytest.mark.parametrize(
    "line", ["summarize lenet5", "explain lenet5 C1", "review lenet5", "compare lenet5 vgg16"]
)
def test_table_and_text_are_one_format(line):
    args = line.split()
    assert printed(*args, "--format", "table") == printed(*args, "--format", "text") == printed(*args)


# -- macs is taken wherever multiplies is ---------------------------------------------------------------

SPEC = """
input: 8x8x3
layers: [conv: {name: C1, filters: 4, kernel: 3}]
expect: {macs: 3888, C1.macs: 3888}   # 3*3*3 * 6*6 * 4
budget: {macs: 3k, layers: {macs: 3k}}
"""


@pytest.mark.parametrize(
    "line",
    [
        "summarize lenet5 --columns name,{} --sort {}",
        "calc 8x8x3 'conv 4 k3' relu --columns {} --sort {}",
        "explain lenet5 C1 --only {}",
        "zoo --filter lenet --sort {} --columns name,{}",
        "compare lenet5 alexnet --columns {} --sort {} --pareto {}",
        "sweep lenet5 --set classes=5,10 --columns {} --where '{} < 1G' --sort {} --pareto {},parameters",
        "solve conv 56x56x64 --kernel 3 --{} 100M",
        "solve bottleneck 56x56x256 --kernel 3 --filters 256 --saves 2 --of {}",
        "worksheet lenet5 --columns {} --blank {}",
        "diff lenet5 lenet5_1998 --columns {}",
    ],
)
def test_macs_means_multiplies(line):
    own, short = (shlex.split(line.replace("{}", word)) for word in ("multiplies", "macs"))
    for form in ("csv", "html"):
        assert printed(*short, "--format", form) == printed(*own, "--format", form)


def test_macs_means_multiplies_in_specs_budgets_and_sheets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(SPEC)
    (tmp_path / "plain.yaml").write_text(SPEC.partition("budget")[0])
    (tmp_path / "limits.yaml").write_text("macs: 3k\n")
    (tmp_path / "sheet.yaml").write_text(
        "architecture: plain.yaml\nanswers: {C1: {macs: 3888}, total.macs: 3888, macs: 1}\n"
    )
    assert [row["verdict"] for row in rows_of("check", "net.yaml")] == ["agrees", "agrees"]
    marks = json.loads(run("check", "sheet.yaml", "--format", "json").out)["sheets"][0]["answers"]
    assert [mark["verdict"] for mark in marks] == ["right", "right", "wrong"]
    assert run("review", "net.yaml", "--select", "budget").out.count("3,888") >= 2
    assert "3,888" in run("review", "plain.yaml", "--budget", "limits.yaml").out


def test_macs_means_multiplies_before_a_quoted_number():
    short, own = (record_of("reconcile", "lenet5", f"{word}=416520") for word in ("macs", "multiplies"))
    assert short["figures"][0]["explanations"] == own["figures"][0]["explanations"] != []


@pytest.mark.parametrize("order", [("--output", "a.md", "-o", "b.md"), ("-o", "b.md", "--output", "a.md")])
def test_both_names_of_an_option_at_once_are_refused_and_nothing_is_written(order, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    err = refused("summarize", "lenet5", *order)
    assert "'--output' and '--file' are one option: give one of them" in err
    assert list(tmp_path.iterdir()) == []
