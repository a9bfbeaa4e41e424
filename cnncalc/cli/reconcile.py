"""`cnncalc reconcile SPEC NUMBER...`: what yields a number that somebody quotes."""

import click

from cnncalc.cli.options import (
    columns_option,
    input_option,
    input_shapes,
    set_option,
    set_values,
    spec_argument,
    top_option,
)
from cnncalc.cli.parts.output import columns_and_output
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Compare", 4)

EXAMPLES = """\b
Examples:
  cnncalc reconcile resnet50 4.13G 25.6M
  cnncalc reconcile vgg16 "93 MB" memory=58MiB
  cnncalc reconcile googlenet inception_3a=159K inception_3a.multiplies=128M
"""


@click.command(
    "reconcile",
    epilog=EXAMPLES,
    short_help="Find what a quoted number counts.",
)
@spec_argument
@click.argument("figures", metavar="NUMBER...", nargs=-1, required=True)
@set_option
@input_option
@click.option("--layer", metavar="NAME", help="The numbers are quoted for this layer or block.")
@columns_option()
@top_option("Show at most N explanations of each number.", default=5, show_default=True)
@columns_and_output
def command(
    spec: str,
    figures: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    layer: str | None,
    top: int,
    output: Output,
) -> None:
    """Find which convention, tool, input size or variant yields a quoted number.

    SPEC is a file, - for standard input, or the name of a bundled network. NUMBER is written as
    people write it: 4.13G, "4.1 GFLOPs", 25,557,032, 93MB, ~60M; also with what it counts,
    macs=4.1G, and of which layer or block, inception_3a.parameters=159K. The likeliest explanation
    comes first.

    Exit code 0 if every number is explained to the digits shown; 1 if one is not; 2 if the spec or
    a number cannot be used.
    """
    from cnncalc.design.reconcile.candidates import Start
    from cnncalc.design.reconcile.search import reconcile
    from cnncalc.language.find import find
    from cnncalc.report.reconcile import ReconcileReport

    start = Start(find(spec), input_shapes(inputs) or None, set_values(settings))
    network, answers = reconcile(start, figures, layer)
    write(ReconcileReport(network, answers, top), output)
    raise click.exceptions.Exit(0 if all(answer.explained for answer in answers) else 1)
