"""Choices by chance, always the same for the same seed."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from .words import ODD

Args = list[str]


class Chooser:
    """Chooses by a random number generator."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def chance(self, p: float) -> bool:
        """True in so many cases of 1."""
        return self.rng.random() < p

    def pick(self, *options: Any) -> Any:
        """One of these."""
        return self.rng.choice(options)

    def some(self, options: Sequence[str], most: int = 4) -> str:
        """A few of these, with commas between them."""
        return ",".join(self.pick(*options) for _ in range(self.rng.randint(1, most)))

    def maybe(self, *options: str | tuple[str, Sequence[str] | Callable[[], str]]) -> Args:
        """Some of the options: a flag, or an option with a value, which seldom is one that fits nowhere."""
        args: Args = []
        for option in options:
            if not self.chance(0.22):
                continue
            if isinstance(option, str):
                args.append(option)
            else:
                name, values = option
                value = values() if callable(values) else self.pick(*values)
                args += [name, self.pick(*ODD) if self.chance(0.05) else value]
        return args
