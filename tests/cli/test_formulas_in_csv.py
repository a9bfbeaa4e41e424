"""What others wrote and begins like a formula is none in any CSV: names of networks, files, notes."""

import csv
import io

import pytest
from commandline import run

from cnncalc.files.spreadsheet import as_meant, defused

RUNS = [
    ("summarize", "=net.yaml"), ("summarize", "=net.yaml", "--columns", "name,kind,variables,line"),
    ("compare", "=net.yaml", "lenet5"), ("diff", "=net.yaml", "lenet5"), ("memory", "=net.yaml"),
    ("sweep", "=net.yaml", "--set", "v==1,+x,2"), ("reconcile", "=net.yaml", "=1"), ("zoo",),
    ("check", "=sheet.csv"), ("worksheet", "=net.yaml"), ("grade", "key.yaml", "=sheet.csv"),
]  # fmt: skip


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_no_text_of_others_is_a_formula_in_csv(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "=net.yaml").write_text(
        'name: "=1+1"\ninput: 8x8x3\nvariables: {v: 2}\naccuracy: {"@top": 0.5}\n'
        'layers: [custom: {output: 3x3x3, note: "-1+1"}, conv: {name: c, filters: v, kernel: 3}]\n'
    )
    (tmp_path / "=sheet.csv").write_text("# architecture: lenet5\n# student: =1+1\nlayer,parameters\nC1,=1\n")
    (tmp_path / "key.yaml").write_text("architecture: lenet5\nanswers: {C1.parameters: }\n")
    for row in csv.reader(io.StringIO(run(*args, "--format", "csv").out)):
        for cell in row:
            assert defused(as_meant(cell)) == cell
