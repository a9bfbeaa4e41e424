"""Text for a terminal: findings as compilers print them, and worked solutions."""

import textwrap
from typing import TYPE_CHECKING

from cnncalc.problem import printable
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.design.review.base import Finding
    from cnncalc.report.review import ReviewReport
    from cnncalc.report.working import Working

WIDTH = 110


def findings(report: "ReviewReport", terminal: Terminal) -> str:
    """A line per finding, the line of the file, why, what would mend it; and how many there are."""
    return "\n".join([*map(_finding, report.findings), f"{report.summary}.\n"])


def _finding(finding: "Finding") -> str:
    where = str(finding.place) if finding.place else printable(finding.spec)
    lines = [f"{where}: {finding.severity} {finding.rule}: {printable(finding.told)}"]
    if finding.place and finding.place.line:
        lines.append(finding.place.excerpt())
    lines += [_indented("why", finding.why), _indented("fix", finding.fix)]
    lines += [f"      | {printable(call)}" for call in finding.called]
    return "\n".join(lines) + "\n"


def _indented(label: str, text: str) -> str:
    before = f"  {label} | "
    return textwrap.fill(
        printable(text), WIDTH, initial_indent=before, subsequent_indent=" " * (len(before) - 2) + "| "
    )


def working(solution: "Working", terminal: Terminal) -> str:
    """Each layer as a page, its equations aligned, the reasons beside them."""
    from cnncalc.render.solution import render

    return render(solution, terminal)


FORMAT = Format("text", ("txt", "table"), for_terminal=True, findings=findings, working=working)
