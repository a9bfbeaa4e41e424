"""How a terminal is used: its width, its colours, and what is left out where it is narrow."""

import re

import pytest
from commandline import COLOUR_CODE, below_table, in_terminal, plain, printed, refused, table_rows

from cnncalc.analysis import COLUMNS
from cnncalc.report.glance import COLUMNS as AT_A_GLANCE
from cnncalc.report.summary import FOR_READERS

ORDER = (
    "multiplies_share", "parameters_share", "receptive_field", "multiplies", "parameters", "output", "kind",
)  # fmt: skip
NAMES = {**{of.heading: name for name, of in COLUMNS.items()}, "Type": "kind", "Params": "parameters"}
NAMES["MACs"] = "multiplies"
FIGURE = r"\d+(?:[.,]\d+)*(?: (?:[kMGTPE]?FLOPs|[kMGTPE]|[KMGTPE]?i?B)\b)?"
UNITS = {"k": 10**3, "M": 10**6, "G": 10**9}


def shown(text: str) -> list[str]:
    """The columns of a printed table, by name; `%` is a share of the column before it."""
    names: list[str] = []
    for title in table_rows(text)[0]:
        bare = re.sub(r" \([kMG]\)$", "", title)
        names.append(f"{names[-1]}_share" if title == "%" else NAMES[bare])
    return names


def left_out(text: str) -> list[str]:
    """The columns that the note below a printed table names."""
    found = re.search(r"Hidden \(terminal too narrow\): ([\w, ]+);", below_table(text))
    return found[1].replace(" ", "").split(",") if found else []


def is_the_same(cell: str, exact: str, title: str) -> bool:
    """Whether a cell says what the exact one does, rounded in the unit that the title names."""
    unit = re.search(r" \(([kMG])\)$", title)
    if not unit or exact in ("0", "?"):
        return cell == exact
    number = int(exact.replace(",", "")) / UNITS[unit[1]]
    return number < 0.05 if cell == "<0.1" else abs(float(cell.replace(",", "")) - number) <= 0.05001


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_a_terminal_is_never_overrun_and_no_figure_is_cut(columns):
    text = in_terminal("summarize", "vgg16", columns=columns)
    assert max(len(line) for line in plain(text).splitlines()) <= columns
    wide = printed("summarize", "vgg16")
    kept = [shown(wide).index(name) for name in shown(text)]
    titles, *narrow = table_rows(text)
    assert len(narrow) == len(table_rows(wide)) - 1
    for row, exact in zip(narrow[:-1], table_rows(wide)[1:-1], strict=True):
        assert all(map(is_the_same, row, [exact[i] for i in kept], titles))
    assert {*shown(text)} | {*left_out(text)} == {*AT_A_GLANCE}
    assert not {*shown(text)} & {*left_out(text)}


@pytest.mark.parametrize("spec", ["vgg16", "inception_block"])
def test_columns_are_left_out_in_the_order_that_help_tells(spec, monkeypatch):
    gone: list[list[str]] = []
    for width in range(100, 15, -1):
        monkeypatch.setenv("COLUMNS", str(width))
        names = left_out(printed("summarize", spec))
        if names and (not gone or names != gone[-1]):
            gone.append(names)
    assert [set(names) for names in gone] == [set(ORDER[:n]) for n in range(1, len(ORDER) + 1)]


