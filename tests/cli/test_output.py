"""Where output goes: standard output, a file, a pipe that closes, a device that is full."""

import csv
import io
import json
import os
import subprocess

import pytest
from commandline import BUNDLED, FORMATS, WIDE, environment, plain, printed, process, refused, run

WIDE_COLUMNS = "name,kind,output,input,weights,biases,memory,flops,line"


def in_process(command: str, *args: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `command` in a shell, where "$@" is cnncalc with these arguments."""
    shell = ["bash", "-c", command, "bash", *process(*args)]
    return subprocess.run(shell, capture_output=True, env=environment(**variables), timeout=300)


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "format"),
    [
        ("json", "json"), ("csv", "csv"), ("md", "markdown"), ("txt", "table"), ("tex", "latex"),
        ("html", "html"), ("htm", "html"), ("JSON", "json"),
    ],
)  # fmt: skip
def test_a_file_is_written_in_the_format_of_its_ending(ending, format, tmp_path):
    file = tmp_path / f"figures.{ending}"
    assert printed("summarize", "googlenet", "-o", str(file)) == ""
    assert file.read_bytes().decode() == printed("summarize", "googlenet", "--format", format)
    assert printed("summarize", "googlenet", "--format", ending) == file.read_bytes().decode()


@pytest.mark.parametrize(
    ("format", "hint"),
    [
        ("markdwon", "did you mean 'markdown'?"),
        ("xlsx", "there are csv, html, json, latex, markdown and table"),
    ],
)
def test_a_format_that_is_none_gets_a_hint(format, hint):
    assert f"there is no format '{format}'; {hint}" in " ".join(refused("zoo", "--format", format).split())


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_name_that_is_not_utf8_can_be_printed_in_every_format(format, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"x\xff.yaml")
    try:
        (tmp_path / name).write_text("input: 8x8x1\nlayers: [relu]\n")
    except OSError:
        pytest.skip("file names are Unicode here")
    assert printed("summarize", name, "--format", format, "-o", "out") == ""
    text = printed("summarize", name, "--format", format)
    if format == "json":
        assert json.loads(text)["spec"] == name


def test_a_format_that_is_asked_for_wins_over_the_ending(tmp_path):
    file = tmp_path / "figures.txt"
    printed("summarize", "lenet5", "-o", str(file), "--format", "json")
    assert json.loads(file.read_text())["network"] == "LeNet-5"


@pytest.mark.parametrize("name", ["figures.xyz", "figures"])
def test_an_ending_that_is_no_format_is_refused(name, tmp_path):
    file = tmp_path / name
    err = refused("summarize", "lenet5", "-o", str(file))
    assert "does not end like a format" in err
    assert all(form in err for form in FORMATS)
    assert not file.exists()


@pytest.mark.parametrize(
    ("parts", "reason"), [(("no", "a.json"), "No such file or directory"), (("d.json",), "directory")]
)
def test_a_file_that_cannot_be_written_is_named_with_the_reason(parts, reason, tmp_path):
    (tmp_path / "d.json").mkdir()
    file = str(tmp_path.joinpath(*parts))
    err = refused("summarize", "lenet5", "-o", file)
    assert f"cannot write '{file}'" in err
    assert reason in err


def test_a_spec_that_cannot_be_used_leaves_the_file_alone(tmp_path):
    file = tmp_path / "kept.json"
    file.write_text("kept")
    refused("summarize", "nothing", "-o", str(file))
    assert file.read_text() == "kept"


def test_a_file_is_as_wide_as_it_needs_to_be_and_has_no_colours(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    file = tmp_path / "figures.txt"
    printed("summarize", "vgg16", "-o", str(file))
    text = file.read_text()
    assert "\x1b" not in text
    assert "Hidden" not in text


# -- standard output -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("spec", BUNDLED)
def test_every_output_ends_in_exactly_one_newline_and_trails_no_spaces(spec, format, worked_out_once):
    text = printed("summarize", spec, "--format", format)
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\r" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("format", FORMATS)
def test_names_in_any_script_are_utf_8_whatever_the_terminal_speaks_except_in_a_table(format):
    outcome = run("summarize", "-", "--format", format, stdin=WIDE, encoding="ascii")
    assert outcome.code == 0
    if format == "table":
        assert outcome.out.isascii()
        assert "\\u5377" in outcome.out
    else:
        assert outcome.out == printed("summarize", "-", "--format", format, stdin=WIDE)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_and_csv_can_be_read_back_whatever_the_terminal_speaks(encoding):
    def out(format):
        return run("summarize", "-", "--format", format, stdin=WIDE, encoding=encoding).out

    assert json.loads(out("json"))["layers"][1]["name"] == "émile"
    assert [row["name"] for row in csv.DictReader(io.StringIO(out("csv")))] == ["卷积层一", "émile"]


def test_names_that_the_terminal_cannot_spell_leave_the_figures_aligned():
    lines = run("summarize", "-", "--expand", stdin=WIDE, encoding="ascii").out.splitlines()
    header, conv, relu = lines[3], lines[5], lines[6]
    assert conv.index("conv 3x3") == relu.index("relu") == header.index("Type")


@pytest.mark.parametrize("spec", BUNDLED)
def test_ascii_draws_without_anything_else(spec, worked_out_once):
    assert printed("summarize", spec, "--ascii").isascii()


def test_a_terminal_without_utf_8_is_drawn_in_ascii():
    drawn = run("summarize", "googlenet", encoding="ascii").out
    assert drawn == printed("summarize", "googlenet", "--ascii")


def test_ascii_changes_only_the_drawing():
    ascii_drawn = printed("summarize", "googlenet", "--ascii")
    drawn = printed("summarize", "googlenet")
    for box, char in (("├─ ", "|- "), ("└─ ", "`- "), ("│", "|"), ("─", "-"), (" ·", ","), ("→", "->")):
        drawn = drawn.replace(box, char)
    assert drawn.split() == ascii_drawn.split()


def test_a_pipe_is_as_wide_as_it_needs_to_be_and_has_no_colours():
    text = printed("summarize", "vgg16", "--columns", WIDE_COLUMNS)
    assert max(map(len, text.splitlines())) > 80
    assert "Hidden" not in text
    assert "\x1b" not in text


def test_colours_that_are_forced_into_a_pipe_do_not_make_it_narrow(monkeypatch):
    uncoloured = printed("summarize", "vgg16", "--columns", WIDE_COLUMNS)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = printed("summarize", "vgg16", "--columns", WIDE_COLUMNS)
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in plain(coloured).splitlines()] == uncoloured.splitlines()


def test_the_width_of_a_terminal_that_is_none_is_no_width(monkeypatch):
    wide = printed("summarize", "lenet5")
    for width in ("0", "-5", "many", ""):
        monkeypatch.setenv("COLUMNS", width)
        assert printed("summarize", "lenet5") == wide


# -- pipes and devices -----------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["head -n 1", "true"])
@pytest.mark.parametrize("args", [("summarize", "googlenet", "--format", "json"), ("summarize", "--help")])
def test_a_closed_pipe_ends_quietly(reader, args):
    run = in_process(f'(sleep 0.1; "$@") | {reader} > /dev/null; exit ${{PIPESTATUS[0]}}', *args)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("args", [("summarize", "vgg16"), ("--help",)])
def test_a_full_device_is_an_error_with_its_reason(args):
    run = in_process('"$@" > /dev/full', *args)
    assert run.returncode == 2
    assert b"No space left on device" in run.stderr
    assert b"defect" not in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("redirect", [">&-", "<&-"])
def test_a_closed_stream_is_an_error_and_no_defect(redirect):
    run = in_process(f'"$@" {redirect}', "summarize", "-" if redirect == "<&-" else "lenet5")
    assert run.returncode == 2
    assert b"defect" not in run.stderr
