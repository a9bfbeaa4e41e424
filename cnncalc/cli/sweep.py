"""`cnncalc sweep SPEC`: every combination of settings."""

import gc
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import (
    WholeNumber,
    columns_option,
    exact_option,
    heads_option,
    memory_options,
    names_in_list,
    notes_option,
    reverse_option,
    sort_option,
    spec_argument,
    top_option,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.output import output_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, complain, write, write_lines

if TYPE_CHECKING:
    from cnncalc.design.sweep.run import Chosen, Combination, Sweep
    from cnncalc.design.sweep.where import Condition
    from cnncalc.report.base import Row

SECTION = Section("Compare", 3)

EXAMPLES = """\b
Examples:
  cnncalc sweep resnet50 --set width=32,48,64
  cnncalc sweep resnet18 --set width=16:64:16 --where "parameters < 5M"
  cnncalc sweep mobilenet_v2 --set width=0.5,0.75,1,1.4 --format csv
"""


@click.command("sweep", epilog=EXAMPLES, short_help="Try every combination of settings.")
@spec_argument
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE,...",
    help="Try these values of a variable: width=32,48, depth=2:6 (both ends included), 2:10:2, 0.5:1:0.25.",
)  # fmt: skip
@click.option(
    "--input", "inputs", multiple=True, metavar="SHAPE,...",
    help="Try these inputs, such as 192x192x3,224x224x3; NAME=SHAPE,... if there are several.",
)  # fmt: skip
@heads_option
@click.option(
    "--most", type=WholeNumber(1), default=100_000, show_default=True, metavar="N",
    help="Try at most N combinations.",
)  # fmt: skip
@columns_option("Columns to show, in this order: totals such as parameters, variables, or LAYER.NUMBER.")
@click.option(
    "--where", "conditions", multiple=True, metavar="CONDITION",
    help='Show only variants that meet this, such as "parameters < 5M".',
)  # fmt: skip
@click.option("--pareto", metavar="NAME,...", help="Show only variants that no other beats in all of these.")
@sort_option
@reverse_option
@top_option()
@memory_options
@exact_option()
@notes_option()
@output_options
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    conditions: tuple[str, ...],
    pareto: str | None,
    sort: str | None,
    reverse: bool,
    top: int | None,
    most: int,
    batch: int,
    dtype: str,
    in_full: bool,
    notes: bool,
    without_heads: bool,
    output: Output,
) -> None:
    """Try every combination of settings, and print a row for each.

    SPEC is a file, - for standard input, or the name of a bundled network. Combinations that do not
    work are listed below the table, in JSON and in CSV. CSV is written row by row as variants are
    worked out, unless --sort, --pareto or --top needs all of them first.
    """
    from cnncalc.analysis.base import Settings
    from cnncalc.design.compare.pareto import read_goal
    from cnncalc.design.sweep.grid import GridError, grid, input_shape, variable
    from cnncalc.design.sweep.run import DEFAULT, Sweep, choose
    from cnncalc.design.sweep.where import ConditionError

    gc.enable()  # what thousands of networks leave behind is worth collecting
    with usage_errors(GridError, ConditionError):
        axes = [variable(one, most) for one in settings] + [input_shape(one, most) for one in inputs]
        found = grid(axes, most)
        goals = list(map(read_goal, names_in_list(pareto)))
        also = [goal.key for goal in goals] + ([] if sort is None else [sort])
        shown, held = names_in_list(columns) or DEFAULT, Settings(batch, usable_dtype(dtype))
        sweep = Sweep(spec, found, shown, _read(conditions), also, held, not without_heads)
        if output.format.rows and not (goals or sort or top):
            failed = _as_they_come(sweep, output)
        else:
            chosen = choose(sweep, _progress(sweep), goals, sort, reverse, top)
            failed = _together(chosen, in_full, notes, output)
    _complain_of(sweep, failed)


def _read(conditions: tuple[str, ...]) -> "list[Condition]":
    from cnncalc.design.sweep.where import read_condition

    return list(map(read_condition, conditions))


def _progress(sweep: "Sweep") -> "Iterable[Combination]":
    """The variants, with a line that says how far it is."""
    from cnncalc.render.live import progress

    return progress(sweep, sweep.grid.size, "variants")


def _as_they_come(sweep: "Sweep", output: Output) -> "list[Combination]":
    """Write each variant as soon as it is worked out, one that cannot be with its error; what failed."""
    from cnncalc.render.live import progress
    from cnncalc.report.sweep import headings, row

    on_screen = output.file is None and sys.stdout.isatty()  # there the rows show how far it is
    failed: list[Combination] = []

    def rows() -> "Iterator[Row]":
        for result in sweep if on_screen else progress(sweep, sweep.grid.size, "variants"):
            if result.problems:
                failed.append(result)
            if result.problems or sweep.meets(result):
                yield row(sweep, result, errors=True)

    assert output.format.rows is not None
    write_lines(output.format.rows(headings(sweep, errors=True), rows()), output.file)
    return failed


def _together(chosen: "Chosen", in_full: bool, notes: bool, output: Output) -> "list[Combination]":
    """Write the variants that were chosen; what failed, where the format has no place to say it."""
    from cnncalc.report.sweep import SweepReport

    write(SweepReport(chosen, in_full, notes or not output.format.for_terminal), output)
    return chosen.failed if output.format.rows else []


def _complain_of(sweep: "Sweep", failed: "list[Combination]") -> None:
    from cnncalc.report.sweep import failures

    for note in failures(sweep, failed):
        complain(note)
