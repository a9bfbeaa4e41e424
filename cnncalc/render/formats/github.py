"""GitHub annotations: workflow commands that a job prints, and that show beside the line in a pull request.

    ::warning file=net.yaml,line=9,col=5,endColumn=9,title=checkerboard::message

Source: GitHub documentation, "Workflow commands for GitHub Actions"; what is escaped, and how, is in
actions/toolkit, packages/core/src/command.ts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.problem import Place, Problem, printable
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.design.review.base import Finding
    from cnncalc.report.review import ReviewReport

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def findings(report: "ReviewReport", terminal: Terminal) -> str:
    """A command per finding and per problem of a spec, and the line that counts them."""
    commands = [*map(_command, report.findings), *map(_problem, report.reviewed.problems)]
    return "\n".join([*commands, f"{report.summary}.\n"])


def _command(finding: "Finding") -> str:
    properties = _properties(finding.place, f"cnncalc {finding.rule}")
    text = "\n".join([finding.told, f"Why: {finding.why}", f"Fix: {finding.fix}", *finding.called])
    return f"::{COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _problem(problem: Problem) -> str:
    """Why a spec could not be reviewed."""
    text = "\n".join([problem.message, *problem.within])
    return f"::error {_properties(problem.place, 'cnncalc')}::{_data(text)}"


def _properties(place: Place | None, title: str) -> str:
    return ",".join(f"{name}={_property(value)}" for name, value in _named(place, title))


def _named(place: Place | None, title: str) -> Iterator[tuple[str, str]]:
    if place is not None and place.line:
        yield from (("file", place.source.path), ("line", str(place.line)))
        yield from (("col", str(place.column)), ("endColumn", str(place.column + place.width)))
    yield "title", title


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format("github", for_programs=True, findings=findings)
