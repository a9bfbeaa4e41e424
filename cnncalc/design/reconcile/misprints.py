"""Printed figures that are wrong, widely copied, and follow from no convention."""

from typing import NamedTuple

from cnncalc.design.reconcile.profile import Total, What
from cnncalc.figures.quoted import Quoted, read


class Misprint(NamedTuple):
    """A wrong figure: as printed, where, and what is right.

    of: a figure that the network has to have, by which it is recognized.
    """

    printed: str
    whats: tuple[What, ...]
    of: tuple[What, int]
    name: str
    where: str
    why: str


MISPRINTS = (
    Misprint(
        "93MB", ("bytes",), ("parameters", 138_357_544), "VGG-16's activations, a misprint",
        "CS231n's notes on convolutional networks",
        "the notes sum up their rows to 24M values, 24M x 4 bytes ~= 93MB; the rows add up to 15,237,608"
        " values, input included: 60.95 MB, or 58.13 MiB",
    ),
    Misprint(
        "24M", ("values",), ("parameters", 138_357_544), "VGG-16's activations, a misprint",
        "CS231n's notes on convolutional networks",
        "the rows of the table add up to 15,237,608 values, input included",
    ),
    Misprint(
        "2.7K", ("parameters",), ("parameters", 9_408), "GoogLeNet's conv1, a misprint",
        "table 1 of Szegedy et al. 2014, arXiv:1409.4842",
        "a 7x7 convolution from 3 to 64 channels has 7*7*3*64 = 9,408 weights",
    ),
    Misprint(
        "34M", ("macs",), ("macs", 118_013_952), "GoogLeNet's conv1, a misprint",
        "table 1 of Szegedy et al. 2014, arXiv:1409.4842",
        "112*112 positions of 9,408 weights are 118,013,952 multiplies",
    ),
)  # fmt: skip


def misprints(quoted: Quoted, whats: tuple[What, ...], totals: list[Total]) -> list[Misprint]:
    """The misprints that show these digits, of a network with the figures by which it is known."""
    known = {(total.figure.what, total.value) for total in totals}
    return [
        one for one in MISPRINTS if one.of in known and set(one.whats) & set(whats) and _same(one, quoted)
    ]


def _same(misprint: Misprint, quoted: Quoted) -> bool:
    printed = read(misprint.printed)
    readings = (quoted, quoted.binary)
    same = any(
        reading and reading.value in (printed.value, getattr(printed.binary, "value", None))
        for reading in readings
    )
    return same and printed.step == quoted.step
