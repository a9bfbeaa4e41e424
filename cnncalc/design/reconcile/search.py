"""The search: every figure of every profile on every candidate, held against what was quoted."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from cnncalc.analysis import receptive_field
from cnncalc.analysis.base import Settings
from cnncalc.design.reconcile.candidates import SIZES, Candidate, Start, as_given, other_inputs, related
from cnncalc.design.reconcile.facts import facts, names_of
from cnncalc.design.reconcile.fit import Explanation, Found, explanations, settled
from cnncalc.design.reconcile.misprints import Misprint, misprints
from cnncalc.design.reconcile.nearest import Near, nearest
from cnncalc.design.reconcile.profile import Profile, ToolFigure, Total, totals
from cnncalc.design.reconcile.profiles import PROFILES
from cnncalc.design.reconcile.question import Asked, ask
from cnncalc.figures.layer_names import NoLayerError, full_name, number
from cnncalc.network import Network
from cnncalc.problem import Problem, SpecError
from cnncalc.shape import Shape

MOST_FIGURES = 100
"""Figures that are looked for in one run: each is held against thousands of values."""

NEAR_ENOUGH = Fraction(1, 5)
"""How far a figure may be from the square of the sides, for another input to be worth a try."""

FIELD = Profile(
    "papers",
    "numbers computed by hand",
    "Araujo, Norris & Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill",
    (
        ToolFigure("receptive field of the last map", "pixels", (), 1),
        ToolFigure("receptive field", "pixels", (), 1),
    ),
)


class Reconciliation(NamedTuple):
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


def reconcile(
    start: Start, texts: Sequence[str], layer: str | None = None
) -> tuple[Network, list[Reconciliation]]:
    """The network, and an answer for each FIGURE; layer: what figures are of that name none.

    SpecError if the spec cannot be used, or with everything that is wrong with the figures.
    """
    texts = list(dict.fromkeys(texts))
    if len(texts) > MOST_FIGURES:
        raise SpecError([Problem(f"at most {MOST_FIGURES} numbers at a time; found {len(texts):,}")])
    search = Search(start)
    return search.network, search.answers(texts, layer)


def _meant(asked: Asked, network: Network, names: Sequence[str | None]) -> Asked | Problem:
    """The same with the full name of its layer or block."""
    if asked.layer is None:
        return asked
    layers = [node.name for node in network.layers]
    try:
        place = number(asked.layer, len(layers))
        known = {name: None for name in names if name is not None}
        name = full_name(asked.layer, known, "layer or block") if place is None else layers[place]
    except NoLayerError as error:
        return Problem(str(error))
    return asked._replace(layer=name)


class Search:
    """One spec with its candidates, which are built once, and only when they are needed."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.given = as_given(start)
        self.network = self.given[0].network
        self.resized: dict[int, list[Candidate]] = {}
        self.seen: dict[tuple[int, str | None], list[Total]] = {}

    @cached_property
    def related(self) -> list[Candidate]:
        """Bundled siblings, and other settings of the spec's switches."""
        return list(related(self.start))

    def answers(self, texts: Sequence[str], layer: str | None = None) -> list[Reconciliation]:
        """An answer for each figure, as `reconcile` gives them."""
        names = names_of(self.network)
        asked = [ask(text, layer, names) for text in texts]
        found = [one if isinstance(one, Problem) else _meant(one, self.network, names) for one in asked]
        if problems := [one for one in found if isinstance(one, Problem)]:
            raise SpecError(list(dict.fromkeys(problems)))
        return [self.answer(one) for one in found if isinstance(one, Asked)]

    def answer(self, asked: Asked) -> Reconciliation:
        """What explains one figure; further candidates are tried where the ones before do not suffice."""
        found: Found = []
        explained: list[Explanation] = []
        for stage in (self._given, self._related, self._resized):
            found += [(total, one) for one in stage(asked, found) for total in self._totals(one, asked)]
            explained = explanations(asked, found)
            if settled(explained):
                break
        printed = misprints(asked.quoted, asked.whats, self._figures(self.given[0], asked.layer))
        return Reconciliation(
            asked,
            tuple(explained),
            tuple(printed),
            () if explained or printed else tuple(nearest(asked, found)),
            len({total.value for total, _ in found}),
            tuple(x.name for x in facts(self.given[0].network, asked.layer) if not x.known),
        )

    def _totals(self, candidate: Candidate, asked: Asked) -> Iterator[Total]:
        """The figures of the kinds that are asked for."""
        for total in self._figures(candidate, asked.layer):
            if total.figure.what in asked.whats:
                yield total
        if "pixels" in asked.whats:
            count = FIELD.counts[bool(asked.layer)]
            yield from (Total(FIELD, count, size, ()) for size in _fields(candidate.network, asked.layer))

    def _figures(self, candidate: Candidate, layer: str | None) -> list[Total]:
        key = id(candidate), layer
        if key not in self.seen:
            self.seen[key] = list(figures(candidate.network, layer))
        return self.seen[key]

    def _given(self, asked: Asked, found: Found) -> list[Candidate]:
        return self.given

    def _related(self, asked: Asked, found: Found) -> list[Candidate]:
        return self.related

    def _resized(self, asked: Asked, found: Found) -> list[Candidate]:
        """The network on inputs of other sizes, those whose area makes the figure likely."""
        shapes = list(self.given[0].network.inputs.values())
        if len(shapes) != 1 or shapes[0].rank != 2 or asked.whats == ("parameters",):
            return []
        sides = _likely_sides(shapes[0], asked, found)
        for side in sides:
            if side not in self.resized:
                self.resized[side] = list(other_inputs(self.start, shapes[0], [side]))
        return [candidate for side in sides for candidate in self.resized[side]]


def _likely_sides(shape: Shape, asked: Asked, found: Found) -> list[int]:
    plain = [total.value for total, candidate in found if not candidate.text and total.figure.rank <= 1]

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
