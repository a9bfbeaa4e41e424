"""The table that one reads at a glance: what it says adds up and is whole, at every width, folded or not."""

import io
from functools import lru_cache

import pytest
from helpers import bundled, figures, spec, summary

from cnncalc.language.find import bundled_names
from cnncalc.render import Terminal, render
from cnncalc.render.console import BOX
from cnncalc.render.layout import Layout
from cnncalc.render.names import broken
from cnncalc.render.table import et_al
from cnncalc.report.glance import GlanceReport
from cnncalc.report.shown import Shown
from cnncalc.report.summary import SummaryReport, View

ADDING = ("name", "parameters", "multiplies", "activations", "memory", "weights")
WIDTHS = (60, 80, 100, 120)
DEPTHS = ("auto", None, 1, 2)


@lru_cache(maxsize=4)
def report(name: str, **view) -> GlanceReport:
    return GlanceReport(bundled(name), View(**view))


def at(width: int | None, of: GlanceReport, monkeypatch) -> str:
    """What a terminal of this width shows."""
    monkeypatch.setenv("COLUMNS", "" if width is None else str(width))
    return render(of, "table", Terminal(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")))


def sums(of: GlanceReport) -> list[int]:
    rows = [row for row in of.table.rows if len(row.trail) < 2]
    return [sum(row.cells[i] for row in rows) for i in range(1, len(ADDING))]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", bundled_names())
def test_rows_add_up_to_the_totals_folded_or_not(name, depth):
    found = report(name, columns=ADDING, depth=depth)
    total = found.table.total
    assert sums(found) == list(total[1:])
    assert total[1:4] == tuple(bundled(name).totals[of] for of in ADDING[1:4])


@pytest.mark.parametrize("name", bundled_names())
def test_expanded_rows_are_those_of_csv(name):
    columns = (
        "name",
        "kind",
        "output",
        "parameters",
        "multiplies",
        "activations",
        "receptive_field",
        "kernel",
    )
    expanded = GlanceReport(bundled(name), View(columns), expand=True)
    rows = [row.cells for row in expanded.table.rows if row.role != "block"]
    of_csv = SummaryReport(bundled(name), View(columns, for_programs=True))
    assert rows == [row.cells for row in of_csv.table.rows if row.role != "block"]
    assert len(rows) == len(bundled(name))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", bundled_names())
def test_no_number_is_cut_and_every_hidden_column_is_named(name, width, monkeypatch):
    found = report(name, depth="auto")
    text = at(width, found, monkeypatch)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    layout = Layout(Shown(found), width, BOX, "utf-8")
    flat = " ".join(text.split())
    if layout.left_out:
        hidden = ", ".join(heading.name for heading in layout.left_out)
        assert f"Hidden (terminal too narrow): {hidden};" in flat
    numeric = [i for i in layout.kept if layout.table.headings[i].numeric]
    assert layout.kept[-len(numeric) :] == numeric or not numeric  # they stand last
    expected = [" ".join(texts[i] for i in numeric).split() for texts in layout.texts]
    if numeric:
        ends = [line.split()[-len(expected[0]) :] for line in lines]
        assert [end for end in ends if end in expected] and all(cells in ends for cells in expected)
        assert [layout.totals[i] for i in numeric if layout.totals[i]] == lines[_total(lines)].split()[1:]


def _total(lines: list[str]) -> int:
    return next(i for i, line in enumerate(lines) if line.startswith("total"))


@pytest.mark.parametrize("name", ["vgg16", "resnet18", "googlenet", "unet", "mobilenet_v2"])
def test_without_a_width_all_numbers_are_exact(name, monkeypatch):
    text = at(None, report(name), monkeypatch)
    for total in ("parameters", "multiplies"):
        assert f"{bundled(name).totals[total]:,}" in text.splitlines()[_total(text.splitlines())]
    assert "Hidden" not in text


def test_resnet18_stands_on_one_screen_of_80_columns_with_all_that_matters(monkeypatch):
    text = at(80, report("resnet18", depth="auto"), monkeypatch)
    lines = text.splitlines()
    assert len(lines) <= 40
    assert lines[3].split() == ["Layer", "Type", "Output", "Params", "%", "MACs", "(M)", "%", "RF"]
    rows = {line.split()[0]: " ".join(line.split()) for line in lines[5:] if line}
    # conv1: 7*7*3*64 weights, once for each of 112*112 positions; 118,013,952 of 1,814,073,344
    assert rows["conv1"] == "conv1 conv 7x7/2 p3 112x112x64 9,408 <1 118.0 7 7"
    assert rows["conv2_x"] == "conv2_x 2 x [3x3, 3x3] 56x56x64 147,968 1 462.4 25 43"  # 4*(9*64*64 + 128)
    assert rows["conv3_x"] == "conv3_x 2 units 28x28x128 525,568 4 411.0 23 99"
    assert "├─ unit.0 [3x3/2, 3x3] +proj 28x28x128 230,144 2 179.8 10 67" in map(
        " ".join, map(str.split, lines)
    )
    assert rows["fc"] == "fc dense 1000 513,000 4 0.5 <1 all"  # 512*1000 + 1000
    assert rows["total"] == "total 11,689,512 100 1,814.1 100"
    assert rows["Depth"] == "Depth 18 weight layers, + 3 projections"


@pytest.mark.parametrize("name", bundled_names())
def test_at_most_six_lines_stand_below_the_table(name):
    lines = list(report(name).lines)
    assert len(lines) <= 6
    assert [line.label for line in lines][:5] == [
        "Parameters", "Multiplies", "Activations", "Peak memory", "Depth",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vgg16", "16 weight layers"),
        ("resnet50", "50 weight layers, + 4 projections"),
        ("googlenet", "22 weight layers on the longest path, 64 in all"),
        ("densenet121", "121 weight layers"),
    ],
)
def test_the_depth_is_the_one_that_gives_a_network_its_name(name, told):
    (depth,) = (line for line in report(name).lines if line.label == "Depth")
    assert f"{depth.figure} {depth.remark}".startswith(told)


def test_all_is_said_once_a_whole_map_was_read():
    shown = {row.shown[0]: row.shown[-1] for row in report("lenet5").table.rows}
    assert (shown["S4"], shown["flatten1"], shown["F5"], shown["softmax1"]) == (
        (16, 16),
        (16, 16),
        "all",
        "all",
    )


def test_shares_are_whole_per_cents_and_small_ones_are_not_nothing():
    found = figures("1000", {"dense": {"units": 1000, "bias": False}}, {"dense": {"units": 1, "bias": False}})
    of = GlanceReport(found, View(("parameters", "parameters_share")))
    heading = of.table.headings[1]
    assert heading.title == "%"
    assert [of.text(row.shown[1], heading) for row in of.table.rows] == ["100", "<1"]  # 1000 of 1,001,000
    assert of.text(0, heading) == "0"


def test_memory_is_rounded_unless_exact_is_asked_for():
    columns = ("name", "memory")
    assert "18.38 KiB" in render(GlanceReport(bundled("lenet5"), View(columns)), "table")  # 28*28*6*4 bytes
    assert "18,816" in render(GlanceReport(bundled("lenet5"), View(columns, in_full=True)), "table")


def test_the_largest_number_of_a_column_stands_out(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = at(120, report("lenet5"), monkeypatch)
    bold = [part.split("\x1b[0m")[0] for part in text.split("\x1b[1m")[1:]]
    cells = [cell.strip() for cell in bold]
    assert "48,120" in cells and "240,000" in cells and "78" in cells and "58" in cells
    assert "10,164" not in cells and "117,600" not in cells


def test_notes_tell_all_conventions_and_one_line_says_where_they_are_otherwise():
    found = bundled("lenet5")
    (line,) = GlanceReport(found, View()).notes
    assert "cnncalc conventions" in line and "--notes" in line
    told = " ".join(GlanceReport(found, View(), notes=True).notes)
    assert "Multiplies: weights times activations, in convolutions and dense layers, one image" in told


def test_what_nothing_reads_is_still_noted():
    found = summary(
        spec("8x8x3", [{"conv": {"name": "a", "filters": 2, "kernel": 1}}, {"relu": {"from": "input"}}])
    )
    assert any("Nothing reads the layer 'a'" in note for note in GlanceReport(found, View()).notes)


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("main/residual/conv1", 30, ["main/residual/conv1"]),
        ("main/residual/conv1", 14, ["main/residual/", "conv1"]),
        ("main/residual/conv1", 9, ["main/", "residual/", "conv1"]),
        ("up/transposed_conv1", 16, ["up/", "transposed_conv1"]),
        ("up/transposed_conv1", 12, ["up/", "transposed_", "conv1"]),
        ("a_b_c_d_e", 3, ["a_b_c_d_e"]),  # in so many pieces nobody reads it: it is cut
    ],
)
def test_names_break_after_slashes_rather_than_being_cut(name, width, lines):
    assert broken(name, 0, width) == lines
    assert broken(f"├─ {name}", 3, width + 3) == [f"├─ {lines[0]}", *lines[1:]]


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        ("He, Zhang, Ren & Sun 2015, arXiv:1512.03385", "He et al. 2015, arXiv:1512.03385"),
        ("Tan & Le 2019, arXiv:1905.11946", "Tan et al. 2019, arXiv:1905.11946"),
        ("Chollet 2016, arXiv:1610.02357", "Chollet 2016, arXiv:1610.02357"),
        (
            "Huang, Liu, van der Maaten & Weinberger 2016, arXiv:1608.06993",
            "Huang et al. 2016, arXiv:1608.06993",
        ),
        ("a course of 2015, sheet 3", "a course of 2015, sheet 3"),
    ],
)
def test_a_reference_is_shortened_to_its_first_author(reference, short):
    assert et_al(reference) == short


