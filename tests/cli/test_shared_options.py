"""Options that many commands have: --columns, --top, --layout, --without-heads, --ascii."""

import json
import re
import shlex

import pytest
from commandline import printed, record_of, refused, rows_of

from cnncalc.problem import printable


def header(*args: str) -> list[str]:
    return printed(*args, "--format", "csv").splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("memory lenet5", "alive,layer"),
        ("check lenet5", "verdict,figure"),
        ("reconcile lenet5 61706", "value,quoted"),
        ("zoo --filter lenet5", "params,name"),
        ("layers", "summary,kind"),
        ("layers conv", "default,field"),
        ("rules", "severity,rule"),
        ("solve conv 8x8x3 --output 8", "padding,kernel"),
        ("solve stack 8x8x3 --sees 5", "parameters,layers"),
    ],
)
def test_columns_chooses_from_every_table(line, columns):
    args = shlex.split(line)
    keys = ["parameters" if key == "params" else key for key in columns.split(",")]
    assert header(*args, "--columns", columns) == keys
    every = rows_of(*args)
    assert rows_of(*args, "--columns", columns) == [{key: row[key] for key in keys} for row in every]
    assert printed(*args, "--columns", columns, "--format", "json") == printed(*args, "--format", "json")


def test_what_is_no_table_has_no_columns_to_choose():
    assert "there are no columns to choose" in refused("rules", "even-kernel", "--columns", "severity")
    assert header("rules", "even-kernel", "--columns", "severity") == ["severity"]


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_a_column_that_is_not_there_is_refused_in_every_format(form):
    err = refused("memory", "lenet5", "--columns", "layer,alife", "--format", form)
    assert "there is no column 'alife'; did you mean 'alive'?" in err
    assert "there are kind, fields and summary" in refused("layers", "--columns", "zzz", "--format", form)


def test_a_difference_has_a_column_for_each_side():
    assert header("diff", "lenet5", "lenet5_1998", "--columns", "name,macs") == [
        "name_a", "name_b", "multiplies_a", "multiplies_b"
    ]  # fmt: skip


def test_the_footer_of_a_narrow_table_says_that_columns_can_be_chosen(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    for line in ("memory lenet5", "zoo --filter lenet", "layers conv"):
        below = printed(*line.split()).partition("Hidden (terminal too narrow): ")[2]
        assert "--columns chooses" in " ".join(below.split())


def test_top_shows_the_first_rows():
    sizes = [int(row["parameters"]) for row in rows_of("zoo", "--sort", "parameters", "--top", "3")]
    assert len(sizes) == 3
    assert sizes == sorted(sizes, reverse=True)
    assert "\n3 of " in printed("zoo", "--top", "3")
    names = [row["network"] for row in rows_of("compare", "lenet5", "alexnet", "vgg16", "--sort", "params")]
    assert names == ["vgg16", "alexnet", "lenet5"]
    first = rows_of("compare", "lenet5", "alexnet", "vgg16", "--sort", "params", "--top", "1")
    assert [row["network"] for row in first] == ["vgg16"]


def test_layout_turns_the_shapes_of_memory_as_it_does_those_of_summarize():
    hwc, chw = (rows_of("memory", "lenet5", "--layout", layout) for layout in ("hwc", "chw"))
    assert [row["output"] for row in hwc][:1] == ["28x28x6"]
    assert [row["output"] for row in chw][:1] == ["6x28x28"]
    assert "1x32x32 · inference" in printed("memory", "lenet5", "--layout", "chw")


HEADS = """
input: 8x8x3
layers:
  - conv: {name: a, filters: 4, kernel: 1}
  - head: {name: aux, layers: [conv: {name: b, filters: 5, kernel: 1}]}
  - conv: {name: c, filters: 2, kernel: 1}
"""


def test_without_heads_leaves_them_out_of_explain_and_diff(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(HEADS)
    # a: 3*4 + 4 = 16, c: 4*2 + 2 = 10, the head: 4*5 + 5 = 25
    assert "51" in printed("explain", "net.yaml", "total", "--only", "parameters")
    assert "Parameters 26" in printed(
        "explain", "net.yaml", "total", "--only", "parameters", "--without-heads"
    )
    (tmp_path / "main.yaml").write_text(re.sub(r".*head.*\n", "", HEADS))
    assert record_of("diff", "net.yaml", "main.yaml")["differ"]
    assert not record_of("diff", "net.yaml", "main.yaml", "--without-heads")["differ"]


def test_ascii_is_taken_by_every_command_that_draws():
    sheet = printed("worksheet", "lenet5", "--format", "table", "--ascii")
    assert "─" not in sheet
    assert "─" in printed("worksheet", "lenet5", "--format", "table")
    assert printed("review", "lenet5", "--ascii") == printed("review", "lenet5")


# -- calc INPUT LAYER... takes what summarize takes ------------------------------------------------------

LAYERS = ("conv: {name: a, filters: 4, kernel: 3, activation: relu}", "flatten", "dense: {name: d, units: 2}")


@pytest.mark.parametrize(
    "options",
    [
        "--columns name,macs", "--depth 1", "--expand", "--collapse", "--sort parameters --top 1", "--exact",
        "--batch 4 --columns name,memory", "--dtype float16 --columns name,memory", "--layout chw", "--notes",
    ],
)  # fmt: skip
def test_calc_takes_the_options_of_summarize(options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    layers = "".join(f"  - {layer}\n" for layer in LAYERS)
    (tmp_path / "net.yaml").write_text(f"name: Layers\ninput: 8x8x3\nlayers:\n{layers}")
    args = options.split()
    for form in ("table", "csv"):
        assert printed("calc", "8x8x3", *LAYERS, *args, "--format", form) == printed(
            "summarize", "net.yaml", *args, "--format", form
        )


def test_calc_leaves_heads_out():
    head = "head: {name: aux, layers: [{dense: 9}]}"
    named = [row["name"] for row in rows_of("calc", "8", head, "dense 2", "--without-heads")]
    assert named == ["dense1"]


def test_what_shapes_the_table_is_refused_beside_explain():
    assert "--top is for the table, which --explain replaces" in refused(
        "calc", "8x8x3", "relu", "--explain", "--top", "1"
    )
    assert json.loads(printed("calc", "8x8x3", "relu", "--explain", "--format", "json"))


def test_a_hostile_column_name_stays_on_its_line():
    name = "x\x1b[31m"
    assert printable(name) in refused("memory", "lenet5", "--columns", name)
