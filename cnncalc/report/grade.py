"""The report of a grading: by student, by question, by mistake, or answer by answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.figures.written import plain
from cnncalc.report import GRADES
from cnncalc.report.base import Heading, Line, Passage, Report, Row, Table
from cnncalc.report.grade_record import grade_record
from cnncalc.report.of_class import class_passages
from cnncalc.teaching.grade.equal import Equal, equal_answers
from cnncalc.teaching.grade.feedback import points_text
from cnncalc.teaching.grade.grading import Graded, GradedAnswer, Word
from cnncalc.teaching.grade.key import Key
from cnncalc.teaching.grade.odd import Attention, attention
from cnncalc.teaching.grade.statistics import (
    Made,
    OfQuestion,
    Spread,
    of_class,
    of_questions,
    spread,
)
from cnncalc.teaching.grade.submissions import Submission

COUNTS: Mapping[str, tuple[Word, ...]] = {
    "right": ("right",),
    "follow": ("follows",),
    "partial": ("part", "convention"),
    "wrong": ("mistake", "wrong", "vague"),
    "unreadable": ("unreadable", "not known"),
    "blank": ("blank",),
}
"""The columns that count answers, and what is counted in each: together all questions."""

COUNTED = (
    Heading("right", "Right", "count", 60),
    Heading("follow", "Follow", "count", 40),
    Heading("partial", "Part", "count", 48),
    Heading("wrong", "Wrong", "count", 50),
    Heading("unreadable", "Unread", "count", 46),
    Heading("blank", "Blank", "count", 45),
)

BY: dict[str, tuple[Heading, ...]] = {
    "student": (
        Heading("student", "Student", "text", 90, wraps=True),
        Heading("file", "File", "text", 10),
        Heading("variant", "Variant", "size", 20),
        Heading("points", "Points", "size", 80),
        Heading("of", "Of", "size", 36),
        *COUNTED,
        Heading("remark", "Remark", "text", 38, least=12, wraps=True),
    ),
    "question": (
        Heading("question", "Question", "text", 90),
        Heading("points", "Points", "size", 80),
        Heading("mean", "Mean", "size", 70),
        *COUNTED,
        Heading("mistake", "Commonest mistake", "text", 30, least=16, wraps=True),
    ),
    "mistake": (
        Heading("code", "Code", "text", 90),
        Heading("times", "Times", "count", 80),
        Heading("mistake", "Mistake", "text", 70),
    ),
    "answer": (
        Heading("student", "Student", "text", 90),
        Heading("question", "Question", "text", 85),
        Heading("answer", "Answer", "text", 60),
        Heading("correct", "Correct", "text", 55),
        Heading("points", "Points", "size", 80),
        Heading("of", "Of", "size", 20),
        Heading("verdict", "Verdict", "text", 50),
        Heading("mistake", "Mistake", "text", 40),
    ),
}
"""What a row may be, and its columns."""

NOT_READ = "—"
"""What stands for the points and the counts of a sheet that could not be read."""


class GradeReport(Report):
    """What `grade` says. skipped: files in the folders that do not end like sheets."""

    forms = GRADES
    in_full = True

    def __init__(
        self, key: Key, graded: Sequence[Graded], by: str = "student", skipped: Sequence[Submission] = ()
    ) -> None:
        self.key, self.graded, self.by = key, graded, by
        self.title = key.sheet.title or f"Grades on {key.network}"
        self.remarks = (f"{len(key.questions)} questions, {points_text(key.of)} points",)
        self.questions: list[OfQuestion] = of_questions(key, graded)
        self.mistakes: tuple[Made, ...] = of_class(graded)
        self.spread: Spread = spread([one.points for one in graded if not one.problems], key.of)
        self.attention: tuple[Attention, ...] = attention(graded, skipped)
        self.equal: list[Equal] = equal_answers(graded)

    @property
    def table(self) -> Table:
        rows = {
            "student": self._by_student, "question": self._by_question,
            "mistake": self._by_mistake, "answer": self._by_answer,
        }[self.by]()  # fmt: skip
        return Table(BY[self.by], tuple(rows))

    def _by_student(self) -> Iterator[Row]:
        for one in self.graded:
            counts = tuple(one.count(*words) for words in COUNTS.values())
            head = (name(one), one.file, one.variant)
            points, of = points_text(one.points), points_text(one.of)
            shown = (NOT_READ, of, *[NOT_READ] * len(counts)) if one.problems else (points, of, *counts)
            yield Row((*head, points, of, *counts, said(one)), (*head, *shown, in_short(one)))

    def _by_question(self) -> Iterator[Row]:
        for one in self.questions:
            counts = (sum(one.words[word] for word in words) for words in COUNTS.values())
            common = f"{one.mistakes[0].times} x {one.mistakes[0].title}" if one.mistakes else ""
            points = (points_text(one.question.points), points_text(one.mean))
            yield _row(one.question.key, *points, *counts, common)

    def _by_mistake(self) -> Iterator[Row]:
        return (_row(one.code, one.times, one.title) for one in self.mistakes)

    def _by_answer(self) -> Iterator[Row]:
        for one in self.graded:
            for answer in one.answers:
                cause = answer.cause.said if answer.cause else ""
                points = (points_text(answer.points), points_text(answer.question.points))
                texts = (answer.question.key, answer.text, _text(answer))
                yield _row(name(one), *texts, *points, answer.word, cause)

    @property
    def lines(self) -> Iterable[Line]:
        broken, of = len(self.graded) - self.spread.sheets, self.spread
        yield Line("Sheets", f"{len(self.graded):,}", f"{broken} could not be read" if broken else "")
        if of.sheets:
            mean = f"of {points_text(self.key.of)} points, of the sheets that could be read"
            yield Line("Mean", points_text(of.mean), mean)
            yield Line(
                "Median",
                points_text(of.median),
                f"from {points_text(of.lowest)} to {points_text(of.highest)}",
            )
            yield Line("Deviation", points_text(of.deviation), "the standard deviation of the points")

    @property
    def passages(self) -> Iterable[Passage]:
        return class_passages(self) if self.by == "student" else ()

    @property
    def notes(self) -> Iterable[str]:
        credit = ", ".join(f"{word} {points_text(part)}" for word, part in self.key.credit.items())
        yield f"Right answers get all of their points; of the others: {credit}."
        if self.by in ("student", "question"):
            yield (
                "Part: right without the channels, or by another convention. Unread: no figure could be read"
                " in the answer."
            )

    @property
    def record(self) -> Mapping[str, Any]:
        return grade_record(self)


def _row(*cells: Any) -> Row:
    return Row(cells, cells)


def name(one: Graded) -> str:
    """Whose sheet it is."""
    return one.student


def said(one: Graded) -> str:
    """All remarks on a sheet in a line."""
    first = (problem.splitlines()[0] for problem in one.problems)
    return "; ".join((*first, *one.remarks))


def in_short(one: Graded) -> str:
    """What is odd about a sheet in a few words; the list below the table has the sentences."""
    words = ["not read"] if one.problems else []
    words += ["no name"] if one.nameless else []
    return ", ".join(dict.fromkeys([*words, *(odd.reason for odd in one.odd)]))


def _text(answer: GradedAnswer) -> str:
    if answer.mark is None:
        return ""
    value = plain(answer.mark.correct, answer.mark.unit)
    return "" if value is None else str(value)
