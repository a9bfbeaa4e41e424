"""`cnncalc worksheet`: what it prints, and that `check` reads it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commandline import printed, refused, run


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_markdown_has_blanks_and_says_of_which_network_it_is():
    lines = printed("worksheet", "lenet5", "--blank", "parameters").splitlines()
    assert "| C1 | conv 5x5, 6 filters | 28x28x6 | .......... | 117600 | 5 |" in lines
    assert "input 32x32x1 · Name: .............................." in lines
    assert "- architecture: lenet5" in lines
    assert lines[-1].startswith("3x3/2: kernel 3x3, stride 2. Parameters: weights and biases")


def test_a_name_on_the_visible_line_is_the_students(folder):
    sheet = printed("worksheet", "lenet5", "--blank", "parameters").replace("Name: " + "." * 30, "Name: Ada")
    (folder / "sheet.md").write_text(sheet.replace("..........", "156", 1))
    assert "Ada (sheet.md)" in run("check", "sheet.md").out


def test_a_sheet_in_latex_is_a_document_with_cells_to_write_in():
    told = printed("worksheet", "lenet5", "--blank", "parameters,multiplies", "--format", "latex")
    assert told.startswith("\\documentclass[a4paper]{article}") and told.endswith("\\end{document}\n")
    assert r"Name: \rule[-1mm]{75mm}{0.4pt}" in told and "Input 32x32x1." in told
    assert r"& C1 & conv 5x5, 6 filters & 28x28x6 &  &  & 5 \\ \hline" in told
    assert "..." not in told and "156" not in told
    columns = "output,parameters,multiplies,receptive_field,activations,weights"
    across = printed("worksheet", "lenet5", "--columns", columns, "--format", "latex")
    assert across.startswith("\\documentclass[a4paper,landscape]{article}")


def test_a_key_in_latex_has_the_answers_and_no_line_for_a_name():
    told = printed("worksheet", "lenet5", "--answers", "--format", "latex")
    assert "& C1 & conv 5x5, 6 filters & 28x28x6 & 156 & 117600 & 5" in told and "Name:" not in told


def test_a_page_has_empty_cells_and_loads_nothing():
    told = printed("worksheet", "lenet5", "--blank", "parameters", "--format", "html")
    assert "<td>C1</td><td>conv 5x5, 6 filters</td>" in told and '<td class="n b"></td>' in told
    assert not re.search(r"https?:|src=|@import|url\(", told)
    assert "Name: <i>&nbsp;</i>" in told and "156" not in told and "<script" not in told


class Form(HTMLParser):
    """The fields of a form, and what it says of its network."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.head = self.student = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.keys += [given["data-key"]] if "data-key" in given else []
        self.head = given.get("data-head", self.head)
        self.student = given["value"] if given.get("name") == "student" else self.student


def test_a_form_saves_a_sheet_that_is_read_back_and_knows_no_answer(folder):
    """What its script writes: the name, what the sheet says of its network, and each field by its key."""
    told = printed(
        "worksheet", "lenet5", "--variant", "17", "--vary", "sizes", "--set", "classes=7", "--fillable"
    )
    form = Form(told)
    answers = dict.fromkeys(form.keys, "") | {"C1.output": "36×36×7", "total.parameters": "1"}
    lines = [f"  {json.dumps(key)}: {json.dumps(text)}" for key, text in answers.items()]
    saved = "\n".join([f"student: {json.dumps('Zoë')}", f"{form.head}answers:", *lines, ""])
    (folder / "saved.yaml").write_text(saved, encoding="utf-8")
    outcome = run("check", "saved.yaml", "--format", "csv")
    assert [line.split(",")[3] for line in outcome.out.splitlines()] == ["verdict", "right", "wrong"]
    key = printed(
        "worksheet", "lenet5", "--variant", "17", "--vary", "sizes", "--set", "classes=7", "--answers"
    )
    assert len(form.keys) == 31 and set(re.findall(r"\d{4,}", key)).isdisjoint(re.findall(r"\d+", told))
    assert not re.search(r"https?:|src=|@import|url\(", told)


def roster(folder: Path, text: str, coding: str = "utf-8") -> str:
    (folder / "names.csv").write_bytes(text.encode(coding))
    return "names.csv"


def for_class(*args: str) -> str:
    """The one note of a run that writes sheets to the folder `class`."""
    outcome = run("worksheet", "lenet5", *args, "-o", "class")
    assert (outcome.code, outcome.out) == (0, "")
    assert re.fullmatch(r"[\d,]+ (sheet|key)s? in class\n", outcome.err)
    return outcome.err


