"""Mistakes with totals: one made in every layer, in one layer alone, or a layer left out."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from cnncalc.layers.base import Layer
from cnncalc.mistakes.base import Mistake, Wrong
from cnncalc.mistakes.engine import RARE, WrongAnswers, likelihood, once
from cnncalc.summary import LayerSummary, Summary

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

    def that(self, fits: Callable[[tuple[int, ...]], bool]) -> list[Wrong]:
        """The mistakes that lead to a fitting total: in all layers, else in one of them."""
        for found in (self.everywhere, self.somewhere):
            fitting = [wrong for wrong in found if fits(wrong.values)]
            if fitting:
                return once(fitting)
        return []

    @cached_property
    def everywhere(self) -> list[Wrong]:
        """The totals with the same mistake in every layer where it can be made."""
        if self.figure == "weight_layers":
            return list(wrong_counts(self.summary))
        sums: dict[tuple[str, str], tuple[Mistake, int]] = {}
        for name, answers in self.answers.items():
            changed = {(wrong.code, wrong.mistakes[0].convention or wrong.mistakes[0].title): wrong
                       for wrong in reversed(answers.single) if wrong.mistakes[0].likely < RARE}  # fmt: skip
            for key, wrong in changed.items():
                mistake, sum_ = sums.get(key, (wrong.mistakes[0], self.total))
                sums[key] = (mistake, sum_ - self.parts[name] + wrong.values[0])
        return sorted((self._total((mistake,), sum_) for mistake, sum_ in sums.values()), key=likelihood)

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
                yield Wrong((mistake,), (total,), wrong.working)

    def _total(self, mistakes: tuple[Mistake, ...], total: int) -> Wrong:
        return Wrong(mistakes, (total,), ("in every layer where it can be made",))


def wrong_counts(summary: Summary) -> Iterator[Wrong]:
    """Other ways of counting the layers of a network: "VGG-16" counts those with weights."""
    layers = list(summary)
    weighted = [layer for layer in layers if _kind(layer).weight_layer]
    pools = [layer for layer in layers if _slides(layer) and not _kind(layer).weight_layer]
    convolutions = [layer for layer in weighted if _slides(layer)]
    advice = "Layers with weights are counted: convolutions and dense layers."
    for title, count in (
        ("the pools are counted as well", len(weighted) + len(pools)),
        ("the input is counted as a layer", len(weighted) + 1),
        ("the output layer is left out", len(weighted) - 1),
        ("only the convolutions are counted", len(convolutions)),
        ("only the dense layers are counted", len(weighted) - len(convolutions)),
        ("every layer is counted", len(layers)),
        ("every layer that learns is counted, normalizations too", _learning(layers)),
    ):
        if count != summary.totals["weight_layers"]:
            yield Wrong((Mistake("A2", title, advice, ("weight_layers",)),), (count,), ())


def _learning(layers: Iterable[LayerSummary]) -> int:
    return sum(bool(layer.parameters.total) for layer in layers)


def _kind(layer: LayerSummary) -> Layer:
    assert layer.node.layer is not None
    return layer.node.layer


def _slides(layer: LayerSummary) -> bool:
    return hasattr(_kind(layer), "kernel")
