"""`cnncalc memory SPEC`: what every step of a run holds in memory, and the peak."""

from typing import Any

import click

import cnncalc
from cnncalc.cli.options import (
    AUTO,
    Depth,
    heads_option,
    input_option,
    memory_options,
    of_network,
    output_options,
    set_option,
    spec_argument,
    usable_dtype,
)
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc memory vgg16
  cnncalc memory resnet50 --in-place --top 5
  cnncalc memory mobilenet_v2 --training --optimizer adam --batch 32 --top 3
"""


@click.command("memory", epilog=EXAMPLES, short_help="What each step holds in memory, and the peak.")
@spec_argument
@set_option
@input_option
@click.option("--training", is_flag=True, help="A forward and a backward pass, with gradients.")
@click.option(
    "--optimizer",
    type=click.Choice(["sgd", "momentum", "adam"]),
    help="Whose states are held; asks for --training.  [default: sgd]",
)
@click.option(
    "--in-place/--no-in-place",
    "in_place",
    default=False,
    help="Whether activation functions overwrite what nobody needs any more.  [default: no]",
)
@memory_options
@click.option(
    "--depth",
    type=Depth(1),
    metavar="N|auto",
    help="Fold blocks below level N to the step that holds most; auto: as far as a long table needs it."
    "  [default on a terminal: auto]",
)
@click.option("--expand", is_flag=True, help="A row for each step.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the N steps that hold most.")
@click.option("--exact", "in_full", is_flag=True, help="25,690,112 rather than 24.50 MiB.")
@click.option("--notes", is_flag=True, help="Say below the table what is held, and how long.")
@heads_option
@output_options
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    training: bool,
    optimizer: str | None,
    in_place: bool,
    batch: int,
    dtype: str,
    depth: Any,
    expand: bool,
    top: int | None,
    in_full: bool,
    notes: bool,
    without_heads: bool,
    output: Output,
) -> None:
    """Print a row per step: what the layer writes and reads, and what waits for later layers.

    The largest sum is the peak; below the table stand what is alive then, the parameters, and all
    memory together. With --training the backward pass follows the forward pass.

    On a terminal activations stand in the row of the layer that they follow, and a long table is folded
    by block: such a row tells of the step in it that holds most. --expand shows all steps, as do files,
    pipes and formats for programs.
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
    if depth is None and not expand and top is None and output.format.for_terminal:
        depth = AUTO if output.terminal.width is not None else None
    view = MemoryView(None if expand else depth, top, in_full, output.format.for_programs, notes)
    write(MemoryReport(footprint, view), output)
