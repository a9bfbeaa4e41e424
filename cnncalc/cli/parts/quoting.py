"""Layers in short form that the shell took apart: `conv 16 k3` is three arguments without quotes."""

import re
import shlex
from collections.abc import Sequence

FIELD = re.compile(r"-?\d.*|[a-zA-Z]\d\S*|\w+=\S*|same|valid|full|ceil|floor")
"""An argument that can only be a field of a layer."""

COLON = re.compile(r"(\w+):(\S+)")
"""`conv:16`, which YAML reads as one word."""


def as_quoted(arguments: Sequence[str]) -> str | None:
    """The layers as they were meant, in quotes; None where that is how they stand.

    >>> as_quoted(["conv", "16", "k3", "relu", "dense:10"])
    '"conv 16 k3" relu "dense 10"'
    """
    layers: list[str] = []
    for argument in arguments:
        if layers and FIELD.fullmatch(argument):
            layers[-1] += f" {argument}"
        else:
            layers.append(_apart(argument))
    return shlex.join(layers).replace("'", '"') if layers != list(arguments) else None


def _apart(argument: str) -> str:
    """`conv 16` for `conv:16`, where the first word is a layer kind."""
    from cnncalc.layers import CATALOGUE

    found = COLON.fullmatch(argument)
    return f"{found[1]} {found[2]}" if found and found[1] in CATALOGUE else argument
