"""The reports of `layers`: all kinds, or one with its fields and formulas."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.catalogue import Kind, default_text
from cnncalc.formula import Formula
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.record import plain

SCHEMA = "cnncalc.layers/1"

ALL = (
    Heading("kind", "Kind", "text", 40),
    Heading("fields", "Fields", "text", 10, 40, wraps=True),
    Heading("summary", "What it does", "text", 20, 30, wraps=True),
)
ONE = (
    Heading("field", "Field", "text", 50),
    Heading("default", "Default", "text", 40),
    Heading("letter", "Letter", "text", 45),
    Heading("takes", "Takes", "text", 40, 24, wraps=True),
    Heading("meaning", "Meaning", "text", 50, 20, wraps=True),
)


class KindsReport(Report):
    """What `layers` lists: a row per kind."""

    title = "Layer kinds"

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.remarks = (f"{len(kinds)} kinds",)

    @property
    def table(self) -> Table:
        cells = ((kind.name, ", ".join(map(_with_mark, *_pairs(kind))), kind.summary) for kind in self.kinds)
        return Table(ALL, tuple(Row(row, row) for row in cells))

    @property
    def notes(self) -> Iterable[str]:
        yield "A field with * is required. 'cnncalc layers KIND' says what each field takes."

    @property
    def record(self) -> Mapping[str, Any]:
        return {"schema": SCHEMA, "kinds": map(_record, self.kinds)}


class KindReport(KindsReport):
    """What `layers KIND` says: a row per field, and the formulas below."""

    flush_left = True

    def __init__(self, kind: Kind) -> None:
        super().__init__([kind])
        self.kind = kind
        self.title = kind.name
        self.remarks = (kind.summary,)

    @property
    def table(self) -> Table:
        rows = []
        for name, field in self.kind.fields.items():
            default = "required" if field.required else default_text(field) or "none"
            rows.append((name, default, field.letter or "", field.type.expects, field.doc))
        if self.kind.takes_activation:
            rows.append(
                ("activation", "none", "", "a kind of activation", "a layer of its own behind this one")
            )
        return Table(ONE, tuple(Row(row, row) for row in rows))

    @property
    def lines(self) -> Iterable[Line]:
        return (Line(one.name, one.text, _reason(one)) for one in self.kind.formulas)

    @property
    def notes(self) -> Iterator[str]:
        kind = self.kind
        yield from kind.paragraphs[1:]
        if letters := _letters(kind):
            yield f"Letters: {letters}."
        if kind.shorthand:
            yield f"A bare value, as in '{kind.name}: ...', sets '{kind.shorthand}'."
        if kind.joins:
            yield "It takes a list of branches, a mapping of named branches, or from: [a, b]."
        shares = ", 'share'" if kind.shares else ""
        yield f"It also takes 'name', 'from'{shares} and 'when'."
        yield f"Example: {kind.example}"


def _reason(formula: Formula) -> str:
    return f"if {formula.when}: {formula.because}" if formula.when else formula.because


LETTERS = {
    "n": "n pixels of the input along an axis",
    "p_before": "p_before and p_after the padding at its two ends",
    "N": "N the size of the input along each axis",
    "N_out": "N_out the size of the output along each axis",
    "C": "C the channels",
    "C_in": "C_in the channels of the input",
    "C_out": "C_out those of the output",
    "b": "b 1 with a bias, else 0",
    "d": "d the number of axes",
}
"""What letters mean in formulas that are not a field's."""


def _letters(kind: Kind) -> str:
    """What the letters in the formulas of a kind mean that are no field's."""
    text = " ".join(formula.text for formula in kind.formulas)
    own = {field.letter for field in kind.fields.values()}
    used = set(re.findall(r"[A-Za-z]\w*", text)) - own
    if "prod(N_out)" not in text:
        used -= {"N_out"}  # of a dense layer its units
    return ", ".join(meaning for letter, meaning in LETTERS.items() if letter in used)


def _pairs(kind: Kind) -> tuple[list[str], list[bool]]:
    return list(kind.fields), [field.required for field in kind.fields.values()]


def _with_mark(name: str, required: bool) -> str:
    return f"{name}*" if required else name


def _record(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "doc": "\n\n".join(kind.paragraphs),
        "example": kind.example,
        "shorthand": kind.shorthand,
        "joins": kind.joins,
        "takes_activation": kind.takes_activation,
        "shares": kind.shares,
        "fields": [
            {
                "name": name,
                "takes": field.type.expects,
                "required": field.required,
                "default": None if field.required else plain(field.default),
                "letter": field.letter,
                "doc": field.doc,
            }
            for name, field in kind.fields.items()
        ],
        "formulas": [
            {"name": one.name, "formula": one.text, "because": one.because, "when": one.when}
            for one in kind.formulas
        ],
    }
