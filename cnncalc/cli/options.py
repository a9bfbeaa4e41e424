"""Options and steps that commands share."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.parts.streams import Output
from cnncalc.render import Format, called, format_of, formats_of, named
from cnncalc.report import TABLE, WORKING, Form

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class FormatName(click.ParamType):  # type: ignore[type-arg]
    """A format by its name, or by an ending of its files: `md` for `markdown`."""

    name = "format"

    def __init__(self, forms: Sequence[Form]) -> None:
        self.forms = forms

    @property
    def names(self) -> list[str]:
        """Those that can write one of the forms."""
        return [one.name for one in formats_of(self.forms)]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Format:
        if isinstance(value, Format):
            return value
        if found := called(value, self.forms):
            return found
        from cnncalc.problem import did_you_mean, listing

        endings = [ending for one in formats_of(self.forms) for ending in one.endings]
        hint = did_you_mean(value, [*self.names, *endings]) or f"; there are {listing(self.names)}"
        raise click.BadParameter(f"there is no format '{value}'{hint}", ctx, param)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(self.names)}]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        found = (name for name in self.names if name.startswith(incomplete.lower()))
        return [CompletionItem(name) for name in found]


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


AUTO = "auto"


class Depth(WholeNumber):
    """Levels of a tree, or `auto`."""

    name = "depth"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == AUTO else super().convert(value, param, ctx)


def spec_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument SPEC."""
    return click.argument("spec", metavar="SPEC")(function)


class OutputOptions:
    """`--format`, `-o` and `--ascii`, as a decorator: the function gets them as one `output`."""

    def __init__(
        self,
        forms: Sequence[Form] = TABLE,
        default: str = "table",
        decide: Callable[[], str] | None = None,
        ascii_help: str | None = "Draw without box characters.",
        long_name: str = "--output",
    ) -> None:
        """decide: finds the default where it depends. long_name: where `--output` means something else."""
        self.forms, self.default, self.decide = forms, default, decide
        self.ascii_help, self.long_name = ascii_help, long_name

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return with_params(self.gathered(function), self.params())

    def params(self) -> list[click.Parameter]:
        """The options."""
        how = f"How to write it.  [default: {self.default}]"
        where = "Write to FILE, in the format of its ending."
        params: list[click.Parameter] = [
            click.Option(["--format", "format"], type=FormatName(self.forms), help=how),
            click.Option(["-o", self.long_name, "file"], metavar="FILE", help=where),
        ]
        if self.ascii_help:
            params.append(click.Option(["--ascii", "ascii_only"], is_flag=True, help=self.ascii_help))
        return params

    def taken(self, given: dict[str, Any]) -> Output:
        """What the options say; they are taken out of what was given."""
        asked, file, plain = given.pop("format"), given.pop("file"), given.pop("ascii_only", False)
        default = self.decide() if self.decide else self.default
        return Output(chosen_format(asked, file, self.forms, default), file, plain)

    def gathered(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with `output` in place of the three."""

        @wraps(function)
        def command(*args: Any, **given: Any) -> Any:
            output = self.taken(given)
            return function(*args, **given, output=output)

        return command


def working_output(long_name: str = "--output") -> OutputOptions:
    """The options for a worked solution."""
    plain = "Write floor() and * rather than ⌊⌋ and ×."
    return OutputOptions(WORKING, "text", ascii_help=plain, long_name=long_name)


output_options = OutputOptions()
working_options = working_output()


def with_params(function: Callable[..., Any], params: list[click.Parameter]) -> Callable[..., Any]:
    """The function with the options, as click's decorators would add them."""
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
    return click.option("--without-heads", is_flag=True, help="Leave auxiliary outputs out.")(function)


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


def chosen_format(format: Format | None, file: str | None, forms: Sequence[Form], default: str) -> Format:
    """`--format`, else what the ending of `-o FILE` says, else the default."""
    if format or not file:
        return format or named(default)
    with usage_errors(ValueError):
        return format_of(file, forms)


def usable_for(forms: Sequence[Form], output: Output) -> Output:
    """The output with what its format is called for a report of other forms: `text` for `table`."""
    return output._replace(format=called(output.format.name, forms) or output.format)
