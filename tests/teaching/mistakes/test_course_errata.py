"""Course material as answer sheets: what is right passes, errata are wrong and their mistakes are named."""

from typing import Any

import pytest
from helpers import figures
from test_course_claims import CLAIMS, found

from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker

FIGURES = {
    "output_shape": "output",
    "output_1x1": "output",
    "parameters": "parameters",
    "weights": "weights",
    "multiplications": "multiplies",
    "receptive_field_hw": "receptive_field",
    "receptive_field": "receptive_field",
    "kernel_count": "channels",
    "weight_layers": "weight_layers",
}
"""What the file asks for, and the figure of a sheet that says it."""

BEFORE = {"more_than": "more than ", "less_than": "less than ", "approx": "about "}


def sheet_of(claim: dict[str, Any]) -> tuple[str, str] | None:
    """The key and the text of an answer that makes the claim; None if a sheet asks for no such thing."""
    ask, claimed = claim["ask"], claim["claimed"]
    if ask["what"] not in FIGURES or claimed is None or ask["at"] == "input":
        return None
    if isinstance(claimed, list):
        text = "x".join(map(str, claimed))
    elif isinstance(claimed, int):
        text = BEFORE.get(claim["claimed_form"], "") + f"{claimed:,}"
    else:
        return None
    name = found(claim)[-1].name if ask["at"] == "last" else ask["at"]
    return f"{name}.{FIGURES[ask['what']]}", text


RIGHT = [claim for claim in CLAIMS if claim["verdict"] == "exact" and sheet_of(claim)]
ROUNDED = [claim for claim in CLAIMS if claim["verdict"] == "rounded" and sheet_of(claim)]

ERRATA = {
    "nglenet-fc3-48001": ["P3"],  # one bias for the whole layer
    "nglenet-table-conv1": ["P1"],  # the input channels
    "nglenet-table-conv2": ["P1"],
    "nglenet-table-fc4": ["P3"],
    "nglenet-table-softmax": ["P3"],
    "share-156": ["P1"],
    "inception-256": [],  # one 28 too many
    "s3-alex-56": [],  # a digit lost
    "s3-alex-6": [],
    "s3-alex-conv2-56b": [],
}
"""Errata that a sheet can state, and the mistakes behind them; none where a digit went astray."""


def mark(claim: dict[str, Any]) -> Mark:
    answer = sheet_of(claim)
    assert answer
    (one,) = Marker(found(claim)).mark([Claim(*answer)])
    assert isinstance(one, Mark), one
    return one


def ids(claim: dict[str, Any]) -> str:
    return str(claim["id"])


def test_most_claims_can_stand_in_a_sheet() -> None:
    assert (len(RIGHT), len(ROUNDED)) == (83, 14)


@pytest.mark.parametrize("claim", RIGHT, ids=ids)
def test_an_exact_claim_passes(claim: dict[str, Any]) -> None:
    assert mark(claim).word == "right", claim["why"]


@pytest.mark.parametrize("claim", ROUNDED, ids=ids)
def test_a_rounded_claim_passes(claim: dict[str, Any]) -> None:
    assert mark(claim).word == "right", claim["why"]


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim["verdict"] == "erratum"], ids=ids)
def test_an_erratum_is_wrong_and_its_mistake_is_named(claim: dict[str, Any]) -> None:
    if claim["id"] not in ERRATA:
        assert sheet_of(claim) is None or claim["id"] == "s4-lenet-s2-shape"
        return
    one = mark(claim)
    assert one.word == "wrong"
    assert [cause.code for cause in one.causes][: len(ERRATA[claim["id"]])] == ERRATA[claim["id"]]


def test_the_156_of_a_colour_image_is_right_for_a_grey_one() -> None:
    grey = figures("32x32x1", {"conv": {"name": "c", "filters": 6, "kernel": 5}})
    (one,) = Marker(grey).mark([Claim("c.parameters", "156")])
    assert isinstance(one, Mark) and one.word == "right"
