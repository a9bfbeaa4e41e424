"""HTML: a page of its own, readable in dark and light, that needs nothing from anywhere."""

from collections.abc import Sequence
from html import escape

from cnncalc.figures.spelling import for_readers
from cnncalc.render import Terminal
from cnncalc.report.base import NUMBERS, Heading, Report, Row

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


def render(report: Report, terminal: Terminal) -> str:
    """Title, table with its blocks indented, totals, conventions."""
    table = report.table
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head><body>",
        f"<header><h1>{escape(report.title)}</h1><p>{escape(' · '.join(report.remarks))}</p></header>",
        '<div class="scroll"><table><thead>',
        _row([(heading.title, heading) for heading in table.headings], tag="th"),
        "</thead><tbody>",
        *(_layer(report, row, table.headings) for row in table.rows),
        "</tbody>",
    ]
    if table.total:
        pairs = zip(table.total, table.headings, strict=True)
        cells = [(_text(report, cell, heading), heading) for cell, heading in pairs]
        parts.append(f"<tfoot>{_row(cells, tag='th')}</tfoot>")
    parts.append("</table></div><table>")
    parts += [
        f'<tr><td class="quiet">{escape(line.label)}</td><td class="n">{escape(line.figure)}</td>'
        f"<td>{escape(line.remark)}</td></tr>"
        for line in report.lines
    ]
    parts.append("</table>")
    for passage in report.passages:
        below = "".join(f"<br>{escape(line)}" for line in passage.lines)
        parts.append(f"<p><b>{escape(passage.heading)}</b>{below}</p>")
    parts.append("<footer>")
    parts += [f"<p>{escape(note)}</p>" for note in report.notes]
    parts.append("</footer></body></html>")
    return "\n".join(parts) + "\n"


def _layer(report: Report, row: Row, headings: Sequence[Heading]) -> str:
    cells = [
        ("" if row.role == "block" and cell is None else _text(report, cell, heading), heading)
        for cell, heading in zip(row.shown, headings, strict=True)
    ]
    return _row(cells, role=row.role, indent=max(len(row.trail) - 1, 0))


def _text(report: Report, cell: object, heading: Heading) -> str:
    if isinstance(cell, str):
        return cell
    return for_readers(cell, heading.unit, layout=report.layout, in_full=report.in_full)


def _row(cells: list[tuple[str, Heading]], tag: str = "td", role: str = "", indent: int = 0) -> str:
    texts = []
    for i, (text, heading) in enumerate(cells):
        number = ' class="n"' if heading.unit in NUMBERS else ""
        inset = f' style="padding-left:{1.5 * indent}rem"' if i == 0 and indent else ""
        shown = f'<span class="zero">{text}</span>' if text == "0" else escape(text)
        texts.append(f"<{tag}{number}{inset}>{shown}</{tag}>")
    return f"<tr{f' class={role}' if role != 'layer' and role else ''}>{''.join(texts)}</tr>"
