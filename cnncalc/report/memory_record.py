"""What `memory` says, as nested data."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnncalc.analysis.footprint import Footprint
from cnncalc.analysis.liveness import MemoryStep
from cnncalc.report.record import plain

SCHEMA = "cnncalc.memory/1"


def pass_of(step: MemoryStep) -> str:
    """The pass that a step belongs to."""
    return "backward" if step.backward else "forward"


def pieces(footprint: Footprint) -> Iterator[dict[str, Any]]:
    """What is held at the peak, in the order in which it was taken."""
    nodes = footprint.network.nodes
    for holding, role in footprint.run.alive(footprint.peak):
        name, what = nodes[holding.node].name, holding.what
        yield {"layer": name, "what": what, "role": role, "bytes": holding.bytes}


def memory_record(
    footprint: Footprint, steps: Sequence[int], told: Callable[[int], dict[str, Any]]
) -> dict[str, Any]:
    """The run with what is told of these steps."""
    network, execution = footprint.network, footprint.execution
    inputs = plain(network.inputs)
    return {
        "schema": SCHEMA,
        "network": network.name,
        "spec": network.spec,
        "input": inputs["input"] if list(inputs) == ["input"] else inputs,
        "batch": execution.batch,
        "dtype": execution.dtype,
        "training": execution.training,
        "optimizer": footprint.optimizer if execution.training else None,
        "in_place": execution.in_place,
        "steps": map(told, steps),
        "peak": _peak(footprint) if footprint.steps else None,
        "parts": {p.name: {"numbers": int(p.numbers), "bytes": int(p.bytes)} for p in footprint.parts},
        "total": int(footprint.total),
        "fullest": _fullest(footprint) if footprint.steps else None,
        "kept": int(footprint.kept),
        "outputs": {"values": int(footprint.activations), "inputs": footprint.inputs},
        "status": "complete" if footprint.complete else "lower bound",
        "notes": [note._asdict() for note in footprint.notes],
    }


def _peak(footprint: Footprint) -> dict[str, Any]:
    step = footprint.steps[footprint.peak]
    return {
        "step": footprint.peak + 1,
        "pass": pass_of(step),
        "layer": step.node.name,
        "bytes": int(footprint.peak_memory),
        "alive": list(pieces(footprint)),
    }


def _fullest(footprint: Footprint) -> dict[str, Any]:
    step = footprint.steps[footprint.fullest]
    return {
        "step": footprint.fullest + 1,
        "pass": pass_of(step),
        "layer": step.node.name,
        "alive": step.alive,
        "weight_gradients": footprint.made[footprint.fullest],
    }
