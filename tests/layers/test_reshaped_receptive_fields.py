"""A receptive field has the axes of the network's input, whatever a reshape makes of the map."""

from typing import Any

import pytest
from helpers import figures

RESIDUAL = {"add": ["relu", "identity"]}
IMAGE = {"reshape": {"output": "4x4x3"}}  # of 48 values
SEQUENCE = {"reshape": {"output": {"length": 16, "channels": 3}}}
LENGTHS = {"length": 16, "channels": 3}


@pytest.mark.parametrize(
    ("shape", "layers", "size"),
    [
        (48, [IMAGE], ()),
        (48, [{"dense": 48}, IMAGE], ()),
        ("8x6x3", ["flatten", {"dense": 48}, SEQUENCE], (8, 6)),
        (LENGTHS, ["global_avg_pool", {"dense": 48}, IMAGE], (16,)),
        ("10x7x4x48", ["global_max_pool", SEQUENCE], (10, 7, 4)),
        (LENGTHS, [{"conv": {"filters": 48, "kernel": 16}}, IMAGE], (16,)),  # one position: nothing moves
    ],
)
def test_a_join_after_a_reshape_reads_the_whole_input_along_its_axes(
    shape: Any, layers: list[Any], size: tuple[int, ...]
) -> None:
    found = figures(shape, *layers, RESIDUAL, {"conv": {"name": "last", "filters": 2, "kernel": 3}})
    for field in (found["add1"].receptive_field, found["last"].receptive_field):
        assert (field.size, field.first, field.whole_input) == (size, (0,) * len(size), True)
    assert found.status == "complete"


def test_a_gate_after_a_reshape_reads_the_whole_input_along_its_axes() -> None:
    gate = {"map": "identity", "gate": ["global_avg_pool", {"dense": 3}, "sigmoid"]}
    wide = {"conv": {"filters": 3, "kernel": 3, "padding": 1}}
    found = figures("8x6x3", "flatten", {"dense": 48}, IMAGE, {"multiply": gate}, wide)
    assert found[-1].receptive_field.size == (8, 6)


def test_a_reshape_of_several_positions_leaves_the_field_unknown() -> None:
    found = figures(LENGTHS, IMAGE, RESIDUAL)
    assert found["add1"].receptive_field is None
    assert [note.layer for note in found.notes] == ["reshape1"]
