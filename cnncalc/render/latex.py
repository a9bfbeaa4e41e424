r"""LaTeX: a tabular for slides and articles; needs nothing but a document class."""

from collections.abc import Sequence

from cnncalc.figures.spelling import for_readers
from cnncalc.render import Terminal
from cnncalc.report.base import NUMBERS, Heading, Report

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"$<$", ">": r"$>$", "|": r"$|$",
    "×": r"$\times$", "·": r"$\cdot$",
}  # fmt: skip


def render(report: Report, terminal: Terminal) -> str:
    """A tabular with the readers' headings and figures; title and conventions stand as comments."""
    table = report.table
    spec = "".join("r" if heading.unit in NUMBERS else "l" for heading in table.headings)
    lines = [
        f"% {comment(report.title)}: {comment(', '.join(report.remarks))}",
        rf"\begin{{tabular}}{{{spec}}}",
        r"\hline",
    ]
    lines += [_row([escape(heading.title) for heading in table.headings]), r"\hline"]
    for row in table.rows:
        if row.role != "block":
            lines.append(_row(_cells(report, (row.cells[0], *row.shown[1:]), table.headings)))
    if table.total:
        lines += [r"\hline", _row(_cells(report, table.total, table.headings))]
    lines += [r"\hline", r"\end{tabular}"]
    for passage in report.passages:
        lines += ["", rf"\paragraph{{{escape(passage.heading)}}}"]
        lines += [rf"{escape(line)}\newline" for line in passage.lines]
    lines += [f"% {comment(note)}" for note in report.notes]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """The text with the characters that mean something in LaTeX escaped."""
    bound = r"$\geq$ " if text.startswith(">= ") else ""
    return bound + "".join(SPECIAL.get(char, char) for char in text.removeprefix(">= "))


def comment(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _row(cells: list[str]) -> str:
    return " & ".join(cells) + r" \\"


def _cells(report: Report, cells: tuple[object, ...], headings: Sequence[Heading]) -> list[str]:
    return [escape(_text(report, cell, heading.unit)) for cell, heading in zip(cells, headings, strict=True)]


def _text(report: Report, cell: object, unit: str) -> str:
    if isinstance(cell, str):
        return cell
    return for_readers(cell, unit, layout=report.layout, in_full=report.in_full)  # type: ignore[arg-type]
