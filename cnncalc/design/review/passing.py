"""Layers as rules see them: what passes values on, what is linear, what normalizes."""

from cnncalc.network import Node

NORMS = ("batch_norm", "layer_norm", "group_norm", "instance_norm")

PASSING = ("identity", "dropout", "drop_path")
"""Kinds that give what they read, position by position."""

LINEAR = ("batch_norm", "scale", "layer_scale")
"""Pointwise layers with parameters that are linear at inference."""


def passes_on(node: Node) -> bool:
    """Whether a layer gives what it reads, position by position: identity, dropout."""
    return node.kind in PASSING


def is_norm(node: Node) -> bool:
    """Whether a layer takes means and deviations away."""
    return node.kind in NORMS


def is_linear(node: Node) -> bool:
    """Whether weights before and after a layer can be multiplied out across it."""
    return passes_on(node) or node.kind in LINEAR
