"""The report of a grading: by student, by question, by mistake, or answer by answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.figures.written import plain
from cnncalc.report import GRADES
from cnncalc.report.base import Heading, Line, Passage, Report, Row, Table
from cnncalc.teaching.grade.feedback import number, points_text
from cnncalc.teaching.grade.grading import WORDS, Graded, GradedAnswer
from cnncalc.teaching.grade.key import Key
from cnncalc.teaching.grade.statistics import Made, OfQuestion, median, of_class, of_questions, titled

SCHEMA = "cnncalc.grade/1"

MOST_SHOWN = 5
"""Questions and mistakes that are told below the table."""

BY: dict[str, tuple[Heading, ...]] = {
    "student": (
        Heading("student", "Student", "text", 90),
        Heading("file", "File", "text", 10),
        Heading("variant", "Variant", "size", 20),
        Heading("points", "Points", "size", 80),
        Heading("of", "Of", "size", 70),
        Heading("right", "Right", "count", 60),
        Heading("follow", "Follow", "count", 40),
        Heading("wrong", "Wrong", "count", 50),
        Heading("blank", "Blank", "count", 45),
        Heading("remark", "Remark", "text", 30),
    ),
    "question": (
        Heading("question", "Question", "text", 90),
        Heading("points", "Points", "size", 80),
        Heading("mean", "Mean", "size", 70),
        Heading("right", "Right", "count", 60),
        Heading("follow", "Follow", "count", 40),
        Heading("wrong", "Wrong", "count", 50),
        Heading("blank", "Blank", "count", 45),
        Heading("mistake", "Commonest mistake", "text", 30),
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

WRONG = ("mistake", "wrong", "convention", "part", "vague", "unreadable")


class GradeReport(Report):
    """What `grade` says."""

    forms = GRADES
    in_full = True

    def __init__(self, key: Key, graded: Sequence[Graded], by: str = "student") -> None:
        self.key, self.graded, self.by = key, graded, by
        self.title = key.sheet.title or f"Grades on {key.network}"
        self.remarks = (f"{len(key.questions)} questions, {points_text(key.of)} points",)
        self.questions: list[OfQuestion] = of_questions(key, graded)
        self.mistakes: tuple[Made, ...] = of_class(graded)

    @property
    def table(self) -> Table:
        rows = {
            "student": self._by_student, "question": self._by_question,
            "mistake": self._by_mistake, "answer": self._by_answer,
        }[self.by]()  # fmt: skip
        return Table(BY[self.by], tuple(Row(cells, cells) for cells in rows))

    def _by_student(self) -> Iterator[tuple[Any, ...]]:
        for one in self.graded:
            counts = (one.count("right"), one.count("follows"), one.count(*WRONG), one.count("blank"))  # type: ignore[arg-type]
            points = (points_text(one.points), points_text(one.of))
            yield (name(one), one.file, one.variant, *points, *counts, said(one))

    def _by_question(self) -> Iterator[tuple[Any, ...]]:
        for one in self.questions:
            words = one.words
            counts = (words["right"], words["follows"], sum(words[word] for word in WRONG), words["blank"])
            common = f"{one.mistakes[0].times} x {one.mistakes[0].title}" if one.mistakes else ""
            yield (one.question.key, points_text(one.question.points), points_text(one.mean), *counts, common)

    def _by_mistake(self) -> Iterator[tuple[Any, ...]]:
        return ((one.code, one.times, one.title) for one in self.mistakes)

    def _by_answer(self) -> Iterator[tuple[Any, ...]]:
        for one in self.graded:
            for answer in one.answers:
                cause = titled(answer.cause) if answer.cause else ""
                points = (points_text(answer.points), points_text(answer.question.points))
                correct = _text(answer)
                yield (name(one), answer.question.key, answer.text, correct, *points, answer.word, cause)

    @property
    def lines(self) -> Iterable[Line]:
        read = [one.points for one in self.graded if not one.problems]
        broken = len(self.graded) - len(read)
        yield Line("Sheets", f"{len(self.graded):,}", f"{broken} could not be read" if broken else "")
        if read:
            mean = points_text(sum(read, Fraction(0)) / len(read))
            yield Line(
                "Mean", mean, f"of {points_text(self.key.of)} points, of the sheets that could be read"
            )
            yield Line(
                "Median",
                points_text(median(read)),
                f"from {points_text(min(read))} to {points_text(max(read))}",
            )

    @property
    def passages(self) -> Iterable[Passage]:
        if self.by != "student":
            return
        count = sum(1 for one in self.graded if one.answers)
        hard = sorted(self.questions, key=lambda one: one.words["right"])[:MOST_SHOWN]
        if lines := tuple(_went(one, count) for one in hard if one.words["right"] < count):
            yield Passage("Questions that went worst", lines)
        if lines := tuple(f"{one.times} x {one.title} [{one.code}]" for one in self.mistakes[:MOST_SHOWN]):
            yield Passage("Commonest mistakes", lines)

    @property
    def notes(self) -> Iterable[str]:
        credit = ", ".join(f"{word} {points_text(part)}" for word, part in self.key.credit.items())
        yield f"Right answers get all of their points; of the others: {credit}."

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "key": self.key.sheet.source.name,
            "network": self.key.network,
            "points": number(self.key.of),
            "credit": {word: number(part) for word, part in self.key.credit.items()},
            "students": map(student_record, self.graded),
            "questions": map(_question_record, self.questions),
            "mistakes": map(_made_record, self.mistakes),
        }


def name(one: Graded) -> str:
    """Whose sheet it is."""
    return one.student


def said(one: Graded) -> str:
    """All remarks on a sheet in a line."""
    first = (problem.splitlines()[0] for problem in one.problems)
    return "; ".join((*first, *one.remarks))


def _text(answer: GradedAnswer) -> str:
    if answer.mark is None:
        return ""
    value = plain(answer.mark.correct, answer.mark.unit)
    return "" if value is None else str(value)


def _went(one: OfQuestion, count: int) -> str:
    common = "; ".join(f"{made.times} x {made.title} [{made.code}]" for made in one.mistakes[:2])
    return f"{one.question.key}: {one.words['right']} of {count} right{f'; {common}' if common else ''}"


def student_record(one: Graded) -> dict[str, Any]:
    """A graded sheet as data."""
    return {
        "student": name(one),
        "file": one.file,
        "variant": one.variant,
        "points": number(one.points),
        "of": number(one.of),
        "answers": [_answer_record(answer) for answer in one.answers],
        "problems": list(one.problems),
        "remarks": list(one.remarks),
    }


def _answer_record(answer: GradedAnswer) -> dict[str, Any]:
    mark = answer.mark
    return {
        "question": answer.question.key,
        "answer": answer.text or None,
        "correct": plain(mark.correct, mark.unit) if mark else None,
        "verdict": answer.word,
        "points": number(answer.points),
        "of": number(answer.question.points),
        "mistakes": [{"code": cause.code, "title": titled(cause)} for cause in (mark.causes if mark else ())],
    }


def _question_record(one: OfQuestion) -> dict[str, Any]:
    return {
        "question": one.question.key,
        "points": number(one.question.points),
        "mean": number(one.mean),
        "verdicts": {word: one.words[word] for word in WORDS if one.words[word]},
        "mistakes": [_made_record(made) for made in one.mistakes],
    }


def _made_record(one: Made) -> dict[str, Any]:
    return {"code": one.code, "title": one.title, "times": one.times}
