"""Streams that are closed, full, or closed by who reads them: the documented exit code, and no traceback."""

import os
import subprocess

import pytest
from commandline import environment, process

COMMANDS = {
    "summarize lenet5": 0,
    "summarize lenet5 --format json": 0,
    "layers": 0,
    "memory lenet5 --format html": 0,
    "explain lenet5 C1": 0,
    "compare lenet5 vgg16 --format markdown": 0,
    "diff lenet5 lenet5": 0,
    "sweep lenet5 --set classes=1:3 --format csv": 0,
    "sweep lenet5 --set classes=1:3": 0,
    "review vgg16 --select all": 1,
    "review vgg16 --select all --format sarif": 1,
    "rules checkerboard": 0,
    "schema": 0,
    "worksheet lenet5": 0,
    "zoo show lenet5": 0,
    "check lenet5": 0,
    "calc conv 8x8x1 --kernel 3 --filters 2": 0,
    "--help": 0,
    "--version": 0,
    "summarize nowhere": 2,
    "summarize --nowhere": 2,
}
"""Commands, and how they end where everything can be written."""


def ended(command: str, redirect: str) -> tuple[int, str]:
    """The exit code and what stands on standard error."""
    shell = ["bash", "-c", f'"$@" {redirect}', "bash", *process(*command.split())]
    done = subprocess.run(shell, capture_output=True, env=environment(), timeout=120)
    assert b"Traceback" not in done.stderr
    assert b"defect" not in done.stderr
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output_that_is_closed_is_an_error(command):
    code, err = ended(command, ">&-")
    assert code == 2
    assert COMMANDS[command] == 2 or err == "error: cannot write to standard output: it is closed\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_error_that_is_closed_or_full_changes_no_exit_code(command):
    assert ended(command, "2>&-")[0] == COMMANDS[command]
    if os.path.exists("/dev/full"):
        assert ended(command, "2>/dev/full")[0] == COMMANDS[command]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_device_is_an_error_with_its_reason(command):
    code, err = ended(command, ">/dev/full")
    assert code == 2
    assert COMMANDS[command] == 2 or err.startswith("error: cannot write to standard output: No space left")


@pytest.mark.parametrize("redirect", [">&- 2>&-", "<&- >&- 2>&-"])
def test_with_all_streams_closed_the_exit_code_still_says_it(redirect):
    assert ended("summarize lenet5", redirect) == (2, "")


def test_with_a_file_to_write_to_a_closed_standard_output_is_not_needed(tmp_path):
    file = tmp_path / "figures.csv"
    assert ended(f"summarize lenet5 -o {file}", ">&-") == (0, "")
    assert file.read_text().startswith("name,")


def test_a_reader_that_goes_away_ends_a_file_quietly_too():
    shell = '(sleep 0.1; "$@" -o /dev/stdout --format json) | true; exit ${PIPESTATUS[0]}'
    args = ["bash", "-c", shell, "bash", *process("summarize", "vgg16")]
    done = subprocess.run(args, capture_output=True, env=environment(), timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
