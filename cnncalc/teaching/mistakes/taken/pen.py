"""Slips of the pen and of the calculator: zeros, digits in another order, a factor."""

from collections.abc import Callable, Iterator
from functools import partial

from cnncalc.teaching.mistakes.guess import AskedFigure, Family, Guess, Values

Spoil = Callable[[int], int | None]

COPIED = "The digits are nearly those of the right number: look at them once more."
THOUSANDS = "K is 1000, M is 10^6, G is 10^9."
TWICE = "A factor of 2 is too many or missing: look for what is counted twice."

FACTORS = (
    ("there is a zero too many", COPIED, 10, 1, 0),
    ("there is a zero too few", COPIED, 1, 10, 0),
    ("the number is doubled", TWICE, 2, 1, 0),
    ("the number is halved", TWICE, 1, 2, 1),
    ("the number is a thousand times too large, as if M stood for K", THOUSANDS, 1000, 1, 1),
    ("the number is a thousand times too small, as if K stood for M", THOUSANDS, 1, 1000, 1),
)
"""What is done, what to say, times, divided by, likely."""

MOST_DIGITS = 15
"""Digits of a number in which two that are swapped are looked for."""


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """The right number spoilt in writing; in a shape one number, on all axes that are alike."""
    for title, advice, times, over, likely in FACTORS:
        for values in spoilt(asked.right, partial(_scaled, times, over)):
            yield Guess(title, advice, values, likely)
    for place in range(min(len(str(max(asked.right))), MOST_DIGITS) - 1):
        for values in spoilt(asked.right, partial(_swapped, place)):
            yield Guess("two digits are swapped", COPIED, values, 1)


def spoilt(right: Values, spoil: Spoil) -> Iterator[Values]:
    """The answer with one of its numbers spoilt, wherever that number stands."""
    for number in dict.fromkeys(right):
        other = spoil(number)
        if other is not None and other != number:
            yield tuple(other if one == number else one for one in right)


def _scaled(times: int, over: int, number: int) -> int | None:
    return None if number * times % over else number * times // over


def _swapped(place: int, number: int) -> int | None:
    """Two neighbouring digits in the other order; none where the number would begin with a zero."""
    text = str(number)
    if place + 1 >= len(text):
        return None
    other = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return None if other.startswith("0") else int(other)


FAMILY = Family(
    "W3",
    "a slip of the pen",
    "two digits swapped, a zero too many or too few, a factor of 2, M for K or K for M",
    candidates,
)
