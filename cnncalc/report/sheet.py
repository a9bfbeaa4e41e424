"""The report of a marked sheet: each answer beside the right one, and what led to the wrong ones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.figures.written import as_written, plain
from cnncalc.notation import on_board
from cnncalc.report.base import Heading, Line, Passage, Report, Row, Table
from cnncalc.teaching.check.answer import CUT, TRUNCATED
from cnncalc.teaching.check.mark import CONVENTIONS, MOST_CAUSES, Mark, Marked, is_convention
from cnncalc.teaching.mistakes.base import Wrong

SCHEMA = "cnncalc.sheet/1"

HEADINGS = (
    Heading("figure", "Figure", "text", 50),
    Heading("answer", "Answer", "figure", 40),
    Heading("correct", "Correct", "figure", 30),
    Heading("verdict", "Verdict", "text", 35, judges=True),
    Heading("mistake", "Mistake", "text", 20, 20, wraps=True),
)


class SheetReport(Report):
    """What `check` says of answer sheets."""

    in_full = True

    def __init__(self, sheets: Sequence[Marked]) -> None:
        self.sheets = sheets
        self.title = sheets[0].title or f"Answers on {sheets[0].network}" if len(sheets) == 1 else "Answers"
        whose = [f"{sheet.student} ({sheet.file})" if sheet.student else sheet.file for sheet in sheets]
        self.remarks = (", ".join(whose) if len(sheets) < 4 else f"{len(sheets)} sheets",)

    @property
    def marks(self) -> Iterator[tuple[Marked, Mark]]:
        """Every mark with its sheet."""
        return ((sheet, mark) for sheet in self.sheets for mark in sheet.marks)

    @property
    def table(self) -> Table:
        headings = HEADINGS if len(self.sheets) == 1 else (Heading("sheet", "Sheet", "text", 45), *HEADINGS)
        rows = (_row(mark, () if len(self.sheets) == 1 else (sheet.file,)) for sheet, mark in self.marks)
        return Table(headings, tuple(rows))

    @property
    def lines(self) -> Iterable[Line]:
        words = Counter[str](mark.word for _, mark in self.marks)
        yield Line(
            "Right", f"{words['right']:,}", f"of {words.total():,}" if words else "nothing was answered"
        )
        for word, label in (("wrong", "Wrong"), ("follows", "Follow"), ("not known", "Not known")):
            if words[word]:
                yield Line(
                    label,
                    f"{words[word]:,}",
                    "right for an earlier wrong answer" if word == "follows" else "",
                )
        for word in ("vague", "unreadable"):
            if words[word]:
                yield Line(word.capitalize(), f"{words[word]:,}")
        if blank := sum(len(sheet.blank) for sheet in self.sheets):
            yield Line("Blank", f"{blank:,}")

    @property
    def passages(self) -> Iterable[Passage]:
        return (
            _on_board(passage(mark))
            for _, mark in self.marks
            if mark.word in ("wrong", "follows", "vague", "unreadable")
        )

    @property
    def notes(self) -> Iterable[str]:
        asked = {name for _, mark in self.marks if mark.word == "wrong" for name in mark.conventions}
        for name in sorted(asked):
            said = f"add 'conventions: {name}' to the sheet"
            yield f"If this is deliberate, {said}: {CONVENTIONS[name]}."
        yield from (
            f"{mark.claim.key}: {mark.remark}."
            for _, mark in self.marks
            if mark.word == "right" and mark.remark
        )

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "sheets": [
                {
                    "sheet": sheet.file,
                    "network": sheet.network,
                    "student": sheet.student or None,
                    "answers": [record_of(mark) for mark in sheet.marks],
                    "blank": list(sheet.blank),
                    "right": sheet.right,
                }
                for sheet in self.sheets
            ],
        }


SEVERAL = "More than one cause gives this number:"
ONE_OF = "It may be one of these:"


def several(causes: Sequence[Wrong]) -> list[str]:
    """The line above several causes; none above a single one."""
    if len(causes) < 2:
        return []
    return [ONE_OF if all(cause.perhaps for cause in causes) else SEVERAL]


def _on_board(of: Passage) -> Passage:
    """The passage with its lines of working spelled as `explain` spells them."""
    lines = (on_board(one) if one.startswith(("right: ", "wrong: ")) else one for one in of.lines)
    return Passage(of.heading, tuple(lines))


def passage(mark: Mark) -> Passage:
    """Why an answer is wrong: what was done, the wrong line, the right one, and a sentence."""
    said = as_written(mark.claim.text, mark.unit)
    head = f"{mark.claim.key}: {_text(said)} is not {_text(_correct(mark))}."
    if mark.word in ("vague", "unreadable"):
        return Passage(f"{mark.claim.key}: {mark.remark}.", ())
    if mark.word == "follows":
        return Passage(head, (f"{sentence(mark.remark)}.", *_lines("right", mark.working)))
    if not mark.causes:
        said = f"{sentence(mark.remark)}." if mark.remark else "No mistake known here gives this number."
        return Passage(head, (said, *_lines("right", mark.working)))
    lines = [line for cause in mark.causes[:MOST_CAUSES] for line in _told(cause)]
    lines[:0] = several(mark.causes)
    if mark.remark:
        lines.insert(0, f"{sentence(mark.remark)}.")
    if len(mark.causes) > MOST_CAUSES:
        lines.append(f"... and {len(mark.causes) - MOST_CAUSES} rarer ones.")
    return Passage(head, (*lines, *_lines("right", mark.working)))


def _told(cause: Wrong) -> Iterator[str]:
    yield f"{sentence(cause.said)} [{cause.code}]{', another convention' if is_convention(cause) else ''}."
    yield from _lines("wrong", cause.working)
    yield " ".join(dict.fromkeys(mistake.advice for mistake in cause.mistakes))


def _lines(label: str, working: Sequence[str]) -> Iterator[str]:
    return (f"{label}: {line}" for line in working)


def sentence(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def cause_of(mark: Mark) -> str:
    """The likeliest cause in a few words; how many more there are."""
    if mark.word == "follows":
        return "follows from an earlier answer"
    if mark.word != "wrong":
        return ""
    if not mark.causes:
        return TRUNCATED if CUT in mark.remark else "not known"
    first, more = mark.causes[0], len(mark.causes) - 1
    return first.said + (f" (or {more} more)" if more else "")


def _row(mark: Mark, before: tuple[str, ...]) -> Row:
    answer = as_written(mark.claim.text, mark.unit)
    cells = (*before, mark.claim.key, answer, _correct(mark), mark.word, cause_of(mark))
    return Row(cells, cells, "quiet" if mark.word == "right" else "layer")


def _correct(mark: Mark) -> Any:
    """The figure as data, a lower bound as what it is."""
    is_bound = not getattr(mark.correct, "complete", True)
    return mark.correct if is_bound else plain(mark.correct, mark.unit)


def record_of(mark: Mark) -> dict[str, Any]:
    """A mark as data."""
    claim = mark.claim
    return {
        "figure": claim.key,
        "answer": as_written(claim.text, mark.unit),
        "correct": plain(mark.correct, mark.unit),
        "verdict": mark.word,
        "mistakes": [
            {
                "code": cause.code,
                "title": cause.title,
                "perhaps": cause.perhaps,
                "convention": cause.mistakes[0].convention or None if is_convention(cause) else None,
                "working": list(cause.working),
                "advice": [mistake.advice for mistake in cause.mistakes],
            }
            for cause in mark.causes
        ],
        "working": list(mark.working),
        "remark": mark.remark or None,
        "line": claim.place.line if claim.place else None,
        "column": claim.place.column if claim.place else None,
    }
