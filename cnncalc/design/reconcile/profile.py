"""What a profile is: the figures that a tool or a paper states, each a sum of terms over the layers.

A term counts something of one layer. What a tool does that no convention asks for is a term too, and
is marked as a defect. An option is what depends on how the network is written as a program, which a
spec does not say: whether a pool is a module that hooks see, or a function that they do not.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from cnncalc.design.reconcile.facts import LayerFacts

What = Literal["parameters", "macs", "flops", "values", "bytes", "layers", "pixels"]
"""What a figure counts. macs: one per multiply-accumulate; flops: two of them, or every operation."""

Amount = Callable[[LayerFacts], int]

MOST_OPTIONS = 3
"""Options that are tried together."""


class Term(NamedTuple):
    """A part of a figure: what is counted of each layer. defect: no convention explains it."""

    text: str
    amount: Amount
    defect: bool = False


class ProgramOption(NamedTuple):
    """A change by how the network is written as a program; the amount may be negative.

    of: what it says something of; of two options of one thing only one can hold.
    """

    text: str
    amount: Amount
    of: str = ""


def everything(layer: LayerFacts) -> bool:
    """Every layer counts."""
    return True


def in_evaluation(layer: LayerFacts) -> bool:
    """What a tool sees of a PyTorch network in evaluation: no auxiliary outputs, no softmax at the end."""
    return not layer.in_head and not (layer.kind == "softmax" and layer.last)


class ToolFigure(NamedTuple):
    """A figure that the tool prints.

    name: the tool's own word. rank: how far it is from what people quote first, 0 the nearest. sees:
    the layers that count. remark: what is to be known of it. repeats: why a multiple of it may be
    printed; "" where it is not. binary: its MB is 1024**2 bytes.
    """

    name: str
    what: What
    terms: tuple[Term, ...]
    rank: int = 1
    options: tuple[ProgramOption, ...] = ()
    sees: Callable[[LayerFacts], bool] = everything
    remark: str = ""
    repeats: str = ""
    binary: bool = False


class Profile(NamedTuple):
    """A tool, or a custom of the literature. defects: what it does that no convention explains."""

    name: str
    about: str  # what it is, in a few words
    source: str
    counts: tuple[ToolFigure, ...]
    defects: tuple[str, ...] = ()


class CountedTerm(NamedTuple):
    """A term with its amount for a network."""

    amount: int
    text: str
    defect: bool = False


class Total(NamedTuple):
    """A figure of a network by one profile: its value, and what it is made of."""

    profile: Profile
    figure: ToolFigure
    value: int
    parts: tuple[CountedTerm, ...]
    options: tuple[str, ...] = ()


def totals(profile: Profile, layers: Sequence[LayerFacts]) -> Iterator[Total]:
    """Every figure of the profile, each with its options in every combination that changes it."""
    for count in profile.counts:
        yield from _totals(profile, count, layers)


def _totals(profile: Profile, count: ToolFigure, layers: Sequence[LayerFacts]) -> Iterator[Total]:
    seen = [layer for layer in layers if count.sees(layer)]
    parts = tuple(CountedTerm(_sum(term.amount, seen), term.text, term.defect) for term in count.terms)
    base = sum(part.amount for part in parts)
    kept = tuple(part for part in parts if part.amount)
    yield Total(profile, count, base, kept)
    changes = [
        (CountedTerm(_sum(option.amount, seen), option.text), option.of or option.text)
        for option in count.options
    ]
    changes = [change for change in changes if change[0].amount]
    for size in range(1, min(len(changes), MOST_OPTIONS) + 1):
        for chosen in combinations(changes, size):
            if len({of for _, of in chosen}) == size:
                more = tuple(part for part, _ in chosen)
                value = base + sum(part.amount for part in more)
                yield Total(profile, count, value, (*kept, *more), tuple(part.text for part in more))


def _sum(amount: Amount, layers: Sequence[LayerFacts]) -> int:
    return sum(map(amount, layers))
