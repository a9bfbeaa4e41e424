"""The record of a grading: everything about it as data."""

from typing import TYPE_CHECKING, Any

from cnncalc.figures.written import plain
from cnncalc.teaching.grade.equal import Equal
from cnncalc.teaching.grade.feedback import number
from cnncalc.teaching.grade.grading import WORDS, Graded, GradedAnswer
from cnncalc.teaching.grade.odd import Attention
from cnncalc.teaching.grade.statistics import Made, OfQuestion, Spread

if TYPE_CHECKING:
    from cnncalc.report.grade import GradeReport

SCHEMA = "cnncalc.grade/1"


def grade_record(report: "GradeReport") -> dict[str, Any]:
    """Students, questions, mistakes; how the points lie; and what a teacher has to look at."""
    return {
        "schema": SCHEMA,
        "key": report.key.sheet.source.name,
        "network": report.key.network,
        "points": number(report.key.of),
        "credit": {word: number(part) for word, part in report.key.credit.items()},
        "students": map(student_record, report.graded),
        "questions": map(_question_record, report.questions),
        "mistakes": map(_made_record, report.mistakes),
        "statistics": _spread_record(report.spread),
        "needs_your_eye": [_attention_record(one) for one in report.attention],
        "equal_wrong_answers": [_equal_record(one) for one in report.equal],
    }


def student_record(one: Graded) -> dict[str, Any]:
    """A graded sheet as data."""
    return {
        "student": one.student,
        "file": one.file,
        "variant": one.variant,
        "points": number(one.points),
        "of": number(one.of),
        "answers": [_answer_record(answer) for answer in one.answers],
        "problems": list(one.problems),
        "remarks": list(one.remarks),
        "named": not one.nameless and not one.problems,
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
        "mistakes": [{"code": cause.code, "title": cause.said} for cause in (mark.causes if mark else ())],
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


def _spread_record(of: Spread) -> dict[str, Any]:
    """How the points lie; null where no sheet could be read."""
    names = ("mean", "median", "deviation", "lowest", "highest")
    figures = {name: number(getattr(of, name)) if of.sheets else None for name in names}
    return {"sheets": of.sheets, **figures, "histogram": list(of.histogram)}


def _attention_record(one: Attention) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "files": list(one.files),
        "students": list(one.students),
        "text": one.text,
    }


def _equal_record(one: Equal) -> dict[str, Any]:
    return {
        "students": list(one.students),
        "files": list(one.files),
        "questions": list(one.questions),
        "unexplained": one.unexplained,
    }