@pytest.mark.parametrize(("width", "gone"), [(90, ["weights"]), (80, ["memory", "weights"])])
def test_columns_that_were_added_are_left_out_first(width, gone, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    text = printed("summarize", "vgg16", "--columns", ",".join((*FOR_READERS, "memory", "weights")))
    assert left_out(text) == gone


@pytest.mark.parametrize("columns", ["1", "2", "3", "4", "19"])
@pytest.mark.parametrize(
    "args", ["explain lenet5", "explain googlenet inception_3a", "calc conv 8x8x3 --filters 1 --kernel 3"]
)
def test_equations_are_laid_out_for_20_columns_at_least(args, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    laid_out = printed(*args.split())
    monkeypatch.setenv("COLUMNS", columns)
    assert printed(*args.split()) == laid_out


def test_the_note_on_columns_left_out_says_how_to_see_them(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert "--columns" in below_table(printed("summarize", "vgg16"))


@pytest.mark.parametrize("width", range(24, 81, 4))
def test_no_figure_below_the_table_is_cut_from_its_unit(width, monkeypatch):
    wide = printed("summarize", "googlenet", "--depth", "1").rsplit("\n\n", 2)[1]
    figures = re.findall(FIGURE, wide)
    monkeypatch.setenv("COLUMNS", str(width))
    narrow = printed("summarize", "googlenet", "--depth", "1").rsplit("\n\n", 2)[1]
    found = [figure for line in narrow.split("\n") for figure in re.findall(FIGURE, line)]
    assert found == figures


def test_a_remark_that_is_too_long_goes_on_below_itself(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = printed("summarize", "resnet18", "--depth", "1").splitlines()
    (at,) = (i for i, line in enumerate(lines) if line.startswith("Parameters  "))
    assert lines[at : at + 2] == [
        "Parameters      11,689,512  44.59 MiB as float32; all trainable; 9,600 running",
        "                            statistics besides (11,699,112 with them)",
    ]


@pytest.mark.parametrize("width", [30, 50, 80, 120])
@pytest.mark.parametrize("command", ["layers", "layers conv", "zoo", "check lenet5 vgg16"])
def test_no_list_overruns_the_terminal(command, width, monkeypatch, counted_once):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, printed(*command.split()).splitlines())) <= width


def test_a_list_of_kinds_says_what_they_do_on_80_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = printed("layers")
    head, *rows = table_rows(text)
    assert head == ["Kind", "What it does"]
    assert dict(row for row in rows if len(row) == 2)["avg_pool"] == "Average the values of each window."
    assert "…" not in text and max(map(len, text.splitlines())) <= 80
    assert "Meaning" in printed("layers", "conv")


def test_a_kind_is_told_whole_on_80_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = printed("layers", "conv")
    assert table_rows(text)[0] == ["Field", "Default", "Letter", "Takes", "Meaning"]
    assert "Hidden" not in text
    assert "…" not in text
    assert "or sides such as {top:" in text  # the end of a long text goes on below its beginning
    assert "right: 1}" in text


def test_what_has_no_fields_has_no_table():
    assert "Takes" not in printed("layers", "add")


def test_formulas_stand_flush_left_and_figures_flush_right():
    assert re.search(r"^divisions  prod\(N_out\) \* C  +each", printed("layers", "avg_pool"), re.M)
    assert re.search(r"^Activations +8,094  ", printed("summarize", "lenet5"), re.M)


@pytest.mark.parametrize("width", [24, 40, 60])
def test_a_long_name_is_cut_with_a_mark_and_figures_are_not(width, monkeypatch):
    spec = f"input: 32x32x3\nlayers: [conv: {{name: {'long_' * 16}name, filters: 8, kernel: 3}}]\n"
    monkeypatch.setenv("COLUMNS", str(width))
    header, row, *_ = table_rows(printed("summarize", "-", stdin=spec))
    assert "…" in row[0]
    assert row[header.index("Type")] == "conv 3x3"
    assert ("Output" in header) == (width > 40)


def test_names_of_wide_characters_stay_in_their_column():
    from rich.cells import cell_len

    spec = "input: 8x8x3\nlayers: [conv: {name: 卷积层一, filters: 2, kernel: 3}, relu: {name: 短}]\n"
    lines = printed("summarize", "-", "--expand", stdin=spec).splitlines()
    header, conv, relu = (lines[i] for i in (3, 5, 6))
    starts = [cell_len(line[: line.index(word)]) for line, word in ((conv, "conv"), (relu, "relu"))]
    assert starts == [header.index("Type")] * 2


def test_a_deep_tree_still_shows_the_names_at_its_leaves(monkeypatch):
    nested = "{conv: {name: leaf, filters: 3, kernel: 1}}"
    for _ in range(20):
        nested = f"{{add: [[{nested}], identity]}}"
    monkeypatch.setenv("COLUMNS", "80")
    text = printed("summarize", "-", "--expand", stdin=f"input: 8x8x3\nlayers: [{nested}]\n")
    assert "leaf" in text
    assert max(map(len, text.splitlines())) <= 80


# -- colours ---------------------------------------------------------------------------------------


def test_colour_carries_no_meaning_alone():
    assert (
        plain(in_terminal("summarize", "inception_block", columns=100)).split()
        == printed("summarize", "inception_block").split()
    )


def test_a_terminal_has_colours():
    assert COLOUR_CODE.search(in_terminal("summarize", "inception_block", columns=100))


WRONG = ("summarize", "nosuchnet"), ("layers", "nosuchkind"), ("check", "nosuchnet")


@pytest.mark.parametrize("args", WRONG)
def test_mistakes_stand_out_on_a_terminal(args):
    assert "\x1b[31m\x1b[1m" in in_terminal(*args, columns=80, code=2)
    quiet = in_terminal(*args, columns=80, code=2, variables={"NO_COLOR": "1"})
    assert "\x1b" not in quiet
    assert "rror: there is no" in quiet


def test_mistakes_have_no_colours_in_a_pipe_unless_they_are_forced(monkeypatch):
    assert "\x1b" not in refused("summarize", "nosuchnet")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert COLOUR_CODE.search(refused("summarize", "nosuchnet"))


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colours_gets_none(variables):
    text = in_terminal("summarize", "inception_block", columns=100, variables=variables)
    assert not COLOUR_CODE.search(text)


def test_colours_can_be_forced_into_a_pipe(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert COLOUR_CODE.search(printed("summarize", "inception_block"))


@pytest.mark.parametrize("format", ["json", "csv", "markdown", "latex", "html"])
def test_formats_for_programs_have_no_colours_even_when_forced(format, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    text = printed("summarize", "inception_block", "--format", format)
    assert "\x1b" not in text
    assert "3a" in text


def test_reconcile_says_what_fits_and_for_which_network_however_narrow_it_is():
    for columns in (50, 60, 80):
        text = plain(in_terminal("reconcile", "resnet50", "7G", columns=columns))
        assert re.search(r"truncated .*FLOPs.*resnet50_paper", text)
        assert max(map(len, text.splitlines())) <= columns
