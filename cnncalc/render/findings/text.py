"""Text: a line per finding as compilers print it, the line of the file, why and what would mend it."""

import textwrap

from cnncalc.design.review.base import Finding
from cnncalc.problem import printable
from cnncalc.report.review import ReviewReport, called, message

WIDTH = 110


def render(report: ReviewReport) -> str:
    """Every finding with its excerpt, and the line that counts them."""
    return "\n".join([*map(_finding, report.findings), f"{report.summary}.\n"])


def _finding(finding: Finding) -> str:
    where = str(finding.place) if finding.place else printable(finding.spec)
    lines = [f"{where}: {finding.severity} {finding.rule}: {printable(message(finding))}"]
    if finding.place and finding.place.line:
        lines.append(finding.place.excerpt())
    lines += [_indented("why", finding.why), _indented("fix", finding.fix)]
    lines += [f"      | {printable(call)}" for call in called(finding)]
    return "\n".join(lines) + "\n"


def _indented(label: str, text: str) -> str:
    before = f"  {label} | "
    return textwrap.fill(
        printable(text), WIDTH, initial_indent=before, subsequent_indent=" " * (len(before) - 2) + "| "
    )
