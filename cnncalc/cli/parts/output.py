"""Where a report goes and in which format: `--format`, `-o` and `--ascii`."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.options import AUTO, names_in_list, usage_errors, with_params
from cnncalc.cli.parts.renamed import FormerOption
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


def format_option(forms: Sequence[Form], default: str) -> click.Option:
    """`--format`."""
    return click.Option(
        ["--format", "format"], type=FormatName(forms), help=f"Output format.  [default: {default}]"
    )


def file_options(text: str, *, was_output: bool = True) -> list[click.Parameter]:
    """`-o`, in full `--file`; was_output: and `--output`, unless that is the size of something."""
    file = click.Option(["-o", "--file", "file"], metavar="FILE", help=text)
    return [file, FormerOption("--output", file)] if was_output else [file]


def ascii_option(text: str) -> click.Option:
    """`--ascii`."""
    return click.Option(["--ascii", "ascii_only"], is_flag=True, help=text)


TO_FILE = "Write to FILE; its ending sets the format."
PLAIN_LINES = "Draw without box characters."
PLAIN_SIGNS = "Write floor() and * rather than ⌊⌋ and ×."


class OutputOptions:
    """`--format`, `-o` and `--ascii`, as a decorator: the function gets them as one `output`."""

    def __init__(
        self,
        forms: Sequence[Form] = TABLE,
        default: str = "table",
        decide: Callable[[], str] | None = None,
        ascii_help: str = PLAIN_LINES,
        was_output: bool = True,
        columns: bool = False,
    ) -> None:
        """decide: finds the default where it depends. columns: whether `--columns` chooses from any table."""
        self.forms, self.default, self.decide = forms, default, decide
        self.ascii_help, self.was_output, self.columns = ascii_help, was_output, columns

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return with_params(*self.params())(self.gathered(function))

    def params(self) -> list[click.Parameter]:
        """The options."""
        return [
            format_option(self.forms, self.default),
            *file_options(TO_FILE, was_output=self.was_output),
            ascii_option(self.ascii_help),
        ]

    def taken(self, given: dict[str, Any]) -> Output:
        """What the options say; they are taken out of what was given."""
        asked, file, plain = given.pop("format"), given.pop("file"), given.pop("ascii_only")
        columns = tuple(names_in_list(given.pop("columns"))) if self.columns else None
        default = self.decide() if self.decide else self.default
        return Output(chosen_format(asked, file, self.forms, default), file, plain, columns)

    def gathered(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with `output` in place of them."""

        @wraps(function)
        def command(*args: Any, **given: Any) -> Any:
            output = self.taken(given)
            return function(*args, **given, output=output)

        return command


def working_output(*, was_output: bool = True) -> OutputOptions:
    """The options for a worked solution."""
    return OutputOptions(WORKING, "text", ascii_help=PLAIN_SIGNS, was_output=was_output)


output_options = OutputOptions()
columns_and_output = OutputOptions(columns=True)
working_options = working_output()


def chosen_format(format: Format | None, file: str | None, forms: Sequence[Form], default: str) -> Format:
    """`--format`, else what the ending of `-o FILE` says, else the default."""
    if format or not file:
        return format or named(default)
    with usage_errors(ValueError):
        return format_of(file, forms)


def depth_shown(depth: Any, whole: bool, output: Output) -> Any:
    """The depth that was asked for; on a terminal by default what is read at a glance, unless in whole."""
    at_a_glance = output.format.for_terminal and output.terminal.width is not None
    return AUTO if depth is None and not whole and at_a_glance else depth


def usable_for(forms: Sequence[Form], output: Output) -> Output:
    """The output with what its format is called for a report of other forms: `text` for `table`."""
    return output._replace(format=called(output.format.name, forms) or output.format)
