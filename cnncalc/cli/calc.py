"""`cnncalc calc KIND INPUT` and its kin: one layer, several layers, or values; no file."""

from typing import Any

import click

from cnncalc.cli.options import output_options, usable_for
from cnncalc.cli.parts.groups import OfItsArgument
from cnncalc.cli.parts.streams import Output, write
from cnncalc.report import WORKING

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
            from cnncalc.layers import CATALOGUE

            hint = kind_hint(args[0], [*CATALOGUE, "values"])
            ctx.fail(f"there is no layer kind or input shape '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Kinds"):
            formatter.write_text(", ".join(self.list_commands(ctx)[:-1]))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        name = ctx.command_path
        for i, usage in enumerate(("KIND INPUT [OPTIONS]", "INPUT LAYER... [OPTIONS]", "values ...")):
            formatter.write_usage(name, usage, prefix="Usage: " if i == 0 else "       ")


LAYERS = "INPUT"
"""The name of the command that a list of layers stands for."""


@click.group("calc", cls=Calculations, epilog=EXAMPLES, short_help="A layer, or a few, without a file.")
def command() -> None:
    """Work out one layer with its working, or a few layers in a table; no file.

    With KIND: its shape, parameters and multiplies, each as formula, numbers and value. 'cnncalc
    calc conv --help' lists the options of a kind.

    With LAYERS in short form: the table of 'cnncalc summarize'. "conv 10 k5 p2" is a conv of 10
    filters, kernel 5, padding 2; "max_pool 3/2" pools 3x3 with stride 2; also "padding=same",
    "bias=false", "activation=relu". A layer with a colon is read as in a spec.

    With values: layers on numbers, each matrix shown; see 'cnncalc calc values --help'.
    """


@click.command(LAYERS, cls=OfItsArgument, hidden=True)
@click.argument("shape", metavar="INPUT")
@click.argument("listed", metavar="LAYER...", nargs=-1, required=True)
@click.option("--explain", is_flag=True, help="The working of each layer instead of the table.")
@output_options
def layers(shape: str, listed: tuple[str, ...], explain: bool, output: Output) -> None:
    """Work out layers in short form, one behind the other.

    A word of LAYER is a number (filters, units, or what the kind takes alone), a letter with a
    size (k5, s2, p1, d2, g4), a kernel with its stride (3x3/2), a word that a field knows (same,
    ceil), or field=value.
    """
    import cnncalc
    from cnncalc.language.brief import read_chain
    from cnncalc.layers import CATALOGUE
    from cnncalc.report.glance import GlanceReport
    from cnncalc.report.summary import SummaryReport, View

    if shape in CATALOGUE:
        raise click.UsageError(f"options stand behind the kind: cnncalc calc {shape} INPUT ...")
    network = read_chain(shape, listed)
    if explain:
        show(network, usable_for(WORKING, output))
        return
    view = View(in_full=True, for_programs=output.format.for_programs)
    report = GlanceReport if output.format.for_terminal else SummaryReport
    write(report(cnncalc.summarize(network), view), output)


def single(kind: str, shapes: tuple[str, ...], options: dict[str, str], output: Output) -> None:
    """One layer: what `calc KIND` runs."""
    from cnncalc.language.options import read_single

    show(read_single(kind, shapes, options), output)


def show(network: Any, output: Output) -> None:
    """The working of every layer of the network."""
    import cnncalc
    from cnncalc.report.calc import Calculation

    write(Calculation(cnncalc.summarize(network)), output)
