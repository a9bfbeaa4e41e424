r"""LaTeX: a tabular for slides and articles, which needs no package; and worked solutions in equations."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cnncalc.notation import LATEX
from cnncalc.render import Format, Terminal
from cnncalc.render.latex_equations import rows

if TYPE_CHECKING:
    from cnncalc.report.base import Heading, Report
    from cnncalc.report.matrices import MatricesReport, ShownMatrix
    from cnncalc.report.working import LayerWorking, Worked, Working
    from cnncalc.report.worksheet import WorksheetReport
    from cnncalc.teaching.explain.given import Given
    from cnncalc.teaching.explain.letters import Letter
    from cnncalc.teaching.explain.step import Step

SIZES = re.compile(r"\d+(?:x\d+)+")
SYMBOL = re.compile(r"(?<!\w)[A-Za-z]+(?:_\w+)*(?!\w)")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"$<$", ">": r"$>$", "|": r"$|$",
    "×": r"$\times$", "·": r"$\cdot$", "−": "$-$",
    "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
}  # fmt: skip


def table(report: "Report", terminal: Terminal) -> str:
    """A tabular with the readers' headings and figures; title and conventions stand as comments."""
    spec = "".join("r" if heading.numeric else "l" for heading in report.table.headings)
    lines = [
        f"% {comment(report.title)}: {comment(', '.join(report.remarks))}",
        rf"\begin{{tabular}}{{{spec}}}",
        *_rows(report),
        r"\end{tabular}",
    ]
    for passage in report.passages:
        lines += ["", rf"\paragraph{{{escape(passage.heading)}}}"]
        lines += [rf"{escape(line)}\newline" for line in passage.lines]
    lines += [f"% {comment(note)}" for note in report.notes]
    return "\n".join(lines) + "\n"


def _rows(report: "Report") -> Iterator[str]:
    table = report.table
    yield r"\hline"
    yield _row([escape(heading.title) for heading in table.headings])
    yield r"\hline"
    for row in table.rows:
        if row.role != "block":
            yield _row(_cells(report, (row.cells[0], *row.shown[1:]), table.headings))
    if table.total:
        yield r"\hline"
        yield _row(_cells(report, table.total, table.headings))
    yield r"\hline"


def _row(cells: list[str]) -> str:
    return " & ".join(cells) + r" \\"


def _cells(report: "Report", cells: Sequence[Any], headings: "Sequence[Heading]") -> list[str]:
    return [escape(report.text(cell, heading)) for cell, heading in zip(cells, headings, strict=True)]


def escape(text: str) -> str:
    """The text with the characters that mean something in LaTeX escaped."""
    bound = r"$\geq$ " if text.startswith(">= ") else ""
    return bound + "".join(SPECIAL.get(char, char) for char in text.removeprefix(">= "))


