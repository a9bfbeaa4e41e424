"""The smallest input that a network survives."""

from cnncalc.network import Node
from cnncalc.shape import Shape
from cnncalc.solve.follow import Follower, Spec
from cnncalc.solve.solutions import Columns, Solution, Solutions

COLUMNS: Columns = (("what", "text"), ("input", "text"), ("output", "text"))

NEXT = 128
"""Larger sizes among which one that fails is looked for."""


def smallest_input(spec: Spec, target: Node | None) -> Solutions:
    """The smallest input, as large along every axis, that is survived up to `target`.

    target: None for the whole network, and, where it has auxiliary outputs, its main path by itself.
    """
    network = spec.network
    question = f"the smallest input that {network.name} accepts"
    if target is not None:
        searches = [(f"up to {target.name}", Follower(spec, target))]
    else:
        last = [node for node in network.layers if node.head is None][-1]
        searches = [("whole network", Follower(spec, last, everything=True))]
        searches += [("main path", Follower(spec, last))] if network.heads else []
    rows: list[Solution] = []
    notes: list[str] = []
    for what, follower in searches:
        found, remarks = _smallest(follower)
        rows += [{"what": what, **found}] if found else []
        notes += [f"{what[:1].upper()}{what[1:]}: {remark}" for remark in remarks]
    return Solutions(question, COLUMNS, tuple(rows), bool(rows), tuple(notes))


def _smallest(follower: Follower) -> tuple[Solution | None, list[str]]:
    """The input and its output, and why it is not smaller; None if there is none."""
    own = follower.input.output
    most = max(own.size)

    def fails(n: int) -> str:
        return follower.outcome((n,) * own.rank).reason

    first = next((n for n in range(1, most + 1) if not fails(n)), None)
    if first is None:
        return None, [f"none up to {most} along every axis; at {most}, {fails(most)}."]
    output = follower.confirmed((first,) * own.rank)
    notes = [f"at {first - 1}, {fails(first - 1)}."] if first > 1 else []
    if gap := next((n for n in range(first, first + NEXT) if fails(n)), None):
        notes.append(f"not every larger one is accepted; at {gap}, {fails(gap)}.")
    return {"input": str(Shape(own.channels, (first,) * own.rank)), "output": str(output or "")}, notes
