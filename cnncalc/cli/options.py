"""Options and steps that commands share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from cnncalc import render as tables
from cnncalc.cli.parts.streams import Family
from cnncalc.render import working as workings


class FormatName(click.Choice[str]):
    """A format by its name, or by the ending that its files have: `md` for `markdown`."""

    def __init__(self, family: Family = tables) -> None:
        super().__init__(family.FORMATS)
        self.endings = family.ENDINGS

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = self.endings.get(value.lower(), value.lower())
        if name not in self.choices:
            from cnncalc.problem import did_you_mean, listing

            hint = (
                did_you_mean(name, [*self.choices, *self.endings]) or f"; there are {listing(self.choices)}"
            )
            self.fail(f"there is no format '{value}'{hint}", param, ctx)
        return str(name)


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


def spec_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument SPEC."""
    return click.argument("spec", metavar="SPEC")(function)


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, `-o` and `--ascii`."""
    return with_params(function, output_params())


def output_params(
    long_name: str = "--output", family: Family = tables, plain: str = "Draw without box characters."
) -> list[click.Parameter]:
    """`--format`, `-o` and `--ascii`; `-o` has another long name where `--output` means something else."""
    how = f"How to write it.  [default: {family.DEFAULT}]"
    return [
        click.Option(["--format", "format"], type=FormatName(family), help=how),
        click.Option(
            ["-o", long_name, "file"], metavar="FILE", help="Write to FILE, in the format of its ending."
        ),
        click.Option(["--ascii", "ascii_only"], is_flag=True, help=plain),
    ]


def working_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a worked solution."""
    return with_params(function, working_params())


def working_params(long_name: str = "--output") -> list[click.Parameter]:
    """The same for a worked solution; `-o` has another long name where `--output` means something else."""
    return output_params(long_name, workings, "Write floor() and * rather than ⌊⌋ and ×.")


def with_params(function: Callable[..., Any], params: list[click.Parameter]) -> Callable[..., Any]:
    """The function with the options, as click's decorators would add them."""
    if isinstance(function, click.Command):
        function.params.extend(params)
        return function
    known: list[click.Parameter] = function.__dict__.setdefault("__click_params__", [])
    known.extend(reversed(params))
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


def memory_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--batch` and `--dtype`, for activations and memory."""
    for option in (
        click.option(
            "--dtype",
            default="float32",
            metavar="TYPE",
            help="float64, float32, bfloat16, float16, float8 or int8, of weights and activations,"
            " for memory.  [default: float32]",
        ),
        click.option(
            "--batch",
            type=WholeNumber(1, 10**9),
            default=1,
            metavar="N",
            help="Images at a time, for activations and memory.",
        ),
    ):
        function = option(function)
    return function


def usable_dtype(word: str) -> str:
    """The dtype that is meant."""
    from cnncalc.analysis.base import BYTES, OTHER_DTYPES
    from cnncalc.problem import did_you_mean

    dtype = OTHER_DTYPES.get(word, word)
    if dtype not in BYTES:
        hint = did_you_mean(dtype, BYTES) or "; there are " + ", ".join(BYTES)
        raise click.UsageError(f"there is no dtype '{dtype}'{hint}")
    return dtype


def heads_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--without-heads`, the main path alone."""
    return click.option("--without-heads", is_flag=True, help="Leave side outputs out.")(function)


def names_in_list(text: str | None) -> list[str]:
    """What stands between the commas; names may have blanks inside."""
    return [name for part in (text or "").split(",") if (name := part.strip())]


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


def of_network(settings: tuple[str, ...], inputs: tuple[str, ...]) -> dict[str, Any]:
    """What `--set` and `--input` change in a network, as `load` and `summarize` take it."""
    return {"input": input_shapes(inputs) or None, "settings": set_values(settings)}


@contextmanager
def usage_errors(*kinds: type[Exception]) -> Iterator[None]:
    """What such an exception says is an error of usage."""
    try:
        yield
    except kinds as error:
        raise click.UsageError(str(error)) from None


def chosen_format(format: str | None, file: str | None, family: Family = tables) -> str:
    """`--format`, else what the ending of `-o FILE` says, else what is for readers."""
    if format or not file:
        return format or str(family.DEFAULT)
    with usage_errors(ValueError):
        return str(family.format_of(file))
