"""Limits as people write them: `100k`, `25M`, `1.8G`, `100,000`."""

import re
from fractions import Fraction

from cnncalc.problem import QuestionError

AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)? ?([kKMGTB]?)", re.ASCII)
TIMES = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}


def read_amount(text: str, what: str) -> Fraction:
    """The number; QuestionError where there is none.

    >>> read_amount("1.5k", "--parameters")
    Fraction(1500, 1)
    """
    found = AMOUNT.fullmatch(text.strip()) if len(text) < 40 else None
    if not found:
        raise QuestionError(f"{what} takes a number such as 100000, 100k or 25M; found '{text[:60]}'")
    return Fraction(found[1].replace(",", "") + (found[2] or "")) * TIMES[found[3]]


def read_choices(text: str, what: str) -> list[str]:
    """The values that an open field may have: `3`, `1,3,5`, `1..7`.

    >>> read_choices("1..4", "--kernel"), read_choices("3,5", "--kernel"), read_choices("3x5", "--kernel")
    (['1', '2', '3', '4'], ['3', '5'], ['3x5'])
    """
    if text.lstrip()[:1] in ("[", "{"):
        return [text]
    choices: list[str] = []
    for part in text.split(","):
        ends = re.fullmatch(r" *(\d{1,6}) *\.\. *(\d{1,6}) *", part)
        if ends and not 0 <= int(ends[2]) - int(ends[1]) < MOST_CHOICES:
            raise QuestionError(
                f"{what}: a range goes up, by less than {MOST_CHOICES}; found '{part.strip()}'"
            )
        choices += map(str, range(int(ends[1]), int(ends[2]) + 1)) if ends else [part.strip()]
    return choices


MOST_CHOICES = 1_000
