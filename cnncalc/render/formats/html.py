"""HTML: a page of its own, readable in dark and light, that needs nothing from anywhere."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.report.base import Heading, Report, Row
    from cnncalc.report.matrices import MatricesReport, ShownMatrix
    from cnncalc.report.worksheet import WorksheetReport

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } header p, footer, .quiet, .zero { opacity: .6; }
.scroll { overflow-x: auto; margin-bottom: 1rem; } .quiet .zero { opacity: 1; }
.scroll :is(th, td):last-child { padding-right: 0; }
table { border-collapse: collapse; white-space: nowrap; }
th, td { padding: .15rem .8rem .15rem 0; text-align: left; }
thead, tfoot { border-top: 1px solid; border-bottom: 1px solid; }
.n { text-align: right; font-variant-numeric: tabular-nums; } .block { color: #178; }
.added { color: #171; } .removed { color: #b22; }
@media (prefers-color-scheme: dark) {
  .block { color: #5cd; } .added { color: #6d6; } .removed { color: #f77; }
}
""".strip()


def table(report: "Report", terminal: Terminal) -> str:
    """Title, table with its blocks indented, totals, conventions."""
    return "\n".join([*_head(report), *_rows(report), *_below(report)]) + "\n"


def _head(report: "Report") -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body>"
    yield f"<header><h1>{escape(report.title)}</h1><p>{escape(' · '.join(report.remarks))}</p></header>"


def _rows(report: "Report") -> Iterator[str]:
    table = report.table
    yield '<div class="scroll"><table><thead>'
    yield _row([heading.title for heading in table.headings], table.headings, tag="th")
    yield "</thead><tbody>"
    for row in table.rows:
        yield _layer(report, row, table.headings)
    yield "</tbody>"
    if table.total:
        yield f"<tfoot>{_row(_texts(report, table.total, table.headings), table.headings, tag='th')}</tfoot>"
    yield "</table></div><table>"


def _below(report: "Report") -> Iterator[str]:
    for line in report.lines:
        yield (
            f'<tr><td class="quiet">{escape(line.label)}</td><td class="n">{escape(line.figure)}</td>'
            f"<td>{escape(line.remark)}</td></tr>"
        )
    yield "</table>"
    for passage in report.passages:
        below = "".join(f"<br>{escape(line)}" for line in passage.lines)
        yield f"<p><b>{escape(passage.heading)}</b>{below}</p>"
    yield "<footer>"
    yield from (f"<p>{escape(note)}</p>" for note in report.notes)
    yield "</footer></body></html>"


def _layer(report: "Report", row: "Row", headings: "Sequence[Heading]") -> str:
    shown = ["" if row.role == "block" and cell is None else cell for cell in row.shown]
    indent = max(len(row.trail) - 1, 0)
    return _row(_texts(report, shown, headings), headings, role=row.role, indent=indent)


def _texts(report: "Report", cells: Sequence[Any], headings: "Sequence[Heading]") -> list[str]:
    return [report.text(cell, heading) for cell, heading in zip(cells, headings, strict=True)]


def _row(
    cells: list[str], headings: "Sequence[Heading]", tag: str = "td", role: str = "", indent: int = 0
) -> str:
    texts = []
    for i, (text, heading) in enumerate(zip(cells, headings, strict=True)):
        number = ' class="n"' if heading.numeric else ""
        inset = f' style="padding-left:{1.5 * indent}rem"' if i == 0 and indent else ""
        shown = f'<span class="zero">{text}</span>' if text == "0" else escape(text)
        texts.append(f"<{tag}{number}{inset}>{shown}</{tag}>")
    return f"<tr{f' class={role}' if role != 'layer' and role else ''}>{''.join(texts)}</tr>"


def matrices(report: "MatricesReport", terminal: Terminal) -> str:
    """Each layer with its matrices as tables; what is wrong stands out."""
    lines = list(_head(report))
    for block in report.blocks:
        lines.append(f"<p><b>{escape(block.title)}</b> {escape(block.meaning)}</p>")
        lines += map(_matrix, block.matrices)
    lines += [f"<p>{escape(line)}</p>" for line in report.verdict]
    lines += ["<footer>", *(f"<p>{escape(note)}</p>" for note in report.notes), "</footer></body></html>"]
    return "\n".join(lines) + "\n"


def _matrix(one: "ShownMatrix") -> str:
    caption = f"<caption>{escape(one.label)}</caption>" if one.label else ""
    rows = (
        "".join(
            f'<td class="n{" removed" if (i, j) in one.wrong else ""}">{escape(text)}</td>'
            for j, text in enumerate(row)
        )
        for i, row in enumerate(one.rows)
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="scroll"><table>{caption}{body}</table></div>'


def worksheet(report: "WorksheetReport", terminal: Terminal) -> str:
    """The sheet to print, or to fill in in a browser."""
    from cnncalc.render.sheet_html import page

    return page(report)


FORMAT = Format(
    "html", ("html", "htm"), board=True, table=table, working=table, worksheet=worksheet, matrices=matrices
)
