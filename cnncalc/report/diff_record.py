"""What `diff` says, as nested data."""

from collections.abc import Mapping
from typing import Any

from cnncalc.design.diff.changes import FIGURES, Change, Difference
from cnncalc.figures.measures import sizes_of
from cnncalc.report.record import plain
from cnncalc.summary import LayerSummary, Summary

SCHEMA = "cnncalc.diff/1"

MARKS = {"added": "+", "removed": "-", "changed": "~", "renamed": "~", "follows": " "}


def diff_record(
    difference: Difference,
    names: tuple[str, str],
    variables: Mapping[str, tuple[Any, Any]],
    words: Mapping[Any, int],
) -> dict[str, Any]:
    """Everything that differs. words: how many layers are added, removed and so on."""
    a, b = difference.a, difference.b
    changes = (change for change in difference.changes if change.word != "same")
    return {
        "schema": SCHEMA,
        "differ": difference.differ,
        "a": _network(a, names[0]),
        "b": _network(b, names[1]),
        "variables": {key: {"a": plain(old), "b": plain(new)} for key, (old, new) in variables.items()},
        "counts": {word: words[word] for word in (*MARKS, "same")},
        "changes": map(_record, changes),
        "totals": {name: _sides(a.totals.get(name), b.totals[name]) for name in b.totals},
        "memory": {name: _sides(a.bytes(name), b.bytes(name)) for name in ("parameters", "activations")},
    }


def _network(summary: Summary, label: str) -> dict[str, Any]:
    return {"label": label, "network": summary.name, "spec": summary.network.spec, "layers": len(summary)}


def _record(change: Change) -> dict[str, Any]:
    return {
        "change": change.word,
        "renamed": change.renamed,
        "a": _of_layer(change.a),
        "b": _of_layer(change.b),
        "fields": {name: {"a": plain(old), "b": plain(new)} for name, (old, new) in change.fields.items()},
        "differ": list(change.figures),
    }


def _of_layer(layer: LayerSummary | None) -> dict[str, Any] | None:
    if layer is None:
        return None
    record = {"name": layer.name, "kind": layer.kind, "inputs": layer.inputs, "line": layer.line}
    return record | {name: plain(value_of(layer, name)) for name in FIGURES}


def _sides(before: Any, after: Any) -> dict[str, Any]:
    return {"a": int(before), "b": int(after), "difference": int(after) - int(before)}


def value_of(layer: LayerSummary | None, name: str) -> Any:
    """A figure of a layer; None without one."""
    value = getattr(layer, name) if layer is not None else None
    if name == "parameters" and value is not None:
        return value.total
    if name == "receptive_field" and value is not None:
        return sizes_of(value)
    return value
