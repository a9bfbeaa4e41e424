"""What each format looks like: golden outputs of a small network, and what must be escaped."""

import json
from fractions import Fraction

import pytest
from formats import READERS
from helpers import summary
from html_page import Page

from cnncalc.render import NAMES, Terminal, called, format_of, formats_of, named, render
from cnncalc.report import FINDINGS, GRADES, TABLE, WORKING, WORKSHEET
from cnncalc.report.summary import SummaryReport, View

SMALL = """
name: Two levels
reference: nobody 2024
input: 8x8x3
layers:
  - conv: {name: stem, filters: 4, kernel: 3, padding: 1}
  - concat:
      name: block
      branches:
        left: [conv: {filters: 2, kernel: 1}]
        right: [conv: {filters: 2, kernel: 1}, add: [[conv: {filters: 2, kernel: 1}], identity]]
  - flatten
  - dense: 10
"""
# stem: 3*3*3*4 + 4 = 112 and 8*8*108 = 6,912; 1x1 from 4 channels: 4*2 + 2 = 10 and 8*8*8 = 512;
# 1x1 from 2 channels: 2*2 + 2 = 6 and 8*8*4 = 256; dense: 8*8*4 = 256 inputs, 256*10 + 10 = 2,570

BOXES = """\
Layer              Kind               Output  Parameters  Multiplies  RF
────────────────────────────────────────────────────────────────────────
stem               conv 3x3 p1        8x8x4          112       6,912   3
block              concat of 2 branches
├─ left
│  └─ conv1        conv 1x1           8x8x2           10         512   3
├─ right
│  ├─ conv1        conv 1x1           8x8x2           10         512   3
│  └─ add1         add of 2 branches
│     ├─ branch 1
│     │  └─ conv1  conv 1x1           8x8x2            6         256   3
│     ├─ branch 2
│     │  └─ identity1  identity       8x8x2            0           0   3
│     └─ add1      add                8x8x2            0           0   3
└─ block           concat             8x8x4            0           0   3
flatten1           flatten            256              0           0   3
dense1             dense              10           2,570       2,560  10
────────────────────────────────────────────────────────────────────────
total                                              2,708      10,752
"""


def drawn(text: str, format: str = "table", terminal: Terminal = Terminal(), **view) -> str:  # noqa: B008
    return render(SummaryReport(summary(text), View(**view)), format, terminal)


def words(text: str) -> list[list[str]]:
    """The words of each line: drawings are compared by what they say, not by their widths."""
    return [line.split() for line in text.splitlines() if set(line) - set("─-")]


def table_of(text: str) -> str:
    return text.split("\n\n")[1] + "\n"


# -- the table -------------------------------------------------------------------------------------


def test_a_receptive_field_names_no_input_that_has_no_extent():
    text = "inputs: {image: 8x8x1, flag: 4}\nlayers:\n  - global_avg_pool: {name: a, from: image}\n"
    text += "  - dense: {name: b, from: flag, units: 1}\n  - concat: {from: [a, b]}\n"
    report = SummaryReport(summary(text), View(columns=("receptive_field",)))
    assert render(report, "csv").splitlines()[1:] == ["image 8", '""', "image 8"]


def test_the_tree_of_a_network_in_boxes():
    assert words(table_of(drawn(SMALL))) == words(BOXES)


def test_the_tree_of_a_network_in_ascii():
    in_ascii = BOXES
    for box, char in (("├─", "|-"), ("└─", "`-"), ("│", "|"), ("─", "-")):
        in_ascii = in_ascii.replace(box, char)
    assert words(table_of(drawn(SMALL, terminal=Terminal(ascii=True)))) == words(in_ascii)


