"""What training keeps, against the tensors that PyTorch 2.13 saves (reference/README.md says how measured).

To the byte, but for one convention: a mask of dropout takes a byte per value, as it does on a GPU. On a CPU,
where these figures were taken, PyTorch keeps factors of 4 bytes in its place.
"""

import json
from typing import Any

import pytest
from helpers import network, read_rows, spec

from cnncalc import footprint, load
from cnncalc.network import Network

NETWORKS = read_rows("reference", "saved_tensors.csv")
LAYERS = read_rows("reference", "saved_tensors_layers.csv")
BATCH = 2
ON_A_CPU = 4 - 1  # bytes more per value of dropout


def kept(net: Network, in_place: bool) -> int:
    return footprint(net, batch=BATCH, training=True, in_place=in_place).kept


def dropped(net: Network) -> int:
    """The values of all dropouts, for the batch."""
    return BATCH * sum(node.output.values for node in net.layers if node.kind == "dropout")


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("row", NETWORKS, ids=lambda row: row["network"])
def test_a_network_keeps_what_pytorch_saves(row: dict[str, str], in_place: bool) -> None:
    net = load(row["network"])
    assert kept(net, in_place) + ON_A_CPU * dropped(net) == int(row["bytes"])


OWN_MEASURE = {"local_response_norm"}  # PyTorch puts it together from five steps, each of which saves


def behind_a_trained_layer(kind: str, fields: dict[str, Any]) -> Network:
    """One layer through which a gradient goes, after scales that keep their own input."""
    image = "192" if kind in ("dense", "maxout") else "4x6x8"
    joins = kind in ("add", "average", "concat", "multiply", "maximum")
    front = [{"layer_scale": {"name": name, "from": "input"}} for name in ("a", "b")[: 1 + joins]]
    read = {"from": ["a", "b"]} if joins else {}
    return network(spec(image, [*front, {kind: {**fields, **read}}]))


@pytest.mark.parametrize("row", LAYERS, ids=lambda row: f"{row['layer']}, in place: {row['in_place']}")
def test_a_layer_keeps_what_pytorch_saves(row: dict[str, str]) -> None:
    ((kind, fields),) = json.loads(row["layer"]).items()
    net = behind_a_trained_layer(kind, fields)
    image = BATCH * 4 * 192  # what the scales in front keep
    saved = sum(int(row[what]) for what in ("input", "output", "besides"))
    if kind == "dropout":
        saved -= ON_A_CPU * BATCH * 192
    if (
        kind in OWN_MEASURE
    ):  # PyTorch: the input, its padded squares (12 channels), their sums, and the denominators
        assert saved == BATCH * 4 * (192 + 12 * 24 + 192 + 192)
        saved = BATCH * 4 * (192 + 192)  # here: the input and the denominators
    assert kept(net, row["in_place"] == "yes") == image + saved
