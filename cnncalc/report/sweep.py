"""The report of `sweep`: a row per variant, and what keeps the others from being."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.analysis import ALIASES
from cnncalc.design.sweep.run import Chosen, Combination, Sweep, as_data, reasons
from cnncalc.figures.spelling import for_programs
from cnncalc.language.arithmetic import show
from cnncalc.problem import listing
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.report.compare import counted, figure, front_note, shown_figure
from cnncalc.report.headings import exactly, figure_heading

SCHEMA = "cnncalc.sweep/1"

LAST_TO_GO = 1_000
ERROR = Heading("error", "Error", "text")

MOST_REASONS = 5
"""Kinds of mistake that are told below the table."""


class SweepReport(Report):
    """What `sweep` says."""

    wider = "--columns chooses; a file or a pipe shows all"

    def __init__(self, chosen: Chosen, in_full: bool = False, all_notes: bool = True) -> None:
        self.chosen = chosen
        self.sweep = chosen.sweep
        self.in_full, self.all_notes = in_full, all_notes
        self.title = f"Variants of {self.sweep.spec}"
        varied = " x ".join(f"{len(a.values):,} of {a.heading}" for a in self.sweep.grid.varied)
        fixed = [f"{a.heading} {a.values[0]}" for a in self.sweep.grid.axes if len(a.values) == 1]
        batch, dtype = self.sweep.settings
        self.remarks = (
            f"{chosen.tried:,} variant{'' if chosen.tried == 1 else 's'}{f': {varied}' if varied else ''}",
            *fixed,
            *([f"batch of {batch}"] if batch > 1 else []),
            *([dtype] if dtype != "float32" else []),
        )

    @property
    def table(self) -> Table:
        columns = headings(self.sweep, in_full=self.in_full)
        return Table(columns, tuple(row(self.sweep, result) for result in self.chosen.results))

    @property
    def lines(self) -> Iterator[Line]:
        chosen = self.chosen
        shown = len(chosen.results)
        if chosen.failed or chosen.met < chosen.tried or shown < chosen.tried:
            yield Line("Variants", f"{chosen.tried:,}")
            if chosen.sweep.conditions:
                yield Line("Meet", f"{chosen.met:,}", "all conditions")
            yield Line("Shown", f"{shown:,}", "on the front" if chosen.goals else "")
        if chosen.failed:
            yield Line("Fail", f"{len(chosen.failed):,}", "they do not fit together")

    @property
    def notes(self) -> Iterator[str]:
        yield from failures(self.sweep, self.chosen.failed)
        if self.chosen.goals:
            yield front_note(self.chosen.goals).replace("network", "variant")
        yield from counted((ALIASES.get(key, key) for key in self.sweep.columns), self.all_notes)

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: counts exact where there is room."""
        return exactly(cell, heading) or super().text(cell, heading)

    @property
    def record(self) -> Mapping[str, Any]:
        chosen, sweep = self.chosen, self.sweep
        return {
            "schema": SCHEMA,
            "spec": sweep.template.source.name,
            "batch": sweep.settings.batch,
            "dtype": sweep.settings.dtype,
            "axes": {axis.heading: [_data(value) for value in axis.values] for axis in sweep.grid.axes},
            "pareto": [goal._asdict() for goal in chosen.goals],
            "count": chosen.tried,
            "met": chosen.met,
            "variants": (_record(sweep, one) for one in chosen.results),
            "failed": (
                {"settings": _settings(sweep, one), "error": error(one), "line": _line(one)}
                for one in chosen.failed
            ),
        }


def headings(sweep: Sweep, errors: bool = False, in_full: bool = False) -> tuple[Heading, ...]:
    """A column for each axis with several values and for each figure; errors: and one for what is wrong."""
    varied = [sweep.grid.axes[i].heading for i in sweep.axes]
    axes = [Heading(name, name, "figure", LAST_TO_GO + 1) for name in varied]
    figures = [
        Heading(key, key, "figure", LAST_TO_GO - i)
        if key in sweep.variables
        else figure_heading(key, sweep.units.get(key, "figure"), LAST_TO_GO - i, in_full)
        for i, key in enumerate(sweep.columns)
    ]
    return (*axes, *figures, *([ERROR] if errors else []))


def row(sweep: Sweep, result: Combination, errors: bool = False) -> Row:
    """The row of a variant; with errors its cells are written out, as they stand in a CSV file."""
    axes = [result.values[i] for i in sweep.axes]
    figures = [_cell(sweep, key, result.figures.get(key)) for key in sweep.columns]
    if errors:
        units = [sweep.units.get(key, "figure") for key in sweep.columns]
        cells = (*axes, *map(for_programs, figures, units), error(result))
        return Row(cells, cells)
    shown = [shown_figure(key, figure) for key, figure in zip(sweep.columns, figures, strict=True)]
    return Row((*axes, *figures), (*axes, *shown))


def _cell(sweep: Sweep, key: str, value: Any) -> Any:
    return show(value) if key in sweep.variables and not isinstance(value, (str, type(None))) else value


def error(result: Combination) -> str:
    """What is wrong with a variant; nothing where all is well."""
    if not result.problems:
        return ""
    more = len(result.problems) - 1
    return result.problems[0].message + (f" (and {more} more)" if more else "")


def failures(sweep: Sweep, failed: Iterable[Combination]) -> Iterator[str]:
    """What keeps variants from being, each kind of mistake once."""
    found = reasons(failed)
    for count, one in found[:MOST_REASONS]:
        line = f"line {_line(one)}: " if _line(one) else ""
        values = listing(f"{name} {value}" for name, value in _settings(sweep, one).items())
        variants = f"{count:,} variant{'' if count == 1 else 's'} fail{'s' if count == 1 else ''}"
        yield f"{variants}, with {values}: {line}{error(one)}."
    if len(found) > MOST_REASONS:
        yield f"... and {sum(count for count, _ in found[MOST_REASONS:]):,} for other reasons."


def _line(result: Combination) -> int | None:
    place = result.problems[0].place
    return place.line if place and not place.source.name.startswith("--") else None


def _settings(sweep: Sweep, result: Combination) -> dict[str, Any]:
    return {axis.heading: _data(value) for axis, value in zip(sweep.grid.axes, result.values, strict=True)}


def _record(sweep: Sweep, result: Combination) -> dict[str, Any]:
    figures = {key: _figure(sweep, result, key) for key in sweep.columns}
    bounds = [key for key in sweep.columns if not getattr(result.figures[key], "complete", True)]
    return {"settings": _settings(sweep, result), "figures": figures, "lower_bounds": bounds}


def _figure(sweep: Sweep, result: Combination, key: str) -> Any:
    value = result.figures[key]
    return _data(value) if key in sweep.variables else figure(value, sweep.units[key])


def _data(value: Any) -> Any:
    found = as_data(value) if isinstance(value, str) else value
    return float(found) if isinstance(found, Fraction) else found
