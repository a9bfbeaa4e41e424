"""A count with a comma between thousands is one number, also where it is wrong."""

import pytest
from helpers import summary

from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Marker

WIDE = summary("input: 8x8x3\nlayers: [conv: {name: c, filters: 1024, kernel: 1}]\n")


@pytest.mark.parametrize(("text", "word"), [("1,024", "right"), ("2,048", "wrong"), ("2048", "wrong")])
def test_thousands_are_no_pair_of_numbers(text, word):
    (mark,) = Marker(WIDE).mark([Claim("c.channels", text)])
    assert mark.word == word
