"""A hundred slips that people make outside the formulas: which of them are named, and how surely.

human_slips.csv has for each the network, the question, the wrong answer with its arithmetic, the cause that a
teacher would name, and the codes by which it is told here; no code where nothing here can tell it.
"""

import csv
import os
import re

import pytest
from helpers import bundled, figures

from cnncalc import Summary
from cnncalc.report.hint import hint
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker

CONV3 = {"conv": {"filters": 16, "kernel": 3, "padding": 1}}
OWN = {
    "residual": figures("32x32x3", CONV3, {"add": {"name": "join", "branches": [[CONV3], "identity"]}}),
    "grouped": figures(
        "27x27x96", {"conv": {"name": "c", "filters": 256, "kernel": 5, "padding": 2, "groups": 2}}
    ),
    "wide": figures("60x100x3", {"conv": {"name": "c", "filters": 16, "kernel": [3, 5], "stride": [2, 1]}}),
    "dilated": figures(
        "64x64x3",
        {"conv": {"name": "a", "filters": 32, "kernel": 3, "dilation": 2}},
        {"conv": {"name": "b", "filters": 32, "kernel": 3, "dilation": 4}},
    ),
    "sequence": figures(
        {"length": 1000, "channels": 1},
        {"conv": {"name": "a", "filters": 16, "kernel": 9, "stride": 2}},
        {"conv": {"name": "b", "filters": 32, "kernel": 5}},
    ),
    "padded": figures(
        "63x63x3", {"conv": {"name": "c", "filters": 8, "kernel": 7, "stride": 2, "padding": 3}}
    ),
    "averaged": figures("7x7x512", "global_avg_pool", {"dense": {"name": "c", "units": 10}}),
}

with open(os.path.join(os.path.dirname(__file__), "human_slips.csv"), encoding="utf-8") as file:
    SLIPS = [tuple(row.values()) for row in csv.DictReader(file)]


def network(name: str) -> Summary:
    return OWN.get(name) or bundled(name)


def marked(name: str, question: str, answer: str) -> Mark:
    (found,) = Marker(network(name)).mark([Claim(question, answer)])
    assert isinstance(found, Mark)
    return found


def test_of_a_hundred_slips_eighty_are_to_be_named() -> None:
    assert len(SLIPS) == 100
    assert sum(bool(codes) for *_, codes in SLIPS) >= 80


@pytest.mark.parametrize(("name", "question", "answer", "arithmetic", "cause", "codes"), SLIPS)
def test_a_slip_is_named_as_a_teacher_would(
    name: str, question: str, answer: str, arithmetic: str, cause: str, codes: str
) -> None:
    mark = marked(name, question, answer)
    assert mark.word == "wrong", arithmetic
    told = [one.code for one in mark.causes]
    assert not codes or set(codes.split()) & set(told), f"{cause}: {arithmetic}"


@pytest.mark.parametrize(("name", "question", "answer", "arithmetic", "cause", "codes"), SLIPS)
def test_no_other_cause_is_told_for_sure(
    name: str, question: str, answer: str, arithmetic: str, cause: str, codes: str
) -> None:
    sure = {one.code for one in marked(name, question, answer).causes if not one.perhaps}
    assert sure <= set(codes.split()), f"{cause}: {arithmetic}"


@pytest.mark.parametrize(("name", "question", "answer", "arithmetic", "cause", "codes"), SLIPS)
def test_no_hint_gives_the_right_number_away(
    name: str, question: str, answer: str, arithmetic: str, cause: str, codes: str
) -> None:
    mark = marked(name, question, answer)
    heading, lines = hint(mark)
    said = re.findall(r"\d[\dx]*", "\n".join([heading, *lines]).replace(",", ""))
    right = mark.correct[0] if isinstance(mark.correct, tuple) and len(mark.correct) == 1 else mark.correct
    assert str(right) not in [one for one in said if len(one) > 1 and one != answer]
