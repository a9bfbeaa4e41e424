"""CSV that spreadsheet programs open: no cell is reckoned with, and what is written is read back."""

import csv
import io

import pytest

from cnncalc.files.spreadsheet import as_meant, defused, line
from cnncalc.teaching.sheets.read import sheet_in

FORMULAS = [
    "=X1", "=1/0", "=1", "-x", "-X", "-", "+", "+x", "@", "@1", "=", "＝1+1", "＠x", "-1+1", "+1 x",
    "'=1", "''-x", "a;=1+1", "a; -x", ";@",
]  # fmt: skip
HARMLESS = ["-90", "+1,024", "-1/2", "-3x5", "-25 %", "C1", "a;b", "'90", "it's", "", "a-b", "n/a"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_defused_and_read_back_as_written(text):
    written = defused(text)
    assert written != text
    assert not any(cell.lstrip().startswith(tuple("=+-@＝＠")) for cell in written.split(";"))
    assert as_meant(written) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_names_stay_as_they_are(text):
    assert (defused(text), as_meant(text)) == (text, text)


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, 'say "x", y'])
def test_a_line_has_the_cells_that_were_written(text):
    (cells,) = csv.reader(io.StringIO(line([text, "156"])))
    assert [as_meant(cell) for cell in cells] == [text, "156"]


def test_a_name_with_a_semicolon_stands_in_quotes():
    assert line(["a;b", "156"]) == '"a;b",156\n'  # a country that separates by `;` keeps it in one cell


@pytest.mark.parametrize("name", ["*x*", "`x`", "x = 2", "x @ y", "1 + x"])  # no layer is called -x or =X1
def test_a_worksheet_asks_for_a_layer_by_the_name_it_has(name, tmp_path, monkeypatch):
    import cnncalc
    from cnncalc.teaching.sheets.worksheet import worksheet
    from cnncalc.teaching.sheets.write import as_csv

    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(
        f'input: 8x8x3\nlayers: [conv: {{name: "{name}", filters: 2, kernel: 3}}]\n'
    )
    sheet = worksheet(cnncalc.summarize("net.yaml"), {"architecture": "net.yaml"})
    (tmp_path / "sheet.csv").write_text(as_csv(sheet))
    assert f"{name}.parameters" in sheet_in("sheet.csv").blank


def test_a_cell_of_any_length_is_read(tmp_path):
    given = ";".join(f"L{i}.output" for i in range(20_000))  # 20,000 keys of about 12 characters
    assert len(given) > 2**17  # where Python's csv ends
    (tmp_path / "sheet.csv").write_text(f"# given: {given}\nlayer,parameters\nC1,156\n")
    sheet = sheet_in(str(tmp_path / "sheet.csv"))
    assert (len(sheet.given), [claim.text for claim in sheet.claims]) == (20_000, ["156"])
    assert csv.field_size_limit() == 2**17
