"""A summary as nested data: the contract `cnncalc.summary/1`, from which other programs read.

Keys are added, never renamed or removed. The default keys of a layer and of the totals are fixed;
columns that were asked for and have no key yet are added to each layer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.analysis import ANALYSES
from cnncalc.analysis.base import Column, complete
from cnncalc.blocks import Folded
from cnncalc.shape import Shape
from cnncalc.summary import LayerSummary, Summary, Totals

SCHEMA = "cnncalc.summary/1"


def summary_record(
    summary: Summary,
    layers: Iterable[LayerSummary],
    columns: Sequence[Column],
    conventions: Mapping[str, str],
) -> dict[str, Any]:
    """The record of a network; its `layers` are an iterator, as there may be very many."""
    inputs = {name: plain(shape) for name, shape in summary.network.inputs.items()}
    known: Known = {}
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "network": summary.name,
        "spec": summary.network.spec,
        "input": inputs["input"] if list(inputs) == ["input"] else inputs,
        "batch": summary.settings.batch,
        "dtype": summary.settings.dtype,
        "conventions": dict(conventions),
        "layers": (_layer(layer, columns, known) for layer in layers),
        "totals": _totals(summary.totals),
    }
    if summary.heads:
        record["main_path"] = _totals(summary.main_path)
        record["heads"] = {name: _totals(totals) for name, totals in summary.heads.items()}
    record["memory"] = {name: int(summary.bytes(name)) for name in ("parameters", "activations")}
    record["status"] = summary.status
    record["lower_bounds"] = [name for name, figure in summary.totals.items() if not figure.complete]
    record["notes"] = [note._asdict() for note in summary.notes]
    record["unread"] = {
        "layers": summary.network.dead_ends,
        **{key: list(summary.network.unread.get(key, ())) for key in ("variables", "blocks")},
    }
    return record


Known = dict[int, tuple[Any, Any]]

IN_RECORD = tuple(analysis.name for analysis in ANALYSES if analysis.in_record)
"""The figures that every layer's record has."""


def _layer(layer: LayerSummary, columns: Sequence[Column], known: Known) -> dict[str, Any]:
    """The record of a layer. known: by its id a figure that equal layers share, and its record.

    The figure is kept beside its record: no other can get its id.
    """
    record: dict[str, Any] = {
        "name": layer.name,
        "kind": layer.kind,
        "inputs": layer.inputs,
        "line": layer.line,
        "head": layer.head,
    }
    if isinstance(layer, Folded):
        known = {}  # its figures are made for it alone
    for name in IN_RECORD:
        value = getattr(layer, name)
        if id(value) not in known:
            known[id(value)] = value, plain(value)
        record[name] = known[id(value)][1]
    for column in columns:
        if column.name not in record:
            value = column.value(layer)
            is_part = column.unit in ("share", "rate") and value is not None
            record[column.name] = round(float(value), 6) if is_part else plain(value)
    if isinstance(layer, Folded):
        record["lower_bounds"] = list(_lower_bounds(layer, columns))
    return record


def _lower_bounds(layer: LayerSummary, columns: Sequence[Column]) -> Iterator[str]:
    """The figures of a folded block that miss something: `multiplies`, `parameters.total`."""
    figures = {name: getattr(layer, name) for name in IN_RECORD}
    for name, value in figures.items():
        parts = value._asdict() if hasattr(value, "_asdict") else {"": value}
        yield from (f"{name}.{part}".rstrip(".") for part, of in parts.items() if not complete(of))
    others = (column for column in columns if column.name not in figures)
    yield from (column.name for column in others if not complete(column.value(layer)))


def _totals(totals: Totals) -> dict[str, int]:
    return {name: int(figure) for name, figure in totals.items()}


PLAIN = frozenset((int, str, bool, type(None)))
"""What JSON knows as it is."""


def plain(value: Any) -> Any:
    """A figure as JSON knows it: whole numbers, lists, mappings; a rational is a text such as "1/2"."""
    if type(value) in PLAIN:
        return value
    if type(value) is tuple:
        return [of if type(of) in PLAIN else plain(of) for of in value]
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Shape):
        return {"channels": value.channels, "size": list(value.size)}
    if hasattr(value, "record"):
        return plain(value.record())
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {name: plain(of) for name, of in value.items()}
    return str(value)
