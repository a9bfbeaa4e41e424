"""`cnncalc summarize SPEC`: the main job."""

from typing import Any

import click

from cnncalc.cli.options import input_option, of_network, set_option, spec_argument
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output
from cnncalc.cli.parts.summary import summary_options, write_summary

SECTION = Section("Inspect", 1)

EXAMPLES = """\b
Examples:
  cnncalc summarize vgg16
  cnncalc summarize googlenet --depth 1 --exact
  cnncalc summarize alexnet --sort parameters --top 3 --format markdown
"""


@click.command(
    "summarize", epilog=EXAMPLES, short_help="Table of layers: shapes, parameters, multiplies, RF."
)
@spec_argument
@set_option
@input_option
@summary_options
def command(
    spec: str, settings: tuple[str, ...], inputs: tuple[str, ...], output: Output, **given: Any
) -> None:
    """Print a row per layer (shape, parameters, multiplies, receptive field) and the totals.

    SPEC is a file, - for standard input, or the name of a bundled network.

    Activations and dropout share the row of the layer before them: conv 3x3 +relu. On a terminal a
    long table is folded by block, such as 2 x [3x3, 3x3]; --expand shows all rows.

    On a narrow terminal multiplies are rounded, then columns are hidden in this order: shares and
    what --columns added, receptive_field, multiplies, parameters, output, kind.

    More columns: weights, biases, flops, memory, activations, jump, inputs, kernel, stride,
    padding and others; docs/reference/columns.md lists them all.
    """
    write_summary(spec, given, output, **of_network(settings, inputs))
