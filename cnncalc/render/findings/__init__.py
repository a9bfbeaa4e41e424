"""The formats that only findings have: `render(report) -> str`; one file each, found by being here.

A Report is a table, and the formats beside this folder draw it. What compilers, GitHub, SARIF viewers and
test reports want of a finding is no table: a place, an excerpt, a rule. Hence a folder of their own.
"""

from importlib import import_module

from cnncalc.folder import names_in
from cnncalc.render import Terminal
from cnncalc.render import render as render_table
from cnncalc.report.review import ReviewReport

OWN = tuple(names_in(__path__))

FORMATS = tuple(sorted([*OWN, "csv", "html", "json", "markdown"]))

ENDINGS = {"txt": "text", "md": "markdown", "htm": "html", "xml": "junit"}
"""File endings that are not the name of their format."""


def render(report: ReviewReport, format: str) -> str:
    """The report in one of FORMATS, ending with a newline if there is anything to say."""
    if format not in OWN:
        return render_table(report, format, Terminal())
    text: str = import_module(f"{__name__}.{format}").render(report)
    return text


def format_of(file: str) -> str:
    """The format that a file's ending asks for; ValueError where none is meant."""
    ending = file.rpartition(".")[2].lower()
    name = ENDINGS.get(ending, ending)
    if name not in FORMATS:
        raise ValueError(f"'{file}' does not end like a format: give --format {'|'.join(FORMATS)}")
    return name
