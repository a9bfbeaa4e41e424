"""A command for each layer kind, its options made from the kind's fields."""

import re
import shlex
from collections.abc import Callable
from typing import Any

import click

from cnncalc.catalogue import Kind, default_text, kind
from cnncalc.cli.options import working_output
from cnncalc.cli.parts.groups import QuestionCommand
from cnncalc.language.options import option
from cnncalc.layers import CATALOGUE
from cnncalc.layers.fields import (
    Choice,
    Field,
    Flag,
)
from cnncalc.problem import did_you_mean

PAIR = re.compile(r"(\w+): ([^,}]+)")


class KindCommand(QuestionCommand):
    """Says what an option is called here where another tool's word for it is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            of = CATALOGUE[self.name or ""]
            if meant := of.field_called(error.option_name.lstrip("-").replace("-", "_")):
                hint = f"; here it is called '{option(meant)}'"
            else:
                hint = did_you_mean(error.option_name, map(option, of.fields))
            if hint:  # in these words whatever the version of click
                raise click.UsageError(f"there is no option '{error.option_name}'{hint}", ctx) from None
            raise


def kind_command(name: str, run: Callable[..., None]) -> click.Command:
    """`calc conv`: its input, its fields as options, and how to write the result."""
    about = kind(name)

    def callback(shapes: tuple[str, ...], **given: Any) -> None:
        output = written.taken(given)
        run(name, shapes, chosen(given), output)

    metavar, nargs = ("INPUT INPUT...", -1) if about.joins else ("INPUT", 1)
    shapes = click.Argument(["shapes"], required=True, callback=_all, metavar=metavar, nargs=nargs)
    written = working_output("--file" if "output" in about.fields else "--output")
    return KindCommand(
        name,
        params=[shapes, *field_options(about), *written.params()],
        callback=callback,
        help="\n\n".join(about.paragraphs),
        epilog=_epilog(about),
    )


def field_options(about: Kind) -> list[click.Parameter]:
    """An option for each field of the kind."""
    options: list[click.Parameter] = [
        field_option(name, field, required=field.required) for name, field in about.fields.items()
    ]
    if about.takes_activation:
        about_it = "A layer of its own after this one: relu, tanh, ..."
        options.append(click.Option(["--activation"], metavar="KIND", help=about_it))
    return options


def field_option(name: str, field: Field, *, required: bool, is_open: bool = False) -> click.Option:
    """The option of a field: its sentence, what it takes, and its default unless it is left open."""
    if isinstance(field.type, Flag):
        flags = f"{option(name)}/{option('no_' + name)}"
        default = "yes" if field.default else "no"
        return click.Option([flags, name], default=None, help=f"{_sentence(field)}  [default: {default}]")
    metavar = "|".join(field.type.words) if isinstance(field.type, Choice) else field.type.metavar
    text = _sentence(field)
    if field.letter:
        text += f"  ({field.letter} in formulas)"
    if not is_open and (default_is := default_text(field)) is not None:
        text += f"  [default: {default_is}]"
    return click.Option([option(name), name], metavar=metavar, required=required, help=text)


def _sentence(field: Field) -> str:
    return field.doc[:1].upper() + field.doc[1:] + "."


def chosen(given: dict[str, Any]) -> dict[str, str]:
    """The options that were given, as texts."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in given.items()
        if value is not None
    }


def _all(ctx: click.Context, parameter: click.Parameter, value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _epilog(about: Kind) -> str:
    """An example that works, and where its formulas are."""
    return f"'cnncalc layers {about.name}' lists its formulas.\n\n\b\nExample:\n  {example(about)}"


def example(about: Kind) -> str:
    """A command line for the kind, after its example as a spec writes it."""
    values = about.example.partition(": ")[2]
    if about.joins:
        return f"cnncalc calc {about.name} 28x28x64 28x28x64"
    pairs = PAIR.findall(values) or [(about.shorthand, values)]
    options = "".join(f" {option(name)} {shlex.quote(value)}" for name, value in pairs if values)
    return f"cnncalc calc {about.name} {shlex.quote(about.example_input)}{options}"
