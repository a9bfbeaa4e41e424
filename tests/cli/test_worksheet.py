"""`cnncalc worksheet`: what it prints, and that `check` reads it."""

import pytest
from commandline import printed, refused, run


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_markdown_has_blanks_and_says_of_which_network_it_is():
    lines = printed("worksheet", "lenet5", "--blank", "parameters").splitlines()
    assert "| C1 | conv 5x5, 6 filters | 28x28x6 | ... | 117600 | 5 |" in lines
    assert {"- student:", "- architecture: lenet5"} <= set(lines)


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
    printed("worksheet", "lenet5", "--variants", "12", "--format", "csv", "-o", "class")
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
        (["lenet5", "--variant", "1", "--variants", "2"], "give either or the other"),
        (["lenet5", "--variants", "2"], "give the folder with -o"),
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
