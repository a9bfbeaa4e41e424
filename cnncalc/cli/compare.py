"""`cnncalc compare SPEC...`: networks side by side."""

import click

from cnncalc.cli.options import (
    heads_option,
    input_option,
    input_shapes,
    memory_options,
    names_in_list,
    output_options,
    set_option,
    set_values,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc compare resnet18 resnet50 mobilenet_v2
  cnncalc compare resnet50 "resnet50[width=32]" --columns parameters
  cnncalc compare vgg16 resnet50 squeezenet1_1 --pareto multiplies,parameters
"""


@click.command("compare", epilog=EXAMPLES, short_help="Networks side by side, with ratios to the first.")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@set_option
@input_option
@click.option("--columns", metavar="KEY,...", help="Which figures: totals, LAYER.FIGURE, ...")
@click.option("--sort", metavar="KEY", help="Largest figures first.")
@click.option("--reverse", is_flag=True, help="With --sort: smallest figures first.")
@click.option("--pareto", metavar="KEY,...", help="Mark what no other network beats in all of these.")
@memory_options
@click.option("--exact", "in_full", is_flag=True, help="138,357,544 rather than 138.36 M.")
@click.option("--notes", is_flag=True, help="Say below the table what is counted, and how.")
@heads_option
@output_options
def command(
    specs: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    sort: str | None,
    reverse: bool,
    pareto: str | None,
    batch: int,
    dtype: str,
    in_full: bool,
    notes: bool,
    without_heads: bool,
    output: Output,
) -> None:
    """Print a row per network: parameters, multiplies, memory, receptive field, accuracy, input, output.

    A SPEC may have settings of its own: "resnet50[depths=[3,4,23,3], input=192x192x3]". --set and
    --input are for all of them.
    """
    from cnncalc.design.compare.configurations import all_or_problems, read_configuration
    from cnncalc.design.compare.networks import DEFAULT, compare
    from cnncalc.design.compare.pareto import read_goal
    from cnncalc.report.compare import CompareReport

    kept = usable_dtype(dtype)
    configurations = [read_configuration(text) for text in specs]
    summaries = all_or_problems(
        configurations,
        set_values(settings),
        input_shapes(inputs),
        batch=batch,
        dtype=kept,
        heads=not without_heads,
    )
    goals = [read_goal(text) for text in names_in_list(pareto)]
    keys = names_in_list(columns) or DEFAULT
    with usage_errors(ValueError):
        comparison = compare(configurations, summaries, keys, goals, sort, reverse)
    write(CompareReport(comparison, in_full, notes or not output.format.for_terminal), output)
