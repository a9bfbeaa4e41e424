"""Where output goes: standard output, a file; and notes, to standard error."""

import errno
import io
import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import click

from cnncalc.files import write_files
from cnncalc.render import Format, Terminal, render
from cnncalc.report import ColumnError


class Output(NamedTuple):
    """In which format a report is written, and where."""

    format: Format
    file: str | None = None  # None: on standard output
    ascii_only: bool = False
    columns: tuple[str, ...] | None = None  # those of any table that are asked for; None: nobody may choose

    @property
    def terminal(self) -> Terminal:
        """Where people will read it."""
        return Terminal(sys.stdout if self.file is None else None, self.ascii_only)


class Closed(io.TextIOBase):
    """Standard output that was closed before the run: what is written there fails."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Fails, as on any stream that is closed."""
        raise OSError(errno.EBADF, "it is closed")


def stand_in_for_closed_streams() -> None:
    """Python has None for a stream that was closed before the run; what is said to nobody is lost."""
    if sys.stdout is None:
        sys.stdout = Closed()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  as long as the process


def discard(stream: Any) -> None:
    """What is left to be written goes nowhere, so that the end of the process does not fail too."""
    with suppress(OSError, ValueError):  # a stream that is no file of the system
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# -- standard error --------------------------------------------------------------------------------

_ERROR = re.compile(r"^(.*?)([Ee]rror:)", re.M)
_CARETS = re.compile(r"^( +\|\s*)(\^+)$", re.M)


def complain(text: str) -> None:
    """Lines on standard error; on a terminal with colours, unless NO_COLOR is set.

    Where nobody can hear it the run goes on: the exit code says it too.
    """
    from cnncalc.problem import printable_lines
    from cnncalc.render.colour import has_colours

    text, colours = printable_lines(text), has_colours(sys.stderr)
    if colours:
        text = _ERROR.sub(lambda found: found[1] + click.style(found[2], fg="red", bold=True), text)
        text = _CARETS.sub(lambda found: found[1] + click.style(found[2], fg="red"), text)
    try:
        click.echo(text, err=True, color=colours or None)
    except OSError:
        discard(sys.stderr)


# -- standard output, and files --------------------------------------------------------------------


def write(report: Any, output: Output) -> None:
    """The report on standard output, or in the file."""
    try:
        text = render(report, output.format.name, output.terminal, output.columns)
    except ColumnError as error:
        raise click.UsageError(str(error)) from None
    if output.file is not None:
        write_text(text, output.file)
    else:
        _print([text], for_readers=output.format.for_terminal)


def write_lines(lines: Iterable[str], file: str | None) -> None:
    """Lines for programs as they come: on standard output, or in the file."""
    if file is None:
        _print(lines, for_readers=False)
    else:
        write_all({file: lines})


def write_text(text: str, file: str | None) -> None:
    """A text for programs on standard output, or in the file; the same bytes everywhere."""
    write_lines([text], file)


def write_all(files: Mapping[str, Iterable[str]]) -> None:
    """All of these files, or none."""
    try:
        write_files(files)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.UsageError(f"cannot write '{error.filename}': {error.strerror}") from None


def _print(texts: Iterable[str], for_readers: bool) -> None:
    """A table in what the terminal speaks; what programs read is UTF-8 everywhere, the same bytes."""
    texts = iter(texts)
    first = next(texts, "")  # what is wrong with the command line is said before anything is written
    if isinstance(sys.stdout, io.TextIOWrapper):
        if for_readers:
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    sys.stdout.write(first)
    for text in texts:
        sys.stdout.write(text)
