"""What `summarize` and `calc INPUT LAYER...` share: the options of a summary, and how it is written."""

from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.options import (
    all_of,
    columns_option,
    depth_options,
    exact_option,
    heads_option,
    layout_option,
    memory_options,
    names_in_list,
    notes_option,
    sort_option,
    top_option,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.output import depth_shown, output_options
from cnncalc.cli.parts.streams import Output, write

if TYPE_CHECKING:
    from cnncalc.network import Network

summary_options = all_of(
    heads_option,
    columns_option("Columns to show, in this order."),
    depth_options("one row each", "Show a row for each layer, activations too."),
    click.option("--collapse", is_flag=True, help="Show equal repeats as one row: unit.1 ... unit.5 (x 5)."),
    sort_option,
    top_option(),
    memory_options,
    layout_option,
    exact_option("Write multiplies in full, however narrow the terminal."),
    notes_option(),
    output_options,
)
"""What of a summary is shown, and how."""


def write_summary(spec: "str | Network", given: dict[str, Any], output: Output, **of: Any) -> None:
    """Summarize, and write what the options ask for; of: what else `summarize` is given."""
    import cnncalc
    from cnncalc.report.summary import SummaryReport, View

    depth, expand = given["depth"], given["expand"]
    names = _columns(given["columns"], given["sort"])
    memory = {"batch": given["batch"], "dtype": usable_dtype(given["dtype"])}
    summary = cnncalc.summarize(spec, **of, **memory, heads=not given["without_heads"])
    view = View(
        names, depth, given["collapse"], given["sort"], given["top"], given["layout"], given["in_full"],
        output.format.for_programs,
    )  # fmt: skip
    if output.format.for_terminal:
        from cnncalc.report.glance import GlanceReport

        view = view._replace(depth=depth_shown(depth, expand, output))
        write(GlanceReport(summary, view, expand, given["notes"]), output)
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
