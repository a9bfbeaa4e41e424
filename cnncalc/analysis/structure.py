"""What the spec itself says of a layer: name, kind, place, geometry."""

from collections.abc import Callable
from typing import Any

from cnncalc.analysis.base import Analysis, Column, Result, Settings
from cnncalc.network import Network
from cnncalc.shape import padding_text


def fold(network: Network, settings: Settings) -> Result:
    """The nodes themselves."""
    return Result(network.nodes)


def _field(name: str) -> Callable[[Any], Any]:
    return lambda layer: getattr(layer.node.layer, name, None)


def _padding(layer: Any) -> str | None:
    value = getattr(layer.node.layer, "padding", None)
    return None if value is None else padding_text(value)


def _stride(layer: Any) -> Any:
    stride = _field("stride")(layer)
    return _field("kernel")(layer) if stride is None else stride


ANALYSIS = Analysis(
    name="structure",
    order=0,
    fold=fold,
    columns=(
        Column("name", "Layer", "text", lambda layer: layer.name, "full name", 100),
        Column(
            "kind",
            "Kind",
            "text",
            lambda layer: layer.kind,
            "layer kind; for readers with its geometry",
            95,
        ),
        Column("inputs", "Reads", "text", lambda layer: ", ".join(layer.inputs), "the layers it reads"),
        Column("line", "Line", "size", lambda layer: layer.line, "line of the spec"),
        Column("head", "Head", "text", lambda layer: layer.head, "the auxiliary output it belongs to"),
        Column("kernel", "Kernel", "size", _field("kernel"), "kernel, pixels"),
        Column("stride", "Stride", "size", _stride, "stride, pixels"),
        Column("padding", "Padding", "text", _padding, "padding, pixels on each side"),
        Column("dilation", "Dilation", "size", _field("dilation"), "distance between the taps of a kernel"),
        Column("groups", "Groups", "size", _field("groups"), "groups of channels"),
    ),
)
