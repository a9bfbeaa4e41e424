"""Colours of verdicts and severities beside their words, where rich is not worth its start."""

import os
from typing import Any

from cnncalc.render import Terminal

SEVERITIES = {"error": "1;31", "warning": "33", "note": "36"}
"""Codes of the colours: bold red, yellow, cyan."""


def has_colours(stream: Any) -> bool:
    """As rich decides it: NO_COLOR and FORCE_COLOR count where they are not empty."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def severity(word: str, terminal: Terminal) -> str:
    """A severity as the terminal shows it."""
    if terminal.stream is None or not has_colours(terminal.stream):
        return word
    return f"\x1b[{SEVERITIES[word]}m{word}\x1b[0m"