def test_a_guide_stands_above_each_layer_of_its_branch():
    lines = table_of(drawn(SMALL, columns=("name",))).splitlines()[2:]
    assert lines == [
        "stem",
        "block",
        "├─ left",
        "│  └─ conv1",
        "├─ right",
        "│  ├─ conv1",
        "│  └─ add1",
        "│     ├─ branch 1",
        "│     │  └─ conv1",
        "│     ├─ branch 2",
        "│     │  └─ identity1",
        "│     └─ add1",
        "└─ block",
        "flatten1",
        "dense1",
    ]


def test_figures_stand_flush_right_below_their_heading():
    header, *lines = [line for line in table_of(drawn(SMALL)).splitlines() if set(line) - {"─"}]
    for title in ("Parameters", "Multiplies", "RF"):
        end = header.index(title) + len(title)
        figures = [line for line in lines if len(line) >= end]
        assert all(line[end - 1].isdigit() for line in figures if line[end - 2 : end].strip())
        assert all(line[end : end + 2].strip() == "" for line in lines)


def test_the_rule_is_as_wide_as_the_table():
    header, rule, *lines = table_of(drawn(SMALL)).splitlines()
    assert len(rule) == max(map(len, [header, *lines[:-2]]))


def test_the_lines_below_say_what_was_counted():
    text = drawn(SMALL)
    title, _, totals, conventions = text.split("\n\n")
    assert title == "Two levels\ninput 8x8x3 · nobody 2024"
    assert totals.splitlines()[0].split() == ["Parameters", "2,708", "all", "trainable"]
    assert "multiplies" in conventions


def test_the_figures_below_the_table_and_their_remarks_stand_in_columns():
    lines = drawn(SMALL).split("\n\n")[2].splitlines()
    ends = {len(line) - len(line.split("  ", 1)[1].lstrip().split("  ", 1)[1]) for line in lines}
    assert len(ends) == 1


# -- the other formats -----------------------------------------------------------------------------


def test_markdown_has_plain_integers_and_full_names():
    found = READERS["markdown"](drawn(SMALL, "markdown"))
    assert found.header == ["name", "kind", "output", "parameters", "multiplies", "receptive_field"]
    assert ["block/right/add1/conv1", "conv 1x1", "8x8x2", "6", "256", "3"] in found.rows
    assert found.total == ["total", "", "", "2708", "10752", ""]


def test_csv_has_a_column_for_each_part_of_the_geometry():
    found = READERS["csv"](drawn(SMALL, "csv", columns=("name", "kind", "kernel", "stride", "padding")))
    assert found.rows[0] == ["stem", "conv", "3", "1", "1"]


def test_latex_is_a_tabular_that_needs_nothing():
    lines = drawn(SMALL, "latex").splitlines()
    assert lines[0] == "% Two levels: input 8x8x3, nobody 2024"
    assert lines[1] == r"\begin{tabular}{lllrrr}"
    assert r"stem & conv 3x3 p1 & 8x8x4 & 112 & 6,912 & 3 \\" in lines
    assert r"block/left/conv1 & conv 1x1 & 8x8x2 & 10 & 512 & 3 \\" in lines
    rows = [line for line in lines if line.endswith(r"\\")]
    assert {line.count("&") for line in rows} == {5}


def test_html_is_a_page_that_needs_nothing_from_anywhere():
    page = drawn(SMALL, "html")
    assert Page(page).open == []
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page


HOSTILE = """
name: '<script>alert("1")</script> & | * _x_ $ # { } \\ ^ ~ `'
input: 8x8x3
layers:
  - conv: {name: "a|b&c_d%e<f>*g*", filters: 2, kernel: 3}
"""


@pytest.mark.parametrize("format", ["csv", "markdown", "latex", "html"])
def test_a_name_with_the_formats_own_characters_stays_one_cell(format):
    found = READERS[format](drawn(HOSTILE, format))
    assert len({len(row) for row in found.rows}) == 1
    assert len(found.rows[0]) == len(found.header)


def test_html_lets_no_markup_in():
    page = drawn(HOSTILE, "html")
    assert "<script" not in page
    assert Page(page).open == []


