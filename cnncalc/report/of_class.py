"""What is said of a whole class below the table of its grades."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cnncalc.problem import listing
from cnncalc.report.base import Passage
from cnncalc.teaching.grade.equal import Equal
from cnncalc.teaching.grade.statistics import BINS, OfQuestion, hardest, share

if TYPE_CHECKING:
    from cnncalc.report.grade import GradeReport

MOST_SHOWN = 5
"""Questions, mistakes and groups that are told below the table; all that needs an eye is."""

LONGEST_BAR = 40
"""Marks in the longest bar of the histogram."""


def class_passages(report: "GradeReport") -> Iterator[Passage]:
    """What needs an eye, how the points lie, the hardest questions, mistakes, equal wrong answers."""
    if report.attention:
        yield Passage("Needs your eye", tuple(one.text for one in report.attention))
    if report.spread.sheets > 1 and report.spread.histogram:
        yield Passage("How many got how much of the points", tuple(_bars(report.spread.histogram)))
    hard = [_went(one) for one in hardest(report.questions)[:MOST_SHOWN]]
    if hard and report.spread.sheets:
        yield Passage("Hardest questions", tuple(hard))
    made = (f"{one.times} x {one.title} [{one.code}]" for one in report.mistakes[:MOST_SHOWN])
    if lines := tuple(made):
        yield Passage("Commonest mistakes", lines)
    if report.equal:
        yield Passage("Equal wrong answers", tuple(map(_shared, report.equal[:MOST_SHOWN])))


def _bars(histogram: Sequence[int]) -> Iterator[str]:
    """A line for each tenth of the points, with a mark for each sheet, or for several."""
    for_one = -(-max(histogram) // LONGEST_BAR)
    for number, sheets in enumerate(histogram):
        bar = "#" * -(-sheets // for_one)
        yield (
            f"from {100 * number // BINS:2} %  {bar} {sheets}"
            if sheets
            else f"from {100 * number // BINS:2} %"
        )


def _went(one: OfQuestion) -> str:
    common = "; ".join(f"{made.times} x {made.title} [{made.code}]" for made in one.mistakes[:2])
    earned = f"{float(100 * share(one)):.0f} % of its points"
    right = f"{one.words['right']} of {one.words.total()} right"
    return f"{one.question.key}: {earned}, {right}{f'; {common}' if common else ''}"


def _shared(one: Equal) -> str:
    """How many students share how many answers; that a known mistake makes them is told."""
    known = len(one.questions) - one.unexplained
    of_these = f", {known} of them by a known mistake" if known else ""
    count = f"{len(one.students)} students share {len(one.questions)} wrong answers{of_these}"
    return f"{listing(one.students)}: {count}"
