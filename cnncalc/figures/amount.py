"""Amounts on the command line: `100k`, `25M`, `5 million`, `100,000`; and choices, `1,3,5`."""

import re
from fractions import Fraction

from cnncalc.figures.quoted import NotAFigureError, read
from cnncalc.figures.units import contradiction, factor
from cnncalc.problem import QuestionError


def read_amount(text: str, what: str) -> Fraction:
    """The number that an option such as --parameters takes; QuestionError if there is none.

    >>> read_amount("1.5k", "--parameters"), read_amount("1B", "--parameters")
    (Fraction(1500, 1), Fraction(1000000000, 1))
    """
    name = what.lstrip("-")
    try:
        amount = read(text)
    except NotAFigureError as error:
        raise QuestionError(f"{what} takes a number such as 100000, 100k or 25M; {error}") from None
    wrong = contradiction(amount.unit, name, "count") or factor(amount.unit, name) != 1
    if amount.relation != "=" or amount.value < 0 or wrong:
        raise QuestionError(f"{what} takes a number such as 100000, 100k or 25M; found '{text[:60]}'")
    return amount.value


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
                f"{what}: a range goes up, and has at most {MOST_CHOICES} values; found '{part.strip()}'"
            )
        choices += map(str, range(int(ends[1]), int(ends[2]) + 1)) if ends else [part.strip()]
    return choices


MOST_CHOICES = 1_000
