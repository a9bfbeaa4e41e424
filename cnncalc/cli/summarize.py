"""`cnncalc summarize SPEC`: the main job."""

from typing import Any

import click

import cnncalc
from cnncalc.cli.options import (
    AUTO,
    Depth,
    WholeNumber,
    heads_option,
    input_option,
    memory_options,
    names_in_list,
    of_network,
    output_options,
    set_option,
    spec_argument,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc summarize vgg16
  cnncalc summarize googlenet --depth 1 --exact
  cnncalc summarize alexnet --sort parameters --top 3 --format markdown
"""


@click.command(
    "summarize",
    epilog=EXAMPLES,
    short_help="Per-layer table of shapes, parameters, multiplies, receptive fields.",
)
@spec_argument
@set_option
@input_option
@click.option("--columns", metavar="NAME,...", help="Which columns, in this order.")
@click.option(
    "--depth",
    type=Depth(1),
    metavar="N|auto",
    help="Fold blocks below level N to their sums; auto: as far as a long table needs it."
    "  [default on a terminal: auto]",
)
@click.option("--expand", is_flag=True, help="A row for each layer, activations too.")
@click.option("--collapse", is_flag=True, help="Equal repeats in one row: unit.1 ... unit.5 (x 5).")
@click.option("--sort", metavar="COLUMN", help="Largest figures of this column first.")
@click.option("--top", type=WholeNumber(1), metavar="N", help="Only the first N rows.")
@memory_options
@click.option(
    "--layout",
    type=click.Choice(["hwc", "chw"]),
    default="hwc",
    help="How shapes are printed: 224x224x64 or 64x224x224.",
)
@click.option("--exact", "in_full", is_flag=True, help="Multiplies in full, however narrow the terminal.")
@click.option("--notes", is_flag=True, help="Say below the table what is counted, and how.")
@heads_option
@output_options
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    depth: Any,
    expand: bool,
    collapse: bool,
    sort: str | None,
    top: int | None,
    batch: int,
    dtype: str,
    layout: str,
    in_full: bool,
    notes: bool,
    without_heads: bool,
    output: Output,
) -> None:
    """Print a row per layer: shape, parameters, multiplies, receptive field; and the totals.

    Activations and dropout stand in the row of the layer that they follow: conv 3x3 +relu. On a
    terminal a long table is folded by block, such as 2 x [3x3, 3x3]; --expand shows all rows.

    On a narrow terminal multiplies are rounded, and whole columns hidden, which the footer names:
    first shares and what --columns added, then receptive_field, multiplies, parameters, output, kind.

    Columns besides these: weights, biases, flops, memory, activations, jump, inputs, kernel, stride,
    padding and others; docs/reference/columns.md lists them.
    """
    from cnncalc.report.summary import SummaryReport, View

    names = _columns(columns, sort)
    of = of_network(settings, inputs) | {"batch": batch, "dtype": usable_dtype(dtype)}
    summary = cnncalc.summarize(spec, **of, heads=not without_heads)
    view = View(names, depth, collapse, sort, top, layout, in_full, output.format.for_programs)
    if output.format.for_terminal:
        from cnncalc.report.glance import GlanceReport

        view = view._replace(depth=_depth(depth, expand, output))
        write(GlanceReport(summary, view, expand, notes), output)
    else:
        write(SummaryReport(summary, view), output)


def _columns(columns: str | None, sort: str | None) -> tuple[str, ...]:
    """The columns that are asked for, all of which there are, as is the one to sort by."""
    from cnncalc.report.summary import column

    names = tuple(names_in_list(columns))
    with usage_errors(ValueError):
        for name in (*names, *([] if sort is None else [sort])):
            column(name)
    return names


def _depth(depth: Any, expand: bool, output: Output) -> Any:
    """The depth that was asked for; on a terminal by default what is read at a glance."""
    return AUTO if depth is None and not expand and output.terminal.width is not None else depth