def test_latex_escapes_what_means_something_there():
    name = next(line for line in drawn(HOSTILE, "latex").splitlines() if line.startswith("a"))
    assert name.startswith(r"a$|$b\&c\_d\%e$<$f$>$*g* & conv 3x3 & ")


def test_csv_quotes_what_it_has_to():
    text = "input: 8x8x3\nlayers: [conv: {name: 'a \"b\"', filters: 2, kernel: 3}]\n"
    assert READERS["csv"](drawn(text, "csv", columns=("name", "output"))).rows == [['a "b"', "6x6x2"]]


UNKNOWN = """
input: 8x8x3
layers:
  - custom: {name: odd, output: 6x6x4}
  - conv: {name: c, filters: 2, kernel: 1}
"""


@pytest.mark.parametrize(("format", "mark"), [("csv", ""), ("markdown", ""), ("latex", "?"), ("html", "?")])
def test_what_is_not_known_is_marked_for_readers_and_empty_for_programs(format, mark):
    text = drawn(UNKNOWN, format, columns=("name", "parameters", "receptive_field", "multiplies"))
    (cells,) = [row for row in READERS[format](text).rows if row[0] == "odd"]
    assert cells == ["odd", mark, mark, mark]


@pytest.mark.parametrize(
    ("format", "bound"),
    [("table", ">= 10"), ("markdown", r"\>= 10"), ("latex", r"$\geq$ 10"), ("html", "&gt;= 10")],
)
def test_a_total_over_what_is_not_known_is_a_lower_bound_in_the_row_of_totals_too(format, bound):
    total = next(line for line in drawn(UNKNOWN, format).splitlines() if "total" in line)  # 4*2 + 2 = 10
    assert bound in total


def test_json_gives_a_layer_a_line():
    text = drawn(SMALL, "json", columns=())
    assert sum(line.startswith('  {"name": ') for line in text.splitlines()) == len(summary(SMALL))
    assert json.loads(text)["network"] == "Two levels"


def test_a_rational_jump_is_a_text_in_json_and_a_fraction_in_a_table():
    figures = summary("input: 8x8x3\nlayers: [conv: {name: c, filters: 2, kernel: 3}]\n")
    half = figures["c"].receptive_field._replace(jump=(Fraction(1, 2), Fraction(1)))
    figures.figures["receptive_field"][-1] = half
    report = SummaryReport(figures, View(("name", "jump")))
    assert json.loads(render(report, "json"))["layers"][0]["receptive_field"]["jump"] == ["1/2", "1"]
    assert READERS["csv"](render(report, "csv")).rows == [["c", "1/2x1"]]


# -- the choice of a format ------------------------------------------------------------------------

FORMATS = [one.name for one in formats_of(TABLE)]


def test_a_format_is_called_like_its_file():
    assert [named(name).name for name in NAMES] == [*NAMES]


@pytest.mark.parametrize(
    ("forms", "names"),
    [
        (TABLE, "csv html json latex markdown table"),
        (WORKING, "csv html json latex markdown text"),
        (FINDINGS, "csv github html json junit latex markdown sarif text"),
        (GRADES, "csv gradescope html json junit latex markdown table"),
        (WORKSHEET, "csv html latex markdown table yaml"),
    ],
)
def test_a_report_is_offered_in_every_format_that_has_a_form_of_it(forms, names):
    assert [one.name for one in formats_of(forms)] == names.split()


@pytest.mark.parametrize(
    ("word", "of_table", "of_working", "of_findings"),
    [
        ("txt", "table", "text", "text"),
        ("text", "table", "text", "text"),
        ("table", "table", "text", "text"),
    ],
)
def test_a_text_for_readers_is_what_the_report_has_for_them(word, of_table, of_working, of_findings):
    found = [called(word, forms).name for forms in (TABLE, WORKING, FINDINGS)]
    assert found == [of_table, of_working, of_findings]


