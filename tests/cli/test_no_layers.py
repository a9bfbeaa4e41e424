"""A network of no layers: every command says what there is, or that there is nothing, in every format."""

import itertools

import pytest
from commandline import FORMATS, record_of, refused, run

from cnncalc.render import formats_of
from cnncalc.report import FINDINGS, WORKING

SPEC = "input: 8x8x3\nlayers: [repeat: {times: 0, layers: [relu]}]\n"
FULL = "input: 8x8x3\nlayers: [conv: {name: c, filters: 2, kernel: 3}]\n"  # 2*(27 + 1) = 56 parameters


def names_of(forms):
    return [one.name for one in formats_of(forms)]


TABLES = {
    "summarize": ("none.yaml",), "memory": ("none.yaml",), "compare": ("full.yaml", "none.yaml"),
    "diff": ("full.yaml", "none.yaml"), "sweep": ("none.yaml", "--batch", "2", "--input", "8x8x3,9x9x3"),
    "reconcile": ("none.yaml", "56"), "check": ("none.yaml",),
}  # fmt: skip
RUNS = [
    *((name, *TABLES[name], "--format", form) for name, form in itertools.product(TABLES, FORMATS)),
    *(("explain", "none.yaml", "--format", form) for form in names_of(WORKING)),
    *(("review", "none.yaml", "--format", form) for form in names_of(FINDINGS)),
    *(("worksheet", "none.yaml", "--answers", "--format", form) for form in ("markdown", "csv", "yaml")),
    ("worksheet", "none.yaml", "--answers", "--blank", "parameters"), ("worksheet", "none.yaml"),
    ("compare", "none.yaml", "full.yaml"), ("diff", "none.yaml", "full.yaml"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none.yaml").write_text(SPEC)
    (tmp_path / "full.yaml").write_text(FULL)


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_a_network_of_no_layers_is_told_of(args):
    outcome = run(*args)
    assert outcome.code in (0, 1)
    assert outcome.out
    assert outcome.err == ""


def test_nothing_is_no_part_of_something():
    networks = record_of("compare", "full.yaml", "none.yaml")["networks"]
    assert [one["ratios"]["parameters"] for one in networks] == [1.0, 0.0]  # 56 of 56, 0 of 56
    networks = record_of("compare", "none.yaml", "full.yaml")["networks"]
    assert [one["ratios"]["parameters"] for one in networks] == [None, None]  # nothing is divided by 0


def test_explain_says_that_there_are_none():
    assert run("explain", "none.yaml").out == "none has no layers\n"


def test_there_is_nothing_to_solve_for_without_layers():
    assert "the network has no layers" in refused("solve", "none.yaml")
