"""Key: what is asked, what it is worth, and by which network it is marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.effort import Effort
from cnncalc.problem import Problem, Problems, listing, quoted
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.sheets.read import network_of, sheet_in, summary_of
from cnncalc.teaching.sheets.sheet import Sheet
from cnncalc.teaching.sheets.worksheet import answer_text

CREDIT: Mapping[str, Fraction] = {
    "follows": Fraction(1),
    "convention": Fraction(1, 2),
    "part": Fraction(1, 2),
    "mistake": Fraction(0),
}
"""The part of its points that an answer gets: right for an earlier wrong one; counted by another convention;
sizes without channels; what one known mistake leads to. A key may say otherwise."""

Asked = tuple[str, str]
"""The layer, or total, and the figure."""


class KeyQuestion(NamedTuple):
    """A figure that is asked for, and what it is worth."""

    key: str
    points: Fraction
    asked: Asked  # by whatever name it is answered


class Key(NamedTuple):
    """A key that was found sound."""

    sheet: Sheet
    network: str
    questions: tuple[KeyQuestion, ...]
    credit: Mapping[str, Fraction]

    @property
    def of(self) -> Fraction:
        """All the points that there are."""
        return sum((question.points for question in self.questions), Fraction(0))

    def marker(self, variant: int | None) -> Marker:
        """What marks the answers about the network, or about a variant of it."""
        sheet = self.sheet if variant is None else self.sheet._replace(variant=variant)
        return Marker(summary_of(sheet), sheet.layout, sheet.conventions)


def read_key(path: str) -> Key:
    """The key in a file. SpecError with all that is wrong with it, wrong answers among them."""
    sheet, problems = sheet_in(path), Problems()
    if sheet.variant is not None and sheet.variants is not None:
        problems.add(f"{path}: 'variant' is for one network, 'variants' for a class; give only one of them")
    places = {claim.key: claim.place for claim in sheet.claims}
    asked = [*places, *sheet.blank]
    if not asked:
        problems.add(f"{path}: the key asks for nothing")
    marker = Marker(summary_of(sheet), sheet.layout, sheet.conventions)
    for fault in _faults(marker, sheet, asked):
        problems.append(fault)
    named = {key: marker.figures.split(key) for key in asked}
    questions = tuple(KeyQuestion(key, worth(key, named[key], sheet.points), named[key]) for key in asked)
    said = (*_unused(questions, sheet.points), *_unclear(questions, sheet.points), *_no_credit(sheet.credit))
    for message in (*_twice(questions), *said):
        problems.add(f"{path}: {message}")
    if problems:
        raise problems.error()
    return Key(sheet, network_of(sheet).name, questions, {**CREDIT, **sheet.credit})


def worth(key: str, asked: Asked, points: Mapping[str, Fraction]) -> Fraction:
    """What an answer is worth: said for its key, else for its layer, else for its figure, else 1."""
    return next((points[name] for name in _names(key, asked) if name in points), Fraction(1))


def _names(key: str, asked: Asked) -> tuple[str, ...]:
    """By what points are said for a question, what is said most exactly first.

    `C1.output`; of its layer `C1.*` or `C1`; of its figure `*.output` or `output`.
    """
    owner, figure = asked
    short = key.rpartition(".")[2]
    return (key, f"{owner}.{figure}", f"{owner}.*", owner, f"*.{short}", f"*.{figure}", short, figure)


def _faults(marker: Marker, sheet: Sheet, asked: Iterable[str]) -> Iterator[Problem]:
    """Keys that name no figure, and answers that are not right."""
    found = marker.mark(Claim(key, "0") for key in sheet.blank)
    yield from (one for one in found if isinstance(one, Problem))
    for one in marker.mark(sheet.claims):
        if isinstance(one, Problem):
            yield one
        elif one.word in ("wrong", "follows", "vague", "unreadable") and sheet.variants is None:
            yield Problem(_not_so(one), one.claim.place)


def _not_so(mark: Mark) -> str:
    right = answer_text(mark.correct, mark.unit) or str(mark.correct)
    return f"the key says {quoted(mark.claim.text)} for {quoted(mark.claim.key)}; it is {right}"


def _twice(questions: Iterable[KeyQuestion]) -> Iterator[str]:
    seen: dict[Asked, str] = {}
    for question in questions:
        if question.asked in seen:
            yield f"{quoted(question.key)} and {quoted(seen[question.asked])} ask for the same value"
        seen[question.asked] = question.key


def _unused(questions: Iterable[KeyQuestion], points: Mapping[str, Fraction]) -> Iterator[str]:
    """Points for what nobody is asked for."""
    known = dict.fromkeys(name for question in questions for name in _names(question.key, question.asked))
    effort = Effort()
    for name in points:
        if name not in known:
            hint = effort.hint(name, known)
            yield f"there are points for {quoted(name)}, which is not a key, layer or column in it{hint}"


def _unclear(questions: Sequence[KeyQuestion], points: Mapping[str, Fraction]) -> Iterator[str]:
    """Points for a name that some layer has and some figure too: in LeNet-5 a layer is called `output`."""
    layers = {question.asked[0] for question in questions}
    figures = {name for one in questions for name in (one.key.rpartition(".")[2], one.asked[1])}
    for name in points:
        if name in layers and name in figures:
            yield (
                f"there are points for {quoted(name)}, which is a layer and a figure: write '{name}.*' for"
                f" the layer, or '*.{name}' for the figure of every layer"
            )


def _no_credit(credit: Mapping[str, Fraction]) -> Iterator[str]:
    effort = Effort()
    for name in credit:
        if name not in CREDIT:
            hint = effort.hint(name, CREDIT) or f"; there are {listing(CREDIT)}"
            yield f"there is no credit called {quoted(name)}{hint}"
