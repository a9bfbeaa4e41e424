"""The layer that somebody means: by its full name, by an ending that only one has, or as #7."""

from collections.abc import Iterable, Sequence
from itertools import islice

from cnncalc.blocks import Block, Folded, named, tree
from cnncalc.network import Group
from cnncalc.problem import did_you_mean, listing, quoted
from cnncalc.summary import LayerSummary, Summary

MOST_NAMES = 5_000
"""Names among which a hint is looked for."""

MOST_SHOWN = 5
"""Names that a message lists."""


class NoLayer(Exception):
    """A word that means no layer, or several: what may have been meant."""


def find(summary: Summary, words: Iterable[str]) -> list[LayerSummary]:
    """The layers and blocks that the words mean; NoLayer for the first that means none, or several."""
    by_name = named(summary)
    return [_found(summary, by_name, word) for word in words]


def everything(summary: Summary) -> Folded:
    """The whole network as one block."""
    return Folded(Block(Group("total", "total", "network", None), tree(summary)))


def _found(summary: Summary, by_name: dict[str, LayerSummary], word: str) -> LayerSummary:
    if word.startswith("#"):
        return _numbered(summary, word)
    if word in by_name:
        return by_name[word]
    whole_parts = [name for name in by_name if name.endswith(f"/{word}")]
    found = whole_parts or [name for name in by_name if word and name.endswith(word)]
    if len(found) == 1:
        return by_name[found[0]]
    if found:
        raise NoLayer(f"{quoted(word)} may be {_some(sorted(found, key=len))}: write more of the name")
    if word == "total" and len(summary):
        return everything(summary)
    raise NoLayer(f"no layer is called {quoted(word)}{_hint(word, by_name)}")


def _numbered(summary: Summary, word: str) -> LayerSummary:
    digits, layers = word[1:], len(summary)
    if digits.isascii() and digits.isdigit() and len(digits) < 10 and 1 <= int(digits) <= layers:
        found: LayerSummary = summary[int(digits) - 1]
        return found
    raise NoLayer(f"there is no layer {quoted(word)}; they are numbered from #1 to #{layers}")


def _hint(word: str, by_name: dict[str, LayerSummary]) -> str:
    names = list(islice(by_name, MOST_NAMES))
    inside = [name for name in names if word and word.lower() in name.lower()]
    if len(inside) > 1:
        return f"; there is {_some(inside)}"
    endings = {name.rpartition("/")[2]: name for name in reversed(names)}
    near = did_you_mean(word, inside or names) or did_you_mean(word, endings)
    return near or f"; there is {_some(inside or names)}"


def _some(names: Sequence[str]) -> str:
    if len(names) <= MOST_SHOWN:
        return listing(names, "or")
    return f"{', '.join(names[:MOST_SHOWN])} or one of {len(names) - MOST_SHOWN:,} more"
