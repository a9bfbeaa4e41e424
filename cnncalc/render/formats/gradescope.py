"""Gradescope's results.json: the points of one submission, and what its author is told.

Format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from typing import TYPE_CHECKING, Any

from cnncalc.files.json_text import as_json
from cnncalc.problem import printable
from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncalc.report.grade import GradeReport
    from cnncalc.teaching.grade.grading import Graded, GradedAnswer


def grades(report: "GradeReport", terminal: Terminal) -> str:
    """The results of what one student handed in: one sheet that can be read; else no points, and why."""
    read = [one for one in report.graded if not one.problems]
    record = _of_sheet(read[0]) if len(read) == 1 else _of_none(report.graded, len(read))
    return as_json(record, indent=1) + "\n"


def _of_sheet(one: "Graded") -> dict[str, Any]:
    from cnncalc.teaching.grade.feedback import number

    remarks = [printable(remark) for remark in one.remarks]
    return {
        "score": number(one.points),
        "output": "\n".join(
            [f"Read: {printable(one.file.replace(chr(92), '/').rpartition('/')[2])}.", *remarks]
        ),
        "output_format": "text",
        "tests": [_test(answer) for answer in one.answers],
    }


def _of_none(graded: "Sequence[Graded]", read: int) -> dict[str, Any]:
    told = [problem for one in graded for problem in one.problems]
    if read:
        names = ", ".join(printable(one.file) for one in graded if not one.problems)
        told = [f"{read} sheets were handed in; hand in one: {names}", *told]
    elif not told:
        told = ["No sheet was handed in: a file that ends with .yaml, .csv or .md."]
    output = "\n".join(printable(line) for problem in told for line in problem.splitlines())
    return {"score": 0, "output": output, "output_format": "text", "tests": []}


def _test(answer: "GradedAnswer") -> dict[str, Any]:
    from cnncalc.teaching.grade.feedback import hints, number

    right = answer.word == "right"
    return {
        "name": printable(answer.question.key),
        "score": number(answer.points),
        "max_score": number(answer.question.points),
        "status": "passed" if right or answer.points >= answer.question.points > 0 else "failed",
        "output": "" if right else printable(" ".join(hints(answer))),
        "output_format": "text",
    }


FORMAT = Format("gradescope", for_programs=True, for_nobody=True, grades=grades)
