"""JSON: the record, with one line for each entry of a long list."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from cnncalc.render import Terminal


class Recorded(Protocol):
    """Whatever can be told as nested data."""

    @property
    def record(self) -> Mapping[str, Any]:
        """The data; a long list in it may be an iterator."""


def render(report: Recorded, terminal: Terminal) -> str:
    """The record of the report; keys in their own order, the same bytes for the same report."""
    entries = (f"{_text(key)}: {_entry(value)}" for key, value in report.record.items())
    return "{" + ",\n ".join(entries) + "}\n"


def _entry(value: Any) -> str:
    if not isinstance(value, Iterator):
        return _text(value)
    lines = ",\n  ".join(map(_text, value))
    return f"[\n  {lines}]"


ENCODER = json.JSONEncoder(ensure_ascii=False)


def _text(value: Any) -> str:
    return ENCODER.encode(value)
