"""A class of thirty as teachers get it: every sheet is odd in its own way, and nobody means any harm."""

import os
from collections.abc import Callable
from pathlib import Path

KEY = """
architecture: lenet5
points: {total.parameters: 2}
answers:
  C1: {output: , parameters: , receptive_field: }
  S2.output:
  C3: {output: , parameters: }
  S4.output:
  F5.parameters:
  total.parameters:
"""
QUESTIONS = 9

RIGHT = {
    "C1": {"output": "28x28x6", "parameters": "156", "receptive_field": "5"},
    "S2": {"output": "14x14x6"},
    "C3": {"output": "10x10x16", "parameters": "2416"},
    "S4": {"output": "5x5x16"},
    "F5": {"parameters": "48120"},
    "total": {"parameters": "61706"},
}
COPIED = {
    "C1.output": "27x27x6", "C1.parameters": "1561", "C3.output": "9x9x15", "C3.parameters": "2461",
    "F5.parameters": "48210",
}  # fmt: skip
"""Five wrong answers that no known mistake gives."""

Changes = dict[str, str]


def answers(changes: Changes) -> dict[str, str]:
    """The right answers but for the changes."""
    right = {f"{layer}.{figure}": text for layer, row in RIGHT.items() for figure, text in row.items()}
    return right | changes


def in_yaml(head: str = "", changes: Changes | None = None) -> str:
    """A sheet in YAML under these headings."""
    lines = [f'  {key}: "{text}"' for key, text in answers(changes or {}).items()]
    return "\n".join([*filter(None, [head]), "answers:", *lines, ""])


def in_csv(head: str, changes: Changes | None = None, by: str = ",") -> str:
    """A sheet in CSV below this head, as a spreadsheet program writes it."""
    said, columns = answers(changes or {}), ("output", "parameters", "receptive_field")
    rows = [["layer", *columns]]
    rows += [[layer, *(said.get(f"{layer}.{figure}", "n/a") for figure in columns)] for layer in RIGHT]
    return "\r\n".join([*head.splitlines(), *(by.join(row) for row in rows), ""])


def in_markdown(head: str) -> str:
    """A sheet in Markdown below this head."""
    table = in_csv("", by=" | ").splitlines()
    rule = " | ".join([":--"] * len(table[0].split(" | ")))
    return "\n".join([head, "", *(f"| {line} |" for line in (table[0], rule, *table[1:])), ""])


def file(name: str, content: str | bytes) -> Callable[[Path], None]:
    """A file with this content, in folders of its own if the name has slashes."""

    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


MESSES: tuple[Callable[[Path], None], ...] = (
    file("ada.yaml", in_yaml("student: Ada Lovelace")),
    file("juergen.csv", in_csv("# Name: Jürgen Groß", by=";").encode("cp1252")),
    file("zoe.csv", in_csv("sep=;\nName:;Zoë Müller;;", by=";").encode("cp1252")),
    file("chen.csv", in_csv("# 姓名: 陈小明").encode("gb18030")),
    file("li.csv", in_csv("# student:\tLi Wei", by="\t").encode("utf-16")),
    file("bjarne.csv", in_csv("# student: Bjarne Ångström", {"F5.parameters": "48.120"}, ";")),
    file("grace.md", in_markdown("input 32x32x1 · Name: Grace Brewster Murray Hopper")),
    file("unsigned.md", in_markdown("Name: ..............................")),
    file("scan0001.yaml", in_yaml()),
    file("Katherine Johnson/sheet.yaml", in_yaml()),
    file("emmy.yaml", in_yaml("student: Emmy Noether", {"S2.output": "14x14", "C1.parameters": "150"})),
    file("emmy-final.yaml", in_yaml("student: emmy  noether", {"C1.parameters": "150"})),
    file("alan.yaml", in_yaml("student: Alan Turing", COPIED)),
    file("alonzo.csv", in_csv("# student: Alonzo Church", COPIED)),
    file("kurt.yaml", in_yaml("student: Kurt Gödel", {"C1.parameters": "see back", "C3.output": "10 or so"})),
    file("henri.yaml", in_yaml("student: Henri", {"total.parameters": "more than 1", "S2.output": "?"})),
    file("sofia.yaml", in_yaml("student: Sofia", {"C1.params": "156", "C7.output": "1x1x120"})),
    file("paul.yaml", in_yaml("student: Paul\narchitecture: alexnet")),
    file("blank.yaml", in_yaml("student: Blaise", dict.fromkeys(answers({}), "____"))),
    file("tabs.yaml", "student: Tabitha\nanswers:\n\tC1.parameters: 156\n"),
    file("empty.csv", ""),
    file("workbook.csv", b"PK\x03\x04" + bytes(range(256)) * 8),
    file("half.csv", in_csv("# student: Hal")[:60] + '"'),
    file("zeros.yaml", b"\0" * 500),
    file("sheet.docx", b"PK\x03\x04 a document"),
    file("photo.jpg", b"\xff\xd8\xff\xe0 a photo"),
    file("Rosalind Franklin/answers.docx", b"PK\x03\x04 another one"),
    file("notes/README.txt", "no sheet, only a note\n"),
    file("long.yaml", in_yaml(f"student: {'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff ' * 2}")),
    lambda folder: os.symlink("ada.yaml", folder / "shortcut.yaml"),
)
"""Thirty hand-ins. Most lie flat in the folder, some in one of the student, as a course system packs them."""

ODD = {
    "not read": (
        "tabs.yaml", "empty.csv", "workbook.csv", "half.csv", "zeros.yaml", "shortcut.yaml", "notes",
        "Rosalind Franklin",
    ),
    "skipped": ("sheet.docx", "photo.jpg", "answers.docx", "README.txt"),
    "two sheets": ("emmy.yaml", "emmy-final.yaml"),
    "no name": ("unsigned.md", "scan0001.yaml", "Katherine Johnson/sheet.yaml"),
    "unreadable": ("kurt.yaml",),
    "answered twice": ("sofia.yaml",),
    "not asked": ("sofia.yaml",),
    "other network": ("paul.yaml",),
}  # fmt: skip
"""What needs a teacher's eye, and why."""


def write_messy_class(folder: Path) -> None:
    """A key `key.yaml`, and the thirty hand-ins in `class/`."""
    (folder / "key.yaml").write_text(KEY)
    sheets = folder / "class"
    sheets.mkdir()
    for write in MESSES:
        write(sheets)
