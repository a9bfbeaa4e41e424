"""The report of `conventions`: what is counted, and how; and how the table of `summarize` is read."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from cnncalc.analysis import ANALYSES
from cnncalc.report.base import Heading, Report, Row, Table

SCHEMA = "cnncalc.conventions/1"

READING = {
    "conv 3x3/2 p1": "a kernel of 3x3, stride 2, padding 1; d2 is a dilation of 2, g4 are 4 groups",
    "+relu": "shares the row of the layer before it; --expand gives it a row of its own",
    "2 x [3x3, 3x3]": "two equal blocks of two convolutions: sums of all, output and RF of the last",
    "+proj, +gate": "a shortcut with weights, a branch that scales the channels of the main one",
    "all": "in the column RF: a whole map was read, so that every pixel counts",
    "M, G": "in the title of a column: its numbers are rounded, in millions or in billions",
}
"""What stands in the table that one reads at a glance."""


HELD = {
    "held": "every output from the step that writes it to the last that reads it, outputs of the network to"
    " the end; concat copies; views (flatten, reshape, identity, slice, crop, at inference dropout) take"
    " none; without parameters and workspace",
    "kept": "in training, what PyTorch keeps for the backward pass, by kind",
    "gradients": "of each volume, from its last reader's backward step to its writer's; of parameters, from"
    " the layer's backward step on",
}
"""What `memory` counts at each step."""


def held() -> list[tuple[str, str]]:
    """The same with titles for readers."""
    return [(name.capitalize(), text) for name, text in HELD.items()]


COUNTED = "What is counted, and how: --notes, or cnncalc conventions"
ON_MEMORY = "What is held, and how long: --notes, or cnncalc conventions"
"""The last line below a table."""


def conventions() -> dict[str, str]:
    """What is counted, by figure."""
    return {name: text for analysis in ANALYSES for name, text in analysis.conventions.items()}


def sentences() -> str:
    """All of it in one paragraph."""
    return " ".join(f"{in_words(name)}: {text}." for name, text in conventions().items())


def in_words(name: str) -> str:
    """The name of a figure at the beginning of a sentence."""
    return name.replace("_", " ").capitalize().replace("Flops", "FLOPs")


class ConventionsReport(Report):
    """What is counted, and how."""

    title = "Conventions"

    @cached_property
    def table(self) -> Table:
        headings = (
            Heading("figure", "Figure", "text", 100),
            Heading("convention", "What is counted", "text", 90, least=20, wraps=True),
        )
        cells = [(in_words(name), text) for name, text in conventions().items()]
        return Table(headings, tuple(Row(row, row) for row in [*cells, *held(), *READING.items()]))

    @property
    def notes(self) -> Iterator[str]:
        yield "Reasons and sources: docs/explanation/conventions.md; cnncalc explain derives single numbers."

    @property
    def record(self) -> Mapping[str, Any]:
        return {"schema": SCHEMA, "conventions": conventions(), "held": HELD, "reading": READING}
