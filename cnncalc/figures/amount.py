"""What options of `solve` take: an amount such as `100k` or `1.8G`, choices such as `1,3,5` or `1..7`."""

import re
from fractions import Fraction

from cnncalc.figures.digits import IN_THREES, THOUSANDS, bare
from cnncalc.problem import QuestionError

AMOUNT = re.compile(rf"({IN_THREES}|\d+)(\.\d+)? ?([kKMGTB]?)", re.ASCII)
PREFIXES = {"": 1, **THOUSANDS, "B": 10**9}


def read_amount(text: str, what: str) -> Fraction:
    """The number; QuestionError where there is none.

    >>> read_amount("1.5k", "--parameters")
    Fraction(1500, 1)
    """
    found = AMOUNT.fullmatch(text.strip()) if len(text) < 40 else None
    if not found:
        raise QuestionError(f"{what} takes a number such as 100000, 100k or 25M; found '{text[:60]}'")
    return Fraction(bare(found[1]) + (found[2] or "")) * PREFIXES[found[3]]


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
