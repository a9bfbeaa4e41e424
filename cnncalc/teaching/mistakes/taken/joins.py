"""Where branches meet: a branch left out, an addition taken for a concatenation, or the reverse."""

from collections.abc import Iterator
from math import prod

from cnncalc.teaching.mistakes.guess import AskedFigure, Family, Guess

STACKED = "A concatenation puts the channels of its branches behind one another: add them up."
KEPT = "An addition adds value to value: there are as many channels as in each of its branches."


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """Other ways to come from the channels of the branches to those behind the join."""
    layer = asked.layer
    if layer is None or len(layer.node.inputs) < 2 or asked.figure not in ("output", "channels"):
        return
    branches = [asked.nodes[i].output.channels for i in layer.node.inputs]
    sizes, right = asked.right[:-1], asked.right[-1]
    if right == sum(branches):
        yield Guess("the branches are multiplied", STACKED, (*sizes, prod(branches)), 0)
        for channels in dict.fromkeys(branches):
            title = f"a branch of {channels:,} channels is left out"
            yield Guess(title, STACKED, (*sizes, right - channels), 0)
            title = f"only a branch of {channels:,} channels is counted"
            yield Guess(title, STACKED, (*sizes, channels), 1)
    elif set(branches) == {right}:
        yield Guess("the channels of the branches are added up", KEPT, (*sizes, sum(branches)), 0)


FAMILY = Family(
    "W6",
    "where branches meet",
    "a branch left out, a branch alone, branches multiplied; an addition taken for a concatenation",
    candidates,
)
