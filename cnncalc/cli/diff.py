"""`cnncalc diff A B`: what was changed between two networks."""

import os

import click

from cnncalc.cli.options import (
    columns_option,
    exact_option,
    heads_option,
    input_option,
    input_shapes,
    memory_options,
    set_option,
    set_values,
    usable_dtype,
)
from cnncalc.cli.parts.output import columns_and_output
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Compare", 2)

EXAMPLES = """\b
Examples:
  cnncalc diff resnet50 resnet50_paper
  cnncalc diff vgg16 vgg16_bn --format json
  cnncalc diff resnet50 "resnet50[width=32]" --all
"""


@click.command("diff", epilog=EXAMPLES, short_help="Show what changed from one network to another.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@set_option
@input_option
@heads_option
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List the layers of blocks too, and those that only follow from a change.",
)
@columns_option()
@click.option("--exit-code", is_flag=True, help="Exit with 1 if the networks differ.")
@click.option(
    "--beside", metavar="FILE", help="Look beside FILE for what A and B extend or use (for git's diff)."
)
@memory_options
@exact_option()
@columns_and_output
def command(
    one: str,
    other: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    without_heads: bool,
    everything: bool,
    exit_code: bool,
    beside: str | None,
    batch: int,
    dtype: str,
    in_full: bool,
    output: Output,
) -> None:
    """Show what was added (+), removed (-) and changed (~) from A to B, and the totals.

    A and B are files, - for standard input, or names of bundled networks; each may have settings of
    its own: "resnet50[width=32]". Layers are matched by name, and by what they are where names
    differ. Layers that change only because a layer before them did are counted, not listed.
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
        heads=not without_heads,
        folder=folder,
    )
    found = difference(a, b)
    names = (beside, beside) if beside else (one, other)
    write(DiffReport(found, everything, in_full, output.format.for_programs, names), output)
    raise click.exceptions.Exit(int(exit_code and found.differ))
