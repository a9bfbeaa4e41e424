"""The report for one student: the points, what became of each answer, and hints without the right figures."""

from collections.abc import Iterable, Iterator

from cnncalc.report.base import Heading, Passage, Report, Row, Table
from cnncalc.teaching.grade.feedback import hints, points_text
from cnncalc.teaching.grade.grading import WORDS, Graded
from cnncalc.teaching.grade.key import Key

HEADINGS = (
    Heading("question", "Question", "text", 90),
    Heading("answer", "Answer", "text", 70),
    Heading("points", "Points", "size", 80),
    Heading("of", "Of", "size", 60),
    Heading("verdict", "Verdict", "text", 50),
)


class FeedbackReport(Report):
    """What `grade --feedback` writes for a student."""

    in_full = True

    def __init__(self, key: Key, one: Graded) -> None:
        self.one = one
        self.title = f"{key.sheet.title or key.network}: {one.student}"
        points = f"{points_text(one.points)} of {points_text(one.of)} points"
        self.remarks = ("The sheet could not be read." if one.problems else points,)

    @property
    def table(self) -> Table:
        return Table(HEADINGS, tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        for answer in self.one.answers:
            points = (points_text(answer.points), points_text(answer.question.points))
            cells = (answer.question.key, answer.text, *points, WORDS[answer.word])
            yield Row(cells, cells)

    @property
    def passages(self) -> Iterable[Passage]:
        for answer in self.one.answers:
            if answer.mark is not None and answer.word != "right":
                yield Passage(answer.question.key, tuple(hints(answer)))

    @property
    def notes(self) -> Iterable[str]:
        yield from (line for problem in self.one.problems for line in problem.splitlines())
        yield from (f"{remark[:1].upper()}{remark[1:]}." for remark in self.one.remarks)
