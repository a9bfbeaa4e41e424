"""Which input sizes end at a given output, and the smallest input that a network survives.

The layers of a network are followed again for each size; the ends of what is found are built anew
from the spec, so that a spec whose layers depend on the size is not misjudged.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cnncalc.network import Network, Node
from cnncalc.problem import LayerError, SpecError, did_you_mean
from cnncalc.shape import AXES, Shape
from cnncalc.solve.answer import Answer, Columns, Unanswerable

Rebuild = Callable[[str], Network]
"""The network of the same spec on another input, such as "256x256x3"."""

LARGEST = 1_000_000
WINDOW = 128
"""Sizes in a row that are tried before none is thought to fit: gaps of U-Nets are shorter."""
MOST_SIZES = 20_000


class Outcome(NamedTuple):
    """What becomes of an input: the output's size, or where it failed."""

    size: tuple[int, ...] | None
    reason: str = ""


def layer_named(network: Network, name: str) -> Node:
    """The layer of this name, or the only one whose name ends so; Unanswerable with a hint."""
    nodes = list(network.layers)
    ending = [node for node in nodes if node.name == name] or [
        node for node in nodes if node.name.endswith(f"/{name}")
    ]
    if len(ending) == 1:
        return ending[0]
    names = [node.name for node in nodes]
    if ending:
        raise Unanswerable(
            f"several layers end in '{name}', such as '{ending[0].name}' and '{ending[1].name}'"
        )
    raise Unanswerable(
        f"there is no layer '{name}'{did_you_mean(name, names) or f'; the last one is {names[-1]!r}'}"
    )


class Follower:
    """Follows an input of any size through the layers that a node depends on."""

    def __init__(self, network: Network, target: Node) -> None:
        inputs = [node for node in network.nodes if node.layer is None]
        if len(inputs) != 1:
            raise Unanswerable("the network has several inputs; sizes are solved for one")
        self.input = inputs[0]
        if not self.input.output.size:
            raise Unanswerable("the input is a vector; it has no size to solve for")
        self.target = target
        needed = {target.number}
        for node in reversed(network.nodes[: target.number + 1]):
            if node.number in needed:
                needed.update(node.inputs)
        self.nodes = [node for node in network.nodes if node.number in needed and node.layer is not None]
        self.tried: dict[tuple[int, ...], Outcome] = {}

    def outcome(self, size: tuple[int, ...]) -> Outcome:
        """What comes out of the target for an input of this size."""
        if size not in self.tried:
            self.tried[size] = self._follow(size)
        return self.tried[size]

    def _follow(self, size: tuple[int, ...]) -> Outcome:
        shapes = {self.input.number: Shape(self.input.output.channels, size)}
        for node in self.nodes:
            assert node.layer is not None
            reads = tuple(shapes[i] for i in node.inputs)
            try:
                y = node.layer.output_shape(reads if node.layer.joins else reads[0])
            except LayerError as error:
                return Outcome(None, f"{node.name}: {error.message}")
            shapes[node.number] = Shape(int(y.channels), tuple(map(int, y.size)))
        return Outcome(shapes[self.target.number].size)


def which_inputs(network: Network, target: Node, size: tuple[int, ...], rebuild: Rebuild) -> Answer:
    """The input sizes with which `target` ends at exactly `size`, for each axis."""
    follower = Follower(network, target)
    own = follower.input.output.size
    outs = follower.outcome(own).size or ()
    wanted = size * len(outs) if len(size) == 1 else size
    if len(outs) != len(own):
        raise Unanswerable(f"'{target.name}' gives {target.output}, which has other axes than the input")
    if len(wanted) != len(outs):
        raise Unanswerable(f"--output has {len(size)} numbers; '{target.name}' has {len(outs)} axes")
    found = [list(_sizes(follower, axis, wanted[axis])) for axis in range(len(own))]
    question = f"inputs of {network.name} for which {target.name} is {'x'.join(map(str, wanted))}"
    columns: Columns = (
        ("axis", "text"),
        ("from", "count"),
        ("to", "count"),
        ("sizes", "count"),
        ("output", "count"),
    )
    if not all(found):
        return Answer(question, columns, tuple(_near(follower, wanted)), False,
                      ("No input ends at this size; these come nearest.",))  # fmt: skip
    _verify(follower, found, wanted, rebuild)
    rows = [
        {
            "axis": AXES[len(own)][axis],
            "from": run[0],
            "to": run[-1],
            "sizes": len(run),
            "output": wanted[axis],
        }
        for axis, sizes in enumerate(found)
        for run in _runs(sizes)
    ]
    if len(own) > 1 and all(sizes == found[0] for sizes in found) and len(set(wanted)) == 1:
        rows = [
            {**row, "axis": " and ".join(AXES[len(own)])} for row in rows if row["axis"] == AXES[len(own)][0]
        ]
    notes = [f"The network's own input is {follower.input.output}."]
    if any(len(sizes) >= MOST_SIZES for sizes in found):
        notes.append(f"The first {MOST_SIZES:,} sizes; larger ones do so too.")
    return Answer(question, columns, tuple(rows), notes=tuple(notes))