def test_a_reference_is_shortened_only_where_it_is_too_wide(monkeypatch):
    title = "ResNet-18 · He, Zhang, Ren & Sun 2015, arXiv:1512.03385"
    assert at(80, report("resnet18"), monkeypatch).startswith(title)
    assert at(50, report("resnet18"), monkeypatch).startswith("ResNet-18 · He et al. 2015, arXiv:1512.03385")


def test_a_name_below_the_table_is_broken_after_a_slash(monkeypatch):
    lines = [" ".join(line.split()) for line in at(80, report("resnet152"), monkeypatch).splitlines()]
    (peak,) = (i for i, line in enumerate(lines) if line.startswith("Peak memory"))
    assert lines[peak : peak + 3] == [
        "Peak memory 9.19 MiB at inference, at",
        "conv2_x/unit.0/add1/shortcut/projection1/",
        "batch_norm1",
    ]


CONV = {"filters": 8, "kernel": 3, "padding": "same"}


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        # a, and what shares its parameters twice: three steps, one set of weights
        (
            [{"conv": {"name": "a", **CONV}}, {"conv": {"share": "a"}}, {"conv": {"share": "a"}}],
            "3  weight layers; shared ones count each time",
        ),
        # c -> out is the way to the output; two more layers lead nowhere
        (
            [
                {"conv": {"name": "c", **CONV}},
                {"conv": {"name": "dead", **CONV}},
                {"conv": {"from": "dead", **CONV}},
                {"conv": {"from": "c", **CONV}},
            ],
            "2  weight layers on the longest path, 4 in all",
        ),
    ],
)
def test_the_depth_is_that_of_the_way_to_the_output(layers, told):
    of = GlanceReport(figures("8x8x8", *layers), View())
    (line,) = (line for line in of.lines if line.label == "Depth")
    assert f"{line.figure}  {line.remark}" == told


def test_a_head_is_no_step_of_the_block_it_stands_in():
    head = {"head": {"name": "h", "layers": ["global_avg_pool", {"dense": 4}]}}
    layers = {"repeat": {"times": 2, "name": "u", "layers": [{"conv": CONV}, head]}}
    rows = GlanceReport(figures("8x8x3", layers), View(depth=1)).table.rows
    assert [row.shown[:2] for row in rows] == [("u.0", "[3x3]"), ("u.1", "[3x3]")]
