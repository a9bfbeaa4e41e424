"""`cnncalc diff A B`: what was changed between two networks."""

import os

import click

from cnncalc.cli.options import (
    input_option,
    input_shapes,
    memory_options,
    output_options,
    set_option,
    set_values,
    usable_dtype,
)
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc diff resnet50 resnet50_paper
  cnncalc diff vgg16 vgg16_bn --format json
  cnncalc diff resnet50 "resnet50[width=32]" --all
"""


@click.command("diff", epilog=EXAMPLES, short_help="Layers added, removed and changed between two networks.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@set_option
@input_option
@click.option("--all", "everything", is_flag=True, help="Show each layer, and those that only follow.")
@click.option("--exit-code", is_flag=True, help="End with 1 if the networks differ.")
@click.option("--beside", metavar="FILE", help="Look for what A and B extend or use beside FILE, as for git.")
@memory_options
@click.option("--exact", "in_full", is_flag=True, help="138,357,544 rather than 138.36 M.")
@output_options
def command(
    one: str,
    other: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    everything: bool,
    exit_code: bool,
    beside: str | None,
    batch: int,
    dtype: str,
    in_full: bool,
    output: Output,
) -> None:
    """Show what was added (+), removed (-) and changed (~) from A to B, and what that changes in all.

    Layers belong together by their names, and by what they are where names differ. A SPEC may have
    settings of its own: "resnet50[width=32]". Layers that only follow from a change are counted.
    """
    from cnncalc.design.compare.configurations import all_or_problems, read_configuration
    from cnncalc.design.diff.changes import difference
    from cnncalc.report.diff import DiffReport

    folder = None if beside is None else os.path.dirname(os.path.abspath(beside))
    a, b = all_or_problems(
        [read_configuration(one), read_configuration(other)],
        set_values(settings),
        input_shapes(inputs),
        batch=batch,
        dtype=usable_dtype(dtype),
        folder=folder,
    )
    found = difference(a, b)
    names = (beside, beside) if beside else (one, other)
    write(DiffReport(found, everything, in_full, output.format.for_programs, names), output)
    raise click.exceptions.Exit(int(exit_code and found.differ))