def comment(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


# -- worked solutions ------------------------------------------------------------------------------


def working(solution: "Working", terminal: Terminal) -> str:
    """A section for each layer, aligned equations; needs amsmath. Title and source stand as a comment."""
    lines = [
        f"% {comment(solution.title)}: {comment(', '.join(solution.remarks))}",
        r"% \usepackage{amsmath}",
        r"\begingroup\sloppy\allowdisplaybreaks",
    ]
    for sheet in solution.sheets:
        lines += _sheet(sheet)
    if solution.letters:
        lines += ["", r"\subsection*{Letters}", rf"\noindent {_glossary(solution.letters)}.\par"]
    return "\n".join([*lines, r"\endgroup"]) + "\n"


def _glossary(letters: "Sequence[Letter]") -> str:
    symbols = (", ".join(f"${LATEX.symbol(symbol)}$" for symbol in one.letter.split(", ")) for one in letters)
    return "; ".join(f"{said}: {escape(one.meaning)}" for said, one in zip(symbols, letters, strict=True))


def _sheet(sheet: "LayerWorking") -> Iterator[str]:
    yield f"\n\\subsection*{{{_name(sheet.name)}}}"
    fields = ", ".join(f"{one.field.replace('_', ' ')} ${_equal(one)}$" for one in sheet.given)
    said = [_text(sheet.what), *map(_reads, sheet.reads), _text(sheet.sentence) or fields]
    yield rf"\noindent {'; '.join(filter(None, said))}."
    for figure in sheet.figures:
        yield from _figure(figure)
    yield r"\par"


def _figure(figure: "Worked") -> Iterator[str]:
    yield rf"\par\medskip\noindent\textbf{{{figure.title} {_text(figure.value)}}}: {_text(figure.meaning)}."
    for axes, steps in figure.groups:
        reasons = dict.fromkeys(
            f"${LATEX.symbol(step.symbol)}$: {_reason(step)}" for step in steps if step.because
        )
        if axes:
            yield rf"\emph{{{_text(axes[:1].upper() + axes[1:])}}}:"
        if reasons:
            yield f"{'; '.join(reasons)}."
        yield r"\begin{align*}"
        yield " \\\\\n".join(row for step in steps for row in rows(step.parts(LATEX)))
        yield r"\end{align*}"
    if figure.remarks:
        yield r"\noindent " + " ".join(
            f"{_text(remark[:1].upper() + remark[1:])}." for remark in figure.remarks
        )


# -- words -----------------------------------------------------------------------------------------


def _name(name: str) -> str:
    """A name that may be broken behind a slash or an underscore."""
    return re.sub(r"(/|\\_)", r"\1\\allowbreak ", escape(name))


def _times(text: str) -> str:
    """A size or a number in mathematics."""
    return text.replace("x", r" \times ").replace(",", "{,}")


def _text(text: str) -> str:
    """Words; sizes such as 28x28x6 with times signs."""
    return SIZES.sub(lambda match: f"${_times(match[0])}$", escape(text))


def _reads(text: str) -> str:
    """Shapes are sizes; what follows is a name."""
    words, mark, name = (
        re.split(r"( of |: )", text, maxsplit=1) if re.search(" of |: ", text) else (text, "", "")
    )
    return f"{_text(words)}{mark}{_name(name)}"


def _equal(one: "Given") -> str:
    symbols = (LATEX.symbol(symbol) for symbol in (one.letter, one.also) if symbol)
    return " = ".join([*symbols, _times(one.text)])


def _reason(step: "Step") -> str:
    """Why: the symbols of the equation in it as mathematics, a name as a name."""
    if step.quantity is None:
        return _name(step.because)
    symbols = {step.symbol, *step.quantity.inputs}

    def spelled(match: re.Match[str]) -> str:
        word = match[0]
        return f"${LATEX.symbol(word)}$" if word in symbols or "_" in word else escape(word)

    parts = re.split(f"({SYMBOL.pattern})", step.because)
    return "".join(spelled(m) if (m := SYMBOL.fullmatch(part)) else escape(part) for part in parts)


# -- matrices --------------------------------------------------------------------------------------


def matrices(report: "MatricesReport", terminal: Terminal) -> str:
    """A paragraph for each layer, its matrices in brackets."""
    lines = [f"% {comment(report.title)}: {comment(', '.join(report.remarks))}"]
    for block in report.blocks:
        lines += ["", rf"\paragraph{{{escape(block.title)}}} {_text(block.meaning)}"]
        lines += [rf"\[ {_bracketed(one)} \]" for one in block.matrices]
    lines += ["", *(rf"\noindent {escape(line)}\par" for line in report.verdict)]
    return "\n".join([*lines, *(f"% {comment(note)}" for note in report.notes)]) + "\n"


def _bracketed(one: "ShownMatrix") -> str:
    """`X_1 = [...]`; what is wrong is underlined."""
    label = rf"\mbox{{{escape(one.label)}}} = " if one.label else ""
    rows = r" \\ ".join(
        " & ".join(rf"\underline{{{text}}}" if (i, j) in one.wrong else text for j, text in enumerate(row))
        for i, row in enumerate(one.rows)
    )
    columns = "r" * len(one.rows[0])
    return rf"{label}\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"


def worksheet(report: "WorksheetReport", terminal: Terminal) -> str:
    """The sheet as a document with ruled cells, to be printed."""
    from cnncalc.render.sheet_latex import document

    return document(report, escape)


FORMAT = Format("latex", ("tex",), table=table, working=working, worksheet=worksheet, matrices=matrices)
