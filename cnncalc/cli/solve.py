"""`cnncalc solve`: the inverse questions."""

from typing import Any

import click

from cnncalc.cli.options import FigureChoice, WholeNumber, all_of, columns_option, set_option, set_values
from cnncalc.cli.parts.groups import OfItsArgument, QuestionCommand
from cnncalc.cli.parts.output import OutputOptions
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Calculate", 2)

EXAMPLES = """\b
Examples:
  cnncalc solve conv 56x56x64 --kernel 3 --output 28
  cnncalc solve vgg16 --layer pool5 --output 7x7
  cnncalc solve stack 56x56x64 --kernel 3 --sees 11
"""

NETWORK = "SPEC"
"""The name of the command that the name of a network stands for."""


written = OutputOptions(was_output=False, columns=True)
to_file = all_of(columns_option(), written)
"""`--output` is the size that is wanted."""


class Questions(click.Group):
    """A layer kind, `stack` and `bottleneck` are commands of their own; anything else is a network."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["stack", "bottleneck", *_kinds()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = {"stack": stack, "bottleneck": bottleneck, NETWORK: network}.get(cmd_name)
        if own is None and cmd_name in _kinds():
            from cnncalc.cli.parts.solving import question_command

            return question_command(cmd_name, answer, written)
        return own

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in ctx.help_option_names and self.get_command(ctx, args[0]) is None:
            args = [NETWORK, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Kinds"):
            formatter.write_text(", ".join(_kinds()))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        usages = (
            "KIND INPUT [FIELDS] [--output SIZE] [--parameters N] [--macs N]",
            "SPEC [--layer NAME] [--output SIZE]",
            "stack INPUT --sees N [--kernel N,...]",
            "bottleneck INPUT --kernel N --filters N --saves FACTOR",
        )
        for i, usage in enumerate(usages):
            formatter.write_usage(ctx.command_path, usage, prefix="Usage: " if i == 0 else "       ")


def _kinds() -> list[str]:
    """The kinds that have something to solve for: a sliding kernel, filters, or units."""
    from cnncalc.layers import CATALOGUE

    return sorted(
        name for name, kind in CATALOGUE.items() if {"kernel", "filters", "units"} & set(kind.fields)
    )


@click.group("solve", cls=Questions, epilog=EXAMPLES, short_help="Find settings for a target size or budget.")
def command() -> None:
    """Find settings for a target size or budget.

    KIND INPUT: find the kernels, strides and paddings that give --output, or the most filters or
    units within --parameters or --multiplies. A field takes one value, several (1,3,5) or a range
    (1..7); kernel, stride and padding may be left out to be solved for.

    SPEC: find the inputs that end at --output, or else the smallest input that works. SPEC is a
    file, - for standard input, or the name of a bundled network.

    stack: find how many small kernels see as much as a large one. bottleneck: find how narrow a 1x1
    layer has to be. Each has its own --help.

    Exit code 1 if there is no solution: the nearest misses are shown then.
    """


@click.command(NETWORK, cls=OfItsArgument, hidden=True)
@click.argument("spec", metavar="SPEC")
@set_option
@click.option("--layer", metavar="NAME", help="The layer to solve for.  [default: the last map]")
@click.option("--output", "size", metavar="SIZE", help="The output size wanted, such as 7 or 7x7.")
@to_file
def network(
    spec: str, settings: tuple[str, ...], layer: str | None, size: str | None, output: Output
) -> None:
    """Find the inputs that end at a size, or else the smallest input that works.

    SPEC is a file, - for standard input, or the name of a bundled network.
    """
    from cnncalc.problem import QuestionError
    from cnncalc.solve.follow import layer_named
    from cnncalc.solve.inputs import which_inputs
    from cnncalc.solve.resize import resizable
    from cnncalc.solve.smallest import smallest_input

    again = resizable(spec, set_values(settings))
    built = again.network

    def found() -> Any:
        nodes = [node for node in built.layers if node.head is None]
        if not nodes:
            raise QuestionError("the network has no layers")
        maps = [node for node in nodes if node.output.size] or nodes
        named = None if layer is None else layer_named(built, layer)
        if size is None:
            return smallest_input(again, named)
        return which_inputs(again, named or maps[-1], _size(size))

    answer(found, output)


@click.command("stack", cls=QuestionCommand)
@click.argument("shape", metavar="INPUT")
@click.option("--sees", type=WholeNumber(1, 999), required=True, metavar="N", help="The kernel to replace.")
@click.option("--kernel", default="3", metavar="N,...", help="The small kernels to try.  [default: 3]")
@click.option("--bias/--no-bias", default=False, help="Count biases too.  [default: no]")
@to_file
def stack(shape: str, sees: int, kernel: str, bias: bool, output: Output) -> None:
    """Find how many small kernels see as much as a large one, and what each choice costs.

    INPUT is a shape such as 56x56x64. All layers have as many filters as INPUT has channels, stride
    1 and same padding.
    """
    from cnncalc.figures.amount import read_choices
    from cnncalc.solve.stack import how_many_layers

    x = _shape(shape)
    kernels = [_whole(text, "--kernel") for text in read_choices(kernel, "--kernel")]
    answer(lambda: how_many_layers(x, kernels, sees, bias), output)


@click.command("bottleneck", cls=QuestionCommand)
@click.argument("shape", metavar="INPUT")
@click.option("--kernel", required=True, metavar="N", help="Kernel of the costly layer.")
@click.option("--filters", type=WholeNumber(1, 10**6), required=True, metavar="N", help="Its filters.")
@click.option("--saves", required=True, metavar="FACTOR", help="How many times cheaper it has to be.")
@click.option(
    "--of",
    type=FigureChoice(["multiplies", "parameters"]),
    default="multiplies",
    help="What to save.  [default: multiplies]",
)
@click.option(
    "--expand", is_flag=True, help="Add a 1x1 layer after it too, as in ResNet, so that the kernel is narrow."
)
@click.option("--bias/--no-bias", default=False, help="Count biases too.  [default: no]")
@to_file
def bottleneck(
    shape: str, kernel: str, filters: int, saves: str, of: str, expand: bool, bias: bool, output: Output
) -> None:
    """Find the widest 1x1 bottleneck before a costly layer that saves a given factor.

    INPUT is a shape such as 56x56x256.
    """
    from cnncalc.figures.amount import read_amount
    from cnncalc.solve.bottleneck import Costly, which_width

    x, number = _shape(shape), _whole(kernel, "--kernel")
    costly = Costly(x, number, filters, expand, bias)
    answer(lambda: which_width(costly, read_amount(saves, "--saves"), of), output)


def answer(find: Any, output: Output) -> None:
    """Print what is found; exit code 1 where there is no solution."""
    from cnncalc.report.solve import SolveReport

    found = find()
    write(SolveReport(found), output)
    raise click.exceptions.Exit(0 if found.found else 1)


def _shape(text: str) -> Any:
    from cnncalc.language.options import read_shape_option

    return read_shape_option("INPUT", text)


def _whole(text: str, what: str) -> int:
    if not (text.isdecimal() and 0 < int(text[:9]) < 1000):
        raise click.UsageError(f"{what} takes a whole number from 1 to 999; found '{text}'")
    return int(text)


def _size(text: str) -> tuple[int, ...]:
    from cnncalc.cli.parts.solving import read_size

    return read_size(text)
