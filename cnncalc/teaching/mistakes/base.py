"""Mistake: a classic one, as a change of the right formulas. Question: what it is made in."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from cnncalc.shape import AXES
from cnncalc.summary import LayerSummary
from cnncalc.teaching.mistakes.edit import FormulaChange, Quantities, changed, names

PARAMETERS = ("parameters", "weights", "biases")
SIZES = ("output", "depth", "height", "width", "length", "channels")
MULTIPLIES = ("multiplies", "flops")
VOLUMES = ("activations", "memory")


class Question(NamedTuple):
    """A figure of a layer that somebody is asked for.

    parts: the numbers of the answer, each with its working; a shape has one per axis and its channels
    last. symbols: what else there is to mix up: sizes, channels, fields by their letters.
    """

    layer: LayerSummary
    figure: str
    parts: Quantities
    symbols: Mapping[str, Any]

    @property
    def values(self) -> tuple[int, ...]:
        """The right answer."""
        return tuple(map(int, self.parts))

    def symbols_of(self, name: str) -> frozenset[str]:
        """The symbols in the formulas of this name that take part in the answer."""
        steps = (step for part in self.parts for step in part.steps() if step.formula.name == name)
        return frozenset[str]().union(*(names(step.formula) for step in steps))

    @property
    def learns(self) -> bool:
        """Whether the layer has weights."""
        return bool(self.layer.parameters.weights)


def anywhere(question: Question) -> bool:
    """A mistake that can be made wherever its formulas occur."""
    return True


class Mistake(NamedTuple):
    """A way to a wrong number.

    code: as in docs/reference/mistakes.md. title: what was done, in a few words. advice: the sentence of a
    kind teacher. figures: of which figures it is made. changes: what it does to their formulas, all of it at
    once; rearrange: what it does to the parts afterwards. convention: the word by which a sheet declares
    that it counts like this on purpose; "" where it is plainly wrong. likely: 0 for the commonest.
    """

    code: str
    title: str
    advice: str
    figures: tuple[str, ...]
    changes: tuple[FormulaChange, ...] = ()
    convention: str = ""
    when: Callable[[Question], bool] = anywhere
    likely: int = 1
    rearrange: Callable[[Quantities], Quantities | None] | None = None

    def made_in(self, question: Question) -> bool:
        """Whether somebody could make it here."""
        return question.figure in self.figures and self.when(question)


class Wrong(NamedTuple):
    """What mistakes lead to: the numbers, and the wrong working beside them.

    lines: the working, or what writes it: only few of the many that are tried are ever told. guessed:
    whether it is something else that was taken for the answer, not a slip in its formula.
    """

    mistakes: tuple[Mistake, ...]
    values: tuple[int | Fraction, ...]
    lines: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    guessed: bool = False

    @property
    def working(self) -> tuple[str, ...]:
        """The wrong lines."""
        return self.lines() if callable(self.lines) else self.lines

    @property
    def code(self) -> str:
        """`P1`, or `P1+P3` for two at a time."""
        return "+".join(sorted(mistake.code for mistake in self.mistakes))

    @property
    def title(self) -> str:
        """What was done, in a few words."""
        return ", and ".join(mistake.title for mistake in self.mistakes)

    @property
    def perhaps(self) -> bool:
        """Whether it is told as what may be: two mistakes at a time, or something taken for another."""
        return self.guessed or len(self.mistakes) > 1

    @property
    def said(self) -> str:
        """What was done, with "perhaps" where it may be otherwise."""
        return f"perhaps {self.title}" if self.perhaps else self.title


def make(mistakes: tuple[Mistake, ...], question: Question) -> Wrong | None:
    """The wrong answer to which these mistakes lead; None where they do not go together here."""
    changes = tuple(change for mistake in mistakes for change in mistake.changes)
    parts = changed(question.parts, changes, question.symbols)
    sized = parts or ()
    for mistake in mistakes:
        if parts is not None and mistake.rearrange is not None:
            parts = mistake.rearrange(parts)
    if parts is None or any(part < 0 for part in parts):
        return None
    values = tuple(map(int, parts))
    return (
        None
        if values == question.values
        else Wrong(mistakes, values, partial(_lines, question, parts, sized))
    )


def _lines(question: Question, parts: Quantities, sized: Quantities) -> tuple[str, ...]:
    return working(parts, axis_of(question, sized))


def axis_of(question: Question, parts: Quantities) -> dict[int, str]:
    """By the id of each part that is a size: its axis, where the axes are not all alike."""
    sizes = parts[:-1] if question.figure == "output" else ()
    if len({size.working() for size in sizes}) < 2:
        return {}
    return {id(size): axis for size, axis in zip(sizes, AXES[len(sizes)], strict=True)}


def working(parts: Quantities, axes: Mapping[int, str]) -> tuple[str, ...]:
    """The lines of the working, each once; those of a size with its axis, `n_out = 7 (height)`."""
    lines: dict[str, list[str]] = {}
    for part in parts:
        for step in part.steps():
            named = lines.setdefault(step.working(), [])
            if step is part and id(part) in axes:
                named.append(axes[id(part)])
    return tuple(f"{line} ({' and '.join(named)})" if named else line for line, named in lines.items())
