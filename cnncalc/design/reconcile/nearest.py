"""The nearest figures, and what their difference may be: one bias per filter, the running statistics, ..."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.design.reconcile.amounts import (
    GLOBAL_POOLS,
    WINDOW_POOLS,
    batch_norms,
    biases,
    given_by,
    outputs,
    parameters,
    read_by,
    statistics,
)
from cnncalc.design.reconcile.facts import LayerFacts, facts
from cnncalc.design.reconcile.profile import CountedTerm, Total
from cnncalc.design.reconcile.question import COMPUTE, Asked

if TYPE_CHECKING:
    from cnncalc.design.reconcile.candidates import Candidate

MOST = 3
"""Figures that are shown."""
FARTHEST = Fraction(1, 2)
"""No figure is near that is farther off than this, as a share of what was quoted."""
CERTAIN = 1000
"""This many numbers there must be for each sum that is tried, for a fitting one to mean something."""

CUSTOMS = ("papers", "Keras")
"""Profiles whose figures people add to and take from."""


class Near(NamedTuple):
    """A figure near the one that was quoted. difference: quoted less value; parts: what adds up to it."""

    total: Total
    candidate: "Candidate"
    difference: Fraction
    parts: tuple[CountedTerm, ...] = ()


def nearest(asked: Asked, found: list[tuple[Total, "Candidate"]]) -> list[Near]:
    """The nearest of the common figures: first those whose difference is explained, then the closest."""
    once: dict[int, Near] = {}
    for total, candidate in sorted(found, key=lambda one: one[0].figure.rank + one[1].cost):
        if total.options or total.figure.rank + candidate.cost > MOST:
            continue
        difference = asked.quoted.value - total.value
        if abs(difference) <= FARTHEST * abs(asked.quoted.value):
            near = Near(total, candidate, difference, _explained(asked, total, candidate, difference))
            once.setdefault(total.value, near)
    ranked = sorted(once.values(), key=lambda near: (not near.parts, len(near.parts), abs(near.difference)))
    return ranked[:MOST]


def _explained(
    asked: Asked, total: Total, candidate: "Candidate", difference: Fraction
) -> tuple[CountedTerm, ...]:
    """One amount, or two, that add up to the difference; none where that could easily be chance."""
    if not asked.quoted.exact or total.profile.name not in CUSTOMS:
        return ()
    if total.figure.what not in ("parameters", *COMPUTE):
        return ()
    seen = facts(candidate.network, asked.layer)
    amounts = list(_amounts(seen, total.figure.what == "parameters"))
    pairs = [pair for pair in combinations(amounts, 2) if pair[0].amount * pair[1].amount > 0]
    common = gcd(*(part.amount for part in amounts))  # all sums are multiples of it
    widest = 2 * max((part.amount for part in amounts), default=0)
    sums: list[tuple[CountedTerm, ...]] = [(one,) for one in amounts]
    if len(pairs) * CERTAIN * common <= widest:
        sums += pairs
    return next((parts for parts in sums if sum(part.amount for part in parts) == difference), ())


def _amounts(layers: list[LayerFacts], of_parameters: bool) -> Iterator[CountedTerm]:
    """What people add or leave out, by name; each amount once, with either sign."""
    named = _of_parameters(layers) if of_parameters else _of_work(layers)
    met: set[int] = set()
    for text, amount in named:
        if amount > 0 and amount not in met:
            met.add(amount)
            yield CountedTerm(amount, text)
            yield CountedTerm(-amount, text)


def _of_parameters(layers: list[LayerFacts]) -> Iterator[tuple[str, int]]:
    kept = sum(layer.y.channels for layer in layers if layer.weighs and layer.y.size and not layer.biased)
    yield "one bias per filter of the convolutions that have none", kept
    yield "running statistics of batch normalization", sum(map(statistics, layers))
    yield "biases of convolutions and dense layers", sum(x.biases for x in layers if x.weighs)
    yield "scales and shifts of normalizations", sum(parameters(x) for x in layers if not x.weighs)
    yield "one number per normalization", sum(1 for x in layers if x.statistics)
    yield "auxiliary outputs", sum(parameters(x) for x in layers if x.in_head)
    yield from ((f"the parameters of {x.name}", x.parameters) for x in layers if x.weighs and not x.y.size)


def _of_work(layers: list[LayerFacts]) -> Iterator[tuple[str, int]]:
    yield "1 per output of layers with biases", sum(map(biases, layers))
    for times in (1, 2, 4):
        amount = sum(map(batch_norms(times), layers))
        yield f"{times} per value of batch normalization", amount
    activations = sum(layer.y.values for layer in layers if layer.activates and layer.kind != "softmax")
    yield "1 per value of activation functions", activations
    yield "2 per value of activation functions", 2 * activations
    yield "1 per value that pools read", sum(map(read_by((*WINDOW_POOLS, *GLOBAL_POOLS)), layers))
    yield "1 per value that pools give", sum(map(given_by((*WINDOW_POOLS, *GLOBAL_POOLS)), layers))
    yield "1 per value of residual additions", sum(map(given_by(("add",)), layers))
    yield "1 per value of products of maps", sum(map(given_by(("multiply",)), layers))
    yield "1 per output of convolutions and dense layers", sum(map(outputs, layers))
    yield "multiplies of auxiliary outputs", sum(layer.multiplies for layer in layers if layer.in_head)
    yield "multiplies of dense layers", sum(x.multiplies for x in layers if not x.y.size)
