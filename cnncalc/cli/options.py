"""Options and steps that commands share."""

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from cnncalc.folder import names_in

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FORMATS = names_in([os.path.join(os.path.dirname(os.path.dirname(__file__)), "render")])


def spec_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument SPEC."""
    return click.argument("spec", metavar="SPEC")(function)


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, `-o` and `--ascii`."""
    for option in (
        click.option("--ascii", "ascii_only", is_flag=True, help="Draw without box characters."),
        click.option(
            "-o", "--output", "file", metavar="FILE", help="Write to FILE, in the format of its ending."
        ),
        click.option(
            "--format", "format", type=click.Choice(FORMATS), help="How to write it.  [default: table]"
        ),
    ):
        function = option(function)
    return function


def input_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--input`, another input shape."""
    return click.option(
        "--input",
        "inputs",
        multiple=True,
        metavar="SHAPE",
        help="Another input, such as 227x227x3; NAME=SHAPE where there are several.",
    )(function)


def set_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--set`, another value for a variable."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a variable of the spec: depths=[3,4,23,3].",
    )(function)


def set_values(settings: tuple[str, ...]) -> dict[str, str]:
    """What `--set` gives, by the name of the variable."""
    values = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set takes NAME=VALUE; found '{text}'")
        values[name.strip()] = value
    return values


def input_shapes(inputs: tuple[str, ...]) -> dict[str, str]:
    """What `--input` gives, by the name of the input; "" where none is named."""
    pairs = (text.rpartition("=") for text in inputs)
    return {name: shape for name, _, shape in pairs}


def known_dtype(word: str) -> str:
    """The dtype of this name, or of what other tools call it."""
    from cnncalc.analysis.base import BYTES, OTHER_DTYPES
    from cnncalc.problem import did_you_mean

    dtype = OTHER_DTYPES.get(word, word)
    if dtype not in BYTES:
        hint = did_you_mean(dtype, BYTES) or "; there are " + ", ".join(BYTES)
        raise click.UsageError(f"there is no dtype '{dtype}'{hint}")
    return dtype


def chosen_format(format: str | None, file: str | None) -> str:
    """`--format`, else what the ending of `-o FILE` says, else a table."""
    if format or not file:
        return format or "table"
    from cnncalc.render import format_of

    try:
        return format_of(file)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def write(report: Any, format: str, file: str | None, ascii_only: bool) -> None:
    """The report on standard output, or in the file."""
    from cnncalc.render import Terminal, render

    if file is None:
        if sys.stdout is None:
            raise click.UsageError("cannot write to standard output: it is closed")
        _print(render(report, format, Terminal(sys.stdout, ascii_only)), for_readers=format == "table")
        return
    write_text(render(report, format, Terminal(None, ascii_only)), file)


def write_text(text: str, file: str) -> None:
    """The text in the file, the same bytes everywhere."""
    try:
        with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="") as out:
            out.write(text)
    except OSError as error:
        raise click.UsageError(f"cannot write '{file}': {error.strerror}") from None


def print_text(text: str) -> None:
    """A file's text on standard output, the same bytes."""
    _print(text, for_readers=False)


def _print(text: str, for_readers: bool) -> None:
    """A table in what the terminal speaks; what programs read is UTF-8 everywhere, the same bytes."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if for_readers:
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    sys.stdout.write(text)
