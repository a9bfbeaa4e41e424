"""What a number may be called that is given for a figure: bytes are no parameters."""

from fractions import Fraction

from cnncalc.analysis.base import Unit
from cnncalc.figures.words import Said

SAID: dict[Unit, tuple[Said, ...]] = {
    "bytes": ("bytes",),
    "level": ("bytes",),
    "share": ("percent",),
    "rate": (),
    "size": ("pixels", "groups"),
    "extent": ("pixels",),
    "shape": ("channels", "units", "values", "pixels"),
    "text": ("pixels",),
}
"""What a number of a unit may be called; of counts it depends on what is counted."""

_PARAMETERS: tuple[Said, ...] = ("parameters",)
_WORK: tuple[Said, ...] = ("macs", "flops", "operations")
_VALUES: tuple[Said, ...] = ("values", "units", "channels")
COUNTED: dict[str, tuple[Said, ...]] = {
    **dict.fromkeys(("parameters", "trainable", "frozen", "weights", "biases", "statistics"), _PARAMETERS),
    **dict.fromkeys(("multiplies", "flops"), _WORK),
    "activations": _VALUES,
    **dict.fromkeys(("height", "width", "length", "depth"), ("pixels",)),
    "channels": ("channels", "units", "values"),
    "weight_layers": ("layers",),
    "layers": ("layers",),
}
OF_OTHERS: tuple[Said, ...] = (
    "values",
    "operations",
    "macs",
    "flops",
    "parameters",
    "channels",
    "units",
    "pixels",
)
"""Of counts that are not listed: anything but bytes and shares."""

AS_TOLD: dict[str, str] = {"macs": "multiplies", "flops": "FLOPs", "percent": "percentages"}


def allowed(name: str, unit: Unit) -> tuple[Said, ...]:
    """What a number given for a figure may be called."""
    return SAID.get(unit, COUNTED.get(name, OF_OTHERS))


def contradiction(said: Said, name: str, unit: Unit) -> str:
    """The sentence that a number is called what the figure is not; empty if it fits.

    >>> contradiction("bytes", "parameters", "count")
    'bytes are given; parameters are asked for'
    """
    if not said or said in allowed(name, unit):
        return ""
    asked = {
        "bytes": "bytes",
        "level": "bytes",
        "share": "a share",
        "size": "pixels",
        "extent": "pixels",
    }.get(unit, name.replace("_", " ") or "a count")
    verb = "is" if asked.startswith("a ") else "are"
    return f"{AS_TOLD.get(said, said)} are given; {asked} {verb} asked for"


def factor(said: Said, name: str) -> Fraction | int:
    """What an answer in another unit must be divided by: FLOPs where multiplies are asked for."""
    if name == "multiplies" and said == "flops":
        return 2
    return Fraction(1, 2) if name == "flops" and said == "macs" else 1
