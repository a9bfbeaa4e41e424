"""The report of `calc values`: the output maps as matrices, or single cells with their sums."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.report.base import Heading, Report, Row, Table
from cnncalc.teaching.values.kernels import KERNELS, Named
from cnncalc.teaching.values.matrix import Matrix, number_text
from cnncalc.teaching.values.slide import Exercise, OutputValue, Tap, maps

SCHEMA = "cnncalc.values/1"

CELLS = (
    Heading("cell", "Cell", "text", 60),
    Heading("value", "Value", "figure", 50),
    Heading("working", "Working", "text", 40),
)
LISTED = (
    Heading("name", "Name", "text", 60),
    Heading("kernel", "Kernel", "text", 50),
    Heading("does", "What it does", "text", 40),
)


class ValuesReport(Report):
    """The output of an exercise, or the working of chosen cells."""

    def __init__(
        self, exercise: Exercise, cells: Sequence[tuple[int, int]] | None, board: bool, ascii_only: bool
    ) -> None:
        """cells: rows and columns from 0, whose working is shown; () for all, None for the matrix."""
        self.exercise = exercise
        self.cells = cells
        self.board = board
        self.signs = ("*", "-") if ascii_only or not board else ("×", "−")
        self.maps = list(maps(exercise))
        layer = exercise.layer
        self.title = layer.brief(2)
        output = exercise.output
        self.remarks = (
            f"input {exercise.input}",
            f"output {'x'.join(str(int(n)) for n in output.size)}x{len(self.maps)}",
        )

    @property
    def table(self) -> Table:
        if self.cells is not None:
            return Table(CELLS, tuple(self._working()))
        columns = range(1, len(self.maps[0][0]) + 1)
        headings = (
            Heading("row", "Row", "text", len(columns) + 1),
            *(Heading(str(i), str(i), "figure", len(columns) - i) for i in columns),
        )
        return Table(headings, tuple(self._matrix()))

    def _matrix(self) -> Iterator[Row]:
        several = len(self.maps) > 1
        for channel, rows in enumerate(self.maps, start=1):
            for i, row in enumerate(rows, start=1):
                label = f"channel {channel}, row {i}" if several else str(i)
                cells = (label, *(number_text(cell.value) for cell in row))
                yield Row(cells, cells)

    def _working(self) -> Iterator[Row]:
        for label, cell in self._chosen():
            lines = self._lines(cell)
            if not self.board:
                cells = (label, number_text(cell.value), " ".join(lines))
                yield Row(cells, cells)
                continue
            for i, line in enumerate(lines):
                cells = (label if i == 0 else "", number_text(cell.value) if i == 0 else "", line)
                yield Row(cells, cells)

    def _chosen(self) -> Iterator[tuple[str, OutputValue]]:
        for channel, rows in enumerate(self.maps, start=1):
            of = f"channel {channel}, " if len(self.maps) > 1 else ""
            for row in rows:
                for cell in row:
                    if not self.cells or (cell.row, cell.column) in self.cells:
                        yield f"{of}{cell.row + 1},{cell.column + 1}", cell

    def _lines(self, cell: OutputValue) -> list[str]:
        """The working, a line for each row of the window."""
        if self.exercise.kernels:
            lines = [" + ".join(self._product(tap) for tap in row) for row in cell.taps]
            if self.exercise.bias:
                lines.append(f"{self._text(self.exercise.bias)} (bias)")
            return [line if i == 0 else f"+ {line}" for i, line in enumerate(lines)]
        rows = [[self._pixel(tap) for tap in row] for row in cell.taps]
        if self.exercise.layer.kind == "max_pool":
            kept = [", ".join(text for text in row if text) for row in rows]
            return _closed("max(", [text for text in kept if text], ")", ",")
        texts = [" + ".join(text or "0" for text in row) for row in rows]
        return _closed("(", texts, f") / {cell.divisor}", " +")

    def _product(self, tap: Tap) -> str:
        pixel = Fraction(0) if tap.pixel is None else tap.pixel
        return f"{self._text(pixel)}{self.signs[0]}{self._text(tap.weight)}"

    def _pixel(self, tap: Tap) -> str:
        return "" if tap.pixel is None else self._text(tap.pixel, bare=True)

    def _text(self, value: Fraction, bare: bool = False) -> str:
        """A number among others: in brackets where a sign or a stroke would mislead."""
        text = number_text(value).replace("-", self.signs[1])
        return f"({text})" if ("/" in text or value < 0) and not (bare and value >= 0) else text

    @property
    def notes(self) -> Iterable[str]:
        if self.exercise.kernels:
            yield "Cross-correlation: the kernel as it is laid on the image; --flip for convolution."
        elif self.exercise.layer.kind == "avg_pool" and vars(self.exercise.layer)["padding"]:
            counted = "are" if self.exercise.count_padding else "are not"
            yield f"Zeros of the padding {counted} counted in an average."

    @property
    def record(self) -> Mapping[str, Any]:
        exercise = self.exercise
        return {
            "schema": SCHEMA,
            "kind": exercise.layer.kind,
            "input": [_numbers(channel) for channel in exercise.channels],
            "kernel": [_numbers(kernel) for kernel in exercise.kernels] or None,
            "output": [[[_plain(cell.value) for cell in row] for row in rows] for rows in self.maps],
            "cells": [
                {"cell": label, "value": _plain(cell.value), "working": " ".join(self._lines(cell))}
                for label, cell in self._chosen()
            ]
            if self.cells is not None
            else [],
        }


class FlippedReport(ValuesReport):
    """The same with the kernel turned, as mathematics has convolution."""

    @property
    def notes(self) -> Iterable[str]:
        yield "Convolution as mathematics has it: the kernel is turned by half a circle first."


class KernelsReport(Report):
    """The named kernels."""

    title = "Named kernels"

    def __init__(self) -> None:
        self.remarks = (f"{len(KERNELS)} kernels",)

    @property
    def table(self) -> Table:
        cells = ((one.name, _inline(one), one.doc) for one in KERNELS.values())
        return Table(LISTED, tuple(Row(row, row) for row in cells))

    @property
    def notes(self) -> Iterable[str]:
        yield "For cross-correlation; edges are left minus right, and top minus bottom."

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "kernels": (
                {"name": one.name, "kernel": _numbers(one.matrix), "does": one.doc}
                for one in KERNELS.values()
            ),
        }


def _closed(opening: str, lines: list[str], closing: str, between: str) -> list[str]:
    """Lines within brackets that span them."""
    last = len(lines) - 1
    return [
        f"{opening if i == 0 else ''}{line}{closing if i == last else between}"
        for i, line in enumerate(lines)
    ]


def _inline(kernel: Named) -> str:
    """A kernel as it is written on the command line; a common divisor behind it."""
    under = max(value.denominator for row in kernel.matrix for value in row)
    rows = "; ".join(" ".join(number_text(value * under) for value in row) for row in kernel.matrix)
    return rows if under == 1 else f"({rows}) / {under}"


def _numbers(matrix: Matrix) -> list[list[Any]]:
    return [[_plain(value) for value in row] for row in matrix]


def _plain(value: Fraction) -> int | str:
    """A whole number as one; others exactly, as a text."""
    return value.numerator if value.denominator == 1 else number_text(value)
