"""Errors as values that know where they stand in the file."""

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

WIDEST_EXCERPT = 160

MOST_PROBLEMS = 1_000
"""Problems after which reading stops."""

MOST_COMPARED = 300
"""Words among which the one that was meant is looked for."""

MOST_NAMED = 40
"""Words that are listed in a message."""

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1."""


class Source:
    """A text that was read, under the name by which the user knows it, and the folder it lies in."""

    __slots__ = ("_lines", "folder", "name", "text")

    def __init__(self, name: str, text: str, folder: str = "") -> None:
        self.name = name
        self.text = text
        self.folder = folder
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty beyond the end."""
        if self._lines is None:
            self._lines = LINE_BREAK.split(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @property
    def path(self) -> str:
        """The path from the working folder, with slashes, for tools that open the file; else its name."""
        path = self.name
        if self.folder:
            full = os.path.join(self.folder, os.path.basename(self.name))
            with suppress(ValueError):  # it is on another drive
                path = os.path.relpath(full)
            path = self.name if path.startswith(os.pardir) else path
        return path.replace(os.sep, "/")


class Place(NamedTuple):
    """A stretch of one line: line and column are counted from 1, width is in characters."""

    source: Source
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{printable(self.source.name)}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """The line with carets under the stretch; a very long line is shown around the place."""
        line = self.source.line(self.line)
        start = max(0, self.column - 1 - WIDEST_EXCERPT // 2) if len(line) > WIDEST_EXCERPT else 0
        shown = line[start : start + WIDEST_EXCERPT]
        before = shown[: self.column - 1 - start]
        blank = "".join("\t" if char == "\t" else " " for char in before)
        width = max(1, min(self.width, len(shown) - len(before)))
        number = f"{self.line:5} | "
        return f"{number}{printable(shown)}\n{' ' * (len(number) - 2)}| {blank}{'^' * width}"


class Problem(NamedTuple):
    """What is wrong, where, and in which calls: one line, then an excerpt of the file."""

    message: str
    place: Place | None = None
    within: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        context = printable(f" ({'; '.join(self.within)})") if self.within else ""
        head = f"{where}error: {printable(self.message)}{context}"
        return f"{head}\n{self.place.excerpt()}" if self.place and self.place.line else head


class DefectError(Exception):
    """A mistake of cnncalc itself, whatever was given to it."""


class Problems(list[Problem]):
    """What has been found wrong so far: reading goes on, so that all is reported at once."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []  # the calls of blocks that are being followed
        self._followed = 0

    @property
    def failures(self) -> int:
        """How often something was wrong, also where that followed from what was reported."""
        return len(self) + self._followed

    def follow(self) -> None:
        """Something is left out because of what was reported: a DefectError if nothing was."""
        if not self:
            raise DefectError("a part of the spec was left out, and no problem says why")
        self._followed += 1

    def add(self, message: str, place: Place | None = None) -> None:
        """One more problem."""
        self.append(Problem(message, place, tuple(self.calls)))
        if len(self) == MOST_PROBLEMS:
            self.append(Problem(f"{MOST_PROBLEMS:,} problems: what follows is not read", place))
            raise self.error()

    def error(self) -> "SpecError":
        """All of them in the order of the file, each once, to be raised."""
        once: dict[tuple[str, Place | None], Problem] = {}
        for problem in self:
            once.setdefault((problem.message, problem.place), problem)
        return SpecError(sorted(once.values(), key=_position))


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


class SpecError(Exception):
    """A spec, or an option that stands for a part of one, that cannot be used: all its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        if not all(problem.message.strip() for problem in self.problems) or not self.problems:
            raise DefectError("a spec was refused without a word")
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class LayerError(Exception):
    """A layer that cannot be: its fields contradict each other or its input."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def printable(text: str) -> str:
    """The text with control characters written out, so that no file can steer a terminal."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == "\t" else char.encode("unicode_escape").decode()
        for char in text
    )


def printable_lines(text: str) -> str:
    """The same for a text of several lines, whose ends stay."""
    return "\n".join(map(printable, text.split("\n")))


def nearest(found: str, known: Iterable[str], cutoff: float = 0.65) -> str | None:
    """The known word that is most like another; one of the same letters comes first, vgg16 for vgg61."""
    from difflib import get_close_matches  # a hundredth of a run in which nothing is wrong

    lower = {word.lower(): word for word in islice(known, MOST_COMPARED)}
    word = found[:60].lower()
    letters = sorted(word)
    same = [one for one in lower if len(one) == len(word) and sorted(one) == letters]
    near = get_close_matches(word, same or list(lower), n=1, cutoff=cutoff)
    return lower[near[0]] if near else None


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """`; did you mean 'filters'?` where something near is known, else nothing."""
    meant = nearest(found, known)
    return f"; did you mean '{meant}'?" if meant is not None else ""


def nearest_path(found: str, known: Iterable[str]) -> str:
    """`; did you mean '3a/5x5/conv1'?`: of paths those in the same block come first."""
    paths, block = list(known), found.rpartition("/")[0]
    inside = (path for path in paths if path.rpartition("/")[0] == block)
    return (did_you_mean(found, inside) if block else "") or did_you_mean(found, paths)


def quoted(found: str) -> str:
    """What was found, in quotes, short enough to stand in a message."""
    return f"'{found}'" if len(found) <= 60 else f"'{found[:57]}...'"


def listing(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(words) or ["nothing"]
    if len(listed) > MOST_NAMED:
        listed[MOST_NAMED:] = [f"{len(listed) - MOST_NAMED:,} more"]
        last = "and"
    *most, final = listed
    return f"{', '.join(most)} {last} {final}" if most else final


class QuestionError(Exception):
    """A question that cannot be asked: what is missing or too much."""
