"""What names mean in an expression: variables, arguments, counters, and the size of what is read."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from cnncalc.effort import Effort
from cnncalc.problem import did_you_mean, quoted
from cnncalc.shape import AXES, Shape

YES, NO = ("true", "yes", "on"), ("false", "no", "off")
FLAGS = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)


class Layered(ChainMap[str, Any]):
    """Names over names: the counters of loops over the arguments of a call over the variables of a spec."""

    def __contains__(self, name: object) -> bool:
        return self.get(name, self) is not self

    def get(self, name: Any, default: Any = None) -> Any:
        """What the innermost of this name means."""
        for names in self.maps:
            if name in names:
                return names[name]
        return default


class Env(NamedTuple):
    """What names mean: variables and arguments, and after them the size of the current input."""

    values: Mapping[str, Any] = {}
    input: Shape | None = None
    lost: bool = False  # there is an input, but its size is not known, as its layer is wrong
    effort: Effort | None = None  # what reading has taken so far; None: there is too little to count

    def at(self, shape: Shape | None) -> "Env":
        """The same names where another shape is read."""
        return self.__class__(self.values, shape, shape is None, self.effort)

    def spend(self, steps: int) -> None:
        """Count so many steps; SpecError if they are too many."""
        if self.effort is not None:
            self.effort.spend(steps)

    def elements(self, number: int) -> None:
        """Count so many elements of a list, as they are gone through."""
        if self.effort is not None:
            self.effort.elements(number)

    def hint(self, found: str, known: Iterable[str]) -> str:
        """What may have been meant."""
        return self.effort.hint(found, known) if self.effort else did_you_mean(found, known)

    def names(self) -> Iterator[str]:
        """Every name with a meaning."""
        return chain(self._sizes(), self.values)

    def knows(self, name: str) -> bool:
        """Whether a name has a meaning, also one whose value is not known because of a mistake."""
        return name in self.values or name in (SIZES if self.lost else self._sizes())

    def _sizes(self) -> tuple[str, ...]:
        return (*AXES[self.input.rank], "channels") if self.input else ()

    def __getitem__(self, name: Any) -> Any:
        value = self.values.get(name, _NO_VALUE)
        if value is None:
            raise LostError  # the variable has no value, which is reported where it stands
        if value is not _NO_VALUE:
            return value
        if self.input is not None:
            if name == "channels":
                return self.input.channels
            axes = AXES[self.input.rank]
            if name in axes:
                return self.input.size[axes.index(name)]
        if self.lost and name in SIZES:
            raise LostError
        hint = self.hint(name, self.names())
        raise ExpressionError(f"there is no variable {quoted(name)}{hint}")


_NO_VALUE = object()

NOTHING = Env()
"""No name means anything."""


SIZES = frozenset(("channels", *chain.from_iterable(AXES.values())))


class LostError(Exception):
    """An expression about the size of an input that is not known; why is reported already."""


class ExpressionError(Exception):
    """An expression that is none, or that has no value: the reason."""
