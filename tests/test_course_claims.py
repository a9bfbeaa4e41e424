"""What courses say of networks, against what cnncalc says: each item that carries a spec and a question."""

from typing import Any

import pytest
from helpers import figures, read_yaml

from cnncalc import Summary

Claim = dict[str, Any]

CLAIMS: list[Claim] = [
    claim for claim in read_yaml("reference", "course_claims.yaml") if "spec" in claim and "ask" in claim
]


def layer(given: Claim, names: set[str]) -> Any:
    """A layer of the file in cnncalc's words; a name that is given twice is left to be numbered."""
    kinds = {"fc": "dense", "gap": "global_avg_pool", "lrn": "local_response_norm"}
    op = given["op"]
    fields: Claim = {}
    if given["name"] not in names:
        fields["name"] = given["name"]
        names.add(given["name"])
    if op == "concat":
        branches = [[layer(one, names) for one in branch] or "identity" for branch in given["branches"]]
        return {"concat": {**fields, "branches": branches}}
    if op in ("conv", "pool"):
        fields.update(kernel=given["k"], stride=given["s"], padding=given["p"])
    if op == "conv":
        fields["filters"] = given["out"]
    if op == "fc":
        fields["units"] = given["out"]
    kind = f"{given['mode']}_pool" if op == "pool" else kinds.get(op, op)
    return {kind: fields} if fields else kind


def found(claim: Claim) -> Summary:
    names: set[str] = set()
    layers = [layer(given, names) for given in claim["spec"]["layers"]] or ["identity"]
    return figures("x".join(map(str, claim["spec"]["input"])), *layers)


def at(summary: Summary, name: str) -> Any:
    """The layer that is asked for."""
    if name == "last":
        return summary[-1]
    return summary[name]


def hwc(output: Any) -> list[int]:
    return [*(output.size or (1, 1)), output.channels]


def answer(claim: Claim) -> Any:
    summary, what, name = found(claim), claim["ask"]["what"], claim["ask"]["at"]
    layers = list(summary)
    if name == "total":
        return {
            "parameters": lambda: summary.totals.parameters,
            "multiplications": lambda: summary.totals.multiplies,
            "weight_layers": lambda: summary.totals.weight_layers,
            "weights": lambda: sum(one.parameters.weights for one in layers),
            "memory_bytes": lambda: summary.bytes("parameters"),
            "fc_layers": lambda: sum(one.kind == "dense" for one in layers),
            "downsampling": lambda: (
                summary.network.nodes[0].output.size[0]
                // [one for one in layers if one.output.size][-1].output.size[0]
            ),
            "activation_count": lambda: summary.totals.activations,
        }[what]()
    if name == "input":
        assert what == "activation_count"
        return summary.network.nodes[0].output.values
    one = at(summary, name)
    read = summary.network.nodes[one.node.inputs[0]].output
    kernel = getattr(one.node.layer, "kernel", None)
    square = (kernel, kernel)
    return {
        "output_shape": lambda: hwc(one.output) if isinstance(claim["correct"], list) else one.output.values,
        "output_hw": lambda: list(one.output.size),
        "output_1x1": lambda: hwc(one.output),
        "parameters": lambda: one.parameters.total,
        "weights": lambda: one.parameters.weights,
        "activation_count": lambda: one.output.values,
        "multiplications": lambda: one.multiplies,
        "receptive_field_hw": lambda: list(one.receptive_field.size),
        "receptive_field": lambda: one.receptive_field.size[0],
        "kernel_count": lambda: one.node.layer.filters,
        "kernel_shape": lambda: [*square, read.channels],
        "kernel_numel_times_2": lambda: 2 * square[0] * square[1] * read.channels,
        "in_channels": lambda: read.channels,
        "memory_bytes": lambda: one.output.values * 4,
        "downsampling": lambda: summary.network.nodes[0].output.size[0] // one.output.size[0],
    }[what]()


def test_all_items_with_a_question_are_here() -> None:
    assert len(CLAIMS) == 150


@pytest.mark.parametrize("claim", [pytest.param(claim, id=claim["id"]) for claim in CLAIMS])
def test_the_right_value_is_found(claim: Claim) -> None:
    assert answer(claim) == claim["correct"], claim["why"]
