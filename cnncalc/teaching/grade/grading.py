"""Grading: each submission becomes points by the key, whatever it holds."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from cnncalc.problem import Problem, SpecError, printable, quoted
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker, is_convention
from cnncalc.teaching.grade.key import Asked, Key, KeyQuestion
from cnncalc.teaching.grade.odd import Odd, Reason, named, with_doubles
from cnncalc.teaching.grade.submissions import Submission
from cnncalc.teaching.mistakes.base import Wrong
from cnncalc.teaching.sheets.read import sheet_in
from cnncalc.teaching.sheets.sheet import Sheet

Word = Literal[
    "right", "part", "follows", "convention", "mistake", "wrong", "vague", "unreadable", "not known", "blank"
]

WORDS: Mapping[Word, str] = {
    "right": "right",
    "part": "right as far as it goes",
    "follows": "right for an earlier wrong answer",
    "convention": "right by another convention",
    "mistake": "wrong, by a known mistake",
    "wrong": "wrong",
    "vague": "too vague to be marked",
    "unreadable": "cannot be read",
    "not known": "not known",
    "blank": "not answered",
}
"""What became of an answer."""


class GradedAnswer(NamedTuple):
    """The answer to a question: what it says, how it was judged, and what it earned."""

    question: KeyQuestion
    word: Word
    points: Fraction
    text: str = ""
    mark: Mark | None = None

    @property
    def cause(self) -> Wrong | None:
        """The likeliest mistake behind it."""
        return self.mark.causes[0] if self.mark and self.mark.causes else None


class Graded(NamedTuple):
    """A submission after grading.

    problems: why it could not be read; odd: what else has to be said. nameless: nobody wrote a name on it, so
    that the student is who the file or its folder says.
    """

    file: str
    student: str
    of: Fraction
    answers: tuple[GradedAnswer, ...] = ()
    variant: int | None = None
    problems: tuple[str, ...] = ()
    odd: tuple[Odd, ...] = ()
    nameless: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else has to be said, in sentences."""
        return tuple(odd.text for odd in self.odd)

    @property
    def whose(self) -> str:
        """The student, however the name is spaced and capitalized."""
        return " ".join(self.student.casefold().split())

    def says(self, reason: Reason) -> bool:
        """Whether it has to be looked at for this reason."""
        return any(odd.reason == reason for odd in self.odd)

    @property
    def points(self) -> Fraction:
        """What all answers earned."""
        return sum((answer.points for answer in self.answers), Fraction(0))

    def count(self, *words: Word) -> int:
        """How many answers were judged so."""
        return sum(answer.word in words for answer in self.answers)


def grade(key: Key, found: Iterable[Submission]) -> list[Graded]:
    """Every submission with its points, in order. A broken one has none, and is told why.

    What is worked out for one submission serves the next.
    """
    grader = Grader(key)
    return list(with_doubles([grader.graded(submission) for submission in found]))


