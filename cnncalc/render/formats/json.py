"""JSON: the record, with one line for each entry of a long list."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from cnncalc.files.json_text import as_json
from cnncalc.render import Format, Terminal


class Recorded(Protocol):
    """Whatever can be told as nested data."""

    @property
    def record(self) -> Mapping[str, Any]:
        """The data; a long list in it may be an iterator."""


def record(report: Recorded, terminal: Terminal) -> str:
    """The record of the report; keys in their own order, the same bytes for the same report."""
    entries = (f"{as_json(key)}: {_entry(value)}" for key, value in report.record.items())
    return "{" + ",\n ".join(entries) + "}\n"


def _entry(value: Any) -> str:
    if not isinstance(value, Iterator):
        return as_json(value)
    lines = ",\n  ".join(map(as_json, value))
    return f"[\n  {lines}]"


FORMAT = Format("json", for_programs=True, record=record)
