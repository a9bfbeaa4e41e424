"""cnncalc: shapes, parameters, multiplies and receptive fields of convolutional networks.

>>> import cnncalc
>>> vgg = cnncalc.summarize("vgg16")
>>> vgg.totals.parameters
138357544
>>> vgg["pool5"].output
Shape(channels=512, size=(7, 7))
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from cnncalc.analysis.footprint import Footprint as Footprint
    from cnncalc.api import footprint as footprint
    from cnncalc.api import load as load
    from cnncalc.api import summarize as summarize
    from cnncalc.network import Network as Network
    from cnncalc.problem import SpecError as SpecError
    from cnncalc.shape import Shape as Shape
    from cnncalc.summary import LayerSummary as LayerSummary
    from cnncalc.summary import Summary as Summary

_HOMES = {
    "Footprint": "cnncalc.analysis.footprint",
    "footprint": "cnncalc.api",
    "load": "cnncalc.api",
    "summarize": "cnncalc.api",
    "Network": "cnncalc.network",
    "SpecError": "cnncalc.problem",
    "Shape": "cnncalc.shape",
    "LayerSummary": "cnncalc.summary",
    "Summary": "cnncalc.summary",
}

__all__ = [
    "Footprint",
    "LayerSummary",
    "Network",
    "Shape",
    "SpecError",
    "Summary",
    "footprint",
    "load",
    "summarize",
]


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first used, so that `cnncalc --version` reads no YAML."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
