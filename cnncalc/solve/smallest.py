"""The smallest input that a network survives."""

from cnncalc.network import Network, Node
from cnncalc.shape import Shape
from cnncalc.solve.answer import Answer, Columns
from cnncalc.solve.follow import Follower, Rebuild, confirmed

COLUMNS: Columns = (("input", "text"), ("output", "text"))

NEXT = 128
"""Larger sizes among which one that fails is looked for."""


def smallest_input(network: Network, target: Node, rebuild: Rebuild) -> Answer:
    """The smallest input, as large along every axis, that every layer up to `target` survives."""
    follower = Follower(network, target)
    own = follower.input.output
    question = f"the smallest input of {network.name}"

    def fails(n: int) -> str:
        return follower.outcome((n,) * own.rank).reason

    first = next((n for n in range(1, max(own.size) + 1) if not fails(n)), None)
    if first is None:
        note = f"No input up to {max(own.size)} along every axis is survived; at {max(own.size)}, "
        return Answer(question, COLUMNS, (), False, (f"{note}{fails(max(own.size))}.",))
    built = confirmed(follower, rebuild, (first,) * own.rank)
    notes = [f"Output: of '{target.name}'."]
    if first > 1:
        notes.append(f"At {first - 1}: {fails(first - 1)}.")
    if gap := next((n for n in range(first, first + NEXT) if fails(n)), None):
        notes.append(f"Not every larger one is survived: at {gap}, {fails(gap)}.")
    row = {"input": str(Shape(own.channels, (first,) * own.rank)), "output": str(built.output)}
    return Answer(question, COLUMNS, (row,), notes=tuple(notes))
