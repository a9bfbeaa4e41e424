"""`cnncalc reconcile SPEC FIGURE...`: what yields a figure that somebody quotes."""

import click

from cnncalc.cli.options import (
    WholeNumber,
    input_option,
    input_shapes,
    output_options,
    set_option,
    set_values,
    spec_argument,
)
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc reconcile resnet50 4.13G 25.6M
  cnncalc reconcile vgg16 "93 MB" memory=58MiB
  cnncalc reconcile googlenet inception_3a=159K inception_3a.multiplies=128M
"""


@click.command(
    "reconcile",
    epilog=EXAMPLES,
    short_help="Which convention, tool, input or variant yields a quoted figure.",
)
@spec_argument
@click.argument("figures", metavar="FIGURE...", nargs=-1, required=True)
@click.option("--layer", metavar="NAME", help="The layer or block that the figures are quoted for.")
@click.option(
    "--top", type=WholeNumber(1), default=5, show_default=True, metavar="N", help="Rows for each figure."
)
@set_option
@input_option
@output_options
def command(
    spec: str,
    figures: tuple[str, ...],
    layer: str | None,
    top: int,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    output: Output,
) -> None:
    """Explain figures that somebody quotes for a network: the likeliest explanation first.

    FIGURE is a number as people write it: 4.13G, "4.1 GFLOPs", 25,557,032, 93MB, ~60M. What it
    counts may stand before it, multiplies=4.1G, and a layer or block, inception_3a.parameters=159K.

    Exit code 0 if each figure is explained to the digits shown, 1 if one is not, 2 if the spec or a
    figure cannot be used.
    """
    from cnncalc.design.reconcile.candidates import Start
    from cnncalc.design.reconcile.search import reconcile
    from cnncalc.language.find import find
    from cnncalc.report.reconcile import ReconcileReport

    start = Start(find(spec), input_shapes(inputs) or None, set_values(settings))
    network, answers = reconcile(start, figures, layer)
    write(ReconcileReport(network, answers, top), output)
    raise click.exceptions.Exit(0 if all(answer.explained for answer in answers) else 1)
