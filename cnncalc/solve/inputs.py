"""Which input sizes end at a given output."""

from collections.abc import Iterable, Iterator

from cnncalc.network import Node
from cnncalc.problem import QuestionError
from cnncalc.shape import AXES
from cnncalc.solve.follow import Follower, Spec
from cnncalc.solve.solutions import Columns, Solution, Solutions

LARGEST = 1_000_000
WINDOW = 128
"""Sizes in a row that are tried before none is thought to fit: gaps of U-Nets are shorter."""
MOST_SIZES = 2_000

COLUMNS: Columns = (
    ("axis", "text"),
    ("from", "count"),
    ("to", "count"),
    ("sizes", "count"),
    ("output", "count"),
)


def which_inputs(spec: Spec, target: Node, size: tuple[int, ...]) -> Solutions:
    """The input sizes with which `target` ends at exactly `size`, for each axis."""
    follower = Follower(spec, target)
    wanted = _wanted(follower, size)
    found = [list(_sizes(follower, axis, out)) for axis, out in enumerate(wanted)]
    question = f"inputs of {spec.network.name} for which {target.name} is {'x'.join(map(str, wanted))}"
    if not all(found):
        note = "No input size gives this output; these come nearest."
        return Solutions(question, COLUMNS, tuple(_near(follower, wanted)), False, (note,))
    for end in (0, -1):
        output = follower.confirmed(tuple(sizes[end] for sizes in found))
        if output is None or output.size != wanted:
            raise QuestionError("the sizes along the axes depend on each other; this cannot be solved")
    notes = [f"The network's own input is {follower.input.output}."]
    if any(len(sizes) == MOST_SIZES for sizes in found):
        notes.append(f"The first {MOST_SIZES:,} sizes; larger ones give it too.")
    return Solutions(question, COLUMNS, tuple(_rows(found, wanted)), notes=tuple(notes))


def _wanted(follower: Follower, size: tuple[int, ...]) -> tuple[int, ...]:
    """One number for each axis."""
    own, target = follower.input.output.size, follower.target
    if len(target.output.size) != len(own):
        raise QuestionError(f"'{target.name}' gives {target.output}, which has other axes than the input")
    if len(size) not in (1, len(own)):
        raise QuestionError(f"--output has {len(size)} numbers; '{target.name}' has {len(own)} axes")
    if follower.spec.depends and len(set(size)) > 1:
        raise QuestionError("fields of this spec depend on the size of its input; give one size for all axes")
    return size * len(own) if len(size) == 1 else size


def _rows(found: list[list[int]], wanted: tuple[int, ...]) -> Iterator[Solution]:
    """A row for each run of sizes; one for all axes where they are alike."""
    axes = AXES[len(wanted)]
    alike = all(sizes == found[0] for sizes in found) and len(set(wanted)) == 1
    named = [" and ".join(axes)] if alike else axes
    for axis, sizes, out in zip(named, found, wanted, strict=False):
        yield from (_row(axis, run, out) for run in _runs(sizes))


def _row(axis: str, run: list[int], out: int | None) -> Solution:
    return {"axis": axis, "from": run[0], "to": run[-1], "sizes": len(run), "output": out}


def _sizes(follower: Follower, axis: int, wanted: int) -> Iterator[int]:
    """The sizes along one axis that end at the wanted one, from the smallest on.

    What layers give grows with what they read; where fields are worked out from sizes it need not.
    """
    about = _first_not_below(follower, axis, wanted)
    grows = not follower.spec.depends
    found = missed = 0
    for n in range(about if grows else max(1, about - WINDOW), LARGEST + 1):
        out = follower.along(axis, n)
        if out == wanted:
            yield n
            found, missed = found + 1, 0
        elif n > about:
            missed += 1
        beyond = grows and out is not None and out > wanted
        if beyond or missed > WINDOW or found == MOST_SIZES:
            return


def _first_not_below(follower: Follower, axis: int, wanted: int) -> int:
    """About the first size that does not end below the wanted one: sizes grow with the input's."""

    def reaches(n: int) -> bool:
        near = (follower.along(axis, n + i) for i in range(WINDOW))
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


def _near(follower: Follower, wanted: tuple[int, ...]) -> Iterator[Solution]:
    """The inputs around the one where the wanted size is passed."""
    for axis, (name, out) in enumerate(zip(AXES[len(wanted)], wanted, strict=True)):
        start = _first_not_below(follower, axis, out)
        below = _outs(follower, axis, range(start - 1, max(0, start - WINDOW - 1), -1))
        outs = dict(sorted([*below, *_outs(follower, axis, range(start, start + WINDOW))]))
        best = min((abs(size - out) for size in outs.values()), default=0)
        for size in (out - best, out + best):
            yield from (_row(name, run, size) for run in _runs([n for n in outs if outs[n] == size]))


def _outs(follower: Follower, axis: int, sizes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """What comes out for sizes on the way from the wanted one: the nearest, as far as others are as near."""
    nearest: int | None = None
    for n in sizes:
        out = follower.along(axis, n)
        if out is None:
            continue
        if nearest is not None and out != nearest and not follower.spec.depends:
            return
        nearest = out
        yield n, out


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