def test_how_many_sheets_were_written_is_told(folder):
    assert for_class("--roster", roster(folder, "Ada\nBob\nCyd\n")) == "3 sheets in class\n"
    assert len(list((folder / "class").iterdir())) == 3
    assert for_class("--variants", "1") == "1 sheet in class\n"
    assert for_class("--variants", "2", "--answers", "--format", "latex") == "2 keys in class\n"


@pytest.mark.parametrize(
    ("text", "coding"),
    [
        ("Ada Lovelace\nJürgen Groß\n", "utf-8"),
        ("name\nAda Lovelace\nJürgen Groß\n", "cp1252"),
        ("Name\tID\r\nAda Lovelace\t1\r\nJürgen Groß\t2\r\n", "utf-16"),
        ("sep=;\r\nVorname;Nachname;E-Mail\r\nAda;Lovelace;a@x\r\nJürgen;Groß;j@x\r\n;;\r\n", "cp1252"),
        ("id,student,mail\n1,Ada Lovelace,a@x\n2,Jürgen Groß,j@x\n", "utf-8-sig"),
    ],
)
def test_each_student_of_a_roster_gets_a_sheet_with_their_name(text, coding, folder):
    for_class("--roster", roster(folder, text, coding), "--format", "csv")
    assert sorted(path.name for path in (folder / "class").iterdir()) == [
        "Ada_Lovelace.csv",
        "Jürgen_Groß.csv",
    ]
    sheet = (folder / "class/Jürgen_Groß.csv").read_text(encoding="utf-8")
    assert "# student: Jürgen Groß\n" in sheet and "# variant: 2\n" in sheet


def test_a_class_of_a_roster_is_graded_by_its_one_key(folder):
    names = roster(folder, "".join(f"Student {i}\n" for i in range(1, 6)))
    printed("worksheet", "lenet5", "--roster", names, "--answers", "-o", "key.yaml")
    assert "variants: 1-5\n" in (folder / "key.yaml").read_text()
    for_class("--roster", names, "--format", "yaml")
    graded = json.loads(printed("grade", "key.yaml", "class", "--format", "json"))
    assert [(one["student"], one["variant"]) for one in graded["students"]] == [
        (f"Student {i}", i) for i in range(1, 6)
    ]
    assert graded["needs_your_eye"] == []


def test_students_of_the_same_name_are_told_apart_and_told(folder):
    names = roster(folder, "name,id\nAda,1\nBob,2\nada,3\n")
    outcome = run("worksheet", "lenet5", "--roster", names, "--format", "yaml", "-o", "class")
    assert outcome.code == 0 and "names.csv: 'Ada' stands 2 times, in lines 2, 4" in outcome.err
    assert sorted(path.name for path in (folder / "class").iterdir()) == [
        "Ada_1.yaml",
        "Bob.yaml",
        "ada_3.yaml",
    ]


def test_names_of_files_are_safe_on_every_system(folder):
    names = roster(folder, '../../etc/passwd\nCON\n"a/b:c*?"\nAda\nADA\n')
    run("worksheet", "lenet5", "--roster", names, "--format", "yaml", "-o", "class")
    assert sorted(path.name for path in (folder / "class").iterdir()) == [
        "ADA_2.yaml", "Ada.yaml", "_CON.yaml", "a_b_c.yaml", "etc_passwd.yaml",
    ]  # fmt: skip


def test_no_sheet_is_written_where_one_may_be_filled_in(folder):
    names = roster(folder, "Ada\nBob\n")
    args = ("--roster", names, "--format", "yaml")
    for_class(*args)
    (folder / "class/Bob.yaml").write_text("student: Bob\nanswers: {C1.output: 28x28x6}\n")
    (folder / "class/Ada.yaml").unlink()
    assert "filled in or edited" in refused("worksheet", "lenet5", *args, "-o", "class")
    assert not (folder / "class/Ada.yaml").exists()  # all or none
    for_class(*args, "--force")
    assert "variant: 2" in (folder / "class/Bob.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'names.csv' names no student"),
        ("name,id\n", "'names.csv' names no student"),
        ("name,id\nAda,1\n,2\n", "names.csv:3:1: error: a student without a name"),
        ('name\n"Ada\n', "not CSV"),
        ("name\nA\x07da\n", "a name is a short printable text"),
        (
            "nmae,id\nAda,1\n",
            "names.csv:1:1: error: a list has a column 'name', or 'first name' and 'last name'",
        ),
        ("nmae,id\nAda,1\n", "found 'nmae' and 'id'; did you mean 'name'?"),
        ("id,mail\n1,a@x\n", "found 'id' and 'mail'"),
        ("first name,lst name\nAda,Lovelace\n", "did you mean 'last name'?"),
        ("input: 8x8x3\nlayers:\n", "names.csv:2:1: error: a list has a name in each line; found 'layers:'"),
        ("- conv: {filters: 8, kernel: 3}\n", "a list has a name in each line; found '- conv: {filters: 8'"),
    ],
)
def test_a_roster_that_cannot_be_used_is_told_where(text, message, folder):
    told = refused("worksheet", "lenet5", "--roster", roster(folder, text), "-o", "class")
    assert message in " ".join(told.split())
    assert not (folder / "class").exists()


