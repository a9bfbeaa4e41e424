"""Oracles without formulas: slide the window and count, loop and count, follow the indices.

Nothing here divides or rounds to reach a size or a cost; sizes come from laying windows over a list
of positions, costs from visiting every term, receptive fields from sets of input positions.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

# -- sizes: slide a window over the padded positions -----------------------------------------------------


def placements(n: int, before: int, after: int, f: int, s: int, d: int = 1, rule: str = "floor") -> int:
    """How many windows are laid over n pixels with padding, from the first position, s apart.

    floor: those that lie inside the padded row. ceil: a partly filled one too, if it reaches beyond the
    end by less than a stride; then the last goes again if it starts beyond the pixels (PyTorch).
    """
    row = range(-before, n + after)  # negative: leading padding; n and more: trailing padding
    starts = []
    start = -before
    while True:
        taps = [start + d * k for k in range(f)]
        overhang = range(row.stop, taps[-1] + 1)
        if len(overhang) >= (s if rule == "ceil" else 1):
            break
        starts.append(start)
        start += s
    if rule == "ceil" and starts and starts[-1] >= n:
        starts.pop()
    return len(starts)


def same_padding(n: int, f: int, s: int, d: int = 1) -> tuple[int, int, int]:
    """One output for every s pixels, and the least padding that gives it: (outputs, before, after)."""
    outputs = len(range(0, n, s))
    total = 0
    while placements(n, 0, total, f, s, d) < outputs:
        total += 1
    before = after = 0
    for _ in range(total):  # pixels are dealt out in turn: the odd one goes to the end
        if after > before:
            before += 1
        else:
            after += 1
    return outputs, before, after


def full_placements(n: int, f: int, s: int, d: int = 1) -> tuple[int, int]:
    """Windows that overlap the pixels, from the first that does: (outputs, padding before)."""
    reach = max(d * k for k in range(f))  # from the first tap to the last
    first = 0
    while first - 1 + reach >= 0:  # one further to the left still ends on a pixel
        first -= 1
    return len(range(first, n, s)), -first


def adaptive_window(n: int, out: int, i: int) -> list[int]:
    """The pixels that part i of `out` equal parts of n pixels overlaps; the row goes on at both ends."""
    rows, i = divmod(i, out)  # in a row further on it overlaps the same pixels of that row
    start, end = i * n, (i + 1) * n  # in units of which a pixel has `out`
    return [rows * n + j for j in range(n) if j * out < end and (j + 1) * out > start]


def adaptive_windows(n: int, out: int) -> list[list[int]]:
    """The pixels of each part."""
    return [adaptive_window(n, out, i) for i in range(out)]


# -- costs: visit every term -----------------------------------------------------------------------------


class Tally:
    """Counts operations as they are carried out."""

    def __init__(self) -> None:
        self.multiplications = self.additions = self.comparisons = self.divisions = 0

    def weighted_sum(self, terms: Iterable[object], bias: bool) -> None:
        """weight * value for each term, added to a running sum, which the first term starts."""
        started = False
        for _ in terms:
            self.multiplications += 1
            self.additions += started
            started = True
        self.additions += bias

    def sum(self, terms: Iterable[object]) -> None:
        for i, _ in enumerate(terms):
            self.additions += i > 0

    def largest(self, terms: Iterable[object]) -> None:
        for i, _ in enumerate(terms):
            self.comparisons += i > 0


def grid(size: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Every position of a map, or every tap of a kernel."""
    return product(*map(range, size))


def channels_of_group(channels: int, groups: int) -> list[list[int]]:
    """The channels dealt out to groups in runs of one length."""
    runs: list[list[int]] = [[] for _ in range(groups)]
    for c in range(channels):
        runs[next(g for g in range(groups) if c * groups < (g + 1) * channels)].append(c)
    return runs


def wiring(c_in: int, filters: int, groups: int) -> dict[int, list[int]]:
    """For each filter the channels it reads."""
    inputs, outputs = channels_of_group(c_in, groups), channels_of_group(filters, groups)
    return {k: inputs[g] for g in range(groups) for k in outputs[g]}


def convolve(wires: dict[int, Sequence[int]], f: Sequence[int], n_out: Sequence[int], bias: bool) -> Tally:
    """Each filter at each position: one weighted sum over its channels and taps."""
    tally = Tally()
    for _filter, channels in wires.items():
        for _position in grid(n_out):
            tally.weighted_sum(((c, tap) for c in channels for tap in grid(f)), bias)
    return tally


def kernel_weights(wires: dict[int, Sequence[int]], f: Sequence[int]) -> set[tuple[object, ...]]:
    """The index of every weight: filter, channel, tap."""
    return {(k, c, tap) for k, channels in wires.items() for c in channels for tap in grid(f)}


def depthwise_wiring(c_in: int, multiplier: int) -> dict[int, list[int]]:
    """Each channel has `multiplier` filters of its own."""
    readers = [c for c in range(c_in) for _ in range(multiplier)]
    return {k: [c] for k, c in enumerate(readers)}