def smallest_input(network: Network, target: Node, rebuild: Rebuild) -> Answer:
    """The smallest input, as large along every axis, that every layer up to `target` survives."""
    follower = Follower(network, target)
    rank = len(follower.input.output.size)
    first = next((n for n in range(1, LARGEST) if follower.outcome((n,) * rank).size is not None), None)
    columns: Columns = (("input", "text"), ("output", "text"), ("because", "text"))
    question = f"the smallest input of {network.name}"
    if first is None:
        reason = follower.outcome(follower.input.output.size).reason
        return Answer(question, columns, (), False, (f"No input was survived; {reason}",))
    channels = follower.input.output.channels

    def row(n: int) -> dict[str, str]:
        outcome = follower.outcome((n,) * rank)
        last = "" if outcome.size is None else str(Shape(target.output.channels, outcome.size))
        return {"input": str(Shape(channels, (n,) * rank)), "output": last, "because": outcome.reason}

    _same_layers(follower, rebuild, (first,) * rank)
    gaps = [n for n in range(first, first + WINDOW) if follower.outcome((n,) * rank).size is None]
    notes = [f"Output: of '{target.name}'."]
    if first > 1:
        notes.append(f"At {first - 1}: {row(first - 1)['because']}.")
    if gaps:
        notes.append(f"Not every larger one does: at {gaps[0]}, {row(gaps[0])['because']}.")
    answer = row(first)
    return Answer(
        question, columns[:2], ({"input": answer["input"], "output": answer["output"]},), notes=tuple(notes)
    )


def _sizes(follower: Follower, axis: int, wanted: int) -> Iterator[int]:
    """The sizes along one axis that end at the wanted one, from the smallest on."""
    n = max(1, _first_not_below(follower, axis, wanted) - WINDOW)
    silent = count = 0
    while silent < WINDOW and n <= LARGEST and count < MOST_SIZES:
        out = _along(follower, axis, n)
        if out == wanted:
            yield n
            count, silent = count + 1, 0
        elif (out is not None and out > wanted) or (
            out is None and n > _first_not_below(follower, axis, wanted)
        ):
            silent += 1
        n += 1


def _first_not_below(follower: Follower, axis: int, wanted: int) -> int:
    """About the first size that does not end below the wanted one: sizes grow with the input's."""

    def reaches(n: int) -> bool:
        near = (_along(follower, axis, n + i) for i in range(WINDOW))
        out = next((out for out in near if out is not None), None)
        return out is not None and out >= wanted

    low, high = 0, 1
    while not reaches(high):
        low, high = high, high * 2
        if high > LARGEST:
            return LARGEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _along(follower: Follower, axis: int, n: int) -> int | None:
    """The output along the axis where the input has n there, and its own size along the others."""
    own = follower.input.output.size
    size = follower.outcome((*own[:axis], n, *own[axis + 1 :])).size
    return None if size is None else size[axis]


def _near(follower: Follower, wanted: tuple[int, ...]) -> Iterator[dict[str, object]]:
    """The inputs around the one where the wanted size is passed."""
    own = follower.input.output.size
    for axis, out in enumerate(wanted):
        start = _first_not_below(follower, axis, out)
        outs = {n: _along(follower, axis, n) for n in range(max(1, start - WINDOW), start + WINDOW)}
        best = min((abs(o - out) for o in outs.values() if o is not None), default=None)
        sizes = [n for n, o in outs.items() if o is not None and abs(o - out) == best]
        for run in _runs(sizes):
            yield {"axis": AXES[len(own)][axis], "from": run[0], "to": run[-1], "sizes": len(run),
                   "output": outs[run[0]]}  # fmt: skip


def _runs(sizes: list[int]) -> Iterator[list[int]]:
    """Sizes without gaps between them."""
    run: list[int] = []
    for n in sizes:
        if run and n != run[-1] + 1:
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def _verify(follower: Follower, found: list[list[int]], wanted: tuple[int, ...], rebuild: Rebuild) -> None:
    """Build the networks of the smallest and of the largest solution from the spec."""
    for end in (0, -1):
        built = _same_layers(follower, rebuild, tuple(sizes[end] for sizes in found))
        if built.output.size != wanted:
            raise Unanswerable("the sizes along the axes depend on each other; this is not solved")


def _same_layers(follower: Follower, rebuild: Rebuild, size: tuple[int, ...]) -> Node:
    """The target in the network built on an input of this size; Unanswerable where its layers are others."""
    channels = follower.input.output.channels
    axes = AXES[len(size)]
    pairs = zip((*axes, "channels"), (*size, channels), strict=True)
    text = "{" + ", ".join(f"{axis}: {n}" for axis, n in pairs) + "}"
    try:
        network = rebuild(text)
    except SpecError:
        network = None
    target = follower.target
    if network is None:
        # a layer behind the target fails: what leads to it is the same all the same
        size_there = follower.outcome(size).size or ()
        return target._replace(output=Shape(target.output.channels, size_there))
    again = {node.name: node for node in network.nodes}
    if any(node.name not in again or again[node.name].layer != node.layer for node in follower.nodes):
        raise Unanswerable("the layers of this spec depend on the size of its input; that is not solved")
    return again[target.name]
