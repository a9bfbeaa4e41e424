"""Text for a terminal: findings as compilers print them, and worked solutions."""

from typing import TYPE_CHECKING

from cnncalc.problem import printable
from cnncalc.render import Format, Terminal
from cnncalc.render.colour import severity
from cnncalc.render.words import wrapped

if TYPE_CHECKING:
    from cnncalc.design.review.base import Finding
    from cnncalc.report.review import ReviewReport
    from cnncalc.report.working import Working

WIDTH = 110
"""Where the width of the terminal is not known; the first line, which other programs read, is whole then."""
NARROWEST = 40
"""Columns on which the first line is still broken."""


def findings(report: "ReviewReport", terminal: Terminal) -> str:
    """A line per finding, the line of the file, why, how to fix it; and how many there are."""
    return "\n".join([*(_finding(one, terminal) for one in report.findings), f"{report.summary}.\n"])


def _finding(finding: "Finding", terminal: Terminal) -> str:
    where = str(finding.place) if finding.place else printable(finding.spec)
    lines = [_headline(where, finding, terminal)]
    if finding.place and finding.place.line:
        lines.append(finding.place.excerpt())
    width = min(terminal.width or WIDTH, WIDTH)
    lines += [_indented("why", finding.why, width), _indented("fix", finding.fix, width)]
    lines += [f"      | {printable(call)}" for call in finding.called]
    return "\n".join(lines) + "\n"


def _headline(where: str, finding: "Finding", terminal: Terminal) -> str:
    """Where, how bad, which rule, and what was found; on a terminal broken between words."""
    told = f"{finding.rule}: {printable(finding.told)}"
    if terminal.width:
        room = max(terminal.width, NARROWEST)
        before = min(len(f"{where}: {finding.severity} "), room - len(finding.rule) - 1)
        told = "\n".join(wrapped(told, room, " " * before, " " * 4)).lstrip()
    return f"{where}: {severity(finding.severity, terminal)} {told}"


def _indented(label: str, text: str, width: int) -> str:
    before = f"  {label} | "
    return "\n".join(wrapped(printable(text), width, before, " " * (len(before) - 2) + "| "))


def working(solution: "Working", terminal: Terminal) -> str:
    """Each layer as a page, its equations aligned, the reasons beside them."""
    from cnncalc.render.solution import render

    return render(solution, terminal)


FORMAT = Format("text", ("txt", "table"), for_terminal=True, findings=findings, working=working)
