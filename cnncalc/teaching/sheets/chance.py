"""Chance: draws that are the same with every Python, on every machine.

The only source is `random.Random(seed).random()`, which Python promises to keep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any


class Chance:
    """Draws that are the same everywhere."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        return int(self.random() * n)

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of these."""
        return choices[self.below(len(choices))]


@dataclass(frozen=True)
class Others(Sequence[int]):
    """Numbers in even steps but one of them: not listed, as there may be a billion."""

    numbers: range
    one: int

    def __len__(self) -> int:
        return len(self.numbers) - 1

    def __getitem__(self, i: Any) -> Any:
        return self.numbers[i if i < self.numbers.index(self.one) else i + 1]
