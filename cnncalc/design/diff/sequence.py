"""The longest common parts of two sequences, in time that hardly grows faster than their lengths.

Elements that stand once on either side are anchors (Bram Cohen's patience diff); between anchors the
shortest edit script is looked for (Myers 1986, doi:10.1007/BF01840446) as long as it is short. Where it
is not, equal elements are paired from left to right.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

MOST_EDITS = 300
"""Edits up to which the shortest script is looked for: its cost grows with their square."""

Pair = tuple[int, int]


def common(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """The positions of equal elements that belong together, both increasing.

    >>> common("abcd", "acxd")
    [(0, 0), (2, 1), (3, 3)]
    """
    pairs: list[Pair] = []
    pending = [(0, len(a), 0, len(b))]
    while pending:
        a_from, a_to, b_from, b_to = pending.pop()
        while a_from < a_to and b_from < b_to and a[a_from] == b[b_from]:
            pairs.append((a_from, b_from))
            a_from, b_from = a_from + 1, b_from + 1
        while a_from < a_to and b_from < b_to and a[a_to - 1] == b[b_to - 1]:
            a_to, b_to = a_to - 1, b_to - 1
            pairs.append((a_to, b_to))
        if a_from == a_to or b_from == b_to:
            continue
        anchors = once(a[a_from:a_to], b[b_from:b_to])
        if not anchors:
            inside = _shortest(a[a_from:a_to], b[b_from:b_to])
            pairs += [(a_from + i, b_from + j) for i, j in inside]
            continue
        for i, j in anchors:
            pairs.append((a_from + i, b_from + j))
        starts = [(a_from, b_from), *((a_from + i + 1, b_from + j + 1) for i, j in anchors)]
        ends = [*((a_from + i, b_from + j) for i, j in anchors), (a_to, b_to)]
        pending += [(i, m, j, n) for (i, j), (m, n) in zip(starts, ends, strict=True)]
    return sorted(pairs)


def once(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """The longest increasing run of elements that stand exactly once on either side; empty ones do not count.

    >>> once(["x", "", "y"], ["y", "", "x", "y"])
    [(0, 2)]
    """
    in_a, in_b = Counter(a), Counter(b)
    where = {element: j for j, element in enumerate(b) if in_b[element] == 1}
    single = [(i, where[e]) for i, e in enumerate(a) if e in where and in_a[e] == 1 and (e or e == 0)]
    ends: list[int] = []  # of the runs of each length, the smallest last position in b
    last: list[int] = []  # which of `single` that is
    before: list[int] = []
    for k, (_, j) in enumerate(single):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [k]
    run: list[Pair] = []
    k = last[-1] if last else -1
    while k >= 0:
        run.append(single[k])
        k = before[k]
    return run[::-1]


def _shortest(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """Myers' shortest edit script: what it leaves in its place."""
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(a) + len(b)) + 1):
        trace.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(a) and x - k >= len(b):
                return _walk_back(trace, len(a), len(b))
    return _from_the_left(a, b)


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[Pair]:
    pairs: list[Pair] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, k = trace[edits], x - y
        down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
        before = k + 1 if down else k - 1
        start_x = furthest[before]
        start_y = start_x - before
        while x > start_x and y > start_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start_x, start_y
    return pairs[::-1]


def _from_the_left(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """Each element with the next equal one that is still free, if it is near."""
    places: dict[Hashable, list[int]] = {}
    for j in range(len(b) - 1, -1, -1):
        places.setdefault(b[j], []).append(j)
    pairs: list[Pair] = []
    reached = 0
    for i, element in enumerate(a):
        free = places.get(element, [])
        while free and free[-1] < reached:
            free.pop()
        if free and free[-1] - reached <= MOST_EDITS:
            pairs.append((i, free.pop()))
            reached = pairs[-1][1] + 1
    return pairs
