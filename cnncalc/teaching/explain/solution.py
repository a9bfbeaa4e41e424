"""A worked solution: for which layers which figures are derived, and in which order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.analysis import ADDITIVE, ALIASES
from cnncalc.blocks import Folded
from cnncalc.problem import did_you_mean, listing
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.explain.derive import FIGURES, derive, operations
from cnncalc.teaching.explain.find import everything
from cnncalc.teaching.explain.step import Derivation

USUAL = ("output", "parameters", "multiplies", "receptive_field")
ON_REQUEST = ("activations", "memory")

PASSED_ON = ("output", "receptive_field")
"""Figures on which those of the next layer rest."""


class Page(NamedTuple):
    """The derivations of one layer. passing: it only stands on the way, and changes nothing."""

    layer: LayerSummary
    derivations: tuple[Derivation, ...]
    passing: bool = False


def figures_named(text: str) -> tuple[str, ...]:
    """The figures of a list such as `output,params`, each once; ValueError if one is none."""
    names = [ALIASES.get(word, word) for word in text.replace(" ", "").lower().split(",") if word]
    for name in names:
        if name not in FIGURES:
            hint = did_you_mean(name, FIGURES) or f"; there are {listing(FIGURES)}"
            raise ValueError(f"there is no derivation of '{name}'{hint}")
    if not names:
        raise ValueError(f"no value is named; there are {listing(FIGURES)}")
    return tuple(dict.fromkeys(names))


def worked(layers: Iterable[LayerSummary], figures: Sequence[str]) -> list[Page]:
    """These layers, one by one."""
    return [_page(layer, figures) for layer in layers]


def chain(layers: Sequence[LayerSummary], figures: Sequence[str]) -> list[Page]:
    """These layers after all that they read: of a layer on the way, what the next ones rest on."""
    summary = layers[0].summary
    asked = {_end(layer).node.number: layer for layer in layers}
    shown = [figure for figure in figures if figure in PASSED_ON]
    if "output" not in shown:
        shown.insert(0, "output")
    pages: list[Page] = []
    for number in _ancestors(summary, asked):
        layer = LayerSummary(summary, summary.network.nodes[number])
        meant = asked.get(number)
        if meant is None or isinstance(meant, Folded):
            pages.append(_on_the_way(layer, shown))
        if meant is not None:
            pages.append(_page(meant, figures))
    return pages


def whole(summary: Summary, figures: Sequence[str]) -> Iterator[Page]:
    """Every layer, and what they add up to; one at a time, as there may be very many."""
    for layer in summary:
        yield _on_the_way(layer, figures)
    sums = [figure for figure in figures if figure in ADDITIVE]
    if sums and len(summary):
        yield _page(everything(summary), sums)


def calculated(summary: Summary) -> Iterator[Page]:
    """Every layer, with what it does instead where it multiplies nothing; of several, their sums too."""
    for page in whole(summary, USUAL) if len(summary) > 1 else worked(summary, USUAL):
        layer = page.layer
        if page.passing or isinstance(layer, Folded) or layer.multiplies != 0 or not any(layer.operations):
            yield page
        else:
            *others, field = page.derivations
            yield page._replace(derivations=(*others, operations(layer), field))


def _page(layer: LayerSummary, figures: Iterable[str]) -> Page:
    return Page(layer, tuple(derive(layer, figure) for figure in figures))


def _on_the_way(layer: LayerSummary, figures: Iterable[str]) -> Page:
    return _page(layer, figures)._replace(passing=_changes_nothing(layer))


def _changes_nothing(layer: LayerSummary) -> bool:
    """Whether it gives the shape that it reads, without weights and in place."""
    before = [layer.network.nodes[i].output for i in layer.node.inputs]
    kept = before == [layer.output] and layer.node.layer is not None and layer.node.layer.in_place
    return kept and not layer.parameters.total and layer.node.owner is None and layer.multiplies == 0


def _end(layer: LayerSummary) -> LayerSummary:
    """The layer whose output a block passes on."""
    return _end(layer.passed_on) if isinstance(layer, Folded) else layer


def _ancestors(summary: Summary, numbers: Iterable[int]) -> Iterator[int]:
    """These nodes and all that they read, in the order of writing, without the network's inputs."""
    seen: set[int] = set()
    pending = list(numbers)
    while pending:
        number = pending.pop()
        if number not in seen:
            seen.add(number)
            pending.extend(summary.network.nodes[number].inputs)
    return (number for number in sorted(seen) if summary.network.nodes[number].layer is not None)
