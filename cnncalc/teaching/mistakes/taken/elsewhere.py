"""The figure of another layer: of the one before, of the image, of the whole network."""

from collections.abc import Iterator

from cnncalc.figures.keys import TOTAL
from cnncalc.network import Node
from cnncalc.teaching.mistakes.guess import (
    AskedFigure,
    Family,
    Guess,
    Values,
    in_words,
    is_or_are,
)

ROW = "Look at the row of the layer that is asked about."


MOST_STEPS, NEAREST = 60, 3
"""Nodes that are gone back on the way to a layer, and other values that are found on it."""


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """The layer before first, then the image, the whole network, and any other layer."""
    if asked.owner != TOTAL:
        yield from _before(asked)
        yield from _image(asked)
        whole = asked.lookup.values(TOTAL, asked.figure)
        if whole is not None:
            title = f"the {in_words(asked.figure)} of the whole network {is_or_are(asked.figure)} given"
            yield Guess(title, "One layer is asked about.", whole, 1)
    for values, name in asked.lookup.everywhere(asked.figure).items():
        title = f"the {in_words(asked.figure)} of {name} {is_or_are(asked.figure)} given"
        yield Guess(title, ROW, values, 3)


def _before(asked: AskedFigure) -> Iterator[Guess]:
    """The nearest layers on the way here that have another value."""
    found = dict[Values, str]()
    node: Node | None = asked.layer.node if asked.layer else None
    for _ in range(MOST_STEPS):
        node = asked.nodes[node.inputs[0]] if node is not None and node.inputs else None
        if node is None or node.layer is None or len(found) == NEAREST:
            break
        values = asked.lookup.values(node.name, asked.figure)
        if values is not None and values != asked.right and any(values):
            found.setdefault(values, node.name)
    for likely, (values, name) in enumerate(found.items()):
        whose = name if likely else f"{name}, the layer before,"
        yield Guess(
            f"the {in_words(asked.figure)} of {whose} {is_or_are(asked.figure)} given", ROW, values, likely
        )


def _image(asked: AskedFigure) -> Iterator[Guess]:
    """The size of the image, its channels, and these behind the right sizes."""
    for image in asked.lookup.summary.network.inputs.values():
        if asked.figure == "output":
            yield Guess("the size of the image is given", ROW, (*image.size, image.channels), 0)
        if asked.figure == "channels" or (asked.figure == "output" and asked.sizes):
            values = (*asked.right[: asked.sizes], image.channels)
            yield Guess("the channels are those of the image", OWN_CHANNELS, values, 1)


OWN_CHANNELS = "A layer with filters gives as many channels as it has filters, whatever the image had."

FAMILY = Family(
    "W1",
    "another layer",
    "the layer before, the image and its channels, the whole network, any other layer",
    candidates,
)
