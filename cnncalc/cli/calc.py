"""`cnncalc calc KIND INPUT` and its kin: one layer, several layers, or values; no file."""

from typing import Any

import click
from click.core import ParameterSource

from cnncalc.cli.parts.groups import OfItsArgument
from cnncalc.cli.parts.output import usable_for
from cnncalc.cli.parts.quoting import as_quoted
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write
from cnncalc.cli.parts.summary import summary_options, write_summary
from cnncalc.report import WORKING

SECTION = Section("Calculate", 1)

EXAMPLES = """\b
Examples:
  cnncalc calc conv 32x32x3 --filters 10 --kernel 5 --padding 2
  cnncalc calc 32x32x3 "conv 10 k5 p2" relu "max_pool 2" flatten "dense 10"
  cnncalc calc values "1 2 3; 4 5 6; 7 8 9" "conv 1 0; 0 -1" relu "max_pool 2"
"""


class Calculations(click.Group):
    """A layer kind or `values` is a command of its own; a shape begins a list of layers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from cnncalc.layers import CATALOGUE

        return [*sorted(CATALOGUE), "values"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from cnncalc.cli.parts.kinds import kind_command
        from cnncalc.cli.parts.values import values
        from cnncalc.layers import CATALOGUE

        if cmd_name == "values":
            return values
        if cmd_name == LAYERS:
            return layers
        return kind_command(cmd_name, single) if cmd_name in CATALOGUE else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        begins = args[:1] and (args[0][0:1].isdigit() or args[0][0:1] in ("{", "-"))
        if begins and args[0] not in ctx.help_option_names:
            args = [LAYERS, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            from cnncalc.language.entry import kind_hint
            from cnncalc.language.find import find_bundled
            from cnncalc.layers import CATALOGUE

            hint = kind_hint(args[0], [*CATALOGUE, "values"])
            if find_bundled(args[0]):
                hint = f"; did you mean 'cnncalc summarize {args[0]}'?"
            ctx.fail(f"there is no layer kind or input shape '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Kinds"):
            formatter.write_text(", ".join(self.list_commands(ctx)[:-1]))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        name = ctx.command_path
        for i, usage in enumerate(("KIND INPUT [OPTIONS]", "INPUT LAYER... [OPTIONS]", "values ...")):
            formatter.write_usage(name, usage, prefix="Usage: " if i == 0 else "       ")


OF_WORKING = ("shape", "listed", "explain", "format", "file", "former_file", "ascii_only")
"""What `--explain` goes with."""

LAYERS = "INPUT"
"""The name of the command that a list of layers stands for."""


@click.group(
    "calc", cls=Calculations, epilog=EXAMPLES, short_help="Work out a layer, or a few, without a file."
)
def command() -> None:
    """Work out one layer step by step, or a few layers in a table, without a file.

    KIND INPUT: one layer. Derives its shape, parameters and multiplies. 'cnncalc calc conv --help'
    lists the options of a kind.

    INPUT LAYER...: several layers, each in quotes. Prints the table of 'cnncalc summarize', and
    takes its options. "conv 10 k5 p2" is a conv with 10 filters, kernel 5 and padding 2;
    "max_pool 3/2" pools 3x3 with stride 2; "padding=same", "bias=false" and "activation=relu" work
    too. A layer with a colon is read as in a spec: "conv: {filters: 10, kernel: 5}".

    values: layers on numbers, each matrix shown; see 'cnncalc calc values --help'.
    """


@click.command(LAYERS, cls=OfItsArgument, hidden=True)
@click.argument("shape", metavar="INPUT")
@click.argument("listed", metavar="LAYER...", nargs=-1, required=True)
@click.option("--explain", is_flag=True, help="Derive the numbers of each layer instead of the table.")
@summary_options
def layers(shape: str, listed: tuple[str, ...], explain: bool, output: Output, **given: Any) -> None:
    """Work out layers in short form, one after another, as 'cnncalc summarize' does.

    INPUT is a shape such as 32x32x3. LAYER is a kind and its fields, in quotes: "conv 10 k5 p2". A
    field is a number (filters, units, or the only field of a kind), a letter with a size (k5, s2,
    p1, d2, g4), a kernel with its stride (3x3/2), a word (same, ceil), or name=value.
    """
    from cnncalc.language.brief import read_chain
    from cnncalc.layers import CATALOGUE

    if shape in CATALOGUE:
        raise click.UsageError(f"put the kind before its options: cnncalc calc {shape} INPUT ...")
    if meant := as_quoted(listed):
        raise click.UsageError(f"put each layer in quotes: cnncalc calc {shape} {meant}")
    network = read_chain(shape, listed)
    if explain:
        _refuse_options_of_tables()
        show(network, usable_for(WORKING, output))
    else:
        write_summary(network, given, output)


def _refuse_options_of_tables() -> None:
    """`--explain` writes no table: what would change it is a mistake."""
    context = click.get_current_context()
    for option in context.command.params:
        given = context.get_parameter_source(str(option.name)) == ParameterSource.COMMANDLINE
        if given and option.name not in OF_WORKING:
            raise click.UsageError(f"{option.opts[-1]} is for the table, which --explain replaces")


def single(kind: str, shapes: tuple[str, ...], options: dict[str, str], output: Output) -> None:
    """One layer: what `calc KIND` runs."""
    from cnncalc.language.options import read_single

    show(read_single(kind, shapes, options), output)


def show(network: Any, output: Output) -> None:
    """The working of every layer of the network."""
    import cnncalc
    from cnncalc.report.calc import Calculation

    write(Calculation(cnncalc.summarize(network)), output)