class Grader:
    """Grades by one key."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.markers: dict[int | None, Marker] = {}
        self.asked = {question.asked: question for question in key.questions}

    def graded(self, submission: Submission) -> Graded:
        """A submission with its points."""
        whole = Graded(submission.name, submission.student, self.key.of)
        if submission.fault:
            return whole._replace(problems=(printable(f"{quoted(submission.name)}: {submission.fault}"),))
        try:
            sheet = sheet_in(submission.path)
            student = sheet.student or submission.student
            whole = whole._replace(student=student, variant=sheet.variant, nameless=not sheet.student)
            marker = self.marker(sheet)
            claims, beside = self.answered(sheet, marker)
            answers = tuple(
                self.answer(question, claims, marks) for question, marks in self.marked(marker, claims)
            )
        except SpecError as error:
            return whole._replace(problems=tuple(map(str, error.problems)))
        except Exception as error:  # no sheet may end the run: the others' points are not its author's
            fault = f"a bug in cnncalc, please report it: {type(error).__name__}: {error}"
            return whole._replace(problems=(printable(f"{quoted(submission.name)}: {fault}"),))
        differences = (Odd("other network", text) for text in self.differences(sheet))
        return whole._replace(answers=answers, odd=(*differences, *beside))

    def marker(self, sheet: Sheet) -> Marker:
        """What marks this sheet: by the key's network, or by the variant of it that was handed out."""
        variants, variant = self.key.sheet.variants, None
        if variants is not None:
            variant, (first, last) = sheet.variant, variants
            if variant is None or not first <= variant <= last:
                found = "none" if variant is None else variant
                raise refused(
                    sheet, f"the sheet's variant is {found}; variants {first} to {last} were handed out"
                )
        if variant not in self.markers:
            self.markers[variant] = self.key.marker(variant)
        return self.markers[variant]

    def answered(self, sheet: Sheet, marker: Marker) -> tuple[dict[Asked, Claim], list[Odd]]:
        """The answers to what is asked, and remarks on the others."""
        claims: dict[Asked, Claim] = {}
        twice, beside = [], []
        for claim in sheet.claims:
            asked = marker.figures.split(claim.key)
            if asked not in self.asked:
                beside.append(claim.key)
            elif asked in claims:
                twice.append(claim.key)
            else:
                claims[asked] = claim
        odd = [Odd("answered twice", f"answered twice, the first counts: {named(twice)}")] if twice else []
        return claims, [*odd, *([Odd("not asked", f"not asked: {named(beside)}")] if beside else [])]

    def marked(
        self, marker: Marker, claims: Mapping[Asked, Claim]
    ) -> Iterator[tuple[KeyQuestion, Mark | None]]:
        """Each question with the mark of its answer."""
        marks = dict(zip(claims, marker.mark(claims.values()), strict=True))
        for question in self.key.questions:
            mark = marks.get(question.asked)
            yield question, mark if isinstance(mark, Mark) else None

    def answer(self, question: KeyQuestion, claims: Mapping[Asked, Claim], mark: Mark | None) -> GradedAnswer:
        """The answer to a question, with its points."""
        if mark is None:
            return GradedAnswer(question, "blank", Fraction(0))
        word = judged(mark)
        credit = Fraction(1) if word == "right" else self.key.credit.get(word, Fraction(0))
        return GradedAnswer(question, word, question.points * credit, mark.claim.text, mark)

    def differences(self, sheet: Sheet) -> Iterator[str]:
        """Where a sheet says something else than the key: what the key says counts."""
        key = self.key.sheet
        for name in ("architecture", "input", "settings", "layout", "dtype", "batch", "conventions"):
            said, meant = getattr(sheet, name), getattr(key, name)
            if said in (meant, Sheet._field_defaults[name]) or (
                name == "architecture" and _network_named(said) == _network_named(meant)
            ):
                continue
            both = isinstance(said, (str, int)) and isinstance(meant, (str, int))
            differ = "differ from the key's, which count" if name.endswith("s") else "differs from the key's"
            yield (
                f"{name} is {quoted(str(said))}; the key has {quoted(str(meant))}"
                if both
                else f"its {name} {differ}"
            )
        if sheet.variant is not None and sheet.vary != key.vary:
            yield f"vary {quoted(sheet.vary)} is not the key's, {quoted(key.vary)}"
        if key.variants is None and sheet.variant != key.variant:
            yield f"variant is {sheet.variant or 'none'}; the key has {key.variant or 'none'}"


def _network_named(architecture: object) -> object:
    """The name of a network's file: where it lies is another path from each sheet."""
    if not isinstance(architecture, str):
        return architecture
    file = architecture.replace("\\", "/").rpartition("/")[2]
    return file.removesuffix(".yaml").removesuffix(".yml")


def judged(mark: Mark) -> Word:
    """What an answer is, as far as points go."""
    if mark.word == "right":
        return "part" if mark.part else "right"
    if mark.word != "wrong":
        return mark.word
    likeliest = next(iter(mark.causes), None)
    if likeliest is None:
        return "wrong"
    if is_convention(likeliest):
        return "convention"
    return "wrong" if likeliest.perhaps else "mistake"


def refused(sheet: Sheet, message: str) -> SpecError:
    """A sheet that is none for this key."""
    return SpecError([Problem(f"{quoted(sheet.source.name)}: {message}")])
