"""A folder of submissions in which some are hostile: what graders meet, and what somebody may try."""

import os
import random
from collections.abc import Callable
from pathlib import Path

KEY = """
architecture: lenet5
answers:
  C1: {output: , parameters: , multiplies: }
  C3: {output: , parameters: , receptive_field: }
  F5: {parameters: , parameters_share: }
  total.parameters:
"""

ANSWERS = {
    "C1": {"output": "28x28x6", "parameters": "156", "multiplies": "117,600"},
    "C3": {"output": "10x10x16", "parameters": "2,416", "receptive_field": "14"},
    "F5": {"parameters": "48,120", "parameters_share": "78 %"},
    "total": {"parameters": "61,706"},
}
WRONG = ("150", "14x14x16", "48,001", "1", "0", "~60k", "many", "=1/0", "-x")


def write_class(folder: Path, honest: int) -> None:
    """A key `key.yaml`, so many sheets in `class/`, and one of each HOSTILE kind among them."""
    (folder / "key.yaml").write_text(KEY)
    sheets = folder / "class"
    sheets.mkdir()
    chance = random.Random(1)
    for number in range(honest):
        write_honest(sheets, number, chance)
    for number, hostile in enumerate(HOSTILE):
        hostile(sheets / f"m{number:03}-hostile")


def write_honest(sheets: Path, number: int, chance: random.Random) -> None:
    """The sheet of a student who gets most of it right, in one of the three forms."""
    answers = {
        f"{layer}.{figure}": answer if chance.random() < 0.8 else chance.choice(WRONG)
        for layer, row in ANSWERS.items()
        for figure, answer in row.items()
    }
    name = f"student-{number:04}"
    if number % 2:
        lines = [f'  {key}: "{answer}"' for key, answer in answers.items()]
        text = "\n".join([f"student: {name}", "architecture: lenet5", "answers:", *lines, ""])
        (sheets / f"{name}.yaml").write_text(text)
        return
    columns = list(dict.fromkeys(key.partition(".")[2] for key in answers))
    rows = [[layer, *(answers.get(f"{layer}.{one}", "n/a") for one in columns)] for layer in ANSWERS]
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    head = [f"# student: {name}", "# architecture: lenet5", ",".join(["layer", *columns])]
    (sheets / f"{name}.csv").write_text("\n".join([*head, *lines, ""]))


def holding(ending: str, data: bytes | str) -> Callable[[Path], None]:
    """A hostile file with this content."""
    content = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return lambda path: _named(path, ending).write_bytes(content) and None


def _named(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def bomb() -> str:
    """YAML aliases that expand to 10**12 values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)])


def holes(path: Path) -> None:
    """A file of 1 GiB that takes no room."""
    with open(_named(path, ".csv"), "wb") as file:
        file.truncate(2**30)


def deep_folders(path: Path) -> None:
    """A sheet in 30 folders inside each other."""
    inside = path.joinpath(*"f" * 30)
    inside.mkdir(parents=True)
    (inside / "sheet.csv").write_text("layer,parameters\nC1,156\n")


def forbidden(path: Path) -> None:
    """A file that nobody but root may read."""
    file = _named(path, ".csv")
    file.write_text("layer,parameters\nC1,\x07\n")
    file.chmod(0)


def doubles(path: Path) -> None:
    """The same student twice, under a name that turns the direction of what follows."""
    for ending in (".csv", "-again.csv"):
        text = "# student: Doppel\nlayer,parameters\nC1,156\n"
        _named(path, f"-\u202ecod\x1b[31m{ending}").write_text(text)


HEAD = "architecture: lenet5\nanswers: "

HOSTILE: tuple[Callable[[Path], None], ...] = (
    holding(".yaml", random.Random(2).randbytes(100_000)),
    holding(".yaml", HEAD + "[" * 100_000),
    holding(".yaml", HEAD + "{a: " * 100_000),
    holding(".yaml", bomb()),
    holding(".csv", "layer,parameters\nC1," + "9" * 1_000_000 + "\n"),
    holding(".csv", "layer,parameters\n" + "C1,156\n" * 100_000),
    holding(".csv", "layer,parameters\n" + "".join(f"L{i},{i}\n" for i in range(100_000))),
    holding(".csv", b"\0" * 100_000),
    holding(".csv", "layer,parameters\nC1,156\n".encode("utf-16-be")),
    holding(".csv", "layer,parameters\n日本,156\n".encode("shift-jis")),
    holding(".csv", 'layer,parameters\nC1,"=HYPERLINK(""http://x"")"\n=1/0,@x\n-x,"+1\n'),
    holding(".csv", ""),
    holding(".md", "|\n" * 100_000 + "| layer | x |\n"),
    holding(".yaml", 'student: "\\e]0;x\\a\\u202e"\n' + HEAD + "{C1.parameters: 156}\n"),
    lambda path: _named(path, ".yaml").symlink_to(_named(path, ".yaml")),
    lambda path: path.symlink_to(path.parent),
    lambda path: _named(path, ".yaml").symlink_to("/dev/zero"),
    lambda path: os.mkfifo(_named(path, ".yaml")),
    lambda path: _named(path, ".csv").mkdir(),
    holes,
    deep_folders,
    forbidden,
    doubles,
)
