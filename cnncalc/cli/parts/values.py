"""`cnncalc calc values`: convolution and pooling of numbers."""

from collections.abc import Callable
from typing import Any

import click

from cnncalc.cli.parts.chain import CHAIN, chain
from cnncalc.cli.parts.groups import OfNumbers
from cnncalc.cli.parts.output import output_options
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc calc values "1 2 3; 4 5 6; 7 8 9" "conv 1 0; 0 -1" relu "max_pool 2"
  cnncalc calc values "1 2; 3 4" "conv 1 0; 0 1" relu --answer 4
  cnncalc calc values conv "9 9 0 0; 9 9 0 0; 9 9 0 0" --kernel vertical_edge
  cnncalc calc values max_pool "1 3 2 1; 2 9 1 1; 1 3 2 3; 5 6 1 2" --kernel 2
  cnncalc calc values kernels
"""


def _no_matrix(text: str, commands: list[str]) -> str:
    """What is wrong with a first argument that is neither a matrix nor a command."""
    from cnncalc.problem import did_you_mean, quoted

    found = f"{quoted(text)} is neither a matrix nor a command" if text.strip() else "the matrix is empty"
    what = 'a matrix is rows of numbers such as "1 2 3; 4 5 6", a CSV file, or - for standard input'
    return f"{found}{did_you_mean(text, commands) or f'; {what}'}"


class OnNumbers(click.Group):
    """A matrix begins a list of layers; everything else is the name of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        from cnncalc.teaching.values.chain import is_image

        if args and args[0] not in (*self.commands, *ctx.help_option_names) and is_image(args[0]):
            args = [CHAIN, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("--"):
            ctx.fail(_no_matrix(args[0], sorted(set(self.commands) - {CHAIN})))
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for i, usage in enumerate(("MATRIX... LAYER... [OPTIONS]", "COMMAND [ARGS]...")):
            formatter.write_usage(ctx.command_path, usage, prefix="Usage: " if i == 0 else "       ")


@click.group("values", cls=OnNumbers, epilog=EXAMPLES, short_help="Layers on numbers.")
def values() -> None:
    """Work out layers on numbers: each matrix on the way, exactly.

    MATRIX is written as "1 2 3; 4 5 6", a CSV file, or - for standard input; numbers are whole,
    decimal or fractions. Several matrices are the channels of one image.

    LAYER is written as for 'cnncalc calc', with its numbers: "conv 1 0; 0 -1 s2 p1 bias=1" (a kernel
    for each channel and filter, apart by |), relu, "max_pool 2", flatten, "dense 1 2; 3 4", softmax.
    'cnncalc calc values MATRIX --help' lists the options.

    With a COMMAND one layer alone, with the sums of its cells.
    """


values.add_command(chain)


def shared(*names: str) -> Callable[..., Any]:
    """The argument MATRIX, the fields of the window, and the options for single cells."""
    texts = {
        "stride": "Pixels from one position to the next.  [default: %s]"
        % ("1" if "padding_mode" in names else "the kernel's"),
        "padding": "Pixels around the image, or same, valid, full.  [default: 0]",
        "padding_mode": "zeros, reflect, symmetric, replicate or circular padding.  [default: zeros]",
        "dilation": "Distance between the taps.  [default: 1]",
        "rounding": "floor, or ceil: a partly filled last window counts.  [default: floor]",
    }
    options: list[Callable[..., Any]] = [
        click.option(
            f"--{name.replace('_', '-')}", name, metavar="WORD" if name in WORDS else "SIZE", help=text
        )
        for name, text in texts.items()
        if name in names
    ]
    options += [
        click.option(
            "--cell", "cells", multiple=True, metavar="ROW,COLUMN", help="The sum of this cell, from 1,1."
        ),
        click.option("--working", is_flag=True, help="The sums of all cells."),
        output_options,
    ]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return click.argument("matrices", metavar="MATRIX...", nargs=-1, required=True)(function)

    return decorate


WORDS = ("padding_mode", "rounding")


@values.command("conv", cls=OfNumbers)
@click.option(
    "--kernel",
    "kernels",
    multiple=True,
    required=True,
    metavar="MATRIX|NAME",
    help="A matrix, a CSV file or a name such as sobel_vertical; once for each channel, or once for all.",
)
@click.option("--flip", is_flag=True, help="Turn the kernel first: convolution as mathematics has it.")
@click.option("--bias", metavar="NUMBER", default="0", help="Added to each sum.  [default: 0]")
@click.option("--fill", metavar="NUMBER", default="0", help="What the padding holds in place of zeros.")
@shared("stride", "padding", "padding_mode", "dilation")
def conv(kernels: tuple[str, ...], flip: bool, bias: str, fill: str, **given: Any) -> None:
    """Cross-correlate an image with a kernel, as networks do.

    'cnncalc calc values kernels' lists the names.
    """
    read = [_kernel(text) for text in kernels]
    mode = given.pop("padding_mode") if given["padding_mode"] == "symmetric" else ""
    size = f"{len(read[0])}x{len(read[0][0])}"
    fields = {"filters": "1", "kernel": size}
    numbers = {"bias": _number(bias, "--bias"), "fill": _number(fill, "--fill")}
    _run("conv", fields, given, kernels=read, flip=flip, mode=mode, **numbers)


@values.command("max_pool", cls=OfNumbers)
@click.option("--kernel", required=True, metavar="SIZE", help="Size of the window, such as 2 or 2x3.")
@shared("stride", "padding", "dilation", "rounding")
def max_pool(kernel: str, **given: Any) -> None:
    """Keep the largest value of each window; padding never wins."""
    _run("max_pool", {"kernel": kernel}, given)


@values.command("avg_pool", cls=OfNumbers)
@click.option("--kernel", required=True, metavar="SIZE", help="Size of the window, such as 2 or 2x3.")
@click.option(
    "--without-padding",
    is_flag=True,
    help="Average over the pixels alone, as Keras does; PyTorch counts zeros.",
)
@shared("stride", "padding", "rounding")
def avg_pool(kernel: str, without_padding: bool, **given: Any) -> None:
    """Average the values of each window."""
    _run("avg_pool", {"kernel": kernel}, given, count_padding=not without_padding)


@values.command("kernels")
@output_options
def listing(output: Output) -> None:
    """List the kernels that have names."""
    from cnncalc.report.values import KernelsReport

    write(KernelsReport(), output)


def _number(text: str, option: str) -> Any:
    """The one number that an option takes."""
    from cnncalc.teaching.values.matrix import read_matrix

    number = read_matrix(text, option)
    if len(number) != 1 or len(number[0]) != 1:
        raise click.UsageError(f"{option} takes one number; found '{text}'")
    return number[0][0]


def _kernel(text: str) -> Any:
    """A kernel by its name, or the matrix that is written."""
    from cnncalc.problem import did_you_mean
    from cnncalc.teaching.values.kernels import KERNELS, SHORT, find_kernel
    from cnncalc.teaching.values.matrix import read_matrix

    if named := find_kernel(text):
        return named.matrix
    if text.isidentifier():
        hint = did_you_mean(text, [*KERNELS, *SHORT]) or "; 'cnncalc calc values kernels' lists them"
        raise click.UsageError(f"there is no kernel '{text}'{hint}")
    return read_matrix(text, "--kernel")


def _run(kind: str, fields: dict[str, str], given: dict[str, Any], **more: Any) -> None:
    """Read the matrices and the fields, work them out, print."""
    from cnncalc.language.options import read_options
    from cnncalc.layers import CATALOGUE
    from cnncalc.problem import LayerError
    from cnncalc.report.values import FlippedReport, ValuesReport
    from cnncalc.teaching.values.matrix import read_matrix
    from cnncalc.teaching.values.slide import exercise

    cells, working, matrices = given.pop("cells"), given.pop("working"), given.pop("matrices")
    output = given.pop("output")
    fields |= {name: text for name, text in given.items() if text is not None}
    layer = CATALOGUE[kind](**read_options(CATALOGUE[kind], fields))
    channels = [read_matrix(text, f"matrix {i}") for i, text in enumerate(matrices, start=1)]
    try:
        made = exercise(layer, channels, **more)
        chosen = () if working else tuple(_position(text, made.output.size) for text in cells) or None
        report = (FlippedReport if more.get("flip") else ValuesReport)(
            made, chosen, output.format.board, output.ascii_only
        )
    except LayerError as error:
        where = f"--{error.field}: " if error.field else ""
        raise click.UsageError(f"{where}{error.message}") from None
    write(report, output)


def _position(text: str, size: tuple[int, ...]) -> tuple[int, int]:
    """A cell, counted from 1,1, as rows and columns from 0."""
    parts = text.replace(" ", "").split(",")
    if len(parts) != 2 or not all(part.isdecimal() and len(part) < 10 for part in parts):
        raise click.UsageError(f"--cell takes ROW,COLUMN such as 1,2; found '{text}'")
    row, column = (int(part) - 1 for part in parts)
    if not (0 <= row < size[0] and 0 <= column < size[1]):
        raise click.UsageError(
            f"there is no cell {text}: the output has rows 1-{size[0]}, columns 1-{size[1]}"
        )
    return row, column
