"""JUnit XML: a suite for each student, a test case for each question; for what reads test results."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from cnncalc.problem import printable
from cnncalc.teaching.grade.feedback import hints
from cnncalc.teaching.grade.grading import WORDS, Graded, GradedAnswer


def junit(title: str, graded: Sequence[Graded]) -> str:
    """What is not right is a failure, what was not answered skipped, a broken sheet an error."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_quoted(title)}>"]
    for one in graded:
        lines += _suite(one)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(one: Graded) -> Iterator[str]:
    tests = len(one.answers) + len(one.problems)
    blank, right = one.count("blank"), one.count("right")
    failures = len(one.answers) - blank - right
    yield (
        f'  <testsuite name={_quoted(one.student)} tests="{tests}" failures="{failures}"'
        f' errors="{len(one.problems)}" skipped="{blank}" time="0">'
    )
    for problem in one.problems:
        yield f'    <testcase classname={_quoted(one.student)} name={_quoted(one.file)} time="0">'
        yield f"      <error message={_quoted(problem)}/>"
        yield "    </testcase>"
    for answer in one.answers:
        yield from _case(one, answer)
    yield "  </testsuite>"


def _case(one: Graded, answer: GradedAnswer) -> Iterator[str]:
    head = f'    <testcase classname={_quoted(one.student)} name={_quoted(answer.question.key)} time="0"'
    if answer.word == "right":
        yield f"{head}/>"
        return
    yield f"{head}>"
    if answer.word == "blank":
        yield "      <skipped/>"
    else:
        told = " ".join(hints(answer))
        yield f"      <failure type={_quoted(answer.word)} message={_quoted(told or WORDS[answer.word])}/>"
    yield "    </testcase>"


def _quoted(text: str) -> str:
    return quoteattr(" ".join(map(printable, text.splitlines())))
