"""The name that somebody means: in full, by an ending that only one has, or as #7."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from cnncalc.problem import did_you_mean, listing, nearest_path, quoted

MOST_NAMES = 5_000
"""Names among which a hint is looked for."""

MOST_SHOWN = 5
"""Names that a message lists."""


class NoLayerError(Exception):
    """A word that means no layer: what may have been meant."""


class SeveralLayersError(NoLayerError):
    """A word that means several."""


def full_name(word: str, names: Collection[str], noun: str = "layer") -> str:
    """The one of the names that is the word or, alone, ends so; whole parts of a name win.

    >>> full_name("conv1", ["a/conv1", "a/preconv1"])
    'a/conv1'
    """
    if word in names:
        return word
    whole_parts = [name for name in names if name.endswith(f"/{word}")]
    found = whole_parts or [name for name in names if word and name.endswith(word)]
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralLayersError(
            f"{quoted(word)} may be {_some(sorted(found, key=len))}: write more of the name"
        )
    raise NoLayerError(f"no {noun} is called {quoted(word)}{_hint(word, names)}")


def number(word: str, layers: int) -> int | None:
    """The place of #7 among so many layers, from 0; None if the word is not a number of a layer.

    >>> number("#7", 8), number("conv7", 8)
    (6, None)
    """
    if not word.startswith("#"):
        return None
    digits = word[1:]
    if digits.isascii() and digits.isdigit() and len(digits) < 10 and 1 <= int(digits) <= layers:
        return int(digits) - 1
    raise NoLayerError(f"there is no layer {quoted(word)}; layers are numbered from #1 to #{layers}")


def nearest(word: str, names: Iterable[str]) -> str:
    """`; did you mean ...?` where one of the first names is near."""
    return nearest_path(word, islice(names, MOST_NAMES))


def _hint(word: str, names: Iterable[str]) -> str:
    first = list(islice(names, MOST_NAMES))
    inside = [name for name in first if word and word.lower() in name.lower()]
    if len(inside) > 1:
        return f"; try {_some(inside)}"
    endings = {name.rpartition("/")[2]: name for name in reversed(first)}
    near = nearest_path(word, inside or first) or did_you_mean(word, endings)
    return near or f"; try {_some(inside or first)}"


def _some(names: Sequence[str]) -> str:
    if len(names) <= MOST_SHOWN:
        return listing(names, "or")
    return f"{', '.join(names[:MOST_SHOWN])} or one of {len(names) - MOST_SHOWN:,} more"