def pool(reduce: str, channels: int, f: Sequence[int], n_out: Sequence[int]) -> Tally:
    """The largest, or the average, of each window."""
    tally = Tally()
    for _channel in range(channels):
        for _position in grid(n_out):
            if reduce == "max":
                tally.largest(grid(f))
            else:
                tally.sum(grid(f))
                tally.divisions += 1
    return tally


# -- receptive fields: follow the indices ----------------------------------------------------------------

Reads = Callable[[int], frozenset[int]]


class Trace(NamedTuple):
    """One axis of a map: how many positions, and which input positions each depends on.

    Positions before 0 and from n on are virtual; they lie in the padding of what reads them and are
    followed all the same. `fixed`: all positions depend on one set. `uneven`: the sets may differ in size
    and distance, in a pattern that is over after PERIOD positions. `paths`: the ways from the input
    that no whole map is on, or where there is none, those that one is on: `ended`.
    """

    n: int
    reads: Reads
    fixed: bool = False
    aligned: bool = True
    paths: tuple[Reads, ...] = ()
    ended: bool = False
    uneven: bool = False


PERIOD = 2 * 2 * 3 * 3  # long enough for two adaptive pools, each to 2 or 3 positions


def image(n: int) -> Trace:
    def itself(i: int) -> frozenset[int]:
        return frozenset((i,))

    return Trace(n, itself, paths=(itself,))


def slid(source: Trace, n_out: int, f: int, s: int, before: int, d: int) -> Trace:
    """What a window reads: the union over its taps."""

    def through(reads: Reads) -> Reads:
        return cache(lambda i: frozenset().union(*(reads(s * i - before + d * tap) for tap in range(f))))

    paths = tuple(map(through, source.paths))
    if source.fixed:
        return source._replace(n=n_out, paths=paths)
    return source._replace(n=n_out, reads=through(source.reads), paths=paths)


def stamped(source: Trace, n_out: int, f: int, s: int, before: int, d: int) -> Trace:
    """What a transposed convolution reads: the union over the inputs whose stamps reach a position."""

    def above(j: int) -> Iterable[int]:
        begun = (j + before - d * tap for tap in range(f))  # where the stamp has its first tap
        return (at // s for at in begun if at % s == 0)

    def through(reads: Reads) -> Reads:
        return cache(lambda j: frozenset().union(*map(reads, above(j))))

    return source._replace(n=n_out, reads=through(source.reads), paths=tuple(map(through, source.paths)))


def adapted(source: Trace, out: int) -> Trace:
    """What an adaptive pool reads: the union over each part. The parts may differ in size and step."""

    def through(reads: Reads) -> Reads:
        return cache(lambda i: frozenset().union(*map(reads, adaptive_window(source.n, out, i))))

    paths = tuple(map(through, source.paths))
    if source.fixed:
        return source._replace(n=out, paths=paths, uneven=True)
    return source._replace(n=out, reads=through(source.reads), uneven=True, paths=paths)


def over(reads: Reads, n: int) -> frozenset[int]:
    """What n positions depend on, taken together."""
    return frozenset().union(*map(reads, range(n)))


def everything(source: Trace) -> frozenset[int]:
    """What all positions of the map depend on."""
    return over(source.reads, source.n)


def settled(source: Trace) -> tuple[Reads, ...]:
    """The paths to a map of which everything is read: each leads to one set for all positions."""
    return tuple(constant(over(path, source.n)) for path in source.paths)


def constant(positions: frozenset[int]) -> Reads:
    return lambda i: positions


def whole(source: Trace) -> Trace:
    """A layer that reads the whole map: one position, which depends on everything."""
    return Trace(1, constant(everything(source)), True, source.aligned, settled(source), True, source.uneven)


def joined(sources: Sequence[Trace]) -> Trace:
    """Position by position the union; where one input is one set for all positions, so is the join."""
    n = max(source.n for source in sources)
    moving = [source for source in sources if not source.fixed]
    aligned = all(source.aligned for source in sources) and centred(moving)
    uneven, ended = any(each.uneven for each in sources), all(each.ended for each in sources)
    paths = tuple(path for source in sources if ended or not source.ended for path in source.paths)
    if len(moving) < len(sources):
        union = frozenset().union(*map(everything, sources))
        return Trace(n, constant(union), True, aligned, paths, ended, uneven)
    reads = cache(lambda i: frozenset().union(*(each.reads(i) for each in sources)))
    return Trace(n, reads, False, aligned, paths, ended, uneven)


def centred(sources: Sequence[Trace]) -> bool:
    """Whether every position depends on a stretch with the same middle in all maps."""
    positions = range(PERIOD if any(source.uneven for source in sources) else 1)
    return all(
        len({min(read) + max(read) for source in sources if (read := source.reads(i))}) <= 1
        for i in positions
    )


def extent(positions: frozenset[int]) -> int:
    """From the first to the last, both counted; 0 where there are none."""
    return len(range(min(positions), max(positions) + 1)) if positions else 0
