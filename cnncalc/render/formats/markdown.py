"""Markdown: a table for slides and documents, whole numbers in plain digits, names in full."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cnncalc.notation import UNICODE
from cnncalc.render import Format, Terminal
from cnncalc.render.equations import figure_lines, given_text

if TYPE_CHECKING:
    from cnncalc.report.base import Heading, Line, Report
    from cnncalc.report.matrices import MatricesReport
    from cnncalc.report.review import RuleReport
    from cnncalc.report.working import LayerWorking, Working

SPECIAL = re.compile(r"[\\`*\[\]<>|]|\b_|_\b")
SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")


WIDTH = 100
"""What GitHub shows of a block of fixed width without a scroll bar."""


# -- tables ----------------------------------------------------------------------------------------


def table(report: "Report", terminal: Terminal) -> str:
    """Title, table with a row of totals, the figures below it, conventions."""
    lines = [f"### {escape(report.title)}", "", escape(" · ".join(report.remarks)), "", *_rows(report)]
    for i, line in enumerate(report.lines):
        lines += ["", _line(line)] if i == 0 else [_line(line)]
    for passage in report.passages:
        lines += ["", f"**{escape(passage.heading)}**", "", *(f"- {escape(line)}" for line in passage.lines)]
    for note in report.notes:
        lines += ["", escape(note)]
    return "\n".join(lines) + "\n"


def _rows(report: "Report") -> Iterator[str]:
    headings = report.table.headings
    yield _row([escape(heading.name) for heading in headings])
    yield _row(["--:" if heading.numeric else ":--" for heading in headings])
    for row in report.table.rows:
        if row.role != "block":
            # full names; otherwise what readers are shown, such as `conv 3x3/2` for the kind
            yield _row(_cells(report, (*row.cells[:1], *row.shown[1:]), headings))
    if report.table.total:
        cells = _cells(report, report.table.total, headings)
        yield _row([f"**{cell}**" if cell else "" for cell in cells])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(report: "Report", cells: Sequence[Any], headings: "Sequence[Heading]") -> list[str]:
    pairs = zip(cells, headings, strict=True)
    return [escape(heading.plain(cell, report.layout)) for cell, heading in pairs]


def _line(line: "Line") -> str:
    """`- Parameters: 61706 (all trainable)`: plain digits here too."""
    remark = f" ({line.remark})" if line.remark else ""
    return escape(SEPARATOR.sub("", f"- {line.label}: {line.figure}{remark}")).rstrip()


def escape(text: str) -> str:
    """The text with the characters that mean something in Markdown escaped."""
    return SPECIAL.sub(r"\\\g<0>", text) if SPECIAL.search(text) else text


# -- worked solutions ------------------------------------------------------------------------------


def working(solution: "Working", terminal: Terminal) -> str:
    """A heading for each layer, and for each figure its equations in a block of fixed width.

    Arithmetic as people write it, readable without any mathematics extension.
    """
    parts = [f"## {escape(solution.title)}", escape(" · ".join(solution.remarks))]
    for sheet in solution.sheets:
        parts += _sheet(sheet)
    if solution.letters:
        listed = (f"- `{one.letter}`: {escape(one.meaning)}" for one in solution.letters)
        parts += ["### Letters", "\n".join(listed)]
    return "\n\n".join(parts) + "\n"


def _sheet(sheet: "LayerWorking") -> Iterator[str]:
    yield f"### {escape(f'{sheet.name}: {sheet.what}')}"
    yield "\n".join(
        f"- {escape(line)}" for line in (*sheet.reads, sheet.sentence or given_text(sheet)) if line
    )
    for figure in sheet.figures:
        _, *lines = figure_lines(figure._replace(meaning=""), UNICODE, WIDTH)
        rows = (f"{line.text}  {line.reason}".rstrip() for line in lines)
        yield f"**{escape(f'{figure.title} {figure.value}')}**: {escape(figure.meaning)}"
        yield "\n".join(["```text", *rows, "```"])


# -- rules -----------------------------------------------------------------------------------------


def rule(report: "RuleReport", terminal: Terminal) -> str:
    """A rule for a document: the heading, and what the text for a terminal says."""
    of = report.rule
    parts = [f"### {of.name}", f"{of.what} ({of.rank})", of.why]
    parts += ["Finds:", f"```yaml\n{of.bad}```", "Finds nothing:", f"```yaml\n{of.good}```"]
    if of.options:
        parts.append("\n".join(f"- `{name}`: {doc}" for name, doc in of.settable))
    return "\n\n".join([*parts, f"Source: {of.source}."]) + "\n"


# -- matrices --------------------------------------------------------------------------------------


def matrices(report: "MatricesReport", terminal: Terminal) -> str:
    """A heading for each layer, and its matrices in a block of fixed width."""
    from cnncalc.render.matrices import aligned

    parts = [f"### {escape(report.title)}", escape(" · ".join(report.remarks))]
    for block in report.blocks:
        parts.append(f"**{escape(block.title)}** {escape(block.meaning)}")
        rows = [
            line for one in block.matrices for line in (*([one.label] if one.label else []), *aligned(one))
        ]
        parts.append("\n".join(["```text", *rows, "```"]))
    parts += ["\n".join(f"- {escape(line)}" for line in report.verdict)] if report.verdict else []
    return "\n\n".join([*parts, *map(escape, report.notes)]) + "\n"


FORMAT = Format("markdown", ("md",), table=table, working=working, rule=rule, matrices=matrices)
