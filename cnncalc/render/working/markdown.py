"""Markdown: a heading for each layer, and for each figure its equations in a block of fixed width."""

from collections.abc import Iterator

from cnncalc.notation import UNICODE
from cnncalc.render import Terminal
from cnncalc.render.equations import figure_lines, given_text
from cnncalc.render.markdown import escape
from cnncalc.report.working import LayerWorking, Working

WIDTH = 100
"""What GitHub shows of a block without a scroll bar."""


def render(working: Working, terminal: Terminal) -> str:
    """Title, layers, figures; arithmetic as people write it, readable without any mathematics extension."""
    parts = [f"## {escape(working.title)}", escape(" · ".join(working.remarks))]
    for sheet in working.sheets:
        parts += _sheet(sheet)
    return "\n\n".join(parts) + "\n"


def _sheet(sheet: LayerWorking) -> Iterator[str]:
    yield f"### {escape(f'{sheet.name}: {sheet.what}')}"
    yield "\n".join(
        f"- {escape(line)}" for line in (*sheet.reads, sheet.sentence or given_text(sheet)) if line
    )
    for figure in sheet.figures:
        _, *lines = figure_lines(figure._replace(meaning=""), UNICODE, WIDTH)
        rows = (f"{line.text}  {line.reason}".rstrip() for line in lines)
        yield f"**{escape(f'{figure.title} {figure.value}')}**: {escape(figure.meaning)}"
        yield "\n".join(["```text", *rows, "```"])
