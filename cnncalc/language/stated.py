"""What a spec states of its network: figures that it is held to, and what was measured elsewhere."""

import re
from collections.abc import Mapping as Dict
from fractions import Fraction

from cnncalc.language.naming import text_fault
from cnncalc.language.tree import Scalar, Value, pairs_of, words_for
from cnncalc.network import Expectation
from cnncalc.problem import Problems, quoted


def read_expect(value: Value | None, problems: Problems) -> Dict[str, Expectation]:
    """The figures that the network is held to, by key."""
    fits = "'expect' takes a mapping such as {parameters: 61706, C3.output: 10x10x16}"
    expected = {}
    for key, figure in pairs_of(value, fits, problems):
        if not isinstance(figure, Scalar) or figure.empty:
            message = f"{quoted(key.text)} takes one value; found {words_for(figure)}"
            problems.add(message, figure.place)
        elif not (key.text + figure.text).isprintable():
            message = f"an expected value must be printable; found {quoted(key.text)}: {words_for(figure)}"
            problems.add(message, key.place)
        else:
            expected[key.text] = Expectation(figure.text, key.place)
    return expected


def read_accuracy(value: Value | None, problems: Problems) -> Dict[str, Fraction]:
    """The accuracy on each benchmark: a part of 1."""
    fits = "'accuracy' takes a mapping such as {ImageNet top-1: 76.13 %}"
    stated = {}
    for key, figure in pairs_of(value, fits, problems):
        share = _share(figure.text) if isinstance(figure, Scalar) else None
        if fault := text_fault(key.text):
            problems.add(fault, key.place)
        elif "," in key.text:
            problems.add(f"the name of a benchmark has no commas; found {quoted(key.text)}", key.place)
        elif share is None:
            message = (
                f"an accuracy is a share such as 76.13 % or 0.7613, at most 100 %; found {words_for(figure)}"
            )
            problems.add(message, figure.place)
        else:
            stated[key.text] = share
    return stated


def _share(text: str) -> Fraction | None:
    """The part of 1 that `76.13 %` or `0.7613` says; None if it is neither, or more than all."""
    found = _SHARE.fullmatch(text.strip())
    share = Fraction(found[1]) / (100 if found[2] else 1) if found else None
    return share if share is not None and share <= 1 else None


_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,20})?) ?(%?)")
