"""Other ways of counting the layers of a network: "VGG-16" counts those with weights."""

from collections.abc import Iterable, Iterator

from cnncalc.analysis.weight_layers import depth
from cnncalc.layers.base import Layer
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.mistakes.base import Mistake, Wrong


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
    along = depth(summary.network)
    if along != summary.totals["weight_layers"]:
        title, advice = "only the layers along the longest path are counted", BY_DEPTH
        mistake = Mistake("A2", title, advice, ("weight_layers",), convention="depth", likely=0)
        yield Wrong((mistake,), (along,), ())


BY_DEPTH = "That depth gives networks their names; here every layer with weights is counted, on all paths."


def _learning(layers: Iterable[LayerSummary]) -> int:
    return sum(bool(layer.parameters.total) for layer in layers)


def _kind(layer: LayerSummary) -> Layer:
    assert layer.node.layer is not None
    return layer.node.layer


def _slides(layer: LayerSummary) -> bool:
    return hasattr(_kind(layer), "kernel")
