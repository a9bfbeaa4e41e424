"""An answered matrix: which entries are wrong, and the usual slip that explains all of them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncalc.problem import LayerError
from cnncalc.teaching.values.chain import Link, run
from cnncalc.teaching.values.layers import Values, work
from cnncalc.teaching.values.matrix import Matrix
from cnncalc.teaching.values.slips import slips

MOST_DECIMALS = 12
"""Decimals to which an answer may be rounded."""

FEWEST_DECIMALS = 2

MOST_SEARCHED = 5_000_000
"""Products that a search for slips may take in all."""


class WrongEntry(NamedTuple):
    """An entry of the answer that is not right: map, row and column from 0."""

    map: int
    row: int
    column: int
    answer: Fraction
    right: Fraction


class CheckedValues(NamedTuple):
    """An answer that was looked at.

    sizes: what it is and what it should be, where they differ. slips: what explains all of it, each with the
    number of its layer. searched: whether slips were looked for.
    """

    wrong: tuple[WrongEntry, ...]
    sizes: tuple[str, str] | None
    slips: tuple[tuple[int, str], ...]
    entries: int
    searched: bool = True

    @property
    def right(self) -> bool:
        return not self.wrong and self.sizes is None


def checked(answer: Sequence[Matrix], links: Sequence[Link], image: Values, right: Values) -> CheckedValues:
    """The answer beside the right values."""
    sizes = _sizes(answer, right.is_vector), _sizes(right.maps, right.is_vector)
    entries = sum(len(rows) * len(rows[0]) for rows in answer)
    search = small_enough(links, image)
    if sizes[0] != sizes[1]:
        found = tuple(_explaining(answer, links, image)) if search else ()
        return CheckedValues((), sizes, found, entries, search)
    answer = _as_row(answer) if right.is_vector else answer
    wrong = tuple(
        WrongEntry(k, i, j, said, value)
        for k, (told, rows) in enumerate(zip(answer, right.maps, strict=True))
        for i, (line, row) in enumerate(zip(told, rows, strict=True))
        for j, (said, value) in enumerate(zip(line, row, strict=True))
        if not says(said, value)
    )
    explained = tuple(_explaining(answer, links, image)) if wrong and search else ()
    return CheckedValues(wrong, None, explained, entries, search)


def small_enough(links: Sequence[Link], image: Values) -> bool:
    """Whether the chain can be worked out once for each slip."""
    once = sum(work(stage.link.layer, stage.link.given, stage.before) for stage in run(links, image))
    tries = sum(1 for link in links for _ in slips(link))
    return once * tries <= MOST_SEARCHED


def says(answer: Fraction, value: Fraction) -> bool:
    """Whether the answer is the value, or is it rounded where its decimals do not end.

    >>> says(Fraction("0.33"), Fraction(1, 3)), says(Fraction("0.3"), Fraction(1, 3))
    (True, False)
    """
    if answer == value:
        return True
    ends = any(_has(value, n) for n in range(MOST_DECIMALS + 1))
    decimals = range(FEWEST_DECIMALS, MOST_DECIMALS + 1)
    return not ends and any(abs(answer - value) * 2 * 10**n <= 1 and _has(answer, n) for n in decimals)


def _has(answer: Fraction, decimals: int) -> bool:
    """Whether it can be written with so many decimals."""
    return bool(10**decimals % answer.denominator == 0)


def _sizes(maps: Sequence[Matrix], is_vector: bool) -> str:
    """`2x2`, `3 maps of 2x2`; of a vector how many values."""
    if is_vector:
        return f"{sum(len(row) for rows in maps for row in rows)} values"
    sizes = " and ".join(dict.fromkeys(f"{len(rows)}x{len(rows[0])}" for rows in maps))
    return sizes if len(maps) == 1 else f"{len(maps)} maps of {sizes}"


def _as_row(maps: Sequence[Matrix]) -> tuple[Matrix, ...]:
    """The values of a vector, whether they were written as a row or as a column."""
    return (((*(value for rows in maps for row in rows for value in row),),),)


def _explaining(answer: Sequence[Matrix], links: Sequence[Link], image: Values) -> Iterator[tuple[int, str]]:
    """The slips that lead to exactly this answer."""
    for number, link in enumerate(links):
        for sentence, instead in slips(link):
            try:
                found = run([*links[:number], *instead, *links[number + 1 :]], image)
            except LayerError:
                continue
            after = found[-1].after if found else image
            if _same(answer, after):
                yield number, sentence


def _same(answer: Sequence[Matrix], values: Values) -> bool:
    told = _as_row(answer) if values.is_vector else tuple(answer)
    if _sizes(told, False) != _sizes(values.maps, False):
        return False
    pairs = zip(told, values.maps, strict=True)
    rows = (pair for said, found in pairs for pair in zip(said, found, strict=True))
    return all(says(a, b) for line, row in rows for a, b in zip(line, row, strict=True))
