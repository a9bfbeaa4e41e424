"""`cnncalc memory SPEC`: what every step of a run holds in memory, and the peak."""

from typing import Any

import click

import cnncalc
from cnncalc.cli.options import (
    columns_option,
    depth_options,
    exact_option,
    heads_option,
    input_option,
    layout_option,
    memory_options,
    notes_option,
    of_network,
    set_option,
    spec_argument,
    top_option,
    usable_dtype,
)
from cnncalc.cli.parts.output import columns_and_output, depth_shown
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Inspect", 3)

EXAMPLES = """\b
Examples:
  cnncalc memory vgg16
  cnncalc memory resnet50 --in-place --top 5
  cnncalc memory mobilenet_v2 --training --optimizer adam --batch 32 --top 3
"""


@click.command("memory", epilog=EXAMPLES, short_help="Show what each step holds in memory, and the peak.")
@spec_argument
@set_option
@input_option
@heads_option
@click.option("--training", is_flag=True, help="Follow a forward and a backward pass, with gradients.")
@click.option(
    "--optimizer",
    type=click.Choice(["sgd", "momentum", "adam"]),
    help="Optimizer state to count; implies --training.  [default: sgd]",
)
@click.option(
    "--in-place/--no-in-place",
    "in_place",
    default=False,
    help="Let activation functions overwrite an input that no layer needs later.  [default: no]",
)
@columns_option()
@memory_options
@depth_options("the step that holds most", "Show a row for each step.")
@top_option("Show only the N steps that hold most.")
@layout_option
@exact_option("Write bytes in full: 25,690,112, not 24.50 MiB.")
@notes_option("Say below the table what is held, and for how long.")
@columns_and_output
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    without_heads: bool,
    training: bool,
    optimizer: str | None,
    in_place: bool,
    batch: int,
    dtype: str,
    depth: Any,
    expand: bool,
    top: int | None,
    layout: str,
    in_full: bool,
    notes: bool,
    output: Output,
) -> None:
    """Print a row per step: what a layer writes and reads, and what waits for later layers.

    SPEC is a file, - for standard input, or the name of a bundled network. The largest sum is the
    peak; below the table: what is held then, the parameters, and the total.

    On a terminal activations stand in the row of the layer that they follow, and a long table is
    folded by block: a folded row shows the step in it that holds most. --expand shows all steps, as
    files, pipes and formats for programs do.
    """
    from cnncalc.report.memory import MemoryReport, MemoryView

    if depth is not None and output.format.name == "json":
        raise click.UsageError("--depth folds the rows of a table; JSON holds every step")

    footprint = cnncalc.footprint(
        spec,
        **of_network(settings, inputs),
        batch=batch,
        dtype=usable_dtype(dtype),
        heads=not without_heads,
        training=training or optimizer is not None,
        optimizer=optimizer or "sgd",
        in_place=in_place,
    )
    shown = None if expand else depth_shown(depth, top is not None, output)
    view = MemoryView(shown, top, in_full, output.format.for_programs, notes, layout)
    write(MemoryReport(footprint, view), output)
