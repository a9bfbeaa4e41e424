"""The table for a terminal: the layers as a tree, figures flush right, totals and conventions below."""

import textwrap
from typing import TYPE_CHECKING

from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.report.base import Report
    from cnncalc.report.matrices import MatricesReport
    from cnncalc.report.review import RuleReport

WIDTH = 100


def table(report: "Report", terminal: Terminal) -> str:
    """The report as text, with colour where the terminal has it."""
    from cnncalc.render.table import render

    return render(report, terminal)


def rule(report: "RuleReport", terminal: Terminal) -> str:
    """A rule in words: what it looks for, why that matters, and two specs."""
    of = report.rule
    parts = [f"{of.name} ({of.rank})", _filled(of.what), _filled(of.why)]
    parts += [
        f"Finds, on the line with '!':\n\n{_indented(of.bad)}",
        f"Finds nothing:\n\n{_indented(of.good)}",
    ]
    if of.options:
        parts.append("Set by:\n\n" + "\n".join(f"    {name}: {doc}" for name, doc in of.settable))
    return "\n\n".join([*parts, _filled(f"Source: {of.source}.")]) + "\n"


def matrices(report: "MatricesReport", terminal: Terminal) -> str:
    """Each matrix in aligned columns, in ASCII; one that is wider than the terminal is cut, and says so."""
    from cnncalc.render.matrices import as_text

    return as_text(report, terminal.width)


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH)


def _indented(spec: str) -> str:
    return textwrap.indent(spec, "    ").rstrip("\n")


FORMAT = Format(
    "table", ("txt", "text"), for_terminal=True, board=True, table=table, rule=rule, matrices=matrices
)
