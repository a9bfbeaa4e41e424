"""The layers and blocks of a summary that somebody means."""

from collections.abc import Iterable, Mapping

from cnncalc.blocks import Block, Folded, named, tree
from cnncalc.figures.layer_names import NoLayerError, SeveralLayersError, full_name, number
from cnncalc.network import Group
from cnncalc.summary import LayerSummary, Summary

TOTAL = "total"


def find(summary: Summary, words: Iterable[str]) -> list[LayerSummary]:
    """The layers and blocks that the words mean; NoLayerError for the first that means none, or several.

    A word that is said again means nothing more.
    """
    by_name = named(summary)
    return [_found(summary, by_name, word) for word in dict.fromkeys(words)]


def everything(summary: Summary) -> Folded:
    """The whole network as one block."""
    return Folded(Block(Group(TOTAL, TOTAL, "network", None), tree(summary)))


def _found(summary: Summary, by_name: Mapping[str, LayerSummary], word: str) -> LayerSummary:
    place = number(word, len(summary))
    if place is not None:
        layer: LayerSummary = summary[place]
        return layer
    try:
        return by_name[full_name(word, by_name)]
    except SeveralLayersError:
        raise
    except NoLayerError:
        if word != TOTAL or not len(summary):
            raise
        return everything(summary)