def test_a_report_is_not_written_in_a_format_that_has_no_form_of_it():
    with pytest.raises(ValueError, match="sarif cannot hold table"):
        render(SummaryReport(summary(SMALL)), "sarif")


@pytest.mark.parametrize(
    ("file", "format"),
    [("a.json", "json"), ("a.md", "markdown"), ("a.txt", "table"), ("a.tex", "latex"), ("b.c.HTML", "html")],
)
def test_the_ending_of_a_file_names_its_format(file, format):
    assert format_of(file, TABLE).name == format


@pytest.mark.parametrize("file", ["a.xyz", "a", "a.", ".json/a"])
def test_another_ending_names_none(file):
    with pytest.raises(ValueError, match="does not end like a format"):
        format_of(file, TABLE)


@pytest.mark.parametrize("format", FORMATS)
def test_rendering_twice_gives_the_same_text(format):
    report = SummaryReport(summary(SMALL))
    assert render(report, format) == render(report, format)


def test_the_sides_of_a_volume_are_told_apart():
    pool = "max_pool: {name: p, kernel: 3, padding: {back: 1, bottom: 2, left: 3}}"
    text = drawn(f"input: 8x8x8x1\nlayers: [{pool}]\n", "csv", columns=("name", "padding"))
    assert READERS["csv"](text).rows == [["p", "bk1+b2+l3"]]


# -- lower bounds ----------------------------------------------------------------------------------

FOLDED = """
input: 8x8x4
layers:
  - add:
      name: join
      branches: [[conv: {filters: 4, kernel: 1}, batch_norm, custom: {output: 8x8x4}], identity]
"""


@pytest.mark.parametrize(
    ("format", "bound"),
    [
        ("table", ">= 28"),
        ("markdown", r"\>= 28"),
        ("latex", r"$\geq$ 28"),
        ("html", "&gt;= 28"),
        ("csv", ",>= 28"),
    ],
)
def test_a_folded_block_over_what_is_not_known_is_a_lower_bound(format, bound):
    text = drawn(FOLDED, format, columns=("name", "parameters"), depth=1)  # 4*4 + 4 = 20, 2*4 = 8
    assert bound in next(line for line in text.splitlines() if "join" in line)


def test_json_names_the_lower_bounds_of_a_folded_block():
    block, relu = json.loads(drawn(FOLDED + "  - relu\n", "json", columns=("flops", "weights"), depth=1))[
        "layers"
    ]
    assert (block["parameters"]["total"], block["flops"]) == (28, 2_048)
    assert block["lower_bounds"] == [
        *(f"parameters.{name}" for name in ("total", "weights", "trainable", "frozen")),
        "multiplies",
        *(f"operations.{name}" for name in ("multiplications", "additions", "comparisons", "divisions")),
        "operations.exponentials", "flops", "weights",
    ]  # fmt: skip
    assert "lower_bounds" not in relu


def test_a_folded_block_of_known_figures_has_no_lower_bounds():
    text = drawn(FOLDED.replace(", custom: {output: 8x8x4}", ""), "json", columns=(), depth=1)
    assert [layer["lower_bounds"] for layer in json.loads(text)["layers"]] == [[]]


@pytest.mark.parametrize("depth", [None, 1])
def test_what_is_worked_out_from_a_lower_bound_is_one(depth):
    text = drawn(FOLDED, columns=("name", "flops", "multiplies"), depth=depth)
    assert ["total", ">=", "2,048", ">=", "1,024"] in words(text)  # 4*4 * 8*8
    assert "8 running statistics besides (>= 36 with them)" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_network_of_heads_alone_has_an_empty_table_without_them(format):
    heads = "input: 8x8x3\nlayers: [head: {layers: [global_avg_pool]}]\n"
    report = SummaryReport(summary(heads, heads=False))
    assert report.table.rows == ()
    assert render(report, format)
    assert list(report.record["layers"]) == []
