"""Names and arguments of others reach no terminal, page, table or report raw, in any format."""

import itertools
import json

import pytest
from commandline import FORMATS, run

from cnncalc import Network, summarize
from cnncalc.cli.main import commands
from cnncalc.cli.parts.streams import complain
from cnncalc.files import spreadsheet
from cnncalc.render import formats_of, render
from cnncalc.report import FINDINGS, GRADES, WORKING, WORKSHEET
from cnncalc.report.working import Working


def names_of(forms):
    return [one.name for one in formats_of(forms)]


HOSTILE = "a\x1b[31m\u202egnp\n::error::x\x85\u2028\x7f\ufeff"
"""Colours a terminal, turns the direction, begins another line."""

SPEC = (
    "input: 32x32x1\nlayers: [conv: {filters: 6, kernel: 4, padding: same}, flatten, dense: 10, dense: 10]\n"
)
SHEET = f"{HOSTILE}.csv"
NET = f"{HOSTILE}.yaml"

TABLES = {
    "summarize": (NET,), "memory": (NET,), "compare": (NET, "lenet5"), "diff": (NET, "lenet5"),
    "sweep": (NET, "--batch", "2", "--input", "32x32x1"), "check": (SHEET,),
    "grade": ("key.yaml", SHEET, f"{HOSTILE}.md"), "zoo": ("--filter", HOSTILE), "reconcile": (NET, "61706"),
}  # fmt: skip
RUNS = [
    *((name, *TABLES[name], "--format", form) for name, form in itertools.product(TABLES, FORMATS)),
    *(("review", NET, "--select", "all", "--format", form) for form in names_of(FINDINGS)),
    *(("explain", NET, "--format", form) for form in names_of(WORKING)),
    *(("grade", "key.yaml", SHEET, "none.csv", "--format", form) for form in names_of(GRADES)),
    *(("grade", "key.yaml", f"{HOSTILE}.md", "--format", form) for form in names_of(GRADES)),
    *(("worksheet", NET, "--format", form) for form in names_of(WORKSHEET)),
    ("zoo", "copy", "lenet5", f"{HOSTILE}-copy.yaml"), ("zoo", "show", HOSTILE), ("rules", HOSTILE),
    ("layers", HOSTILE), (HOSTILE,), (f"--{HOSTILE}",), ("summarize", f"--{HOSTILE}"), ("summarize", HOSTILE),
    ("summarize", NET, "--set", HOSTILE), ("summarize", NET, "--set", f"{HOSTILE}=1"),
    ("summarize", NET, "--input", HOSTILE), ("summarize", NET, "--columns", HOSTILE),
    ("summarize", NET, "--sort", HOSTILE), ("summarize", NET, "--dtype", HOSTILE),
    ("review", NET, "--dtype", HOSTILE), ("compare", NET, "--pareto", HOSTILE),
    ("solve", NET, "--layer", HOSTILE),
    ("solve", "conv", HOSTILE, "--output", HOSTILE),
    ("solve", "stack", "8", "--sees", "3", "--kernel", HOSTILE),
    ("summarize", NET, "--format", HOSTILE), ("summarize", NET, "--batch", HOSTILE),
    ("summarize", NET, "-o", HOSTILE), ("summarize", NET, "-o", f"{HOSTILE}/x.csv"), ("calc", HOSTILE),
    ("solve", HOSTILE), ("explain", NET, HOSTILE), ("sweep", NET, "--set", HOSTILE),
    ("sweep", NET, "--input", "3x3", "--where", HOSTILE), ("review", NET, "--baseline", HOSTILE),
    ("review", NET, "--budget", HOSTILE), ("worksheet", NET, "--blank", HOSTILE), ("reconcile", NET, HOSTILE),
    ("check", HOSTILE, NET), ("grade", "key.yaml", HOSTILE), ("grade", HOSTILE, "x"),
    ("calc", "values", HOSTILE),
    ("calc", "values", "conv", HOSTILE, "--kernel", "1"), ("compare", NET, HOSTILE), ("zoo", HOSTILE),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / NET).write_text(SPEC)
    (tmp_path / SHEET).write_text("# architecture: lenet5\n# student:\nlayer,parameters\nC1,157\n")
    (tmp_path / f"{HOSTILE}.md").write_text("|\n")
    (tmp_path / "key.yaml").write_text("architecture: lenet5\nanswers: {C1.parameters: }\n")


@pytest.mark.parametrize(
    "args", RUNS, ids=lambda args: ascii(" ".join(args)).replace(ascii(HOSTILE)[1:-1], "#")
)
def test_nothing_that_others_wrote_steers_what_shows_it(args, folder):
    outcome = run(*args)
    assert outcome.code in (0, 1, 2)
    for line in (outcome.out + outcome.err).replace("\t", " ").split("\n"):
        assert line.isprintable(), ascii(line)
        assert not line.startswith("::error::x")


NAMELESS = ("schema", "conventions")
"""Commands that take no name of anything."""


def test_every_command_is_tried():
    tried = {args[0] for args in RUNS}
    assert {name for name in commands.list_commands(None) if name not in NAMELESS} <= tried


def test_json_tells_programs_the_true_name(folder):
    record = json.loads(run("summarize", NET, "--format", "json").out)
    assert record["spec"] == NET


def test_what_a_line_of_a_spec_hides_is_shown_in_sarif(folder):
    with open("net.yaml", "w", encoding="utf-8") as file:
        file.write(SPEC.replace("dense: 10]", "dense: 10]  # \ufeff\u202e"))
    text = run("review", "net.yaml", "--select", "all", "--format", "sarif").out
    assert r"\\ufeff\\u202e" in text


def test_a_sheet_names_its_network_so_that_it_can_be_read_back(folder):
    outcome = run("worksheet", NET)
    assert (outcome.code, outcome.out) == (2, "")
    assert "the architecture is written into the sheet, so it has to be printable" in outcome.err


def test_a_network_that_a_program_made_is_explained_in_printable_words():
    nothing = summarize(Network(HOSTILE, ()))
    assert render(Working(nothing, ()), "text").rstrip("\n").isprintable()


def test_whatever_is_said_on_standard_error_is_printable(capsys):
    complain(f"{HOSTILE}\nerror: {HOSTILE}")
    first, second, end = capsys.readouterr().err.split("\n")[-3:]
    assert first.isprintable()
    assert second.isprintable()
    assert end == ""


def test_a_line_of_csv_is_printable():
    assert spreadsheet.line([HOSTILE, "156"]).rstrip("\n").isprintable()
