"""What no program can decide: the sheets, files and answers that a teacher has to look at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from cnncalc.problem import listing, quoted

if TYPE_CHECKING:
    from cnncalc.teaching.grade.grading import Graded
    from cnncalc.teaching.grade.submissions import Submission

Reason = Literal[
    "not read", "skipped", "no name", "two sheets", "same variant", "unreadable", "answered twice",
    "not asked", "other network",
]  # fmt: skip
"""Why something has to be looked at, as short as a cell of a table."""

MOST_NAMED = 5
"""Keys and files that one sentence names."""

LONGEST_QUOTE = 24
"""Characters of an answer that are quoted."""


class Odd(NamedTuple):
    """What is odd about a sheet: why it has to be looked at, and the sentence about it."""

    reason: Reason
    text: str


class Attention(NamedTuple):
    """Something to look at: why, in which files, whose they are, and the sentence that tells it."""

    reason: Reason
    files: tuple[str, ...]
    students: tuple[str, ...]
    text: str


def named(keys: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = [f"{len(keys) - MOST_NAMED} more"] if len(keys) > MOST_NAMED else []
    return listing([*keys[:MOST_NAMED], *more])


def attention(graded: Sequence["Graded"], skipped: Iterable["Submission"] = ()) -> tuple[Attention, ...]:
    """All that has to be looked at in a grading, the gravest first."""
    return (
        *_not_read(graded),
        *_skipped([one.name for one in skipped]),
        *_two_sheets(graded),
        *_same_variant(graded),
        *_nameless(graded),
        *_unreadable(graded),
        *_others(graded),
    )


def _not_read(graded: Iterable["Graded"]) -> Iterator[Attention]:
    for one in graded:
        if one.problems:
            yield Attention("not read", (one.file,), (one.student,), one.problems[0].splitlines()[0])


def _skipped(files: Sequence[str]) -> Iterator[Attention]:
    if files:
        text = f"skipped, as no sheet ends so: {', '.join(files)}"
        yield Attention("skipped", tuple(files), (), text)


def _nameless(graded: Sequence["Graded"]) -> Iterator[Attention]:
    found = [one for one in graded if one.nameless]
    if found:
        files = [f"{one.file} (as {quoted(one.student)})" for one in found]
        told = (
            "no sheet has a name on it; the names are those of files and folders"
            if len(found) == len(graded) > MOST_NAMED
            else f"no name on the sheet: {', '.join(files)}"
        )
        yield Attention(
            "no name", tuple(one.file for one in found), tuple(one.student for one in found), told
        )


def _two_sheets(graded: Iterable["Graded"]) -> Iterator[Attention]:
    for same in together(graded, lambda one: one.whose):
        files = tuple(one.file for one in same)
        text = f"{quoted(same[0].student)} submitted {len(files)} sheets: {', '.join(files)}"
        yield Attention("two sheets", files, (same[0].student,), text)


def _same_variant(graded: Iterable["Graded"]) -> Iterator[Attention]:
    for same in together((one for one in graded if one.says("same variant")), lambda one: one.variant):
        files = tuple(one.file for one in same)
        text = f"variant {same[0].variant} was submitted {len(files)} times: {', '.join(files)}"
        yield Attention("same variant", files, tuple(one.student for one in same), text)


def _unreadable(graded: Iterable["Graded"]) -> Iterator[Attention]:
    for one in graded:
        answers = [answer for answer in one.answers if answer.word in ("unreadable", "not known")]
        if answers:
            said = ", ".join(f"{answer.question.key} {_short(answer.text)}" for answer in answers)
            text = f"{one.file}: cannot be marked: {said}"
            yield Attention("unreadable", (one.file,), (one.student,), text)


def _others(graded: Iterable["Graded"]) -> Iterator[Attention]:
    for one in graded:
        for odd in one.odd:
            if odd.reason in ("answered twice", "not asked", "other network"):
                yield Attention(odd.reason, (one.file,), (one.student,), f"{one.file}: {odd.text}")


def _short(answer: str) -> str:
    return f"'{answer}'" if len(answer) <= LONGEST_QUOTE else f"'{answer[: LONGEST_QUOTE - 3]}...'"


def together(graded: Iterable["Graded"], whose: Callable[["Graded"], object]) -> list[list["Graded"]]:
    """The groups of two or more sheets that have the same of something."""
    groups: dict[object, list[Graded]] = {}
    for one in graded:
        groups.setdefault(whose(one), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def with_doubles(graded: Sequence["Graded"]) -> Iterator["Graded"]:
    """Sheets of the same student, or of the same variant, say so: which of them counts is for people."""
    students = _others_of(graded, lambda one: one.whose)
    marked = [one for one in graded if one.variant is not None and one.answers]
    several = len({one.variant for one in marked}) > 1
    variants = _others_of(marked, lambda one: one.variant) if several else {}
    for one in graded:
        same = students.get(id(one), [])
        others = [file for file in variants.get(id(one), ()) if file not in same]
        told = list(one.odd)
        if same:
            told.append(Odd("two sheets", f"{quoted(one.student)} also submitted {named(same)}"))
        if others:
            told.append(Odd("same variant", f"variant {one.variant} is also in {named(others)}"))
        yield one._replace(odd=tuple(told))


def _others_of(graded: Iterable["Graded"], whose: Callable[["Graded"], object]) -> dict[int, list[str]]:
    """The files beside each sheet that have the same of something."""
    return {
        id(one): [other.file for other in group if other is not one]
        for group in together(graded, whose)
        for one in group
    }
