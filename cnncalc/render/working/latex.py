r"""LaTeX: a section for each layer, aligned equations; needs amsmath, and stands as it is in an article."""

import re
from collections.abc import Iterator, Sequence

from cnncalc.notation import LATEX
from cnncalc.render import Terminal
from cnncalc.render.latex import comment, escape
from cnncalc.report.working import LayerWorking, Worked, Working
from cnncalc.teaching.explain.given import Given
from cnncalc.teaching.explain.step import Step

WIDEST = 62
"""Characters in a row of an equation: what the text width of an article holds at ten points."""

SIZES = re.compile(r"\d+(?:x\d+)+")
SYMBOL = re.compile(r"(?<!\w)[A-Za-z]+(?:_\w+)*(?!\w)")
COMMANDS = re.compile(r"\\(?:left|right|mathrm|frac|lfloor|rfloor|lceil|rceil)\b|[\s{}_\\]")
OPERATIONS = (" + ", " - ", r" \times ", " / ")


def render(working: Working, terminal: Terminal) -> str:
    """The layers one behind the other; title and source stand as a comment."""
    lines = [
        f"% {comment(working.title)}: {comment(', '.join(working.remarks))}",
        r"% \usepackage{amsmath}",
        r"\begingroup\sloppy\allowdisplaybreaks",
    ]
    for sheet in working.sheets:
        lines += _sheet(sheet)
    return "\n".join([*lines, r"\endgroup"]) + "\n"


def _sheet(sheet: LayerWorking) -> Iterator[str]:
    yield f"\n\\subsection*{{{_name(sheet.name)}}}"
    fields = ", ".join(f"{one.field.replace('_', ' ')} ${_equal(one)}$" for one in sheet.given)
    said = [_text(sheet.what), *map(_reads, sheet.reads), _text(sheet.sentence) or fields]
    yield rf"\noindent {'; '.join(filter(None, said))}."
    for figure in sheet.figures:
        yield from _figure(figure)
    yield r"\par"


def _figure(figure: Worked) -> Iterator[str]:
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


def rows(parts: Sequence[str]) -> list[str]:
    """The rows of an equation, aligned at the first `=`; broken there, and in a long part at its operations.

    >>> rows(["n", "a + b", "1 + 2", "3"])
    ['n &= a + b = 1 + 2 = 3']
    """
    room = WIDEST - width(parts[0])
    found: list[str] = []
    taken = 0
    if width(" = ".join(parts[1:])) <= room:
        return [f"{parts[0]} &= {' = '.join(parts[1:])}"]
    for i, part in enumerate(parts[1:]):
        head = f"{parts[0]} &= " if i == 0 else "&= "
        if i > 1 and taken + width(part) <= room:
            found[-1] += f" = {part}"
        else:
            first, *rest = _pieces(part, room)
            found += [head + first, *(rf"&\quad {{}}{piece}" for piece in rest)]
        taken = width(found[-1])
    return found


def width(text: str) -> int:
    r"""About how many characters a formula is wide: what it prints, a sign with its space as three.

    >>> width(r"\left\lfloor \frac{n - f}{s} \right\rfloor + 1"), width(r"C_{\mathrm{in}}")
    (10, 3)
    """
    for operation in (r"\times", "=", "+", "-"):
        text = text.replace(operation, "***")
    return len(COMMANDS.sub("", text.replace("{,}", ",")))


def _pieces(text: str, room: int) -> list[str]:
    """The formula in pieces that fit a row, each from an operation on that stands in no bracket."""
    cuts, depth = [0], 0
    for i, char in enumerate(text):
        depth += (char in "({") - (char in ")}")
        if not depth and text.startswith(OPERATIONS, i):
            cuts.append(i)
    found: list[str] = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        piece = text[start:end]
        if found and width(found[-1] + piece) <= room:
            found[-1] += piece
        else:
            found.append(piece)
    return found


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


def _equal(one: Given) -> str:
    symbols = (LATEX.symbol(symbol) for symbol in (one.letter, one.also) if symbol)
    return " = ".join([*symbols, _times(one.text)])


def _reason(step: Step) -> str:
    """Why: the symbols of the equation in it as mathematics, a name as a name."""
    if step.quantity is None:
        return _name(step.because)
    symbols = {step.symbol, *step.quantity.inputs}

    def spelled(match: re.Match[str]) -> str:
        word = match[0]
        return f"${LATEX.symbol(word)}$" if word in symbols or "_" in word else escape(word)

    parts = re.split(f"({SYMBOL.pattern})", step.because)
    return "".join(spelled(m) if (m := SYMBOL.fullmatch(part)) else escape(part) for part in parts)
