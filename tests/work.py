"""Work counted in lines of Python that run: the same on any machine, however busy it is."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class TooMuchWork(BaseException):
    """What was bounded runs on and on. No `except Exception` catches it."""


def steps(action: Callable[[], Any], most: int = sys.maxsize) -> int:
    """How many lines run until the action ends; TooMuchWork as soon as they are more than `most`.

    >>> steps(lambda: [None for _ in range(10)]) < steps(lambda: [None for _ in range(1000)])
    True
    """
    count = 0

    def line(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        if count > most:
            raise TooMuchWork(f"more than {most:,} lines")
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def growth(prepare: Callable[[int], Callable[[], Any]], size: int) -> float:
    """How many times as much is done for twice the size: 2 where it is linear, 4 where it is quadratic.

    What `prepare` does before it gives the action is not counted, nor what is worked out once and kept.
    """
    prepare(size)()
    return steps(prepare(2 * size)) / steps(prepare(size))