@pytest.mark.parametrize("name", ["net.yaml", "key.YML", "net.json"])
def test_a_network_or_a_key_is_not_a_list_of_students(name, folder):
    (folder / name).write_text("Ada\n")
    told = refused("worksheet", "lenet5", "--roster", name, "-o", "class")
    assert f"'{name}' is not a list of students: give CSV" in told and not (folder / "class").exists()


@pytest.mark.parametrize("form", ["yaml", "csv", "md"])
@pytest.mark.parametrize(
    "how",
    [
        (),
        ("--variant", "17"),
        ("--input", "36x36x1", "--set", "classes=7"),
        ("--layout", "chw", "--seed", "2"),
    ],
)
def test_a_sheet_with_its_answers_is_right_as_it_was_printed(form, how):
    printed("worksheet", "lenet5", *how, "--answers", "-o", f"sheet.{form}")
    outcome = run("check", f"sheet.{form}")
    assert (outcome.code, outcome.err) == (0, "")
    printed("worksheet", "lenet5", *how, "-o", f"blank.{form}")
    assert "nothing was answered" in printed("check", f"blank.{form}")


def test_a_spec_of_ones_own_is_named_from_the_folder_of_the_sheet(folder):
    (folder / "net.yaml").write_text("input: 8x8x3\nlayers: [conv: {name: c, filters: 2, kernel: 3}]\n")
    (folder / "out").mkdir()
    printed("worksheet", "net.yaml", "--answers", "-o", "out/sheet.yaml")
    assert "architecture: ../net.yaml\n" in (folder / "out/sheet.yaml").read_text()
    assert run("check", "out/sheet.yaml").code == 0


def test_a_class_gets_a_sheet_each_and_one_key(folder):
    for_class("--variants", "12", "--format", "csv")
    files = sorted(path.name for path in (folder / "class").iterdir())
    assert files == [f"variant-{number:02}.csv" for number in range(1, 13)]
    printed("worksheet", "lenet5", "--variants", "12", "--answers", "-o", "key.yaml")
    assert "variants: 1-12" in (folder / "key.yaml").read_text()
    assert "Sheets 12" in " ".join(printed("grade", "key.yaml", "class").split())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["lenet5", "--blank", "weigths"], "there is no value 'weigths'"),
        (["lenet5", "--columns", "name"], "there is no value 'name'"),
        (["lenet5", "--variant", "1", "--variants", "2"], "give only one of them"),
        (["lenet5", "--variants", "2"], "name the folder with -o"),
        (["lenet5", "--variants", "2", "-o", "class.html"], "'class.html' is named like one file"),
        (["lenet5", "--variants", "2", "-o", "class.MD"], "name a folder with -o"),
        (["lenet5", "--variants", "2", "--format", "csv", "-o", "class.csv"], "name a folder with -o"),
        (["lenet5", "--variants", "2", "--answers", "-o", "key.html"], "name a folder with -o"),
        (["lenet5", "--variants", "2", "--roster", "x.csv"], "give only one of them"),
        (["lenet5", "--roster", "x.csv", "-o", "class"], "cannot read 'x.csv'"),
        (
            ["lenet5", "--vary", "sizes"],
            "--vary is for --variant, --variants or --roster",
        ),
        (
            ["lenet5", "--variant", "1", "--force"],
            "--vary is for --variant, --variants or --roster",
        ),
        (["lenet5", "--fillable", "--format", "csv"], "--fillable makes a form in HTML"),
        (["lenet5", "--fillable", "--answers"], "--fillable makes a form in HTML"),
        (["lenet5", "-o", "sheet.doc"], "does not end like a format"),
        (["-"], "a sheet names its network"),
        (["lenet6"], "did you mean 'lenet5'"),
    ],
)
def test_what_cannot_be_printed_is_refused(args, message):
    assert message in " ".join(refused("worksheet", *args, stdin="input: 8\nlayers: [relu]\n").split())


def test_the_same_command_prints_the_same_bytes():
    for form in ("markdown", "csv", "yaml", "latex", "html"):
        args = ("worksheet", "resnet18", "--variant", "5", "--seed", "9", "--format", form)
        assert printed(*args) == printed(*args)
