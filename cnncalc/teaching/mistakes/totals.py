"""Mistakes with totals: one made in every layer, in one layer alone, or a layer left out."""

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from cnncalc.analysis.base import BYTES
from cnncalc.network import Node
from cnncalc.summary import Summary
from cnncalc.teaching.mistakes.base import Mistake, Wrong
from cnncalc.teaching.mistakes.counts import wrong_counts
from cnncalc.teaching.mistakes.engine import (
    MOST_TOGETHER,
    RARE,
    Fits,
    WrongAnswers,
    by_convention,
    likelihood,
    once,
)
from cnncalc.teaching.mistakes.pairs import go_together

COUNTED = ("parameters", "weights", "biases", "multiplies", "flops", "activations", "memory")
"""Totals that are sums over the layers."""

MOST_LAYERS = 2_000
"""Layers of a network whose total is looked into."""


class WrongTotals:
    """What mistakes lead to with a total, worked out when it is first asked for."""

    def __init__(self, summary: Summary, figure: str, figures: dict[str, int]) -> None:
        """figures: the layer's part of the total, for each layer that has one."""
        self.summary, self.figure, self.parts = summary, figure, figures
        self.total = sum(figures.values())

    def that(self, fits: Fits) -> list[Wrong]:
        """The mistakes that lead to a fitting total: in all layers, else in one of them."""
        for found in (self.everywhere, self.somewhere):
            fitting = [wrong for wrong in found if fits(wrong.values)]
            if fitting:
                return once(fitting)
        return []

    def declared(self, conventions: frozenset[str]) -> Iterator[Wrong]:
        """The totals by these ways of counting: each by itself, and all of them in every layer."""
        yield from (wrong for wrong in self.everywhere if by_convention(wrong, conventions))
        if self.figure not in COUNTED:
            return
        made = {mistake.convention for answers in self.answers.values() for mistake in answers.made}
        counted = sorted(conventions & made)
        for several in range(2, min(len(counted), MOST_TOGETHER) + 1):
            for together in combinations(counted, several):
                yield from self._together(frozenset(together))

    def _together(self, conventions: frozenset[str]) -> Iterator[Wrong]:
        """The total with all of these in each layer where they can be made."""
        total, made = self.total, dict[str, Mistake]()
        for name, answers in self.answers.items():
            all_ = list(answers.declared(conventions))
            if all_:
                most = max(all_, key=lambda wrong: len(wrong.mistakes))
                total += int(most.values[0]) - self.parts[name]
                made.update((mistake.convention, mistake) for mistake in most.mistakes)
        if made:
            yield Wrong(tuple(made.values()), (total,), ())

    @cached_property
    def everywhere(self) -> list[Wrong]:
        """The totals with the same mistake in every layer where it can be made, one or two of them."""
        if self.figure == "weight_layers":
            return list(wrong_counts(self.summary))
        one = [
            Wrong((made.mistake,), (self.total + made.excess,), (self._summed(made),))
            for made in self._made_everywhere
        ]
        two = [
            Wrong((a.mistake, b.mistake), (self.total + a.excess + b.excess,), (self._summed(a, b),))
            for a, b in combinations(self._made_everywhere, 2)
            if go_together(a.mistake, b.mistake) and a.layers.isdisjoint(b.layers)
        ]
        return sorted([*one, *self._volumes(), *two], key=likelihood)

    def _summed(self, *made: "Everywhere") -> str:
        """`in each of 5 layers: 61,706 - 236 = 61,470`."""
        layers = len(frozenset[str]().union(*(one.layers for one in made)))
        terms = "".join(f" {'-' if one.excess < 0 else '+'} {abs(one.excess):,}" for one in made)
        where = f"in each of {layers:,} layers" if layers > 1 else "in one layer"
        return f"{where}: {self.total:,}{terms} = {self.total + sum(one.excess for one in made):,}"

    @cached_property
    def _made_everywhere(self) -> list["Everywhere"]:
        sums: dict[tuple[str, str], Everywhere] = {}
        for name, answers in self.answers.items():
            first: dict[tuple[str, str], Wrong] = {}
            for wrong in answers.single:
                mistake = wrong.mistakes[0]
                if mistake.likely <= RARE:
                    first.setdefault((mistake.code, mistake.convention or mistake.title), wrong)
            for key, wrong in first.items():
                before = sums.get(key, Everywhere(wrong.mistakes[0], 0, frozenset()))
                excess = int(wrong.values[0]) - self.parts[name]
                sums[key] = Everywhere(before.mistake, before.excess + excess, before.layers | {name})
        return list(sums.values())

    @cached_property
    def somewhere(self) -> list[Wrong]:
        """The totals with a mistake in one layer, or without one layer."""
        if self.figure not in COUNTED:
            return []
        return sorted([*self._left_out(), *self._in_one_layer()], key=likelihood)

    @cached_property
    def answers(self) -> dict[str, WrongAnswers]:
        """The wrong answers of each layer."""
        if self.figure not in COUNTED or len(self.summary) > MOST_LAYERS:
            return {}
        return {name: WrongAnswers(self.summary[name], self.figure) for name in self.parts}

    def _volumes(self) -> Iterator[Wrong]:
        """Other sums over the whole network; none where a part of it is summed."""
        if len(self.parts) < len(self.summary):
            return
        yield from wrong_volumes(self.summary, self.figure)
        side = sum(self.parts[layer.name] for layer in self.summary if layer.head is not None)
        if side:
            advice = "Auxiliary outputs are layers too; `main_path` has the figures without them."
            mistake = Mistake("A1", SIDES, advice, (self.figure,), convention="main_path", likely=0)
            line = f"{self.total:,} - {side:,} = {self.total - side:,}"
            yield Wrong((mistake,), (self.total - side,), (line,))

    def _left_out(self) -> Iterator[Wrong]:
        for name, part in self.parts.items():
            if 0 < part < self.total:
                title, advice = f"{name} is left out", "The total is over all layers."
                mistake = Mistake("A1", title, advice, (self.figure,), likely=1)
                yield Wrong((mistake,), (self.total - part,), (f"{self.total:,} - {part:,} ({name})",))

    def _in_one_layer(self) -> Iterator[Wrong]:
        for name, answers in self.answers.items():
            for wrong in answers.single:
                mistake = wrong.mistakes[0]._replace(title=f"in {name} {wrong.mistakes[0].title}")
                total = self.total - self.parts[name] + wrong.values[0]
                yield Wrong((mistake,), (total,), wrong.lines)


