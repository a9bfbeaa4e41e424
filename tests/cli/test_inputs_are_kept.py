"""No command writes over what it has read, and none leaves half of what it was to write."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from commandline import environment, printed, process, refused, run

LENET = (Path(__file__).parents[2] / "architectures" / "lenet5.yaml").read_text()
SHEET = "# architecture: net.yaml\nlayer,parameters\nC1,156\n"
KEY = "architecture: net.yaml\nanswers: {C1.parameters: }\n"
USES = "use: blocks.yaml\ninput: 8x8x3\nlayers: [b]\n"
BLOCKS = "blocks: {b: {layers: [relu]}}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a network, specs that stand on it, a sheet and a key."""
    monkeypatch.chdir(tmp_path)
    files = {"net.yaml": LENET, "child.yaml": "extends: net.yaml\n", "uses.yaml": USES, "blocks.yaml": BLOCKS}
    files |= {
        "ada.csv": SHEET,
        "key.yaml": KEY,
        "matrix.csv": "1,2\n3,4\n",
        "budget.yaml": "parameters: 70k\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "link.yaml").symlink_to("net.yaml")
    (tmp_path / "hard.yaml").hardlink_to(tmp_path / "net.yaml")
    return tmp_path


COMMANDS = [
    ("summarize", "net.yaml"), ("memory", "net.yaml"), ("explain", "net.yaml", "C1"),
    ("compare", "net.yaml", "vgg16"), ("diff", "vgg16", "net.yaml"),
    ("sweep", "net.yaml", "--input", "32x32x1"),
    ("reconcile", "net.yaml", "61706"), ("review", "net.yaml"), ("worksheet", "net.yaml"),
    ("check", "net.yaml"), ("check", "ada.csv"), ("grade", "key.yaml", "ada.csv"),
    ("summarize", "child.yaml"),
    ("solve", "net.yaml", "--layer", "C1", "--output", "28"),
]  # fmt: skip


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("target", ["net.yaml", "./net.yaml", "../FOLDER/net.yaml", "link.yaml", "hard.yaml"])
def test_the_network_of_a_command_is_never_its_output(folder, args, target):
    target = target.replace("FOLDER", folder.name)
    err = refused(*args, "-o", target, "--format", "json" if args[0] == "review" else "csv")
    assert f"cannot write '{target}': it is read by the same command; write to another file" in err
    assert (folder / "net.yaml").read_text() == LENET


@pytest.mark.parametrize(
    ("args", "target"),
    [
        (("summarize", "uses.yaml"), "blocks.yaml"),
        (("check", "ada.csv"), "ada.csv"),
        (("grade", "key.yaml", "ada.csv"), "key.yaml"),
        (("grade", "key.yaml", "ada.csv"), "ada.csv"),
        (("calc", "values", "conv", "matrix.csv", "--kernel", "1"), "matrix.csv"),
        (("review", "net.yaml", "--budget", "budget.yaml"), "budget.yaml"),
        (("review", "net.yaml", "--write-baseline", "net.yaml"), "net.yaml"),
    ],
)
def test_no_other_input_is_the_output_either(folder, args, target):
    before = (folder / target).read_text()
    option = () if args[0] == "review" and target == "net.yaml" else ("-o", target, "--format", "json")
    assert "it is read by the same command" in refused(*args, *option)
    assert (folder / target).read_text() == before


def test_a_file_on_standard_input_is_an_input_too(folder):
    with (folder / "net.yaml").open() as given:
        args = process("summarize", "-", "-o", "net.yaml", "--format", "csv")
        ended = subprocess.run(args, stdin=given, capture_output=True, env=environment(), timeout=120)
    assert (ended.returncode, b"it is read by the same command" in ended.stderr) == (2, True)
    assert (folder / "net.yaml").read_text() == LENET


def test_standard_output_as_a_file_is_appended_to_where_it_was_opened_so(folder):
    log = folder / "log"
    log.write_text("before\n")
    with log.open("a") as out:
        args = process("summarize", "net.yaml", "-o", "/dev/stdout", "--format", "csv")
        assert subprocess.run(args, stdout=out, env=environment(), timeout=120).returncode == 0
    assert log.read_text() == "before\n" + printed("summarize", "net.yaml", "--format", "csv")


def test_a_pipe_with_a_name_is_written(folder):
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)  # the text is shorter than a pipe is long
    args = process("summarize", "net.yaml", "-o", "pipe", "--format", "csv")
    assert subprocess.run(args, env=environment(), timeout=120).returncode == 0
    with open(reader) as pipe:
        assert pipe.read() == printed("summarize", "net.yaml", "--format", "csv")
    assert stat.S_ISFIFO(os.stat("pipe").st_mode)


@pytest.mark.parametrize("format", ["json", "csv"])
def test_a_limit_on_file_sizes_leaves_the_old_file(folder, format):
    (folder / "figures").write_text("old")
    args = process("sweep", "net.yaml", "--set", "classes=1:300", "-o", "figures", "--format", format)
    shell = ["bash", "-c", 'ulimit -f 1; "$@"', "bash", *args]  # a block is 1024 bytes
    ended = subprocess.run(
        shell, capture_output=True, env=environment(PYTHONDONTWRITEBYTECODE="1"), timeout=120
    )
    assert (ended.returncode, b"cannot write 'figures': File too large" in ended.stderr) == (2, True)
    assert (folder / "figures").read_text() == "old"
    assert [name for name in os.listdir(folder) if name.startswith(".cnncalc")] == []


# -- worksheets of a class, and copies of specs ----------------------------------------------------


def test_sheets_of_a_class_that_were_filled_in_stay(folder):
    args = ("worksheet", "net.yaml", "--variants", "3", "--format", "csv", "-o", "class")
    for _ in range(2):  # the same once more
        assert run(*args).err == "3 sheets in class\n"
    sheet = folder / "class" / "variant-2.csv"
    sheet.write_text(sheet.read_text().replace("# student:", "# student: Ada"))
    (folder / "class" / "variant-1.csv").unlink()
    err = refused(*args)
    assert (
        "class/variant-2.csv: already there with other contents, filled in or edited; --force overwrites"
        in err
    )
    assert "Ada" in sheet.read_text()
    assert not (folder / "class" / "variant-1.csv").exists()  # nothing was written
    assert run(*args, "--force").code == 0
    assert "Ada" not in sheet.read_text()


def test_a_copy_of_a_spec_is_there_with_all_it_stands_on_or_not_at_all(folder):
    files = printed("zoo", "copy", "densenet161", "copied.yaml").splitlines()
    assert len(files) > 1
    assert files[0] == "copied.yaml"
    for file in files:
        os.unlink(file)
    in_the_way = next(file for file in files if file != "copied.yaml")
    os.mkdir(in_the_way)
    outcome = run("zoo", "copy", "densenet161", "copied.yaml", "--force")
    assert (outcome.code, outcome.out) == (2, "")
    assert [file for file in files if os.path.isfile(file)] == []
