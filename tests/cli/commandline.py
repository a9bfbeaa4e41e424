"""What the tests of the command line share: run it here, in a process of its own, or in a terminal."""

import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest.mock import patch

from helpers import csv_rows

from cnncalc.cli.main import main
from cnncalc.language.find import bundled_names

BUNDLED = bundled_names()
FORMATS = ("csv", "html", "json", "latex", "markdown", "table")

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLOUR_CODE = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")

BRANCHES = """
name: Two levels
input: 8x8x3
layers:
  - conv: {name: stem, filters: 4, kernel: 3, padding: 1}
  - concat:
      name: block
      branches:
        1x1: [conv: {filters: 2, kernel: 1}]
        3x3: [conv: {filters: 2, kernel: 1}, add: [[conv: {filters: 2, kernel: 1}], identity]]
  - relu
"""

CUSTOM = """
input: 8x8x3
layers:
  - conv: {name: before, filters: 4, kernel: 3}
  - custom: {name: unknown, output: 6x6x4, note: deformable}
  - conv: {name: behind, filters: 2, kernel: 3}
"""

TWO_INPUTS = """
name: Siamese
inputs: {left: 8x8x1, right: 8x8x1}
layers:
  - conv: {name: a, from: left, filters: 2, kernel: 3}
  - conv: {name: b, from: right, share: a}
  - add: {name: both, from: [a, b]}
"""

WIDE = """
name: 卷积网络
input: 8x8x3
layers: [conv: {name: 卷积层一, filters: 2, kernel: 3}, relu: {name: émile}]
"""


class Outcome(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


def run(*args: str, stdin: str = "", encoding: str = "utf-8") -> Outcome:
    """Run the command line in this process: what it printed, and its exit code."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    err = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="", errors="backslashreplace")
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", given):
        try:
            main(list(args))
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Outcome(code, _text(out, encoding), _text(err, encoding))


def _text(stream: io.TextIOWrapper, encoding: str) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(stream.encoding or encoding)


def printed(*args: str, stdin: str = "") -> str:
    """What a run that goes well prints; nothing on standard error."""
    outcome = run(*args, stdin=stdin)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def refused(*args: str, stdin: str = "") -> str:
    """What a run with an unusable command line or spec says on standard error; nothing is printed."""
    outcome = run(*args, stdin=stdin)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Traceback" not in outcome.err
    return outcome.err


def record_of(*args: str, stdin: str = "") -> Any:
    """The JSON that a run prints."""
    return json.loads(printed(*args, "--format", "json", stdin=stdin))


def rows_of(*args: str, stdin: str = "") -> list[dict[str, str]]:
    """The rows of the CSV that a run prints."""
    return csv_rows(printed(*args, "--format", "csv", stdin=stdin))


def environment(**changes: str) -> dict[str, str]:
    """This environment without what steers terminals, and with the changes."""
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")}
    return {**kept, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **changes}


def process(*args: str) -> list[str]:
    """The command line for a process of its own."""
    return [sys.executable, "-m", "cnncalc", *args]


def in_terminal(*args: str, columns: int, variables: Mapping[str, str] | None = None, code: int = 0) -> str:
    """What a terminal of so many columns receives, colours and all; line ends as \\n. `code` ends the run."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = environment(**(variables or {}))
    child = subprocess.Popen(process(*args), stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    received = b""
    try:
        while chunk := os.read(ours, 65536):
            received += chunk
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert child.wait(300) == code
    return received.decode().replace("\r\n", "\n")


def plain(text: str) -> str:
    """The text without colours."""
    return COLOUR.sub("", text)


def table_rows(text: str) -> list[list[str]]:
    """Header, rows and totals of a printed table without branches: the cells stand two blanks apart.

    >>> table_rows("T\\n\\nLayer  Kind      RF\\n────\\nc1     conv 3x3   3\\n────\\ntotal\\n\\nParameters 1")
    [['Layer', 'Kind', 'RF'], ['c1', 'conv 3x3', '3'], ['total']]
    """
    paragraph = next(part for part in plain(text).split("\n\n") if re.search(r"^[─-]{4,}$", part, re.M))
    lines = [line for line in paragraph.strip("\n").split("\n") if set(line) - set("─-")]
    return [re.split(r" {2,}", line.strip()) for line in lines]


def below_table(text: str) -> str:
    """What stands below the table, as one line."""
    return " ".join(plain(text).rsplit("\ntotal", 1)[1].split())
