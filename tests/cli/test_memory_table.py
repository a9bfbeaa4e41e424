"""The table of `memory`: folded or not every step is told once, and each row adds up to what it holds."""

import io
from functools import lru_cache

import pytest
from commandline import in_terminal, plain, printed, refused, rows_of, table_rows

import cnncalc
from cnncalc.language.find import bundled_names
from cnncalc.render import Terminal, render
from cnncalc.report.memory import MemoryReport, MemoryView

PARTS = ("written", "read", "waiting", "kept", "gradients")
TRAINED = ("lenet5", "resnet18", "googlenet", "unet", "densenet121", "mobilenet_v2", "inception_block")


@lru_cache(maxsize=4)
def footprint(name: str, training: bool = False):
    return cnncalc.footprint(name, training=training)


def at(width: int | None, of: MemoryReport, monkeypatch) -> str:
    monkeypatch.setenv("COLUMNS", "" if width is None else str(width))
    return render(of, "table", Terminal(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")))


def held(name: str, training: bool, depth) -> None:
    """Each step has one row, which tells of the fullest of its steps; the fullest row holds the peak."""
    found = footprint(name, training)
    rows = MemoryReport(found, MemoryView(depth=depth)).every_row
    leaves = [row for row in rows if not row.opened]
    assert [step for row in leaves for step in row.steps] == list(range(len(found.steps)))
    for row in rows:
        assert found.steps[row.fullest].alive == max(found.steps[step].alive for step in row.steps)
    assert max(found.steps[row.fullest].alive for row in leaves) == found.peak_memory
    told = MemoryReport(found, MemoryView(depth=depth, for_programs=True)).table
    names = [heading.name for heading in told.headings]
    for row in told.rows:
        cells = dict(zip(names, row.cells, strict=True))
        assert sum(cells[part] for part in PARTS) == cells["alive"]
    assert [row.cells[names.index("peak")] for row in told.rows].count("peak") == 1


@pytest.mark.parametrize("depth", ["auto", None, 1, 2])
@pytest.mark.parametrize("name", bundled_names())
def test_rows_hold_every_step_once_folded_or_not(name, depth):
    held(name, False, depth)


@pytest.mark.parametrize("depth", ["auto", None, 1])
@pytest.mark.parametrize("name", TRAINED)
def test_rows_of_a_training_hold_every_step_once_folded_or_not(name, depth):
    held(name, True, depth)


@pytest.mark.parametrize("name", bundled_names())
def test_expanded_rows_are_those_of_csv(name):
    found = footprint(name)
    shown, of_csv = (
        MemoryReport(found, MemoryView(for_programs=programs)).table for programs in (False, True)
    )
    places = [[heading.name for heading in of_csv.headings].index(one.name) for one in shown.headings]
    assert [row.cells for row in shown.rows] == [tuple(row.cells[i] for i in places) for row in of_csv.rows]
    assert len(shown.rows) == len(found.steps)


def test_a_pipe_and_expand_have_a_row_for_each_step():
    steps = [row["step"] for row in rows_of("memory", "resnet18")]
    for args in ((), ("--expand",)):
        assert [row[0] for row in table_rows(printed("memory", "resnet18", *args))[1:]] == steps
    told = plain(in_terminal("memory", "resnet18", "--expand", columns=200))
    assert [row[0] for row in table_rows(told)[1:]] == steps


def test_resnet18_stands_on_one_screen_of_80_columns():
    text = plain(in_terminal("memory", "resnet18", columns=80))
    lines = [line.rstrip() for line in text.splitlines()]
    assert len(lines) <= 40 and max(map(len, lines)) <= 80
    head, *rows = table_rows(text)
    assert head == ["Step", "Layer", "Output", "Writes", "Reads", "Waiting", "Alive"]
    # norm1 reads 112*112*64*4 bytes = 3.0625 MiB, and relu1 right behind it holds no more
    assert rows[1] == ["2-3", "norm1", "112x112x64", "3.06", "3.06", "0", "6.13", "peak"]
    # the second convolution: 56*56*64*4 bytes = 0.766 MiB written, as much read, as much for the shortcut
    assert rows[3] == ["5-18", "conv2_x", "56x56x64", "0.77", "0.77", "0.77", "2.30"]
    assert "memory in MiB · 69 steps in" in " ".join(text.split())


@pytest.mark.parametrize("name", ["lenet5", "vgg16", "resnet18", "googlenet", "unet"])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_at_every_width_the_fullest_is_seen_and_six_lines_stand_below(name, width, monkeypatch):
    report = MemoryReport(footprint(name), MemoryView(depth="auto"))
    text = at(width, report, monkeypatch)
    assert max(map(len, text.splitlines())) <= width
    rows = text.split("Peak activations")[0].splitlines()
    assert sum("peak" in line.split()[-1:] for line in rows) == 1
    assert len(list(report.lines)) <= 6
    assert len(list(MemoryReport(footprint(name, True), MemoryView()).lines)) <= 6


def test_a_training_has_its_passes_below_their_names():
    text = plain(in_terminal("memory", "lenet5", "--training", columns=80))
    rows = [row[:2] for row in table_rows(text)[1:]]
    assert rows[0] == ["forward pass"] and ["backward pass"] in rows
    # 13 steps forwards: four tanh ride, so that 9 rows stand in each pass
    assert rows.index(["backward pass"]) == 10 and len(rows) == 20


def test_what_is_held_is_said_on_request():
    short = " ".join(printed("memory", "lenet5").split())
    assert "What is held, and how long: --notes, or cnncalc conventions" in short
    assert "Held: every output" not in short
    for text in (printed("memory", "lenet5", "--notes"), printed("conventions")):
        assert "every output from the step that writes it to the last that reads it" in " ".join(text.split())


def test_depth_folds_any_table_but_json_holds_all_steps():
    assert len(rows_of("memory", "googlenet", "--depth", "1")) < 30 < len(rows_of("memory", "googlenet"))
    assert "JSON holds every step" in refused("memory", "lenet5", "--depth", "1", "--format", "json")
