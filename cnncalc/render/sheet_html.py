"""A worksheet in HTML: a page to print, or a form that is filled in in any browser, without a network."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from cnncalc.report.worksheet import BLANK, NAME
from cnncalc.teaching.sheets.sheet import LONGEST_ANSWER

if TYPE_CHECKING:
    from cnncalc.report.worksheet import WorksheetReport

MOST_UPRIGHT = 4
"""Columns of figures that a page of A4 holds upright."""

STYLE = """
:root { color-scheme: light; font: 15px/1.4 system-ui, sans-serif; }
body { max-width: 64rem; margin: 1.5rem auto; padding: 0 1rem; color: #000; background: #fff; }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline; }
h1 { font-size: 1.5rem; margin: 0; flex: 1; }
.name i { display: inline-block; width: 18rem; border-bottom: 1px solid; }
.small { font-size: .85rem; }
table { border-collapse: collapse; width: calc(100% - 2px); }
th, td { border: 1px solid #555; padding: .15rem .5rem; text-align: left; }
th { background: #eee; } thead { display: table-header-group; } tr { break-inside: avoid; }
.n { text-align: right; font-variant-numeric: tabular-nums; } td.n { white-space: nowrap; }
td { overflow-wrap: break-word; }
.b { min-width: 6rem; height: 2.4rem; }
input { font: inherit; border: 1px solid #999; background: #ffc; box-sizing: border-box; padding: .25rem; }
.b input { width: 100%; min-width: 6rem; text-align: right; } .name input { width: 18rem; }
.wide { overflow-x: auto; } button { font: inherit; padding: .4rem 1rem; margin-top: 1rem; }
@media print {
  :root { font-size: 12px; } body { margin: 0; padding: 0; max-width: none; }
  button, .screen { display: none; } .wide { overflow: visible; }
  input { border: 0; background: none; } .name input { border-bottom: 1px solid; }
}
""".strip()

SCRIPT = """
const form = document.forms[0], button = form.querySelector('button');
const text = JSON.stringify, note = form.querySelector('.screen');
let saved = true;
button.hidden = false;
form.addEventListener('input', () => { saved = false; });
form.addEventListener('submit', event => event.preventDefault());
button.addEventListener('click', () => {
  const name = form.elements.student.value.trim();
  const lines = ['student: ' + text(name), form.dataset.head + 'answers:'];
  for (const field of form.querySelectorAll('[data-key]'))
    lines.push('  ' + text(field.dataset.key) + ': ' + text(field.value.trim()));
  const link = document.createElement('a');
  const file = (name || 'sheet').replace(/[^\\p{L}\\p{N}]+/gu, '_');
  link.href = URL.createObjectURL(new Blob([lines.join('\\n') + '\\n'], {type: 'application/yaml'}));
  link.download = file + '.yaml';
  link.click();
  saved = true;
  note.textContent = 'Saved as ' + link.download + ' among your downloads: hand in that file.';
});
window.addEventListener('beforeunload', event => { if (!saved) event.preventDefault(); });
""".strip()

TO_SAVE = "Save the sheet"
NO_SCRIPT = "This browser runs no scripts, so nothing can be saved: print the page when it is filled in."


def page(report: "WorksheetReport") -> str:
    """The sheet as a page of its own, with everything in it."""
    return "\n".join([*_head(report), *_sheet(report), "</body></html>"]) + "\n"


def _head(report: "WorksheetReport") -> Iterator[str]:
    size = "A4" if len(report.columns) <= MOST_UPRIGHT else "A4 landscape"
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    style = f"@page {{ size: {size}; margin: 15mm; }}\n{STYLE}"
    yield f"<title>{escape(report.title)}</title><style>{style}</style></head><body>"


def _sheet(report: "WorksheetReport") -> Iterator[str]:
    inputs = report.sheet.inputs
    if report.fillable:
        yield f'<form autocomplete="off" data-head="{escape(head_of(report))}">'
    yield f"<header><h1>{escape(report.title)}</h1>{'' if report.answers else _name(report)}</header>"
    yield f"<p>{escape(inputs[:1].upper() + inputs[1:])}.</p>"
    yield from (f'<p class="small">{escape(note)}</p>' for note in report.notes)
    yield from _table(report)
    if report.fillable:
        yield f'<button type="button" hidden>{TO_SAVE}</button> <span class="screen" role="status"></span>'
        yield f'<noscript><p class="screen">{NO_SCRIPT}</p></noscript></form>'
        yield f"<script>{SCRIPT}</script>"


def _name(report: "WorksheetReport") -> str:
    student = escape(report.sheet.student)
    line = (
        f'<input name="student" value="{student}" maxlength="{LONGEST_ANSWER}">'
        if report.fillable
        else f"<i>{student or '&nbsp;'}</i>"
    )
    return f'<label class="name">{NAME}: {line}</label>'


def _table(report: "WorksheetReport") -> Iterator[str]:
    table = report.table
    heads = "".join(
        f"<th{_number(heading.numeric)}>{escape(heading.title)}</th>" for heading in table.headings
    )
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for row in table.rows:
        name, kind, *cells = row.cells
        figures = (_cell(report, name, *pair) for pair in zip(report.columns, cells, strict=True))
        yield f"<tr><td>{_breakable(name)}</td><td>{_breakable(kind)}</td>{''.join(figures)}</tr>"
    yield "</tbody></table></div>"


def _cell(report: "WorksheetReport", name: str, figure: str, cell: str) -> str:
    if cell != BLANK:
        return f"<td{_number(True)}>{escape(cell)}</td>"
    key = escape(f"{name}.{figure}")
    field = (
        f'<input data-key="{key}" aria-label="{key}" maxlength="{LONGEST_ANSWER}">' if report.fillable else ""
    )
    return f'<td class="n b">{field}</td>'


def _breakable(text: str) -> str:
    """A text that may go on in the next line behind a slash."""
    return escape(text).replace("/", "/<wbr>")


def _number(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def head_of(report: "WorksheetReport") -> str:
    """What the saved sheet says of its network, in YAML."""
    from cnncalc.teaching.sheets.write import headings_in_yaml

    return "".join(f"{line}\n" for line in headings_in_yaml(report.sheet))
