"""`compare`, `diff` and `sweep` on the command line: what they print, and their exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import FORMATS, in_terminal, plain, printed, process, record_of, refused, rows_of, run
from helpers import csv_rows

SMALL = """
name: Small
variables: {width: 4, kernel: 3}
input: 8x8x1
layers:
  - conv: {name: stem, filters: width, kernel: kernel}
  - relu
  - global_avg_pool
  - dense: 3
accuracy: {top-1: 76.13 %}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    (tmp_path / "strided.yaml").write_text(SMALL.replace("kernel: kernel", "kernel: kernel, stride: 2"))
    return tmp_path


COMMANDS = {
    "compare": ["compare", "small.yaml", "small.yaml[width=8]", "--pareto", "parameters"],
    "diff": ["diff", "small.yaml", "strided.yaml"],
    "sweep": ["sweep", "small.yaml", "--set", "width=1:3", "--set", "kernel=3,9"],
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_format_has_the_figures(command, format):
    text = run(*COMMANDS[command], "--format", format).out
    if format == "json":
        assert json.loads(text)["schema"] == f"cnncalc.{command}/1"
    # 3 x 3 x 1 x 4 weights and 4 biases: 40; all: 40 + 4 x 3 + 3 = 55; 1 filter: 10 + 1 x 3 + 3 = 16
    assert {"compare": "55", "diff": "40", "sweep": "16"}[command] in text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_input_gives_the_same_bytes(command):
    assert run(*COMMANDS[command], "--format", "json").out == run(*COMMANDS[command], "--format", "json").out


# -- compare ---------------------------------------------------------------------------------------


def test_compare_prints_figures_ratios_and_accuracies():
    (first, second) = rows_of("compare", "small.yaml", "small.yaml[width=8]")
    assert (first["network"], first["parameters"], first["accuracy.top-1"]) == (
        "small.yaml",
        "55",
        "0.761300",
    )
    # 3 x 3 x 8 + 8 = 80, 8 x 3 + 3 = 27: 107/55 = 1.945454...
    assert (second["parameters"], second["parameters_ratio"]) == ("107", "1.945455")
    assert second["accuracy.top-1"] == ""  # it is another network
    assert "76.13 %" in printed("compare", "small.yaml")


def test_compare_marks_the_front():
    found = rows_of("compare", "vgg16", "resnet50", "--pareto", "parameters,multiplies")
    assert [row["pareto"] for row in found] == ["false", "true"]
    table = printed("compare", "vgg16", "resnet50", "--pareto", "parameters,multiplies")
    assert "resnet50  *" in table


def test_compare_reports_the_problems_of_all_specs():
    error = refused("compare", "small.yaml", "vgg17", "small.yaml[depth=3]")
    assert "vgg17" in error
    assert "small.yaml[depth=3]: there is no variable 'depth'" in error


def test_compare_names_the_figures_there_are():
    assert "did you mean 'multiplies'?" in refused("compare", "small.yaml", "--columns", "multiplys")
    assert "say which of its values" in refused("compare", "small.yaml", "--columns", "stem")


def test_compare_leaves_columns_out_on_a_narrow_terminal_and_says_so():
    text = plain(in_terminal("compare", "vgg16", "resnet50", columns=60))
    assert "Hidden (terminal too narrow): " in text
    assert max(map(len, text.splitlines())) <= 60


def test_compare_knows_a_column_by_its_other_word_and_shows_it_once():
    found = csv_rows(printed("compare", "small.yaml", "strided.yaml", "--sort", "params", "--format", "csv"))
    assert [key for key in found[0] if "param" in key] == ["parameters", "parameters_ratio"]
    assert "macs" not in printed("compare", "small.yaml", "--columns", "macs", "--format", "csv")


def test_compare_without_conventions_to_tell_ends_with_its_table():
    text = printed("compare", "small.yaml", "--columns", "stem.parameters")
    assert not text.endswith("\n\n\n")


# -- diff ------------------------------------------------------------------------------------------


def test_diff_ends_with_1_only_if_asked_and_if_they_differ():
    assert run("diff", "small.yaml", "strided.yaml").code == 0
    assert run("diff", "small.yaml", "strided.yaml", "--exit-code").code == 1
    assert run("diff", "small.yaml", "small.yaml", "--exit-code").code == 0


def test_diff_shows_the_cause_and_counts_what_follows():
    text = printed("diff", "small.yaml", "strided.yaml")
    assert "~ stem  conv: stride 1 -> 2  6x6x4 -> 3x3x4" in text
    # the activation is smaller, and the pool and what follows see (3 - 1) x 2 + 3 = 7 pixels, not 8
    assert "1 in output, 2 in receptive field" in text
    assert "relu1" not in text
    assert "relu1" in printed("diff", "small.yaml", "strided.yaml", "--all")


JOIN = """
input: 8x8x4
layers:
  - conv: {name: the_first_of_the_layers, filters: 4, kernel: 3, padding: 1}
  - conv: {name: the_second_of_the_layers, filters: 4, kernel: 3, padding: 1}
  - conv: {name: the_third_of_the_layers, filters: 4, kernel: 3, padding: 1}
  - add: {name: join, from: [the_%s_of_the_layers, the_third_of_the_layers]}
"""


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_diff_says_what_was_changed_however_narrow_the_terminal_is(folder, columns):
    (folder / "a.yaml").write_text(JOIN % "first")
    (folder / "b.yaml").write_text(JOIN % "second")
    text = plain(in_terminal("diff", "a.yaml", "b.yaml", columns=columns))
    table = text.split("\n\n")[1]
    assert all(f"the_{which}_of_the_layers" in table for which in ("first", "second", "third"))
    assert columns < 60 or "Parameters" in table
    assert max(map(len, text.splitlines())) <= columns


def test_diff_names_the_variables_that_were_changed():
    given = "small.yaml", "small.yaml[width=6]"
    head = printed("diff", *given).split("\n\n")[0]
    assert "width 4 -> 6" in head
    assert "kernel" not in head  # it is 3 in both
    record = json.loads(printed("diff", *given, "--format", "json"))
    assert record["variables"] == {"width": {"a": 4, "b": 6}}


def test_diff_of_a_spec_and_itself_says_that_there_is_none():
    assert "No differences: 4 layers are the same." in printed("diff", "small.yaml", "small.yaml")
    record = record_of("diff", "small.yaml", "small.yaml")
    assert (record["differ"], record["changes"]) == (False, [])


def test_diff_as_data_holds_both_sides_of_each_layer_and_of_the_totals():
    record = record_of("diff", "small.yaml", "strided.yaml")
    stem = record["changes"][0]
    assert (stem["change"], stem["fields"]) == ("changed", {"stride": {"a": 1, "b": 2}})
    assert stem["differ"] == ["output", "multiplies"]
    # 9 x 4 weights at 6 x 6 or 3 x 3 positions, and 4 x 3 of the classifier
    assert (stem["a"]["multiplies"], stem["b"]["multiplies"]) == (36 * 36, 36 * 9)
    assert record["totals"]["multiplies"] == {"a": 1308, "b": 336, "difference": -972}
    row = rows_of("diff", "small.yaml", "strided.yaml")[0]
    assert (row["change"], row["fields"], row["output_a"], row["output_b"]) == (
        *("changed", "stride: 1 -> 2", "6x6x4", "3x3x4"),
    )


def test_diff_names_layers_that_came_and_went():
    text = printed("diff", "resnet18", "resnet34")
    assert "+ unit.2  unit, 7 layers" in text
    assert "- unit.2" in printed("diff", "resnet34", "resnet18")


def test_diff_compares_settings_of_one_spec():
    assert "filters 4 -> 8" in printed("diff", "small.yaml", "small.yaml[width=8]")


def test_diff_reads_a_new_file_against_nothing():
    assert "+ stem" in printed("diff", os.devnull, "small.yaml")
    assert "- stem" in printed("diff", "small.yaml", os.devnull)


def test_diff_has_colours_for_what_came_and_went_and_marks_beside_them():
    coloured = in_terminal("diff", "resnet18", "resnet34", columns=100)
    assert "\x1b[32m+ unit.2" in coloured
    assert "\x1b[" not in in_terminal(
        "diff", "small.yaml", "small.yaml", columns=100, variables={"TERM": "dumb"}
    )


def test_git_shows_differences_through_the_driver_of_the_documents(folder):
    driver = """f() { cnncalc diff --beside "$1" "$2" "$5" || diff -u "$2" "$5" || true; }; f"""
    with open(os.path.join(os.path.dirname(__file__), "..", "..", "docs", "how-to", "ci.md")) as file:
        assert driver in file.read()
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    (bin_folder / "cnncalc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cnncalc "$@"\n')
    (bin_folder / "cnncalc").chmod(0o755)
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": root, "PYTHONUTF8": "1"}

    def git(*args: str) -> str:
        user = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", f"diff.cnncalc.command={driver}")
        run = subprocess.run(["git", *user, *args], env=env, capture_output=True, text=True, encoding="utf-8")
        assert run.returncode == 0, run.stderr
        return run.stdout

    try:
        git("init", "-q")
    except FileNotFoundError:
        pytest.skip("there is no git")
    (folder / ".gitattributes").write_text("*.yaml diff=cnncalc\n")
    (folder / "wide.yaml").write_text("extends: small.yaml\nvariables: {width: 8}\n")
    git("add", ".")
    git("commit", "-qm", "before")
    (folder / "wide.yaml").write_text("extends: small.yaml\nvariables: {width: 16}\n")
    assert "filters 8 -> 16" in git("diff")
    (folder / "wide.yaml").write_text("extends: [")
    assert "+extends: [" in git("diff")


# -- sweep -----------------------------------------------------------------------------------------


def test_sweep_prints_a_row_per_combination():
    found = rows_of("sweep", "small.yaml", "--set", "width=4,8", "--set", "kernel=1:3:2")
    assert [(row["width"], row["kernel"], row["parameters"]) for row in found] == [
        ("4", "1", str(4 + 4 + 15)),
        ("4", "3", str(36 + 4 + 15)),
        ("8", "1", str(8 + 8 + 27)),
        ("8", "3", str(72 + 8 + 27)),
    ]


def test_sweep_loses_no_variant_that_does_not_fit():
    args = ["sweep", "small.yaml", "--set", "kernel=3,9,10"]
    table = printed(*args)
    assert "2 variants fail, with kernel 9: line 6: conv 'stem': a kernel of 9 does not fit" in table
    record = record_of(*args)
    assert [(one["settings"], one["line"]) for one in record["failed"]] == [
        ({"kernel": 9}, 6),
        ({"kernel": 10}, 6),
    ]
    outcome = run(*args, "--format", "csv")
    assert outcome.code == 0
    assert [bool(row["error"]) for row in csv_rows(outcome.out)] == [False, True, True]
    assert "2 variants fail" in outcome.err
    filtered = run(*args, "--format", "csv", "--sort", "parameters")
    assert len(csv_rows(filtered.out)) == 1
    assert "2 variants fail" in filtered.err


def test_sweep_varies_the_input():
    found = rows_of("sweep", "small.yaml", "--input", "8x8x1,16x12x3")
    assert [row["input"] for row in found] == ["8x8x1", "16x12x3"]
    assert [row["parameters"] for row in found] == ["55", str(9 * 3 * 4 + 4 + 15)]


def test_sweep_writes_lists_and_files():
    printed("sweep", "resnet50", "--set", "depths=[3,4,6,3],[3,4,23,3]", "-o", "variants.csv")
    written = csv_rows(Path("variants.csv").read_text(encoding="utf-8"))
    assert [row["depths"] for row in written] == ["[3,4,6,3]", "[3,4,23,3]"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--set", "width"], "--set takes NAME=VALUE,...; found 'width'"),
        (["--set", "width=5:2"], "no number from 5 to 2"),
        (["--set", "width=1:1000", "--set", "kernel=1:1000"], "1,000,000 combinations"),
        (["--set", "width=1,2", "--most", "1"], "at most 1 are tried"),
        (["--set", "widht=1,2"], "did you mean 'width'?"),
        (["--set", "width=1,2", "--where", "parameters < 5Q"], "found '5Q': 'q' is not a unit I know"),
        (["--set", "width=1,2", "--where", "parameters < 5 MB"], "bytes are given; parameters are asked for"),
        (["--set", "width=1,2", "--where", "parameters < 1.500"], "which may be 1.5 or 1500: write one"),
        (["--set", "width=1,2", "--where", "parametres < 5"], "did you mean 'parameters'?"),
        (["--set", "width=1,2", "--columns", "nothing.output"], "no layer is called 'nothing'"),
        (["--set", "width=0,-1"], "none of the 2 variants fits together; with width 0"),
        (["--input", "8x8"], "8x8 has no channels"),
    ],
)
def test_sweep_refuses_what_it_cannot_use(args, message):
    assert message in refused("sweep", "small.yaml", *args)


def test_sweep_writes_csv_as_variants_are_worked_out():
    endless = process("sweep", "small.yaml", "--set", "width=1:90000", "--format", "csv")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    env = {**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(endless, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines = [child.stdout.readline() for _ in range(3)]
        assert child.poll() is None  # it goes on
        child.stdout.close()  # as 'head' does
        assert (child.wait(300), child.stderr.read()) == (0, b"")
    assert lines[2].startswith(b"2,")


def test_sweep_shows_a_bar_on_a_terminal_and_nowhere_else():
    text = in_terminal("sweep", "small.yaml", "--set", "width=1:300", "--top", "1", columns=100)
    assert "variants" in text
    assert "0/300" in plain(text)
    assert run("sweep", "small.yaml", "--set", "width=1:300", "--top", "1").err == ""


def test_sweep_takes_ranges_of_decimals():
    found = csv_rows(printed("sweep", "mobilenet_v2", "--set", "width=0.1:0.3:0.1", "--format", "csv"))
    assert [row["width"] for row in found] == ["0.1", "0.2", "0.3"]  # 0.1 + 0.1 + 0.1 is 0.3
    assert "needs a step, such as 0.5:1:0.25" in refused("sweep", "mobilenet_v2", "--set", "width=0.5:1")


def test_another_name_of_a_number_is_that_number_of_a_comparison():
    networks, names = ("compare", "lenet5", "alexnet"), ("--columns", "param,params,Parameters")
    assert list(rows_of(*networks, *names)[0]) == ["network", "parameters", "parameters_ratio"]
    found = record_of(*networks, *names, "--pareto", "mac,param,rf", "--sort", "param")
    assert [goal["key"] for goal in found["pareto"]] == ["multiplies", "parameters", "receptive_field"]
    assert [goal["largest"] for goal in found["pareto"]] == [False, False, True]
    assert "fewer multiplies and fewer parameters" in printed(*networks, "--pareto", "macs,param")


def test_another_name_of_a_number_is_that_number_of_a_sweep():
    asked = (
        "sweep",
        "resnet18",
        "--set",
        "width=8,16",
        "--columns",
        "param,params",
        "--where",
        "param < 50M",
    )
    found = record_of(*asked, "--pareto", "param", "--sort", "param")
    assert found["pareto"] == [{"key": "parameters", "largest": False}]
    assert [list(one["figures"]) for one in found["variants"]] == [["parameters"]]
    assert found["met"] == 2
