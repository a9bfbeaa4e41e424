"""The figure of another layer: of the one before, of the image, of the whole network."""

from collections.abc import Iterator

from cnncalc.figures.keys import TOTAL
from cnncalc.network import Node
from cnncalc.teaching.mistakes.guess import (
    Asked,
    Family,
    Guess,
    Values,
    as_values,
    is_or_are,
    named,
    of_total,
)

ROW = "Look at the row of the layer that is asked about."


def candidates(asked: Asked) -> Iterator[Guess]:
    """The layer before first, then the image, the whole network, and any other layer."""
    if of_total(asked):
        yield from _others(asked, likely=2)
        return
    yield from _before(asked)
    whole = asked.network.values(TOTAL, asked.figure)
    if whole is not None:
        title = f"the {named(asked.figure)} of the whole network {is_or_are(asked.figure)} given"
        yield Guess(title, "One layer is asked about.", whole, 1)
    yield from _others(asked, likely=3)


def _before(asked: Asked) -> Iterator[Guess]:
    """The nearest layers on the way here with another value, and the image at the start of it."""
    if asked.layer is None:
        return
    node: Node = asked.layer.node
    likely = 0
    while node.inputs:
        node = asked.nodes[node.inputs[0]]
        values = _of(asked, node)
        if values is None or values == asked.right:
            continue
        yield Guess(_title(asked, node, likely == 0), ROW, values, likely)
        if node.layer is None:
            yield from _with_channels(asked, node)
        likely = min(likely + 1, 2)


def _of(asked: Asked, node: Node) -> Values | None:
    """The figure of a layer; of an image only its shape has some."""
    if node.layer is not None:
        return asked.network.values(node.name, asked.figure)
    if asked.figure == "output":
        return as_values(node.output)
    return (node.output.channels,) if asked.figure == "channels" else None


def _title(asked: Asked, node: Node, nearest: bool) -> str:
    figure = "size" if node.layer is None and asked.figure == "output" else named(asked.figure)
    whose = "the image" if node.layer is None else f"{node.name}, the layer before" if nearest else node.name
    comma = "," if nearest and node.layer is not None else ""
    return f"the {figure} of {whose}{comma} {is_or_are(figure)} given"


def _with_channels(asked: Asked, image: Node) -> Iterator[Guess]:
    """The right sizes with the channels of the image."""
    if asked.figure == "output" and len(asked.right) > 1:
        values = (*asked.right[:-1], image.output.channels)
        yield Guess("the channels are those of the image", "Each layer gives channels of its own.", values, 1)


def _others(asked: Asked, likely: int) -> Iterator[Guess]:
    for values, name in asked.network.everywhere(asked.figure).items():
        title = f"the {named(asked.figure)} of {name} {is_or_are(asked.figure)} given"
        yield Guess(title, ROW, values, likely)


FAMILY = Family("W1", candidates)
