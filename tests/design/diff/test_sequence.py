"""The longest common parts of two sequences."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from work import growth

from cnncalc.design.diff.sequence import common, once

LETTERS = st.lists(st.sampled_from("abc"), max_size=9)


def longest(a, b) -> int:
    """The length of the longest common subsequence, by the textbook table."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(LETTERS, LETTERS)
def test_pairs_are_equal_and_increase_on_both_sides(a, b):
    pairs = common(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < m and j < n for (i, j), (m, n) in pairwise(pairs))


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_without_anchors_the_most_are_paired(a, b):
    # each letter twice: nothing stands once, so there are no anchors
    doubled_a, doubled_b = [x for x in a for _ in (0, 1)], [x for x in b for _ in (0, 1)]
    assert len(common(doubled_a, doubled_b)) == longest(doubled_a, doubled_b)


@given(LETTERS)
def test_a_sequence_and_itself_are_paired_throughout(a):
    assert common(a, a) == [(i, i) for i in range(len(a))]


def test_what_stands_once_on_either_side_is_an_anchor_and_crossing_ones_are_left_out():
    assert once("abcd", "acbd") in ([(0, 0), (1, 2), (3, 3)], [(0, 0), (2, 1), (3, 3)])


def test_sequences_without_anything_in_common_have_no_pairs():
    assert common("aabb", "ccdd") == []


def test_the_work_hardly_grows_faster_than_the_length():
    def pairing(length):
        chance = random.Random(0)
        a, b = ([chance.randrange(4) for _ in range(length)] for _ in range(2))
        return lambda: common(a, b)

    assert growth(pairing, 2_000) < 2.5  # a square table would take 4 times as much
