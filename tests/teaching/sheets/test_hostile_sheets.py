"""Sheets that are wrong, by accident or in bad faith: placed problems, all at once, and soon."""

import pytest
from work import steps

from cnncalc import SpecError
from cnncalc.teaching.sheets.read import as_sheet, sheet_in

HEAD = "architecture: lenet5\n"


def problems(folder, name: str, text: str | bytes) -> list[str]:
    """What is wrong with a sheet: `line:column message`."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SpecError) as caught:
        sheet_in(str(path))
    return [
        f"{problem.place.line}:{problem.place.column} {problem.message}" if problem.place else problem.message
        for problem in caught.value.problems
    ]


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    return "\n".join(lines)


YAML = [
    (HEAD + "answers: []\n", "2:10 'answers' takes a mapping"),
    (
        HEAD,
        "1:1 'answers' takes a mapping such as {C1: {output: 28x28x6}, "
        "total.parameters: 61706}; found nothing",
    ),
    (
        "answers: {C1.output: 1}\nanswers: {C1.output: 2}\n",
        "2:1 the key 'answers' is given twice; first on line 1",
    ),
    (HEAD + "answers:\n  C1: {rf: 5, rf: 6}\n", "3:15 the key 'rf' is given twice; first on line 3"),
    (HEAD + "answers:\n  C1.output: {a: {b: 1}}\n", "3:18 'C1.output.a' takes one answer; found a mapping"),
    (HEAD + "answers: {C1.output: &a [*a]}\n", "2:26 '*a' is used inside its own anchor '&a'"),
    (HEAD + bomb(), "aliases expand to more than 1,000,000 values"),
    (HEAD + "answers: " + "[" * 5000, "nested more than 100 levels deep"),
    (HEAD + "answers: {C1.output: \0}\n", "not a text file: YAML does not allow the character '\\x00'"),
    (
        HEAD + f"answers: {{C1.parameters: {'9' * 300}}}\n",
        "an answer must be short printable text; found '999",
    ),
    (HEAD + 'answers: {C1.output: "\\e[2J"}\n', "an answer must be short printable text"),
    (HEAD + "answres: {C1.output: 1}\n", "2:1 a sheet has no key 'answres'; did you mean 'answers'?"),
    (HEAD + "batch: 0\nanswers: {a.output: 1}\n", "2:8 'batch' must be a whole number, 1 or more; found '0'"),
    (HEAD + "layout: cwh\nanswers: {a.output: 1}\n", "2:9 'layout' must be hwc (28x28x6) or chw (6x28x28)"),
    (
        HEAD + "vary: kernels\nanswers: {a.output: 1}\n",
        "2:7 'vary' must be sizes or windows; found 'kernels'",
    ),
    (
        HEAD + "variant: 9e9\nanswers: {a.output: 1}\n",
        "2:10 'variant' must be a whole number such as 17; found '9e9'",
    ),
    (
        HEAD + "variants: 9-3\nanswers: {a.output: 1}\n",
        "2:11 'variants' must be a range of whole numbers such as 1-30",
    ),
    (
        HEAD + "points: {a: -1, b: 1e9}\nanswers: {a.output: 1}\n",
        "2:13 'points' takes numbers, 0 or more; found '-1'",
    ),
    (
        HEAD + "credit: {follows: 2}\nanswers: {a.output: 1}\n",
        "2:19 'credit' takes numbers, from 0 to 1; found '2'",
    ),
    (HEAD + "conventions: no_such\nanswers: {a.output: 1}\n", "2:14 there is no convention 'no_such'"),
    (
        HEAD + "answers:\n  C3: {parameters: 2,416}\n",
        "inside braces, put a number with a comma in quotes: '...,416'",
    ),
    ("- a list\n", "a sheet is a mapping with 'architecture' and 'answers'; found a list"),
    ("", "a sheet is a mapping with 'architecture' and 'answers'; found nothing"),
    ("x" * 4_000_001, "is larger than 4,000,000 bytes; a sheet is a few lines of text"),
]


@pytest.mark.parametrize(("text", "message"), YAML)
def test_a_wrong_sheet_in_yaml_is_told_where_and_why(text, message, tmp_path):
    found = []
    steps(lambda: found.extend(problems(tmp_path, "sheet.yaml", text)), most=100_000)
    assert any(message in problem for problem in found)


CSV = [
    ("", "1:1 a sheet needs a row of headings: layer, and columns such as output"),
    ("# architecture: lenet5\n", "1:1 a sheet needs a row of headings"),
    ("C1,28x28x6,156\n", "1:1 the first column must be 'layer'; found 'C1'"),
    ("layer,ouput\nC1,5\n", "1:7 there is no column 'ouput'; did you mean 'output'?"),
    ("layer,output,output\nC1,1,2\n", "1:14 the column 'output' is given twice"),
    ("layer,parameters\nC1,61,706\n", "2:7 3 cells for 2 columns; put a number with a comma in quotes"),
    ("layer,parameters\nC1,156\nC1,155\n", "3:4 'C1.parameters' was answered in a row above"),
    ('layer,parameters\nC1,"156\n', "2:1 not CSV"),
    ("layer,parameters\nC1," + "9" * 200_000, "2:4 an answer must be short printable text; found '999"),
    ("layer,parameters\nC1,\x1b[2J\n", "2:4 an answer must be short printable text"),
    ("# batch: many\nlayer,parameters\nC1,1\n", "1:1 'batch' must be a whole number"),
    ("layer,parameters\n" + "C1,1\n" * 1_000_000, "is larger than 4,000,000 bytes"),
    (
        b"\x93\xfa\x96{",
        "1:1 not a text: byte 0x93 is not UTF-8; in a spreadsheet program, save it as 'CSV UTF-8'",
    ),
    ("layer,parameters\n" + "".join(f"C{i},1\n" for i in range(50_001)), "50002:8 more than 50,000 answers"),
]


@pytest.mark.parametrize(("text", "message"), CSV)
def test_a_wrong_sheet_in_csv_is_told_where_and_why(text, message, tmp_path):
    assert any(message in problem for problem in problems(tmp_path, "sheet.csv", text))


MARKDOWN = [
    ("|\n", "1:1 a sheet needs a row of headings: layer, and columns such as output"),
    ("| | |\n|--|--|\n", "1:1 a sheet needs a row of headings"),
    ("- architecture: lenet5\n\n|\n| layer | ouput |\n", "4:11 there is no column 'ouput'"),
]


@pytest.mark.parametrize(("text", "message"), MARKDOWN)
def test_a_wrong_sheet_in_markdown_is_told_where_and_why(text, message, tmp_path):
    assert any(message in problem for problem in problems(tmp_path, "sheet.md", text))


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    text = "# layout: cwh\n# batch: 0\nlayer,ouput,parameters\nC1,1,2\nC1,3,\x07\n"
    assert [problem.split()[0] for problem in problems(tmp_path, "sheet.csv", text)] == [
        "1:1",
        "2:1",
        "3:7",
        "5:6",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sheet.csv", "# architecture: lenet5\nlayer,parameters\nC1,156\n".encode("utf-8-sig")),
        ("sheet.csv", "# architecture: lenet5\nlayer\tparameters\nC1\t156\n".encode("utf-16")),
        ("sheet.csv", b"# architecture: lenet5;;\r\nlayer;parameters;\r\nC1;156;\r\n;;\r\n"),
        ("sheet.csv", b'# architecture: lenet5,,\nlayer,parameters,,\nC1,"156",,\n,,,\n'),
        ("sheet.tsv", b"# architecture: lenet5\nlayer\tparameters\nC1\t156\n"),
        ("sheet.md", b"- architecture: lenet5\n\n| layer | parameters |\n|:--|--:|\n| **C1** | `156` |\n"),
        ("sheet.yaml", "architecture: lenet5\nanswers: {C1.parameters: 156}\n".encode("utf-16")),
        (
            "sheet.yaml",
            b"architecture: lenet5\nstudent:\nanswers:\n  C1:\n    parameters: 156\n    output:\n",
        ),
    ],
)
def test_a_sheet_is_read_as_programs_save_it(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    sheet = sheet_in(str(tmp_path / name))
    assert sheet.architecture == "lenet5"
    assert [(claim.key, claim.text) for claim in sheet.claims] == [("C1.parameters", "156")]


def test_a_comma_in_quotes_stays_in_the_figure(tmp_path):
    (tmp_path / "sheet.csv").write_text('layer,parameters\ntotal,"61,706"\n')
    assert sheet_in(str(tmp_path / "sheet.csv")).claims[0].text == "61,706"


def test_what_is_no_file_is_told(tmp_path):
    for path, message in (
        (tmp_path, "is a folder; a sheet is one file"),
        (tmp_path / "a\0b", "no file has such"),
    ):
        with pytest.raises(SpecError, match=message):
            sheet_in(str(path))


def test_a_wrong_sheet_is_not_taken_for_a_spec(tmp_path):
    (tmp_path / "sheet.yaml").write_text(HEAD + "answers: {C1: [1]}\nbatch: 0\n")
    with pytest.raises(SpecError, match="'batch' must be a whole number"):
        as_sheet(str(tmp_path / "sheet.yaml"))
