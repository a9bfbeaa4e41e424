"""Homework: what is asked of whom, and the sheets and keys that come of it."""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import click

import cnncalc
from cnncalc.cli.options import set_values, usage_errors
from cnncalc.render import Format, Terminal, render

if TYPE_CHECKING:
    from cnncalc.network import Network
    from cnncalc.teaching.sheets.roster import Student
    from cnncalc.teaching.sheets.worksheet import Worksheet


class Homework(NamedTuple):
    """What is asked of whom: it gives the sheet of every variant."""

    network: "Network"
    headings: Mapping[str, str]
    columns: tuple[str, ...]
    blank: tuple[str, ...]
    seed: int | None
    answers: bool
    format: Format
    fillable: bool = False
    ascii_only: bool = False

    def text(self, variant: int | None, student: str = "") -> str:
        """The worksheet of a variant, or of the network itself; with the name of a student on it."""
        from dataclasses import replace

        return self._written(replace(self._sheet(variant), student=student))

    def key_for(self, variants: int) -> str:
        """The one key to all variants, without their answers."""
        return self._written(self._sheet(None).unanswered({**self.headings, "variants": f"1-{variants}"}))

    def of_class(self, count: int, students: "list[Student] | None") -> Iterator[tuple[str, str]]:
        """The sheets of a class by the names of their files."""
        return self.numbered(count) if students is None else self.named(students)

    def numbered(self, variants: int) -> Iterator[tuple[str, str]]:
        """The sheet of each variant by the name of its file."""
        width = len(str(variants))
        for number in range(1, variants + 1):
            yield f"variant-{number:0{width}}.{self.format.ending}", self.text(number)

    def named(self, students: "list[Student]") -> Iterator[tuple[str, str]]:
        """The sheet of each student by the name of its file; the first has variant 1, and so on."""
        from cnncalc.files.names import safe_names
        from cnncalc.teaching.sheets.roster import called

        names = called(students)
        for number, (name, file) in enumerate(zip(names, safe_names(names), strict=True), start=1):
            yield f"{file}.{self.format.ending}", self.text(number, name)

    def _sheet(self, variant: int | None) -> "Worksheet":
        from cnncalc.teaching.sheets.variant import variant as changed
        from cnncalc.teaching.sheets.worksheet import FIGURES_ASKED, NotAskedError, worksheet

        of = (
            self.network
            if variant is None
            else changed(self.network, variant, self.headings.get("vary") == "windows")
        )
        told = self.headings if variant is None else {**self.headings, "variant": str(variant)}
        with usage_errors(NotAskedError):
            return worksheet(
                cnncalc.summarize(of), told, self.columns or FIGURES_ASKED, self.blank, self.seed
            )

    def _written(self, sheet: "Worksheet") -> str:
        from cnncalc.report.worksheet import WorksheetReport

        report = WorksheetReport(sheet, self.answers, self.fillable)
        return render(report, self.format.name, Terminal(ascii=self.ascii_only))


def headings_of(
    spec: str, settings: tuple[str, ...], inputs: tuple[str, ...], layout: str, folder: str
) -> dict[str, str]:
    """What a sheet says of its network, so that 'check' finds it."""
    from cnncalc.problem import quoted

    if spec == "-":
        raise click.UsageError("a sheet names its network: give a file or a bundled name rather than -")
    is_file = os.path.isfile(spec)
    told = {"architecture": os.path.relpath(spec, folder or ".").replace(os.sep, "/") if is_file else spec}
    if inputs:
        told["input"] = ", ".join(inputs)
    if settings:
        told["settings"] = "; ".join(f"{n}={_spaced(v)}" for n, v in set_values(settings).items())
    for key, text in told.items():
        if not text.isprintable():
            raise click.UsageError(
                f"the {key} is written into the sheet, so it has to be printable; found {quoted(text)}"
            )
    return told | ({"layout": layout} if layout != "hwc" else {})


def _spaced(value: str) -> str:
    """A space after each comma, so that none is taken for one between thousands."""
    return ", ".join(part.strip() for part in value.split(","))
