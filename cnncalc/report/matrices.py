"""The report of a chain of layers on numbers: each matrix on the way, and what an answer got wrong."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.report import MATRICES
from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.report.values import SCHEMA
from cnncalc.teaching.values.answer import CheckedValues
from cnncalc.teaching.values.chain import Stage
from cnncalc.teaching.values.layers import Values
from cnncalc.teaching.values.linear import AsMatrix
from cnncalc.teaching.values.matrix import Matrix, number_text

COLUMNS = (
    Heading("step", "Step", "text", 60),
    Heading("layer", "Layer", "text", 60),
    Heading("map", "Map", "text", 50),
    Heading("row", "Row", "text", 50),
    Heading("column", "Column", "text", 50),
    Heading("value", "Value", "figure", 60),
)

MOST_WRONG = 10
"""Wrong entries that are told one by one."""

MOST_SLIPS = 3


class ShownMatrix(NamedTuple):
    """A matrix in texts. wrong: rows and columns of what is wrong in it."""

    label: str
    rows: tuple[tuple[str, ...], ...]
    wrong: frozenset[tuple[int, int]] = frozenset()


class MatrixBlock(NamedTuple):
    """What a layer gave, or what is told of it: a title, what it is, and the matrices."""

    title: str
    meaning: str
    matrices: tuple[ShownMatrix, ...]


class Told(NamedTuple):
    """What was asked of the windows of a stage beside its values."""

    coverage: Matrix | None = None
    matrix: AsMatrix | None = None


class MatricesReport(Report):
    """A chain at work."""

    forms = MATRICES

    def __init__(
        self,
        image: Values,
        stages: Sequence[Stage],
        told: Sequence[Told],
        decimals: int,
        answer: CheckedValues | None = None,
    ) -> None:
        """told: of each stage, what was asked besides. decimals: of values that are not exact."""
        self.image, self.stages, self.told = image, stages, told
        self.decimals, self.answer = decimals, answer
        self.title = ", ".join(map(_name, stages))
        self.remarks = (f"input {image.shape}", f"output {self.output.shape}")

    @property
    def output(self) -> Values:
        return self.stages[-1].after if self.stages else self.image

    @property
    def blocks(self) -> Iterator[MatrixBlock]:
        """The input, and each layer with what it gives."""
        yield MatrixBlock("input", str(self.image.shape), self._shown(self.image))
        for stage, told in zip(self.stages, self.told, strict=True):
            yield MatrixBlock(_name(stage), str(stage.after.shape), self._shown(stage.after))
            if told.coverage:
                rows = self._texts(told.coverage, True)
                yield MatrixBlock(
                    f"windows of {_name(stage)}", "how many read each pixel", (ShownMatrix("", rows),)
                )
            if told.matrix:
                rows = self._texts(told.matrix.matrix, True)
                yield MatrixBlock(
                    f"matrix of {_name(stage)}", _meaning(told.matrix), (ShownMatrix("", rows),)
                )
        if self.answer and self.answer.wrong:
            yield MatrixBlock("answer", "what is wrong has a mark", tuple(self._answered(self.answer)))

    def _shown(self, values: Values) -> tuple[ShownMatrix, ...]:
        several = len(values.maps) > 1
        return tuple(
            ShownMatrix(f"channel {number}" if several else "", self._texts(rows, values.exact))
            for number, rows in enumerate(values.maps, 1)
        )

    def _texts(self, rows: Matrix, exact: bool) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(self.text_of(value, exact) for value in row) for row in rows)

    def text_of(self, value: Fraction, exact: bool) -> str:
        """A value exactly, or rounded where no fraction is exact."""
        return number_text(value) if exact else rounded(value, self.decimals)

    def _answered(self, answer: CheckedValues) -> Iterator[ShownMatrix]:
        several = len(self.output.maps) > 1
        for number, rows in enumerate(self.output.maps):
            wrong = {(one.row, one.column): one.answer for one in answer.wrong if one.map == number}
            texts = [list(row) for row in self._texts(rows, self.output.exact)]
            for (i, j), said in wrong.items():
                texts[i][j] = number_text(said)
            label = f"channel {number + 1}" if several else ""
            yield ShownMatrix(label, tuple(map(tuple, texts)), frozenset(wrong))

    @property
    def verdict(self) -> Sequence[str]:
        """What is said of the answer."""
        if self.answer is None:
            return ()
        return tuple(self._said(self.answer))

    def _said(self, answer: CheckedValues) -> Iterator[str]:
        if answer.right:
            yield f"The answer is right{' in all entries' if answer.entries > 1 else ''}."
            return
        if answer.sizes:
            yield f"The answer is {answer.sizes[0]}; {answer.sizes[1]} is right."
        else:
            count, of = len(answer.wrong), answer.entries
            entries = "entry" if of == 1 else "entries"
            yield f"{count} of {of} {entries} {'is' if count == 1 else 'are'} wrong."
        yield from self._explained(answer)
        for one in answer.wrong[:MOST_WRONG]:
            channel = f"channel {one.map + 1}, " if len(self.output.maps) > 1 else ""
            right = self.text_of(one.right, self.output.exact)
            where = f"{channel}row {one.row + 1}, column {one.column + 1}"
            yield f"{where}: {number_text(one.answer)} is not {right}."
        if len(answer.wrong) > MOST_WRONG:
            yield f"... and {len(answer.wrong) - MOST_WRONG} more."

    def _explained(self, answer: CheckedValues) -> Iterator[str]:
        if not answer.searched:
            yield "It is too large to look for the slip behind it."
        elif not answer.slips:
            yield "No usual slip explains all of it."
        for number, sentence in answer.slips[:MOST_SLIPS]:
            layer = f"layer {number + 1}, {_name(self.stages[number])}"
            yield f"This explains all of it: {sentence} ({layer})."

    @property
    def notes(self) -> Iterator[str]:
        convs = [stage.link.given for stage in self.stages if stage.link.layer.kind == "conv"]
        if any(not given.flip for given in convs):
            yield "Cross-correlation: the kernel as it is laid on the image; the word flip turns it first."
        if not self.output.exact or any(not stage.after.exact for stage in self.stages):
            yield f"What is not exact is shown to {self.decimals} decimals."

    @property
    def table(self) -> Table:
        return Table(COLUMNS, tuple(self._rows()))

    def _rows(self) -> Iterator[Row]:
        for step, block in enumerate(self.blocks):
            for number, one in enumerate(block.matrices, 1):
                for i, row in enumerate(one.rows, 1):
                    for j, text in enumerate(row, 1):
                        cells = (str(step), block.title, str(number), str(i), str(j), text)
                        yield Row(cells, cells)

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "input": self._numbers(self.image),
            "layers": [self._stage(stage, told) for stage, told in zip(self.stages, self.told, strict=True)],
            "output": self._numbers(self.output),
            "decimals": self.decimals,
            "answer": _answer_record(self.answer, self) if self.answer else None,
        }

    def _stage(self, stage: Stage, told: Told) -> dict[str, Any]:
        matrix = told.matrix
        return {
            "kind": stage.link.layer.kind,
            "layer": _name(stage),
            "output": self._numbers(stage.after),
            "exact": stage.after.exact,
            "coverage": told.coverage and [[self.number(v, True) for v in row] for row in told.coverage],
            "matrix": matrix
            and {
                "rows": [[self.number(value, True) for value in row] for row in matrix.matrix],
                "entries": matrix.entries,
                "not_zero": matrix.not_zero,
                "shared_weights": matrix.shared,
            },
        }

    def _numbers(self, values: Values) -> Any:
        """A list for each channel; of a vector a single one."""
        found = [[[self.number(v, values.exact) for v in row] for row in rows] for rows in values.maps]
        return found[0][0] if values.is_vector else found

    def number(self, value: Fraction, exact: bool) -> int | str:
        """A value as data: a whole one as a number, another one as text."""
        return value.numerator if exact and value.denominator == 1 else self.text_of(value, exact)


def _answer_record(answer: CheckedValues, report: MatricesReport) -> dict[str, Any]:
    return {
        "right": answer.right,
        "sizes": list(answer.sizes) if answer.sizes else None,
        "wrong": [
            {
                "channel": one.map + 1,
                "row": one.row + 1,
                "column": one.column + 1,
                "answer": report.number(one.answer, True),
                "right": report.number(one.right, report.output.exact),
            }
            for one in answer.wrong
        ],
        "slips": [{"layer": number + 1, "slip": sentence} for number, sentence in answer.slips],
    }


def _name(stage: Stage) -> str:
    return stage.link.layer.brief(2)


def _meaning(matrix: AsMatrix) -> str:
    rows, columns = len(matrix.matrix), len(matrix.matrix[0])
    return (
        f"{rows:,} rows, one per output value, and {columns:,} columns, one per pixel: "
        f"{matrix.entries:,} entries, {matrix.not_zero:,} not zero, {matrix.shared:,} shared weights"
    )


def rounded(value: Fraction, decimals: int) -> str:
    """To so many decimals, halves away from zero.

    >>> rounded(Fraction(1, 3), 4), rounded(Fraction(-1, 2), 0)
    ('0.3333', '-1')
    """
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = f"{whole:0{decimals + 1}d}"
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"
