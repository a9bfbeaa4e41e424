"""The search: every figure of every profile on every variant, held against what was quoted."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from cnncalc.analysis import receptive_field
from cnncalc.analysis.base import Settings
from cnncalc.network import Network
from cnncalc.problem import Problem, SpecError, did_you_mean, quoted
from cnncalc.reconcile.facts import facts, names_of
from cnncalc.reconcile.fit import Explanation, Found, explanations, settled
from cnncalc.reconcile.misprints import Misprint, misprints
from cnncalc.reconcile.nearest import Near, nearest
from cnncalc.reconcile.profile import Count, Profile, Total, totals
from cnncalc.reconcile.profiles import PROFILES
from cnncalc.reconcile.question import Asked, ask
from cnncalc.reconcile.variants import SIZES, Start, Variant, as_given, other_inputs, related
from cnncalc.shape import Shape

NEAR_ENOUGH = Fraction(1, 5)
"""How far a figure may be from the square of the sides, for another input to be worth a try."""

FIELD = Profile(
    "papers",
    "figures worked out by hand",
    "Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill",
    (Count("receptive field of the last map", "pixels", (), 1), Count("receptive field", "pixels", (), 1)),
)


class Answer(NamedTuple):
    """All that was found for one figure. tried: how many different values it was held against."""

    asked: Asked
    explanations: tuple[Explanation, ...]
    misprints: tuple[Misprint, ...]
    nearest: tuple[Near, ...]
    tried: int
    unknown: tuple[str, ...]  # layers of which not all figures are known

    @property
    def explained(self) -> bool:
        """Whether something fits to the digits shown."""
        return bool(self.explanations or self.misprints)


def reconcile(start: Start, texts: Sequence[str], layer: str | None = None) -> tuple[Network, list[Answer]]:
    """The network, and an answer for each FIGURE; layer: what figures are of that name none.

    SpecError where the spec cannot be used, or with everything that is wrong with the figures.
    """
    search = Search(start)
    names = names_of(search.network)
    asked = [ask(text, layer, names) for text in texts]
    problems = [one for one in asked if isinstance(one, Problem)]
    problems += [
        _no_layer(one.layer, names) for one in asked if isinstance(one, Asked) and one.layer not in names
    ]
    if problems:
        raise SpecError(list(dict.fromkeys(problems)))
    return search.network, [search.answer(one) for one in asked if isinstance(one, Asked)]


def _no_layer(name: str | None, names: Sequence[str | None]) -> Problem:
    known = [one for one in names if one is not None]
    return Problem(f"no layer or block is called {quoted(name or '')}{did_you_mean(name or '', known)}")


class Search:
    """One spec with its variants, which are built once, and only when they are needed."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.given = as_given(start)
        self.network = self.given[0].network
        self.resized: dict[int, list[Variant]] = {}
        self.seen: dict[tuple[int, str | None], list[Total]] = {}

    @cached_property
    def related(self) -> list[Variant]:
        """Bundled siblings, and other settings of the spec's switches."""
        return list(related(self.start))

    def answer(self, asked: Asked) -> Answer:
        """What explains one figure; each stage of variants is tried where the ones before do not suffice."""
        found: Found = []
        explained: list[Explanation] = []
        for stage in (self._given, self._related, self._resized):
            found += [(total, one) for one in stage(asked, found) for total in self._totals(one, asked)]
            explained = explanations(asked, found)
            if settled(explained):
                break
        printed = misprints(asked.quoted, asked.whats, self._figures(self.given[0], asked.layer))
        return Answer(
            asked,
            tuple(explained),
            tuple(printed),
            () if explained or printed else tuple(nearest(asked, found)),
            len({total.value for total, _ in found}),
            tuple(x.name for x in facts(self.given[0].network, asked.layer) if not x.known),
        )

    def _totals(self, variant: Variant, asked: Asked) -> Iterator[Total]:
        """The figures of the kinds that are asked for."""
        for total in self._figures(variant, asked.layer):
            if total.figure.what in asked.whats:
                yield total
        if "pixels" in asked.whats:
            count = FIELD.counts[bool(asked.layer)]
            yield from (Total(FIELD, count, size, ()) for size in _fields(variant.network, asked.layer))

    def _figures(self, variant: Variant, layer: str | None) -> list[Total]:
        key = id(variant), layer
        if key not in self.seen:
            self.seen[key] = list(figures(variant.network, layer))
        return self.seen[key]

    def _given(self, asked: Asked, found: Found) -> list[Variant]:
        return self.given

    def _related(self, asked: Asked, found: Found) -> list[Variant]:
        return self.related

    def _resized(self, asked: Asked, found: Found) -> list[Variant]:
        """The network on inputs of other sizes, those whose area makes the figure likely."""
        shapes = list(self.given[0].network.inputs.values())
        if len(shapes) != 1 or shapes[0].rank != 2 or asked.whats == ("parameters",):
            return []
        sides = _likely_sides(shapes[0], asked, found)
        for side in sides:
            if side not in self.resized:
                self.resized[side] = list(other_inputs(self.start, shapes[0], [side]))
        return [variant for side in sides for variant in self.resized[side]]


def _likely_sides(shape: Shape, asked: Asked, found: Found) -> list[int]:
    plain = [total.value for total, variant in found if not variant.text and total.figure.rank <= 1]

    def likely(side: int) -> bool:
        times = Fraction(side * side, shape.positions)
        return any(
            abs(value * times - asked.quoted.value) < NEAR_ENOUGH * asked.quoted.value for value in plain
        )

    return [side for side in SIZES if shape.size != (side, side) and likely(side)]


def figures(network: Network, layer: str | None = None) -> Iterator[Total]:
    """Every figure that some profile gives the network, or a layer or block of it; none that is 0."""
    seen = facts(network, layer)
    for profile in PROFILES if seen else ():
        yield from (total for total in totals(profile, seen) if total.value > 0)


def _fields(network: Network, layer: str | None) -> list[int]:
    """The receptive field of a layer or block, or of the last map that slides; its largest axis."""
    inside = {one.name for one in facts(network, layer) if layer or not one.in_head}
    results = receptive_field.fold(network, Settings()).values
    for node, field in reversed(list(zip(network.nodes, results, strict=True))):
        known = isinstance(field, receptive_field.ReceptiveField) and field.size
        if node.name in inside and known and (layer or not field.whole_input):
            return [max(field.size)]
    return []
