"""The table for a terminal: the layers as a tree, figures flush right, totals and conventions below."""

import textwrap
from typing import TYPE_CHECKING

from cnncalc.render import Format, Terminal
from cnncalc.render.colour import severity
from cnncalc.render.words import wrapped

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
    of, width = report.rule, min(terminal.width or WIDTH, WIDTH)
    rank = of.rank.replace(of.severity, severity(of.severity, terminal), 1)
    parts = [f"{of.name} ({rank})", _filled(of.what, width), _filled(of.why, width)]
    parts += [
        f"Finds, on the line with '!':\n\n{_indented(of.bad)}",
        f"Finds nothing:\n\n{_indented(of.good)}",
    ]
    if of.options:
        parts.append("Set by:\n\n" + "\n".join(_option(name, doc, width) for name, doc in of.settable))
    return "\n\n".join([*parts, _filled(f"Source: {of.source}.", width)]) + "\n"


def matrices(report: "MatricesReport", terminal: Terminal) -> str:
    """Each matrix in aligned columns, in ASCII; one that is wider than the terminal is cut, and says so."""
    from cnncalc.render.matrices import as_text

    return as_text(report, terminal.width)


def _option(name: str, doc: str, width: int) -> str:
    return "\n".join(wrapped(f"{name}: {doc}", width, " " * 4, " " * 8))


def _filled(paragraph: str, width: int) -> str:
    return "\n".join(wrapped(paragraph, width))


def _indented(spec: str) -> str:
    return textwrap.indent(spec, "    ").rstrip("\n")


FORMAT = Format(
    "table", ("txt", "text"), for_terminal=True, board=True, table=table, rule=rule, matrices=matrices
)