class Everywhere(NamedTuple):
    """A mistake that is made in all these layers, and by how much the total is too large."""

    mistake: Mistake
    excess: int
    layers: frozenset[str]


def wrong_volumes(summary: Summary, figure: str) -> Iterator[Wrong]:
    """Other ways of adding up the activations of a network, and its multiplies."""
    nodes = summary.network.nodes
    everything = sum(
        node.output.values for node in nodes if node.layer is not None and not _is_view(summary, node)
    )
    inputs = sum(node.output.values for node in nodes if node.layer is None)
    held, batch = int(summary.totals["activations"]), summary.settings.batch
    size = {"activations": 1, "memory": BYTES[summary.settings.dtype]}.get(figure)
    if size is not None:
        for code, title, advice, convention, values in (
            ("X1", "the input is counted as well", AS_OUTPUTS, "with_input", held + batch * inputs),
            ("X3", "layers that work in place are counted", IN_PLACE, "every_output", batch * everything),
            ("X3", "every layer is counted, twice", IN_PLACE, "torchsummary", 2 * batch * everything),
            ("X8", "the two largest neighbours are given", AT_ONCE, "", batch * _neighbours(summary)),
        ):
            yield Wrong(
                (Mistake(code, title, advice, (figure,), convention=convention),), (values * size,), ()
            )
    if figure == "multiplies":
        counts = [layer.operations for layer in summary]
        for title, names in (
            ("all multiplications are counted", ("multiplications",)),
            ("every operation is counted", tuple(counts[0]._fields) if counts else ()),
        ):
            sum_ = sum(getattr(count, name) or 0 for count in counts for name in names)
            yield Wrong(
                (Mistake("M9", title, ONLY_WEIGHTS, (figure,), convention="all_operations"),), (sum_,), ()
            )


SIDES = "the auxiliary outputs are left out"
AS_OUTPUTS = "Activations are the outputs of the layers; the image itself is not one of them."
IN_PLACE = "ReLU, dropout and flatten can overwrite their input: they hold no values of their own."
AT_ONCE = "That is what is alive at once; the activations are the sum over all layers."
ONLY_WEIGHTS = "Multiplies are of weights with activations: normalizations, pools and additions have none."


def _is_view(summary: Summary, node: Node) -> bool:
    """Whether a layer only says how the values are laid out: tools count no output for it."""
    assert node.layer is not None
    return node.layer.in_place and node.output != summary.network.nodes[node.inputs[0]].output


def _neighbours(summary: Summary) -> int:
    """The values of the largest input and output of one layer together."""
    nodes = summary.network.nodes
    pairs = (nodes[n.inputs[0]].output.values + n.output.values for n in nodes if n.inputs)
    return max(pairs, default=0)
