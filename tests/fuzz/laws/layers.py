"""Every layer is there, blocks change nothing, and receptive fields are what following indices finds."""

import json
from collections.abc import Mapping
from typing import Any

import cnncalc
from cnncalc import SpecError, Summary
from cnncalc.problem import Source
from cnncalc.report.record import plain

from ..case import Broken, Case, Unfit, require, same
from ..laid import LOST, UNSURE
from ..tracing import field_of, follow, repeats
from ..unfold import Row, flat, unfold
from .base import law, spec_of, summarized


def kinds_and_reads(summary: Summary) -> list[tuple[str, tuple[Any, ...]]]:
    """Of each layer its kind, and what it reads: numbers of layers, or names of inputs."""
    nodes = summary.network.nodes
    place = {layer.node.number: i for i, layer in enumerate(summary)}
    return [(layer.kind, tuple(place.get(i, nodes[i].name) for i in layer.node.inputs)) for layer in summary]


def written(row: Row) -> tuple[str, tuple[Any, ...]]:
    return row.kind, row.reads


@law
def all_layers(case: Case) -> None:
    """Every layer that was written is there, in its place, and reads what it was told to read."""
    rows = unfold(spec_of(case))
    found = summarized(case)
    same(kinds_and_reads(found), [written(row) for row in rows], "layers and what they read")


def figures(summary: Summary) -> list[dict[str, Any]]:
    """All figures of all layers, without their names."""
    heads = list(summary.heads)
    names = [name for name in summary.figures if name != "structure"]
    return [
        {name: plain(summary.figures[name][layer.node.number]) for name in names}
        | {"head": heads.index(layer.head) if layer.head else None, "output": layer.output}
        for layer in summary
    ]


@law
def inlined(case: Case) -> None:
    """A network with its blocks, loops and branches written out by hand has the same figures."""
    spec = spec_of(case)
    rows = unfold(spec)
    if not rows:
        raise Unfit("no layers")
    found = summarized(case)
    try:
        by_hand = cnncalc.summarize(cnncalc.load(Source("flat.yaml", json.dumps(flat(spec, rows)))))
    except SpecError as error:
        raise Broken(f"written out by hand it is refused: {error}"[:600]) from None
    same(kinds_and_reads(by_hand), [written(row) for row in rows], "layers written out, and what they read")
    same(kinds_and_reads(found), [written(row) for row in rows], "layers and what they read")
    for layer, one, other in zip(found, figures(found), figures(by_hand), strict=True):
        for name in one:
            same(one[name], other[name], f"{layer.name!r} and the same written out: {name}")
    same(dict(found.totals), dict(by_hand.totals), "totals and those written out")


@law
def fields_traced(case: Case) -> None:
    """Receptive fields are what following indices to the input finds."""
    found = summarized(case)
    network = found.network
    several = len(network.inputs) > 1
    if any(shape.values > 40_000 for shape in network.inputs.values()):
        raise Unfit("too large to follow")
    for start in (node for node in network.nodes if node.layer is None):
        too_long: set[int] = set()  # no field, as positions repeat too late, here or before
        for node, traces in zip(network.nodes, follow(network, start), strict=True):
            field = found.figures["receptive_field"][node.number]
            if several and isinstance(field, Mapping):
                field = field.get(start.name)
            if node.layer is None or traces is None or traces == UNSURE:
                continue
            if traces == LOST:
                require(field is None, f"{node.name!r}: a field, though positions are lost: {field}")
            elif field is None and (not too_long.isdisjoint(node.inputs) or not all(map(repeats, traces))):
                too_long.add(node.number)
            elif all(map(repeats, traces)):
                require(field is not None, f"{node.name!r} ({node.kind}): no field, but {field_of(traces)}")
                for name, value in field_of(traces).items():
                    same(getattr(field, name), value, f"{node.name!r} ({node.kind}): {name}")
