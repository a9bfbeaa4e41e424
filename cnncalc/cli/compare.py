"""`cnncalc compare SPEC...`: networks side by side."""

import click

from cnncalc.cli.options import (
    columns_option,
    exact_option,
    heads_option,
    input_option,
    input_shapes,
    memory_options,
    names_in_list,
    notes_option,
    reverse_option,
    set_option,
    set_values,
    sort_option,
    top_option,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.output import output_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Compare", 1)

EXAMPLES = """\b
Examples:
  cnncalc compare resnet18 resnet50 mobilenet_v2
  cnncalc compare resnet50 "resnet50[width=32]" --columns parameters
  cnncalc compare vgg16 resnet50 squeezenet1_1 --pareto multiplies,parameters
"""


@click.command("compare", epilog=EXAMPLES, short_help="Compare networks side by side.")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@set_option
@input_option
@heads_option
@columns_option("Columns to show, in this order: totals such as parameters, or LAYER.NUMBER.")
@sort_option
@reverse_option
@top_option("Show only the first N networks; ratios are still to the first SPEC.")
@click.option("--pareto", metavar="NAME,...", help="Mark the networks that no other beats in all of these.")
@memory_options
@exact_option()
@notes_option()
@output_options
def command(
    specs: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    sort: str | None,
    reverse: bool,
    top: int | None,
    pareto: str | None,
    batch: int,
    dtype: str,
    in_full: bool,
    notes: bool,
    without_heads: bool,
    output: Output,
) -> None:
    """Print a row per network, with ratios to the first one.

    SPEC is a file, - for standard input, or the name of a bundled network; it may have settings of
    its own: "resnet50[depths=[3,4,23,3], input=192x192x3]". --set and --input apply to all.
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
    shown = comparison._replace(networks=comparison.networks[:top])
    write(CompareReport(shown, in_full, notes or not output.format.for_terminal), output)
