"""Which mistakes may be made together: those that do not exclude each other."""

from cnncalc.teaching.mistakes.base import Mistake
from cnncalc.teaching.mistakes.edit import Instead

ABOUT = {
    "additions": ("M1", "M10"),
    "biases among the additions": ("M4", "M10"),
    "grid": ("M2", "M3", "M6", "M12"),
    "groups": ("P13", "P14"),
    "step of a separable convolution": ("P15", "P16", "P17"),
    "sharing": ("P9", "P10", "P3", "P6"),
    "kernel's size": ("P8", "P11"),
    "channels of the output": ("S14", "S15", "S16"),
    "order": ("S20",),
    "padding": ("S4", "S5", "S8", "S9", "S10", "T3"),
    "stride": ("S2", "S3", "S8", "S12", "S13"),
    "rounding": ("S6", "S11", "S3", "S8", "S12"),
    "dilation": ("S17", "S18", "S19"),
    "dense input": ("F1", "F2", "F3", "F4", "F6", "F7", "F8"),
    "values": ("X3", "X6"),
    "bytes": ("X5",),
    "normalization": ("B2", "B3", "B4", "B6"),
}
"""What several mistakes are about: whoever makes one of them did not make another."""


def go_together(one: Mistake, other: Mistake) -> bool:
    """Whether somebody may make both: they are about different things, and both leave a trace."""
    if one.code == other.code or any(one.code in codes and other.code in codes for codes in ABOUT.values()):
        return False
    replaced = {change.formula for change in one.changes + other.changes if isinstance(change.edit, Instead)}
    touched = {change.formula for change in one.changes} & {change.formula for change in other.changes}
    return not replaced & touched
